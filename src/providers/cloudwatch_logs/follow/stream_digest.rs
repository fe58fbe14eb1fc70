//! Streams that come and go: each is reported once, and many of them by their number.

use std::time::Duration;

use crate::providers::cloudwatch_logs::stream_tracker::Changes;

/// What waits to be reported of one group.
#[derive(Debug, Default)]
pub(super) struct StreamDigest {
    new: Tally,
    gone: Tally,
    reported: Option<Duration>,
}

/// Streams by their number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// At least one.
    pub count: usize,
    /// The first of them.
    pub names: Vec<String>,
}

/// Streams that are named in one report.
const NAMED: usize = 3;
/// Between two reports: what comes in the meantime is counted.
const APART: Duration = Duration::from_secs(10);

impl StreamDigest {
    /// A stream logs that was not there before.
    pub(super) fn met(&mut self, stream: &str) {
        self.new.add(stream);
    }

    pub(super) fn changed(&mut self, changes: &Changes) {
        changes.new.iter().for_each(|name| self.new.add(name));
        changes.gone.iter().for_each(|name| self.gone.add(name));
    }

    /// What is to be reported at `now`: streams that came, and streams that went.
    pub(super) fn due(&mut self, now: Duration) -> Option<(Option<Tally>, Option<Tally>)> {
        let soon = self.reported.is_some_and(|reported| now < reported + APART);
        if soon || (self.new.count == 0 && self.gone.count == 0) {
            return None;
        }
        self.reported = Some(now);
        Some((self.new.take(), self.gone.take()))
    }
}

impl Tally {
    fn add(&mut self, name: &str) {
        self.count += 1;
        if self.names.len() < NAMED {
            self.names.push(name.to_owned());
        }
    }

    fn take(&mut self) -> Option<Self> {
        Some(std::mem::take(self)).filter(|tally| tally.count > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const S: Duration = Duration::from_secs(1);

    fn tally(count: usize, names: &[&str]) -> Option<Tally> {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        Some(Tally { count, names })
    }

    #[test]
    fn one_is_named_at_once_and_many_are_counted() {
        let mut digest = StreamDigest::default();
        assert_eq!(digest.due(S), None);
        digest.met("a");
        assert_eq!(digest.due(S), Some((tally(1, &["a"]), None)));
        for n in 0..5_000 {
            digest.met(&n.to_string());
        }
        assert_eq!(digest.due(2 * S), None, "one was reported a second ago");
        let many = tally(5_000, &["0", "1", "2"]);
        assert_eq!(digest.due(11 * S), Some((many, None)));
        assert_eq!(digest.due(30 * S), None, "each once");
    }

    #[test]
    fn what_came_and_what_went_are_apart() {
        let mut digest = StreamDigest::default();
        digest.changed(&Changes {
            new: vec!["a".to_owned(), "b".to_owned()],
            gone: vec!["c".to_owned()],
        });
        let changed = (tally(2, &["a", "b"]), tally(1, &["c"]));
        assert_eq!(digest.due(S), Some(changed));
    }
}
