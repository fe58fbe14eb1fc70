//! The whole product at once: `demo` and `up`. Both run this same binary for the stack,
//! the backend and every command they show, so that what they show is what a person gets.

use crate::process;

pub(crate) mod demo;
mod folder;
mod session;
mod stop;
pub(crate) mod up;

/// For the children of both, whatever they are: they end with the one that started them.
pub(crate) fn end_with_parent() {
    process::end_with_parent();
}
