//! Making the filters of blocks that came so large that they are never merged; the others
//! get theirs when they are.

use rusqlite::{Connection, OptionalExtension as _};

use super::block::grams_of;
use super::{Logs, LogsError};
use crate::stack::store::StoreError;

/// Up to which block each has its filter, or gets it when it is merged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SiftCursor(i64);

/// The name in `meta` of the last block that was sifted.
const SIFTED: &str = "log_blocks_sifted";

/// A block, and its filter if that helps.
struct Sifted {
    id: i64,
    grams: Option<Vec<u8>>,
}

impl Logs {
    /// Makes the filter of the next block that needs one. Returns where to go on, and
    /// whether there may be more.
    pub async fn sift(&self, after: SiftCursor) -> Result<(SiftCursor, bool), LogsError> {
        let found = self.read(move |connection| next(connection, after)).await?;
        let Sifted { id, grams } = match found {
            Ok(sifted) => sifted,
            Err(end) => return Ok((end, false)),
        };
        let weight = grams.as_ref().map_or(0, Vec::len);
        self.write(weight, move |connection| {
            let mut there = connection.prepare_cached("SELECT 1 FROM log_blocks WHERE id = ?1")?;
            if let Some(grams) = &grams
                && there.exists([id])?
            {
                insert(connection, id, grams)?;
            }
            connection
                .prepare_cached("INSERT OR REPLACE INTO meta VALUES (?1, ?2)")?
                .execute((SIFTED, id.to_string()))?;
            Ok(())
        })
        .await?;
        Ok((SiftCursor(id), true))
    }
}

/// The next block with its filter, or the end of what there is.
fn next(
    connection: &Connection,
    SiftCursor(after): SiftCursor,
) -> Result<Result<Sifted, SiftCursor>, LogsError> {
    let after = after.max(sifted(connection)?);
    let sql =
        "SELECT id, payload FROM log_blocks WHERE id > ?1 AND loose IS NULL ORDER BY id LIMIT 1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([after])?;
    if let Some(row) = rows.next()? {
        let id = row.get(0)?;
        let payload = row.get_ref(1)?.as_blob();
        let payload = payload.map_err(|error| StoreError::Broken(error.to_string()))?;
        // that a block cannot be read is told to whoever asks for its events
        let grams = grams_of(payload, id).ok().flatten();
        return Ok(Ok(Sifted { id, grams }));
    }
    drop(rows);
    let last = "SELECT coalesce(max(id), 0) FROM log_blocks";
    let last: i64 = connection
        .prepare_cached(last)?
        .query_row([], |row| row.get(0))?;
    Ok(Err(SiftCursor(last.max(after))))
}

fn sifted(connection: &Connection) -> Result<i64, LogsError> {
    let found: Option<String> = connection
        .prepare_cached("SELECT value FROM meta WHERE name = ?1")?
        .query_row([SIFTED], |row| row.get(0))
        .optional()?;
    Ok(found.and_then(|id| id.parse().ok()).unwrap_or_default())
}

/// Stores the filter of the events that the block has now.
pub(super) fn insert(connection: &Connection, block: i64, grams: &[u8]) -> Result<(), LogsError> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO log_grams (block_id, grams) VALUES (?1, ?2)")?
        .execute((block, grams))?;
    Ok(())
}
