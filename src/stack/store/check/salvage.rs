//! What is whole, into a new file.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};

use super::relink::Pages;
use super::walk::{is_missing, walk};
use super::{Finding, GAP, Report, look, open, parents};
use crate::stack::store::{FILE, LogDamage, StoreError, schema, wal};

/// What was written to a new file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Saved {
    /// What was found damaged in the old one.
    pub report: Report,
    /// Rows in the new one.
    pub rows: u64,
    /// What became of the others, by table.
    pub losses: BTreeMap<String, Losses>,
}

/// Rows of a table that could not be copied.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Losses {
    pub lost: u64,
    /// Pages cannot be read, and how many rows they held is not known.
    pub more: bool,
    /// Made anew from the rows that belong to them. Names that are nowhere else are lost.
    pub rebuilt: u64,
}

/// The file to read from.
struct Source {
    path: PathBuf,
    log: Option<LogDamage>,
    is_copy: bool,
}

impl Source {
    /// The database itself; or if SQLite would not see all of its log, a copy with it.
    fn new(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join(FILE);
        let Some(log) = wal::inspect(folder)? else {
            return Ok(Self {
                path,
                log: None,
                is_copy: false,
            });
        };
        let source = Self {
            path: folder.join(format!("{FILE}.copy")),
            log: Some(log.damage),
            is_copy: true,
        };
        // of one that was interrupted
        remove(&source.path);
        let mut copy = fs::OpenOptions::new()
            .create_new(true)
            .read(true)
            .write(true)
            .mode(0o600)
            .open(&source.path)?;
        if path.try_exists()? {
            io::copy(&mut fs::File::open(&path)?, &mut copy)?;
        }
        wal::apply(&log, &copy)?;
        Ok(source)
    }
}

impl Source {
    /// Makes it a copy in which each table leads to all of its rows that are there. Returns
    /// the tables that have lost some, or may have.
    fn relink(&mut self, folder: &Path, old: &Connection) -> Result<HashSet<String>, StoreError> {
        let sql = "SELECT name, rootpage FROM sqlite_schema
                   WHERE type = 'table' AND sql NOT LIKE '%WITHOUT ROWID%'";
        let mut roots = BTreeMap::new();
        if let Ok(mut statement) = old.prepare(sql) {
            let mut rows = statement.query([])?;
            while let Ok(Some(row)) = rows.next() {
                if let (Ok(table), Ok(root)) = (row.get(0), row.get(1)) {
                    roots.insert(table, root);
                }
            }
        }
        if !self.is_copy {
            let path = folder.join(format!("{FILE}.copy"));
            remove(&path);
            let from = std::mem::replace(&mut self.path, path);
            self.is_copy = true;
            for end in ["", "-wal"] {
                let to = format!("{}{end}", self.path.display());
                match fs::copy(format!("{}{end}", from.display()), to) {
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    copied => drop(copied?),
                }
            }
            // what is only in the log goes into the file; if it cannot, it is read from there
            let writing = Connection::open(&self.path)?;
            let _ = writing.pragma_update(None, "writable_schema", true);
            let _ = writing.pragma_update(None, "wal_checkpoint", "TRUNCATE");
        }
        let file = fs::OpenOptions::new()
            .read(true)
            .write(true)
            .open(&self.path)?;
        match Pages::new(&file)? {
            Some(mut pages) => Ok(pages.relink(&roots)?),
            None => Ok(roots.into_keys().collect()),
        }
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        if self.is_copy {
            remove(&self.path);
        }
    }
}

/// Removes a database with its log; what cannot be removed is harmless.
fn remove(path: &Path) {
    for end in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{end}", path.display()));
    }
}

/// Writes what is whole of the store in `folder` to the file `to`, which must not be there.
///
/// # Errors
/// As [`check`](super::check); and whatever keeps the new file from being written, of which
/// nothing is left then.
pub(crate) fn salvage(folder: &Path, to: &Path) -> Result<Saved, StoreError> {
    let mut source = Source::new(folder)?;
    let mut old = open(&source.path)?;
    let mut report = Report {
        log: source.log,
        ..Report::default()
    };
    look(&old, &mut report)?;
    let (mut gaps, mut with_losses) = (Vec::new(), HashSet::new());
    if report.findings.iter().any(|finding| finding.problem == GAP) {
        with_losses = source.relink(folder, &old)?;
        old = open(&source.path)?;
        let found = Report {
            log: source.log,
            ..Report::default()
        };
        let before = std::mem::replace(&mut report, found);
        look(&old, &mut report)?;
        report.structure = before.structure;
        gaps = before.findings;
        gaps.retain(|gap| gap.problem == GAP && with_losses.contains(gap.table));
    }
    fs::OpenOptions::new()
        .create_new(true)
        .append(true)
        .mode(0o600)
        .open(to)
        .map_err(|error| StoreError::Unopened(format!("`{}`: {error}", to.display())))?;
    match write(&old, &report.findings, to) {
        Ok((rows, mut losses)) => {
            // between those keys something was saved, and something not
            report.findings.append(&mut gaps);
            for table in with_losses {
                losses.entry(table).or_default().more = true;
            }
            // filters are made anew from the blocks
            losses.remove("log_grams");
            Ok(Saved {
                report,
                rows,
                losses,
            })
        }
        Err(error) => {
            remove(to);
            Err(error)
        }
    }
}

