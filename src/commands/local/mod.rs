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
    /// Run the stack in the foreground until Ctrl-C
    Run(run::RunArgs),
    /// Start the stack in the background; returns when every port answers
    Start(start::StartArgs),
    /// Stop the running stack; what it has taken is written first
    Stop(stop::StopArgs),
    /// Show whether the stack runs, on which ports, and what it has taken
    Status(status::StatusArgs),
    /// Check the stored data for damage, repair it or save what is whole
    Check(check::CheckArgs),
    /// Delete everything that the stack has stored
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
