//! `logs search`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use clap::Args;
use jiff::SignedDuration;

use super::history::tell;
use super::lines::Lines;
use super::sources::{self, Source, query_of};
use super::tail::{Plan, WhatArgs, conclude};
use crate::context::Ctx;
use crate::error::{Error, Result};
use crate::model::at_least_one;
use crate::providers::cloudwatch_logs::{
    Logs, Merge, NEWEST_FIRST_SINCE, ParallelReader, ReadError, RetryLimits, Share, Watch,
};
use crate::render::{Progress, size};

#[derive(Debug, Args)]
pub struct SearchArgs {
    #[command(flatten)]
    what: WhatArgs,

    /// Show the newest event first
    #[arg(long)]
    newest_first: bool,

    /// Stop after N events
    #[arg(long, value_name = "N", value_parser = at_least_one::<u64>, allow_negative_numbers = true)]
    limit: Option<u64>,
}

pub(super) async fn run(ctx: &Ctx, args: &SearchArgs) -> Result<()> {
    let mut plan = Plan::of(ctx, &args.what, "1h")?;
    plan.can_follow = false;
    plan.query.newest_first = args.newest_first;
    if !plan.until_given {
        // an event may be dated ahead, and is one of everything
        let ahead = plan.range.until.checked_add(DATED_AHEAD);
        plan.range.until = ahead.unwrap_or(plan.range.until);
    }
    if args.newest_first && plan.range.since < NEWEST_FIRST_SINCE {
        return Err(Error::usage(
            "`--newest-first` reads back to 2024-01-01: the service knows no order before",
        )
        .hint("use `--since 2024-01-01` to begin there"));
    }
    let logs = ctx.logs().await?;
    let sources = sources::resolve(ctx, &logs, &plan.selectors).await?;
    if sources.is_empty() {
        return Err(sources::nothing_matches(&logs, &plan.selectors));
    }
    for source in sources.iter().filter(|source| source.named) {
        check_class(&logs, source).await?;
    }
    let mut lines = plan.lines(ctx);
    let read = show(ctx, &logs, (&plan, args), &sources, &mut lines).await;
    conclude(ctx, &logs, &plan, &sources, (lines, read)).await
}

/// Shows the window; returns what could not be read.
async fn show(
    ctx: &Ctx,
    logs: &Logs,
    (plan, args): (&Plan, &SearchArgs),
    sources: &[Source],
    lines: &mut Lines<'_>,
) -> Result<Vec<(usize, Error)>> {
    let reader = logs.reader();
    let bar = Rc::new(Bar {
        progress: ctx.output.percent(),
        shares: RefCell::new(vec![Share::default(); sources.len()]),
        events: Cell::new(0),
    });
    let walks = sources.iter().enumerate().map(|(number, source)| {
        let watch = Rc::new(Watched {
            ctx,
            source,
            number,
            bar: Rc::clone(&bar),
        });
        let query = query_of(source, &plan.query);
        ParallelReader::new(&reader, query, plan.range.until, RetryLimits::READ, watch)
    });
    let mut merge = Merge::new(walks, |_, _, _| {});
    let mut left = args.limit.unwrap_or(u64::MAX);
    while let Some(mut events) = merge.next().await {
        events.retain(|(_, event)| plan.pick.passes(event));
        events.truncate(usize::try_from(left).unwrap_or(usize::MAX));
        let count = events.len() as u64;
        left -= count;
        bar.events.set(bar.events.get() + count);
        bar.progress.aside(|| lines.show(sources, &events))?;
        if left == 0 {
            break;
        }
    }
    bar.progress.finish();
    Ok(merge.failed())
}

/// What is seen while it reads.
struct Bar {
    progress: Progress,
    shares: RefCell<Vec<Share>>,
    events: Cell<u64>,
}

struct Watched<'a> {
    ctx: &'a Ctx,
    source: &'a Source,
    number: usize,
    bar: Rc<Bar>,
}

impl Watch for Watched<'_> {
    fn waits(&self, failed: &ReadError, wait: Duration) {
        let bar = &self.bar.progress;
        bar.aside(|| tell(self.ctx, self.source, failed, wait));
    }

    fn moved(&self, share: Share) {
        let mut shares = self.bar.shares.borrow_mut();
        shares[self.number] = share;
        let done = shares.iter().map(|share| share.done).sum::<f64>() / shares.len() as f64;
        let pages: u64 = shares.iter().map(|share| share.pages).sum();
        let events = self.bar.events.get();
        let words = format!("of the time  {events} events  {pages} pages");
        self.bar.progress.at((done * 100.0) as u64, words);
    }
}

/// PutLogEvents takes no event of later than this.
const DATED_AHEAD: SignedDuration = SignedDuration::from_hours(2);

/// Prices of Logs Insights, in US dollars a GB that a query looks through: the list price
/// of us-east-1, 2026.
const INSIGHTS_USD: f64 = 0.005;

/// Groups of class INFREQUENT_ACCESS cannot be filtered.
async fn check_class(logs: &Logs, source: &Source) -> Result<()> {
    // a group of another account is not listed here; the service refuses by itself
    if source.id.starts_with("arn:") {
        return Ok(());
    }
    let Some(group) = logs.group(&source.id).await? else {
        return Err(logs.no_group(&source.id).await);
    };
    let class = group.class.as_deref().unwrap_or("STANDARD");
    if class == "STANDARD" {
        return Ok(());
    }
    let stored = group.stored_bytes.unwrap_or(0);
    let usd = stored as f64 / f64::from(1 << 30) * INSIGHTS_USD;
    Err(Error::usage(format!(
        "the log group `{}` is of class {class}: its events cannot be filtered or listed",
        source.name
    ))
    .hint(format!(
        "CloudWatch Logs Insights reads it: `aws logs start-query --log-group-name {} …` looks through at most {}, for up to ${usd:.4} (list price of us-east-1)",
        source.name,
        size(stored)
    )))
}
