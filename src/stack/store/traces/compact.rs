//! Merging the blocks of a trace. What merging means is the caller's business; here is
//! which traces need it, and the exchange of many blocks for few.

use rusqlite::{OptionalExtension as _, params};

use super::append::{insert_block, services_text};
use super::{Source, TraceBlock, blocks_of, ns, place};
use crate::model::TraceId;
use crate::stack::store::{Store, StoreError};

/// A trace with blocks that were not merged yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LooseTrace {
    pub id: TraceId,
    /// Blocks that came after the first, or after the last merge.
    pub loose: u32,
    seq: i64,
    next: i64,
}

impl Store {
    /// Up to `limit` traces that have more blocks than one request or one merge left.
    pub async fn loose_traces(&self, limit: usize) -> Result<Vec<LooseTrace>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id, loose, seq, next FROM traces WHERE loose > 0
                 ORDER BY loose DESC LIMIT ?1",
            )?;
            let rows = statement.query_map([limit], |row| {
                Ok(LooseTrace {
                    id: TraceId(row.get(0)?),
                    loose: row.get(1)?,
                    seq: row.get(2)?,
                    next: row.get(3)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// The blocks that [`replace_blocks`](Self::replace_blocks) exchanges, or `None` if
    /// they hold more than `most` bytes.
    pub async fn loose_blocks(
        &self,
        trace: LooseTrace,
        most: usize,
    ) -> Result<Option<Vec<(Source, Vec<u8>)>>, StoreError> {
        self.read(move |connection| {
            let packed: i64 = connection
                .prepare_cached(
                    "SELECT coalesce(sum(length(payload)), 0) FROM trace_blocks
                     WHERE place >= ?1 AND place < ?2",
                )?
                .query_row([place(trace.seq, 0), place(trace.seq + 1, 0)], |row| {
                    row.get(0)
                })?;
            if usize::try_from(packed).unwrap_or(usize::MAX) > most {
                return Ok(None);
            }
            let blocks = blocks_of(connection, trace.seq)?;
            let unpacked: usize = blocks.iter().map(|(_, block)| block.len()).sum();
            Ok((unpacked <= most).then_some(blocks))
        })
        .await
    }

    /// Exchanges all blocks of `trace` for `merged` (one a source), and its row for what
    /// these say. Does nothing and returns `false` if a block came in between.
    pub async fn replace_blocks(
        &self,
        trace: LooseTrace,
        merged: Vec<TraceBlock>,
    ) -> Result<bool, StoreError> {
        let weight = merged.iter().map(|block| block.payload.len()).sum();
        self.write(weight, move |connection| {
            let mut find =
                connection.prepare_cached("SELECT next FROM traces WHERE seq = ?1 AND id = ?2")?;
            let next: Option<i64> = find
                .query_row(params![trace.seq, trace.id.0], |row| row.get(0))
                .optional()?;
            if next != Some(trace.next) {
                return Ok(false);
            }
            let Some((first, others)) = merged.split_first() else {
                connection
                    .prepare_cached("UPDATE traces SET loose = 0 WHERE seq = ?1")?
                    .execute([trace.seq])?;
                return Ok(true);
            };
            connection
                .prepare_cached("DELETE FROM trace_blocks WHERE place >= ?1 AND place < ?2")?
                .execute([place(trace.seq, 0), place(trace.seq + 1, 0)])?;
            let mut block = connection.prepare_cached(
                "INSERT INTO trace_blocks (place, source, payload) VALUES (?1, ?2, ?3)",
            )?;
            for (number, merged) in (0_i64..).zip(&merged) {
                let at = place(trace.seq, number);
                insert_block(&mut block, at, merged.source, &merged.payload)?;
            }
            let row = others.iter().fold(first.clone(), joined);
            connection
                .prepare_cached(
                    "UPDATE traces SET start = ?2, end = ?3, spans = ?4, flags = ?5, next = ?6,
                         loose = 0, entry = ?7, services = ?8 WHERE seq = ?1",
                )?
                .execute(params![
                    trace.seq,
                    ns(row.start_ns),
                    ns(row.end_ns),
                    row.spans,
                    row.flags.0,
                    i64::try_from(merged.len()).unwrap_or(i64::MAX),
                    row.entry,
                    services_text(&row.services),
                ])?;
            Ok(true)
        })
        .await
    }
}

/// The row that two blocks of a trace make.
fn joined(mut row: TraceBlock, block: &TraceBlock) -> TraceBlock {
    if row.entry.is_none() || (block.entry.is_some() && block.start_ns < row.start_ns) {
        row.entry.clone_from(&block.entry);
    }
    row.start_ns = row.start_ns.min(block.start_ns);
    row.end_ns = row.end_ns.max(block.end_ns);
    row.spans += block.spans;
    row.flags |= block.flags;
    for service in &block.services {
        row.add_service(service);
    }
    row
}
