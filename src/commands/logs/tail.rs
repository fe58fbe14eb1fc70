//! `logs tail`.

use clap::Args;

use super::args::{EventArgs, Plan};
use super::follow::{self, FollowRead};
use super::live::{self, LiveRead};
use super::window::WindowRead;
use crate::context::Ctx;
use crate::error::Result;
use crate::model::at_least_one;
use crate::providers::cloudwatch_logs::{Extent, NEWEST_FIRST_SINCE};

#[derive(Debug, Args)]
pub(crate) struct TailArgs {
    #[command(flatten)]
    what: EventArgs,

    /// Keep printing new events until Ctrl-C
    #[arg(long, short, conflicts_with = "until")]
    follow: bool,

    /// Stream through Live Tail instead of polling (a session for every 10 groups, each max. 500
    /// events/s and billed by the minute on AWS)
    #[arg(long, conflicts_with_all = ["until", "follow"])]
    live: bool,

    /// Show only the newest N events
    #[arg(long, value_name = "N", value_parser = at_least_one::<u32>, allow_negative_numbers = true)]
    last: Option<u32>,
}

/// What `tail` reads: the past, or what comes as well.
pub(super) enum Tail {
    Window(WindowRead),
    Follow(FollowRead),
    Live(LiveRead),
}

pub(super) async fn run(ctx: &Ctx, args: &TailArgs) -> Result<()> {
    let style = args.what.style(ctx)?;
    match fetch(ctx, args).await? {
        Tail::Window(read) => read.show(ctx, &style).await,
        Tail::Follow(read) => follow::show(ctx, read, &style).await,
        Tail::Live(read) => live::show(ctx, read, &style).await,
    }
}

/// Finds the groups; their events come as the stream is read.
pub(super) async fn fetch(ctx: &Ctx, args: &TailArgs) -> Result<Tail> {
    let mut plan = args.plan(ctx)?;
    let logs = ctx.logs().await?;
    if args.follow {
        return Ok(Tail::Follow(FollowRead::begin(logs, plan).await?));
    }
    if args.live {
        return Ok(Tail::Live(LiveRead::begin(logs, plan).await?));
    }
    let selection = WindowRead::resolve(&logs, &mut plan).await?;
    let extent = plan.last.map_or(Extent::All, Extent::Last);
    Ok(Tail::Window(WindowRead::new(logs, plan, selection, extent)))
}

impl TailArgs {
    fn plan(&self, ctx: &Ctx) -> Result<Plan> {
        let default = match self.last {
            None => "10m".to_owned(),
            // as far back as events can be read from their end
            Some(_) => NEWEST_FIRST_SINCE.to_string(),
        };
        Ok(Plan {
            last: self.last.and_then(|last| usize::try_from(last).ok()),
            ..Plan::new(ctx, &self.what, &default)?
        })
    }
}
