//! Which events are wanted: one value for everything that reads events.

use std::ops::Range;

use super::EventKey;
use super::block::each_candidate;
use super::prefilter::Prefilter;
use crate::query::log_pattern::LogPattern;
use crate::stack::store::StoreError;

/// A pattern, a window of time, and the prefilter that follows from the pattern. The default
/// matches every event.
#[derive(Debug, Clone)]
pub struct EventFilter {
    pattern: LogPattern,
    prefilter: Prefilter,
    window_ms: Range<i64>,
}

impl EventFilter {
    /// Every time that an event can have, in milliseconds.
    pub const ALL_TIMES: Range<i64> = 0..i64::MAX;

    /// Matches the messages that `pattern` matches, with a timestamp in `window_ms`
    /// (milliseconds, the end exclusive).
    pub fn new(pattern: LogPattern, window_ms: Range<i64>) -> Self {
        Self {
            prefilter: Prefilter::new(&pattern.literals()),
            pattern,
            window_ms,
        }
    }

    /// The same filter with another window.
    pub(super) fn with_window(self, window_ms: Range<i64>) -> Self {
        Self { window_ms, ..self }
    }

    pub(super) fn window_ms(&self) -> &Range<i64> {
        &self.window_ms
    }

    pub(super) fn prefilter(&self) -> &Prefilter {
        &self.prefilter
    }

    fn matches(&self, key: EventKey, message: &str) -> bool {
        self.window_ms.contains(&key.timestamp_ms) && self.pattern.matches(message)
    }

    /// Hands the matching events of the unpacked block `id` to `take`, in the order of their
    /// keys. Events that `is_candidate` rejects are not matched at all.
    pub(super) fn each_match(
        &self,
        (id, raw): (i64, &[u8]),
        is_candidate: impl Fn(EventKey) -> bool,
        mut take: impl FnMut(EventKey, &str),
    ) -> Result<(), StoreError> {
        each_candidate(raw, id, &self.prefilter, |key, message| {
            if is_candidate(key) && self.matches(key, message) {
                take(key, message);
            }
        })
    }
}

impl Default for EventFilter {
    fn default() -> Self {
        Self::new(LogPattern::default(), Self::ALL_TIMES)
    }
}
