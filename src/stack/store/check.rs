//! Looking through a store that no stack runs on, and saving what is whole.
//!
//! Three layers can be damaged: SQLite's own pages, the rows in them, and the blocks in
//! the rows. A page that cannot be read hides what it holds and nothing else: tables are
//! walked past it by their keys (`walk`).

use std::fs;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::{EMPTY, FILE, LogDamage, SHARED, StoreError, read_only, schema, wal};

mod blocks;
mod parents;
mod relink;
mod repair;
mod rows;
mod salvage;
#[cfg(test)]
mod tests;
mod traced;
mod walk;

use walk::Gap;

pub(crate) use repair::{Repaired, repair};
pub(crate) use salvage::{Losses, Saved, salvage};

/// Something that cannot be read, or is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// The table, as SQLite names it.
    pub table: &'static str,
    /// The keys of its rows, first and last.
    pub keys: (i64, i64),
    /// The trace, group and stream, dataset or item that it belongs to, if that is known.
    pub owner: Option<String>,
    /// The times of what it holds, in milliseconds.
    pub span_ms: Option<(i64, i64)>,
    pub problem: String,
    /// They are whole, and what they belong to is missing.
    pub is_orphan: bool,
}

/// What a look through a store found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Report {
    /// What is wrong with the file as a whole.
    pub file: Option<String>,
    /// What SQLite would not see of the write-ahead log.
    pub log: Option<LogDamage>,
    /// Blocks that were read.
    pub blocks: u64,
    /// Of these, the ones without a checksum: they can be read, and that is all that is known.
    pub without_checksum: u64,
    pub findings: Vec<Finding>,
    /// What SQLite says of its own structures.
    pub structure: Vec<String>,
}

impl Report {
    fn add_gaps(&mut self, table: &'static str, gaps: Vec<Gap>) {
        self.findings.extend(gaps.into_iter().map(|keys| Finding {
            table,
            keys,
            owner: None,
            span_ms: None,
            problem: GAP.to_owned(),
            is_orphan: false,
        }));
    }

    pub(crate) fn is_whole(&self) -> bool {
        self.file.is_none()
            && self.log.is_none()
            && self.findings.is_empty()
            && self.structure.is_empty()
    }
}

/// What is said of keys between which rows cannot be read.
const GAP: &str = "rows cannot be read";

/// Lines of SQLite's own report that are kept.
const MAX_LINES: u32 = 100;

/// Reads all of the store in `folder` and changes nothing; nothing if there is none.
///
/// # Errors
/// [`StoreError::NotADatabase`], [`StoreError::Foreign`], [`StoreError::Newer`], and what keeps a file from being
/// opened at all.
pub(crate) fn check(folder: &Path) -> Result<Option<Report>, StoreError> {
    let path = folder.join(FILE);
    let log = wal::inspect(folder)?.map(|log| log.damage);
    let length = path.metadata().ok().map(|file| file.len());
    if length.is_none() && !path.try_exists()? && log.is_none() {
        return Ok(None);
    }
    let mut report = Report {
        log,
        ..Report::default()
    };
    match length {
        Some(1..) => {}
        // SQLite would take it for a new one, and delete the log
        Some(0) => report.file = Some(EMPTY.to_owned()),
        None => report.file = Some(format!("`{FILE}` is missing")),
    }
    if length.is_none_or(|length| length == 0) {
        return Ok(Some(report));
    }
    // SQLite makes it anew from what it sees of the log; of a damaged one it tells more
    let shared = folder.join(SHARED);
    let shared_before = fs::read(&shared);
    let read = read(&path, &mut report);
    match (log, shared_before) {
        // where nothing can be written, SQLite could not either
        (Some(_), Ok(before)) if fs::read(&shared).is_ok_and(|now| now == before) => {}
        (Some(_), Ok(before)) => fs::write(&shared, before)?,
        (Some(_), Err(_)) => {
            // what is not there need not be removed
            let _ = fs::remove_file(&shared);
        }
        (None, _) => {}
    }
    read.map(|()| Some(report))
}

fn read(path: &Path, report: &mut Report) -> Result<(), StoreError> {
    let connection = open(path)?;
    look(&connection, report)
}

fn look(connection: &Connection, report: &mut Report) -> Result<(), StoreError> {
    report.structure = structure(connection);
    if format(connection)? == 0 && schema::is_unnumbered(connection)? {
        report.structure.push(schema::UNNUMBERED.to_owned());
    }
    rows::check(connection, report)?;
    blocks::check(connection, report)
}

/// Opens a file to read what can be read of it, where nothing can be written as well.
fn open(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let usual = Connection::open_with_flags(path, flags)?;
    match ready(usual) {
        Err(error) if read_only::may_help(&error) => ready(read_only::open(path)?),
        opened => opened,
    }
}

fn ready(connection: Connection) -> Result<Connection, StoreError> {
    connection.busy_timeout(Duration::from_secs(5))?;
    // otherwise a file that lost its end is refused whole
    connection.pragma_update(None, "writable_schema", true)?;
    // a header that was hit says any version
    match format(&connection) {
        Ok(found) if found > schema::VERSION => Err(StoreError::Newer {
            found,
            known: schema::VERSION,
            by: schema::written_by(&connection),
        }),
        Ok(_) => Ok(connection),
        Err(error) => Err(error),
    }
}

fn format(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

fn structure(connection: &Connection) -> Vec<String> {
    let sql = format!("PRAGMA integrity_check({MAX_LINES})");
    let lines = || -> Result<Vec<String>, rusqlite::Error> {
        let mut statement = connection.prepare(&sql)?;
        let mut lines = Vec::new();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let text: String = row.get(0)?;
            lines.extend(text.lines().map(str::to_owned));
        }
        Ok(lines)
    };
    match lines() {
        Ok(lines) if lines == ["ok"] => Vec::new(),
        Ok(lines) => lines,
        Err(error) => vec![error.to_string()],
    }
}
