//! Whether bytes may hold a secret, at the speed of ingest: nearly all that comes has none
//! and needs no further look.
//!
//! What is looked for is made of the one list of names, and the bytes are read as names are:
//! without case, without what joins words, without codes. So whatever a name is known by is
//! found here too; what stands around it is left to the closer look.

use std::cell::Cell;

use super::name_table::{Found, TABLE, Table};
use super::{names, scan};

/// Whether these bytes may hold a secret; if not, they need no further look.
pub(crate) fn is_suspect(bytes: &[u8]) -> bool {
    match TABLE.as_ref() {
        Some(table) => has_name(table, bytes) || may_have_user(bytes),
        None => true,
    }
}

/// Whether a name of the list may be in it. Where no letter needed a code, which is nearly
/// everywhere, several places are looked at in turns.
fn has_name(table: &Table, bytes: &[u8]) -> bool {
    let has_code = Cell::new(false);
    let stops = |found: Found, at: usize| match found {
        Found::Name => true,
        Found::Short => is_name_alone(bytes, at),
        Found::Command => is_command(bytes, at),
        Found::Percent => {
            has_code.set(has_code.get() || ascii_code(bytes, at - 1).is_some());
            false
        }
        Found::Backslash => is_escaped_letter(bytes, at - 1),
    };
    // what looks like a code may be a length with the text after it: both are read
    table.any(bytes, stops) || (has_code.get() && has_decoded_name(table, bytes))
}

/// The same, of bytes in which letters may be encoded.
fn has_decoded_name(table: &Table, bytes: &[u8]) -> bool {
    let mut state = table.start();
    let mut at = 0;
    // where a slash ends that is encoded
    let mut slash = usize::MAX;
    // letters since the last that was encoded
    let mut plain = usize::MAX;
    while let Some(byte) = bytes.get(at) {
        let (byte, len) = match byte {
            b'%' => ascii_code(bytes, at).unwrap_or((b'%', 1)),
            b'\\' if is_escaped_letter(bytes, at) => return true,
            byte => (*byte, 1),
        };
        if len > 1 && byte == b'/' {
            // a URL within a URL
            if slash == at {
                return true;
            }
            slash = at + len;
        }
        at += len;
        if names::is_joint(byte) {
            continue;
        }
        plain = if len > 1 { 0 } else { plain.saturating_add(1) };
        let is_suspect = match table.step(&mut state, byte) {
            Some(Found::Name) => true,
            Some(Found::Short) => plain <= names::SHORT.len() || is_name_alone(bytes, at),
            Some(Found::Command) => is_command(bytes, at),
            Some(Found::Percent | Found::Backslash) | None => false,
        };
        if is_suspect {
            return true;
        }
    }
    false
}

/// 37 may also be the length of a text that begins with `ba`: no name has others than letters
/// of ASCII.
fn ascii_code(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    scan::code(bytes, at).filter(|(byte, _)| byte.is_ascii())
}

/// An escape in JSON may stand for any letter.
fn is_escaped_letter(bytes: &[u8], at: usize) -> bool {
    matches!(bytes[at..], [b'\\', b'u', b'0', b'0', b'2'..=b'7', ..])
}

/// `curl/8.5.0` is the user agent of many requests, and no command.
fn is_command(bytes: &[u8], end: usize) -> bool {
    bytes.get(end) != Some(&b'/')
}

/// Whether the short name that ends here may be one, and no part of a word. What is before
/// and after it may be of JSON, of a text, or the lengths and types of protobuf and
/// MessagePack.
fn is_name_alone(bytes: &[u8], end: usize) -> bool {
    /// `\u000a`
    const CODE: usize = 6;
    let start = end.saturating_sub(names::SHORT.len());
    let before = &bytes[..start];
    let code = &before[before.len().saturating_sub(CODE)..];
    let is_in_word = is_end_of_word(before) && !code.contains(&b'\\');
    let after = bytes.get(end);
    let ends = !after.is_some_and(u8::is_ascii_alphanumeric);
    let begins = !before.last().is_some_and(u8::is_ascii_alphanumeric);
    let is_whole = bytes[start..end].eq_ignore_ascii_case(names::SHORT.as_bytes());
    is_whole && !is_in_word && (ends || (begins && !after.is_some_and(u8::is_ascii_lowercase)))
}

/// Whether the last of these bytes is a letter of a word, and not the length of the text that
/// begins after it: 68 is a `D`.
fn is_end_of_word(bytes: &[u8]) -> bool {
    /// Of MessagePack, the type of a text and a length, without the last byte of it.
    const LENGTH: usize = 4;
    /// The type of the only text of OTLP before whose length a letter stands.
    const EVENT_NAME: u8 = b'b';
    let Some((last, before)) = bytes.split_last() else {
        return false;
    };
    let near = &before[before.len().saturating_sub(LENGTH)..];
    let follows_letter = near
        .last()
        .is_some_and(|byte| byte.is_ascii_alphabetic() && *byte != EVENT_NAME);
    last.is_ascii_alphabetic() && follows_letter && near.is_ascii()
}

/// Whether there may be a `//user:password@`, however long. Before each `@`, only what is
/// after the one before it is looked at.
fn may_have_user(bytes: &[u8]) -> bool {
    let mut looked = 0;
    memchr::memchr_iter(b'@', bytes).any(|at| {
        let start = std::mem::replace(&mut looked, at);
        memchr::memrchr(b'/', &bytes[start..at]).is_some_and(|slash| {
            let slash = start + slash;
            // `:\/\/` is how PHP writes it in JSON
            let before = bytes[..slash].iter().rev().find(|byte| **byte != b'\\');
            before == Some(&b'/') && memchr::memchr2(b' ', b'"', &bytes[slash..at]).is_none()
        })
    })
}
