//! `xray service-map`.

use clap::Args;

use super::groups::named;
use crate::context::Ctx;
use crate::error::Result;
use crate::model::ServiceGraph;
use crate::providers::xray::Xray;

#[derive(Debug, Args)]
pub(crate) struct ServiceMapArgs {
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

    /// Use only the traces of this group
    #[arg(long, value_name = "NAME")]
    group: Option<String>,
}

pub(super) async fn run(ctx: &Ctx, args: &ServiceMapArgs) -> Result<()> {
    let bar = ctx.output.walk("windows of six hours");
    let graph = fetch(ctx, args, |windows| bar.walked(windows)).await;
    bar.finish();
    ctx.output.emit(&graph?)
}

/// Reads the graph. `walked` is called after each window of time with the number of all.
pub(super) async fn fetch(
    ctx: &Ctx,
    args: &ServiceMapArgs,
    walked: impl Fn(usize),
) -> Result<ServiceGraph> {
    let range = ctx.trace_range(&args.since, args.until.as_deref())?;
    let xray = ctx.xray().await?;
    let group = args.group.as_deref();
    if let Some(group) = group {
        // X-Ray calls an unknown group an invalid request: look first
        named(xray.groups().await?, group, &xray.place())?;
    }
    let windows = Xray::service_graph_windows(range);
    xray.service_graph_watched(range, group, || walked(windows))
        .await
}
