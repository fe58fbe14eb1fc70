//! Compaction: small blocks of a stream become one, so that a reader who wants them all
//! opens one instead of hundreds.
//!
//! Blocks that were compacted equally often are compacted once there are enough of them, and
//! the result counts as compacted once more. So an event is rewritten a few times (the
//! logarithm of how small its block was), not in every pass.

use rusqlite::{Connection, params};

use super::append::BLOCK_BYTES;
use super::block::Block;
use super::{DAY_MS, Logs, LogsError, StoreError, backfill};

/// Blocks of a stream that can become one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UncompactedBlocks {
    /// More than one; neighbours in time.
    ids: Vec<i64>,
    /// How often each was compacted.
    level: i64,
}

/// Where the search for uncompacted blocks goes on: after a stream and a compaction level.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CompactionCursor(i64, i64);

/// Fewer blocks are not worth compacting.
const MIN_BLOCKS: u32 = 16;
/// More are not compacted at once, so that replacing them does not block ingest for long.
const MAX_BLOCKS: usize = 512;
/// A block of this size is not compacted any more.
const LARGE: usize = BLOCK_BYTES / 4;
/// Runs (blocks of one stream and level) examined in one pass.
const MAX_RUNS: i64 = 64;
/// Blocks of a run that are examined.
const MAX_EXAMINED: i64 = 10_000;

/// The compaction level of a block of `bytes` that was compacted so often, as the column
/// `log_blocks.loose` holds it; `None` for a block that is not compacted any more.
pub(super) fn level(bytes: usize, compactions: i64) -> Option<i64> {
    (bytes < LARGE).then_some(compactions)
}

/// Neighbours that fit into one block, whose size is bounded and which spans at most a day;
/// reading relies on that.
#[derive(Default)]
struct Group {
    ids: Vec<i64>,
    bytes: usize,
    min_ms: i64,
    max_ms: i64,
}

impl Group {
    /// Adds a block. If it does not fit, it starts a new group and the ids of the group before
    /// are returned.
    fn add(&mut self, id: i64, (min_ms, max_ms): (i64, i64), bytes: usize) -> Option<Vec<i64>> {
        let fits = self.ids.len() < MAX_BLOCKS
            && self.bytes + bytes <= BLOCK_BYTES
            && self.max_ms.max(max_ms) - self.min_ms <= DAY_MS;
        let full = (!fits && !self.ids.is_empty()).then(|| std::mem::take(self).ids);
        if self.ids.is_empty() {
            (self.min_ms, self.max_ms) = (min_ms, max_ms);
        }
        self.ids.push(id);
        self.bytes += bytes;
        self.max_ms = self.max_ms.max(max_ms);
        full
    }
}

impl Logs {
    /// What can be compacted, from some of the streams after `after`; and where to go on, or
    /// `None` at the end.
    pub async fn uncompacted_blocks(
        &self,
        after: CompactionCursor,
    ) -> Result<(Vec<UncompactedBlocks>, Option<CompactionCursor>), LogsError> {
        self.read(move |connection| {
            let runs: Vec<CompactionCursor> = connection
                .prepare_cached(
                    "SELECT stream_id, loose FROM log_blocks
                     WHERE loose IS NOT NULL AND (stream_id, loose) > (?1, ?2)
                     GROUP BY stream_id, loose HAVING count(*) >= ?3 LIMIT ?4",
                )?
                .query_map(params![after.0, after.1, MIN_BLOCKS, MAX_RUNS], |row| {
                    Ok(CompactionCursor(row.get(0)?, row.get(1)?))
                })?
                .collect::<Result<_, _>>()?;
            let mut found = Vec::new();
            for run in &runs {
                let ids = neighbours(connection, *run)?.into_iter();
                found.extend(ids.map(|ids| UncompactedBlocks { ids, level: run.1 }));
            }
            let is_full = runs.len() as i64 == MAX_RUNS;
            Ok((found, runs.last().copied().filter(|_| is_full)))
        })
        .await
    }

