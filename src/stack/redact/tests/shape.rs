//! What is valid stays so, and what is not secret stays as it was.

use proptest::prelude::*;
use serde_json::{Map, Value};

use super::super::{clean, clean_document, clean_text};
use super::growth::part;

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(part(), 0..6).prop_map(|parts| parts.concat())
}

/// Values of JSON made of everything that is looked for.
fn hostile() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        3 => text().prop_map(Value::from),
        1 => any::<u32>().prop_map(Value::from),
        1 => any::<f32>().prop_map(|number| Value::from(f64::from(number))),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let fields = prop::collection::vec((text(), inner.clone()), 0..4);
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(Value::from),
            fields.prop_map(|fields| Value::Object(Map::from_iter(fields))),
        ]
    })
}

/// Whether two values have as many fields and items, and each of the same kind.
fn is_alike(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.values().zip(b.values()).all(|(a, b)| is_alike(a, b))
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_alike(a, b))
        }
        (Value::String(_), Value::String(_)) | (Value::Number(_), Value::Number(_)) => true,
        (a, b) => a == b,
    }
}

/// Parts of texts that resemble names, schemes, arguments and elements.
fn harmless_part() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "tokens",
        "tokenizer",
        "author",
        "authorized",
        "design",
        "signal",
        "secretary",
        "basics",
        "max_tokens",
        "passwordless",
        "cookie_policy",
        "keys",
        "curly",
        "a",
        "1",
        "/oauth/",
        "é",
        "%2e",
        "%25",
        "%20",
        "%22",
        "\\",
        "\\\"",
        "\\u0026",
        "&amp;",
        "&lt;",
        "\"",
        "'",
        "{",
        "}",
        "[",
        "]",
        "<",
        ">",
        "=",
        ":",
        ",",
        ";",
        "&",
        "?",
        "/",
        " ",
        "\n",
        "-",
        "_",
        ".",
        "--",
    ])
}

proptest! {
    #[test]
    fn a_document_keeps_its_shape(value in hostile()) {
        let value = Value::from(vec![value]);
        let document = value.to_string();
        let cleaned = clean_document(&document).unwrap();
        let read: Value = serde_json::from_str(&cleaned).unwrap();
        prop_assert!(is_alike(&value, &read), "{} of {}", cleaned, document);
        // a number may find no room in a secret of one letter
        let names = document.matches(':').count();
        prop_assert!(cleaned.len() <= document.len() + 2 * names, "{} of {}", cleaned, document);

        let mut same = value;
        clean(&mut same);
        prop_assert_eq!(same.as_array().map(Vec::len), Some(1), "{}", same);
    }

    #[test]
    fn a_text_that_only_resembles_secrets_stays(
        parts in prop::collection::vec(harmless_part(), 0..20),
    ) {
        let text = parts.join("");
        let mut same = text.clone();
        clean_text(&mut same);
        prop_assert_eq!(&same, &text);
        let document = serde_json::json!({ &text: [&text] }).to_string();
        prop_assert_eq!(clean_document(&document).unwrap(), document.as_str());
    }
}
