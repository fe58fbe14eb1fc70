//! `local stop`.

use std::time::Duration;

use clap::Args;

use super::outcome::Outcome;
use crate::context::{Ctx, STACK};
use crate::error::{Error, Hint, Result};

#[derive(Debug, Args)]
pub(crate) struct StopArgs {}

/// Connections get 5 s, then the queue is written.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) fn run(ctx: &Ctx, args: &StopArgs) -> Result<()> {
    ctx.output.emit(&fetch(ctx, args)?)
}

/// Stops the running stack and waits for its end.
pub(super) fn fetch(ctx: &Ctx, _args: &StopArgs) -> Result<Outcome> {
    let dirs = &ctx.config.dirs;
    let Some(running) = dirs.running_to_stop(STACK)? else {
        return Ok(Outcome::new(false, "the local stack was not running"));
    };
    if dirs.stop(STACK, &running, PATIENCE)? {
        return Ok(Outcome::new(true, "the local stack has stopped"));
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
