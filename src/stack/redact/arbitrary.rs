//! Values with and without a secret in them, for property tests.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::names;

/// Looks like no word, and like nothing else in a test.
pub(crate) fn secret() -> impl Strategy<Value = String> {
    "[a-f]{2}[0-9]{2}[A-Z]{3}[a-z0-9]{16,24}"
}

/// A name of the list in one of its spellings.
pub(crate) fn name() -> impl Strategy<Value = String> {
    let listed = prop::sample::select(names::all());
    let prefix = prop::sample::select(vec![
        "",
        "",
        "HTTP_",
        "http.request.header.",
        "http.response.header.",
        "request.headers.",
    ]);
    let case = prop::collection::vec(any::<bool>(), 64);
    (
        listed,
        prefix,
        prop::sample::select(vec!["-", "_", ""]),
        case,
    )
        .prop_map(|(listed, prefix, joint, upper)| {
            let name = listed.replace('_', joint);
            // `sig` is no header
            let prefix = if listed.starts_with("sig") {
                ""
            } else {
                prefix
            };
            let letters = name.chars().zip(upper);
            let name: String = letters
                .map(|(c, upper)| if upper { c.to_ascii_uppercase() } else { c })
                .collect();
            format!("{prefix}{name}")
        })
}

/// A value in which the secret stands.
pub(crate) fn planted(secret: String) -> impl Strategy<Value = Value> {
    let blank = prop::sample::select(vec![" ", "  ", "\t", "\u{a0}", "%20", " \t "]);
    (name(), 0..23_usize, blank).prop_map(move |(name, place, blank)| {
        let s = &secret;
        let encoded = name.replace('_', "%5F").replace('-', "%2D");
        let inner = json!({ name.clone(): s }).to_string();
        match place {
            0 => json!({ name: s }),
            1 => json!({ name: [s, "x", { "y": s }] }),
            2 => json!({ name: { "a": { "b": s } } }),
            3 => json!([["Accept", "*/*"], [name, s]]),
            4 => json!([{"key": name, "value": s}]),
            5 => json!([{"value": [s], "name": name}]),
            6 => json!(format!("https://h/p?a=1&{name}={s}&b=2")),
            7 => json!(format!("{encoded}={s}")),
            8 => json!(format!(
                "/to?next=https%3A%2F%2Fh%2Fp%3F{encoded}%3D{s}%26b%3D2"
            )),
            9 => json!(format!("postgres://user:{s}@db:5432/x?a=b")),
            10 => json!(format!("go to https%3A%2F%2Fuser%3A{s}%40host%2Fp")),
            11 => json!(format!("got Bearer{blank}{s} back")),
            12 => json!(format!("bAsIc{blank}{s}")),
            13 => json!(inner),
            14 => json!({"data": json!({ "body": inner }).to_string()}),
            15 => json!(format!("GET / HTTP/1.1\r\n{name}: {s}\r\nAccept: */*\r\n")),
            16 => json!(format!("{{'{name}': '{s}', 'a': 'b'}}")),
            17 => json!(format!("with {name}='{s}'")),
            18 => json!({ format!("https://h/?{name}={s}"): 1 }),
            19 => json!(format!("failed: {inner}, twice")),
            20 => json!({"value": {"stringValue": s}, "key": name}),
            21 => json!(format!("x-token=a;{name}={s}; b=c")),
            _ => json!(format!("[[\\\"{name}\\\": \\\"{s}\\\"]]")),
        }
    })
}

/// A value in which nothing is secret, with much that resembles it.
pub(crate) fn harmless() -> impl Strategy<Value = Value> {
    let texts = prop::sample::select(vec![
        "tokenizer",
        "author: me",
        "authority=x&a=b",
        "GET /api/messages/@andrew",
        "https://example.com/@user/path?page=2&next=%40me",
        "mail me@example.com // or not @ all",
        "basic authentication is needed, bearer of news",
        "authorization: denied for you",
        "the token is missing; no password given",
        "expected a token: found a comma",
        "signature of the function f(a, b)",
        "cookies are nice, and secretary is a word",
        "access_tokens are two, access_token is none",
        "SELECT \"key\" FROM x WHERE a = 'b' AND c > 3",
        "input_tokens=512 max_tokens: 3",
        "{\"author\": \"x\", \"nextToken\": null, \"n\": 1.50}",
        "sigma=3, design=4",
        "[1, 2, {\"key\": \"a\", \"value\": \"b\"}]",
        "é✓\u{1f600} \"quoted\" \\ back",
        "password reset mail sent",
        "",
    ]);
    let names = prop::sample::select(vec![
        "author",
        "authorized",
        "tokenizer",
        "max_tokens",
        "key",
        "value",
        "name",
        "http.url",
        "cookie_policy",
        "passwordless",
        "signatures",
        "a",
        "b",
    ]);
    let leaf = prop_oneof![
        texts.prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((names.clone(), inner), 0..4).prop_map(|fields| {
                let fields = fields.into_iter();
                Value::Object(
                    fields
                        .map(|(k, v)| (k.to_owned(), v))
                        .collect::<Map<_, _>>(),
                )
            }),
        ]
    })
}

/// A secret, and a value in which it stands among others.
pub(crate) fn with_secret() -> impl Strategy<Value = (String, Value)> {
    let values = secret().prop_flat_map(|secret| (planted(secret.clone()), Just(secret)));
    (values, harmless(), harmless()).prop_map(|((planted, secret), before, after)| {
        let value = json!({"before": before, "here": [planted], "after": after});
        (secret, value)
    })
}
