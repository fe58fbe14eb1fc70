//! Secrets that come with telemetry: they are hidden before anything is kept.
//!
//! Instrumentation records headers, URLs and bodies, and with them what opens something.
//! What is hidden: the values of `SECRET_NAMES`, whatever they are the names of (fields,
//! attributes, headers, URL parameters, pairs in a text), and bearer and basic tokens in
//! texts. Looking for the names in the bytes of a request costs next to nothing; only a
//! request in which one is found is taken apart.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex, bytes};
use serde_json::{Map, Value};

/// What stands for a secret, as in the official libraries of Rollbar.
pub const HIDDEN: &str = "********";

/// Names whose values open something, in lower case with underscores.
const SECRET_NAMES: [&str; 8] = [
    "access_token",
    "accesstoken",
    "authorization",
    "proxy_authorization",
    "x_rollbar_access_token",
    "x_honeycomb_team",
    "x_amz_security_token",
    "x_api_key",
];

/// Parts of these names and of the schemes as they are written: with exact literals the
/// search is vectorised.
static SUSPECTS: LazyLock<Option<bytes::Regex>> = LazyLock::new(|| {
    let parts = [
        "uthorization",
        "UTHORIZATION",
        "ccess_token",
        "CCESS_TOKEN",
        "ccess-token",
        "ccess-Token",
        "ccessToken",
        "oneycomb-team",
        "oneycomb-Team",
        "oneycomb_team",
        "ONEYCOMB_TEAM",
        "ecurity-token",
        "ecurity-Token",
        "api-key",
        "Api-Key",
        "Bearer ",
        "bearer ",
        "Basic ",
        "basic ",
    ];
    bytes::Regex::new(&parts.join("|")).ok()
});

/// A name, what stands between, and the value: in quotes (those of JSON in a text may be
/// escaped), after a scheme, or bare.
static PAIRS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let name = "access[_-]?token|honeycomb[_-]team|security[_-]token|x[_-]api[_-]key";
    let scheme = "bearer|basic|digest|token|negotiate|apikey";
    Regex::new(&format!(
        r#"(?i)(?:{name}|(?P<header>authorization))\\*["']?\s*(?:=>|[:=]|%3D)\s*\[?\s*(?:\\*"(?P<double>[^"\\]*)|\\*'(?P<single>[^'\\]*)|(?P<known>aws4-[a-z0-9-]+\s[^\r\n"'\\]*|(?:{scheme})\s+[^\s"'\\,;]+)|(?P<bare>[^\s"'\\&;,<>(){{}}\[\]#]+))"#
    ))
    .ok()
});

static SCHEMES: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\b(?:bearer|basic)\s+(?P<bare>[a-z0-9._~+/=-]+)").ok());

/// Whether the bytes of a request may hold a secret; if not, they need no further look.
pub fn is_suspect(bytes: &[u8]) -> bool {
    // an expression that does not compile hides all and shows in every test
    SUSPECTS.as_ref().is_none_or(|parts| parts.is_match(bytes))
}

/// Whether what is so named opens something: `Authorization`, `HTTP_AUTHORIZATION` (WSGI),
/// `http.request.header.authorization` (OpenTelemetry).
pub fn is_secret(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    let last = last.to_ascii_lowercase().replace('-', "_");
    let last = last.strip_prefix("http_").unwrap_or(&last);
    SECRET_NAMES.contains(&last)
}

/// Where in a text there are secrets, first to last.
pub fn secrets(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    if !is_suspect(text.as_bytes()) {
        return found;
    }
    if let Some(pairs) = PAIRS.as_ref() {
        found.extend(pairs.captures_iter(text).filter_map(|pair| value(&pair)));
    }
    if let Some(schemes) = SCHEMES.as_ref() {
        let tokens = schemes.captures_iter(text).filter_map(|token| {
            let word = token.name("bare")?;
            is_token(word.as_str()).then(|| word.range())
        });
        found.extend(tokens);
    }
    found.sort_by_key(|range| range.start);
    // one that lies in another is hidden with it
    let mut end = 0;
    found.retain(|range| {
        let keep = range.start >= end && !range.is_empty();
        end = end.max(range.end);
        keep
    });
    found
}

