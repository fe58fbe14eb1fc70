//! `xray update-group`.

use clap::{Args, ValueEnum};

use super::groups::{GroupList, named};
use super::services;
use crate::context::Ctx;
use crate::error::{Error, Result};
use crate::model::{Notice, services_named};

#[derive(Debug, Args)]
pub(crate) struct UpdateGroupArgs {
    /// Group name [default: `xray.group` in cruddur-obs.toml, or Cruddur]
    name: Option<String>,

    /// New filter expression [default without any flag, for the group of the settings: as for
    /// `create-group`]
    #[arg(long, value_name = "EXPRESSION")]
    filter: Option<String>,

    /// Turn insights (anomaly detection) on or off
    #[arg(long, value_enum)]
    insights: Option<Switch>,

    /// Turn EventBridge notifications of insights on or off
    #[arg(long, value_enum)]
    notifications: Option<Switch>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Switch {
    On,
    Off,
}

pub(super) async fn run(ctx: &Ctx, args: &UpdateGroupArgs) -> Result<()> {
    ctx.output.emit(&fetch(ctx, args).await?)
}

/// Changes what is given, and leaves the rest of the group as it is.
pub(super) async fn fetch(ctx: &Ctx, args: &UpdateGroupArgs) -> Result<GroupList> {
    let settings = &ctx.config.settings;
    let own = settings.xray_group();
    let name = args.name.as_deref().unwrap_or(own);
    let flags = args.insights.or(args.notifications);
    let filter = args
        .filter
        .clone()
        .or_else(|| (flags.is_none() && name == own).then(|| settings.xray_filter()));
    let xray = ctx.xray().await?;
    let place = xray.place();
    let there = named(xray.groups().await?, name, &place)?;
    // the settings have a filter for one group only
    if filter.is_none() && flags.is_none() {
        return Err(
            Error::usage(format!("nothing to change in the X-Ray group `{name}`"))
                .hint("add `--filter`, `--insights` or `--notifications`"),
        );
    }
    let on = |switch: Option<Switch>, there: bool| switch.map_or(there, |s| s == Switch::On);
    let mut wanted = there.clone();
    if let Some(filter) = filter {
        filter.trim().clone_into(&mut wanted.filter);
    }
    wanted.insights = on(args.insights, there.insights);
    wanted.notifications = on(args.notifications, there.notifications);
    if args.notifications == Some(Switch::On) && !wanted.insights {
        return Err(
            Error::usage("X-Ray notifies only of groups that have insights on")
                .hint("add `--insights on`"),
        );
    }
    // without insights there is nothing to notify of: X-Ray refuses the pair
    wanted.notifications &= wanted.insights;
    let mut notices = Vec::new();
    let group = if wanted == there {
        notices.push(Notice::note(format!(
            "the X-Ray group `{name}` on {place} already has these settings; nothing to do"
        )));
        there
    } else {
        let group = xray.update_group(&wanted).await?;
        let before = if there.filter == group.filter {
            String::new()
        } else {
            format!(" (before: `{}`)", there.filter)
        };
        notices.push(Notice::note(format!(
            "changed the X-Ray group `{name}` on {place}{before}"
        )));
        group
    };
    notices.extend(services::unknown(ctx, &xray, &services_named(&group.filter)).await);
    Ok(GroupList {
        groups: vec![group],
        notices,
    })
}
