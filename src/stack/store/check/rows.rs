//! Rows as they were declared: what of them can be read.

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Row};

use super::walk::{is_missing, walk};
use super::{Finding, Report, blocks};
use crate::model::{ItemStatus, Level};
use crate::stack::store::{StoreError, schema};

/// A column, and what it may hold.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) name: String,
    kind: Kind,
    may_be_null: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Integer,
    Text,
    Blob,
}

/// The columns of a table; none if the table is not there.
pub(super) fn columns(connection: &Connection, table: &str) -> Result<Vec<Column>, StoreError> {
    let sql = "SELECT name, type, \"notnull\" = 0 AND pk = 0 FROM pragma_table_info(?1)";
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([table], |row| {
        let kind: String = row.get(1)?;
        Ok(Column {
            name: row.get(0)?,
            kind: match kind.as_str() {
                "INTEGER" => Kind::Integer,
                "BLOB" => Kind::Blob,
                _ => Kind::Text,
            },
            may_be_null: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The names of columns, for a statement.
pub(super) fn names(columns: &[Column]) -> String {
    let names: Vec<&str> = columns.iter().map(|column| &*column.name).collect();
    names.join(", ")
}

impl Column {
    /// The value in a row, if it is one that the column may hold.
    pub(super) fn value(&self, table: &str, row: &Row<'_>, at: usize) -> Option<Value> {
        let value = row.get_ref(at).ok()?;
        match (value, self.kind) {
            (ValueRef::Null, _) if self.may_be_null => {}
            (ValueRef::Integer(_), Kind::Integer) | (ValueRef::Blob(_), Kind::Blob) => {}
            (ValueRef::Text(text), Kind::Text) => {
                let text = std::str::from_utf8(text).ok()?;
                self.is_known(table, text).then_some(())?;
            }
            _ => return None,
        }
        row.get(at).ok()
    }

    /// Whether a text of which there are few is one of them.
    fn is_known(&self, table: &str, text: &str) -> bool {
        match (table, &*self.name) {
            ("rollbar_items", "level") => text.parse::<Level>().is_ok(),
            ("rollbar_items", "status") => text.parse::<ItemStatus>().is_ok(),
            ("xray_rules", "rule") => serde_json::from_str::<serde_json::Value>(text).is_ok(),
            _ => true,
        }
    }
}

/// Looks at each value of every table that `blocks` does not look at: a new table is checked
/// without being listed anywhere.
pub(super) fn check(connection: &Connection, report: &mut Report) -> Result<(), StoreError> {
    for table in schema::tables().filter(|table| !blocks::TABLES.contains(table)) {
        let columns = match columns(connection, table) {
            Err(error) if error.is_damage() => Vec::new(),
            columns => columns?,
        };
        if columns.is_empty() {
            if is_missing(connection, table)? {
                report.add_gaps(table, vec![(0, i64::MAX)]);
            }
            continue;
        }
        let mut findings = Vec::new();
        let mut look = |row: &Row<'_>, key: i64, first: usize| {
            let mut damaged = columns
                .iter()
                .enumerate()
                .filter(|(at, column)| column.value(table, row, first + at).is_none());
            if let Some((_, column)) = damaged.next() {
                findings.push(Finding {
                    table,
                    keys: (key, key),
                    owner: None,
                    span_ms: None,
                    problem: format!("its `{}` is not what was written", column.name),
                    is_orphan: false,
                });
            }
        };
        if has_key(connection, table)? {
            let gaps = walk(connection, table, &names(&columns), |row| {
                look(row, row.get(0)?, 1);
                Ok(())
            })?;
            report.add_gaps(table, gaps);
        } else {
            let mut number = 0;
            let all = (|| -> rusqlite::Result<()> {
                let sql = format!("SELECT {} FROM {table} NOT INDEXED", names(&columns));
                let mut statement = connection.prepare(&sql)?;
                let mut rows = statement.query([])?;
                while let Some(row) = rows.next()? {
                    number += 1;
                    look(row, number, 0);
                }
                Ok(())
            })();
            match all.map_err(StoreError::from) {
                Err(error) if error.is_damage() => {
                    report.add_gaps(table, vec![(number + 1, i64::MAX)]);
                }
                all => all?,
            }
        }
        report.findings.append(&mut findings);
    }
    Ok(())
}

/// Whether the rows of a table have an integer key.
fn has_key(connection: &Connection, table: &str) -> Result<bool, StoreError> {
    let sql = "SELECT sql NOT LIKE '%WITHOUT ROWID%' FROM sqlite_schema
               WHERE type = 'table' AND name = ?1";
    Ok(connection.query_row(sql, [table], |row| row.get(0))?)
}