    /// Replaces the blocks by one with all their events, which keep their keys. Does nothing
    /// and returns `false` if one was deleted in between. A block that cannot be read stays as
    /// it is and is not tried again.
    pub async fn compact(&self, mut blocks: UncompactedBlocks) -> Result<bool, LogsError> {
        let ids = blocks.ids.clone();
        let payloads = self
            .read(move |connection| payloads(connection, &ids))
            .await?;
        if payloads.len() < blocks.ids.len() {
            return Ok(false);
        }
        let compacting = tokio::task::spawn_blocking(move || Block::compact(&payloads));
        let (compacted, unreadable) = compacting
            .await
            .map_err(|panic| StoreError::Broken(panic.to_string()))??;
        blocks.ids.retain(|id| !unreadable.contains(id));
        let filter = compacted.ngram_filter.as_ref().map_or(0, Vec::len);
        self.write(compacted.payload.len() + filter, move |connection| {
            let mut give_up =
                connection.prepare_cached("UPDATE log_blocks SET loose = NULL WHERE id = ?1")?;
            for id in &unreadable {
                give_up.execute([id])?;
            }
            // a single block is compacted with others, once there are enough of them
            Ok(blocks.ids.len() > 1 && replace(connection, &blocks, &compacted)?)
        })
        .await
    }
}

/// The blocks of a run in groups, each of which can become one block.
fn neighbours(
    connection: &Connection,
    CompactionCursor(stream, level): CompactionCursor,
) -> Result<Vec<Vec<i64>>, LogsError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, min_ms, max_ms, bytes FROM log_blocks
         WHERE stream_id = ?1 AND loose = ?2 ORDER BY min_ms LIMIT ?3",
    )?;
    let mut rows = statement.query((stream, level, MAX_EXAMINED))?;
    let mut groups = Vec::new();
    let mut group = Group::default();
    while let Some(row) = rows.next()? {
        let bytes = usize::try_from(row.get::<_, i64>(3)?).unwrap_or(usize::MAX);
        let full = group.add(row.get(0)?, (row.get(1)?, row.get(2)?), bytes);
        // only late events could still be added to a full group
        groups.extend(full.filter(|ids| ids.len() > 1));
    }
    if group.ids.len() >= MIN_BLOCKS as usize {
        groups.push(group.ids);
    }
    Ok(groups)
}

/// Those of the blocks that are still there.
fn payloads(connection: &Connection, ids: &[i64]) -> Result<Vec<(i64, Vec<u8>)>, LogsError> {
    let mut statement =
        connection.prepare_cached("SELECT id, payload FROM log_blocks WHERE id = ?1")?;
    let mut payloads = Vec::with_capacity(ids.len());
    for id in ids {
        let mut rows = statement.query([id])?;
        match rows.next().map_err(StoreError::from) {
            Ok(Some(row)) => payloads.push((row.get(0)?, row.get(1)?)),
            Ok(None) => {}
            // an empty payload is none that can be read, so the block is left as it is
            Err(error) if error.is_damage() => payloads.push((*id, Vec::new())),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(payloads)
}

/// The row with the highest id stays: tails remember by row ids what they have seen.
fn replace(
    connection: &Connection,
    blocks: &UncompactedBlocks,
    compacted: &Block,
) -> Result<bool, LogsError> {
    let mut there = connection.prepare_cached("SELECT 1 FROM log_blocks WHERE id = ?1")?;
    for id in &blocks.ids {
        if !there.exists([id])? {
            return Ok(false);
        }
    }
    let last = blocks.ids.iter().max().copied().unwrap_or_default();
    let mut delete = connection.prepare_cached("DELETE FROM log_blocks WHERE id = ?1")?;
    for id in blocks.ids.iter().filter(|id| **id != last) {
        delete.execute([id])?;
    }
    connection
        .prepare_cached(
            "UPDATE log_blocks SET min_ms = ?2, max_ms = ?3, loose = ?4, bytes = ?5, payload = ?6
             WHERE id = ?1",
        )?
        .execute(params![
            last,
            compacted.min_ms,
            compacted.max_ms,
            level(compacted.bytes, blocks.level + 1),
            i64::try_from(compacted.bytes).unwrap_or(i64::MAX),
            compacted.payload,
        ])?;
    // a trigger deleted the n-gram filter of the payload that was in this row
    if let Some(filter) = &compacted.ngram_filter {
        backfill::insert(connection, last, filter)?;
    }
    Ok(true)
}
