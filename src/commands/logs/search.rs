//! `logs search`.

use clap::Args;
use jiff::SignedDuration;

use super::args::{EventArgs, Plan};
use super::class;
use super::window::WindowRead;
use crate::context::Ctx;
use crate::error::{Error, Result};
use crate::model::at_least_one;
use crate::providers::cloudwatch_logs::{Extent, NEWEST_FIRST_SINCE};

#[derive(Debug, Args)]
pub(crate) struct SearchArgs {
    #[command(flatten)]
    what: EventArgs,

    /// Show the newest event first
    #[arg(long)]
    newest_first: bool,

    /// Stop after N events
    #[arg(long, value_name = "N", value_parser = at_least_one::<u64>, allow_negative_numbers = true)]
    limit: Option<u64>,
}

pub(super) async fn run(ctx: &Ctx, args: &SearchArgs) -> Result<()> {
    let style = args.what.style(ctx)?;
    fetch(ctx, args).await?.show(ctx, &style).await
}

/// Finds the groups; their events come as the stream is read.
pub(super) async fn fetch(ctx: &Ctx, args: &SearchArgs) -> Result<WindowRead> {
    let mut plan = Plan::new(ctx, &args.what, "1h")?;
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
    let selection = WindowRead::resolve(&logs, &mut plan).await?;
    for source in selection.0.iter().filter(|source| source.named) {
        class::check(&logs, source).await?;
    }
    let extent = Extent::Parallel {
        until: plan.range.until,
        limit: args.limit,
    };
    Ok(WindowRead::new(logs, plan, selection, extent))
}

/// PutLogEvents takes no event of later than this.
const DATED_AHEAD: SignedDuration = SignedDuration::from_hours(2);
