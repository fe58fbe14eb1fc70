//! `traces recent`.

use clap::Args;
use serde::Serialize;

use super::row::table;
use crate::context::Ctx;
use crate::error::{Error, Hint, Result};
use crate::model::{TraceId, TraceSummary, at_least_one};
use crate::providers::xray::Xray;
use crate::render::{Screen, Table, View};

#[derive(Debug, Args)]
pub(crate) struct RecentArgs {
    /// Start time: 15m, 1.5h, '2 days ago', yesterday, 15:00, a date, RFC 3339, epoch
    #[arg(
        long,
        default_value = "1h",
        value_name = "TIME",
        allow_hyphen_values = true
    )]
    since: String,

    /// End time (exclusive) [default: now]
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    until: Option<String>,

    /// List at most N traces, newest first
    #[arg(long, alias = "last", default_value_t = 50, value_name = "N",
          value_parser = at_least_one::<usize>, allow_negative_numbers = true)]
    limit: usize,
}

/// Traces as they are listed.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct TraceList {
    traces: Vec<TraceSummary>,
    /// Why some have no counts.
    #[serde(skip)]
    uncounted: Option<Error>,
}

pub(super) async fn run(ctx: &Ctx, args: &RecentArgs) -> Result<()> {
    let bar = ctx.output.walk("windows of up to six hours");
    let found = fetch(ctx, args, |windows| bar.walked(windows)).await;
    bar.finish();
    let found = found?;
    ctx.output.emit(&found)?;
    found.uncounted.map_or(Ok(()), Err)
}

/// Lists the traces. `walked` is called after each window of time with the number of all.
pub(super) async fn fetch(
    ctx: &Ctx,
    args: &RecentArgs,
    walked: impl Fn(usize),
) -> Result<TraceList> {
    let range = ctx.trace_range(&args.since, args.until.as_deref())?;
    let xray = ctx.xray().await?;
    let windows = Xray::recent_windows(range);
    let traces = xray.recent_watched(range, args.limit, || walked(windows));
    let mut traces = traces.await?;
    let ids: Vec<_> = traces.iter().map(|trace| trace.id).collect();
    // without counts rather than not at all
    let uncounted = match xray.traces(&ids).await {
        Ok(whole) => {
            whole.count(&mut traces);
            uncounted(&whole.missing)
        }
        Err(error) => {
            let told =
                format!("the spans and errors of these traces could not be counted: {error}");
            Some(Error::incomplete(told).with_reasons_of(error))
        }
    };
    Ok(TraceList { traces, uncounted })
}

/// Names the traces that were listed but could not be read.
fn uncounted(missing: &[TraceId]) -> Option<Error> {
    const NAMED: usize = 5;
    if missing.is_empty() {
        return None;
    }
    let named: Vec<String> = missing.iter().take(NAMED).map(TraceId::xray).collect();
    let more = match missing.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let told = format!(
        "the spans and errors of {}{more} could not be counted: X-Ray has not returned their documents yet",
        named.join(", ")
    );
    Some(Error::incomplete(told).hint("try again in a moment: X-Ray may still be storing them"))
}

const EMPTY: &str = "no traces in this time range";

impl View for TraceList {
    fn empty(&self) -> Option<&'static str> {
        self.traces.is_empty().then_some(EMPTY)
    }

    fn table(&self, screen: &Screen) -> Option<Table> {
        Some(table(&self.traces, screen, EMPTY))
    }

    fn hints(&self) -> Vec<Hint> {
        let fault = self.traces.iter().find(|trace| trace.health.fault);
        let error = self.traces.iter().find(|trace| trace.health.error);
        match fault.or(error).or(self.traces.first()) {
            Some(trace) => {
                vec![Hint::run(
                    ["traces", "show", &trace.id.to_string()],
                    "open one",
                )]
            }
            None => vec![
                Hint::run(["backend", "load"], "make some"),
                "use `--since 6h` to look further back".into(),
            ],
        }
    }
}
