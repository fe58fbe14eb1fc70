//! Reading a window of a group's events, in order over all its streams, a page at a time.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::thread::Scope;
use std::time::{Duration, Instant};

use rusqlite::Row;

use super::blocks::{Blocks, Found, Helper, Unpacker};
use super::page::{Page, Rank};
use super::skim::Skim;
use super::{DAY_MS, EventKey, Logs, LogsError, Part, Reading, group_id, groups, stream_id};
use crate::stack::store::StoreError;

/// A page of a group's events.
pub struct LogScan {
    pub group: String,
    pub streams: StreamChoice,
    /// Milliseconds, inclusive.
    pub since_ms: i64,
    /// Milliseconds, exclusive.
    pub until_ms: i64,
    pub from: Position,
    /// Events that the group's retention has expired by now are not read.
    pub now_ms: i64,
    pub max_events: usize,
    /// The bytes of the messages and 26 an event.
    pub max_bytes: usize,
    pub matches: Box<dyn Fn(&str) -> bool + Send + Sync>,
    /// What every message that `matches` takes must contain; the default is nothing.
    pub skim: Skim,
}

#[derive(Debug, Clone, Default)]
pub enum StreamChoice {
    #[default]
    All,
    /// One that must be there.
    One(String),
    /// These, all of which must be there.
    Each(Vec<String>),
    /// Those of these that are there.
    Names(Vec<String>),
    Prefixes(Vec<String>),
}

/// Where a page starts, and which way it goes. A position is a gap between events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// Oldest first, from this key on.
    From(EventKey),
    /// Newest first, what is before this key.
    Before(EventKey),
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

/// Bytes looked at, unpacked or of filters, after which a page ends even if little of it matched, so that one call
/// takes bounded time.
const PAGE_WORK: usize = 64 << 20;
/// And after which a page gets help.
const LONG_WORK: usize = 8 << 20;
/// How long it works before it looks whether to rest.
const STRETCH: Duration = Duration::from_millis(2);

impl Logs {
    pub async fn scan(&self, scan: LogScan) -> Result<LogPage, LogsError> {
        let store = self.0.clone();
        let is_busy = move || store.queued_bytes() > 0;
        self.read(move |connection| scan.run(connection, &is_busy))
            .await
    }
}

/// A block's index entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) id: i64,
    stream: i64,
    /// The times of its events.
    span_ms: (i64, i64),
}

impl Entry {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            stream: row.get(1)?,
            span_ms: (row.get(2)?, row.get(3)?),
        })
    }
}

impl LogScan {
    /// `is_busy` says whether something waits to be written: then the scan lets it go first.
    fn run(
        mut self,
        connection: &Reading<'_>,
        is_busy: &dyn Fn() -> bool,
    ) -> Result<LogPage, LogsError> {
        let group = group_id(connection, &self.group)?;
        if let Some(expiry) = groups::expiry_ms(connection, group, self.now_ms)? {
            self.since_ms = self.since_ms.max(expiry);
        }
        // what a position leaves out narrows the window
        match self.from {
            Position::From(key) => self.since_ms = self.since_ms.max(key.timestamp_ms),
            Position::Before(key) => self.until_ms = self.until_ms.min(key.timestamp_ms + 1),
        }
        let streams = self.streams.ids(connection, group)?;
        if streams.as_ref().is_some_and(HashSet::is_empty) || self.since_ms >= self.until_ms {
            return Ok(LogPage::default());
        }
        let scan = &self;
        let owner = (group, streams.as_ref());
        let (page, stopped_at) = std::thread::scope(|scope| {
            let mut filling = Filling {
                scan,
                reading: connection,
                page: Page::new(scan.max_events, scan.max_bytes),
                work: 0,
                unpacker: Unpacker::default(),
                helper: None,
                is_busy,
                rested: Instant::now(),
            };
            let stopped_at = filling.read(connection, owner, scope)?;
            Ok::<_, LogsError>((filling.finish()?, stopped_at))
        })?;
        self.finish(connection, page, stopped_at)
    }

