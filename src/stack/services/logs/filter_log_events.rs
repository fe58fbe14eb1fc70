//! FilterLogEvents.

use serde::{Deserialize, Serialize};

use super::checks::Checks;
use super::error::CloudWatchError;
use super::names::{FILTER_PATTERN, GroupRef, STREAM_NAME, TOKEN};
use super::{get_log_events, token};
use crate::query::log_pattern::LogPattern;
use crate::stack::Stack;
use crate::stack::store::logs::{
    EventFilter, EventKey, EventQuery, LogScan, Position, StoredEvent, StreamChoice,
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Input {
    log_group_name: Option<String>,
    log_group_identifier: Option<String>,
    log_stream_names: Option<Vec<String>>,
    log_stream_name_prefix: Option<String>,
    start_time: Option<i64>,
    end_time: Option<i64>,
    filter_pattern: Option<String>,
    next_token: Option<String>,
    limit: Option<i64>,
    start_from_head: Option<bool>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Output {
    events: Vec<Event>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
    /// "returns an empty list" since May 15, 2020.
    searched_log_streams: [(); 0],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    log_stream_name: String,
    timestamp: i64,
    message: String,
    ingestion_time: i64,
    event_id: String,
}

/// Where a page starts, inside a token.
#[derive(Serialize, Deserialize)]
struct Cursor {
    event: String,
    newest_first: bool,
}

/// 2024-01-01T00:00:00Z: from then on events can be read newest first.
const NEWEST_FIRST_SINCE_MS: i64 = 1_704_067_200_000;

pub(super) async fn run(stack: &Stack, input: Input) -> Result<Output, CloudWatchError> {
    let group = GroupRef {
        name: input.log_group_name.as_deref(),
        identifier: input.log_group_identifier.as_deref(),
    };
    check(&input, &group)?;
    let group = group.resolve(stack)?;
    let pattern = LogPattern::parse(input.filter_pattern.as_deref().unwrap_or_default())?;
    let logs = stack.store.logs();
    get_log_events::check_class(&logs.group(group.clone()).await?)?;
    let same = (
        &group,
        &input.log_stream_names,
        &input.log_stream_name_prefix,
        (input.start_time, input.end_time),
        &input.filter_pattern,
    );
    let from = match input.next_token.as_deref() {
        Some(text) => token::decode::<Cursor>(stack, &same, text)?.position()?,
        None if input.start_from_head == Some(false) => Position::Before(EventKey::LAST),
        None => Position::From(EventKey::FIRST),
    };
    let streams = match (&input.log_stream_names, &input.log_stream_name_prefix) {
        (Some(names), _) => StreamChoice::Each(names.clone()),
        (None, Some(prefix)) => StreamChoice::Prefixes(vec![prefix.clone()]),
        (None, None) => StreamChoice::All,
    };
    let since_ms = input.start_time.unwrap_or(EventFilter::ALL_TIMES.start);
    // "Events with a timestamp later than this time are not returned": inclusive
    let until_ms = input
        .end_time
        .map_or(EventFilter::ALL_TIMES.end, |end| end.saturating_add(1));
    let page = logs
        .scan(LogScan {
            query: EventQuery {
                group: group.clone(),
                streams,
                filter: EventFilter::new(pattern, since_ms..until_ms),
                now_ms: stack.clock.now_ms(),
            },
            from,
            max_events: get_log_events::page_events(input.limit),
            max_bytes: get_log_events::PAGE_BYTES,
        })
        .await?;
    let next_token = match page.next {
        Some(next) => Some(token::encode(stack, &same, Cursor::from(next))?),
        None => None,
    };
    Ok(Output {
        events: page.events.into_iter().map(Event::from).collect(),
        next_token,
        searched_log_streams: [],
    })
}

fn check(input: &Input, group: &GroupRef<'_>) -> Result<(), CloudWatchError> {
    let mut checks = Checks::default();
    group.check(&mut checks);
    let names = input.log_stream_names.as_deref();
    checks.list("logStreamNames", names, (1, 100), &STREAM_NAME);
    let prefix = input.log_stream_name_prefix.as_deref();
    checks.optional("logStreamNamePrefix", prefix, &STREAM_NAME);
    checks.time("startTime", input.start_time);
    checks.time("endTime", input.end_time);
    let pattern = input.filter_pattern.as_deref();
    checks.optional("filterPattern", pattern, &FILTER_PATTERN);
    checks.optional("nextToken", input.next_token.as_deref(), &TOKEN);
    checks.number("limit", input.limit, get_log_events::LIMITS);
    checks.done()?;
    if names.is_some() && prefix.is_some() {
        return Err(CloudWatchError::InvalidParameter(
            "LogStream names and LogStream name prefix are mutually exclusive parameters."
                .to_owned(),
        ));
    }
    let newest_first = input.start_from_head == Some(false) && input.next_token.is_none();
    if newest_first && input.start_time.unwrap_or(0) < NEWEST_FIRST_SINCE_MS {
        return Err(CloudWatchError::InvalidParameter(
            "startFromHead can be false only when startTime is on or after Jan 1, 2024 00:00:00 UTC."
                .to_owned(),
        ));
    }
    Ok(())
}

impl From<StoredEvent> for Event {
    fn from(event: StoredEvent) -> Self {
        Self {
            log_stream_name: event.stream.to_string(),
            timestamp: event.key.timestamp_ms,
            message: event.message,
            ingestion_time: event.key.ingested_ms,
            event_id: event.key.to_string(),
        }
    }
}

impl From<Position> for Cursor {
    fn from(position: Position) -> Self {
        let (key, newest_first) = match position {
            Position::From(key) => (key, false),
            Position::Before(key) => (key, true),
        };
        Self {
            event: key.to_string(),
            newest_first,
        }
    }
}

impl Cursor {
    fn position(&self) -> Result<Position, CloudWatchError> {
        let key = self.event.parse().map_err(|_| token::invalid())?;
        Ok(if self.newest_first {
            Position::Before(key)
        } else {
            Position::From(key)
        })
    }
}
