//! Events of Live Tail, which have no ids, joined with those of FilterLogEvents.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use jiff::{SignedDuration, Timestamp};

use crate::model::LogEvent;

/// What was shown, by stream, time, time of ingestion and message.
///
/// Events equal in all four are counted: if two of them were shown, the third in a reading is
/// new.
#[derive(Debug, Default)]
pub(super) struct Join {
    shown: Counts,
    live: Counts,
    filled: Counts,
    newest: Option<Timestamp>,
    /// Entries when the old ones were left out for the last time.
    left: usize,
}

type Counts = HashMap<u64, (u32, Timestamp)>;

/// Where an event comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    Live,
    /// FilterLogEvents.
    Fill,
}

/// For so long after its ingestion an event may be given again.
const KEPT: SignedDuration = SignedDuration::from_mins(10);
const CROWDED: usize = 10_000;

impl Join {
    /// A session, or a reading of the past, begins: it gives each event once.
    pub(super) fn begin(&mut self, reading: Reading) {
        self.counts(reading).clear();
    }

    /// Notes an event of the group with this number. Returns whether it was not shown yet.
    pub(super) fn is_new(&mut self, reading: Reading, group: usize, event: &LogEvent) -> bool {
        let mut hasher = DefaultHasher::new();
        (
            group,
            &event.stream,
            event.at,
            event.ingested,
            &event.message,
        )
            .hash(&mut hasher);
        let key = hasher.finish();
        let ingested = event.ingested.unwrap_or(event.at);
        let given = self.counts(reading).entry(key).or_insert((0, ingested));
        given.0 += 1;
        let given = given.0;
        let shown = self.shown.entry(key).or_insert((0, ingested));
        let new = given > shown.0;
        shown.0 = shown.0.max(given);
        self.newest = self.newest.max(Some(ingested));
        self.forget();
        new
    }

    fn counts(&mut self, reading: Reading) -> &mut Counts {
        match reading {
            Reading::Live => &mut self.live,
            Reading::Fill => &mut self.filled,
        }
    }

    fn forget(&mut self) {
        if self.shown.len() < 2 * self.left.max(CROWDED) {
            return;
        }
        let Some(floor) = self.newest.and_then(|at| at.checked_sub(KEPT).ok()) else {
            return;
        };
        for counts in [&mut self.shown, &mut self.live, &mut self.filled] {
            counts.retain(|_, (_, ingested)| *ingested >= floor);
        }
        self.left = self.shown.len();
    }
}

#[cfg(test)]
mod tests {
    use super::super::virtual_time::start;
    use super::*;

    fn event(ingested: i64, message: &str) -> LogEvent {
        let at = start() + SignedDuration::from_millis(ingested);
        LogEvent {
            id: None,
            at,
            ingested: Some(at),
            stream: "s".to_owned(),
            message: message.to_owned(),
        }
    }

    #[test]
    fn an_event_of_both_readings_is_new_once() {
        let mut join = Join::default();
        assert!(join.is_new(Reading::Live, 0, &event(1, "a")));
        join.begin(Reading::Fill);
        assert!(!join.is_new(Reading::Fill, 0, &event(1, "a")));
        assert!(join.is_new(Reading::Fill, 0, &event(2, "b")));
        assert!(
            join.is_new(Reading::Fill, 1, &event(1, "a")),
            "of another group"
        );
        join.begin(Reading::Live);
        assert!(!join.is_new(Reading::Live, 0, &event(2, "b")));
        assert!(join.is_new(Reading::Live, 0, &event(3, "b")));
    }

    #[test]
    fn twins_are_counted() {
        let mut join = Join::default();
        let twin = event(1, "same");
        assert!(join.is_new(Reading::Live, 0, &twin));
        assert!(join.is_new(Reading::Live, 0, &twin));
        join.begin(Reading::Fill);
        let new = (0..3).filter(|_| join.is_new(Reading::Fill, 0, &twin));
        assert_eq!(new.count(), 1);
        join.begin(Reading::Fill);
        let new = (0..3).filter(|_| join.is_new(Reading::Fill, 0, &twin));
        assert_eq!(new.count(), 0);
    }

    #[test]
    fn what_is_old_is_forgotten() {
        let mut join = Join::default();
        for n in 0..200_000 {
            assert!(join.is_new(Reading::Live, 0, &event(n * 100, "x")));
        }
        // ten minutes hold 6,000 of these
        assert!(join.shown.len() <= 2 * CROWDED, "{}", join.shown.len());
        assert!(join.live.len() <= 2 * CROWDED, "{}", join.live.len());
    }
}
