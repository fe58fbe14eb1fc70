//! Where a Live Tail stands.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use jiff::Timestamp;

/// What is missing of what was ingested.
#[derive(Debug, Default)]
pub struct LiveStanding {
    /// The sessions that are lost, and since when.
    pub(super) lost: BTreeMap<usize, Timestamp>,
    /// The sessions of which an interruption could not be read, from its beginning.
    pub(super) unread: BTreeMap<usize, Timestamp>,
    /// The sessions that give a sample at the moment.
    sampling: BTreeMap<usize, Instant>,
    /// When the first of those began.
    sampled_since: Option<Instant>,
    sampled: Duration,
}

impl LiveStanding {
    /// Everything before this time was given, where something is missing since then.
    pub fn missing_since(&self) -> Option<Timestamp> {
        self.lost
            .values()
            .chain(self.unread.values())
            .min()
            .copied()
    }

    /// For how long samples were given.
    pub fn sampled(&self) -> Duration {
        let now = self.sampled_since.map(|since| since.elapsed());
        self.sampled + now.unwrap_or_default()
    }

    /// Notes whether a session gives a sample. Returns whether that is the first one that
    /// does.
    pub(super) fn begin_sampling(&mut self, session: usize) -> bool {
        let now = Instant::now();
        self.sampling.entry(session).or_insert(now);
        let is_first = self.sampled_since.is_none();
        self.sampled_since.get_or_insert(now);
        is_first
    }

    /// The session gives everything again, or is gone. Returns how long samples were given,
    /// where this was the last session that did.
    pub(super) fn end_sampling(&mut self, session: usize) -> Option<Duration> {
        self.sampling.remove(&session)?;
        if !self.sampling.is_empty() {
            return None;
        }
        let lasted = self.sampled_since.take()?.elapsed();
        self.sampled += lasted;
        Some(lasted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_of_several_sessions_are_one_time() {
        let mut standing = LiveStanding::default();
        assert_eq!(standing.sampled(), Duration::ZERO);
        assert!(standing.begin_sampling(0));
        assert!(!standing.begin_sampling(1));
        assert_eq!(standing.end_sampling(0), None, "the other one goes on");
        assert!(standing.end_sampling(1).is_some());
        assert_eq!(standing.end_sampling(1), None);
        let sampled = standing.sampled();
        assert!(sampled > Duration::ZERO);
        assert_eq!(standing.sampled(), sampled, "it is over");
    }

    #[test]
    fn what_is_missing_begins_with_the_first_session_that_is() {
        let mut standing = LiveStanding::default();
        assert_eq!(standing.missing_since(), None);
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        standing.lost.insert(1, at(7));
        standing.unread.insert(0, at(5));
        assert_eq!(standing.missing_since(), Some(at(5)));
        standing.unread.clear();
        assert_eq!(standing.missing_since(), Some(at(7)));
    }
}
