//! `backend status`.

use clap::Args;

use super::{State, running, warn_if_lost};
use crate::context::Ctx;
use crate::error::Result;

#[derive(Debug, Args)]
pub struct StatusArgs {}

pub(super) fn run(ctx: &Ctx, _args: &StatusArgs) -> Result<()> {
    let backend = running(ctx)?;
    if let Some(backend) = &backend {
        warn_if_lost(ctx, &backend.about)?;
    }
    ctx.output.emit(&State::from(backend))
}
