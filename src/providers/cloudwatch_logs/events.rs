//! FilterLogEvents, a page at a time.

use std::panic::resume_unwind;

use aws_sdk_cloudwatchlogs::types::FilteredLogEvent;
use jiff::Timestamp;
use tokio_util::task::AbortOnDropHandle;

use super::pages::EventSource;
use super::retry::{FailureClass, ReadError};
use super::{Logs, named, of_ms};
use crate::error::Error;
use crate::model::LogEvent;
use crate::query::log_pattern;

/// Which events to read.
#[derive(Debug, Clone)]
pub struct EventQuery {
    /// A name, or an ARN for a group of another account.
    pub group: String,
    pub streams: Streams,
    /// A filter pattern of the service; `None` lets all pass.
    pub pattern: Option<String>,
    /// Inclusive; the service counts in milliseconds.
    pub since: Timestamp,
    /// Exclusive; `None`: also what lies in the future.
    pub until: Option<Timestamp>,
    /// Only what is of [`NEWEST_FIRST_SINCE`] or later, and only from services that know of it.
    pub newest_first: bool,
    /// At most so many events a page; `None`: the service's 10,000.
    pub page: Option<u16>,
}

/// Which streams of a group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Streams {
    #[default]
    All,
    /// At most [`MAX_STREAMS`]; one that is not there is an error.
    Named(Vec<String>),
    Prefix(String),
}

/// FilterLogEvents, `logStreamNames`.
pub const MAX_STREAMS: usize = 100;

/// FilterLogEvents, `startFromHead`: 2024-01-01.
pub const NEWEST_FIRST_SINCE: Timestamp = Timestamp::constant(1_704_067_200, 0);

/// An answer of the service. No events say nothing about the end: only the lack of a
/// token does.
#[derive(Debug, Clone, Default)]
pub struct EventPage {
    pub events: Vec<LogEvent>,
    pub token: Option<String>,
}

impl EventQuery {
    /// All events of a group from `since` on.
    pub fn all(group: impl Into<String>, since: Timestamp) -> Self {
        Self {
            group: group.into(),
            streams: Streams::All,
            pattern: None,
            since,
            until: None,
            newest_first: false,
            page: None,
        }
    }
}

impl EventSource for Logs {
    /// Takes the answer apart on another core while the caller shows what it has.
    async fn page(&self, query: &EventQuery, token: Option<&str>) -> Result<EventPage, ReadError> {
        let (logs, query, token) = (self.clone(), query.clone(), token.map(str::to_owned));
        let call = async move { logs.filter(&query, token.as_deref()).await };
        match AbortOnDropHandle::new(tokio::spawn(call)).await {
            Ok(page) => page,
            Err(failed) if failed.is_panic() => resume_unwind(failed.into_panic()),
            // only the end of everything stops it
            Err(failed) => Err(ReadError::refused(
                Error::failed("the reading was stopped").caused_by(failed),
            )),
        }
    }
}

impl Logs {
    async fn filter(
        &self,
        query: &EventQuery,
        token: Option<&str>,
    ) -> Result<EventPage, ReadError> {
        let what = format!("read the log group `{}`", query.group);
        let (name, identifier) = named(&query.group);
        let (names, prefix) = match &query.streams {
            Streams::All => (None, None),
            Streams::Named(names) => (Some(names.clone()), None),
            Streams::Prefix(prefix) => (None, Some(prefix.clone())),
        };
        let answer = self
            .reader
            .filter_log_events()
            .set_log_group_name(name)
            .set_log_group_identifier(identifier)
            .set_log_stream_names(names)
            .set_log_stream_name_prefix(prefix)
            .set_filter_pattern(query.pattern.clone())
            .start_time(first_ms(query.since))
            .set_end_time(query.until.map(last_ms))
            .set_start_from_head(query.newest_first.then_some(false))
            .set_limit(query.page.map(i32::from))
            .set_next_token(token.map(str::to_owned))
            .send()
            .await;
        let answer = answer.map_err(|error| {
            let refused = error.as_service_error();
            let invalid = refused.is_some_and(|error| error.is_invalid_parameter_exception());
            let failed = self.read_error(&what, error);
            match &query.pattern {
                // what was taken with the first page is not refused with the next
                Some(pattern) if invalid && token.is_none() => bad_pattern(pattern, &failed.error),
                _ if invalid && token.is_some() => ReadError {
                    class: FailureClass::LostPlace,
                    ..failed
                },
                _ => failed,
            }
        })?;
        self.aws.credentials_were_accepted();
        Ok(EventPage {
            token: answer.next_token.filter(|token| !token.is_empty()),
            events: answer
                .events
                .unwrap_or_default()
                .into_iter()
                .map(event)
                .collect(),
        })
    }
}

/// The first whole millisecond that is not before `since`; the service knows no negative ones.
fn first_ms(since: Timestamp) -> i64 {
    let ms = since.as_millisecond();
    let started = since.as_nanosecond() > i128::from(ms) * 1_000_000;
    (ms + i64::from(started)).max(0)
}

/// The last millisecond before `until`: the service's end is inclusive.
fn last_ms(until: Timestamp) -> i64 {
    (first_ms(until) - 1).max(0)
}

fn event(found: FilteredLogEvent) -> LogEvent {
    LogEvent {
        id: found.event_id,
        at: found.timestamp.and_then(of_ms).unwrap_or_default(),
        ingested: found.ingestion_time.and_then(of_ms),
        stream: found.log_stream_name.unwrap_or_default(),
        message: found.message.unwrap_or_default(),
    }
}

/// A refused parameter next to a pattern is, as far as names and times are checked here, the pattern.
fn bad_pattern(pattern: &str, refusal: &Error) -> ReadError {
    let error = Error::usage(format!(
        "CloudWatch Logs refused the filter pattern `{pattern}`"
    ))
    .caused_by(refusal.causes().join(": "));
    ReadError::refused(error.hint(log_pattern::hint(pattern)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_open_ranges_become_inclusive_milliseconds() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(first_ms(at("1970-01-01T00:00:01Z")), 1_000);
        assert_eq!(first_ms(at("1970-01-01T00:00:01.0000001Z")), 1_001);
        assert_eq!(last_ms(at("1970-01-01T00:00:01Z")), 999);
        assert_eq!(last_ms(at("1970-01-01T00:00:01.0000001Z")), 1_000);
        assert_eq!(first_ms(at("1969-01-01T00:00:00Z")), 0);
    }
}