    /// The statement that lists the blocks of the window from the near end on, and the
    /// group or stream that it is for. A block spans at most a day, which bounds the
    /// far end of the index.
    fn index(&self, group: i64, streams: Option<&HashSet<i64>>) -> (String, i64) {
        let only = streams.filter(|ids| ids.len() == 1);
        let (column, owner) = match only.and_then(|ids| ids.iter().next()) {
            Some(stream) => ("stream_id", *stream),
            None => ("group_id", group),
        };
        let (near, bound, direction) = match self.from {
            Position::From(_) => ("min_ms", "min_ms >= ?2 - ?4", "ASC"),
            Position::Before(_) => ("max_ms", "max_ms < ?3 + ?4", "DESC"),
        };
        let sql = format!(
            "SELECT id, stream_id, min_ms, max_ms FROM log_blocks
             WHERE {column} = ?1 AND max_ms >= ?2 AND min_ms < ?3 AND {bound}
             ORDER BY {near} {direction}"
        );
        (sql, owner)
    }

    pub(super) fn takes(&self, key: EventKey, message: &str) -> bool {
        let on_this_side = match self.from {
            Position::From(from) => key >= from,
            Position::Before(before) => key < before,
        };
        on_this_side
            && (self.since_ms..self.until_ms).contains(&key.timestamp_ms)
            && (self.matches)(message)
    }

    fn rank(&self, key: EventKey) -> Rank {
        let rank = (
            key.timestamp_ms,
            key.ingested_ms,
            key.put_id,
            i64::from(key.index),
        );
        match self.from {
            Position::From(_) => rank,
            Position::Before(_) => (-rank.0, -rank.1, -rank.2, -rank.3),
        }
    }

    fn key(&self, rank: Rank) -> EventKey {
        let (timestamp_ms, ingested_ms, put_id, index) = match self.from {
            Position::From(_) => rank,
            Position::Before(_) => (-rank.0, -rank.1, -rank.2, -rank.3),
        };
        EventKey {
            timestamp_ms,
            ingested_ms,
            put_id,
            index: u32::try_from(index).unwrap_or(u32::MAX),
        }
    }

    /// No event of a block whose near end is here comes before this rank.
    fn near_rank(&self, near_ms: i64) -> Rank {
        match self.from {
            Position::From(_) => (near_ms, 0, 0, 0),
            Position::Before(_) => (-near_ms, i64::MIN, i64::MIN, i64::MIN),
        }
    }

    /// The end of a block that the scan meets first.
    fn near_ms(&self, entry: &Entry) -> i64 {
        match self.from {
            Position::From(_) => entry.span_ms.0,
            Position::Before(_) => entry.span_ms.1,
        }
    }

    /// Whether a page that ends here gets on at all: blocks that all reach back to its
    /// start must be read together.
    fn has_passed(&self, near_ms: i64) -> bool {
        match self.from {
            Position::From(_) => near_ms > self.since_ms,
            Position::Before(_) => near_ms < self.until_ms - 1,
        }
    }

    /// What of the window lies behind a time, as far as a window without an end tells.
    fn beyond(&self, reached_ms: i64) -> (i64, i64) {
        match self.from {
            Position::From(_) => (reached_ms, self.until_ms.min(self.now_ms.max(reached_ms))),
            Position::Before(_) => (self.since_ms, reached_ms),
        }
    }

