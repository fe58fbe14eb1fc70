//! What cannot be read: it is passed over, and whoever asked is told.

use std::cell::RefCell;
use std::collections::HashSet;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use rusqlite::Connection;

use crate::model::Skipped;

/// Where something cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    Traces,
    TraceBlocks,
    LogBlocks,
    HoneycombBlocks,
    RollbarItems,
    RollbarOccurrences,
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

/// A connection for one reader, and what that reader had to pass over.
pub struct Reading<'c> {
    connection: &'c Connection,
    passed: &'c RefCell<Vec<Unreadable>>,
}

impl<'c> Reading<'c> {
    pub(super) fn new(connection: &'c Connection, passed: &'c RefCell<Vec<Unreadable>>) -> Self {
        Self { connection, passed }
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
}

impl Deref for Reading<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
    }
}

/// More are not told apart.
const MOST_KNOWN: usize = 100_000;

/// What a store found unreadable since it was opened, each thing once.
#[derive(Debug, Default)]
pub(super) struct Found(Mutex<HashSet<(Part, i64)>>);

impl Found {
    pub(super) fn count(&self) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len() as u64
    }

    /// Keeps it, and tells whoever asked.
    pub(super) fn add(&self, passed: &[Unreadable]) {
        if passed.is_empty() {
            return;
        }
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for passed in passed {
            if known.len() < MOST_KNOWN {
                known.insert((passed.part, passed.key));
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
        let end = match ms < 0 {
            true => Timestamp::MIN,
            false => Timestamp::MAX,
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
