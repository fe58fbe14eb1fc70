//! `local`: the embedded stack.

use clap::Subcommand;

use crate::context::Ctx;
use crate::error::Result;

mod check;
mod opening;
mod reset;
mod run;
mod start;
mod status;
mod stop;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the stack in the foreground, until Ctrl-C
    Run(run::RunArgs),
    /// Start the stack in the background and wait until every port answers
    Start(start::StartArgs),
    /// Stop the stack after it has written everything it accepted
    Stop(stop::StopArgs),
    /// Show whether the stack runs, its ports, and what it accepted and rejected
    Status(status::StatusArgs),
    /// Check the store for damage, repair it or salvage its data
    Check(check::CheckArgs),
    /// Delete everything in the store
    Reset(reset::ResetArgs),
}

pub fn run(ctx: &Ctx, command: Command) -> Result<()> {
    match command {
        Command::Run(args) => run::run(ctx, &args),
        Command::Start(args) => start::run(ctx, &args),
        Command::Stop(args) => stop::run(ctx, &args),
        Command::Status(args) => status::run(ctx, &args),
        Command::Check(args) => check::run(ctx, &args),
        Command::Reset(args) => reset::run(ctx, &args),
    }
}
