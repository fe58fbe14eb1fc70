//! Whatever the exact look would hide, the quick look before it finds suspect.

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::json;

use super::super::arbitrary::{name, planted, secret};
use super::super::{is_suspect, json as documents, names, text};
use super::growth::part;

/// The text as it is in a request: alone, in JSON, and in JSON within JSON.
fn written(text: &str) -> [String; 3] {
    let inner = json!({ "a": text }).to_string();
    [text.to_owned(), inner.clone(), json!([inner]).to_string()]
}

/// Documents with the text as a value and as a name.
fn documents_of(text: &str) -> [String; 2] {
    [
        json!([text, { "a": text }]).to_string(),
        json!({ text: ["hush", text] }).to_string(),
    ]
}

fn spelled(name: &str, joints: &[&str], codes: &[bool]) -> String {
    let mut joints = joints.iter().cycle();
    let mut codes = codes.iter().cycle();
    let spelled = name.chars().map(|c| match c {
        '_' => joints
            .next()
            .map_or(String::new(), |joint| (*joint).to_owned()),
        c if codes.next() == Some(&true) => format!("%{:02x}", u32::from(c)),
        c => c.to_string(),
    });
    spelled.collect()
}

/// Of the texts that the properties below are about, enough have something to hide.
#[test]
fn what_is_made_has_secrets() {
    let mut runner = TestRunner::deterministic();
    let parts = prop::collection::vec(part(), 1..12);
    let (mut texts, mut lists, mut found) = (0, 0, 0);
    for _ in 0..500 {
        let text = parts.new_tree(&mut runner).unwrap().current().concat();
        texts += usize::from(!text::secrets(&text).is_empty());
        let has_secrets = |document: &String| {
            documents::secrets(document).is_some_and(|secrets| !secrets.is_empty())
        };
        lists += documents_of(&text)
            .iter()
            .filter(|d| has_secrets(d))
            .count();
        let name = any_name().new_tree(&mut runner).unwrap().current();
        found += usize::from(names::find(&name).is_some());
    }
    assert!(texts > 50 && lists > 50, "{texts} {lists} of 500");
    assert!(found > 100, "{found} of 500");
}

/// A name, and what may stand around it.
fn any_name() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        name().boxed(),
        prop::sample::select(names::all())
            .prop_map(str::to_owned)
            .boxed()
    ];
    let joints = prop::sample::select(vec!["", "-", "_", " ", "--", "%2d", "%255F", "%20"]);
    let joints = prop::collection::vec(joints, 1..4);
    let codes = prop::collection::vec(prop::bool::weighted(0.1), 1..9);
    let around = vec![
        ("", ""),
        ("a.", ""),
        ("a[", "]"),
        ("a[", "][]"),
        (" ", " "),
        ("\n", "\t"),
    ];
    let around = prop::sample::select(around);
    (name, joints, codes, around).prop_map(|(name, joints, codes, (before, after))| {
        format!("{before}{}{after}", spelled(&name, &joints, &codes))
    })
}

proptest! {
    #[test]
    fn what_is_hidden_in_a_text_is_suspect(parts in prop::collection::vec(part(), 1..12)) {
        let text = parts.concat();
        if !text::secrets(&text).is_empty() {
            for written in written(&text) {
                prop_assert!(is_suspect(written.as_bytes()), "{}", written);
            }
        }
        for document in documents_of(&text) {
            if documents::secrets(&document).is_some_and(|secrets| !secrets.is_empty()) {
                prop_assert!(is_suspect(document.as_bytes()), "{}", document);
            }
        }
    }

    #[test]
    fn what_is_planted_is_suspect(value in secret().prop_flat_map(planted)) {
        for written in written(&value.to_string()) {
            prop_assert!(is_suspect(written.as_bytes()), "{}", written);
        }
    }

    #[test]
    fn a_name_in_any_spelling_is_suspect(
        name in any_name(),
        after in any::<u8>(),
    ) {
        if names::find(&name).is_some() {
            for written in written(&name) {
                prop_assert!(is_suspect(written.as_bytes()), "{}", written);
            }
            // a key of protobuf, and one of MessagePack with a text as its value
            let length = u8::try_from(name.len()).unwrap();
            let protobuf = [&[0x0a, length], name.as_bytes(), &[0x12, after]].concat();
            prop_assert!(is_suspect(&protobuf), "{}", name);
            let msgpack = [&[0xd9, length], name.as_bytes(), &[0xa0 | (after & 0x1f)]].concat();
            prop_assert!(is_suspect(&msgpack), "{}", name);
        }
    }
}

/// Before a text is its length, which may be a letter, a `%`, or anything else.
#[test]
fn a_name_is_suspect_after_a_text_of_any_length() {
    for (text, is_code) in [
        ("sig=", false),
        ("5api_key=", false),
        ("0acc%65ss_token=", true),
    ] {
        for length in (text.len() + 20)..20_000 {
            if length > 300 && length % 41 != 0 {
                continue;
            }
            let mut value = format!("{text}{}", "aB3".repeat(length / 3));
            value.truncate(length);
            assert!(!text::secrets(&value).is_empty());
            let [low, high] = u16::try_from(length).unwrap().to_le_bytes();
            let varint = match length {
                ..128 => vec![low],
                _ => vec![low | 0x80, u8::try_from(length >> 7).unwrap()],
            };
            let msgpack = match length {
                ..256 => vec![0xd9, low],
                _ => vec![0xda, high, low],
            };
            // a value of an attribute, the name of an event, and a text of MessagePack
            for head in [
                [&[0x0a], &varint[..]].concat(),
                [&[b'x', 0x62], &varint[..]].concat(),
                msgpack,
            ] {
                // of two readings, a code and a length, one has both
                let is_hard = is_code && head.ends_with(b"%");
                let bytes = [&head, value.as_bytes()].concat();
                assert!(is_hard || is_suspect(&bytes), "{text} {length} {head:?}");
            }
        }
    }
}

/// What stands before a text in protobuf and MessagePack is any byte.
#[test]
fn suspects_are_found_after_any_byte() {
    let names = names::all()
        .into_iter()
        .filter(|name| *name != names::SHORT);
    for name in names.chain(["bearer", "BASIC"]) {
        for before in 0..=u8::MAX {
            let bytes = [&[before], name.as_bytes(), b"\x12"].concat();
            assert!(is_suspect(&bytes), "{before} {name}");
        }
    }
    assert!(is_suspect(b"\x03sigJ") && is_suspect(b"\xa3sig\xa5"));
}

#[test]
fn suspects_are_found_anywhere() {
    // 2,500, 5,000 and 7,500 are where the lanes of `name_table.rs` meet
    let places = [0, 2470, 4060, 4970, 7470, 9968];
    for at in places.into_iter().flat_map(|from| from..from + 17) {
        for filler in [b' ', b'a', b'%'] {
            let plain = vec![filler; 10_000];
            assert!(!is_suspect(&plain));
            for secret in [
                "AUTHORIZATION",
                "a%55thorization",
                "acc-ess_tokEn",
                "//u:p@h",
            ] {
                let mut bytes = plain.clone();
                bytes[at..at + secret.len()].copy_from_slice(secret.as_bytes());
                assert!(is_suspect(&bytes), "{secret} at {at}");
            }
        }
    }
}
