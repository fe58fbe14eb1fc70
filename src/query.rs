//! The languages of the services: text → syntax tree → evaluation, and from the tree the
//! required literals, by which readers skip data that cannot match. No I/O.

pub mod log_pattern;
mod syntax;

pub use syntax::SyntaxError;
