//! Deleting the oldest traces.

use rusqlite::{Connection, OptionalExtension as _};

use super::place;
use crate::stack::store::retention::SWEEP;
use crate::stack::store::{Store, StoreError};

/// Traces removed in one transaction, so that ingest never waits long.
const AT_ONCE: usize = 500;
/// Traces that came under a clock that was ahead, and do not keep those behind them, up to
/// this many.
const MAX_PASSED: usize = 1_000;
/// What a trace's row and its index entries take, about.
const ROW_BYTES: u64 = 300;

impl Store {
    /// Removes some traces to which nothing came since `cutoff_ms`; says whether there
    /// may be more.
    pub async fn remove_traces_before(&self, cutoff_ms: i64) -> Result<bool, StoreError> {
        self.write(SWEEP, move |connection| {
            let seqs = expired(connection, cutoff_ms)?;
            for seq in &seqs {
                remove(connection, *seq)?;
            }
            Ok(seqs.len() == AT_ONCE)
        })
        .await
    }

    /// Removes the traces that came first until about `bytes` of the file are free;
    /// returns the bytes that were freed.
    pub async fn remove_oldest_traces(&self, bytes: u64) -> Result<u64, StoreError> {
        self.write(SWEEP, move |connection| {
            let seqs: Vec<i64> = connection
                .prepare_cached("SELECT seq FROM traces ORDER BY seq LIMIT ?1")?
                .query_map([AT_ONCE as i64], |row| row.get(0))?
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

    /// When the trace that came first came, in milliseconds.
    pub async fn oldest_trace_ms(&self) -> Result<Option<i64>, StoreError> {
        self.read(|connection| {
            let sql = "SELECT received FROM traces ORDER BY seq LIMIT 1";
            let mut statement = connection.prepare_cached(sql)?;
            Ok(statement.query_row([], |row| row.get(0)).optional()?)
        })
        .await
    }
}

/// Rows ascend by the time of their first block, so this reads little more than what is to
/// go and what was renewed.
fn expired(connection: &Connection, cutoff_ms: i64) -> Result<Vec<i64>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT seq, received, renewed FROM traces ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let mut seqs = Vec::new();
    let mut passed = 0;
    while seqs.len() < AT_ONCE
        && passed < MAX_PASSED
        && let Some(row) = rows.next()?
    {
        if row.get::<_, i64>(1)? >= cutoff_ms {
            passed += 1;
        } else if row.get::<_, i64>(2)? < cutoff_ms {
            seqs.push(row.get(0)?);
        }
    }
    Ok(seqs)
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
