//! GetLogEvents.

use serde::{Deserialize, Serialize};

use super::checks::Checks;
use super::error::CloudWatchError;
use super::names::{GroupRef, STREAM_NAME, TOKEN};
use super::token;
use crate::query::log_pattern::LogPattern;
use crate::stack::Stack;
use crate::stack::store::logs::{
    EventFilter, EventKey, EventQuery, LogClass, LogGroup, LogPage, LogScan, Position, StreamChoice,
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Input {
    log_group_name: Option<String>,
    log_group_identifier: Option<String>,
    log_stream_name: Option<String>,
    start_time: Option<i64>,
    end_time: Option<i64>,
    next_token: Option<String>,
    limit: Option<i64>,
    start_from_head: Option<bool>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Output {
    events: Vec<Event>,
    next_forward_token: String,
    next_backward_token: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    timestamp: i64,
    message: String,
    ingestion_time: i64,
}

/// "Each page returned can contain up to 1 MB of log events or up to 10,000 log events."
pub(super) const PAGE_BYTES: usize = 1_048_576;
const PAGE_EVENTS: usize = 10_000;
pub(super) const LIMITS: (i64, i64) = (1, PAGE_EVENTS as i64);

pub(super) fn page_events(limit: Option<i64>) -> usize {
    limit
        .and_then(|limit| usize::try_from(limit).ok())
        .unwrap_or(PAGE_EVENTS)
}

/// The other classes are read by Logs Insights alone (user guide, "Log classes").
pub(super) fn check_class(group: &LogGroup) -> Result<(), CloudWatchError> {
    match group.class {
        LogClass::Standard => Ok(()),
        class => Err(CloudWatchError::InvalidParameter(format!(
            "This operation is not supported for log groups of class {}.",
            class.as_str()
        ))),
    }
}

pub(super) async fn run(stack: &Stack, input: Input) -> Result<Output, CloudWatchError> {
    let group = GroupRef {
        name: input.log_group_name.as_deref(),
        identifier: input.log_group_identifier.as_deref(),
    };
    let mut checks = Checks::default();
    group.check(&mut checks);
    let stream = input.log_stream_name.as_deref();
    checks.required("logStreamName", stream, &STREAM_NAME);
    checks.time("startTime", input.start_time);
    checks.time("endTime", input.end_time);
    checks.optional("nextToken", input.next_token.as_deref(), &TOKEN);
    checks.number("limit", input.limit, LIMITS);
    checks.done()?;
    let group = group.resolve(stack)?;
    let logs = stack.store.logs();
    check_class(&logs.group(group.clone()).await?)?;
    let asked = match input.next_token.as_deref() {
        Some(text) => position(text)?,
        None if input.start_from_head == Some(true) => Position::From(EventKey::FIRST),
        None => Position::Before(EventKey::LAST),
    };
    let since_ms = input.start_time.unwrap_or(EventFilter::ALL_TIMES.start);
    // "equal to or later than this time are not included": exclusive
    let until_ms = input.end_time.unwrap_or(EventFilter::ALL_TIMES.end);
    let page = logs
        .scan(LogScan {
            query: EventQuery {
                group,
                streams: StreamChoice::One(stream.unwrap_or_default().to_owned()),
                filter: EventFilter::new(LogPattern::default(), since_ms..until_ms),
                now_ms: stack.clock.now_ms(),
            },
            from: asked,
            max_events: page_events(input.limit),
            max_bytes: PAGE_BYTES,
        })
        .await?;
    Ok(answer(page, asked))
}

/// Events always in the order of time; a token for each side of the page.
fn answer(mut page: LogPage, asked: Position) -> Output {
    if let Position::Before(_) = asked {
        page.events.reverse();
    }
    let (backward, forward) = match (page.events.first(), page.events.last()) {
        (Some(first), Some(last)) => (first.key, last.key.next()),
        // the end: the token that was passed comes back, and leads back the other way
        _ => match page.next.unwrap_or(asked) {
            Position::From(key) => (key, key),
            // nothing yet: what comes later is after this place
            Position::Before(EventKey::LAST) => (EventKey::FIRST, EventKey::FIRST),
            Position::Before(key) => (key, key),
        },
    };
    Output {
        events: page
            .events
            .into_iter()
            .map(|event| Event {
                timestamp: event.key.timestamp_ms,
                message: event.message,
                ingestion_time: event.key.ingested_ms,
            })
            .collect(),
        next_forward_token: format!("f/{forward}/s"),
        next_backward_token: format!("b/{backward}/s"),
    }
}

/// `f/<56 digits>/s` or `b/<56 digits>/s`, as AWS's tokens look.
fn position(text: &str) -> Result<Position, CloudWatchError> {
    let text = text.strip_suffix("/s").unwrap_or(text);
    let (direction, key) = text.split_once('/').ok_or_else(token::invalid)?;
    let key = key.parse().map_err(|_| token::invalid())?;
    match direction {
        "f" => Ok(Position::From(key)),
        "b" => Ok(Position::Before(key)),
        _ => Err(token::invalid()),
    }
}
