//! Traces: one narrow row a trace, and its spans in compressed blocks.
//!
//! A request's spans are grouped by trace before they come here. What arrives later for
//! the same trace is a further block and widens the row; blocks are merged on reading,
//! and in the background once a trace has been quiet.

use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, Row, params};

use super::block::decompress_to;
use super::{Part, Reading, Store, StoreError, Unreadable};
use crate::model::TraceId;

mod append;
mod blocks;
mod compaction;
mod expire;
mod size;
#[cfg(test)]
mod tests;

pub(super) use append::{append as append_traces, weight as trace_weight};
pub use blocks::{Bytes, Extent, LoadedTrace};
pub use compaction::{CompactedBlocks, UncompactedBlock, UncompactedTrace};
pub use size::TraceSize;

/// The wire format that spans came in, and that their block is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// A protobuf `TracesData` of one trace's spans with their resources and scopes.
    Otlp = 1,
    /// Segment documents as JSON, one a line, as they were sent.
    Xray = 2,
}

impl Source {
    fn from_number(number: u8) -> Result<Self, StoreError> {
        match number {
            1 => Ok(Self::Otlp),
            2 => Ok(Self::Xray),
            _ => Err(StoreError::Broken(format!("a block of source {number}"))),
        }
    }
}

/// The set of sources that a trace has blocks of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sources(pub(super) u8);

impl Sources {
    pub fn contains(self, source: Source) -> bool {
        self.0 & source as u8 != 0
    }
}

/// What went wrong somewhere in a trace.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TraceFlags(u8);

impl TraceFlags {
    /// A client error (4xx).
    pub const ERROR: Self = Self(1);
    /// A server fault (5xx, an exception, an OTLP status of error).
    pub const FAULT: Self = Self(2);
    /// A throttled call (429).
    pub const THROTTLE: Self = Self(4);

    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl std::ops::BitOr for TraceFlags {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl std::ops::BitOrAssign for TraceFlags {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// Spans of one trace, as one request brought them.
#[derive(Debug, Clone)]
pub struct TraceBlock {
    pub trace_id: TraceId,
    pub source: Source,
    /// The earliest start, in nanoseconds since the epoch.
    pub start_ns: u64,
    /// The latest end.
    pub end_ns: u64,
    pub spans: u32,
    pub flags: TraceFlags,
    /// What the trace was asked for (`GET /api/…`), where these spans tell; through
    /// [`cut_name`].
    pub entry: Option<String>,
    /// The services that the spans belong to, each once; see
    /// [`add_service`](Self::add_service).
    pub services: Vec<String>,
    /// The spans, as [`Source`] says, through [`compress`](super::compress).
    pub payload: Vec<u8>,
}

/// Services that a trace's row lists. More are not told apart there; they are in the spans.
const MAX_SERVICES: usize = 64;
/// Characters of an entry or a service in a trace's row.
const NAME: usize = 256;

/// As much of a name as the row of a trace holds.
pub fn cut_name(name: &str) -> &str {
    let end = name
        .char_indices()
        .nth(NAME)
        .map_or(name.len(), |(at, _)| at);
    &name[..end]
}

impl TraceBlock {
    /// Lists a service, if it is not listed and there is room.
    pub fn add_service(&mut self, service: &str) {
        add_service(&mut self.services, service);
    }
}

/// Lists a service, if it is not listed and there is room.
pub(super) fn add_service(services: &mut Vec<String>, service: &str) {
    let service = cut_name(service);
    if services.len() < MAX_SERVICES && !services.iter().any(|known| known == service) {
        services.push(service.to_owned());
    }
}

/// A trace as lists show it.
///
/// `spans` counts what arrived: a span that came twice (a retried request, or over OTLP
/// and X-Ray) counts twice until its blocks are compacted in the background. What is shown
/// of a trace is counted from its spans, never from here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceRow {
    pub id: TraceId,
    pub start_ns: u64,
    pub end_ns: u64,
    pub spans: u32,
    pub flags: TraceFlags,
    pub sources: Sources,
    pub entry: Option<String>,
    pub services: Vec<String>,
    seq: i64,
}

impl TraceRow {
    /// Where a listing goes on after this row.
    pub fn cursor(&self) -> TraceCursor {
        TraceCursor {
            start_ns: self.start_ns,
            seq: self.seq,
        }
    }
}

/// A place in a listing by start time; stays valid whatever is added or deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceCursor {
    pub start_ns: u64,
    pub seq: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    NewestFirst,
    OldestFirst,
}

/// A trace with its spans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredTrace {
    pub id: TraceId,
    /// Unpacked, in the order of arrival.
    pub blocks: Vec<(Source, Vec<u8>)>,
    /// The times of its spans, in milliseconds.
    pub span_ms: (i64, i64),
    /// Blocks of it cannot be read, and are not here.
    pub damaged: bool,
}

