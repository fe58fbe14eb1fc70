//! PutLogEvents.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::checks::Checks;
use super::error::CloudWatchError;
use super::names::{GROUP_NAME, STREAM_NAME};
use crate::stack::Stack;
use crate::stack::at_most::AtMost;
use crate::stack::store::logs::{Create, DAY_MS, EVENT_OVERHEAD, EventKey, LogBatch};
use crate::stack::traffic::Outcome;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Input<'a> {
    log_group_name: Option<String>,
    log_stream_name: Option<String>,
    #[serde(borrow)]
    log_events: Option<AtMost<Event<'a>, MAX_EVENTS>>,
}

#[derive(Deserialize)]
struct Event<'a> {
    timestamp: Option<i64>,
    #[serde(borrow)]
    message: Option<Cow<'a, str>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Output {
    /// "The sequence token is now ignored"; it is still returned.
    next_sequence_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    rejected_log_events_info: Option<Rejected>,
    #[serde(skip)]
    accepted: u64,
    #[serde(skip)]
    rejected: u64,
}

impl Output {
    pub(super) fn outcome(&self) -> Outcome {
        let info = self.rejected_log_events_info.as_ref();
        Outcome {
            accepted: self.accepted,
            rejected: self.rejected,
            reason: info.map(Rejected::reason),
            ..Outcome::default()
        }
    }
}

/// Where the accepted events start and end; the rest of the batch was not taken.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Rejected {
    /// The first event that is too new.
    #[serde(skip_serializing_if = "Option::is_none")]
    too_new_log_event_start_index: Option<usize>,
    /// One after the last event that is too old.
    #[serde(skip_serializing_if = "Option::is_none")]
    too_old_log_event_end_index: Option<usize>,
    /// One after the last event that the group's retention has expired.
    #[serde(skip_serializing_if = "Option::is_none")]
    expired_log_event_end_index: Option<usize>,
}

impl Rejected {
    fn reason(&self) -> String {
        let reasons = [
            (self.too_old_log_event_end_index, "too old"),
            (
                self.expired_log_event_end_index,
                "older than the group's retention",
            ),
            (self.too_new_log_event_start_index, "too new"),
        ];
        let reasons: Vec<_> = reasons
            .iter()
            .filter_map(|(index, reason)| index.map(|_| *reason))
            .collect();
        format!("log events that are {}", reasons.join(", or "))
    }
}

const MAX_EVENTS: usize = 10_000;
/// Of a batch, and of one event in it.
const MAX_BYTES: usize = 1_048_576;
const NEWEST_MS: i64 = 2 * 3_600_000;
const OLDEST_MS: i64 = 14 * DAY_MS;

pub(super) async fn run(stack: &Stack, input: Input<'_>) -> Result<Output, CloudWatchError> {
    let (group, stream, events) = checked(input)?;
    check_sizes(&events)?;
    if !events.is_sorted_by_key(|(timestamp, _)| *timestamp) {
        return Err(CloudWatchError::InvalidParameter(
            "Log events in a single PutLogEvents request must be in chronological order."
                .to_owned(),
        ));
    }
    let now_ms = stack.clock.now_ms();
    let logs = stack.store.logs();
    // the shortest retention is a day: younger events cannot have expired
    let may_be_expired = events
        .first()
        .is_some_and(|(first, _)| *first < now_ms - DAY_MS);
    let expiry_ms = if may_be_expired {
        logs.group(group.clone()).await?.expiry_ms(now_ms)
    } else {
        None
    };
    let timestamps = events.iter().map(|(timestamp, _)| *timestamp);
    let (accepted, rejected) = split(timestamps, now_ms, expiry_ms);
    let sent = events.len();
    let mut events = events;
    events.truncate(accepted.end);
    events.drain(..accepted.start);
    if let (Some((first, _)), Some((last, _))) = (events.first(), events.last())
        && last - first > DAY_MS
    {
        return Err(CloudWatchError::InvalidParameter(
            "The batch of log events in a single PutLogEvents request cannot span more than 24 hours."
                .to_owned(),
        ));
    }
    let taken = events.len();
    let batch = LogBatch {
        group,
        stream,
        events,
        ingested_ms: now_ms,
        create: Create::No,
    };
    logs.append(batch).await?;
    let position = EventKey::at_start_of(now_ms);
    Ok(Output {
        next_sequence_token: position.to_string(),
        rejected_log_events_info: (rejected != Rejected::default()).then_some(rejected),
        accepted: taken as u64,
        rejected: (sent - taken) as u64,
    })
}