    fn finish(
        &self,
        connection: &Reading<'_>,
        page: Page,
        stopped_at: Option<i64>,
    ) -> Result<LogPage, LogsError> {
        // a block that was not read may hold events from its near end on
        let (chosen, more) = page.into_sorted(stopped_at.map(|near_ms| self.near_rank(near_ms)));
        let next = match (chosen.last(), stopped_at) {
            (Some(last), _) if more => Some(self.after(self.key(last.rank))),
            (_, Some(near_ms)) => Some(match self.from {
                Position::From(_) => Position::From(EventKey::at_start_of(near_ms)),
                Position::Before(_) => Position::Before(EventKey::at_start_of(near_ms + 1)),
            }),
            _ => None,
        };
        let mut names = HashMap::new();
        let mut events = Vec::with_capacity(chosen.len());
        for candidate in chosen {
            let stream = match names.get(&candidate.stream) {
                Some(name) => Arc::clone(name),
                None => {
                    // a deleted stream's blocks wait for their removal
                    let Some(name) = stream_name(connection, candidate.stream)? else {
                        continue;
                    };
                    names.insert(candidate.stream, Arc::clone(&name));
                    name
                }
            };
            events.push(StoredEvent {
                key: self.key(candidate.rank),
                stream,
                message: candidate.message,
            });
        }
        Ok(LogPage { events, next })
    }

    fn after(&self, last: EventKey) -> Position {
        match self.from {
            Position::From(_) => Position::From(last.next()),
            Position::Before(_) => Position::Before(last),
        }
    }
}

/// A page while its blocks are read.
struct Filling<'s> {
    scan: &'s LogScan,
    reading: &'s Reading<'s>,
    page: Page,
    /// Bytes looked at.
    work: usize,
    unpacker: Unpacker,
    helper: Option<Helper>,
    is_busy: &'s dyn Fn() -> bool,
    /// When it last rested, or would have.
    rested: Instant,
}

impl<'s> Filling<'s> {
    /// Reads until the page is full, or has worked long: then the near end of the first
    /// block that was not read is returned.
    fn read<'scope>(
        &mut self,
        connection: &'s Reading<'_>,
        (group, streams): (i64, Option<&HashSet<i64>>),
        scope: &'scope Scope<'scope, '_>,
    ) -> Result<Option<i64>, LogsError>
    where
        's: 'scope,
    {
        let scan = self.scan;
        let (sql, owner) = scan.index(group, streams);
        let mut statement = connection.prepare_cached(&sql)?;
        let mut rows = statement.query((owner, scan.since_ms, scan.until_ms, DAY_MS))?;
        let mut blocks = Blocks::of(connection, &scan.skim)?;
        let mut reached = match scan.from {
            Position::From(_) => scan.since_ms,
            Position::Before(_) => scan.until_ms,
        };
        loop {
            let span = |row: Option<&Row<'_>>| {
                let span = row.and_then(|row| row.get(2).ok().zip(row.get(3).ok()));
                span.or_else(|| Some(scan.beyond(reached)))
            };
            let Some(entry) =
                connection.next_spanning(Part::LogBlocks, &mut rows, Entry::of, span)?
            else {
                break;
            };
            let near_ms = scan.near_ms(&entry);
            reached = near_ms;
            if streams.is_some_and(|ids| !ids.contains(&entry.stream)) {
                continue;
            }
            if self.page.is_beyond(scan.near_rank(near_ms)) {
                break;
            }
            if self.work >= PAGE_WORK && scan.has_passed(near_ms) {
                return Ok(Some(near_ms));
            }
            self.rest();
            let (bytes, ruled_out) = blocks.filter(entry.id)?;
            self.work += bytes;
            if ruled_out {
                continue;
            }
            if self.work >= LONG_WORK && self.helper.is_none() && !(self.is_busy)() {
                self.helper = Helper::start(scope, scan);
            }
            let opened = blocks.payload(entry.id, |payload| self.open(&entry, payload));
            self.read_or_passed(&entry, opened.and_then(|opened| opened))?;
        }
        Ok(None)
    }

    /// Opens a block, or gives it to the helper.
    fn open(&mut self, entry: &Entry, payload: &[u8]) -> Result<(), StoreError> {
        let is_busy = (self.is_busy)();
        if let Some(helper) = &self.helper {
            let found: Vec<_> = helper.found.try_iter().collect();
            let taken = !is_busy && helper.takes(*entry, payload);
            for found in found {
                self.offer(found)?;
            }
            if taken {
                return Ok(());
            }
        }
        let (scan, page) = (self.scan, &mut self.page);
        let block = (entry.id, payload);
        self.work += self.unpacker.each(scan, block, |key, message| {
            page.offer(scan.rank(key), entry.stream, message);
        })?;
        Ok(())
    }

    /// Half of the time belongs to what comes in.
    fn rest(&mut self) {
        let worked = self.rested.elapsed();
        if worked >= STRETCH {
            if (self.is_busy)() {
                std::thread::sleep(worked);
            }
            self.rested = Instant::now();
        }
    }

    fn offer(&mut self, found: Found) -> Result<(), StoreError> {
        for (key, message) in found.events {
            let rank = self.scan.rank(key);
            self.page.offer(rank, found.entry.stream, &message);
        }
        let read = found.read.map(|bytes| self.work += bytes);
        self.read_or_passed(&found.entry, read)
    }

    /// A block that cannot be read is passed over.
    fn read_or_passed(
        &self,
        entry: &Entry,
        read: Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        match read {
            Err(error) if error.is_damage() => {
                self.pass(entry.id, entry.span_ms);
                Ok(())
            }
            read => read,
        }
    }

    fn pass(&self, id: i64, span_ms: (i64, i64)) {
        self.reading.pass(Part::LogBlocks, id, Some(span_ms));
    }

    /// The page, with what the helper still finds.
    fn finish(mut self) -> Result<Page, StoreError> {
        if let Some(helper) = self.helper.take() {
            for found in helper.rest() {
                self.offer(found)?;
            }
        }
        Ok(self.page)
    }
}

