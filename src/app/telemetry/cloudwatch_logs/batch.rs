//! Splits log lines into PutLogEvents calls.
//!
//! Source: CloudWatch Logs API reference, `PutLogEvents`: a call holds at most 10,000 events,
//! 1,048,576 bytes (UTF-8 text + 26 bytes per event) and 24 hours, in order of time. Otherwise the
//! whole call is rejected.

const MAX_EVENTS: usize = 10_000;
const MAX_BYTES: usize = 1_048_576;
const EVENT_OVERHEAD: usize = 26;
const MAX_SPAN_MS: i64 = 24 * 60 * 60 * 1_000;
/// The maximum size of an event before 2025, which every reader still supports.
pub(super) const MAX_MESSAGE: usize = 256 * 1_024 - EVENT_OVERHEAD;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Milliseconds since the epoch.
    pub(super) timestamp: i64,
    pub(super) message: String,
}

/// Sorts lines by time and splits them into as few calls as the limits allow.
pub(super) fn batches(mut lines: Vec<Line>) -> Vec<Vec<Line>> {
    // stable: lines of the same millisecond keep their order
    lines.sort_by_key(|line| line.timestamp);
    let mut batches: Vec<Vec<Line>> = Vec::new();
    let mut bytes = 0;
    for mut line in lines {
        truncate(&mut line.message);
        let size = line.message.len() + EVENT_OVERHEAD;
        let fits = batches.last().is_some_and(|batch| {
            batch.len() < MAX_EVENTS
                && bytes + size <= MAX_BYTES
                && line.timestamp - batch[0].timestamp < MAX_SPAN_MS
        });
        match batches.last_mut().filter(|_| fits) {
            Some(batch) => {
                batch.push(line);
                bytes += size;
            }
            None => {
                batches.push(vec![line]);
                bytes = size;
            }
        }
    }
    batches
}

fn truncate(message: &mut String) {
    if message.len() > MAX_MESSAGE {
        let end = (0..=MAX_MESSAGE)
            .rev()
            .find(|at| message.is_char_boundary(*at));
        message.truncate(end.unwrap_or(0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(timestamp: i64, message: &str) -> Line {
        Line {
            timestamp,
            message: message.to_owned(),
        }
    }

    /// Checks what CloudWatch Logs checks of a call.
    fn accepted(batch: &[Line]) -> bool {
        let bytes: usize = batch.iter().map(|l| l.message.len() + 26).sum();
        let (first, last) = (batch[0].timestamp, batch[batch.len() - 1].timestamp);
        (1..=10_000).contains(&batch.len())
            && bytes <= 1_048_576
            && batch.is_sorted_by_key(|l| l.timestamp)
            && last - first <= 86_400_000
    }

    #[test]
    fn each_limit_starts_a_new_call() {
        assert_eq!(batches(Vec::new()).len(), 0);
        let many = batches(vec![line(1, "x"); 10_001]);
        assert_eq!(many.iter().map(Vec::len).collect::<Vec<_>>(), [10_000, 1]);
        let long = "ü".repeat(60_000);
        let large = batches(vec![line(1, &long); 20]);
        assert_eq!(large.iter().map(Vec::len).collect::<Vec<_>>(), [8, 8, 4]);
        let old = batches(vec![line(86_400_001, "b"), line(0, "a")]);
        assert_eq!(old, [[line(0, "a")], [line(86_400_001, "b")]]);
    }

    #[test]
    fn a_line_that_is_too_long_is_cut_between_characters() {
        let batches = batches(vec![line(1, &"€".repeat(100_000))]);
        let message = &batches[0][0].message;
        assert!(message.len() <= MAX_MESSAGE && message.len() > MAX_MESSAGE - 3);
        assert!(message.chars().all(|c| c == '€'));
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_refused_lost_or_reordered(
            lines in proptest::collection::vec((0..300_000_000_i64, 0..200_000_usize), 1..40)
        ) {
            let lines: Vec<Line> = lines.iter().map(|(at, size)| line(*at, &"x".repeat(*size))).collect();
            let batches = batches(lines.clone());
            proptest::prop_assert!(batches.iter().all(|batch| accepted(batch)));
            let mut sorted = lines;
            sorted.sort_by_key(|l| l.timestamp);
            proptest::prop_assert_eq!(batches.concat(), sorted);
        }
    }
}
