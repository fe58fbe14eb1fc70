//! `env`: the environment of other programs.

use clap::Subcommand;

use crate::context::Ctx;
use crate::error::Result;

mod export;
mod plan;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print variables that point your app at the target:
    /// eval "$(cruddur-obs env export)"
    #[command(verbatim_doc_comment)]
    Export(export::ExportArgs),
}

pub fn run(ctx: &Ctx, command: Command) -> Result<()> {
    match command {
        Command::Export(args) => export::run(ctx, &args),
    }
}
