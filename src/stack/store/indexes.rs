//! Whether the indexes lead to every row.
//!
//! A page of an index that is damaged need not look so: a list that goes by it is shorter
//! then, and SQLite reports nothing. So behind the work of a running stack each row is looked
//! for in each index of its table, a few at a time. From the moment that one is missing, every
//! answer says that it may be incomplete, until the index is rebuilt.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio_util::sync::CancellationToken;

use super::retention::SWEEP;
use super::{Store, StoreError};

/// An index of a table whose rows have an integer key. The others are small, and their
/// lists do not go by an index of their own.
#[derive(Debug, Clone)]
struct Index {
    table: String,
    name: String,
    columns: Vec<String>,
    /// Which rows it has, if not all.
    condition: Option<String>,
}

/// Rows that are looked for at once.
const AT_ONCE: i64 = 500;
/// What a look costs is followed by a pause so many times as long.
const PAUSE: u32 = 10;
const MIN_PAUSE: Duration = Duration::from_millis(20);
/// When a stack has just started, others want the disk.
const AFTER_START: Duration = Duration::from_secs(5);
/// Between two looks at all of the store.
const EACH: Duration = Duration::from_secs(86_400);
/// Lines of SQLite's report on its structures that are read.
const MAX_LINES: u32 = 1_000;

/// Looks through the indexes again and again, and soon after something damaged was met.
pub async fn watch_indexes(store: Store, shutdown: CancellationToken) {
    let met = store.0.found.met();
    let mut wait = AFTER_START;
    loop {
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = met.notified() => {}
            () = shutdown.cancelled() => return,
        }
        tokio::select! {
            // a disk that fails shows in every answer; here it only means to try again later
            _ = store.verify_indexes(true) => {}
            () = shutdown.cancelled() => return,
        }
        wait = EACH;
    }
}

/// What a look at a part of a table found.
enum Part {
    /// The last key.
    Whole(i64),
    End,
    IndexDamaged,
    /// Readers pass over it and say so.
    TableDamaged,
}

impl Store {
    /// Looks through all indexes, and rebuilds those that are damaged.
    pub async fn verify_indexes(&self, with_pauses: bool) -> Result<(), StoreError> {
        let indexes = self.read(|connection| list(connection)).await?;
        let mut damaged = Vec::new();
        for index in indexes {
            if !self.is_whole(&index, with_pauses).await? {
                self.0.indexes_damaged.store(true, Ordering::Relaxed);
                damaged.push(index);
            }
        }
        if damaged.is_empty() {
            self.0.indexes_damaged.store(false, Ordering::Relaxed);
            return Ok(());
        }
        let names = damaged.iter().map(|index| format!("`{}`", index.name));
        let names = names.collect::<Vec<_>>().join(", ");
        if !self.rebuild(damaged).await? {
            self.0.notices.add(format!(
                "an index of the store is damaged, so that answers may lack rows: {names}; run `cruddur-obs local stop`, then `cruddur-obs local check --repair`"
            ));
            return Ok(());
        }
        self.0.indexes_damaged.store(false, Ordering::Relaxed);
        self.0.notices.add(format!(
            "an index of the store was damaged and has been rebuilt: {names}; answers before that may have lacked rows"
        ));
        Ok(())
    }

    async fn is_whole(&self, index: &Index, with_pauses: bool) -> Result<bool, StoreError> {
        let mut after = i64::MIN;
        loop {
            let started = Instant::now();
            let asked = index.clone();
            let part = self.read(move |connection| look(connection, &asked, after));
            match part.await? {
                Part::Whole(last) => after = last,
                Part::End | Part::TableDamaged => return Ok(true),
                Part::IndexDamaged => return Ok(false),
            }
            if with_pauses {
                tokio::time::sleep(MIN_PAUSE.max(started.elapsed() * PAUSE)).await;
            }
        }
    }

