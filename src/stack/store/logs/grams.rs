//! Which texts a block of messages cannot contain: a filter of its grams, small enough to
//! be asked before the block is unpacked.
//!
//! A gram is a run of bytes of a message, hashed to one bit. What a message contains, all
//! grams of it are the message's too, so a text with a gram that has no bit is in no
//! message; a text whose grams all have theirs may be. There are two kinds:
//!
//! * four bytes of which one at least is not of an id. They are what words are made of,
//!   and few of them differ;
//! * eight bytes of an id (digits, `a`–`f` and `-`). Of short ones a block soon holds all
//!   there are, and of long ones each id brings new ones: so a quarter of them counts,
//!   chosen by their own bytes and so alike in a text and in a message.
//!
//! Stored are [`FORMAT`], a byte that says whether a message has a `\u`, which is too
//! short for a gram, the bits (a power of two of bytes), and a checksum of all that: a bit
//! that is lost would hide messages. Older filters have none.

/// Changes with anything that gives a text other bits.
const FORMAT: u8 = 1;
const HEAD: usize = 2;
const CHECKSUM: usize = 4;
const WORD: usize = 4;
const ID: usize = 8;
/// Of long grams, one in so many counts.
const SAMPLED: u64 = 4;
/// Bytes of bits while they are gathered, and the fewest that are stored.
const MAX_SIZE: usize = 64 << 10;
const MIN_SIZE: usize = 256;
/// Halved as long as no more than this part of the bits is set, in percent: what is left
/// takes a word of one gram for present that often, and one of three hardly ever.
const FULL: usize = 20;
/// Bits of which more are set say too little to be stored.
const USELESS: usize = 60;
/// How JSON spells any character: the one text without grams that is asked for.
pub(super) const ESCAPE: &str = "\\u";

/// Gathers the grams of a block's messages.
pub(super) struct Gatherer {
    bits: Vec<u8>,
    escape: bool,
}

impl Gatherer {
    pub(super) fn new() -> Self {
        Self {
            bits: vec![0; MAX_SIZE],
            escape: false,
        }
    }

    pub(super) fn add(&mut self, message: &str) {
        let bits = self.bits.as_mut_slice();
        each_gram(message.as_bytes(), |gram| {
            let place = gram as usize % (MAX_SIZE * 8);
            bits[place / 8] |= 1 << (place % 8);
        });
        self.escape |= memchr::memmem::find(message.as_bytes(), ESCAPE.as_bytes()).is_some();
    }

    /// What is stored; nothing if it would not help.
    pub(super) fn finish(self) -> Option<Vec<u8>> {
        let mut bits = self.bits;
        if is_over(&bits, USELESS) {
            return None;
        }
        while bits.len() > MIN_SIZE {
            let (low, high) = bits.split_at(bits.len() / 2);
            let folded: Vec<u8> = low.iter().zip(high).map(|(low, high)| low | high).collect();
            if is_over(&folded, FULL) {
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

fn is_over(bits: &[u8], percent: usize) -> bool {
    let ones: usize = bits.iter().map(|byte| byte.count_ones() as usize).sum();
    ones * 100 > bits.len() * 8 * percent
}

/// A stored filter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grams<'a> {
    escape: bool,
    bits: &'a [u8],
}

impl<'a> Grams<'a> {
    /// Nothing if it is of another format or damaged: then the block is to be read.
    pub(super) fn read(stored: &'a [u8]) -> Option<Self> {
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
    pub(super) fn may_contain(&self, text: &Wanted) -> bool {
        let has = |gram: &u64| {
            let place = *gram as usize % (self.bits.len() * 8);
            self.bits[place / 8] >> (place % 8) & 1 == 1
        };
        match text {
            Wanted::Escape => self.escape,
            Wanted::Grams(grams) => grams.iter().all(has),
        }
    }
}

/// Whether a stored filter can be read.
pub(in crate::stack::store) fn is_whole_filter(stored: &[u8]) -> bool {
    Grams::read(stored).is_some()
}

/// A text that is asked for.
#[derive(Debug, Clone)]
pub(super) enum Wanted {
    Escape,
    /// Without any, it may be everywhere.
    Grams(Vec<u64>),
}

impl Wanted {
    pub(super) fn of(text: &str) -> Self {
        if text == ESCAPE {
            return Self::Escape;
        }
        let mut grams = Vec::new();
        each_gram(text.as_bytes(), |gram| grams.push(gram));
        grams.sort_unstable();
        grams.dedup();
        Self::Grams(grams)
    }

    /// Whether a filter can say anything about it.
    pub(super) fn is_known(&self) -> bool {
        !matches!(self, Self::Grams(grams) if grams.is_empty())
    }
}

/// Hands over each gram that counts, hashed.
fn each_gram(text: &[u8], mut take: impl FnMut(u64)) {
    let mut last = 0_u64;
    // how many bytes of an id end here
    let mut run = 0;
    for (place, byte) in text.iter().enumerate() {
        last = last << 8 | u64::from(*byte);
        run = if is_of_id(*byte) { run + 1 } else { 0 };
        if run < WORD {
            if place + 1 >= WORD {
                take(hash(last & 0xffff_ffff));
            }
        } else if run >= ID {
            let gram = hash(last);
            // other bits than those that give its place
            if (gram >> 60).is_multiple_of(SAMPLED) {
                take(gram);
            }
        }
    }
}

fn is_of_id(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-')
}

/// All bits of a gram in the low ones, which give its place.
fn hash(gram: u64) -> u64 {
    let mixed = gram.wrapping_mul(0x9e37_79b9_7f4a_7c15);
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
        let mut gatherer = Gatherer::new();
        messages
            .into_iter()
            .for_each(|message| gatherer.add(message));
        gatherer.finish()
    }

    fn may_contain(stored: &[u8], text: &str) -> bool {
        Grams::read(stored).unwrap().may_contain(&Wanted::of(text))
    }

    #[test]
    fn words_and_ids_that_are_nowhere_are_told() {
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
        // ids that share no part with those: all but a few are told
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
        assert!(Grams::read(&stored).is_some());
        let newer = [&[FORMAT + 1], &stored[1..]].concat();
        for other in [
            &newer,
            &stored[..HEAD + 3],
            &stored[..HEAD],
            &stored[..1],
            &[],
        ] {
            assert!(Grams::read(other).is_none(), "{} bytes", other.len());
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
