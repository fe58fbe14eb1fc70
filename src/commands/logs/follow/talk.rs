//! What is said of streams that come and go: each once, and many of them by their number.

use std::time::Duration;

use crate::providers::cloudwatch_logs::Changes;

/// Of one group.
#[derive(Debug, Default)]
pub(super) struct StreamTalk {
    new: Waiting,
    gone: Waiting,
    /// When something was said for the last time.
    said: Option<Duration>,
}

#[derive(Debug, Default)]
struct Waiting {
    count: usize,
    /// The first of them.
    names: Vec<String>,
}

/// Streams that are named in one sentence.
const NAMED: usize = 3;
/// Between two sentences: what comes in the meantime is counted.
const APART: Duration = Duration::from_secs(10);

impl StreamTalk {
    /// A stream logs that was not there before.
    pub(super) fn met(&mut self, stream: &str) {
        self.new.add(stream);
    }

    pub(super) fn changed(&mut self, changes: &Changes) {
        changes.new.iter().for_each(|name| self.new.add(name));
        changes.gone.iter().for_each(|name| self.gone.add(name));
    }

    /// What is to be said at `now`.
    pub(super) fn due(&mut self, now: Duration, group: &str) -> Vec<String> {
        let soon = self.said.is_some_and(|said| now < said + APART);
        if soon || (self.new.count == 0 && self.gone.count == 0) {
            return Vec::new();
        }
        self.said = Some(now);
        let new = self.new.take().map(|(count, names)| match count {
            1 => format!("new stream {names} in `{group}`"),
            _ => format!("{count} new streams in `{group}`: {names}"),
        });
        let gone = self.gone.take().map(|(count, names)| match count {
            1 => format!("the stream {names} of `{group}` is gone"),
            _ => format!("{count} streams of `{group}` are gone: {names}"),
        });
        new.into_iter().chain(gone).collect()
    }
}

impl Waiting {
    fn add(&mut self, name: &str) {
        self.count += 1;
        if self.names.len() < NAMED {
            self.names.push(name.to_owned());
        }
    }

    /// Their number and their names, if there are any.
    fn take(&mut self) -> Option<(usize, String)> {
        let Self { count, names } = std::mem::take(self);
        let named: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        let more = if count > names.len() { ", …" } else { "" };
        (count > 0).then(|| (count, named.join(", ") + more))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const S: Duration = Duration::from_secs(1);

    #[test]
    fn one_is_named_at_once_and_many_are_counted() {
        let mut talk = StreamTalk::default();
        assert!(talk.due(S, "g").is_empty());
        talk.met("a");
        assert_eq!(talk.due(S, "g"), ["new stream `a` in `g`"]);
        for n in 0..5_000 {
            talk.met(&n.to_string());
        }
        assert!(talk.due(2 * S, "g").is_empty(), "it was said a second ago");
        assert_eq!(
            talk.due(11 * S, "g"),
            ["5000 new streams in `g`: `0`, `1`, `2`, …"]
        );
        assert!(talk.due(30 * S, "g").is_empty(), "each once");
    }

    #[test]
    fn what_came_and_what_went_are_two_sentences() {
        let mut talk = StreamTalk::default();
        talk.changed(&Changes {
            new: vec!["a".to_owned(), "b".to_owned()],
            gone: vec!["c".to_owned()],
        });
        assert_eq!(
            talk.due(S, "g"),
            [
                "2 new streams in `g`: `a`, `b`",
                "the stream `c` of `g` is gone"
            ]
        );
    }
}
