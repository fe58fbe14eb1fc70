//! Events that were ingested since the last call: the source of Live Tail.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rand::RngExt as _;
use rusqlite::Row;

use super::stream_choice::stream_name;
use super::{EventFilter, EventKey, Logs, LogsError, Part, StoredEvent, StreamChoice, group_id};
use crate::stack::store::block::decompress_to;

/// Which events are wanted. Streams can be chosen if there is one group.
pub struct LogTail {
    pub groups: Vec<String>,
    pub streams: StreamChoice,
    pub filter: EventFilter,
    /// If more events match, a random sample of this size is returned.
    pub max_events: usize,
}

/// The last block that was examined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TailCursor(i64);

#[derive(Debug, Clone)]
pub struct TailedEvents {
    /// The index of the group in [`LogTail::groups`], and the event. In the order of time.
    pub events: Vec<(usize, StoredEvent)>,
    /// How many matched; more than `events` when they are a sample.
    pub matched: usize,
    pub cursor: TailCursor,
}

impl Logs {
    /// The cursor for everything that is committed from now on.
    pub async fn tail_from_now(&self) -> Result<TailCursor, LogsError> {
        self.read(|connection| {
            let last = "SELECT coalesce(max(id), 0) FROM log_blocks";
            Ok(TailCursor(
                connection.query_row(last, [], |row| row.get(0))?,
            ))
        })
        .await
    }

    /// What was committed after `cursor`. A group that was deleted has nothing new.
    pub async fn tail(
        &self,
        tail: Arc<LogTail>,
        cursor: TailCursor,
    ) -> Result<TailedEvents, LogsError> {
        self.read(move |connection| {
            let mut indexes = HashMap::new();
            let mut streams: Option<HashSet<i64>> = None;
            for (index, name) in tail.groups.iter().enumerate() {
                match group_id(connection, name) {
                    Ok(group) => {
                        indexes.insert(group, index);
                        streams = tail.streams.ids(connection, group)?;
                    }
                    Err(LogsError::NoGroup) => {}
                    Err(error) => return Err(error),
                }
            }
            let unpacked = RefCell::new(Vec::new());
            let sample = RefCell::new(Sample::new(tail.max_events));
            let last = Cell::new(cursor.0);
            let mut statement = connection.prepare_cached(
                "SELECT id, group_id, stream_id, payload, min_ms, max_ms FROM log_blocks
                 WHERE id > ?1 ORDER BY id",
            )?;
            let mut rows = statement.query([cursor.0])?;
            let take = |row: &Row<'_>| {
                last.set(row.get(0)?);
                let stream: i64 = row.get(2)?;
                let Some(group) = indexes.get(&row.get::<_, i64>(1)?) else {
                    return Ok(());
                };
                if streams.as_ref().is_some_and(|ids| !ids.contains(&stream)) {
                    return Ok(());
                }
                let payload = row.get_ref(3)?.as_blob().map_err(rusqlite::Error::from)?;
                let mut unpacked = unpacked.borrow_mut();
                decompress_to(&mut unpacked, payload)?;
                // a compacted block also holds requests that were seen before
                let is_new = |key: EventKey| key.put_id > cursor.0;
                let block = (last.get(), unpacked.as_slice());
                tail.filter.each_match(block, is_new, |key, message| {
                    sample.borrow_mut().offer(*group, stream, key, message);
                })
            };
            let span = |row: Option<&Row<'_>>| row?.get(4).ok().zip(row?.get(5).ok());
            let part = Part::LogBlocks;
            while connection
                .next_spanning(part, &mut rows, take, span)?
                .is_some()
            {}
            drop(rows);
            let (sample, last) = (sample.into_inner(), last.get());
            let matched = sample.seen;
            let mut names: HashMap<i64, Option<Arc<str>>> = HashMap::new();
            let mut events = Vec::with_capacity(sample.kept.len());
            for (group, stream, key, message) in sample.into_sorted() {
                let name = match names.get(&stream) {
                    Some(name) => name.clone(),
                    None => {
                        let name = stream_name(connection, stream)?;
                        names.insert(stream, name.clone());
                        name
                    }
                };
                if let Some(stream) = name {
                    events.push((
                        group,
                        StoredEvent {
                            key,
                            stream,
                            message,
                        },
                    ));
                }
            }
            Ok(TailedEvents {
                events,
                matched,
                cursor: TailCursor(last),
            })
        })
        .await
    }
}

/// A sample in which every event is with the same probability (algorithm R).
struct Sample {
    max: usize,
    seen: usize,
    kept: Vec<(usize, i64, EventKey, String)>,
}

impl Sample {
    fn new(max: usize) -> Self {
        Self {
            max,
            seen: 0,
            kept: Vec::new(),
        }
    }

    fn offer(&mut self, group: usize, stream: i64, key: EventKey, message: &str) {
        self.seen += 1;
        if self.kept.len() < self.max {
            self.kept.push((group, stream, key, message.to_owned()));
            return;
        }
        let at = rand::rng().random_range(0..self.seen);
        if let Some(slot) = self.kept.get_mut(at) {
            *slot = (group, stream, key, message.to_owned());
        }
    }

    fn into_sorted(mut self) -> Vec<(usize, i64, EventKey, String)> {
        self.kept.sort_by_key(|(_, _, key, _)| *key);
        self.kept
    }
}
