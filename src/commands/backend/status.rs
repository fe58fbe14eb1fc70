//! `backend status`.

use clap::Args;

use super::{State, running, warn_if_lost};
use crate::context::Ctx;
use crate::error::{Error, Kind, Result};

#[derive(Debug, Args)]
pub struct StatusArgs {}

pub(super) fn run(ctx: &Ctx, _args: &StatusArgs) -> Result<()> {
    let backend = running(ctx)?;
    if let Some(backend) = &backend {
        warn_if_lost(ctx, &backend.about)?;
    }
    let running = backend.is_some();
    ctx.output.emit(&State::from(backend))?;
    if running {
        return Ok(());
    }
    Err(Error::shown(Kind::NotFound))
}
