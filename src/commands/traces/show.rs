//! `traces show`.

use clap::Args;

use super::correlate;
use super::name::TraceName;
use super::report::TraceReport;
use crate::context::Ctx;
use crate::error::{Error, Hint, Result};

#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
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
    let report = fetch(ctx, args).await?;
    ctx.output.emit(&report)?;
    match report.incomplete() {
        None => Ok(()),
        Some(told) => Err(Error::incomplete(told)),
    }
}

/// The trace with what CloudWatch Logs and Rollbar have of it.
pub(super) async fn fetch(ctx: &Ctx, args: &ShowArgs) -> Result<TraceReport> {
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
                correlate::Correlated::default()
            } else {
                correlate::logs(ctx, &trace, &args.log_groups).await
            }
        },
        async {
            if args.no_errors {
                correlate::Correlated::default()
            } else {
                correlate::errors(ctx, &trace).await
            }
        },
    );
    let mut report = TraceReport::new(trace, ctx.output.verbose());
    report.logs = logs.found;
    report.errors = errors.found;
    for (missing, notices) in [
        (logs.missing, logs.notices),
        (errors.missing, errors.notices),
    ] {
        report.missing.extend(missing);
        report.notices.extend(notices);
    }
    Ok(report)
}
