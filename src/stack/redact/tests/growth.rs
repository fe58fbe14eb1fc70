//! No text takes longer than its length: eight times the text takes about eight times the
//! work, whatever it is made of.
//!
//! Work is measured in the processor time of this thread, so that other programs do not
//! count, and only compared: no time is too long by itself.

use std::time::Duration;

use proptest::prelude::*;
use serde_json::Value;

use super::super::{clean, clean_document, clean_text};

const MORE: usize = 8;
/// What is quadratic takes 64 times as long.
const MAX: f64 = 24.0;
/// Less is mostly noise.
const MIN: Duration = Duration::from_micros(300);

/// Time that this thread had a processor for.
fn now() -> Duration {
    let spent = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(spent).unwrap()
}

fn took(work: &impl Fn(&str), text: &str) -> Duration {
    let took = || {
        let started = now();
        work(text);
        now() - started
    };
    (0..2).map(|_| took()).min().unwrap_or_default().max(MIN)
}

fn grows_evenly(work: impl Fn(&str), text: impl Fn(usize) -> String) -> Result<(), String> {
    const SHORT: usize = 2_500;
    let (short, long) = (text(SHORT), text(SHORT * MORE));
    let mut ratio = 0.0;
    for _ in 0..3 {
        let before = took(&work, &short);
        ratio = took(&work, &long).as_secs_f64() / before.as_secs_f64();
        if ratio < MAX {
            return Ok(());
        }
    }
    let shown: String = short.chars().take(200).collect();
    Err(format!(
        "{MORE} times the text takes {ratio:.0} times as long: {shown}"
    ))
}

fn in_text(text: &str) {
    clean_text(&mut text.to_owned());
}

fn in_document(text: &str) {
    let _ = clean_document(text);
}

fn in_value(text: &str) {
    if let Ok(mut value) = serde_json::from_str::<Value>(text) {
        clean(&mut value);
    }
}

/// `start`, and the parts again and again until it is this long.
fn repeated(start: &str, parts: &[&str], len: usize) -> String {
    let parts: String = parts.concat();
    format!("{start}{}", parts.repeat(len / parts.len().max(1) + 1))
}

#[test]
fn no_text_takes_longer_than_its_length() {
    for (start, part) in [
        ("", "authorization = a(\""),
        ("", "%2F%2Fa"),
        ("", "//a'b"),
        ("", "@//a@"),
        ("", "cookie: a cookie "),
        ("", "sig:'"),
        ("", "token=a;cookie=b;"),
        ("", "[{(authorization:"),
        ("token ", "%2e"),
        ("token ", "%25"),
        ("token ", "%252525252e"),
        ("token: ", "\\u0026"),
        ("token", " "),
        ("token=", "\\"),
        ("", "authorization%3Da%20"),
        ("", "authorization=a%20"),
        ("", "token,\\\""),
        ("", "token: x, authorization: digest cookie: a=b //"),
        ("", "token:token"),
        ("", "unexpected token:"),
        ("", "/a/token: 1"),
        ("", "<password a=b"),
        ("", "--password "),
        ("curl ", "-u "),
        ("", "a key: "),
        ("", "bearer "),
        ("bearer ", "["),
        ("", "value=name=password="),
        ("", "name=name=token "),
        ("", "name='value='token"),
        ("", "<a name=password>"),
        ("", "'loc': ('token', 'input': "),
        ("", "a\\n input_value="),
        ("", "form-data; name=token "),
        ("", "-----BEGIN PRIVATE KEY"),
        ("", "create user a password 'a"),
        ("", "eyJaaaaaaaa.eyJaaaaaaaa"),
    ] {
        let text = |len| repeated(start, &[part], len);
        grows_evenly(in_text, text).unwrap();
    }
}

#[test]
fn no_document_takes_longer_than_its_length() {
    let list = |item: &'static str| {
        move |len: usize| format!("[{}\"token\"]", item.repeat(len / item.len()))
    };
    for text in [
        list("1,"),
        list("[],"),
        list("\"token\","),
        list("\"Cookie\",\"a\","),
        list("{\"token=a\":1,\"token=b\":2},"),
        list("\"\\\\u0026\\\\u003d\","),
        list("\"{\\\"a\\\":\\\"token\\\"}\","),
    ] {
        grows_evenly(in_document, text).unwrap();
        grows_evenly(in_value, text).unwrap();
    }
    // names that become one
    let alike = |len: usize| {
        let fields = (0..len / 20).map(|at| format!("\"token=a{at:07}\":{at}"));
        format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
    };
    grows_evenly(in_document, alike).unwrap();
    grows_evenly(in_value, alike).unwrap();
}

/// Parts of everything that is looked for, and what stands around it.
pub(super) fn part() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "%2e",
        "%25",
        "%252525",
        "%3D",
        "%20",
        "%22",
        "%2F",
        "%40",
        "%5B",
        "%c2%a0",
        "\\",
        "\\\"",
        "\\\\\\\"",
        "\\u0026",
        "\\u0022",
        "\\u003d",
        "\\x22",
        "\\n",
        "\\u00e9",
        "&quot;",
        "&amp;",
        "&lt;",
        "\"",
        "'",
        "`",
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        "</",
        "=",
        ":",
        ":=",
        "=>",
        ",",
        ";",
        "&",
        "?",
        "/",
        "//",
        "@",
        " ",
        "\n",
        "\t",
        "\u{a0}",
        "é",
        "token",
        "cookie",
        "authorization",
        "sig",
        "password",
        "api",
        "key",
        "bearer",
        "basic",
        "digest",
        "http",
        "GET ",
        "curl",
        "-u",
        "--token",
        "a",
        "a1",
        "1",
        "null",
        "name",
        "value",
        "Some(",
        "b'",
        "-",
        "_",
        ".",
        "unexpected ",
        "missing",
        "type",
        "[$",
        "'loc': (",
        "'input': ",
        " input_value=",
        "form-data; name=",
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN+PRIVATE+KEY-----",
        "-----END",
        "eyJaaaaaaaa.",
        "identified by '",
        "with password '",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn no_parts_take_longer_than_their_length(
        start in prop::collection::vec(part(), 0..4),
        parts in prop::collection::vec(part(), 1..5),
        end in prop::collection::vec(part(), 0..3),
    ) {
        let text = |len| repeated(&start.concat(), &parts, len) + &end.concat();
        prop_assert_eq!(grows_evenly(in_text, text), Ok(()));
        let document = |len| serde_json::json!({ "a": [text(len)] }).to_string();
        prop_assert_eq!(grows_evenly(in_document, document), Ok(()));
    }
}
