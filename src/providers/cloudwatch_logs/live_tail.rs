//! StartLiveTail: events about a second after they were taken, at most 500 of each second.
//!
//! Not for following without loss: a session samples, ends after three hours, and its
//! events have no ids. It is charged by the minute.

use aws_sdk_cloudwatchlogs::primitives::event_stream::EventReceiver;
use aws_sdk_cloudwatchlogs::types::error::StartLiveTailResponseStreamError;
use aws_sdk_cloudwatchlogs::types::{LiveTailSessionLogEvent, StartLiveTailResponseStream};

use super::{Logs, of_ms};
use crate::error::Result;
use crate::model::{LogEvent, LogGroup};

/// A session of Live Tail; dropping it ends it.
#[derive(Debug)]
pub struct LiveTail {
    logs: Logs,
    updates: EventReceiver<StartLiveTailResponseStream, StartLiveTailResponseStreamError>,
}

/// What came in about a second.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LiveUpdate {
    pub events: Vec<LogEvent>,
    /// There were more than these.
    pub sampled: bool,
}

const WHAT: &str = "follow the log group by Live Tail";
const PREFIX: &str = "stream-";

impl Logs {
    /// Begins a session on up to ten groups (with their ARNs); all events that are taken
    /// from then on, and match the filter pattern if there is one.
    pub async fn live_tail(&self, groups: &[LogGroup], pattern: Option<&str>) -> Result<LiveTail> {
        let aws = self.aws.clone();
        let arns = groups.iter().filter_map(|group| group.arn.clone());
        let session = self
            .client
            .start_live_tail()
            .set_log_group_identifiers(Some(arns.collect()))
            .set_log_event_filter_pattern(pattern.map(str::to_owned))
            .customize()
            .mutate_request(move |request| {
                if let Some(uri) = aws.unprefixed(request.uri(), PREFIX) {
                    // what was an address stays one without the prefix
                    let _ = request.set_uri(uri);
                }
            })
            .send()
            .await
            .map_err(|error| self.aws.failure(WHAT, error))?;
        Ok(LiveTail {
            logs: self.clone(),
            updates: session.response_stream,
        })
    }
}

impl LiveTail {
    /// The next update, which may be empty; `None` when the service ends the session.
    pub async fn next(&mut self) -> Result<Option<LiveUpdate>> {
        loop {
            let update = self
                .updates
                .recv()
                .await
                .map_err(|error| self.logs.aws.failure(WHAT, error))?;
            match update {
                None => return Ok(None),
                Some(StartLiveTailResponseStream::SessionUpdate(update)) => {
                    let metadata = update.session_metadata();
                    return Ok(Some(LiveUpdate {
                        sampled: metadata.is_some_and(|metadata| metadata.sampled()),
                        events: update
                            .session_results
                            .unwrap_or_default()
                            .into_iter()
                            .map(event)
                            .collect(),
                    }));
                }
                // the start of the session, and what later versions may add
                Some(_) => {}
            }
        }
    }
}

fn event(found: LiveTailSessionLogEvent) -> LogEvent {
    LogEvent {
        id: None,
        at: found.timestamp.and_then(of_ms).unwrap_or_default(),
        ingested: found.ingestion_time.and_then(of_ms),
        stream: found.log_stream_name.unwrap_or_default(),
        message: found.message.unwrap_or_default(),
    }
}
