//! The first bytes of the write-ahead log.

use super::checksum::{Checksum, Sum, be_sum, be_u32};

/// What all frames of a log have in common.
#[derive(Debug, Clone, Copy)]
pub(super) struct Header {
    pub(super) checksum: Checksum,
    pub(super) page_size: usize,
    /// Drawn anew each time the log starts from its beginning: frames with another one are
    /// left over from before.
    pub(super) salt: [u8; 8],
    /// Where the checksums of the frames go on from.
    pub(super) sum: Sum,
    /// As SQLite accepts it.
    pub(super) is_whole: bool,
    /// As it should be.
    pub(super) bytes: [u8; Self::BYTES],
}

/// Which of these two numbers a log begins with tells the order of its words.
const MAGIC: u32 = 0x377f_0682;
const VERSION: u32 = 3_007_000;

impl Header {
    pub(super) const BYTES: usize = 32;
    /// Of these, the ones that the checksum is of.
    const SUMMED: usize = 24;

    /// Nothing if it is none, nor was before one of its bits was turned around.
    pub(super) fn read(bytes: [u8; Self::BYTES]) -> Option<Self> {
        if let Some(whole) = Self::accept(bytes) {
            return Some(whole);
        }
        let mut turned = (0..Self::BYTES * 8).filter_map(|bit| {
            let mut turned = bytes;
            turned[bit / 8] ^= 1 << (bit % 8);
            Self::accept(turned)
        });
        // as in a frame, one that is the only one
        let mended = turned.next()?;
        turned.next().is_none().then_some(Self {
            is_whole: false,
            ..mended
        })
    }

    fn accept(bytes: [u8; Self::BYTES]) -> Option<Self> {
        let magic = be_u32(&bytes, 0);
        let checksum = Checksum {
            big_endian: magic & 1 == 1,
        };
        let page_size = be_u32(&bytes, 8);
        let sum = checksum.add((0, 0), &bytes[..Self::SUMMED]);
        let is_log = magic & !1 == MAGIC
            && be_u32(&bytes, 4) == VERSION
            && page_size.is_power_of_two()
            && (512..=65_536).contains(&page_size);
        if !is_log || sum != be_sum(&bytes, Self::SUMMED) {
            return None;
        }
        Some(Self {
            checksum,
            page_size: page_size as usize,
            salt: bytes[16..Self::SUMMED].try_into().ok()?,
            sum,
            is_whole: true,
            bytes,
        })
    }
}
