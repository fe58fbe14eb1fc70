//! `backend status`.

use clap::Args;

use super::{State, running};
use crate::context::Ctx;
use crate::error::Result;

#[derive(Debug, Args)]
pub struct StatusArgs {}

pub(super) fn run(ctx: &Ctx, _args: &StatusArgs) -> Result<()> {
    ctx.output.emit(&State::from(running(ctx)?))
}
