//! Builds the n-gram filters of blocks that arrived so large that they are never compacted;
//! the others get theirs by compaction.

use rusqlite::{Connection, OptionalExtension as _};

use super::block::ngram_filter_of;
use super::{Logs, LogsError};
use crate::stack::store::StoreError;

/// A block up to which every block has its n-gram filter or will get it by compaction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BackfillCursor(i64);

/// The name in `meta` under which the last block that was backfilled is kept.
const BACKFILLED: &str = "log_blocks_sifted";

/// A block, and its filter unless that would rule out too little.
struct Backfilled {
    id: i64,
    filter: Option<Vec<u8>>,
}

impl Logs {
    /// Builds the n-gram filter of the next block that needs one. Returns where to go on, and
    /// whether there may be more.
    pub async fn backfill_filter(
        &self,
        after: BackfillCursor,
    ) -> Result<(BackfillCursor, bool), LogsError> {
        let found = self.read(move |connection| next(connection, after)).await?;
        let Backfilled { id, filter } = match found {
            Ok(backfilled) => backfilled,
            Err(end) => return Ok((end, false)),
        };
        let weight = filter.as_ref().map_or(0, Vec::len);
        self.write(weight, move |connection| {
            let mut there = connection.prepare_cached("SELECT 1 FROM log_blocks WHERE id = ?1")?;
            if let Some(filter) = &filter
                && there.exists([id])?
            {
                insert(connection, id, filter)?;
            }
            connection
                .prepare_cached("INSERT OR REPLACE INTO meta VALUES (?1, ?2)")?
                .execute((BACKFILLED, id.to_string()))?;
            Ok(())
        })
        .await?;
        Ok((BackfillCursor(id), true))
    }
}

/// The next block with its filter, or the end of what there is.
fn next(
    connection: &Connection,
    BackfillCursor(after): BackfillCursor,
) -> Result<Result<Backfilled, BackfillCursor>, LogsError> {
    let after = after.max(backfilled(connection)?);
    let sql =
        "SELECT id, payload FROM log_blocks WHERE id > ?1 AND loose IS NULL ORDER BY id LIMIT 1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([after])?;
    if let Some(row) = rows.next()? {
        let id = row.get(0)?;
        let payload = row.get_ref(1)?.as_blob();
        let payload = payload.map_err(|error| StoreError::Broken(error.to_string()))?;
        // a damaged block is reported to those who ask for its events
        let filter = ngram_filter_of(payload, id).ok().flatten();
        return Ok(Ok(Backfilled { id, filter }));
    }
    drop(rows);
    let last = "SELECT coalesce(max(id), 0) FROM log_blocks";
    let last: i64 = connection
        .prepare_cached(last)?
        .query_row([], |row| row.get(0))?;
    Ok(Err(BackfillCursor(last.max(after))))
}

fn backfilled(connection: &Connection) -> Result<i64, LogsError> {
    let found: Option<String> = connection
        .prepare_cached("SELECT value FROM meta WHERE name = ?1")?
        .query_row([BACKFILLED], |row| row.get(0))
        .optional()?;
    Ok(found.and_then(|id| id.parse().ok()).unwrap_or_default())
}

/// Stores the filter of the events that the block has now.
pub(super) fn insert(connection: &Connection, block: i64, filter: &[u8]) -> Result<(), LogsError> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO log_grams (block_id, grams) VALUES (?1, ?2)")?
        .execute((block, filter))?;
    Ok(())
}
