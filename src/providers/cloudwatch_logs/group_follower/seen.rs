//! Which events were shown.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use jiff::Timestamp;

use crate::model::LogEvent;

/// By time, so that the old ones can be forgotten: 16 bytes an event.
pub(super) struct Seen {
    /// Milliseconds since the epoch, and 64 bits of the id: two events of one millisecond
    /// share them once in 10^19 pairs.
    events: BTreeSet<(i64, u64)>,
    floor: Timestamp,
    most: usize,
}

impl Seen {
    /// Of at most `most` events.
    pub(super) fn new(most: usize) -> Self {
        Self {
            events: BTreeSet::new(),
            floor: Timestamp::MIN,
            most: most.max(1),
        }
    }

    /// What lies before is forgotten, and must not be read again.
    pub(super) fn floor(&self) -> Timestamp {
        self.floor
    }

    /// Notes the event. Returns whether it was not there.
    pub(super) fn is_new(&mut self, event: &LogEvent) -> bool {
        event.at >= self.floor
            && self
                .events
                .insert((event.at.as_millisecond(), digest(event)))
    }

    /// Forgets what lies before `at`. Returns where memory begins, if that is later
    /// because there were too many.
    pub(super) fn forget_before(&mut self, at: Timestamp) -> Option<Timestamp> {
        let over = self.events.len().saturating_sub(self.most);
        let bound = match over {
            0 => None,
            // the whole millisecond, for its events are read again together
            over => self.events.iter().nth(over).map(|(ms, _)| ms + 1),
        };
        let bound = bound.and_then(|ms| Timestamp::from_millisecond(ms).ok());
        let floor = self.floor.max(at).max(bound.unwrap_or(Timestamp::MIN));
        if floor > self.floor {
            self.floor = floor;
            self.events = self.events.split_off(&(floor.as_millisecond(), 0));
        }
        (self.floor > at).then_some(self.floor)
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.events.len()
    }
}

fn digest(event: &LogEvent) -> u64 {
    let mut hasher = DefaultHasher::new();
    match &event.id {
        Some(id) => id.hash(&mut hasher),
        None => (&event.stream, &event.message, event.ingested).hash(&mut hasher),
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::super::super::virtual_time::start;
    use super::*;

    #[test]
    fn what_is_remembered_is_bounded_and_what_is_forgotten_is_not_shown_again() {
        let event = |n: i64| LogEvent {
            id: Some(n.to_string()),
            at: start() + SignedDuration::from_secs(n),
            ingested: None,
            stream: String::new(),
            message: String::new(),
        };
        let mut seen = Seen::new(10);
        assert!((0..25).all(|n| seen.is_new(&event(n))));
        assert!((0..25).all(|n| !seen.is_new(&event(n))));
        let floor = seen.forget_before(Timestamp::MIN);
        assert!(floor > Some(event(15).at) && floor <= Some(event(16).at));
        assert_eq!(seen.len(), 9);
        assert!((0..25).all(|n| !seen.is_new(&event(n))));
        assert!(seen.is_new(&event(25)));
        assert_eq!(seen.forget_before(event(20).at), None);
        assert_eq!(seen.len(), 6);
    }
}
