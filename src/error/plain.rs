//! Removes this program's type names from serde's messages. The author of the data does not know a
//! `struct ItemList`.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// How serde refers to types with derived code.
static TYPES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        (?<forms> data\ did\ not\ match\ any\ variant\ of\ untagged\ enum\ [\w:]+ )
        | expected\ (?<object> struct (?:\ variant)? )\ [\w:]+ (?:\ with\ \d+\ elements?)?
        | expected\ (?: (?:unit|tuple|newtype)\ (?:struct|variant)
                      | (?:internally|adjacently)\ tagged\ enum
                      | enum )\ [\w:]+ (?:\ with\ \d+\ elements?)?",
    )
    .ok()
});

/// Replaces type names with the kind of the value.
pub fn plain(text: &str) -> Cow<'_, str> {
    let Some(types) = TYPES.as_ref() else {
        return Cow::Borrowed(text);
    };
    types.replace_all(text, |found: &Captures<'_>| {
        if found.name("forms").is_some() {
            "it has none of the expected forms"
        } else if found.name("object").is_some() {
            "expected an object"
        } else {
            "expected another kind of value"
        }
    })
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde::de::DeserializeOwned;

    use super::*;
    use crate::error::Error;

    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Leak {
        _a: LeakUnit,
        _b: LeakTuple,
        _c: Option<LeakEnum>,
        _d: Option<LeakInternal>,
        _e: Option<LeakAdjacent>,
        _f: Option<LeakUntagged>,
        _g: Vec<LeakInner>,
    }

    #[derive(Default, Deserialize)]
    struct LeakUnit;

    #[derive(Default, Deserialize)]
    #[expect(dead_code, reason = "what is wrong is never read")]
    struct LeakTuple(u8, u8);

    #[derive(Deserialize)]
    struct LeakInner {
        _x: u8,
    }

    #[derive(Deserialize)]
    #[expect(dead_code, reason = "what is wrong is never read")]
    enum LeakEnum {
        Unit,
        Tuple(u8, u8),
        New(u8),
        Struct { _x: u8 },
    }

    #[derive(Deserialize)]
    #[serde(tag = "t")]
    enum LeakInternal {
        Struct { _x: u8 },
    }

    #[derive(Deserialize)]
    #[serde(tag = "t", content = "c")]
    enum LeakAdjacent {
        Struct { _x: u8 },
    }

    #[derive(Deserialize)]
    #[expect(dead_code, reason = "what is wrong is never read")]
    #[serde(untagged)]
    enum LeakUntagged {
        Struct { _x: u8 },
        Number(u8),
    }

    /// Returns serde's messages for each wrong value at each position.
    fn said<T: DeserializeOwned>() -> Vec<String> {
        let values = [
            "1",
            "-1.5",
            "\"x\"",
            "true",
            "null",
            "[]",
            "[1]",
            "{}",
            "{\"t\": 1}",
            "{\"t\": \"Struct\"}",
            "{\"t\": \"Struct\", \"c\": 1}",
            "{\"Tuple\": 1}",
            "{\"Tuple\": [1]}",
            "{\"Struct\": 1}",
            "{\"Struct\": []}",
            "{\"New\": []}",
            "{\"Unit\": 1}",
            "[\"x\"]",
            "[[]]",
        ];
        let mut said = Vec::new();
        for value in values {
            let inside = ["a", "b", "c", "d", "e", "f", "g"]
                .map(|field| format!("{{\"_{field}\": {value}}}"));
            for text in inside.iter().map(String::as_str).chain([value]) {
                said.extend(
                    serde_json::from_str::<T>(text)
                        .err()
                        .map(|error| error.to_string()),
                );
                said.extend(
                    toml::from_str::<T>(text)
                        .err()
                        .map(|error| error.to_string()),
                );
                let text = format!("_a = {value}\n_g = {value}");
                said.extend(
                    toml::from_str::<T>(&text)
                        .err()
                        .map(|error| error.to_string()),
                );
            }
        }
        said
    }

    #[test]
    fn no_error_names_a_type_of_this_program() {
        let all = said::<Leak>();
        let leaks = all.iter().filter(|text| text.contains("Leak")).count();
        assert!(leaks > 50, "serde speaks in other words: {leaks}");
        for text in all {
            let error = Error::failed(format!("cannot read it: {text}")).caused_by(text.clone());
            let told = format!("{error} {:?}", error.causes());
            assert!(!told.contains("Leak"), "{told}");
        }
    }

    #[test]
    fn other_words_stay() {
        let text = "missing field `err` at line 1 column 2; a struct of it";
        assert_eq!(plain(text), text);
        let text = "invalid type: string \"x\", expected struct ItemList at line 1";
        let told = "invalid type: string \"x\", expected an object at line 1";
        assert_eq!(plain(text), told);
    }
}
