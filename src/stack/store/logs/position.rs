//! Where reading starts in the order of events, and which way it goes.

use super::EventKey;
use super::page::Rank;
use super::walk::Entry;

/// A gap between two events, and the direction in which reading goes on from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// Oldest first, from this key on.
    From(EventKey),
    /// Newest first, only events before this key.
    Before(EventKey),
}

impl Position {
    /// Whether the event is on the side that is read.
    pub(super) fn reaches(self, key: EventKey) -> bool {
        match self {
            Self::From(from) => key >= from,
            Self::Before(before) => key < before,
        }
    }

    /// The position of the next page after `last`.
    pub(super) fn after(self, last: EventKey) -> Self {
        match self {
            Self::From(_) => Self::From(last.next()),
            Self::Before(_) => Self::Before(last),
        }
    }

    /// The position of the next page if no block from `near_ms` on was read.
    pub(super) fn at(self, near_ms: i64) -> Self {
        match self {
            Self::From(_) => Self::From(EventKey::at_start_of(near_ms)),
            Self::Before(_) => Self::Before(EventKey::at_start_of(near_ms + 1)),
        }
    }

    /// Ascends in the direction of reading.
    pub(super) fn rank(self, key: EventKey) -> Rank {
        let rank = (
            key.timestamp_ms,
            key.ingested_ms,
            key.put_id,
            i64::from(key.index),
        );
        match self {
            Self::From(_) => rank,
            Self::Before(_) => (-rank.0, -rank.1, -rank.2, -rank.3),
        }
    }

    /// The key of a rank.
    pub(super) fn key(self, rank: Rank) -> EventKey {
        let (timestamp_ms, ingested_ms, put_id, index) = match self {
            Self::From(_) => rank,
            Self::Before(_) => (-rank.0, -rank.1, -rank.2, -rank.3),
        };
        EventKey {
            timestamp_ms,
            ingested_ms,
            put_id,
            index: u32::try_from(index).unwrap_or(u32::MAX),
        }
    }

    /// The end of a block that reading meets first.
    pub(super) fn near_ms(self, entry: &Entry) -> i64 {
        match self {
            Self::From(_) => entry.span_ms.0,
            Self::Before(_) => entry.span_ms.1,
        }
    }

    /// The lowest rank that an event can have in a block whose near end is `near_ms`.
    pub(super) fn near_rank(self, near_ms: i64) -> Rank {
        match self {
            Self::From(_) => (near_ms, 0, 0, 0),
            Self::Before(_) => (-near_ms, i64::MIN, i64::MIN, i64::MIN),
        }
    }
}
