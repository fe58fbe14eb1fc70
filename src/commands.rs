//! One folder a noun, one file a verb: arguments, and `run`.

pub mod backend;
pub mod completions;
pub mod env;
pub mod honeycomb;
pub mod init;
pub mod local;
pub mod logs;
pub mod manual;
pub mod rollbar;
pub mod traces;
pub mod trust;
pub mod whole;
pub mod xray;
