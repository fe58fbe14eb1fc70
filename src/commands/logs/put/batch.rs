//! Events on their way, gathered into calls of PutLogEvents.
//!
//! API reference, PutLogEvents: a call holds at most 10,000 events, 1,048,576 bytes (the
//! UTF-8 of the messages and 26 bytes an event) and 24 hours, in order of time; otherwise
//! all of it is refused.

use crate::providers::cloudwatch_logs::NewEvent;

const MAX_EVENTS: usize = 10_000;
const MAX_BYTES: usize = 1_048_576;
const OVERHEAD: usize = 26;
const MAX_MS: i64 = 24 * 60 * 60 * 1_000;
/// The longest message: an event fills a call.
pub(super) const MAX_MESSAGE: usize = MAX_BYTES - OVERHEAD;

/// The events of one call, each with the line of the input that it was on.
#[derive(Debug, Default)]
pub(super) struct Batch {
    events: Vec<(u64, NewEvent)>,
    bytes: usize,
    first_ms: i64,
    last_ms: i64,
}

impl Batch {
    pub(super) fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// Adds an event, or gives it back where it does not fit into the same call.
    pub(super) fn add(&mut self, line: u64, event: NewEvent) -> Result<(), (u64, NewEvent)> {
        let size = event.message.len() + OVERHEAD;
        let (first, last) = if self.is_empty() {
            (event.at_ms, event.at_ms)
        } else {
            (
                self.first_ms.min(event.at_ms),
                self.last_ms.max(event.at_ms),
            )
        };
        let fits = self.events.len() < MAX_EVENTS
            && self.bytes + size <= MAX_BYTES
            && last.saturating_sub(first) <= MAX_MS;
        if !fits && !self.is_empty() {
            return Err((line, event));
        }
        (self.first_ms, self.last_ms) = (first, last);
        self.bytes += size;
        self.events.push((line, event));
        Ok(())
    }

    /// The lines and the events in order of time; the batch is empty then.
    pub(super) fn take(&mut self) -> (Vec<u64>, Vec<NewEvent>) {
        let mut events = std::mem::take(self).events;
        // stable: what happened in one millisecond stays in the order of its lines
        events.sort_by_key(|(_, event)| event.at_ms);
        events.into_iter().unzip()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(at_ms: i64, size: usize) -> NewEvent {
        NewEvent {
            at_ms,
            message: "x".repeat(size),
        }
    }

    fn taken(events: &[NewEvent]) -> Vec<Vec<NewEvent>> {
        let mut batch = Batch::default();
        let mut calls = Vec::new();
        for (line, event) in (1..).zip(events.iter().cloned()) {
            if let Err((line, event)) = batch.add(line, event) {
                calls.push(batch.take().1);
                batch.add(line, event).unwrap();
            }
        }
        calls.push(batch.take().1);
        calls
    }

    #[test]
    fn each_limit_begins_a_new_call() {
        let sizes = |calls: Vec<Vec<NewEvent>>| calls.iter().map(Vec::len).collect::<Vec<_>>();
        assert_eq!(sizes(taken(&vec![event(1, 1); 10_001])), [10_000, 1]);
        assert_eq!(sizes(taken(&vec![event(1, 524_262); 3])), [2, 1]);
        assert_eq!(sizes(taken(&vec![event(1, MAX_MESSAGE); 2])), [1, 1]);
        let day = [event(MAX_MS, 1), event(0, 1), event(-1, 1)];
        assert_eq!(sizes(taken(&day)), [2, 1]);
    }

    #[test]
    fn a_call_is_in_order_of_time_and_knows_its_lines() {
        let mut batch = Batch::default();
        for (line, at) in [(1, 5), (2, 3), (4, 5)] {
            batch.add(line, event(at, 1)).unwrap();
        }
        let (lines, events) = batch.take();
        assert_eq!(lines, [2, 1, 4]);
        assert_eq!(
            events.iter().map(|e| e.at_ms).collect::<Vec<_>>(),
            [3, 5, 5]
        );
        assert!(batch.is_empty());
    }
}
