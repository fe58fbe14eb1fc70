//! Reads a window of a group's events, ordered over all its streams, a page at a time.

use std::collections::HashMap;
use std::sync::Arc;

use super::page::Page;
use super::stream_choice::stream_name;
use super::walk::{Selection, Sink, walk};
use super::{EventKey, EventQuery, Logs, LogsError, Position, Reading};

/// A page of events.
#[derive(Debug, Clone)]
pub struct LogScan {
    pub query: EventQuery,
    pub from: Position,
    pub max_events: usize,
    /// The bytes of the messages and 26 an event.
    pub max_bytes: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    pub key: EventKey,
    pub stream: Arc<str>,
    pub message: String,
}

#[derive(Debug, Clone, Default)]
pub struct LogPage {
    /// In the order of the scan.
    pub events: Vec<StoredEvent>,
    /// Where the next page starts, if there may be one. The page itself may be empty.
    pub next: Option<Position>,
}

/// Bytes read, unpacked or of n-gram filters, after which a page ends even if few events
/// matched, so that one call takes bounded time.
pub(super) const MAX_WORK: usize = 64 << 20;

impl Logs {
    pub async fn scan(&self, scan: LogScan) -> Result<LogPage, LogsError> {
        let store = self.0.clone();
        let is_busy = move || store.queued_bytes() > 0;
        self.read(move |connection| scan.run(connection, &is_busy))
            .await
    }
}

impl LogScan {
    fn run(
        self,
        connection: &Reading<'_>,
        is_busy: &dyn Fn() -> bool,
    ) -> Result<LogPage, LogsError> {
        let Some(selection) = self.query.select(connection, self.from)? else {
            return Ok(LogPage::default());
        };
        let sink = PageSink {
            from: self.from,
            page: Page::new(self.max_events, self.max_bytes),
        };
        let (sink, stopped_at) = walk(&selection, connection, (is_busy, MAX_WORK), sink)?;
        finish(connection, &selection, sink.page, stopped_at)
    }
}

struct PageSink {
    from: Position,
    page: Page,
}

impl Sink for PageSink {
    fn is_done(&self, near_ms: i64) -> bool {
        self.page.is_beyond(self.from.near_rank(near_ms))
    }

    fn take(&mut self, stream: i64, key: EventKey, message: &str) {
        self.page.offer(self.from.rank(key), stream, message);
    }
}

fn finish(
    connection: &Reading<'_>,
    selection: &Selection,
    page: Page,
    stopped_at: Option<i64>,
) -> Result<LogPage, LogsError> {
    let from = selection.from;
    // a block that was not read may hold events from its near end on
    let (chosen, more) = page.into_sorted(stopped_at.map(|near_ms| from.near_rank(near_ms)));
    let next = match (chosen.last(), stopped_at) {
        (Some(last), _) if more => Some(from.after(from.key(last.rank))),
        (_, Some(near_ms)) => Some(from.at(near_ms)),
        _ => None,
    };
    let mut names = HashMap::new();
    let mut events = Vec::with_capacity(chosen.len());
    for candidate in chosen {
        let stream = match names.get(&candidate.stream) {
            Some(name) => Arc::clone(name),
            None => {
                // the blocks of a deleted stream stay until they are removed
                let Some(name) = stream_name(connection, candidate.stream)? else {
                    continue;
                };
                names.insert(candidate.stream, Arc::clone(&name));
                name
            }
        };
        events.push(StoredEvent {
            key: from.key(candidate.rank),
            stream,
            message: candidate.message,
        });
    }
    Ok(LogPage { events, next })
}
