//! Calls that have no answer yet, so that a silence can be noticed.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The calls of one reader.
#[derive(Debug, Default)]
pub(super) struct InFlight(Mutex<Calls>);

#[derive(Debug, Default)]
struct Calls {
    next: u64,
    /// When each was sent, and which group it asks for.
    open: BTreeMap<u64, (Duration, String)>,
    /// When the last answer came by group, if only a refusal.
    answered: HashMap<String, Duration>,
}

/// A call until it is dropped.
pub(super) struct Call<'a> {
    calls: &'a InFlight,
    number: u64,
}

impl InFlight {
    pub(super) fn begin(&self, now: Duration, group: &str) -> Call<'_> {
        let mut calls = self.calls();
        let number = calls.next;
        calls.next += 1;
        calls.open.insert(number, (now, group.to_owned()));
        Call {
            calls: self,
            number,
        }
    }

    /// The groups whose calls were sent before `at`, and when the first of these was sent.
    pub(super) fn sent_before(&self, at: Duration) -> Option<(Duration, Vec<String>)> {
        let calls = self.calls();
        let open = calls.open.values();
        let late: Vec<_> = open.filter(|(sent, _)| *sent < at).collect();
        let first = late.iter().map(|(sent, _)| *sent).min()?;
        Some((first, late.iter().map(|(_, group)| group.clone()).collect()))
    }

    /// Notes an answer.
    pub(super) fn answered(&self, now: Duration, group: &str) {
        let mut calls = self.calls();
        match calls.answered.get_mut(group) {
            Some(at) => *at = now,
            None => drop(calls.answered.insert(group.to_owned(), now)),
        }
    }

    /// Whether one of these groups had an answer after `at`.
    pub(super) fn answered_since(&self, at: Duration, groups: &[String]) -> bool {
        let calls = self.calls();
        let mut answers = groups.iter().filter_map(|group| calls.answered.get(group));
        answers.any(|answered| *answered > at)
    }

    fn calls(&self) -> MutexGuard<'_, Calls> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Call<'_> {
    fn drop(&mut self) {
        self.calls.calls().open.remove(&self.number);
    }
}