/// What is told of a block that cannot be read and whose place nobody knows.
fn unreadable(id: TraceId, span_ms: (i64, i64)) -> Unreadable {
    let [.., a, b, c, d, e, f, g, h] = id.0;
    Unreadable {
        part: Part::TraceBlocks,
        key: -i64::from_be_bytes([0, b, c, d, e, f, g, h]) - i64::from(a),
        span_ms: Some(span_ms),
    }
}

const SEQ_SHIFT: u32 = 20;
/// A trace has fewer blocks than this between two compactions.
pub(super) const MAX_BLOCKS: i64 = 1 << SEQ_SHIFT;

fn place(seq: i64, number: i64) -> i64 {
    (seq << SEQ_SHIFT) | number
}

impl Store {
    /// Stores blocks that came at `received_ms` (milliseconds since the epoch); returns
    /// when they survive the end of this process.
    pub async fn append_traces(
        &self,
        blocks: Vec<TraceBlock>,
        received_ms: i64,
    ) -> Result<(), StoreError> {
        let weight = blocks.iter().map(append::weight).sum();
        self.append(weight, move |connection| {
            append::append(connection, &blocks, received_ms)
        })
        .await
    }

    /// One trace with its spans.
    pub async fn trace(&self, id: TraceId) -> Result<Option<StoredTrace>, StoreError> {
        Ok(self.traces(vec![id]).await?.pop())
    }

    /// Those of `ids` that are stored, in the order asked for.
    pub async fn traces(&self, ids: Vec<TraceId>) -> Result<Vec<StoredTrace>, StoreError> {
        let loaded = self.load_traces(ids).await?;
        let whole = loaded.into_iter().map(LoadedTrace::whole);
        Ok(whole.collect::<io::Result<_>>()?)
    }

    /// The same, of which large ones are in files.
    pub async fn load_traces(&self, ids: Vec<TraceId>) -> Result<Vec<LoadedTrace>, StoreError> {
        let folder = self.path().parent().map(Path::to_owned);
        self.read(move |connection| {
            let found = ids.into_iter().map(|id| loaded(connection, id, &folder));
            found.filter_map(Result::transpose).collect()
        })
        .await
    }

    /// The row of one trace.
    pub async fn trace_row(&self, id: TraceId) -> Result<Option<TraceRow>, StoreError> {
        self.read(move |connection| {
            let sql = format!("SELECT {ROW} FROM traces WHERE id = ?1");
            connection.one(Part::Traces, (&sql, [id.0]), row_of)
        })
        .await
    }

    /// Up to `limit` traces that start in `range` (nanoseconds), by their start;
    /// `after` goes on where a listing in the same order stopped.
    pub async fn traces_between(
        &self,
        range: Range<u64>,
        order: Order,
        after: Option<TraceCursor>,
        limit: usize,
    ) -> Result<Vec<TraceRow>, StoreError> {
        self.read(move |connection| between(connection, &range, order, after, limit))
            .await
    }
}

const ROW: &str = "seq, id, start, end, spans, flags, sources, entry, services";

fn between(
    connection: &Reading<'_>,
    range: &Range<u64>,
    order: Order,
    after: Option<TraceCursor>,
    limit: usize,
) -> Result<Vec<TraceRow>, StoreError> {
    let (bounds, first) = match order {
        Order::NewestFirst => (
            "start >= ?1 AND (start, seq) < (?2, ?3) ORDER BY start DESC, seq DESC",
            (range.end, 0),
        ),
        Order::OldestFirst => (
            "start < ?1 AND (start, seq) > (?2, ?3) ORDER BY start, seq",
            (range.start, 0),
        ),
    };
    let edge = match order {
        Order::NewestFirst => range.start,
        Order::OldestFirst => range.end,
    };
    let (start, seq) = after.map_or(first, |after| (after.start_ns, after.seq));
    let sql = format!("SELECT {ROW} FROM traces WHERE {bounds}");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![ns(edge), ns(start), seq])?;
    let mut found: Vec<TraceRow> = Vec::new();
    while found.len() < limit {
        let at = found.last().map_or(start, |row| row.start_ns);
        let rest = (ms(at.min(edge)), ms(at.max(edge)));
        let span = |row: Option<&Row<'_>>| row.and_then(span_of).or(Some(rest));
        match connection.next_spanning(Part::Traces, &mut rows, row_of, span)? {
            Some(row) => found.push(row),
            None => break,
        }
    }
    Ok(found)
}

