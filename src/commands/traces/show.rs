//! `traces show`.

use clap::Args;

use super::gather;
use super::name::TraceName;
use super::story::Story;
use crate::context::Ctx;
use crate::error::{Error, Hint, Result};

#[derive(Debug, Args)]
pub struct ShowArgs {
    /// Trace ID (`1-…-…` or 32 hex digits), its first digits, or `last`
    #[arg(value_name = "ID|last")]
    trace: TraceName,

    /// Do not search for log lines
    #[arg(long)]
    no_logs: bool,

    /// Do not search for Rollbar items
    #[arg(long)]
    no_errors: bool,

    /// Search this group for log lines (repeatable) [default: the groups named in the trace,
    /// and `logs.group` in cruddur-obs.toml or cruddur]
    #[arg(long = "log-group", value_name = "GROUP", conflicts_with = "no_logs")]
    log_groups: Vec<String>,
}

pub(super) async fn run(ctx: &Ctx, args: &ShowArgs) -> Result<()> {
    let xray = ctx.xray().await?;
    let id = args.trace.resolve(ctx, &xray).await?;
    let Some(trace) = xray.traces(&[id]).await?.traces.pop() else {
        return Err(
            Error::not_found(format!("no trace {id} on {}", xray.place()))
                .hint(Hint::run(["traces", "recent"], "list those that are there")),
        );
    };
    let (logs, errors) = tokio::join!(
        async {
            if args.no_logs {
                gather::Found::default()
            } else {
                gather::logs(ctx, &trace, &args.log_groups).await
            }
        },
        async {
            if args.no_errors {
                gather::Found::default()
            } else {
                gather::errors(ctx, &trace).await
            }
        },
    );
    let mut story = Story::of(trace, ctx.output.verbose());
    story.logs = logs.things;
    story.errors = errors.things;
    story.missing.extend(logs.missing);
    story.missing.extend(errors.missing);
    ctx.output.emit(&story)?;
    match story.incomplete() {
        None => Ok(()),
        Some(told) => Err(Error::incomplete(told)),
    }
}
