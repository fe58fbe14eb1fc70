//! The place of an event among all events of its group.

use std::fmt;
use std::str::FromStr;

/// Timestamp, then ingestion time, then the PutLogEvents request and the place in it:
/// the order that FilterLogEvents documents. No two events have the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventKey {
    pub timestamp_ms: i64,
    pub ingested_ms: i64,
    pub put_id: i64,
    pub index: u32,
}

const MS_DIGITS: usize = 15;
const PUT_DIGITS: usize = 19;
const INDEX_DIGITS: usize = 7;
/// As long as the ids of AWS.
const DIGITS: usize = 2 * MS_DIGITS + PUT_DIGITS + INDEX_DIGITS;
const LAST_MS: i64 = 999_999_999_999_999;
const LAST_INDEX: u32 = 9_999_999;

impl EventKey {
    /// Before every event.
    pub const FIRST: Self = Self {
        timestamp_ms: 0,
        ingested_ms: 0,
        put_id: 0,
        index: 0,
    };

    /// After every event.
    pub const LAST: Self = Self {
        timestamp_ms: LAST_MS,
        ingested_ms: LAST_MS,
        put_id: i64::MAX,
        index: LAST_INDEX,
    };

    /// Before every event of this millisecond.
    pub fn at_start_of(timestamp_ms: i64) -> Self {
        Self {
            timestamp_ms,
            ..Self::FIRST
        }
    }

    /// The gap after this event.
    #[must_use]
    pub fn next(self) -> Self {
        Self {
            index: self.index + 1,
            ..self
        }
    }
}

/// 56 digits that sort as the keys do; AWS's event ids look the same.
impl fmt::Display for EventKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            timestamp_ms,
            ingested_ms,
            put_id,
            index,
        } = self;
        write!(
            f,
            "{timestamp_ms:0MS_DIGITS$}{ingested_ms:0MS_DIGITS$}{put_id:0PUT_DIGITS$}{index:0INDEX_DIGITS$}"
        )
    }
}

/// Not the id of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoEventId;

impl FromStr for EventKey {
    type Err = NoEventId;

    fn from_str(text: &str) -> Result<Self, NoEventId> {
        if text.len() != DIGITS || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NoEventId);
        }
        let (timestamp, rest) = text.split_at(MS_DIGITS);
        let (ingested, rest) = rest.split_at(MS_DIGITS);
        let (put, index) = rest.split_at(PUT_DIGITS);
        let number = |digits: &str| digits.parse::<i64>().map_err(|_| NoEventId);
        Ok(Self {
            timestamp_ms: number(timestamp)?,
            ingested_ms: number(ingested)?,
            put_id: number(put)?,
            index: index.parse().map_err(|_| NoEventId)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_as_keys_and_read_back() {
        let key = EventKey {
            timestamp_ms: 1_763_630_040_123,
            ingested_ms: 1_763_630_040_200,
            put_id: 42,
            index: 9_999,
        };
        let keys = [
            EventKey::FIRST,
            EventKey::at_start_of(key.timestamp_ms),
            key,
            key.next(),
            EventKey {
                put_id: 43,
                index: 0,
                ..key
            },
            EventKey::at_start_of(key.timestamp_ms + 1),
            EventKey::LAST,
        ];
        for pair in keys.windows(2) {
            assert!(pair[0] < pair[1]);
            assert!(pair[0].to_string() < pair[1].to_string());
        }
        for key in keys {
            let text = key.to_string();
            assert_eq!(text.len(), 56);
            assert_eq!(text.parse(), Ok(key));
        }
        for text in ["", "1", &"x".repeat(56), &"9".repeat(56), &"1".repeat(57)] {
            assert!(text.parse::<EventKey>().is_err(), "{text}");
        }
    }
}
