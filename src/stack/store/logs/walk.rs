//! The walk over the blocks of a window, which pages and folds share.

use std::collections::HashSet;
use std::ops::Range;
use std::thread::{self, Scope};
use std::time::{Duration, Instant};

use rusqlite::Row;

use super::block_reader::{BlockReader, Unpacker};
use super::event_filter::EventFilter;
use super::helper::{Found, Helper};
use super::{DAY_MS, EventKey, LogsError, Part, Position, Reading, StreamChoice, group_id, groups};
use crate::stack::store::StoreError;

/// Which events of a group are read.
#[derive(Debug, Clone)]
pub struct EventQuery {
    pub group: String,
    pub streams: StreamChoice,
    pub filter: EventFilter,
    /// Events that the group's retention has expired by then are not read.
    pub now_ms: i64,
}

/// A query after its names were looked up, in the part of its window that is left.
#[derive(Debug)]
pub(super) struct Selection {
    group: i64,
    /// `None` for all.
    streams: Option<HashSet<i64>>,
    pub(super) filter: EventFilter,
    pub(super) from: Position,
    now_ms: i64,
}

/// What the events of a walk are for.
pub(super) trait Sink {
    /// Whether it needs no event of the blocks whose near end is `near_ms` or farther.
    fn is_done(&self, near_ms: i64) -> bool;

    fn take(&mut self, stream: i64, key: EventKey, message: &str);
}

/// A block's index entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) id: i64,
    stream: i64,
    /// The times of its first and last event.
    pub(super) span_ms: (i64, i64),
}

impl Entry {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            stream: row.get(1)?,
            span_ms: (row.get(2)?, row.get(3)?),
        })
    }
}

impl EventQuery {
    /// `None` if no event can be selected from there on.
    pub(super) fn select(
        self,
        connection: &Reading<'_>,
        from: Position,
    ) -> Result<Option<Selection>, LogsError> {
        let group = group_id(connection, &self.group)?;
        let Range { mut start, mut end } = self.filter.window_ms().clone();
        if let Some(expiry) = groups::expiry_ms(connection, group, self.now_ms)? {
            start = start.max(expiry);
        }
        match from {
            Position::From(key) => start = start.max(key.timestamp_ms),
            Position::Before(key) => end = end.min(key.timestamp_ms + 1),
        }
        let streams = self.streams.ids(connection, group)?;
        if start >= end || streams.as_ref().is_some_and(HashSet::is_empty) {
            return Ok(None);
        }
        Ok(Some(Selection {
            group,
            streams,
            filter: self.filter.with_window(start..end),
            from,
            now_ms: self.now_ms,
        }))
    }
}

impl Selection {
    /// The statement that lists `columns` of the blocks in the window, nearest first, and its
    /// parameters. A block spans at most a day, which bounds the far end of the index.
    pub(super) fn index(&self, columns: &str) -> (String, [i64; 4]) {
        let only = self.streams.as_ref().filter(|ids| ids.len() == 1);
        let (column, owner) = match only.and_then(|ids| ids.iter().next()) {
            Some(stream) => ("stream_id", *stream),
            None => ("group_id", self.group),
        };
        let (near, bound, direction) = match self.from {
            Position::From(_) => ("min_ms", "min_ms >= ?2 - ?4", "ASC"),
            Position::Before(_) => ("max_ms", "max_ms < ?3 + ?4", "DESC"),
        };
        let sql = format!(
            "SELECT {columns} FROM log_blocks
             WHERE {column} = ?1 AND max_ms >= ?2 AND min_ms < ?3 AND {bound}
             ORDER BY {near} {direction}"
        );
        let window = self.filter.window_ms();
        (sql, [owner, window.start, window.end, DAY_MS])
    }

    pub(super) fn has_stream(&self, stream: i64) -> bool {
        self.streams
            .as_ref()
            .is_none_or(|ids| ids.contains(&stream))
    }

    /// Whether a walk that ends here gets anywhere: blocks that all reach back to its start
    /// must be read together.
    fn has_passed(&self, near_ms: i64) -> bool {
        let window = self.filter.window_ms();
        match self.from {
            Position::From(_) => near_ms > window.start,
            Position::Before(_) => near_ms < window.end - 1,
        }
    }

    /// The part of the window beyond `reached_ms`, as far as is known of a window without an
    /// end.
    fn beyond(&self, reached_ms: i64) -> (i64, i64) {
        let window = self.filter.window_ms();
        match self.from {
            Position::From(_) => (reached_ms, window.end.min(self.now_ms.max(reached_ms))),
            Position::Before(_) => (window.start, reached_ms),
        }
    }
}

/// Bytes read, unpacked or of n-gram filters, after which a walk gets a second thread.
const LONG_WORK: usize = 8 << 20;
/// How long it works before it checks whether to rest.
const STRETCH: Duration = Duration::from_millis(2);

