//! The bytes of a log block: the requests that its events came with, the number of events,
//! then their timestamps as differences, the lengths and the texts, each as a column, so
//! that zstd finds what repeats.
//!
//! The requests of a block that was not compacted: `0, ingestion time`; its row's id is the
//! request's. Of a compacted one: their number, the ingestion time and the id of each, and
//! before the timestamps a column that gives each event its request.

use super::key::EventKey;
use super::ngram_filter::NgramBuilder;
use super::prefilter::Prefilter;
use crate::stack::store::block::decompress_to;
use crate::stack::store::{StoreError, compress};

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
    /// The n-gram filter of its messages, once it is compacted.
    pub(super) ngram_filter: Option<Vec<u8>>,
}

/// A smaller compacted block has no n-gram filter: to read it takes no longer.
const MIN_FILTERED: usize = 32 << 10;

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
        put(&mut raw, 0);
        put(&mut raw, ingested_ms.unsigned_abs());
        put(&mut raw, events.len() as u64);
        let columns = events
            .iter()
            .map(|(timestamp, message)| (*timestamp, message.as_ref()));
        put_columns(&mut raw, columns);
        Ok(Self {
            min_ms: events.first().map_or(0, |(timestamp, _)| *timestamp),
            max_ms: events.last().map_or(0, |(timestamp, _)| *timestamp),
            bytes: text + events.len() * EVENT_OVERHEAD,
            payload: compress(&raw)?,
            ngram_filter: None,
        })
    }

    /// One block with the events of stored blocks, sorted by their keys, which stay as they
    /// are. `blocks` are ids and payloads, at least one. Also returns the ids of those that
    /// cannot be read, whose events are not in it.
    pub(super) fn compact(blocks: &[(i64, Vec<u8>)]) -> Result<(Self, Vec<i64>), StoreError> {
        let mut events: Vec<(EventKey, String)> = Vec::new();
        let mut unreadable = Vec::new();
        for (id, payload) in blocks {
            let before = events.len();
            let read = each_event(payload, *id, |key, message| {
                events.push((key, message.to_owned()));
            });
            if read.is_err() {
                events.truncate(before);
                unreadable.push(*id);
            }
        }
        events.sort_unstable_by_key(|(key, _)| *key);
        let mut requests: Vec<(i64, i64)> = events.iter().map(|(key, _)| request(key)).collect();
        requests.sort_unstable();
        requests.dedup();
        let text: usize = events.iter().map(|(_, message)| message.len()).sum();
        let mut raw = Vec::with_capacity(text + events.len() * 7 + requests.len() * 12);
        put(&mut raw, requests.len() as u64);
        for (ingested_ms, put_id) in &requests {
            put(&mut raw, ingested_ms.unsigned_abs());
            put(&mut raw, put_id.unsigned_abs());
        }
        put(&mut raw, events.len() as u64);
        for (key, _) in &events {
            let place = requests.binary_search(&request(key)).unwrap_or_default();
            put(&mut raw, place as u64);
        }
        let columns = events
            .iter()
            .map(|(key, message)| (key.timestamp_ms, message.as_str()));
        put_columns(&mut raw, columns);
        let ngram_filter = (text >= MIN_FILTERED).then(|| {
            let mut builder = NgramBuilder::new();
            events.iter().for_each(|(_, message)| builder.add(message));
            builder.finish()
        });
        let compacted = Self {
            min_ms: events.first().map_or(0, |(key, _)| key.timestamp_ms),
            max_ms: events.last().map_or(0, |(key, _)| key.timestamp_ms),
            bytes: text + events.len() * EVENT_OVERHEAD,
            payload: compress(&raw)?,
            ngram_filter: ngram_filter.flatten(),
        };
        Ok((compacted, unreadable))
    }
}

fn request(key: &EventKey) -> (i64, i64) {
    (key.ingested_ms, key.put_id)
}

fn put_columns<'a>(raw: &mut Vec<u8>, events: impl Iterator<Item = (i64, &'a str)> + Clone) {
    let mut last = 0;
    for (timestamp, _) in events.clone() {
        put(raw, timestamp.wrapping_sub(last).unsigned_abs());
        last = timestamp;
    }
    for (_, message) in events.clone() {
        put(raw, message.len() as u64);
    }
    for (_, message) in events {
        raw.extend_from_slice(message.as_bytes());
    }
}

