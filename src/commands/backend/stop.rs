//! `backend stop`.

use std::time::Duration;

use clap::Args;

use crate::context::{BACKEND, Ctx};
use crate::error::{Error, Hint, Result};

#[derive(Debug, Args)]
pub struct StopArgs {}

/// Requests end, then every destination gets its time to take what is waiting.
const PATIENCE: Duration = Duration::from_secs(20);

pub(super) fn run(ctx: &Ctx, _args: &StopArgs) -> Result<()> {
    let dirs = &ctx.config.dirs;
    let Some(backend) = dirs.running_to_stop(BACKEND)? else {
        ctx.output.note("the backend was not running");
        return Ok(());
    };
    if dirs.stop(BACKEND, &backend, PATIENCE)? {
        ctx.output.note("the backend has stopped");
        return Ok(());
    }
    Err(Error::failed(format!(
        "the backend (process {}) did not stop within {} s",
        backend.pid,
        PATIENCE.as_secs()
    ))
    .hint(Hint::run(
        ["backend", "status"],
        "show whether it runs: it may still be reporting",
    )))
}
