//! `backend status`.

use clap::Args;

use super::{State, running, warning_if_lost};
use crate::context::Ctx;
use crate::error::{Error, Kind, Result};

#[derive(Debug, Args)]
pub(crate) struct StatusArgs {}

pub(super) fn run(ctx: &Ctx, args: &StatusArgs) -> Result<()> {
    let state = fetch(ctx, args)?;
    ctx.output.emit(&state)?;
    if state.running {
        return Ok(());
    }
    Err(Error::shown(Kind::NotFound))
}

pub(super) fn fetch(ctx: &Ctx, _args: &StatusArgs) -> Result<State> {
    let backend = running(ctx)?;
    let lost = match &backend {
        Some(backend) => warning_if_lost(ctx, &backend.about)?,
        None => None,
    };
    Ok(State::new(backend, lost.into_iter().collect()))
}