/// Hands the selected events to `sink`, block after block, until it is done or the walk has
/// read about `max_work` bytes: then it also returns the near end of the first block that was
/// not read. `is_busy` says whether something waits to be written, which then goes first.
pub(super) fn walk<K: Sink>(
    selection: &Selection,
    reading: &Reading<'_>,
    (is_busy, max_work): (&dyn Fn() -> bool, usize),
    sink: K,
) -> Result<(K, Option<i64>), LogsError> {
    thread::scope(|scope| {
        let mut walk = Walk {
            selection,
            reading,
            sink,
            work: 0,
            max_work,
            unpacker: Unpacker::default(),
            helper: None,
            is_busy,
            rested: Instant::now(),
        };
        let stopped_at = walk.run(scope)?;
        Ok((walk.finish()?, stopped_at))
    })
}

struct Walk<'s, K> {
    selection: &'s Selection,
    reading: &'s Reading<'s>,
    sink: K,
    /// Bytes read.
    work: usize,
    max_work: usize,
    unpacker: Unpacker,
    helper: Option<Helper>,
    is_busy: &'s dyn Fn() -> bool,
    /// When it last rested, or checked that it need not.
    rested: Instant,
}

impl<'s, K: Sink> Walk<'s, K> {
    fn run<'scope>(&mut self, scope: &'scope Scope<'scope, '_>) -> Result<Option<i64>, LogsError>
    where
        's: 'scope,
    {
        let (selection, reading) = (self.selection, self.reading);
        let (sql, parameters) = selection.index("id, stream_id, min_ms, max_ms");
        let mut statement = reading.prepare_cached(&sql)?;
        let mut rows = statement.query(parameters)?;
        let mut blocks = BlockReader::new(reading, selection)?;
        let mut reached = match selection.from {
            Position::From(_) => selection.filter.window_ms().start,
            Position::Before(_) => selection.filter.window_ms().end,
        };
        loop {
            let span = |row: Option<&Row<'_>>| {
                let span = row.and_then(|row| row.get(2).ok().zip(row.get(3).ok()));
                span.or_else(|| Some(selection.beyond(reached)))
            };
            let Some(entry) =
                reading.next_spanning(Part::LogBlocks, &mut rows, Entry::read, span)?
            else {
                break;
            };
            let near_ms = selection.from.near_ms(&entry);
            reached = near_ms;
            if !selection.has_stream(entry.stream) {
                continue;
            }
            if self.sink.is_done(near_ms) {
                break;
            }
            if self.work >= self.max_work && selection.has_passed(near_ms) {
                return Ok(Some(near_ms));
            }
            self.rest();
            let (bytes, is_ruled_out) = blocks.check_ngrams(entry.id)?;
            self.work += bytes;
            if is_ruled_out {
                continue;
            }
            if self.work >= LONG_WORK && self.helper.is_none() && !(self.is_busy)() {
                self.helper = Helper::start(scope, selection);
            }
            let opened = blocks.payload(entry.id, |payload| self.open(&entry, payload));
            self.read_or_skip(&entry, opened.and_then(|opened| opened))?;
        }
        Ok(None)
    }

    /// Opens a block, or gives it to the helper.
    fn open(&mut self, entry: &Entry, payload: &[u8]) -> Result<(), StoreError> {
        let is_busy = (self.is_busy)();
        if let Some(helper) = &self.helper {
            let found: Vec<_> = helper.found.try_iter().collect();
            let is_given = !is_busy && helper.try_give(*entry, payload);
            for found in found {
                self.take(found)?;
            }
            if is_given {
                return Ok(());
            }
        }
        let sink = &mut self.sink;
        let block = (entry.id, payload);
        self.work += self
            .unpacker
            .each_match(self.selection, block, |key, message| {
                sink.take(entry.stream, key, message);
            })?;
        Ok(())
    }

    /// Leaves half of the time to what waits to be written.
    fn rest(&mut self) {
        let worked = self.rested.elapsed();
        if worked >= STRETCH {
            if (self.is_busy)() {
                thread::sleep(worked);
            }
            self.rested = Instant::now();
        }
    }

    fn take(&mut self, found: Found) -> Result<(), StoreError> {
        for (key, message) in found.events {
            self.sink.take(found.entry.stream, key, &message);
        }
        let read = found.read.map(|bytes| self.work += bytes);
        self.read_or_skip(&found.entry, read)
    }

    /// Skips a block that cannot be read.
    fn read_or_skip(&self, entry: &Entry, read: Result<(), StoreError>) -> Result<(), StoreError> {
        match read {
            Err(error) if error.is_damage() => {
                self.reading
                    .pass(Part::LogBlocks, entry.id, Some(entry.span_ms));
                Ok(())
            }
            read => read,
        }
    }

    /// The sink, after it got what the helper still finds.
    fn finish(mut self) -> Result<K, StoreError> {
        if let Some(helper) = self.helper.take() {
            for found in helper.finish() {
                self.take(found)?;
            }
        }
        Ok(self.sink)
    }
}
