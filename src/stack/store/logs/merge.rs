//! Making small blocks one: a reader that wants them all opens one instead of hundreds.
//!
//! Blocks that were merged equally often are merged once there are enough of them, and
//! what comes of it counts as merged once more. So an event is rewritten a few times, by
//! the logarithm of how small its block was, and not with each pass.

use rusqlite::{Connection, params};

use super::append::BLOCK_BYTES;
use super::block::Block;
use super::{DAY_MS, Logs, LogsError, StoreError, sift};

/// Blocks of a stream that can become one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LooseBlocks {
    /// More than one; the events of each are next to those of another.
    ids: Vec<i64>,
    /// How often they were merged.
    loose: i64,
}

/// Where looking for loose blocks goes on: a stream, and how often its blocks were merged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LooseCursor(i64, i64);

/// So many blocks are worth merging.
const ENOUGH: u32 = 16;
/// And no more at once, so that the exchange does not keep ingest waiting.
const AT_ONCE: usize = 512;
/// A block of this size is not merged any more.
const LARGE: usize = BLOCK_BYTES / 4;
/// Runs of blocks looked at in one pass.
const RUNS: i64 = 64;
/// Blocks of a run that are looked at.
const LOOKED_AT: i64 = 10_000;

/// What `log_blocks.loose` is for a block of `bytes` that was merged so often.
pub(super) fn loose(bytes: usize, merged: i64) -> Option<i64> {
    (bytes < LARGE).then_some(merged)
}

/// Neighbours that one block has room for: of a bounded size, and of a day at most, which
/// reading relies on.
#[derive(Default)]
struct Group {
    ids: Vec<i64>,
    bytes: usize,
    min_ms: i64,
    max_ms: i64,
}

impl Group {
    /// Adds a block; returns what was gathered before if it does not fit to it.
    fn add(&mut self, id: i64, (min_ms, max_ms): (i64, i64), bytes: usize) -> Option<Vec<i64>> {
        let fits = self.ids.len() < AT_ONCE
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
    /// What can be merged, from some of the streams after `after`; and where to go on, or
    /// nothing at the end.
    pub async fn loose_blocks(
        &self,
        after: LooseCursor,
    ) -> Result<(Vec<LooseBlocks>, Option<LooseCursor>), LogsError> {
        self.read(move |connection| {
            let runs: Vec<LooseCursor> = connection
                .prepare_cached(
                    "SELECT stream_id, loose FROM log_blocks
                     WHERE loose IS NOT NULL AND (stream_id, loose) > (?1, ?2)
                     GROUP BY stream_id, loose HAVING count(*) >= ?3 LIMIT ?4",
                )?
                .query_map(params![after.0, after.1, ENOUGH, RUNS], |row| {
                    Ok(LooseCursor(row.get(0)?, row.get(1)?))
                })?
                .collect::<Result<_, _>>()?;
            let mut found = Vec::new();
            for run in &runs {
                let ids = neighbours(connection, *run)?.into_iter();
                found.extend(ids.map(|ids| LooseBlocks { ids, loose: run.1 }));
            }
            let whole = runs.len() as i64 == RUNS;
            Ok((found, runs.last().copied().filter(|_| whole)))
        })
        .await
    }

    /// Exchanges the blocks for one that holds all their events, under the ids that these
    /// have. Does nothing and returns `false` if one was deleted in between. One that cannot
    /// be read stays as it is, and is not tried again.
    pub async fn merge(&self, mut blocks: LooseBlocks) -> Result<bool, LogsError> {
        let ids = blocks.ids.clone();
        let payloads = self
            .read(move |connection| payloads(connection, &ids))
            .await?;
        if payloads.len() < blocks.ids.len() {
            return Ok(false);
        }
        let merging = tokio::task::spawn_blocking(move || Block::merge(&payloads));
        let (merged, unreadable) = merging
            .await
            .map_err(|panic| StoreError::Broken(panic.to_string()))??;
        blocks.ids.retain(|id| !unreadable.contains(id));
        let grams = merged.grams.as_ref().map_or(0, Vec::len);
        self.write(merged.payload.len() + grams, move |connection| {
            let mut leave =
                connection.prepare_cached("UPDATE log_blocks SET loose = NULL WHERE id = ?1")?;
            for id in &unreadable {
                leave.execute([id])?;
            }
            // what is alone is merged with others, once there are enough of them
            Ok(blocks.ids.len() > 1 && exchange(connection, &blocks, &merged)?)
        })
        .await
    }
}

/// The blocks of a run in groups that are to become one each.
fn neighbours(
    connection: &Connection,
    LooseCursor(stream, loose): LooseCursor,
) -> Result<Vec<Vec<i64>>, LogsError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, min_ms, max_ms, bytes FROM log_blocks
         WHERE stream_id = ?1 AND loose = ?2 ORDER BY min_ms LIMIT ?3",
    )?;
    let mut rows = statement.query((stream, loose, LOOKED_AT))?;
    let mut groups = Vec::new();
    let mut group = Group::default();
    while let Some(row) = rows.next()? {
        let bytes = usize::try_from(row.get::<_, i64>(3)?).unwrap_or(usize::MAX);
        let full = group.add(row.get(0)?, (row.get(1)?, row.get(2)?), bytes);
        // nothing more comes to a full one, but what is late
        groups.extend(full.filter(|ids| ids.len() > 1));
    }
    if group.ids.len() >= ENOUGH as usize {
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
            // no block: it is left out as one that cannot be read
            Err(error) if error.is_damage() => payloads.push((*id, Vec::new())),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(payloads)
}

/// The last row stays, for what tails have seen is told by the ids of rows.
fn exchange(
    connection: &Connection,
    blocks: &LooseBlocks,
    merged: &Block,
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
            merged.min_ms,
            merged.max_ms,
            loose(merged.bytes, blocks.loose + 1),
            i64::try_from(merged.bytes).unwrap_or(i64::MAX),
            merged.payload,
        ])?;
    // the filter of what was in this row is gone with its payload
    if let Some(grams) = &merged.grams {
        sift::insert(connection, last, grams)?;
    }
    Ok(true)
}
