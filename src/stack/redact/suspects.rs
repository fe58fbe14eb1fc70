//! Whether bytes may hold a secret, at the speed of ingest: nearly all that comes has none
//! and needs no further look.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

/// Parts that every name of the list and every other mark of a secret has in each of its
/// spellings, as [`fold`] leaves them.
const PARTS: [&[u8]; 26] = [
    b"uthoriz",
    b"cooki",
    b"token",
    b"passw",
    b"passp",
    b"secret",
    b"apikey",
    b"api-key",
    b"api\x7fkey",
    b"api%5fkey",
    b"api%2dkey",
    b"privat",
    b"honeycombt",
    b"honeycomb-t",
    b"honeycomb\x7ft",
    b"honeycomb%",
    b"accessk",
    b"access-k",
    b"access\x7fk",
    b"access%",
    b"oidc",
    b"signature",
    b"credential",
    b"bearer",
    b"basic",
    // a user in an encoded URL
    b"%40",
];

/// `sig` is too short to be looked for alone: as a parameter, and as a field of JSON, of
/// protobuf and of MessagePack.
const SHORT: [&[u8]; 7] = [
    b"sig=", b"sig:", b"sig%", b"\"sig", b"'sig", b"\x23sig", b"\xa3sig",
];

/// An escape in JSON may stand for any letter.
const ESCAPE: &[u8] = b"|u00";

const LONGEST: usize = 12;

static SUSPECTS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let parts = PARTS.iter().chain(&SHORT).chain([&ESCAPE]);
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostFirst) // which can be searched for with vectors
        .build(parts)
        .ok()
});

/// Upper case becomes lower case, and other characters others: one instruction for many
/// bytes, where a search that minds no case goes byte by byte.
fn fold(byte: u8) -> u8 {
    byte | 0x20
}

/// Whether these bytes may hold a secret; if not, they need no further look.
pub fn is_suspect(bytes: &[u8]) -> bool {
    const CHUNK: usize = 4096;
    let Some(parts) = SUSPECTS.as_ref() else {
        return true;
    };
    let mut folded = [0; CHUNK];
    let mut rest = bytes;
    loop {
        let chunk = &rest[..rest.len().min(CHUNK)];
        let folded = &mut folded[..chunk.len()];
        for (to, from) in folded.iter_mut().zip(chunk) {
            *to = fold(*from);
        }
        if parts.is_match(&*folded) {
            return true;
        }
        if chunk.len() == rest.len() {
            return may_have_user(bytes);
        }
        // what begins in this chunk and ends in the next
        rest = &rest[CHUNK - LONGEST..];
    }
}

/// Whether there may be a `//user:password@`.
fn may_have_user(bytes: &[u8]) -> bool {
    const LONGEST_USER: usize = 512;
    memchr::memchr_iter(b'@', bytes).any(|at| {
        let before = &bytes[at.saturating_sub(LONGEST_USER)..at];
        memchr::memrchr(b'/', before).is_some_and(|slash| {
            slash > 0 && before[slash - 1] == b'/'
                // `:\/\/` is how PHP writes it in JSON
                || before[..slash].ends_with(b"/\\")
        })
    })
}