pub(super) fn stream_name(
    connection: &Reading<'_>,
    id: i64,
) -> Result<Option<Arc<str>>, StoreError> {
    let named = ("SELECT id, name FROM log_streams WHERE id = ?1", [id]);
    let name = connection.one(Part::LogStreams, named, |row| row.get::<_, String>(1))?;
    if name.is_some() {
        return Ok(name.map(Arc::from));
    }
    // a name that cannot be read hides no events
    let name = connection.one(Part::LogStreams, named, |row| {
        let name = row.get_ref(1)?.as_bytes_or_null()?.unwrap_or_default();
        Ok::<_, rusqlite::Error>(String::from_utf8_lossy(name).into_owned())
    })?;
    Ok(name.map(Arc::from))
}

impl StreamChoice {
    /// The ids, or `None` for all.
    pub(super) fn ids(
        &self,
        connection: &Reading<'_>,
        group: i64,
    ) -> Result<Option<HashSet<i64>>, LogsError> {
        let mut ids = HashSet::new();
        match self {
            Self::All => return Ok(None),
            Self::One(name) => {
                ids.insert(stream_id(connection, group, name)?);
            }
            Self::Each(names) => {
                for name in names {
                    ids.insert(stream_id(connection, group, name)?);
                }
            }
            Self::Names(names) => {
                for name in names {
                    match stream_id(connection, group, name) {
                        Ok(id) => ids.insert(id),
                        Err(LogsError::NoStream) => false,
                        Err(error) => return Err(error),
                    };
                }
            }
            Self::Prefixes(prefixes) => {
                let mut statement = connection.prepare_cached(
                    "SELECT id, name FROM log_streams WHERE group_id = ?1 AND name >= ?2 ORDER BY name",
                )?;
                for prefix in prefixes {
                    let mut rows = statement.query((group, prefix))?;
                    let of = |row: &Row<'_>| Ok::<_, rusqlite::Error>((row.get(0)?, row.get(1)?));
                    while let Some((id, name)) = connection.next(Part::LogStreams, &mut rows, of)? {
                        let name: String = name;
                        if !name.starts_with(prefix.as_str()) {
                            break;
                        }
                        ids.insert(id);
                    }
                }
            }
        }
        Ok(Some(ids))
    }
}
