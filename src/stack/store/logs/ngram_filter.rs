//! The n-gram filter of a block: which texts its messages cannot contain, small enough to be
//! checked before the block is unpacked.
//!
//! An n-gram is a run of bytes of a message, hashed to one bit. The n-grams of every part of
//! a message are n-grams of the message, so a text with an n-gram whose bit is not set is in
//! no message of the block; a text whose n-grams are all set may be in one. There are two
//! kinds:
//!
//! * four bytes, at least one of which is not an id byte. Words consist of them, and a block
//!   has few different ones;
//! * eight id bytes (digits, `a`–`f` and `-`). A block soon contains every short run of
//!   these, and each id adds new long ones, so only a quarter of them is recorded. Which
//!   quarter depends on their bytes alone, so texts and messages choose the same.
//!
//! Stored are [`FORMAT`], a byte that says whether a message contains `\u`, which is too short
//! for an n-gram, the bits (a power of two of bytes), and a checksum of all that: a lost bit
//! would hide messages. Older filters have no checksum.

/// Changes with anything that gives a text other bits.
const FORMAT: u8 = 1;
const HEAD: usize = 2;
const CHECKSUM: usize = 4;
const WORD: usize = 4;
const ID: usize = 8;
/// One in so many n-grams of ids is recorded.
const SAMPLED: u64 = 4;
/// Bytes of bits while a filter is built, and the fewest that are stored.
const MAX_SIZE: usize = 64 << 10;
const MIN_SIZE: usize = 256;
/// The filter is halved as long as no more than this percentage of its bits is set. That is
/// also how often it takes an absent word of one n-gram for present; a word of three, hardly
/// ever.
const MAX_FILL: usize = 20;
/// A filter with a larger percentage of its bits set rules out too little to be stored.
const MAX_USEFUL_FILL: usize = 60;
/// How JSON spells any character: the one required literal without n-grams.
pub(super) const ESCAPE: &str = "\\u";

/// Builds the filter of a block from its messages.
pub(super) struct NgramBuilder {
    bits: Vec<u8>,
    escape: bool,
}

impl NgramBuilder {
    pub(super) fn new() -> Self {
        Self {
            bits: vec![0; MAX_SIZE],
            escape: false,
        }
    }

    pub(super) fn add(&mut self, message: &str) {
        let bits = self.bits.as_mut_slice();
        each_ngram(message.as_bytes(), |ngram| {
            let bit = ngram as usize % (MAX_SIZE * 8);
            bits[bit / 8] |= 1 << (bit % 8);
        });
        self.escape |= memchr::memmem::find(message.as_bytes(), ESCAPE.as_bytes()).is_some();
    }

    /// The filter as it is stored; `None` if it would rule out too little.
    pub(super) fn finish(self) -> Option<Vec<u8>> {
        let mut bits = self.bits;
        if is_fuller(&bits, MAX_USEFUL_FILL) {
            return None;
        }
        while bits.len() > MIN_SIZE {
            let (low, high) = bits.split_at(bits.len() / 2);
            let folded: Vec<u8> = low.iter().zip(high).map(|(low, high)| low | high).collect();
            if is_fuller(&folded, MAX_FILL) {
                break;
            }
            bits = folded;
        }
        let mut stored = Vec::with_capacity(HEAD + bits.len() + CHECKSUM);
        stored.extend_from_slice(&[FORMAT, u8::from(self.escape)]);
        stored.extend_from_slice(&bits);
        let checksum = checksum(&stored);
        stored.extend_from_slice(&checksum);
        Some(stored)
    }
}

fn checksum(stored: &[u8]) -> [u8; CHECKSUM] {
    let mut sum = flate2::Crc::new();
    sum.update(stored);
    sum.sum().to_le_bytes()
}

fn is_fuller(bits: &[u8], percent: usize) -> bool {
    let ones: usize = bits.iter().map(|byte| byte.count_ones() as usize).sum();
    ones * 100 > bits.len() * 8 * percent
}

/// A filter that was stored.
#[derive(Debug, Clone, Copy)]
pub(super) struct NgramFilter<'a> {
    escape: bool,
    bits: &'a [u8],
}

impl<'a> NgramFilter<'a> {
    /// `None` if it is damaged or in another format; then the block must be read.
    pub(super) fn parse(stored: &'a [u8]) -> Option<Self> {
        let (_, bits) = stored.split_at_checked(HEAD)?;
        let stored = if bits.len().is_power_of_two() {
            stored
        } else {
            let (stored, sum) = stored.split_last_chunk()?;
            (checksum(stored) == *sum).then_some(stored)?
        };
        let (head, bits) = stored.split_at_checked(HEAD)?;
        let escape = match head {
            [FORMAT, escape @ (0 | 1)] => *escape == 1,
            _ => return None,
        };
        bits.len()
            .is_power_of_two()
            .then_some(Self { escape, bits })
    }

    /// Whether a message may contain the text.
    pub(super) fn may_contain(&self, text: &NgramQuery) -> bool {
        let has = |ngram: &u64| {
            let bit = *ngram as usize % (self.bits.len() * 8);
            self.bits[bit / 8] >> (bit % 8) & 1 == 1
        };
        match text {
            NgramQuery::Escape => self.escape,
            NgramQuery::Ngrams(ngrams) => ngrams.iter().all(has),
        }
    }
}

/// Whether a stored filter can be read.
pub(in crate::stack::store) fn is_whole_filter(stored: &[u8]) -> bool {
    NgramFilter::parse(stored).is_some()
}