/// The times of a row in milliseconds, as far as they can be read.
fn span_of(row: &Row<'_>) -> Option<(i64, i64)> {
    let at = |column| row.get::<_, i64>(column).map(|at| ms(at.unsigned_abs()));
    at(2).ok().zip(at(3).ok())
}

/// One trace with those of its blocks that can be read.
fn loaded(
    connection: &Reading<'_>,
    id: TraceId,
    folder: &Option<PathBuf>,
) -> Result<Option<LoadedTrace>, StoreError> {
    let find = "SELECT seq, start, end FROM traces WHERE id = ?1";
    let row = connection.one(Part::Traces, (find, [id.0]), |row| {
        let (seq, start, end): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok::<_, rusqlite::Error>((seq, start, end))
    })?;
    let Some((seq, start, end)) = row else {
        return Ok(None);
    };
    let mut trace = LoadedTrace {
        id,
        blocks: Vec::new(),
        bytes: Bytes::new(folder.clone()),
        span_ms: (ms(start.unsigned_abs()), ms(end.unsigned_abs())),
        damaged: false,
    };
    let span = Some(trace.span_ms);
    let mut kept = Ok(());
    let all = each_block(connection, seq, |place, block| match block {
        Ok((source, block)) => match (trace.bytes.push(block), &kept) {
            (Ok(place), _) => trace.blocks.push((source, place)),
            (Err(error), Ok(())) => kept = Err(error),
            (Err(_), Err(_)) => {}
        },
        Err(_) => {
            connection.pass(Part::TraceBlocks, place, span);
            trace.damaged = true;
        }
    });
    kept?;
    match all {
        Err(error) if error.is_damage() => {
            connection.pass(Part::TraceBlocks, place(seq, MAX_BLOCKS - 1), span);
            trace.damaged = true;
        }
        all => all?,
    }
    Ok(Some(trace))
}

/// Nanoseconds as milliseconds.
fn ms(at: u64) -> i64 {
    i64::try_from(at / 1_000_000).unwrap_or(i64::MAX)
}

/// Hands each block of the trace in row `seq` to `take`, unpacked, with its place.
fn each_block(
    connection: &Connection,
    seq: i64,
    mut take: impl FnMut(i64, Result<(Source, &[u8]), StoreError>),
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT place, source, payload FROM trace_blocks WHERE place >= ?1 AND place < ?2
         ORDER BY place",
    )?;
    let mut rows = statement.query([place(seq, 0), place(seq + 1, 0)])?;
    let mut unpacked = Vec::new();
    while let Some(row) = rows.next()? {
        let source = unpack(row, &mut unpacked);
        take(row.get(0)?, source.map(|source| (source, &unpacked[..])));
    }
    Ok(())
}

/// The source of a block, and its bytes in place of what `unpacked` holds.
fn unpack(row: &Row<'_>, unpacked: &mut Vec<u8>) -> Result<Source, StoreError> {
    let source = Source::from_number(row.get(1)?)?;
    let packed = row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?;
    decompress_to(unpacked, packed)?;
    Ok(source)
}

fn row_of(row: &Row<'_>) -> Result<TraceRow, StoreError> {
    let services: String = row.get(8)?;
    Ok(TraceRow {
        seq: row.get(0)?,
        id: TraceId(row.get(1)?),
        start_ns: row.get::<_, i64>(2)?.unsigned_abs(),
        end_ns: row.get::<_, i64>(3)?.unsigned_abs(),
        spans: row.get(4)?,
        flags: TraceFlags(row.get(5)?),
        sources: Sources(row.get(6)?),
        entry: row.get(7)?,
        services: serde_json::from_str(&services)
            .map_err(|error| StoreError::Broken(error.to_string()))?,
    })
}

/// SQLite's integers are signed; what is beyond them (the year 2262) counts as their end.
fn ns(at: u64) -> i64 {
    i64::try_from(at).unwrap_or(i64::MAX)
}
