//! What cannot be read: it is passed over, and whoever asked is told.

use std::cell::RefCell;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hasher as _};
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Params, Row, Rows};
use tokio::sync::Notify;

use super::StoreError;
use crate::model::Skipped;

/// Where something cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    Traces,
    TraceBlocks,
    LogGroups,
    LogTags,
    LogStreams,
    LogBlocks,
    LogFilters,
    LogPolicies,
    LogDefinitions,
    HoneycombDatasets,
    HoneycombBlocks,
    RollbarItems,
    RollbarOccurrences,
    XrayGroups,
    XrayRules,
    XrayTags,
    XraySampling,
    /// Rows that an index does not lead to.
    Indexes,
    /// What could not be answered at all.
    Answers,
}

/// One block or row that cannot be read, or what lies behind a page that cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Unreadable {
    pub part: Part,
    /// Its key in the part; negative for what has none.
    pub key: i64,
    /// The times of what it holds, in milliseconds.
    pub span_ms: Option<(i64, i64)>,
}

impl Unreadable {
    /// Some rows, it is not known which.
    pub(super) const INDEX: Self = Self {
        part: Part::Indexes,
        key: -1,
        span_ms: None,
    };
}

/// A connection for one reader, and what that reader had to pass over.
pub struct Reading<'c> {
    connection: &'c Connection,
    passed: &'c RefCell<Vec<Unreadable>>,
}

impl<'c> Reading<'c> {
    pub(super) fn new(connection: &'c Connection, passed: &'c RefCell<Vec<Unreadable>>) -> Self {
        Self { connection, passed }
    }

