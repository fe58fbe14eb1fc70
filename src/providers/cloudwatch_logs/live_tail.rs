//! StartLiveTail: events about a second after their ingestion, at most 500 of each second.
//!
//! A session samples, ends after three hours, and its events have no ids. It is charged by
//! the minute.

use std::time::Duration;

use aws_sdk_cloudwatchlogs::error::SdkError;
use aws_sdk_cloudwatchlogs::primitives::event_stream::EventReceiver;
use aws_sdk_cloudwatchlogs::types::error::StartLiveTailResponseStreamError;
use aws_sdk_cloudwatchlogs::types::{LiveTailSessionLogEvent, StartLiveTailResponseStream};

use super::events::Streams;
use super::retry::ReadError;
use super::{Logs, of_ms};
use crate::error::Error;
use crate::model::LogEvent;

/// What a session gives.
#[derive(Debug, Clone, Default)]
pub struct LiveQuery {
    /// ARNs of at most [`MAX_LIVE_GROUPS`] groups.
    pub groups: Vec<String>,
    /// A choice only for one group.
    pub streams: Streams,
    /// A filter pattern of the service; `None` lets all pass.
    pub pattern: Option<String>,
}

/// StartLiveTail, `logGroupIdentifiers`.
pub const MAX_LIVE_GROUPS: usize = 10;

/// A session of Live Tail; dropping it ends it.
#[derive(Debug)]
pub struct LiveTail {
    logs: Logs,
    updates: EventReceiver<StartLiveTailResponseStream, StartLiveTailResponseStreamError>,
}

/// A frame of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LiveFrame {
    /// The first one.
    Started { session: String },
    /// What came in about a second, with the ARN of its group; it may be empty.
    Events {
        events: Vec<(String, LogEvent)>,
        /// There were more than these.
        sampled: bool,
    },
}

/// Why a session is over.
#[derive(Debug)]
pub enum LiveEnd {
    /// It was open for three hours.
    TimedOut,
    /// The connection is lost, or the service failed.
    Lost(Error),
}

const WHAT: &str = "follow by Live Tail";
const PREFIX: &str = "stream-";
/// An update comes each second, if only to say that there is nothing.
const SILENCE: Duration = Duration::from_secs(15);

impl Logs {
    /// Begins a session: all events that are ingested from then on. One call, not repeated.
    pub async fn live_tail(&self, query: &LiveQuery) -> Result<LiveTail, ReadError> {
        let aws = self.aws.clone();
        let (names, prefixes) = match &query.streams {
            Streams::All => (None, None),
            Streams::Named(names) => (Some(names.clone()), None),
            Streams::Prefix(prefix) => (None, Some(vec![prefix.clone()])),
        };
        let session = self
            .reader
            .start_live_tail()
            .set_log_group_identifiers(Some(query.groups.clone()))
            .set_log_stream_names(names)
            .set_log_stream_name_prefixes(prefixes)
            .set_log_event_filter_pattern(query.pattern.clone())
            .customize()
            .mutate_request(move |request| {
                if let Some(uri) = aws.unprefixed(request.uri(), PREFIX) {
                    // what was an address stays one without the prefix
                    let _ = request.set_uri(uri);
                }
            })
            .send()
            .await
            .map_err(|error| {
                let mut failed = self.read_error(WHAT, error);
                if is_over_quota(&failed.error) {
                    failed.error = failed.error.hint(QUOTA);
                }
                failed
            })?;
        Ok(LiveTail {
            logs: self.clone(),
            updates: session.response_stream,
        })
    }
}

/// Whether the account has no more sessions at the moment.
pub(super) fn is_over_quota(error: &Error) -> bool {
    let causes = error.causes();
    causes
        .iter()
        .any(|cause| cause.contains("LimitExceededException"))
}

/// Quota "Concurrent Live Tail sessions", which can be raised.
const QUOTA: &str = "end other Live Tail sessions, name fewer log groups or use `--follow`: an AWS account has 15 sessions at once in a region unless its quota is raised, and each takes 10 groups";

impl LiveTail {
    /// The next frame, as soon as it is there.
    pub async fn next(&mut self) -> Result<LiveFrame, LiveEnd> {
        loop {
            let update = tokio::time::timeout(SILENCE, self.updates.recv()).await;
            let update = match update {
                Ok(Ok(update)) => update,
                Ok(Err(SdkError::ServiceError(refused)))
                    if refused.err().is_session_timeout_exception() =>
                {
                    return Err(LiveEnd::TimedOut);
                }
                Ok(Err(error)) => return Err(LiveEnd::Lost(self.logs.aws.failure(WHAT, error))),
                Err(_) => {
                    return Err(self.lost("no update for 15 s (one is sent every second)"));
                }
            };
            match update {
                None => return Err(self.lost("the session ended without giving a reason")),
                Some(StartLiveTailResponseStream::SessionStart(start)) => {
                    return Ok(LiveFrame::Started {
                        session: start.session_id.unwrap_or_default(),
                    });
                }
                Some(StartLiveTailResponseStream::SessionUpdate(update)) => {
                    let metadata = update.session_metadata();
                    return Ok(LiveFrame::Events {
                        sampled: metadata.is_some_and(|metadata| metadata.sampled()),
                        events: update
                            .session_results
                            .unwrap_or_default()
                            .into_iter()
                            .map(event)
                            .collect(),
                    });
                }
                // what later versions may add
                Some(_) => {}
            }
        }
    }

    fn lost(&self, why: &str) -> LiveEnd {
        LiveEnd::Lost(
            Error::failed(format!("cannot {WHAT}"))
                .caused_by(format!("{}: {why}", self.logs.place())),
        )
    }
}

fn event(found: LiveTailSessionLogEvent) -> (String, LogEvent) {
    let event = LogEvent {
        id: None,
        at: found.timestamp.and_then(of_ms).unwrap_or_default(),
        ingested: found.ingestion_time.and_then(of_ms),
        stream: found.log_stream_name.unwrap_or_default(),
        message: found.message.unwrap_or_default(),
    };
    (found.log_group_identifier.unwrap_or_default(), event)
}
