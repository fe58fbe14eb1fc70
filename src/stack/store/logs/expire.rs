//! Giving space back: what retention has expired, what was deleted, and what is oldest.

use rusqlite::{Connection, OptionalExtension as _};

use super::{Logs, LogsError};
use crate::stack::store::retention::SWEEP;

/// Blocks removed in one transaction, so that ingest never waits long.
const AT_ONCE: i64 = 200;

pub(super) fn leave_group(connection: &Connection, group: i64) -> Result<(), LogsError> {
    connection.execute("INSERT INTO log_leftovers (group_id) VALUES (?1)", [group])?;
    Ok(())
}

pub(super) fn leave_stream(
    connection: &Connection,
    group: i64,
    stream: i64,
) -> Result<(), LogsError> {
    connection.execute(
        "INSERT INTO log_leftovers (stream_id) VALUES (?1)",
        [stream],
    )?;
    connection.execute(
        "UPDATE log_groups SET stored_bytes = stored_bytes
         - (SELECT coalesce(sum(bytes), 0) FROM log_blocks WHERE stream_id = ?2)
         WHERE id = ?1",
        [group, stream],
    )?;
    Ok(())
}

impl Logs {
    /// Removes some blocks of deleted groups and streams, and some that their group's
    /// retention has expired. Says whether there may be more.
    pub async fn tidy(&self, now_ms: i64) -> Result<bool, LogsError> {
        self.write(SWEEP, move |connection| {
            let left = remove_leftovers(connection)?;
            let expired = remove_expired(connection, now_ms)?;
            Ok(left || expired)
        })
        .await
    }

    /// When the block that came first came, in milliseconds.
    pub async fn oldest_ms(&self) -> Result<Option<i64>, LogsError> {
        self.read(|connection| {
            let sql = "SELECT received FROM log_blocks ORDER BY id LIMIT 1";
            let mut statement = connection.prepare_cached(sql)?;
            Ok(statement.query_row([], |row| row.get(0)).optional()?)
        })
        .await
    }

    /// Removes the blocks that came first until about `bytes` of the file are free.
    /// Returns the bytes that were freed; fewer than asked when nothing is left.
    pub async fn remove_oldest(&self, bytes: u64) -> Result<u64, LogsError> {
        self.write(SWEEP, move |connection| {
            let mut oldest = connection.prepare_cached(
                "SELECT id, length(payload) FROM log_blocks ORDER BY id LIMIT ?1",
            )?;
            let mut rows = oldest.query([AT_ONCE])?;
            let (mut freed, mut last) = (0, 0_i64);
            while freed < bytes
                && let Some(row) = rows.next()?
            {
                last = row.get(0)?;
                freed += u64::from(row.get::<_, u32>(1)?);
            }
            drop(rows);
            remove(connection, "id <= ?1", last)?;
            Ok(freed)
        })
        .await
    }
}

fn remove_leftovers(connection: &Connection) -> Result<bool, LogsError> {
    let mut leftovers = connection
        .prepare_cached("SELECT rowid, group_id, stream_id FROM log_leftovers LIMIT 1")?;
    let mut rows = leftovers.query([])?;
    let Some(row) = rows.next()? else {
        return Ok(false);
    };
    let (leftover, group, stream): (i64, Option<i64>, Option<i64>) =
        (row.get(0)?, row.get(1)?, row.get(2)?);
    drop(rows);
    let (column, owner) = match (group, stream) {
        (Some(group), _) => ("group_id", group),
        (None, stream) => ("stream_id", stream.unwrap_or_default()),
    };
    let sql = format!(
        "DELETE FROM log_blocks WHERE id IN
         (SELECT id FROM log_blocks WHERE {column} = ?1 LIMIT ?2)"
    );
    let removed = connection.prepare_cached(&sql)?.execute([owner, AT_ONCE])?;
    if removed == 0 {
        connection.execute("DELETE FROM log_leftovers WHERE rowid = ?1", [leftover])?;
    }
    Ok(true)
}

fn remove_expired(connection: &Connection, now_ms: i64) -> Result<bool, LogsError> {
    let groups: Vec<(i64, i64)> = connection
        .prepare_cached(
            "SELECT id, retention_days FROM log_groups WHERE retention_days IS NOT NULL",
        )?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut removed = 0;
    for (group, days) in groups {
        let expiry_ms = now_ms - days * super::DAY_MS;
        let bytes: i64 = connection
            .prepare_cached(
                "DELETE FROM log_blocks WHERE id IN
                 (SELECT id FROM log_blocks WHERE group_id = ?1 AND max_ms < ?2 LIMIT ?3)
                 RETURNING bytes",
            )?
            .query_map([group, expiry_ms, AT_ONCE], |row| row.get::<_, i64>(0))?
            .inspect(|_| removed += 1)
            .sum::<Result<_, _>>()?;
        shrink(connection, group, bytes)?;
    }
    Ok(removed > 0)
}

/// Removes blocks by a condition on one number, and takes them off their groups' sizes.
fn remove(connection: &Connection, condition: &str, value: i64) -> Result<(), LogsError> {
    let sql = format!("DELETE FROM log_blocks WHERE {condition} RETURNING group_id, bytes");
    let removed: Vec<(i64, i64)> = connection
        .prepare_cached(&sql)?
        .query_map([value], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (group, bytes) in removed {
        shrink(connection, group, bytes)?;
    }
    Ok(())
}

fn shrink(connection: &Connection, group: i64, bytes: i64) -> Result<(), LogsError> {
    connection
        .prepare_cached("UPDATE log_groups SET stored_bytes = stored_bytes - ?2 WHERE id = ?1")?
        .execute([group, bytes])?;
    Ok(())
}
