//! `xray create-group`.

use clap::Args;

use super::groups::GroupList;
use super::services;
use crate::context::Ctx;
use crate::error::{Error, Hint, Result};
use crate::model::{Group, Notice, check_group_name, services_named};
use crate::plan::group_differences;

#[derive(Debug, Args)]
pub(crate) struct CreateGroupArgs {
    /// Group name [default: `xray.group` in cruddur-obs.toml, or Cruddur]
    name: Option<String>,

    /// Filter expression [default: `xray.filter` in cruddur-obs.toml, or service("NAME") with
    /// its `service`, or service("backend-flask")]
    #[arg(long, value_name = "EXPRESSION")]
    filter: Option<String>,

    /// Turn on insights (anomaly detection) for the group
    #[arg(long)]
    insights: bool,

    /// Send insight events to EventBridge
    #[arg(long, requires = "insights")]
    notifications: bool,
}

pub(super) async fn run(ctx: &Ctx, args: &CreateGroupArgs) -> Result<()> {
    ctx.output.emit(&fetch(ctx, args).await?)
}

/// Creates the group, unless it is there with these settings.
pub(super) async fn fetch(ctx: &Ctx, args: &CreateGroupArgs) -> Result<GroupList> {
    let settings = &ctx.config.settings;
    let name = args.name.clone();
    let filter = args.filter.clone();
    let wanted = Group {
        name: name.unwrap_or_else(|| settings.xray_group().to_owned()),
        arn: None,
        filter: filter
            .unwrap_or_else(|| settings.xray_filter())
            .trim()
            .to_owned(),
        insights: args.insights,
        notifications: args.notifications,
    };
    check_group_name(&wanted.name).map_err(|error| {
        Error::usage(format!(
            "invalid X-Ray group name `{}`: {error}",
            wanted.name
        ))
    })?;
    let xray = ctx.xray().await?;
    let place = xray.place();
    let what = format!("the X-Ray group `{}`", wanted.name);
    let groups = xray.groups().await?;
    let mut notices = Vec::new();
    let group = match groups.into_iter().find(|group| group.name == wanted.name) {
        Some(group) => {
            let differences = group_differences(&group, &wanted);
            if !differences.is_empty() {
                return Err(Error::failed(format!(
                    "{what} already exists on {place} with other settings\n{differences}"
                ))
                .hint(Hint::run(update_command(&wanted), "change it")));
            }
            notices.push(Notice::note(format!(
                "{what} already exists on {place} with these settings; nothing to do"
            )));
            group
        }
        None => {
            let group = xray.create_group(&wanted).await?;
            notices.push(Notice::note(format!("created {what} on {place}")));
            group
        }
    };
    notices.extend(services::unknown(ctx, &xray, &services_named(&group.filter)).await);
    Ok(GroupList {
        groups: vec![group],
        notices,
    })
}

fn update_command(wanted: &Group) -> Vec<&str> {
    let mut args = vec!["xray", "update-group", &wanted.name];
    args.extend(["--filter", &wanted.filter]);
    if wanted.insights {
        args.extend(["--insights", "on"]);
    }
    if wanted.notifications {
        args.extend(["--notifications", "on"]);
    }
    args
}
