//! The text of a document, so that whoever reads it later can.
//!
//! Parsing skips the fields that it does not know without looking into them. What a full
//! parser would stumble over there (half of a surrogate pair, which JavaScript writes when
//! it cuts a text; a number that no double holds; endless nesting) has to be found here,
//! or the document is acknowledged and never shown.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// Levels of objects and arrays in a document. A parser with a limit has one of 128, and
/// compiling puts documents into one another.
pub(crate) const DEEPEST: usize = 100;

/// The document with U+FFFD for each half of a surrogate pair.
pub(super) fn repaired(document: &str) -> Cow<'_, str> {
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

/// Whether a full parser can read a text that a skipping one could.
pub(super) fn is_readable(text: &str) -> bool {
    !is_suspect(text) || serde_json::from_str::<Checked>(text).is_ok_and(|c| c.0 <= DEEPEST)
}

/// Whether it has what a full parser might not read. Most documents have not, and are
/// spared a second parse.
fn is_suspect(text: &str) -> bool {
    const LONG_NUMBER: usize = 300;
    let (mut opened, mut digits) = (0, 0);
    for byte in text.bytes() {
        match byte {
            b'{' | b'[' => {
                opened += 1;
                digits = 0;
            }
            b'0'..=b'9' | b'.' => digits += 1,
            b'e' | b'E' if digits > 0 => return true,
            b'\\' => return true,
            _ => digits = 0,
        }
        if opened > DEEPEST || digits > LONG_NUMBER {
            return true;
        }
    }
    false
}

/// Any value, read as a full parser reads it and dropped; keeps its depth.
struct Checked(usize);

impl<'de> Deserialize<'de> for Checked {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CheckedVisitor)
    }
}

struct CheckedVisitor;

macro_rules! scalars {
    ($($name:ident: $kind:ty),*) => {
        $(fn $name<E>(self, _: $kind) -> Result<Self::Value, E> {
            Ok(Checked(0))
        })*
    };
}

impl<'de> Visitor<'de> for CheckedVisitor {
    type Value = Checked;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    scalars!(visit_str: &str, visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64);

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Checked(0))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut deepest = 0;
        while let Some(Checked(depth)) = items.next_element()? {
            deepest = deepest.max(depth);
        }
        Ok(Checked(deepest + 1))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        let mut deepest = 0;
        while let Some((_, Checked(depth))) = fields.next_entry::<Checked, Checked>()? {
            deepest = deepest.max(depth);
        }
        Ok(Checked(deepest + 1))
    }
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
            assert_eq!(repaired(sent), kept, "{sent}");
        }
    }

    #[test]
    fn what_a_parser_cannot_read_is_found() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        let digits = "9".repeat(400);
        for text in ["1e999", "-1E+400", &digits, &nested(101), r#""\ud83d""#] {
            let document = format!(r#"{{"metadata":{{"a":{text}}}}}"#);
            assert!(!is_readable(&document), "{text}");
        }
        for text in [
            "1e9",
            "1.5E-3",
            &nested(98),
            r#""\u00e9 1e999""#,
            r#""[[[""#,
        ] {
            let document = format!(r#"{{"metadata":{{"a":{text}}}}}"#);
            assert!(is_readable(&document), "{text}");
            assert!(serde_json::from_str::<serde_json::Value>(&document).is_ok());
        }
    }
}
