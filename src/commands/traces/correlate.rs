//! What the other services know of a trace.

use jiff::SignedDuration;
use serde::Serialize;

use crate::context::Ctx;
use crate::error::{Error, Kind, Result};
use crate::model::{LogEvent, Notice, TimeRange, Trace, TraceError, check_log_group};
use crate::providers::cloudwatch_logs::{Logs, Search};

/// Clocks differ, and the last line is often written after the response.
const BEFORE: SignedDuration = SignedDuration::from_secs(10);
const AFTER: SignedDuration = SignedDuration::from_secs(60);
/// Log lines read of one group; a trace with more has other troubles.
const LINES: usize = 1_000;
/// Services whose logs are looked through.
const SERVICES: usize = 20;

/// What a service has of a trace, and what could not be read, a line each.
#[derive(Debug)]
pub(super) struct Correlated<T> {
    pub(super) found: Vec<T>,
    pub(super) missing: Vec<String>,
    pub(super) notices: Vec<Notice>,
}

/// A log line with the group that it stands in.
#[derive(Debug, Serialize)]
pub(super) struct TraceLine {
    pub(super) group: String,
    #[serde(flatten)]
    pub(super) event: LogEvent,
}

impl<T> Default for Correlated<T> {
    fn default() -> Self {
        Self {
            found: Vec::new(),
            missing: Vec::new(),
            notices: Vec::new(),
        }
    }
}

/// When what belongs to a trace may have been written.
pub(super) fn range(trace: &Trace) -> TimeRange {
    let length = SignedDuration::try_from_secs_f64(trace.duration_ms / 1e3);
    let end = trace.start + length.unwrap_or_default();
    TimeRange {
        since: trace.start - BEFORE,
        until: end + AFTER,
    }
}

/// The log lines that name the trace in either spelling, the oldest first: in the groups
/// that were asked for, or in those that its segments and the settings name, and in
/// groups named after its services: there the local stack keeps what OpenTelemetry logs.
pub(super) async fn logs(ctx: &Ctx, trace: &Trace, asked: &[String]) -> Correlated<TraceLine> {
    let mut groups: Vec<&str> = asked.iter().map(String::as_str).collect();
    if asked.is_empty() {
        groups.extend(trace.log_groups.iter().map(String::as_str));
        groups.push(ctx.config.settings.log_group());
    }
    let mut known: Vec<&str> = Vec::new();
    groups.retain(|group| {
        let new = !known.contains(group);
        known.push(group);
        new
    });
    let mut correlated = Correlated::default();
    let logs = match ctx.logs().await {
        Ok(logs) => logs,
        Err(error) => {
            correlated.missing.push(told("log lines", &error));
            return correlated;
        }
    };
    let is_named = |name: &str| groups.contains(&name);
    let guesses = asked.is_empty();
    let services = trace.services.iter().map(String::as_str);
    let services =
        services.filter(|name| guesses && !is_named(name) && check_log_group(name).is_ok());
    let absent = |group: &str| {
        Notice::detail(format!(
            "no log lines: the log group `{group}` does not exist on {}",
            logs.place()
        ))
    };
    for group in groups.iter().copied().chain(services.take(SERVICES)) {
        // a search in vain would count among what the service rejected
        if guesses {
            match (logs.group(group).await, is_named(group)) {
                (Ok(None), true) => {
                    correlated.notices.push(absent(group));
                    continue;
                }
                // nobody said that there is one
                (Ok(None) | Err(_), false) => continue,
                (Ok(Some(_)), _) | (Err(_), true) => {}
            }
        }
        match lines(&logs, trace, group, &mut correlated.found).await {
            Ok(false) => {}
            Ok(true) => correlated.missing.push(format!(
                "log lines: `{group}` has more than the first {LINES}"
            )),
            // a group that nobody named and that is not there holds nothing
            Err(error) if error.kind() == Kind::NotFound && asked.is_empty() => {
                correlated.notices.push(absent(group));
            }
            Err(error) if error.kind() == Kind::NotFound => {
                correlated
                    .missing
                    .push(told("log lines", &logs.no_group(group).await));
            }
            Err(error) => correlated.missing.push(told("log lines", &error)),
        }
    }
    correlated.found.sort_by_key(|line| line.event.at);
    correlated
}

/// Adds the lines of one group. Returns whether there are more.
async fn lines(
    logs: &Logs,
    trace: &Trace,
    group: &str,
    found: &mut Vec<TraceLine>,
) -> Result<bool> {
    let spellings = [trace.id.xray(), trace.id.hex()];
    let spellings: Vec<&str> = spellings.iter().map(String::as_str).collect();
    let search = Search::AnyOf(&spellings);
    let lines = logs.search(group, search, range(trace), LINES).await?;
    found.extend(lines.events.into_iter().map(|event| TraceLine {
        group: group.to_owned(),
        event,
    }));
    Ok(lines.more)
}

/// The error items of the trace. Without a Rollbar account there are none to miss.
pub(super) async fn errors(ctx: &Ctx, trace: &Trace) -> Correlated<TraceError> {
    let asked = async {
        if ctx.rollbar_access()?.key.is_none() {
            return Ok(None);
        }
        let rollbar = ctx.rollbar()?;
        rollbar
            .errors_of_trace(trace.id, &range(trace))
            .await
            .map(Some)
    };
    let mut correlated = Correlated::default();
    match asked.await {
        Ok(Some(answer)) => {
            correlated.found = answer.errors;
            if !answer.complete {
                correlated.missing.push(
                    "Rollbar items: not all occurrences since then were searched, there are too many"
                        .to_owned(),
                );
            }
        }
        Ok(None) => {
            let detail = "no Rollbar items: no Rollbar token is set";
            correlated.notices.push(Notice::detail(detail));
        }
        Err(error) => correlated.missing.push(told("error items", &error)),
    }
    correlated
}

/// A failure in one line.
fn told(what: &str, error: &Error) -> String {
    let mut told = format!("{what}: {error}");
    for cause in error.causes() {
        told.push_str(": ");
        told.push_str(&cause);
    }
    told
}
