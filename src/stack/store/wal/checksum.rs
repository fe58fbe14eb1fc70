//! The checksums of the write-ahead log, and the one bit that was turned around.
//!
//! A checksum is two sums over pairs of words, each carried on from the frame before
//! (<https://sqlite.org/fileformat2.html#checksum_algorithm>). It is linear: what a change
//! of one word does to it depends on the place of the word alone. So a single damaged bit
//! is found by what the checksum is off by, and turned back. Not so the high bits of a
//! word: on them places repeat within a page, and which one it was is not known.

pub(super) type Sum = (u32, u32);

/// How the words of a log are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Checksum {
    pub(super) big_endian: bool,
}

/// Bytes that are summed up at once: two words.
const PAIR: usize = 8;

impl Checksum {
    /// The sum of `bytes` behind what has the sum `seed`.
    pub(super) fn add(self, (mut a, mut b): Sum, bytes: &[u8]) -> Sum {
        for pair in bytes.chunks_exact(PAIR) {
            let (first, second) = pair.split_at(PAIR / 2);
            a = a.wrapping_add(self.word(first)).wrapping_add(b);
            b = b.wrapping_add(self.word(second)).wrapping_add(a);
        }
        (a, b)
    }

    /// Turns the one bit back without which `bytes` would have the sum `stored` and not
    /// `found`, or finds that it is one of the sum. Returns the sum; nothing if there is no
    /// such bit, or more than one.
    pub(super) fn mend(self, bytes: &mut [u8], found: Sum, stored: Sum) -> Option<Sum> {
        let off = (
            stored.0.wrapping_sub(found.0),
            stored.1.wrapping_sub(found.1),
        );
        // what one more in the first and in the second word of a pair adds to the sum
        let mut effects = [(1_u32, 1_u32), (0, 1)];
        let mut mended = None;
        let is_of_sum = is_one_bit_off(found, stored);
        let starts = (0..bytes.len()).step_by(PAIR / 2);
        for pair in starts.collect::<Vec<_>>().chunks_exact(2).rev() {
            for (at, (a, b)) in pair.iter().zip(effects) {
                let value = self.word(&bytes[*at..at + PAIR / 2]);
                let turned = (0..u32::BITS).map(|bit| value ^ (1 << bit)).find(|turned| {
                    let more = turned.wrapping_sub(value);
                    (a.wrapping_mul(more), b.wrapping_mul(more)) == off
                });
                let Some(turned) = turned else { continue };
                if is_of_sum || mended.replace((*at, turned)).is_some() {
                    return None;
                }
            }
            effects = effects.map(|(a, b)| {
                let next = a.wrapping_add(b);
                (next, next.wrapping_add(b))
            });
        }
        if is_of_sum {
            return Some(found);
        }
        let (at, turned) = mended?;
        bytes[at..at + PAIR / 2].copy_from_slice(&self.bytes(turned));
        Some(stored)
    }

    fn word(self, bytes: &[u8]) -> u32 {
        let word = be_u32(bytes, 0);
        if self.big_endian {
            word
        } else {
            word.swap_bytes()
        }
    }

    fn bytes(self, word: u32) -> [u8; 4] {
        if self.big_endian {
            word.to_be_bytes()
        } else {
            word.to_le_bytes()
        }
    }
}

/// Whether the sums differ in one bit.
fn is_one_bit_off(a: Sum, b: Sum) -> bool {
    (a.0 ^ b.0).count_ones() + (a.1 ^ b.1).count_ones() == 1
}

/// The number at `at`; 0 behind the end.
pub(super) fn be_u32(bytes: &[u8], at: usize) -> u32 {
    let word = bytes.get(at..at + 4).and_then(|word| word.try_into().ok());
    word.map_or(0, u32::from_be_bytes)
}

/// The two numbers at `at`.
pub(super) fn be_sum(bytes: &[u8], at: usize) -> Sum {
    (be_u32(bytes, at), be_u32(bytes, at + 4))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_bit_is_turned_back_where_its_place_is_known() {
        let whole: Vec<u8> = (0..1_024_u32).map(|at| (at * 37) as u8).collect();
        for big_endian in [false, true] {
            let checksum = Checksum { big_endian };
            let stored = checksum.add((7, 9), &whole);
            let mut mended = 0;
            for bit in 0..whole.len() * 8 {
                let mut damaged = whole.clone();
                damaged[bit / 8] ^= 1 << (bit % 8);
                let found = checksum.add((7, 9), &damaged);
                assert_ne!(found, stored);
                let before = damaged.clone();
                if let Some(sum) = checksum.mend(&mut damaged, found, stored) {
                    assert_eq!((&damaged, sum), (&whole, stored), "bit {bit}");
                    mended += 1;
                } else {
                    assert_eq!(damaged, before, "bit {bit}");
                }
            }
            assert!(mended * 4 > whole.len() * 8 * 3, "{mended}");
            let mut damaged = whole.clone();
            damaged[20..28].fill(0xa5);
            let found = checksum.add((7, 9), &damaged);
            assert_eq!(checksum.mend(&mut damaged, found, stored), None);
            let mut of_sum = 0;
            for bit in 0..u32::BITS {
                for other in [
                    (stored.0 ^ 1 << bit, stored.1),
                    (stored.0, stored.1 ^ 1 << bit),
                ] {
                    let mut same = whole.clone();
                    let sum = checksum.mend(&mut same, stored, other);
                    of_sum += u32::from(sum.is_some());
                    assert!(
                        same == whole && sum.is_none_or(|sum| sum == stored),
                        "bit {bit}"
                    );
                }
            }
            assert!(of_sum >= u32::BITS / 2, "{of_sum}");
        }
    }
}
