//! What every query language is read with: a cursor over its text, errors that show the
//! place, numbers and wildcards. A language has its own grammar and its own hints.

pub(super) mod cursor;
pub(super) mod error;
pub(super) mod number;
pub(super) mod wildcard;

pub use error::SyntaxError;
