//! `logs`: log groups of CloudWatch Logs and what is logged in them.

use clap::Subcommand;

use crate::context::Ctx;
use crate::error::{Error, Kind, Result};
use crate::model::check_log_group;
use crate::providers::cloudwatch_logs::Logs;

mod args;
mod changed;
mod class;
mod create_group;
mod delete_group;
mod failures;
mod filter;
mod follow;
mod groups;
mod lines;
mod live;
mod notices;
mod put;
mod regexes;
mod retention;
mod search;
mod set_retention;
mod streams;
mod style;
mod tail;
mod window;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Create a log group
    CreateGroup(create_group::CreateGroupArgs),
    /// List log groups
    ///
    /// With what each group keeps, its stored size, and an estimate of what that costs on AWS.
    Groups(groups::GroupsArgs),
    /// Search a time range: every matching event, in order
    ///
    /// Reads the whole range, so nothing is left out. Filters are evaluated by the service,
    /// `--include` and `--exclude` here.
    Search(Box<search::SearchArgs>),
    /// Set how long a log group keeps its events
    SetRetention(set_retention::SetRetentionArgs),
    /// Delete a log group and all its events
    DeleteGroup(delete_group::DeleteGroupArgs),
    /// List the streams of a log group, latest event first
    Streams(streams::StreamsArgs),
    /// Send lines from stdin or a file to a log group
    ///
    /// Each line becomes an event with the current time. Lines are sent in batches within the
    /// limits of PutLogEvents; what the service refused is listed.
    Put(put::PutArgs),
    /// Show recent events, and new ones with `--follow`
    ///
    /// Events of several groups are shown in the order of their times. `--follow` shows every event
    /// once, including those that arrive late, waits out throttling and lost connections, and picks
    /// up new groups and streams.
    Tail(Box<tail::TailArgs>),
}

pub(crate) fn run(ctx: &Ctx, command: Command) -> Result<()> {
    // what is read is taken apart on one core while another shows it
    ctx.block_on_threads(async {
        match command {
            Command::CreateGroup(args) => create_group::run(ctx, &args).await,
            Command::Groups(args) => groups::run(ctx, &args).await,
            Command::Search(args) => search::run(ctx, &args).await,
            Command::SetRetention(args) => set_retention::run(ctx, &args).await,
            Command::DeleteGroup(args) => delete_group::run(ctx, &args).await,
            Command::Streams(args) => streams::run(ctx, &args).await,
            Command::Put(args) => put::run(ctx, &args).await,
            Command::Tail(args) => tail::run(ctx, &args).await,
        }
    })
}

/// Refuses a name that no log group can have, before anything is sent.
fn checked(name: &str) -> Result<()> {
    check_log_group(name).map_err(|error| {
        Error::usage(format!(
            "invalid log group name `{}`: {error}",
            name.escape_debug()
        ))
    })
}

/// An error about `group`; if the group is not there, with what helps then.
async fn explained(logs: &Logs, group: &str, error: Error) -> Error {
    match error.kind() {
        Kind::NotFound => logs.no_group(group).await,
        _ => error,
    }
}
