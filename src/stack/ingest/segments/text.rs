//! The text of a document, so that whoever reads it later can.
//!
//! Parsing skips the fields that it does not know without looking into them. What a full
//! parser would stumble over there (half of a surrogate pair, which JavaScript writes when
//! it cuts a text; a number that no double holds; endless nesting) has to be found here,
//! or the document is acknowledged and never shown.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// Levels of objects and arrays in a document. A parser with a limit has one of 128, and
/// compiling puts documents into one another.
pub(crate) const DEEPEST: usize = 100;

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