    /// Makes indexes anew from their tables, if their pages are only theirs: whether all of
    /// them are whole then.
    async fn rebuild(&self, indexes: Vec<Index>) -> Result<bool, StoreError> {
        match self.read(|connection| is_only_content(connection)).await {
            Err(error) if error.is_damage() => return Ok(false),
            only => {
                if !only? {
                    return Ok(false);
                }
            }
        }
        let names: Vec<String> = indexes.iter().map(|index| index.name.clone()).collect();
        let rebuilt = self.write(SWEEP, move |connection| {
            for name in names {
                connection.execute_batch(&format!("REINDEX {name}"))?;
            }
            Ok(())
        });
        match rebuilt.await {
            Err(error) if error.outage().is_none() => return Ok(false),
            rebuilt => rebuilt?,
        }
        for index in &indexes {
            if !self.is_whole(index, false).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn list(connection: &Connection) -> Result<Vec<Index>, StoreError> {
    let mut statement = connection.prepare(
        "SELECT i.tbl_name, i.name, i.sql FROM sqlite_schema i
         JOIN sqlite_schema t ON t.type = 'table' AND t.name = i.tbl_name
         WHERE i.type = 'index' AND t.sql NOT LIKE '%WITHOUT ROWID%' ORDER BY i.rowid",
    )?;
    let mut columns =
        connection.prepare("SELECT name FROM pragma_index_info(?1) ORDER BY seqno")?;
    let rows = statement.query_map([], |row| {
        let sql: Option<String> = row.get(2)?;
        let name: String = row.get(1)?;
        Ok(Index {
            table: row.get(0)?,
            columns: columns
                .query_map([&name], |row| row.get(0))?
                .collect::<Result<_, _>>()?,
            name,
            condition: sql.and_then(|sql| Some(sql.split_once(" WHERE ")?.1.to_owned())),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Looks for the rows of the table behind the key `after` in its index.
fn look(connection: &Connection, index: &Index, after: i64) -> Result<Part, StoreError> {
    let Index { table, name, .. } = index;
    let columns = index.columns.join(", ");
    let part = format!(
        "WITH part AS MATERIALIZED (SELECT rowid AS key, {columns} FROM {table} NOT INDEXED
             WHERE rowid > ?1 ORDER BY rowid LIMIT {AT_ONCE})"
    );
    let equal = index.columns.iter().map(|c| format!("i.{c} IS part.{c}"));
    let equal = equal.collect::<Vec<_>>().join(" AND ");
    let condition = index.condition.as_deref().unwrap_or("true");
    // to be found by a key and to lead to it are read from different bytes
    let missing = format!(
        "{part} SELECT max(key), coalesce(sum(({condition}) AND key IS NOT (
             SELECT i.rowid FROM {table} AS i INDEXED BY {name}
             WHERE {equal} AND i.rowid = part.key AND ({condition}))), 0) FROM part"
    );
    let found = connection
        .prepare_cached(&missing)
        .and_then(|mut find| find.query_row([after], |row| Ok((row.get(0)?, row.get(1)?))));
    match found.map_err(StoreError::from) {
        Ok((Some(last), 0)) => Ok(Part::Whole(last)),
        Ok((None, _)) => Ok(Part::End),
        Ok::<(Option<i64>, i64), _>(_) => Ok(Part::IndexDamaged),
        Err(error) if error.is_damage() => {
            let alone = format!("{part} SELECT count(*) FROM part");
            let read: Result<i64, _> = connection.query_row(&alone, [after], |row| row.get(0));
            match read.map_err(StoreError::from) {
                Ok(_) => Ok(Part::IndexDamaged),
                Err(error) if error.is_damage() => Ok(Part::TableDamaged),
                Err(error) => Err(error),
            }
        }
        Err(error) => Err(error),
    }
}

/// Whether SQLite finds nothing damaged but what indexes contain. To rebuild one gives its
/// pages back first: if it leads to a page of something else, that would be lost.
fn is_only_content(connection: &Connection) -> Result<bool, StoreError> {
    let mut statement = connection.prepare(&format!("PRAGMA integrity_check({MAX_LINES})"))?;
    let mut rows = statement.query([])?;
    let mut lines = 0;
    while let Some(row) = rows.next()? {
        let text: String = row.get(0)?;
        for line in text.lines() {
            let of_content = line == "ok"
                || (line.starts_with("row ") && line.contains(" index "))
                || line.starts_with("wrong # of entries in index ")
                || line.starts_with("non-unique entry in index ");
            if !of_content {
                return Ok(false);
            }
            lines += 1;
        }
    }
    Ok(lines < MAX_LINES)
}

#[cfg(test)]
mod tests;
