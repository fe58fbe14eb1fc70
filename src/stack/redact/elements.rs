//! Elements of XML in a text: `<Password>x</Password>`.

use std::ops::Range;

use super::names::{self, Class};
use super::scan::{Word, code};
use super::{pairs, text as texts};

/// Where the text of an element is that opens something.
pub(super) fn value(text: &str, word: &Word) -> Option<Range<usize>> {
    if !is_open(&text[..word.range.start]) {
        return None;
    }
    let start = end_of_tag(text, word.range.end)?;
    let name = names::find(&text[word.range.clone()])?;
    let end = end_of_text(text, start)?;
    let value = &text[start..end];
    let (value, start) = match value.find("<![CDATA[") {
        Some(at) => (&value[at + 9..], start + at + 9),
        None => (value, start),
    };
    let value = value.strip_suffix("]]>").unwrap_or(value).trim_end();
    let is_hidden = match name.class {
        Class::Parameter => texts::is_token(value),
        Class::Countable if pairs::is_count(value) => false,
        _ => !value.trim_start().is_empty(),
    };
    is_hidden.then(|| start..start + value.len())
}

/// Whether a tag begins here, with its namespace or without.
fn is_open(before: &str) -> bool {
    const MAX_LENGTH: usize = 64;
    let is_open = |before: &str| {
        let begins = [
            "<", "&lt;", "\\u003c", "\\u003C", "\\x3c", "\\x3C", "%3c", "%3C",
        ];
        begins.iter().any(|begin| before.ends_with(begin))
    };
    let Some(space) = before.strip_suffix(':') else {
        return is_open(before);
    };
    let letters = space.bytes().rev().take(MAX_LENGTH);
    let len = letters.take_while(u8::is_ascii_alphanumeric).count();
    let (before, space) = space.split_at(space.len() - len);
    // the last letters of a code are letters too
    let is_code = match before.chars().next_back() {
        Some('\\') => space.starts_with("u003") || space.starts_with("x3"),
        Some('%') => space.starts_with('3'),
        _ => false,
    };
    is_code || is_open(before)
}

/// Where the tag ends whose name ends here.
fn end_of_tag(text: &str, at: usize) -> Option<usize> {
    const MAX_LENGTH: usize = 256;
    let bytes = text.as_bytes();
    let mut at = at;
    let last = at + MAX_LENGTH;
    let has_attributes = bytes.get(at).is_some_and(u8::is_ascii_whitespace);
    loop {
        match sign(bytes, at)? {
            (b'>', len) => return Some(at + len),
            (b'<', _) => return None,
            _ if !has_attributes || at > last => return None,
            (_, len) => at += len,
        }
    }
}

/// Where the text of an element ends: before its closing tag, and before no other.
pub(super) fn end_of_text(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = start;
    loop {
        match sign(bytes, at)? {
            (b'<', len) => {
                let rest = &text[at + len..];
                if let Some(data) = rest.strip_prefix("![CDATA[") {
                    at = text.len() - data.len() + data.find("]]>")? + 3;
                    continue;
                }
                let is_closing = rest.trim_start_matches('\\').starts_with('/');
                return (is_closing || rest.starts_with("%2")).then_some(at);
            }
            (_, len) => at += len,
        }
    }
}

/// The next byte, or what a code stands for.
pub(super) fn sign(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    let byte = *bytes.get(at)?;
    Some(code(bytes, at).unwrap_or((byte, 1)))
}
