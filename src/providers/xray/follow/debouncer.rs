//! When a trace that is still growing is shown: once, after it has come to rest.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::model::{TraceId, TraceSummary};

/// Traces that were met, from their first sight until they can come no more.
pub(super) struct Debouncer {
    /// How long a complete trace must not have changed.
    rest: Duration,
    /// How long one with something in progress may take.
    patience: Duration,
    met: HashMap<TraceId, Met>,
}

enum Met {
    Growing(Box<Growing>),
    /// Shown, or not to be shown; since when.
    Done(Instant),
}

struct Growing {
    summary: TraceSummary,
    first: Instant,
    changed: Instant,
}

/// After this a trace that comes again counts as new; without an end the memory of a
/// tail that runs for days would grow with every trace.
const REMEMBERED: Duration = Duration::from_secs(3_600);

impl Debouncer {
    pub(super) fn new(rest: Duration, patience: Duration) -> Self {
        Self {
            rest,
            patience,
            met: HashMap::new(),
        }
    }

    /// A trace that was there before: it is not shown.
    pub(super) fn skip(&mut self, id: TraceId, now: Instant) {
        self.met.insert(id, Met::Done(now));
    }

    /// A trace as the service has it now.
    pub(super) fn meet(&mut self, summary: TraceSummary, now: Instant) {
        match self.met.get_mut(&summary.id) {
            Some(Met::Done(_)) => {}
            Some(Met::Growing(known)) => {
                if known.summary != summary {
                    known.summary = summary;
                    known.changed = now;
                }
            }
            None => {
                let id = summary.id;
                let growing = Growing {
                    summary,
                    first: now,
                    changed: now,
                };
                self.met.insert(id, Met::Growing(Box::new(growing)));
            }
        }
    }

    /// The traces that have come to rest, the earliest first; each is given once.
    pub(super) fn take_settled(&mut self, now: Instant) -> Vec<TraceSummary> {
        let (rest, patience) = (self.rest, self.patience);
        self.met.retain(|_, met| match met {
            Met::Done(at) => now.duration_since(*at) < REMEMBERED,
            Met::Growing(_) => true,
        });
        self.take(now, |growing| {
            let rests = now.duration_since(growing.changed) >= rest && !growing.summary.partial;
            rests || now.duration_since(growing.first) >= patience
        })
    }

    /// The traces that are still growing, as they are known: nobody waits for them any more.
    pub(super) fn take_rest(&mut self, now: Instant) -> Vec<TraceSummary> {
        self.take(now, |_| true)
    }

    fn take(&mut self, now: Instant, ready: impl Fn(&Growing) -> bool) -> Vec<TraceSummary> {
        let mut taken = Vec::new();
        for met in self.met.values_mut() {
            let Met::Growing(growing) = met else {
                continue;
            };
            if ready(growing) {
                taken.push(growing.summary.clone());
                *met = Met::Done(now);
            }
        }
        taken.sort_by_key(|summary| (summary.start, summary.id));
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Health;

    fn summary(id: u8, revision: i32, partial: bool) -> TraceSummary {
        TraceSummary {
            id: TraceId([id; 16]),
            w3c_id: String::new(),
            start: jiff::Timestamp::from_second(100 - i64::from(id)).unwrap(),
            duration_ms: 1.0,
            response_ms: None,
            status: None,
            health: Health::default(),
            partial,
            entry: String::new(),
            method: None,
            url: None,
            services: Vec::new(),
            revision,
            spans: None,
            errors: None,
        }
    }

    fn ids(settled: &[TraceSummary]) -> Vec<u8> {
        settled.iter().map(|summary| summary.id.0[0]).collect()
    }

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn what_still_grows_at_the_end_is_given_once() {
        let start = Instant::now();
        let mut debouncer = Debouncer::new(2 * SECOND, 30 * SECOND);
        debouncer.meet(summary(1, 1, false), start);
        assert_eq!(ids(&debouncer.take_settled(start + 2 * SECOND)), [1]);
        debouncer.meet(summary(2, 1, true), start + 2 * SECOND);
        debouncer.meet(summary(3, 1, false), start + 2 * SECOND);
        assert_eq!(ids(&debouncer.take_rest(start + 3 * SECOND)), [3, 2]);
        assert!(debouncer.take_rest(start + 3 * SECOND).is_empty());
    }

    #[test]
    fn a_growing_trace_is_shown_once_after_it_rests() {
        let start = Instant::now();
        let mut debouncer = Debouncer::new(2 * SECOND, 30 * SECOND);
        debouncer.meet(summary(1, 1, false), start);
        assert!(debouncer.take_settled(start + SECOND).is_empty());
        debouncer.meet(summary(1, 2, false), start + SECOND);
        assert!(
            debouncer.take_settled(start + 2 * SECOND).is_empty(),
            "it grew a second ago"
        );
        let settled = debouncer.take_settled(start + 3 * SECOND);
        assert_eq!((ids(&settled), settled[0].revision), (vec![1], 2));
        debouncer.meet(summary(1, 3, false), start + 4 * SECOND);
        assert!(
            debouncer.take_settled(start + 60 * SECOND).is_empty(),
            "never twice"
        );
    }

    #[test]
    fn one_in_progress_is_waited_for_but_not_for_ever() {
        let start = Instant::now();
        let mut debouncer = Debouncer::new(2 * SECOND, 30 * SECOND);
        debouncer.meet(summary(1, 1, true), start);
        debouncer.meet(summary(2, 1, true), start);
        debouncer.meet(summary(2, 2, false), start + 5 * SECOND);
        assert_eq!(ids(&debouncer.take_settled(start + 10 * SECOND)), [2]);
        assert_eq!(ids(&debouncer.take_settled(start + 30 * SECOND)), [1]);
    }

    #[test]
    fn what_was_there_before_is_not_shown_and_the_rest_is_in_order() {
        let start = Instant::now();
        let mut debouncer = Debouncer::new(SECOND, 30 * SECOND);
        debouncer.skip(TraceId([3; 16]), start);
        for id in 1..=4 {
            debouncer.meet(summary(id, 1, false), start);
        }
        assert_eq!(
            ids(&debouncer.take_settled(start + SECOND)),
            [4, 2, 1],
            "by their start"
        );
    }

    #[test]
    fn memory_ends() {
        let start = Instant::now();
        let mut debouncer = Debouncer::new(SECOND, 30 * SECOND);
        debouncer.skip(TraceId([3; 16]), start);
        debouncer.take_settled(start + REMEMBERED);
        assert!(debouncer.met.is_empty());
    }
}
