//! `honeycomb`: keys.

use clap::Subcommand;

use crate::context::Ctx;
use crate::error::Result;

mod auth;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show the team, environment, kind and permissions of the API key
    ///
    /// The answer of `/1/auth`. The key itself is never printed.
    Auth(auth::AuthArgs),
}

pub(crate) fn run(ctx: &Ctx, command: Command) -> Result<()> {
    ctx.block_on(async {
        match command {
            Command::Auth(args) => auth::run(ctx, &args).await,
        }
    })
}