/// A text that is asked for.
#[derive(Debug, Clone)]
pub(super) enum NgramQuery {
    Escape,
    /// Without any, it may be everywhere.
    Ngrams(Vec<u64>),
}

impl NgramQuery {
    pub(super) fn new(text: &str) -> Self {
        if text == ESCAPE {
            return Self::Escape;
        }
        let mut ngrams = Vec::new();
        each_ngram(text.as_bytes(), |ngram| ngrams.push(ngram));
        ngrams.sort_unstable();
        ngrams.dedup();
        Self::Ngrams(ngrams)
    }

    /// Whether a filter can rule the text out.
    pub(super) fn is_selective(&self) -> bool {
        !matches!(self, Self::Ngrams(ngrams) if ngrams.is_empty())
    }
}

/// Hands each recorded n-gram of `text` to `take`, hashed.
fn each_ngram(text: &[u8], mut take: impl FnMut(u64)) {
    let mut last = 0_u64;
    // how many id bytes in a row end here
    let mut run = 0;
    for (offset, byte) in text.iter().enumerate() {
        last = last << 8 | u64::from(*byte);
        run = if is_id_byte(*byte) { run + 1 } else { 0 };
        if run < WORD {
            if offset + 1 >= WORD {
                take(hash(last & 0xffff_ffff));
            }
        } else if run >= ID {
            let ngram = hash(last);
            // not the bits that choose its place in the filter
            if (ngram >> 60).is_multiple_of(SAMPLED) {
                take(ngram);
            }
        }
    }
}

fn is_id_byte(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-')
}

/// Mixes all bits of an n-gram into the low ones, which choose its place in the filter.
fn hash(ngram: u64) -> u64 {
    let mixed = ngram.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ mixed >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93);
    mixed ^ mixed >> 32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::SeedableRng as _;
    use rand::rngs::StdRng;

    use super::*;

    fn stored<'a>(messages: impl IntoIterator<Item = &'a str>) -> Option<Vec<u8>> {
        let mut builder = NgramBuilder::new();
        messages
            .into_iter()
            .for_each(|message| builder.add(message));
        builder.finish()
    }

    fn may_contain(stored: &[u8], text: &str) -> bool {
        NgramFilter::parse(stored)
            .unwrap()
            .may_contain(&NgramQuery::new(text))
    }

    #[test]
    fn absent_words_and_ids_are_ruled_out() {
        let mut random = StdRng::seed_from_u64(7);
        let ids: Vec<String> = (0..5_000)
            .map(|_| format!("{:032x}", random.random::<u128>()))
            .collect();
        let (there, others) = ids.split_at(4_000);
        let line = |(n, id)| format!("GET /api/home 200 in {n} ms trace={id}");
        let messages: Vec<String> = there.iter().enumerate().map(line).collect();
        let stored = stored(messages.iter().map(String::as_str)).unwrap();
        assert!(stored.len() <= HEAD + MAX_SIZE);
        for text in [
            "/api/home",
            "ms trace=",
            &there[7],
            &there[3_999][3..19],
            "",
            "G",
            "123",
        ] {
            assert!(may_contain(&stored, text), "{text}");
        }
        for text in ["OutOfMemoryError", "deadlock", "POST /api", ESCAPE] {
            assert!(!may_contain(&stored, text), "{text}");
        }
        // ids that share no part with those: all but a few are ruled out
        let taken = others.iter().filter(|id| may_contain(&stored, id)).count();
        assert!(taken < 20, "{taken} of 1,000 are taken for present");
    }

    #[test]
    fn few_messages_need_few_bytes_and_noise_needs_too_many() {
        let few = stored(["started", "stopped"]).unwrap();
        assert_eq!(few.len(), HEAD + MIN_SIZE + CHECKSUM);
        let noise: Vec<String> = (0..20_000)
            .map(|_| {
                let noise: [u8; 60] = std::array::from_fn(|_| rand::random_range(b'A'..=b'z'));
                String::from_utf8_lossy(&noise).into_owned()
            })
            .collect();
        assert!(stored(noise.iter().map(String::as_str)).is_none());
    }

    #[test]
    fn another_format_is_not_read() {
        let stored = stored(["a message"]).unwrap();
        assert!(NgramFilter::parse(&stored).is_some());
        let newer = [&[FORMAT + 1], &stored[1..]].concat();
        for other in [
            &newer,
            &stored[..HEAD + 3],
            &stored[..HEAD],
            &stored[..1],
            &[],
        ] {
            assert!(NgramFilter::parse(other).is_none(), "{} bytes", other.len());
        }
    }

    proptest! {
        #[test]
        fn what_a_message_contains_is_never_ruled_out(
            messages in prop::collection::vec(
                prop_oneof!["[0-9a-f-]{0,40}", "[a-h0-9 \\\\u=-]{0,40}", ".{0,40}"],
                1..30,
            ),
            part in (0.0..1.0_f64, 0.0..1.0_f64),
        ) {
            let stored = stored(messages.iter().map(String::as_str)).unwrap();
            for message in &messages {
                let places: Vec<usize> = message
                    .char_indices()
                    .map(|(at, _)| at)
                    .chain([message.len()])
                    .collect();
                let place = |part: f64| places[((places.len() - 1) as f64 * part) as usize];
                let (from, to) = (place(part.0.min(part.1)), place(part.0.max(part.1)));
                prop_assert!(may_contain(&stored, &message[from..to]));
                prop_assert!(may_contain(&stored, message));
            }
        }
    }
}
