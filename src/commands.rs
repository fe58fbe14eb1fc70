//! One folder a noun, one file a verb: arguments, and `run`.

pub(crate) mod backend;
pub(crate) mod completions;
pub(crate) mod demo;
pub(crate) mod env;
pub(crate) mod honeycomb;
pub(crate) mod init;
pub(crate) mod local;
pub(crate) mod logs;
pub(crate) mod manual;
pub(crate) mod rollbar;
pub(crate) mod session;
pub(crate) mod traces;
pub(crate) mod trust;
pub(crate) mod up;
pub(crate) mod xray;
