//! The whole product at once: `demo` and `up`. Both run this same binary for the stack,
//! the backend and every command they show, so that what they show is what a person gets.

pub mod demo;
mod session;
mod stop;
pub mod up;