/// The tables of a store, each with whether its rows have an integer key.
fn tables(new: &Connection) -> Result<Vec<(String, bool)>, StoreError> {
    let sql = "SELECT name, sql NOT LIKE '%WITHOUT ROWID%' FROM sqlite_schema
               WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid";
    let mut statement = new.prepare(sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

type AllLosses = BTreeMap<String, Losses>;

fn write(
    old: &Connection,
    findings: &[Finding],
    to: &Path,
) -> Result<(u64, AllLosses), StoreError> {
    let mut new = Connection::open(to)?;
    schema::prepare(&new)?;
    schema::migrate(&mut new)?;
    // parents may come after their children, or be lost
    new.pragma_update(None, "foreign_keys", false)?;
    let mut damaged: HashMap<&str, Vec<(i64, i64)>> = HashMap::new();
    for finding in findings.iter().filter(|finding| !finding.is_orphan) {
        damaged.entry(finding.table).or_default().push(finding.keys);
    }
    let copying = new.transaction()?;
    let mut skipped: BTreeMap<String, Skipped> = BTreeMap::new();
    for (table, has_key) in tables(&copying)? {
        let without = damaged.get(table.as_str()).map_or(&[][..], Vec::as_slice);
        let of_table = copy(old, &copying, &table, has_key, without)?;
        skipped.insert(table, of_table);
    }
    sequences(old, &copying)?;
    let mut losses = AllLosses::new();
    for (table, key) in parents::rebuild(old, &copying)? {
        losses.entry(table.to_owned()).or_default().rebuilt += 1;
        if let Some(skipped) = skipped.get_mut(table) {
            skipped.keys.remove(&key);
        }
    }
    for (table, rows) in tidy(&copying)? {
        losses.entry(table).or_default().lost += rows;
    }
    // filters are made anew from the blocks
    skipped.remove("log_grams");
    for (table, skipped) in skipped {
        let of_table = losses.entry(table).or_default();
        of_table.lost += skipped.keys.len() as u64 + skipped.others;
        of_table.more = skipped.more;
    }
    losses.retain(|_, losses| *losses != Losses::default());
    let mut rows = 0;
    for (table, _) in tables(&copying)? {
        let sql = format!("SELECT count(*) FROM {table}");
        rows += copying
            .query_row(&sql, [], |row| row.get::<_, i64>(0))?
            .unsigned_abs();
    }
    copying.commit()?;
    new.pragma_update(None, "wal_checkpoint", "TRUNCATE")?;
    new.close().map_err(|(_, error)| error)?;
    Ok((rows, losses))
}

/// Rows that were not copied.
#[derive(Debug, Default)]
struct Skipped {
    keys: BTreeSet<i64>,
    /// Those without a key.
    others: u64,
    /// Pages could not be read.
    more: bool,
}

/// The columns that both files have.
fn columns(old: &Connection, new: &Connection, table: &str) -> Result<Vec<String>, StoreError> {
    let of = |connection: &Connection| -> Result<Vec<String>, StoreError> {
        let mut statement = connection.prepare("SELECT name FROM pragma_table_info(?1)")?;
        let names = statement.query_map([table], |row| row.get(0))?;
        Ok(names.collect::<Result<_, _>>()?)
    };
    let known = of(old)?;
    let mut columns = of(new)?;
    columns.retain(|column| known.contains(column));
    Ok(columns)
}

fn copy(
    old: &Connection,
    new: &Connection,
    table: &str,
    has_key: bool,
    damaged: &[(i64, i64)],
) -> Result<Skipped, StoreError> {
    let columns = columns(old, new, table)?;
    let mut skipped = Skipped::default();
    if columns.is_empty() {
        skipped.more = is_missing(old, table)?;
        return Ok(skipped);
    }
    let list = columns.join(", ");
    let places = vec!["?"; columns.len()].join(", ");
    let mut insert = new.prepare(&format!(
        "INSERT OR IGNORE INTO {table} ({list}) VALUES ({places})"
    ))?;
    // whether the row is in the table now; one that is not what was written cannot be
    let mut put = |row: &Row<'_>, first: usize| -> Result<bool, StoreError> {
        let values = (first..first + columns.len()).map(|column| row.get::<_, Value>(column));
        let Ok(values) = values.collect::<Result<Vec<_>, _>>() else {
            return Ok(false);
        };
        match insert.execute(params_from_iter(values)) {
            Err(error) if is_refused(&error) => Ok(false),
            // without a key it may have been met from the other end
            done => Ok(done? == 1 || !has_key),
        }
    };
    if has_key {
        let gaps = walk(old, table, &list, |row| {
            let key: i64 = row.get(0)?;
            let is_damaged = damaged
                .iter()
                .any(|(first, last)| (*first..=*last).contains(&key));
            if is_damaged || !put(row, 1)? {
                skipped.keys.insert(key);
            }
            Ok(())
        })?;
        skipped.more = !gaps.is_empty();
        return Ok(skipped);
    }
    // small tables: from both ends as far as they can be read
    let keys: Vec<String> = (1..=columns.len())
        .map(|column| column.to_string())
        .collect();
    for (number, order) in [keys.join(", "), format!("{} DESC", keys.join(" DESC, "))]
        .iter()
        .enumerate()
    {
        let sql = format!("SELECT {list} FROM {table} ORDER BY {order}");
        let Ok(mut statement) = old.prepare(&sql) else {
            skipped.more = true;
            continue;
        };
        let mut rows = statement.query([])?;
        loop {
            match rows.next() {
                Ok(None) => return Ok(skipped),
                Ok(Some(row)) => {
                    let is_lost = !put(row, 0)?;
                    skipped.others += u64::from(is_lost && number == 0);
                }
                Err(_) => break,
            }
        }
        skipped.more = true;
    }
    Ok(skipped)
}

/// By a table's own rules, and not by the disk.
pub(super) fn is_refused(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{ConstraintViolation, TypeMismatch};
    matches!(
        error.sqlite_error_code(),
        Some(ConstraintViolation | TypeMismatch)
    )
}

/// Ids that were given out are not given out again.
fn sequences(old: &Connection, new: &Connection) -> Result<(), StoreError> {
    let Ok(mut statement) = old.prepare("SELECT name, seq FROM sqlite_sequence") else {
        return Ok(());
    };
    let mut rows = statement.query([])?;
    while let Ok(Some(row)) = rows.next() {
        let (Ok(name), Ok(seq)) = (row.get::<_, String>(0), row.get::<_, i64>(1)) else {
            continue;
        };
        let raised = new.execute(
            "UPDATE sqlite_sequence SET seq = max(seq, ?2) WHERE name = ?1",
            (&name, seq),
        )?;
        if raised == 0 {
            new.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)",
                (&name, seq),
            )?;
        }
    }
    Ok(())
}

