//! The tables, and how an older file becomes a newer one.
//!
//! A format is frozen once a version was released with it, or once a store of it was recorded in
//! `tests/fixtures/store/`. Formats 1 and 2 are frozen: neither their entries in [`MIGRATIONS`],
//! nor the `schema/*.sql` files of these, nor their recordings are ever edited. A change is a new
//! file in `schema/`, a new entry, and `STORE_FORMAT` + 1; `docs/ARCHITECTURE.md` ("How to change
//! the store's format") says how a format is recorded and what else a new table needs.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::error::StoreError;
use crate::model::{STORE_FORMAT, Version};

/// What brings a file from the version before to this one, oldest first. The entry of a
/// frozen format never changes.
const MIGRATIONS: &[&[&str]] = &[
    &[
        include_str!("schema/meta.sql"),
        include_str!("schema/honeycomb.sql"),
        include_str!("schema/traces.sql"),
        include_str!("schema/rollbar.sql"),
        include_str!("schema/logs.sql"),
        include_str!("schema/xray.sql"),
    ],
    &[include_str!("schema/log_grams.sql")],
];

/// The format that this version writes.
pub const VERSION: i64 = STORE_FORMAT as i64;
const _: () = assert!(MIGRATIONS.len() == STORE_FORMAT as usize);

/// What the write-ahead log is cut to when it starts anew.
pub(super) const LOG_BYTES: u64 = 64 << 20;

/// How SQLite numbers that kind of `auto_vacuum`.
const INCREMENTAL: i64 = 2;

/// Settings of the writing connection, before anything is written.
pub(super) fn prepare(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(Duration::from_secs(5))?;
    // both must come before the first table. Five blocks of a usual trace fit in a page of
    // this size and two in half of it, for a quarter less work in writing.
    connection.pragma_update(None, "page_size", 8_192)?;
    // lets retention give space back to the disk. To say it again would be a write, and a
    // full disk is no reason not to read what is there
    let vacuum: i64 = connection.pragma_query_value(None, "auto_vacuum", |row| row.get(0))?;
    if vacuum != INCREMENTAL {
        connection.pragma_update(None, "auto_vacuum", INCREMENTAL)?;
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // a commit survives the process; only the loss of power can undo the last ones
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    // pages: 32 MB
    connection.pragma_update(None, "wal_autocheckpoint", 4_000)?;
    connection.pragma_update(None, "journal_size_limit", LOG_BYTES.cast_signed())?;
    connection.pragma_update(None, "cache_size", -32_768)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// How much the file may grow beyond its limit at least.
const MIN_SLACK: u64 = 64 << 20;

/// Lets the file grow a quarter beyond `bytes`, in which retention has time to make room;
/// beyond that, writes fail as on a full disk.
pub(super) fn limit(connection: &Connection, bytes: u64) -> Result<(), StoreError> {
    let page: i64 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
    let pages = bytes.saturating_add(MIN_SLACK.max(bytes / 4)) / page.unsigned_abs().max(1);
    // SQLite numbers pages in 32 bits
    let pages = u32::try_from(pages).unwrap_or(u32::MAX - 1);
    connection.pragma_update(None, "max_page_count", pages)?;
    Ok(())
}

pub(super) fn open_reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    // through a mapping, a file that is cut or a sector that cannot be read would end the
    // process, where a read fails
    connection.pragma_update(None, "mmap_size", 0)?;
    // finds more of what is damaged in a page when it is read first
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Brings the file to [`VERSION`]; each step is one transaction with its version number.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > VERSION {
        return Err(StoreError::Newer {
            found,
            known: VERSION,
            by: written_by(connection),
        });
    }
    if found == 0 && is_unnumbered(connection)? {
        return Err(StoreError::Damaged(UNNUMBERED.to_owned()));
    }
    for (version, steps) in (1_i64..).zip(MIGRATIONS) {
        if version <= found {
            continue;
        }
        let transaction = connection.transaction()?;
        for step in *steps {
            transaction.execute_batch(step)?;
        }
        transaction.pragma_update(None, "user_version", version)?;
        transaction.commit()?;
    }
    // an earlier version that cannot read this can say which one can
    if written_by(connection).as_deref() != Some(Version::NUMBER) {
        let sql = "INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)";
        // a full disk does not keep anybody from reading
        let _ = connection.execute(sql, [WRITTEN_BY, Version::NUMBER]);
    }
    Ok(())
}

pub(super) const UNNUMBERED: &str = "the number of its format is lost";

/// Whether a file whose format is 0 is a store all the same: a new one has no tables, and gets
/// its number with the first of them.
///
/// # Errors
/// [`StoreError::Foreign`] for what has tables of others only.
pub(super) fn is_unnumbered(connection: &Connection) -> Result<bool, StoreError> {
    let sql = "SELECT count(*), count(*) FILTER (WHERE name = 'trace_blocks') FROM sqlite_schema";
    let found = connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    match found {
        (0_i64, _) => Ok(false),
        (_, 0_i64) => Err(StoreError::Foreign),
        _ => Ok(true),
    }
}

/// The tables of this version's format, in the order in which they were added.
pub(super) fn tables() -> impl Iterator<Item = &'static str> {
    tables_of(VERSION)
}

/// Whether a store of this format has such a table.
pub(super) fn has_table(format: i64, table: &str) -> bool {
    tables_of(format).any(|name| name == table)
}

/// Read from the migrations, not from a file: a damaged file may have lost tables.
fn tables_of(format: i64) -> impl Iterator<Item = &'static str> {
    let formats = (1_i64..).zip(MIGRATIONS);
    formats
        .take_while(move |(version, _)| *version <= format)
        .flat_map(|(_, steps)| *steps)
        .flat_map(|step| step.lines())
        .filter_map(|line| line.strip_prefix("CREATE TABLE ")?.strip_suffix(" ("))
}

/// Where the version of the program is kept that last opened the store.
const WRITTEN_BY: &str = "program.version";

/// `None` where it is not known: of an error this is not the place.
pub(super) fn written_by(connection: &Connection) -> Option<String> {
    let sql = "SELECT value FROM meta WHERE name = ?1";
    connection
        .query_row(sql, [WRITTEN_BY], |row| row.get(0))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `tables` reads SQL by lines, and every check and repair relies on it.
    #[test]
    fn every_table_of_a_new_store_is_listed() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        let sql = "SELECT name FROM sqlite_schema
                   WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid";
        let mut statement = connection.prepare(sql).unwrap();
        let names = statement.query_map([], |row| row.get(0)).unwrap();
        let names: Vec<String> = names.map(Result::unwrap).collect();
        assert_eq!(names, tables().collect::<Vec<_>>());
    }
}
