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
const SHORT: [&[u8]; 9] = [
    b"sig=", b"sig:", b"sig%", b"\"sig", b"'sig", b".sig", b"{sig", b"\x23sig", b"\xa3sig",
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
            return may_have_user(bytes) || may_have_code(bytes);
        }
        // what begins in this chunk and ends in the next
        rest = &rest[CHUNK - LONGEST..];
    }
}

/// Whether there may be a `//user:password@`, however long. Before each `@`, only what is
/// after the one before it is looked at.
fn may_have_user(bytes: &[u8]) -> bool {
    let mut looked = 0;
    memchr::memchr_iter(b'@', bytes).any(|at| {
        let start = std::mem::replace(&mut looked, at);
        memchr::memrchr(b'/', &bytes[start..at]).is_some_and(|slash| {
            let slash = start + slash;
            let before = &bytes[..slash];
            // `:\/\/` is how PHP writes it in JSON
            (before.ends_with(b"/") || before.ends_with(b"/\\"))
                && memchr::memchr2(b' ', b'"', &bytes[slash..at]).is_none()
        })
    })
}

/// Whether there is a letter that needed no encoding, as in `acc%65ss_token`.
fn may_have_code(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'%', bytes).any(|at| {
        let mut code = &bytes[at + 1..];
        while let Some(rest) = code.strip_prefix(b"25") {
            code = rest;
        }
        matches!(
            code,
            [b'4' | b'6', b'1'..=b'9' | b'a'..=b'f' | b'A'..=b'F', ..]
        ) || matches!(code, [b'5' | b'7', b'0'..=b'9' | b'a' | b'A', ..])
    })
}
