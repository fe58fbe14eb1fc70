//! JSON whose strings hold half a character.
//!
//! JavaScript cuts a text between the two halves of a surrogate pair and escapes what is
//! left; other programs pass on bytes that are not UTF-8. Parsers refuse such a text as a
//! whole, so each such place becomes U+FFFD, and all else stays.

use std::borrow::Cow;

use serde::de::DeserializeOwned;

/// As [`serde_json::from_slice`]; a text that cannot be read is mended and read again, so
/// that a good one costs nothing.
///
/// # Errors
/// What is not JSON even then, and what is not of the shape.
pub(super) fn from_slice<T: DeserializeOwned>(text: &[u8]) -> serde_json::Result<T> {
    serde_json::from_slice(text).or_else(|error| match mended(text) {
        Some(mended) => serde_json::from_str(&mended),
        None => Err(error),
    })
}

/// The text with U+FFFD for whatever is not a character; `None` if there is no such place.
pub(super) fn mended(text: &[u8]) -> Option<String> {
    let utf8 = String::from_utf8_lossy(text);
    match (without_lone_surrogates(&utf8), &utf8) {
        (Cow::Owned(mended), _) => Some(mended),
        (Cow::Borrowed(_), Cow::Borrowed(_)) => None,
        (Cow::Borrowed(_), Cow::Owned(_)) => Some(utf8.into_owned()),
    }
}

/// The document with U+FFFD for each half of a surrogate pair.
pub(super) fn without_lone_surrogates(document: &str) -> Cow<'_, str> {
    let bytes = document.as_bytes();
    let mut repaired = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(|byte| *byte == b'\\') {
        at += found;
        match code_unit(bytes, at) {
            Some(0xd800..=0xdbff) if matches!(code_unit(bytes, at + 6), Some(0xdc00..=0xdfff)) => {
                at += 12;
            }
            Some(0xd800..=0xdfff) => {
                repaired.push_str(&document[copied..at]);
                repaired.push_str("\\ufffd");
                at += 6;
                copied = at;
            }
            // the escaped character may be a backslash
            _ => at = bytes.len().min(at + 2),
        }
    }
    if copied == 0 {
        return document.into();
    }
    repaired.push_str(&document[copied..]);
    repaired.into()
}

/// The number of the escape `\uXXXX` at a place.
fn code_unit(bytes: &[u8], at: usize) -> Option<u16> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_pairs_are_replaced_and_nothing_else() {
        for (sent, kept) in [
            (r#""\ud83d""#, r#""\ufffd""#),
            (r#""a\uDE00b\ud83d\u0041""#, r#""a\ufffdb\ufffd\u0041""#),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
            (
                r#""\ud83d\ude00 \\ud83d \"\u00e9""#,
                r#""\ud83d\ude00 \\ud83d \"\u00e9""#,
            ),
            (r#""\\\ud83d"#, r#""\\\ufffd"#),
            (r#""\"#, r#""\"#),
            (r#""\ud8"#, r#""\ud8"#),
            ("é\\é", "é\\é"),
        ] {
            assert_eq!(without_lone_surrogates(sent), kept, "{sent}");
        }
    }

    #[test]
    fn a_bad_place_costs_that_place_only() {
        let read = |text: &[u8]| from_slice::<Vec<String>>(text);
        assert_eq!(read(b"[\"a\xffb\", \"c\"]").unwrap(), ["a\u{fffd}b", "c"]);
        assert_eq!(read(br#"["a\ud83d", "c"]"#).unwrap(), ["a\u{fffd}", "c"]);
        assert_eq!(
            read(b"[\"\xff\\ude00\\ud83d\\ude00\"]").unwrap(),
            ["\u{fffd}\u{fffd}😀"]
        );
        assert!(read(b"[\"\xff\"").is_err() && read(b"[1]").is_err());
    }
}