fn value(pair: &Captures<'_>) -> Option<Range<usize>> {
    let named = ["double", "single", "known"].iter();
    if let Some(value) = named.filter_map(|name| pair.name(name)).next() {
        return Some(value.range());
    }
    let bare = pair.name("bare")?;
    // "authorization: denied" is a sentence
    let is_value = pair.name("header").is_none() || is_token(bare.as_str());
    is_value.then(|| bare.range())
}

/// Whether a word is no word.
fn is_token(word: &str) -> bool {
    const SHORT: usize = 8;
    const LONG: usize = 20;
    let odd = word.bytes().any(|b| b.is_ascii_digit() || b == b'=');
    word.len() >= LONG || (word.len() >= SHORT && odd)
}

/// Hides the secrets in a text.
pub fn clean_text(text: &mut String) {
    for range in secrets(text).into_iter().rev() {
        text.replace_range(range, HIDDEN);
    }
}

/// Hides the secrets in a value, at any depth.
pub fn clean(value: &mut Value) {
    match value {
        Value::Object(fields) => clean_fields(fields),
        Value::Array(values) => values.iter_mut().for_each(clean),
        Value::String(text) => clean_text(text),
        _ => {}
    }
}

/// As [`clean`], of an object's fields.
pub fn clean_fields(fields: &mut Map<String, Value>) {
    for (name, value) in fields {
        if is_secret(name) && !value.is_null() {
            *value = Value::from(HIDDEN);
        } else {
            clean(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(text: &str) -> String {
        let mut text = text.to_owned();
        clean_text(&mut text);
        text
    }

    #[test]
    fn secrets_in_texts_are_hidden_and_the_rest_stays() {
        for (text, expected) in [
            (
                "http://x/?a=1&access_token=geheim1&b=2",
                "http://x/?a=1&access_token=********&b=2",
            ),
            (
                r#"{"access_token":"geheim","b":1}"#,
                r#"{"access_token":"********","b":1}"#,
            ),
            (
                r#"{\"accessToken\": \"geheim\"}"#,
                r#"{\"accessToken\": \"********\"}"#,
            ),
            (
                "{'X-Rollbar-Access-Token': 'geheim'}",
                "{'X-Rollbar-Access-Token': '********'}",
            ),
            ("Authorization: Bearer x", "Authorization: ********"),
            (
                "sent authorization=Basic eDp5 to x",
                "sent authorization=******** to x",
            ),
            (
                r#""authorization": ["Bearer a b"]"#,
                r#""authorization": ["********"]"#,
            ),
            (
                "Authorization: AWS4-HMAC-SHA256 Credential=a/b, Signature=c\nnext",
                "Authorization: ********\nnext",
            ),
            (
                "x-honeycomb-team: abc\nx: y",
                "x-honeycomb-team: ********\nx: y",
            ),
            (
                "HTTP_AUTHORIZATION=geheim1234",
                "HTTP_AUTHORIZATION=********",
            ),
            (
                "got bearer eyJhbGciOi1.x-y_z back",
                "got bearer ******** back",
            ),
            ("Basic dXNlcjpwYXNz0= ok", "Basic ******** ok"),
            ("é access_token=ü é", "é access_token=******** é"),
            // no secrets
            (
                "authorization: denied for you",
                "authorization: denied for you",
            ),
            (
                "bearer of news, basic authentication",
                "bearer of news, basic authentication",
            ),
            ("access_token is missing", "access_token is missing"),
            (r#"{"access_token":""}"#, r#"{"access_token":""}"#),
        ] {
            assert_eq!(cleaned(text), expected);
            assert_eq!(cleaned(expected), expected, "once is enough");
        }
    }

    #[test]
    fn names_are_known_in_each_spelling() {
        for name in [
            "Authorization",
            "HTTP_AUTHORIZATION",
            "http.request.header.authorization",
            "http.request.header.x-honeycomb-team",
            "accessToken",
            "rollbar.access_token",
            "X-Rollbar-Access-Token",
        ] {
            assert!(is_secret(name), "{name}");
            assert!(is_suspect(name.as_bytes()), "{name}");
        }
        for name in ["authorized", "access_tokens", "cookie", "token", ""] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
