//! The languages of the services: text → syntax tree → evaluation. Nothing here reads or
//! writes anything.

pub mod log_pattern;
mod syntax;

pub use syntax::SyntaxError;