/// Takes away what leads nowhere, and counts anew what is counted. Returns how many rows of
/// which table.
fn tidy(new: &Connection) -> Result<Vec<(String, u64)>, StoreError> {
    let mut removed = Vec::new();
    for (table, _) in tables(new)? {
        let mut statement =
            new.prepare("SELECT \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?1)")?;
        let keys =
            statement.query_map([&table], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        for key in keys.collect::<Result<Vec<(String, String, String)>, _>>()? {
            let (parent, from, to) = key;
            let rows = new.execute(
                &format!("DELETE FROM {table} WHERE {from} NOT IN (SELECT {to} FROM {parent})"),
                [],
            )?;
            if table != "log_grams" {
                removed.push((table.clone(), rows as u64));
            }
        }
    }
    for (table, condition) in [
        (
            "trace_blocks",
            "place >> 20 NOT IN (SELECT seq FROM traces)",
        ),
        (
            "traces",
            "NOT EXISTS (SELECT 1 FROM trace_blocks
                 WHERE place >= seq << 20 AND place < (seq + 1) << 20)",
        ),
    ] {
        let rows = new.execute(&format!("DELETE FROM {table} WHERE {condition}"), [])?;
        removed.push((table.to_owned(), rows as u64));
    }
    new.execute_batch(
        "UPDATE log_groups SET stored_bytes =
             (SELECT coalesce(sum(bytes), 0) FROM log_blocks WHERE group_id = log_groups.id);",
    )?;
    Ok(removed)
}
