//! Taking log events.

use rusqlite::{Connection, params};

use super::block::Block;
use super::groups::{self, LogClass, NewLogGroup};
use super::{DAY_MS, Logs, LogsError, compaction, group_id, stream_id, streams};
use crate::stack::store::StoreError;

/// Events of one request for one stream.
#[derive(Debug)]
pub struct LogBatch<M> {
    pub group: String,
    pub stream: String,
    /// The timestamp in milliseconds, not negative, and the message. In any order.
    pub events: Vec<(i64, M)>,
    pub ingested_ms: i64,
    pub create: Create,
}

/// Whether a missing group or stream is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Create {
    No,
    /// Both, as the source is not one that would create them itself.
    Missing,
}

/// Blocks stay about as large as a PutLogEvents request can make them.
pub(super) const BLOCK_BYTES: usize = 1 << 20;
const BLOCK_EVENTS: usize = 10_000;
/// What a block's row and its index entries take beside the payload.
const ROW_WEIGHT: usize = 256;

/// Events of one stream, as blocks that are ready to be written.
#[derive(Debug, Default)]
pub struct PackedEvents(Vec<Block>);

/// Packed events of one request for one stream.
#[derive(Debug)]
pub struct PackedBatch {
    pub group: String,
    pub stream: String,
    pub events: PackedEvents,
}

impl PackedEvents {
    /// Packs further events: timestamps in milliseconds, in any order.
    pub fn add<M: AsRef<str>>(
        &mut self,
        mut events: Vec<(i64, M)>,
        ingested_ms: i64,
    ) -> Result<(), StoreError> {
        for (timestamp, _) in &mut events {
            *timestamp = (*timestamp).max(0);
        }
        // stable: events of one millisecond keep the order that they were sent in
        events.sort_by_key(|(timestamp, _)| *timestamp);
        self.0.append(&mut pack(&events, ingested_ms)?);
        Ok(())
    }

    fn weight(&self) -> usize {
        let blocks = self.0.iter();
        let payloads = blocks.map(|block| block.payload.len() + ROW_WEIGHT);
        payloads.sum::<usize>().max(ROW_WEIGHT)
    }
}

impl Logs {
    /// Returns when the events are committed. A batch without events only checks that
    /// the stream is there.
    ///
    /// # Errors
    /// [`LogsError::NoGroup`] and [`LogsError::NoStream`] unless they are to be created;
    /// [`StoreError::Full`] when too much waits to be written.
    pub async fn append<M: AsRef<str>>(&self, batch: LogBatch<M>) -> Result<(), LogsError> {
        let mut events = PackedEvents::default();
        events.add(batch.events, batch.ingested_ms)?;
        let packed = PackedBatch {
            group: batch.group,
            stream: batch.stream,
            events,
        };
        self.append_packed(vec![packed], batch.create, batch.ingested_ms)
            .await
    }

    /// As [`append`](Self::append), for several streams in one transaction: all are
    /// stored or none. Batches for streams that must be there come alone.
    pub async fn append_packed(
        &self,
        batches: Vec<PackedBatch>,
        create: Create,
        ingested_ms: i64,
    ) -> Result<(), LogsError> {
        let weight = batches.iter().map(|batch| batch.events.weight()).sum();
        self.take(weight, move |connection| {
            for batch in &batches {
                append(connection, batch, create, ingested_ms)?;
            }
            Ok(())
        })
        .await
    }
}

fn append(
    connection: &Connection,
    batch: &PackedBatch,
    create: Create,
    ingested_ms: i64,
) -> Result<(), LogsError> {
    let (group, stream) = match create {
        Create::No => {
            let group = group_id(connection, &batch.group)?;
            (group, stream_id(connection, group, &batch.stream)?)
        }
        Create::Missing => made(connection, &batch.group, &batch.stream, ingested_ms)?,
    };
    let blocks = &batch.events.0;
    for block in blocks {
        insert(connection, (group, stream), block, ingested_ms)?;
    }
    let first = blocks.iter().map(|block| block.min_ms).min();
    let last = blocks.iter().map(|block| block.max_ms).max();
    if let (Some(first), Some(last)) = (first, last) {
        let bytes: usize = blocks.iter().map(|block| block.bytes).sum();
        widen(connection, stream, (first, last), ingested_ms)?;
        grow(connection, group, bytes)?;
    }
    Ok(())
}

/// The events as blocks of bounded size, none spanning more than a day.
fn pack<M: AsRef<str>>(events: &[(i64, M)], ingested_ms: i64) -> Result<Vec<Block>, StoreError> {
    let mut blocks = Vec::new();
    let mut rest = events;
    while let Some((first, _)) = rest.first() {
        let mut bytes = 0;
        let fitting = rest
            .iter()
            .take(BLOCK_EVENTS)
            .take_while(|(timestamp, message)| {
                bytes += message.as_ref().len();
                bytes <= BLOCK_BYTES && timestamp - first <= DAY_MS
            })
            .count()
            // an event that is larger than a block has a block of its own
            .max(1);
        let (now, later) = rest.split_at(fitting);
        blocks.push(Block::pack(now, ingested_ms)?);
        rest = later;
    }
    Ok(blocks)
}

fn made(
    connection: &Connection,
    group: &str,
    stream: &str,
    now_ms: i64,
) -> Result<(i64, i64), LogsError> {
    let group = match group_id(connection, group) {
        Err(LogsError::NoGroup) => groups::insert(
            connection,
            &NewLogGroup {
                name: group.to_owned(),
                created_ms: now_ms,
                class: LogClass::Standard,
                kms_key_id: None,
                retention_days: None,
                protected: false,
                tags: Vec::new(),
            },
        )?,
        found => found?,
    };
    let stream = match stream_id(connection, group, stream) {
        Err(LogsError::NoStream) => streams::insert(connection, group, stream, now_ms)?,
        found => found?,
    };
    Ok((group, stream))
}

fn insert(
    connection: &Connection,
    (group, stream): (i64, i64),
    block: &Block,
    received_ms: i64,
) -> Result<(), LogsError> {
    let bytes = i64::try_from(block.bytes).unwrap_or(i64::MAX);
    connection
        .prepare_cached(
            "INSERT INTO log_blocks (group_id, stream_id, min_ms, max_ms, received, loose, bytes,
                 payload)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            group,
            stream,
            block.min_ms,
            block.max_ms,
            received_ms,
            compaction::level(block.bytes, 0),
            bytes,
            block.payload
        ])?;
    Ok(())
}

fn widen(
    connection: &Connection,
    stream: i64,
    (min_ms, max_ms): (i64, i64),
    ingested_ms: i64,
) -> Result<(), LogsError> {
    connection
        .prepare_cached(
            "UPDATE log_streams SET
                 first_event_ms = min(coalesce(first_event_ms, ?2), ?2),
                 last_event_ms = max(coalesce(last_event_ms, ?3), ?3),
                 last_ingestion_ms = max(coalesce(last_ingestion_ms, ?4), ?4)
             WHERE id = ?1",
        )?
        .execute((stream, min_ms, max_ms, ingested_ms))?;
    Ok(())
}

fn grow(connection: &Connection, group: i64, bytes: usize) -> Result<(), LogsError> {
    let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
    connection
        .prepare_cached("UPDATE log_groups SET stored_bytes = stored_bytes + ?2 WHERE id = ?1")?
        .execute((group, bytes))?;
    Ok(())
}