type Events<'a> = Vec<(i64, Cow<'a, str>)>;

fn checked(input: Input<'_>) -> Result<(String, String, Events<'_>), CloudWatchError> {
    let mut checks = Checks::default();
    checks.required("logGroupName", input.log_group_name.as_deref(), &GROUP_NAME);
    checks.required(
        "logStreamName",
        input.log_stream_name.as_deref(),
        &STREAM_NAME,
    );
    let mut events = Vec::new();
    match input.log_events {
        None => checks.missing("logEvents"),
        Some(given) => {
            let given = given.list();
            let length = given.as_ref().map_or(MAX_EVENTS + 1, Vec::len);
            let shown = || if length == 0 { "[]" } else { "[…]" }.to_owned();
            checks.length("logEvents", length, (1, MAX_EVENTS), shown);
            let given = given.unwrap_or_default();
            events.reserve(given.len());
            for (index, event) in given.into_iter().enumerate() {
                check_event(&mut checks, index, &event);
                events.push((
                    event.timestamp.unwrap_or_default(),
                    event.message.unwrap_or_default(),
                ));
            }
        }
    }
    checks.done()?;
    Ok((
        input.log_group_name.unwrap_or_default(),
        input.log_stream_name.unwrap_or_default(),
        events,
    ))
}

/// Most events are right: their paths in messages are only made for those that are not.
fn check_event(checks: &mut Checks, index: usize, event: &Event<'_>) {
    let at = |member: &str| format!("logEvents.{}.member.{member}", index + 1);
    match event.timestamp {
        None => checks.missing(&at("timestamp")),
        Some(0..) => {}
        negative => checks.time(&at("timestamp"), negative),
    }
    match event.message.as_deref() {
        None => checks.missing(&at("message")),
        Some("") => checks.length(&at("message"), 0, (1, usize::MAX), String::new),
        Some(_) => {}
    }
}

fn check_sizes(events: &[(i64, Cow<'_, str>)]) -> Result<(), CloudWatchError> {
    let too_large = |what: &str, bytes: usize| {
        CloudWatchError::InvalidParameter(format!(
            "{what} too large: {bytes} bytes exceeds limit of {MAX_BYTES}"
        ))
    };
    let mut batch = 0;
    for (_, message) in events {
        let bytes = message.len() + EVENT_OVERHEAD;
        if bytes > MAX_BYTES {
            return Err(too_large("Log event", bytes));
        }
        batch += bytes;
    }
    if batch > MAX_BYTES {
        Err(too_large("Upload", batch))
    } else {
        Ok(())
    }
}

/// The range of the accepted events, and what is said about the others.
fn split(
    timestamps: impl Iterator<Item = i64>,
    now_ms: i64,
    expiry_ms: Option<i64>,
) -> (std::ops::Range<usize>, Rejected) {
    let (mut too_old, mut expired, mut too_new, mut count) = (0, 0, None, 0);
    for (index, timestamp) in timestamps.enumerate() {
        if timestamp < now_ms - OLDEST_MS {
            too_old = index + 1;
        } else if expiry_ms.is_some_and(|expiry| timestamp < expiry) {
            expired = index + 1;
        } else if timestamp > now_ms + NEWEST_MS {
            too_new.get_or_insert(index);
        }
        count = index + 1;
    }
    let some = |index: usize| (index > 0).then_some(index);
    let start = too_old.max(expired);
    let rejected = Rejected {
        too_new_log_event_start_index: too_new,
        too_old_log_event_end_index: some(too_old),
        expired_log_event_end_index: some(expired),
    };
    (start..too_new.unwrap_or(count).max(start), rejected)
}
