//! `honeycomb`: keys.

use clap::Subcommand;

use crate::context::Ctx;
use crate::error::Result;

mod auth;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show what the API key is: its team, environment, kind and permissions
    Auth(auth::AuthArgs),
}

pub fn run(ctx: &Ctx, command: Command) -> Result<()> {
    ctx.block_on(async {
        match command {
            Command::Auth(args) => auth::run(ctx, &args).await,
        }
    })
}
