//! `logs create-group`.

use clap::Args;

use super::changed::{Change, Changed};
use super::checked;
use super::retention::days;
use crate::context::Ctx;
use crate::error::{Error, Hint, Result};
use crate::model::{LogGroup, retention_words, shell_word};
use crate::plan::retention_differences;
use crate::providers::cloudwatch_logs::{Logs, Made};

#[derive(Debug, Args)]
pub(crate) struct CreateGroupArgs {
    /// Log group name: letters, digits and `.-_/#` [default: `logs.group` in cruddur-obs.toml,
    /// or `cruddur`]
    name: Option<String>,

    /// Days to keep events [default: `logs.retention_days` in cruddur-obs.toml for the group
    /// named there, otherwise forever]
    #[arg(long, value_name = "N", value_parser = days)]
    retention_days: Option<u32>,
}

pub(super) async fn run(ctx: &Ctx, args: &CreateGroupArgs) -> Result<()> {
    fetch(ctx, args).await?.emit(ctx)
}

/// Creates the group unless it is there with these settings.
pub(super) async fn fetch(ctx: &Ctx, args: &CreateGroupArgs) -> Result<Changed> {
    let name = args.name.as_deref();
    let name = name.unwrap_or_else(|| ctx.config.settings.log_group());
    checked(name)?;
    let wanted = match args.retention_days {
        Some(days) => Some(days),
        None => of_settings(ctx, name)?,
    };
    let logs = ctx.logs().await?;
    let place = logs.place();
    let made = match logs.group(name).await? {
        Some(_) => Made::Existed,
        None => logs.create_group(name).await?,
    };
    if made == Made::Existed {
        let group = existing(&logs, name).await?;
        compare(&group, wanted, &place)?;
        return Ok(Changed {
            group,
            change: Change::Existed,
            place,
        });
    }
    if wanted.is_some() {
        logs.set_retention(name, wanted).await.map_err(|error| {
            let days = retention_words(wanted);
            Error::new(
                error.kind(),
                format!(
                    "created the log group `{name}` on {place}, but its retention is not set to {days}"
                ),
            )
            .caused_by(error)
            .hint(format!("run `cruddur-obs logs set-retention {} …`", shell_word(name)))
        })?;
    }
    // read again: what is shown is what the service has
    let group = existing(&logs, name).await.map_err(|error| {
        let made = format!("created the log group `{name}` on {place}, but cannot read it");
        Error::new(error.kind(), made).caused_by(error)
    })?;
    Ok(Changed {
        group,
        change: Change::Created,
        place,
    })
}

async fn existing(logs: &Logs, name: &str) -> Result<LogGroup> {
    match logs.group(name).await? {
        Some(group) => Ok(group),
        None => Err(Error::failed(format!(
            "the log group `{name}` was there a moment ago and is not on {}",
            logs.place()
        ))),
    }
}

/// The settings file speaks of one group.
fn of_settings(ctx: &Ctx, name: &str) -> Result<Option<u32>> {
    let settings = &ctx.config.settings;
    let Some(asked) = settings
        .logs
        .retention_days
        .filter(|_| settings.log_group() == name)
    else {
        return Ok(None);
    };
    days(&asked.to_string()).map(Some).map_err(|error| {
        Error::usage(format!(
            "`logs.retention_days` of the settings file is {asked}: {error}"
        ))
    })
}

/// Fails for a group that exists with other settings than requested.
fn compare(actual: &LogGroup, desired: Option<u32>, place: &str) -> Result<()> {
    let differences = retention_differences(actual, desired);
    if differences.is_empty() {
        return Ok(());
    }
    let name = &actual.name;
    let days = desired.unwrap_or_default().to_string();
    Err(Error::failed(format!(
        "the log group `{name}` already exists on {place} with other settings\n{differences}"
    ))
    .hint(Hint::run(
        ["logs", "set-retention", name, &days],
        "change it",
    )))
}
