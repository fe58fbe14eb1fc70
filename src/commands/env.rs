//! `env`: the environment of other programs.

use clap::Subcommand;

use crate::context::Ctx;
use crate::error::Result;

mod export;
mod plan;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print variables that point your app at the target
    ///
    /// For the local stack: its addresses, and credentials only where the SDKs would find none. For
    /// the cloud: the services' addresses, with references to the keys in your environment. No key is
    /// printed.
    Export(export::ExportArgs),
}

pub(crate) fn run(ctx: &Ctx, command: Command) -> Result<()> {
    match command {
        Command::Export(args) => export::run(ctx, &args),
    }
}