/// The requests that the events of a block came with.
struct Requests {
    /// Ingestion time, id, and how many of its events were read.
    all: Vec<(i64, i64, u32)>,
    /// The place in `all` of each event's; empty if there is one request.
    of_events: Vec<usize>,
}

impl Requests {
    /// Reads them and the number of events.
    fn read(rest: &mut &[u8], id: i64) -> Result<(Self, usize), StoreError> {
        let compacted = size(rest)?;
        let mut all = Vec::with_capacity(compacted);
        for _ in 0..compacted {
            all.push((number(rest)?, number(rest)?, 0));
        }
        if compacted == 0 {
            all.push((number(rest)?, id, 0));
        }
        let count = size(rest)?;
        let mut of_events = Vec::new();
        if compacted > 0 {
            of_events.reserve_exact(count);
            for _ in 0..count {
                of_events.push(size(rest)?);
            }
        }
        Ok((Self { all, of_events }, count))
    }

    /// The key of the event at `place`; to be asked for each in turn.
    fn key(&mut self, place: usize, timestamp_ms: i64) -> Result<EventKey, StoreError> {
        let request = self.of_events.get(place).copied().unwrap_or_default();
        let (ingested_ms, put_id, seen) = self.all.get_mut(request).ok_or_else(damaged)?;
        // a request's events are all here, in their order
        let index = *seen;
        *seen += 1;
        Ok(EventKey {
            timestamp_ms,
            ingested_ms: *ingested_ms,
            put_id: *put_id,
            index,
        })
    }
}

/// The times of the first and the last event of an unpacked block; an error if it is none.
pub(in crate::stack::store) fn span_of_block(
    raw: &[u8],
    id: i64,
) -> Result<Option<(i64, i64)>, StoreError> {
    let mut span: Option<(i64, i64)> = None;
    each_candidate(raw, id, &Prefilter::default(), |key, _| {
        let at = key.timestamp_ms;
        span = Some(span.map_or((at, at), |(first, last)| (first.min(at), last.max(at))));
    })?;
    Ok(span)
}

/// Hands each event of the stored block `id` to `take`, in the order of their keys.
pub(super) fn each_event(
    payload: &[u8],
    id: i64,
    take: impl FnMut(EventKey, &str),
) -> Result<(), StoreError> {
    let mut raw = Vec::new();
    decompress_to(&mut raw, payload)?;
    each_candidate(&raw, id, &Prefilter::default(), take)
}

/// Hands the events of the unpacked block `id` that `prefilter` does not rule out to `take`,
/// in the order of their keys.
pub(super) fn each_candidate(
    raw: &[u8],
    id: i64,
    prefilter: &Prefilter,
    mut take: impl FnMut(EventKey, &str),
) -> Result<(), StoreError> {
    // searches the columns too, where a text is found by chance at most
    let search = prefilter.search(raw);
    if search.is_nothing() {
        return Ok(());
    }
    let mut rest = raw;
    let (mut requests, count) = Requests::read(&mut rest, id)?;
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
    let text = std::str::from_utf8(rest).map_err(|_| damaged())?;
    let is_every = search.is_every();
    let mut start = 0;
    let mut occurrence = search.next(rest, 0);
    for (place, (timestamp_ms, length)) in timestamps.into_iter().zip(lengths).enumerate() {
        let key = requests.key(place, timestamp_ms)?;
        let end = start + length;
        let message = text.get(start..end).ok_or_else(damaged)?;
        // an occurrence may start in one message and reach into the next: the search goes on
        // at the end of the first, so it misses none in the second
        if is_every {
            take(key, message);
        } else {
            match occurrence {
                None => break,
                Some(at) if at < end => {
                    take(key, message);
                    occurrence = search.next(rest, end);
                }
                Some(_) => {}
            }
        }
        start = end;
    }
    Ok(())
}

