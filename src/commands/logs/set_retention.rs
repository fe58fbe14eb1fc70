//! `logs set-retention`.

use clap::Args;

use super::changed::{Change, Changed};
use super::checked;
use super::retention::{Retention, retention};
use crate::context::Ctx;
use crate::error::Result;

#[derive(Debug, Args)]
pub(crate) struct SetRetentionArgs {
    /// Log group
    group: String,

    /// Days until events expire, or `never`
    #[arg(value_parser = retention, value_name = "DAYS|never")]
    days: Retention,
}

pub(super) async fn run(ctx: &Ctx, args: &SetRetentionArgs) -> Result<()> {
    fetch(ctx, args).await?.emit(ctx)
}

/// Sets the retention. Returns the group as it is then.
pub(super) async fn fetch(ctx: &Ctx, args: &SetRetentionArgs) -> Result<Changed> {
    checked(&args.group)?;
    let Retention(days) = args.days;
    let logs = ctx.logs().await?;
    let Some(mut group) = logs.group(&args.group).await? else {
        return Err(logs.no_group(&args.group).await);
    };
    let before = group.retention_days;
    let change = if before == days {
        Change::Kept
    } else {
        logs.set_retention(&group.name, days).await?;
        Change::Retention(before)
    };
    group.retention_days = days;
    Ok(Changed {
        group,
        change,
        place: logs.place(),
    })
}
