//! What was ingested since the last look: the source of Live Tail.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rand::RngExt as _;
use rusqlite::Row;

use super::block::each_event;
use super::scan::{StreamChoice, stream_name};
use super::{EventKey, Logs, LogsError, Part, StoredEvent, group_id};

/// What to look for. Streams can be chosen when there is one group.
pub struct LogTail {
    pub groups: Vec<String>,
    pub streams: StreamChoice,
    pub matches: Box<dyn Fn(&str) -> bool + Send + Sync>,
    /// Of more events than this, a random sample of this size is returned.
    pub most: usize,
}

/// Up to where blocks have been looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TailCursor(i64);

#[derive(Debug, Clone)]
pub struct TailedEvents {
    /// The place of the group in [`LogTail::groups`], and the event. In the order of time.
    pub events: Vec<(usize, StoredEvent)>,
    /// How many matched; more than `events` when they are a sample.
    pub matched: usize,
    pub cursor: TailCursor,
}

impl Logs {
    /// Everything that is committed from now on.
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
            let mut places = HashMap::new();
            let mut streams: Option<HashSet<i64>> = None;
            for (place, name) in tail.groups.iter().enumerate() {
                match group_id(connection, name) {
                    Ok(group) => {
                        places.insert(group, place);
                        streams = tail.streams.ids(connection, group)?;
                    }
                    Err(LogsError::NoGroup) => {}
                    Err(error) => return Err(error),
                }
            }
            let sample = RefCell::new(Sample::new(tail.most));
            let last = Cell::new(cursor.0);
            let mut statement = connection.prepare_cached(
                "SELECT id, group_id, stream_id, payload, min_ms, max_ms FROM log_blocks
                 WHERE id > ?1 ORDER BY id",
            )?;
            let mut rows = statement.query([cursor.0])?;
            let take = |row: &Row<'_>| {
                last.set(row.get(0)?);
                let stream: i64 = row.get(2)?;
                let Some(place) = places.get(&row.get::<_, i64>(1)?) else {
                    return Ok(());
                };
                if streams.as_ref().is_some_and(|ids| !ids.contains(&stream)) {
                    return Ok(());
                }
                let payload = row.get_ref(3)?.as_blob().map_err(rusqlite::Error::from)?;
                each_event(payload, last.get(), |key, message| {
                    // a merged block holds requests that were seen before, too
                    if key.put_id > cursor.0 && (tail.matches)(message) {
                        sample.borrow_mut().offer(*place, stream, key, message);
                    }
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
            for (place, stream, key, message) in sample.into_sorted() {
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
                        place,
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

/// Every event is in the sample with the same chance (algorithm R).
struct Sample {
    most: usize,
    seen: usize,
    kept: Vec<(usize, i64, EventKey, String)>,
}

impl Sample {
    fn new(most: usize) -> Self {
        Self {
            most,
            seen: 0,
            kept: Vec::new(),
        }
    }

    fn offer(&mut self, place: usize, stream: i64, key: EventKey, message: &str) {
        self.seen += 1;
        if self.kept.len() < self.most {
            self.kept.push((place, stream, key, message.to_owned()));
            return;
        }
        let at = rand::rng().random_range(0..self.seen);
        if let Some(slot) = self.kept.get_mut(at) {
            *slot = (place, stream, key, message.to_owned());
        }
    }

    fn into_sorted(mut self) -> Vec<(usize, i64, EventKey, String)> {
        self.kept.sort_by_key(|(_, _, key, _)| *key);
        self.kept
    }
}
