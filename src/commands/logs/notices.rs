//! What is said of groups while they are read.

use std::time::Duration;

use super::class;
use super::failures::in_a_line;
use crate::context::Ctx;
use crate::providers::cloudwatch_logs::{
    FailureClass, GroupNotice, LogSource, Retry, SelectionNotice,
};

/// Waits that are worth a word.
const SAID: Duration = Duration::from_secs(2);

/// Says what became of a group; a new one joins `sources`.
pub(super) fn say_group_notice(ctx: &Ctx, sources: &mut Vec<LogSource>, notice: GroupNotice) {
    let output = &ctx.output;
    match notice {
        GroupNotice::Retrying { group, retry } => say_retry(ctx, &sources[group], &retry),
        GroupNotice::Gone { group } => output.warn(&format!(
            "no log group `{}`: waiting for it",
            sources[group].name
        )),
        GroupNotice::Back { group } => {
            output.note(&format!("the log group `{}` is back", sources[group].name));
        }
        GroupNotice::Found(source) => {
            output.note(&format!("new log group `{}`", source.name));
            sources.push(source);
        }
        GroupNotice::Selection(notice) => say_selection(ctx, &notice),
        GroupNotice::LookFailed(error) => output.detail(&format!(
            "cannot look for new groups: {}",
            in_a_line(&error)
        )),
    }
}

/// Says that a failed call is made again, where that takes a while.
pub(super) fn say_retry(ctx: &Ctx, source: &LogSource, retry: &Retry) {
    if retry.wait < SAID {
        return;
    }
    let name = &source.name;
    let what = match retry.class {
        FailureClass::Throttled => format!("the service asks to slow down while `{name}` is read"),
        _ => format!("{}: {}", retry.message, retry.causes.join(": ")),
    };
    let seconds = retry.wait.as_secs_f64();
    ctx.output
        .note(&format!("{what}: trying again in {seconds:.0} s"));
}

/// Says which groups are left out, and which globs match nothing.
pub(super) fn say_selection(ctx: &Ctx, notice: &SelectionNotice) {
    ctx.output.note(&match notice {
        SelectionNotice::NoMatch(glob) => format!("no log group matches `{glob}`"),
        SelectionNotice::WrongClass { group, class } => class::left_out(group, class),
    });
}
