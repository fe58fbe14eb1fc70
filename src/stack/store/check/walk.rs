//! A table from its first row to its last, past what cannot be read.

use rusqlite::{Connection, OptionalExtension as _, Row};

use crate::stack::store::{StoreError, schema};

/// Keys, first and last, between which rows cannot be read.
pub(super) type Gap = (i64, i64);

/// Hands each row of a table with an integer key to `take`, the key in the first column
/// and `columns` behind it. Returns where rows could not be read.
pub(super) fn walk(
    connection: &Connection,
    table: &str,
    columns: &str,
    mut take: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
) -> Result<Vec<Gap>, StoreError> {
    if !connection.table_exists(None, table).unwrap_or(true) {
        let gaps = is_missing(connection, table)?.then_some((0, i64::MAX));
        return Ok(gaps.into_iter().collect());
    }
    let all = format!(
        "SELECT rowid, {columns} FROM {table} NOT INDEXED WHERE rowid >= ?1 ORDER BY rowid"
    );
    let mut statement = match connection.prepare(&all).map_err(StoreError::from) {
        Err(error) if error.is_damage() => return Ok(vec![(0, i64::MAX)]),
        statement => statement?,
    };
    let mut gaps = Vec::new();
    let mut from = 0_i64;
    loop {
        let mut rows = statement.query([from])?;
        let stopped = loop {
            match rows.next() {
                Ok(None) => break None,
                Ok(Some(row)) => {
                    let key: i64 = row.get(0)?;
                    // damaged pages may lead back to where it was
                    if key < from {
                        break Some(StoreError::Damaged("keys do not ascend".to_owned()));
                    }
                    from = key.saturating_add(1);
                    take(row)?;
                }
                Err(error) => break Some(StoreError::from(error)),
            }
        };
        match stopped {
            None => return Ok(gaps),
            Some(error) if !error.is_damage() => return Err(error),
            Some(_) => {}
        }
        drop(rows);
        match next_readable(connection, table, from)? {
            Some(next) if next > from => {
                gaps.push((from, next - 1));
                from = next;
            }
            Some(_) => {
                gaps.push((from, from));
                from = from.saturating_add(1);
            }
            None => {
                gaps.push((from, i64::MAX));
                return Ok(gaps);
            }
        }
        if from == i64::MAX {
            return Ok(gaps);
        }
    }
}

/// Whether a table that is not there should be: an older format has fewer.
pub(super) fn is_missing(connection: &Connection, table: &str) -> Result<bool, StoreError> {
    let format = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(schema::has_table(format, table))
}

/// The key where reading may go on after it failed at `from` or behind it.
fn next_readable(
    connection: &Connection,
    table: &str,
    from: i64,
) -> Result<Option<i64>, StoreError> {
    let find =
        format!("SELECT rowid FROM {table} NOT INDEXED WHERE rowid >= ?1 ORDER BY rowid LIMIT 1");
    let mut find = connection.prepare(&find)?;
    // the next key, or that there is none, if the page can be read that would hold it
    let mut probe = |at: i64| -> Result<Option<Option<i64>>, StoreError> {
        let found = find.query_row([at], |row| row.get(0)).optional();
        match found.map_err(StoreError::from) {
            Ok(found) => Ok(Some(found)),
            Err(error) if error.is_damage() => Ok(None),
            Err(error) => Err(error),
        }
    };
    // the row can be found and not be read: a page that it continues on is damaged
    if let Some(found) = probe(from)? {
        return Ok(found.map(|row| row.saturating_add(1)));
    }
    let mut step = 1_i64;
    let (mut unreadable, mut readable) = loop {
        let Some(at) = from.checked_add(step) else {
            return Ok(None);
        };
        if probe(at)?.is_some() {
            break (from + step / 2, at);
        }
        // nothing behind it can be read either
        let Some(doubled) = step.checked_mul(2) else {
            return Ok(None);
        };
        step = doubled;
    };
    while readable - unreadable > 1 {
        let middle = unreadable + (readable - unreadable) / 2;
        if probe(middle)?.is_some() {
            readable = middle;
        } else {
            unreadable = middle;
        }
    }
    Ok(Some(readable))
}
