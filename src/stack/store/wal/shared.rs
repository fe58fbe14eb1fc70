//! The index of the log that SQLite's connections share. It outlives a process that was
//! killed, and says how far the log was committed.
//!
//! Its layout is that of <https://sqlite.org/walformat.html#the_wal_index_file_format>:
//! numbers of this machine's order, and the salt as in the log.

use std::fs;
use std::path::Path;

use super::checksum::Checksum;

/// What the index says of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shared {
    /// Of the log that it is of.
    pub(super) salt: [u8; 8],
    /// Frames that were committed.
    pub(super) committed: u32,
    /// Of these, the ones that are in the database too.
    pub(super) backfilled: u32,
}

/// Bytes of one of the two copies of the header.
const HEADER: usize = 48;
/// Of these, the ones that its checksum is of.
const SUMMED: usize = 40;
const VERSION: u32 = 3_007_000;

/// Nothing if there is no index, or it is not what SQLite wrote.
pub(super) fn read(path: &Path) -> Option<Shared> {
    let bytes = fs::read(path).ok()?;
    let header = bytes.get(..HEADER)?;
    if bytes.get(HEADER..2 * HEADER)? != header {
        return None;
    }
    let big_endian = cfg!(target_endian = "big");
    let number = |at: usize| -> Option<u32> {
        let word = bytes.get(at..at + 4)?;
        Some(u32::from_ne_bytes(word.try_into().ok()?))
    };
    let sum = Checksum { big_endian }.add((0, 0), &header[..SUMMED]);
    let is_whole = sum == (number(SUMMED)?, number(SUMMED + 4)?);
    // without this SQLite had not finished it
    let is_filled = header[12] == 1 && number(0)? == VERSION;
    let committed = number(16)?;
    (is_whole && is_filled).then_some(Shared {
        salt: header[32..40].try_into().ok()?,
        committed,
        backfilled: number(2 * HEADER)?.min(committed),
    })
}

impl Shared {
    pub(super) fn is_of(&self, salt: [u8; 8]) -> bool {
        self.salt == salt
    }
}
