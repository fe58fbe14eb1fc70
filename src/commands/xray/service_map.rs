//! `xray service-map`.

use clap::Args;

use super::groups::named;
use crate::context::Ctx;
use crate::error::Result;
use crate::providers::xray::Xray;

#[derive(Debug, Args)]
pub struct ServiceMapArgs {
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
    let range = ctx.trace_range(&args.since, args.until.as_deref())?;
    let xray = ctx.xray().await?;
    if let Some(group) = &args.group {
        // X-Ray calls an unknown group an invalid request: look first
        named(xray.groups().await?, group, &xray.place())?;
    }
    let walk = ctx
        .output
        .walk(Xray::service_graph_windows(range), "windows of six hours");
    let group = args.group.as_deref();
    let graph = xray
        .service_graph_watched(range, group, || walk.add(1))
        .await;
    walk.finish();
    let graph = graph?;
    ctx.output.emit(&graph)
}