/// The n-gram filter of a stored block; `None` if it would rule out too little.
pub(super) fn ngram_filter_of(payload: &[u8], id: i64) -> Result<Option<Vec<u8>>, StoreError> {
    let mut builder = NgramBuilder::new();
    each_event(payload, id, |_, message| builder.add(message))?;
    Ok(builder.finish())
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

/// How many of something follow; each takes a byte at least, so that a damaged number
/// cannot ask for more memory.
fn size(rest: &mut &[u8]) -> Result<usize, StoreError> {
    let size = usize::try_from(number(rest)?).map_err(|_| damaged())?;
    if size > rest.len() {
        return Err(damaged());
    }
    Ok(size)
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
        fn compacted_blocks_give_the_same_events_under_the_same_keys(
            requests in prop::collection::vec(
                (0_i64..5, prop::collection::vec((0_i64..9, ".{0,9}"), 1..9)),
                1..9,
            ),
        ) {
            let mut blocks = Vec::new();
            for (id, (ingested_ms, mut events)) in (1..).zip(requests) {
                events.sort_by_key(|(timestamp, _)| *timestamp);
                blocks.push((id, Block::pack(&events, ingested_ms).unwrap()));
            }
            let payloads = |blocks: &[(i64, Block)]| -> Vec<(i64, Vec<u8>)> {
                blocks.iter().map(|(id, block)| (*id, block.payload.clone())).collect()
            };
            let read = |blocks: &[(i64, Block)]| {
                let mut events = Vec::new();
                for (id, payload) in payloads(blocks) {
                    each_event(&payload, id, |key, message| {
                        events.push((key, message.to_owned()));
                    }).unwrap();
                }
                events
            };
            let mut expected = read(&blocks);
            expected.sort();
            let bytes: usize = blocks.iter().map(|(_, block)| block.bytes).sum();
            let last = blocks.len() as i64;
            // in two steps, as compaction goes on with its own results
            let rest = blocks.split_off(blocks.len() / 2);
            let mut halves = rest;
            if !blocks.is_empty() {
                halves.push((last + 1, Block::compact(&payloads(&blocks)).unwrap().0));
            }
            let compacted = [(last + 2, Block::compact(&payloads(&halves)).unwrap().0)];
            prop_assert_eq!(&read(&compacted), &expected);
            let block = &compacted[0].1;
            prop_assert_eq!(block.bytes, bytes);
            prop_assert_eq!(block.min_ms, expected[0].0.timestamp_ms);
            prop_assert_eq!(block.max_ms, expected[expected.len() - 1].0.timestamp_ms);
        }

        #[test]
        fn what_is_cut_off_is_an_error(
            requests in prop::collection::vec(prop::collection::vec((0_i64..9, ".{0,9}"), 1..9), 1..4),
            at in any::<prop::sample::Index>(),
        ) {
            let packed: Vec<(i64, Vec<u8>)> = (1..).zip(&requests).map(|(id, events)| {
                let mut events = events.clone();
                events.sort_by_key(|(timestamp, _)| *timestamp);
                (id, Block::pack(&events, id).unwrap().payload)
            }).collect();
            let compacted = Block::compact(&packed).unwrap().0.payload;
            for payload in [&packed[0].1, &compacted] {
                let mut raw = Vec::new();
                decompress_to(&mut raw, payload).unwrap();
                let whole = compress(&raw).unwrap();
                each_event(&whole, 1, |_, _| {}).unwrap();
                let cut = compress(&raw[..at.index(raw.len())]).unwrap();
                each_event(&cut, 1, |_, _| {}).unwrap_err();
            }
        }

        #[test]
        fn what_is_no_block_gives_no_more_than_it_has(bytes in prop::collection::vec(
            prop_oneof![0..4_u8, any::<u8>()],
            0..60,
        )) {
            let (mut events, mut text) = (0, 0);
            let read = each_event(&compress(&bytes).unwrap(), 1, |_, message| {
                events += 1;
                text += message.len();
            });
            // two numbers of each event, beside what is said of all
            prop_assert!(2 * events + text <= bytes.len());
            if let Err(error) = read {
                prop_assert!(matches!(error, StoreError::Broken(_)), "{error:?}");
            }
        }
    }
}
