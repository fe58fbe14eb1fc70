//! The bytes of a log block: `ingestion time, count`, then the timestamps as differences,
//! the lengths and the texts, each as a column, so that zstd finds what repeats.

use super::key::EventKey;
use crate::stack::store::{StoreError, compress, decompress};

/// What AWS adds to the length of each message (PutLogEvents, "maximum batch size").
pub const EVENT_OVERHEAD: usize = 26;

/// Events of one request, oldest first, ready to be written.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) min_ms: i64,
    pub(super) max_ms: i64,
    /// As AWS counts.
    pub(super) bytes: usize,
    pub(super) payload: Vec<u8>,
}

impl Block {
    /// `events` must be sorted by time and not empty.
    pub(super) fn pack<M: AsRef<str>>(
        events: &[(i64, M)],
        ingested_ms: i64,
    ) -> Result<Self, StoreError> {
        let text: usize = events
            .iter()
            .map(|(_, message)| message.as_ref().len())
            .sum();
        let mut raw = Vec::with_capacity(text + events.len() * 6 + 16);
        put(&mut raw, ingested_ms.unsigned_abs());
        put(&mut raw, events.len() as u64);
        let mut last = 0;
        for (timestamp, _) in events {
            put(&mut raw, timestamp.wrapping_sub(last).unsigned_abs());
            last = *timestamp;
        }
        for (_, message) in events {
            put(&mut raw, message.as_ref().len() as u64);
        }
        for (_, message) in events {
            raw.extend_from_slice(message.as_ref().as_bytes());
        }
        Ok(Self {
            min_ms: events.first().map_or(0, |(timestamp, _)| *timestamp),
            max_ms: last,
            bytes: text + events.len() * EVENT_OVERHEAD,
            payload: compress(&raw)?,
        })
    }
}

/// Hands each event of a stored block to `take`, oldest first. Returns the unpacked size.
pub(super) fn each_event(
    payload: &[u8],
    put_id: i64,
    mut take: impl FnMut(EventKey, &str),
) -> Result<usize, StoreError> {
    let raw = decompress(payload)?;
    let mut rest = raw.as_slice();
    let ingested_ms = number(&mut rest)?;
    let count = usize::try_from(number(&mut rest)?).map_err(|_| damaged())?;
    // each event takes at least two bytes, so a damaged count cannot ask for more memory
    if count > rest.len() {
        return Err(damaged());
    }
    let mut timestamps = Vec::with_capacity(count);
    let mut last = 0_i64;
    for _ in 0..count {
        last = last.checked_add(number(&mut rest)?).ok_or_else(damaged)?;
        timestamps.push(last);
    }
    let mut lengths = Vec::with_capacity(count);
    for _ in 0..count {
        lengths.push(usize::try_from(number(&mut rest)?).map_err(|_| damaged())?);
    }
    let mut text = std::str::from_utf8(rest).map_err(|_| damaged())?;
    for (index, (timestamp_ms, length)) in (0_u32..).zip(timestamps.into_iter().zip(lengths)) {
        let (message, tail) = text.split_at_checked(length).ok_or_else(damaged)?;
        text = tail;
        let key = EventKey {
            timestamp_ms,
            ingested_ms,
            put_id,
            index,
        };
        take(key, message);
    }
    Ok(raw.len())
}

fn damaged() -> StoreError {
    StoreError::Broken("a block of log events".to_owned())
}

/// LEB128.
fn put(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn number(rest: &mut &[u8]) -> Result<i64, StoreError> {
    let mut value = 0_u64;
    for shift in (0..63).step_by(7) {
        let (byte, tail) = rest.split_first().ok_or_else(damaged)?;
        *rest = tail;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return i64::try_from(value).map_err(|_| damaged());
        }
    }
    Err(damaged())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_goes_in_comes_out(mut events in prop::collection::vec((0_i64..4_000_000_000_000, ".*"), 1..50)) {
            events.sort_by_key(|(timestamp, _)| *timestamp);
            let block = Block::pack(&events, 1_763_630_040_123).unwrap();
            let mut seen = Vec::new();
            each_event(&block.payload, 7, |key, message| {
                assert_eq!((key.ingested_ms, key.put_id), (1_763_630_040_123, 7));
                assert_eq!(key.index as usize, seen.len());
                seen.push((key.timestamp_ms, message.to_owned()));
            }).unwrap();
            prop_assert_eq!(&seen, &events);
            prop_assert_eq!(block.min_ms, events[0].0);
            prop_assert_eq!(block.max_ms, events[events.len() - 1].0);
        }

        #[test]
        fn damage_is_an_error_and_never_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = each_event(&compress(&bytes).unwrap(), 1, |_, _| {});
        }
    }
}
