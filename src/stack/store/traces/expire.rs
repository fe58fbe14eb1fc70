//! Deleting the oldest traces.

use rusqlite::{Connection, OptionalExtension as _};

use super::{ns, place};
use crate::stack::store::{Store, StoreError};

/// Traces removed in one transaction, so that ingest never waits long.
const AT_ONCE: i64 = 500;
/// What a trace's row and its index entries take, about.
const ROW_BYTES: u64 = 300;

impl Store {
    /// Removes some traces that ended before `cutoff_ns`; says whether there may be more.
    pub async fn remove_traces_before(&self, cutoff_ns: u64) -> Result<bool, StoreError> {
        self.write(256, move |connection| {
            let seqs: Vec<i64> = connection
                .prepare_cached(
                    "SELECT seq FROM traces WHERE start < ?1 AND end < ?1 ORDER BY start LIMIT ?2",
                )?
                .query_map([ns(cutoff_ns), AT_ONCE], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            for seq in &seqs {
                remove(connection, *seq)?;
            }
            Ok(seqs.len() as i64 == AT_ONCE)
        })
        .await
    }

    /// Removes the traces that started first until about `bytes` of the file are free;
    /// returns the bytes that were freed.
    pub async fn remove_oldest_traces(&self, bytes: u64) -> Result<u64, StoreError> {
        self.write(256, move |connection| {
            let seqs: Vec<i64> = connection
                .prepare_cached("SELECT seq FROM traces ORDER BY start LIMIT ?1")?
                .query_map([AT_ONCE], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            let mut freed = 0;
            for seq in seqs {
                freed += remove(connection, seq)?;
                if freed >= bytes {
                    break;
                }
            }
            Ok(freed)
        })
        .await
    }

    /// The start of the oldest trace.
    pub async fn oldest_trace_ns(&self) -> Result<Option<u64>, StoreError> {
        self.read(|connection| {
            let start: Option<i64> = connection
                .query_row("SELECT min(start) FROM traces", [], |row| row.get(0))
                .optional()?
                .flatten();
            Ok(start.map(i64::unsigned_abs))
        })
        .await
    }
}

fn remove(connection: &Connection, seq: i64) -> Result<u64, StoreError> {
    let range = [place(seq, 0), place(seq + 1, 0)];
    let bytes: i64 = connection
        .prepare_cached(
            "SELECT coalesce(sum(length(payload)), 0) FROM trace_blocks
             WHERE place >= ?1 AND place < ?2",
        )?
        .query_row(range, |row| row.get(0))?;
    connection
        .prepare_cached("DELETE FROM trace_blocks WHERE place >= ?1 AND place < ?2")?
        .execute(range)?;
    connection
        .prepare_cached("DELETE FROM traces WHERE seq = ?1")?
        .execute([seq])?;
    Ok(bytes.unsigned_abs() + ROW_BYTES)
}