    /// Reads within a change, which tells nobody what it passes over.
    pub(super) fn apart<T>(
        connection: &Connection,
        work: impl FnOnce(&Reading<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        work(&Reading::new(connection, &RefCell::default()))
    }

    /// The same reader on one state of the database.
    pub(super) fn on<'s>(&'s self, connection: &'s Connection) -> Reading<'s> {
        Reading {
            connection,
            passed: self.passed,
        }
    }

    /// Passes over something.
    pub(super) fn pass(&self, part: Part, key: i64, span_ms: Option<(i64, i64)>) {
        self.passed
            .borrow_mut()
            .push(Unreadable { part, key, span_ms });
    }

    /// The next row that `of` can read; each before it is passed over, with the times that
    /// `span` finds in it. So is the rest of the list (asked for with no row) where a page
    /// cannot be read: behind it is nothing that can be reached from here.
    ///
    /// A list is cut to its length by who asks for it, not by the statement: a row that is
    /// passed over makes no page short.
    pub(super) fn next_spanning<T, E>(
        &self,
        part: Part,
        rows: &mut Rows<'_>,
        of: impl Fn(&Row<'_>) -> Result<T, E>,
        span: impl Fn(Option<&Row<'_>>) -> Option<(i64, i64)>,
    ) -> Result<Option<T>, StoreError>
    where
        E: Into<StoreError>,
    {
        loop {
            let row = match rows.next().map_err(StoreError::from) {
                Ok(Some(row)) => row,
                Ok(None) => return Ok(None),
                Err(error) if error.is_damage() => {
                    self.pass(part, -1, span(None));
                    return Ok(None);
                }
                Err(error) => return Err(error),
            };
            match of(row).map_err(Into::into) {
                Err(error) if error.is_damage() => self.pass(part, key_of(row), span(Some(row))),
                read => return read.map(Some),
            }
        }
    }

    /// The same of rows without times.
    pub(super) fn next<T, E>(
        &self,
        part: Part,
        rows: &mut Rows<'_>,
        of: impl Fn(&Row<'_>) -> Result<T, E>,
    ) -> Result<Option<T>, StoreError>
    where
        E: Into<StoreError>,
    {
        self.next_spanning(part, rows, of, |_| None)
    }

    /// The first `limit` rows that `of` can read.
    pub(super) fn list<T, E>(
        &self,
        part: Part,
        limit: usize,
        (sql, parameters): (&str, impl Params),
        of: impl Fn(&Row<'_>) -> Result<T, E>,
    ) -> Result<Vec<T>, StoreError>
    where
        E: Into<StoreError>,
    {
        let mut statement = self.prepare_cached(sql)?;
        let mut rows = statement.query(parameters)?;
        let mut list = Vec::new();
        while list.len() < limit
            && let Some(read) = self.next(part, &mut rows, &of)?
        {
            list.push(read);
        }
        Ok(list)
    }

    /// The one row that a statement finds; nothing, too, if it cannot be read.
    pub(super) fn one<T, E>(
        &self,
        part: Part,
        query: (&str, impl Params),
        of: impl Fn(&Row<'_>) -> Result<T, E>,
    ) -> Result<Option<T>, StoreError>
    where
        E: Into<StoreError>,
    {
        Ok(self.list(part, 1, query, of)?.pop())
    }
}

impl Deref for Reading<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
    }
}

/// What tells a row that cannot be read from others: its number, if that comes first, or
/// else all that is there of it.
fn key_of(row: &Row<'_>) -> i64 {
    if let Ok(id) = row.get::<_, i64>(0) {
        return id;
    }
    let mut hasher = DefaultHasher::new();
    for column in 0..row.as_ref().column_count() {
        match row.get_ref(column) {
            Ok(ValueRef::Text(bytes) | ValueRef::Blob(bytes)) => hasher.write(bytes),
            Ok(ValueRef::Integer(number)) => hasher.write_i64(number),
            _ => {}
        }
        hasher.write_u8(0xff);
    }
    // one bit less: negative keys are of what has none
    (hasher.finish() >> 1).cast_signed()
}

/// More are not told apart.
const MAX_KNOWN: usize = 100_000;

/// What a store found unreadable since it was opened, each thing once.
#[derive(Debug, Default)]
pub(super) struct Found {
    known: Mutex<HashSet<(Part, i64)>>,
    met: Arc<Notify>,
}

impl Found {
    /// Wakes one task when something was met that was not known.
    pub(super) fn met(&self) -> Arc<Notify> {
        Arc::clone(&self.met)
    }

    pub(super) fn count(&self) -> u64 {
        self.known
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .len() as u64
    }

    /// The same if there is no answer because what it needs cannot be read.
    pub(super) fn add_failure<T>(&self, result: &Result<T, StoreError>) {
        if result.as_ref().is_err_and(StoreError::is_damage) {
            self.add(&[Unreadable {
                part: Part::Answers,
                key: -1,
                span_ms: None,
            }]);
        }
    }

    /// Keeps it, and tells whoever asked.
    pub(super) fn add(&self, passed: &[Unreadable]) {
        if passed.is_empty() {
            return;
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        for passed in passed {
            if known.len() < MAX_KNOWN && known.insert((passed.part, passed.key)) {
                self.met.notify_one();
            }
        }
        drop(known);
        // what works in the background has nobody to tell
        let _ = ASKED.try_with(|asked| {
            let mut asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
            asked.extend(passed);
        });
    }
}

tokio::task_local! {
    /// What the answer under way leaves out.
    static ASKED: Arc<Mutex<HashSet<Unreadable>>>;
}

/// Runs what makes one answer, and says what that leaves out.
pub async fn watched<F: Future>(answer: F) -> (F::Output, Option<Skipped>) {
    let asked = Arc::default();
    let answer = ASKED.scope(Arc::clone(&asked), answer).await;
    let asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
    (answer, skipped(&asked))
}

fn skipped(passed: &HashSet<Unreadable>) -> Option<Skipped> {
    let spans = || passed.iter().filter_map(|passed| passed.span_ms);
    let time = |ms: i64| {
        let end = if ms < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        };
        Timestamp::from_millisecond(ms).unwrap_or(end)
    };
    let from = spans().map(|(from, _)| from).min();
    let to = spans().map(|(_, to)| to).max();
    (!passed.is_empty()).then(|| Skipped {
        blocks: passed.len() as u64,
        span: from.map(time).zip(to.map(time)),
    })
}

#[cfg(test)]
mod tests;
