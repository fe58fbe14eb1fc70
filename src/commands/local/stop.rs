//! `local stop`.

use std::time::Duration;

use clap::Args;

use crate::context::{Ctx, STACK};
use crate::error::{Error, Hint, Result};

#[derive(Debug, Args)]
pub struct StopArgs {}

/// Connections get 5 s, then the queue is written.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) fn run(ctx: &Ctx, _args: &StopArgs) -> Result<()> {
    if stop(ctx)? {
        ctx.output.note("the local stack has stopped");
    } else {
        ctx.output.note("the local stack was not running");
    }
    Ok(())
}

/// Stops the running stack and waits for its end. Says whether there was one.
pub(super) fn stop(ctx: &Ctx) -> Result<bool> {
    let dirs = &ctx.config.dirs;
    let Some(running) = dirs.running_to_stop(STACK)? else {
        return Ok(false);
    };
    if dirs.stop(STACK, &running, PATIENCE)? {
        return Ok(true);
    }
    Err(Error::failed(format!(
        "the stack (process {}) did not stop within {} s",
        running.pid,
        PATIENCE.as_secs()
    ))
    .hint(Hint::run(
        ["local", "status"],
        "show whether it runs: it may still be writing",
    )))
}
