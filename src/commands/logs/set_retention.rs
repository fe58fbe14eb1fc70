//! `logs set-retention`.

use clap::Args;

use super::checked;
use super::create_group::kept;
use super::groups::Changed;
use super::retention::{Retention, retention};
use crate::context::Ctx;
use crate::error::Result;

#[derive(Debug, Args)]
pub struct SetRetentionArgs {
    /// Log group
    group: String,

    /// Days until events expire, or `never`
    #[arg(value_parser = retention, value_name = "DAYS|never")]
    days: Retention,
}

pub(super) async fn run(ctx: &Ctx, args: SetRetentionArgs) -> Result<()> {
    checked(&args.group)?;
    let Retention(days) = args.days;
    let logs = ctx.logs().await?;
    let Some(mut group) = logs.group(&args.group).await? else {
        return Err(logs.no_group(&args.group).await);
    };
    let place = logs.place();
    if group.retention_days == days {
        ctx.output.note(&format!(
            "the log group `{}` on {place} is already set so: {}",
            group.name,
            kept(days)
        ));
        return ctx.output.emit(&Changed(group));
    }
    logs.set_retention(&group.name, days).await?;
    ctx.output.note(&format!(
        "changed the log group `{}` on {place}: {} (before: {})",
        group.name,
        kept(days),
        kept(group.retention_days)
    ));
    group.retention_days = days;
    ctx.output.emit(&Changed(group))
}
