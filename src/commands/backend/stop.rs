//! `backend stop`.

use std::io::{self, Write};
use std::time::Duration;

use clap::Args;
use serde::Serialize;

use crate::context::{BACKEND, Ctx};
use crate::error::{Error, Hint, Result};
use crate::model::Notice;
use crate::render::{Screen, View};

#[derive(Debug, Args)]
pub(crate) struct StopArgs {}

/// Requests end, then every destination gets its time to take what is waiting.
const PATIENCE: Duration = Duration::from_secs(20);

pub(super) fn run(ctx: &Ctx, args: &StopArgs) -> Result<()> {
    ctx.output.emit(&fetch(ctx, args)?)
}

/// Whether there was a backend to stop.
#[derive(Debug, Serialize)]
pub(super) struct Stopped {
    done: bool,
    #[serde(skip)]
    notices: [Notice; 1],
}

impl Stopped {
    fn new(done: bool, note: &str) -> Self {
        Self {
            done,
            notices: [Notice::note(note)],
        }
    }
}

impl View for Stopped {
    fn view(&self, _screen: &Screen, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn notices(&self) -> &[Notice] {
        &self.notices
    }
}

/// Stops the backend and waits for its end.
pub(super) fn fetch(ctx: &Ctx, _args: &StopArgs) -> Result<Stopped> {
    let dirs = &ctx.config.dirs;
    let Some(backend) = dirs.running_to_stop(BACKEND)? else {
        return Ok(Stopped::new(false, "the backend was not running"));
    };
    if dirs.stop(BACKEND, &backend, PATIENCE)? {
        return Ok(Stopped::new(true, "the backend has stopped"));
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
