//! One session: looks for what was ingested and hands it to the client.

use std::sync::{Arc, Weak};
use std::time::Duration;

use serde::Serialize;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until};

use super::frames;
use super::ring::Ring;
use crate::stack::store::logs::{LogTail, Logs, TailCursor, TailedEvents};

pub(super) struct Session {
    pub(super) logs: Logs,
    pub(super) tail: Arc<LogTail>,
    /// Of the groups of `tail`.
    pub(super) arns: Vec<String>,
    /// Gone when the client is.
    pub(super) ring: Weak<Ring>,
    pub(super) every: Duration,
    pub(super) longest: Duration,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Update<'a> {
    session_metadata: Metadata,
    session_results: Vec<Event<'a>>,
}

#[derive(Serialize)]
struct Metadata {
    sampled: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Event<'a> {
    log_stream_name: &'a str,
    log_group_identifier: &'a str,
    message: &'a str,
    timestamp: i64,
    ingestion_time: i64,
}

impl Session {
    /// Runs until the client goes, the session is too old, or the store fails.
    pub(super) async fn run(&self, mut cursor: TailCursor) {
        let started = Instant::now();
        let end = sleep_until(started + self.longest);
        tokio::pin!(end);
        let mut ticks = interval_at(started + self.every, self.every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = ticks.tick() => {}
                () = &mut end => {
                    let last = frames::exception(
                        "SessionTimeoutException",
                        "The Live Tail session was open for three hours and has timed out.",
                    );
                    return self.finish(last.ok());
                }
            }
            // a client that is gone is noticed here, at the latest a second later
            let Some(ring) = self.ring.upgrade() else {
                return;
            };
            let found = self.logs.tail(Arc::clone(&self.tail), cursor).await;
            let update = match &found {
                Ok(found) => frames::event("sessionUpdate", &self.update(found)),
                Err(error) => {
                    let message = format!("The store cannot be read: {error}.");
                    let last = frames::exception("SessionStreamingException", &message);
                    return self.finish(last.ok());
                }
            };
            if let (Ok(found), Ok(frame)) = (found, update) {
                cursor = found.cursor;
                ring.push_update(found.events.len(), frame);
            }
        }
    }

    /// Ends the stream without an exception: the stack stops.
    pub(super) fn end(&self) {
        self.finish(None);
    }

    fn finish(&self, last: Option<bytes::Bytes>) {
        if let Some(ring) = self.ring.upgrade() {
            ring.end(last);
        }
    }

    fn update<'a>(&'a self, found: &'a TailedEvents) -> Update<'a> {
        let events = found.events.iter().map(|(place, event)| Event {
            log_stream_name: &event.stream,
            log_group_identifier: self.arns.get(*place).map_or("", String::as_str),
            message: &event.message,
            timestamp: event.key.timestamp_ms,
            ingestion_time: event.key.ingested_ms,
        });
        Update {
            session_metadata: Metadata {
                sampled: found.matched > found.events.len(),
            },
            session_results: events.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use aws_smithy_eventstream::frame::read_message_from;
    use futures_util::StreamExt as _;

    use super::super::ring;
    use super::*;
    use crate::stack::store::logs::{EventFilter, StreamChoice};
    use crate::stack::store::{Store, StoreOptions};

    #[tokio::test]
    async fn a_session_that_is_too_old_ends_with_the_exception() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), &StoreOptions::default()).unwrap();
        let ring = Arc::new(Ring::default());
        let session = Session {
            logs: store.logs(),
            tail: Arc::new(LogTail {
                groups: Vec::new(),
                streams: StreamChoice::All,
                filter: EventFilter::default(),
                max_events: 1,
            }),
            arns: Vec::new(),
            ring: Arc::downgrade(&ring),
            every: Duration::from_millis(5),
            longest: Duration::from_millis(60),
        };
        let cursor = session.logs.tail_from_now().await.unwrap();
        let running = tokio::spawn(async move { session.run(cursor).await });
        let frames: Vec<_> = ring::stream(ring).map(Result::unwrap).collect().await;
        running.await.unwrap();
        let kinds: Vec<String> = frames
            .into_iter()
            .map(|frame| {
                let message = read_message_from(frame).unwrap();
                let kind = &message.headers()[1];
                let value = kind.value().as_string().unwrap().as_str().to_owned();
                format!("{} {value}", kind.name().as_str())
            })
            .collect();
        let (last, updates) = kinds.split_last().unwrap();
        assert_eq!(last, ":exception-type SessionTimeoutException");
        assert!(!updates.is_empty());
        assert!(
            updates
                .iter()
                .all(|kind| kind == ":event-type sessionUpdate")
        );
    }
}
