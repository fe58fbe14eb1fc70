//! The page that a scan fills.

use std::collections::BinaryHeap;

use super::block::EVENT_OVERHEAD;

/// An event that may be on the page. Ordered by its place in the scan.
pub(super) struct Candidate {
    pub(super) rank: Rank,
    pub(super) stream: i64,
    pub(super) message: String,
}

/// Smaller is nearer to the start of the page, whatever the direction.
pub(super) type Rank = (i64, i64, i64, i64);

/// The nearest events seen so far: never more than a page and one event beyond it.
pub(super) struct Page {
    max_events: usize,
    max_bytes: usize,
    /// The farthest is on top.
    nearest: BinaryHeap<Candidate>,
    bytes: usize,
}

impl Page {
    pub(super) fn new(max_events: usize, max_bytes: usize) -> Self {
        Self {
            max_events,
            max_bytes,
            nearest: BinaryHeap::new(),
            bytes: 0,
        }
    }

    /// Whether so many events are a page and more. One event always fits.
    fn overflows(&self, events: usize, bytes: usize) -> bool {
        events > self.max_events || (events > 1 && bytes > self.max_bytes)
    }

    /// Whether nothing from this rank on can be on the page.
    pub(super) fn is_beyond(&self, rank: Rank) -> bool {
        self.overflows(self.nearest.len(), self.bytes)
            && self
                .nearest
                .peek()
                .is_some_and(|farthest| farthest.rank < rank)
    }

    pub(super) fn offer(&mut self, rank: Rank, stream: i64, message: &str) {
        if self.is_beyond(rank) {
            return;
        }
        self.bytes += size(message);
        self.nearest.push(Candidate {
            rank,
            stream,
            message: message.to_owned(),
        });
        while let Some(farthest) = self.nearest.peek() {
            let bytes = self.bytes - size(&farthest.message);
            if !self.overflows(self.nearest.len() - 1, bytes) {
                break;
            }
            self.bytes = bytes;
            self.nearest.pop();
        }
    }

    /// The events of the page, nearest first, all before `edge`, and whether there are
    /// more of these.
    pub(super) fn into_sorted(self, edge: Option<Rank>) -> (Vec<Candidate>, bool) {
        let (max_events, max_bytes) = (self.max_events, self.max_bytes);
        let mut sorted = self.nearest.into_sorted_vec();
        if let Some(edge) = edge {
            sorted.retain(|candidate| candidate.rank < edge);
        }
        let mut bytes = 0;
        let fitting = sorted
            .iter()
            .take(max_events)
            .take_while(|candidate| {
                bytes += size(&candidate.message);
                bytes <= max_bytes
            })
            .count()
            .max(1);
        let more = sorted.len() > fitting;
        sorted.truncate(fitting);
        (sorted, more)
    }
}

fn size(message: &str) -> usize {
    message.len() + EVENT_OVERHEAD
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.rank == other.rank
    }
}

impl Eq for Candidate {}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.rank.cmp(&other.rank)
    }
}
