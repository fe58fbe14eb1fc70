//! Honeycomb's datasets and their events.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::retention::SWEEP;
use super::traces::{append_traces, trace_weight};
use super::{Part, Store, StoreError, TraceBlock, compress, decompress};

/// One event: a row of a dataset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HoneycombEvent {
    /// Nanoseconds since the epoch.
    #[serde(rename = "t")]
    pub time_ns: u64,
    /// This one stands for as many.
    #[serde(rename = "r")]
    pub sample_rate: u32,
    #[serde(rename = "d")]
    pub data: Map<String, Value>,
}

impl HoneycombEvent {
    fn time_ms(&self) -> i64 {
        i64::try_from(self.time_ns / 1_000_000).unwrap_or(i64::MAX)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoneycombDataset {
    pub slug: String,
    pub name: String,
    pub created_ms: i64,
    pub last_written_ms: i64,
}

/// The events of one request, by the name of their dataset.
pub type HoneycombEvents = BTreeMap<String, Vec<HoneycombEvent>>;

/// A name as addresses have it: lower case, with `-` for what is no letter, digit, `.`,
/// `_` or `-`.
pub fn dataset_slug(name: &str) -> String {
    let fitting = |c: char| match c {
        c if c.is_alphanumeric() || ".-_".contains(c) => c,
        _ => '-',
    };
    name.to_lowercase().chars().map(fitting).collect()
}

struct Block {
    dataset: String,
    min_ms: i64,
    max_ms: i64,
    events: usize,
    payload: Vec<u8>,
}

impl Block {
    fn pack(dataset: String, events: &[HoneycombEvent]) -> Result<Self, StoreError> {
        let mut lines = Vec::new();
        for event in events {
            serde_json::to_writer(&mut lines, event)
                .map_err(|error| StoreError::Broken(error.to_string()))?;
            lines.push(b'\n');
        }
        let times = || events.iter().map(HoneycombEvent::time_ms);
        Ok(Self {
            dataset,
            min_ms: times().min().unwrap_or(0),
            max_ms: times().max().unwrap_or(0),
            events: events.len(),
            payload: compress(&lines)?,
        })
    }
}

/// What a block's row takes beside its payload.
const ROW_WEIGHT: usize = 256;
/// Blocks removed in one transaction.
const AT_ONCE: i64 = 200;

/// The events of one request, and the traces that it brought, ready to be written.
pub struct PackedHoneycomb {
    blocks: Vec<Block>,
    traces: Vec<TraceBlock>,
}

impl PackedHoneycomb {
    pub fn pack(events: HoneycombEvents, traces: Vec<TraceBlock>) -> Result<Self, StoreError> {
        let blocks = events
            .into_iter()
            .filter(|(_, events)| !events.is_empty())
            .map(|(dataset, events)| Block::pack(dataset, &events))
            .collect::<Result<_, _>>()?;
        Ok(Self { blocks, traces })
    }

    fn weight(&self) -> usize {
        let payloads = self.blocks.iter().map(|block| block.payload.len());
        let traced = self.traces.iter().map(trace_weight);
        payloads.chain(traced).sum::<usize>() + self.blocks.len() * ROW_WEIGHT
    }
}

impl Store {
    /// Stores events, and the traces that the same request brought at `now_ms`, in one
    /// transaction; datasets that are not there are made.
    pub async fn append_honeycomb(
        &self,
        events: HoneycombEvents,
        traces: Vec<TraceBlock>,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let packed = PackedHoneycomb::pack(events, traces)?;
        self.append_packed_honeycomb(packed, now_ms).await
    }

    /// As [`append_honeycomb`](Self::append_honeycomb), of what was packed elsewhere.
    pub async fn append_packed_honeycomb(
        &self,
        packed: PackedHoneycomb,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        if packed.blocks.is_empty() && packed.traces.is_empty() {
            return Ok(());
        }
        self.append(packed.weight(), move |connection| {
            append_traces(connection, &packed.traces, now_ms)?;
            for block in &packed.blocks {
                insert(connection, block, now_ms)?;
            }
            Ok(())
        })
        .await
    }

    /// All datasets, by name.
    pub async fn honeycomb_datasets(&self) -> Result<Vec<HoneycombDataset>, StoreError> {
        self.read(|connection| {
            let sql = "SELECT id, slug, name, created_ms, last_written_ms
                FROM honeycomb_datasets ORDER BY slug";
            connection.list(Part::HoneycombDatasets, usize::MAX, (sql, []), |row| {
                Ok::<_, rusqlite::Error>(HoneycombDataset {
                    slug: row.get(1)?,
                    name: row.get(2)?,
                    created_ms: row.get(3)?,
                    last_written_ms: row.get(4)?,
                })
            })
        })
        .await
    }

    /// The events of a dataset in a range of milliseconds, in the order of their times.
    pub async fn honeycomb_events(
        &self,
        dataset: &str,
        range: Range<i64>,
    ) -> Result<Vec<HoneycombEvent>, StoreError> {
        let slug = dataset_slug(dataset);
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id, payload, min_ms, max_ms FROM honeycomb_blocks
                 WHERE dataset_id = (SELECT id FROM honeycomb_datasets WHERE slug = ?1)
                   AND max_ms >= ?2 AND min_ms < ?3",
            )?;
            let mut rows = statement.query(params![slug, range.start, range.end])?;
            let events = RefCell::new(Vec::new());
            // of a block that breaks off, the events before that stay
            let take = |row: &Row<'_>| {
                let lines = decompress(row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?)?;
                for event in serde_json::Deserializer::from_slice(&lines).into_iter() {
                    let event: HoneycombEvent =
                        event.map_err(|error| StoreError::Broken(error.to_string()))?;
                    if range.contains(&event.time_ms()) {
                        events.borrow_mut().push(event);
                    }
                }
                Ok::<_, StoreError>(())
            };
            let span = |row: Option<&Row<'_>>| row?.get(2).ok().zip(row?.get(3).ok());
            let part = Part::HoneycombBlocks;
            while connection
                .next_spanning(part, &mut rows, take, span)?
                .is_some()
            {}
            let mut events = events.into_inner();
            events.sort_by_key(|event| event.time_ns);
            Ok(events)
        })
        .await
    }

    /// Removes some events that came before `cutoff_ms`; says whether there may be more.
    pub(super) async fn remove_honeycomb_before(&self, cutoff_ms: i64) -> Result<bool, StoreError> {
        self.write(SWEEP, move |connection| {
            let removed = connection
                .prepare_cached(
                    "DELETE FROM honeycomb_blocks WHERE received < ?1 AND id IN
                     (SELECT id FROM honeycomb_blocks ORDER BY id LIMIT ?2)",
                )?
                .execute([cutoff_ms, AT_ONCE])?;
            Ok(removed as i64 == AT_ONCE)
        })
        .await
    }

    /// When the block that came first came.
    pub(super) async fn oldest_honeycomb_ms(&self) -> Result<Option<i64>, StoreError> {
        self.read(|connection| {
            let sql = "SELECT received FROM honeycomb_blocks ORDER BY id LIMIT 1";
            let mut statement = connection.prepare_cached(sql)?;
            Ok(statement.query_row([], |row| row.get(0)).optional()?)
        })
        .await
    }

    /// Removes the blocks that came first until about `bytes` are free; returns the bytes freed.
    pub(super) async fn remove_oldest_honeycomb(&self, bytes: u64) -> Result<u64, StoreError> {
        self.write(SWEEP, move |connection| {
            let blocks: Vec<(i64, i64)> = connection
                .prepare_cached(
                    "SELECT id, length(payload) FROM honeycomb_blocks ORDER BY id LIMIT ?1",
                )?
                .query_map([AT_ONCE], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<_, _>>()?;
            let mut freed = 0;
            for (id, size) in blocks {
                connection
                    .prepare_cached("DELETE FROM honeycomb_blocks WHERE id = ?1")?
                    .execute([id])?;
                freed += size.unsigned_abs() + ROW_WEIGHT as u64;
                if freed >= bytes {
                    break;
                }
            }
            Ok(freed)
        })
        .await
    }
}

fn insert(connection: &Connection, block: &Block, now_ms: i64) -> Result<(), StoreError> {
    let dataset: i64 = connection
        .prepare_cached(
            "INSERT INTO honeycomb_datasets (slug, name, created_ms, last_written_ms)
             VALUES (?1, ?2, ?3, ?3)
             ON CONFLICT (slug) DO UPDATE SET last_written_ms = ?3 RETURNING id",
        )?
        .query_row(
            params![dataset_slug(&block.dataset), block.dataset, now_ms],
            |row| row.get(0),
        )?;
    connection
        .prepare_cached(
            "INSERT INTO honeycomb_blocks (dataset_id, min_ms, max_ms, received, events, payload)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            dataset,
            block.min_ms,
            block.max_ms,
            now_ms,
            i64::try_from(block.events).unwrap_or(i64::MAX),
            block.payload,
        ])?;
    Ok(())
}

#[cfg(test)]
mod tests;
