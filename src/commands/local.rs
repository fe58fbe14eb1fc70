//! `local`: the embedded stack.

use clap::Subcommand;

use crate::context::Ctx;
use crate::error::Result;

mod check;
mod opening;
mod outcome;
mod reset;
mod run;
mod start;
mod status;
mod stop;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the stack in the foreground, until Ctrl-C
    ///
    /// The stack answers the APIs of X-Ray, CloudWatch Logs, Honeycomb and Rollbar, and receives
    /// OpenTelemetry and X-Ray segments.
    Run(run::RunArgs),
    /// Start the stack in the background and wait until every port answers
    ///
    /// The stack answers the APIs of X-Ray, CloudWatch Logs, Honeycomb and Rollbar, and receives
    /// OpenTelemetry and X-Ray segments. If it already runs, nothing happens.
    Start(start::StartArgs),
    /// Stop the stack after it has written everything it accepted
    Stop(stop::StopArgs),
    /// Show whether the stack runs, its ports, and what it accepted and rejected
    ///
    /// With -v also the last requests of each port and the operations that are built.
    Status(status::StatusArgs),
    /// Check the store for damage, repair it or salvage its data
    ///
    /// Works on a stopped stack. Without a flag, nothing is changed.
    Check(check::CheckArgs),
    /// Delete everything in the store
    ///
    /// All traces, logs, events, items and settings of the local stack. The stack must be stopped.
    Reset(reset::ResetArgs),
}

pub(crate) fn run(ctx: &Ctx, command: Command) -> Result<()> {
    match command {
        Command::Run(args) => run::run(ctx, &args),
        Command::Start(args) => start::run(ctx, &args),
        Command::Stop(args) => stop::run(ctx, &args),
        Command::Status(args) => status::run(ctx, &args),
        Command::Check(args) => check::run(ctx, &args),
        Command::Reset(args) => reset::run(ctx, &args),
    }
}
