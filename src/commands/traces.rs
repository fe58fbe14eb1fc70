//! `traces`: lists, one trace with all that belongs to it, and the stream of new ones.

use clap::Subcommand;

use crate::context::Ctx;
use crate::error::Result;

mod correlate;
mod name;
mod recent;
mod report;
mod row;
mod show;
mod tail;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List recent traces
    ///
    /// Newest first, with status, entry point, spans and errors.
    Recent(recent::RecentArgs),
    /// Show a trace as a tree, with its log lines and errors
    ///
    /// Joins what three services know of one request: its spans, its log lines in CloudWatch Logs
    /// and its Rollbar items. What one service cannot answer is named; the rest is shown.
    Show(show::ShowArgs),
    /// Keep printing new traces until Ctrl-C
    ///
    /// A trace is printed when no more spans of it are expected.
    Tail(tail::TailArgs),
}

pub(crate) fn run(ctx: &Ctx, command: Command) -> Result<()> {
    ctx.block_on(async {
        match command {
            Command::Recent(args) => recent::run(ctx, &args).await,
            Command::Show(args) => show::run(ctx, &args).await,
            Command::Tail(args) => tail::run(ctx, &args).await,
        }
    })
}
