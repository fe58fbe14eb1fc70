//! The list of names whose values open something, and how a name is found in it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use super::scan;

/// The list; the backend, which is no part of this room, has the same.
const LIST: &str = include_str!("../../secret_names.txt");

/// What a name says about its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Header,
    Field,
    /// A field of which there may be a number.
    Countable,
    Parameter,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) class: Class,
    /// An everyday word, which in a sentence may be followed by any other.
    pub(super) is_word: bool,
}

struct Names {
    whole: HashMap<String, Name>,
    endings: Vec<String>,
    headers: Vec<String>,
    /// Of names that are several words.
    last_words: Vec<&'static str>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut names = Names {
        whole: HashMap::new(),
        endings: Vec::new(),
        headers: Vec::new(),
        last_words: Vec::new(),
    };
    for (kind, name) in listed() {
        let compact = compact(name);
        let class = match kind {
            "header" => Class::Header,
            "parameter" => Class::Parameter,
            "countable" => Class::Countable,
            _ => Class::Field,
        };
        if kind == "ending" {
            names.endings.push(compact.clone());
            names
                .last_words
                .extend(name.rsplit_once('_').map(|(_, last)| last));
        }
        if class == Class::Header {
            names.headers.push(compact.clone());
        }
        let is_word = !name.contains('_');
        names.whole.insert(compact, Name { class, is_word });
    }
    names
});

/// The lines of the list: a kind and a name.
fn listed() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = LIST.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(' '))
}

/// A name that is in too many words to be looked for alone.
pub(super) const SHORT: &str = "sig";
/// Of longer names, the end.
const MAX_NAME: usize = 256;

/// What is known of a name in any of its spellings: `Authorization`, `accessToken`,
/// `HTTP_AUTHORIZATION` (WSGI), `http.request.header.authorization` (OpenTelemetry),
/// `headers[authorization]` (a form), `access%5Ftoken` (a URL), `request_headers_cookie`.
pub(super) fn find(name: &str) -> Option<Name> {
    let mut name = name;
    if name.len() > MAX_NAME {
        name = &name[name.ceil_char_boundary(name.len() - MAX_NAME)..];
        // it is a text
        if name.contains(char::is_whitespace) {
            return None;
        }
    }
    let name = decoded(name);
    let name = name.trim();
    if is_route(name) {
        return None;
    }
    let last = last_part(name);
    let last = strip_environ(last.trim_matches(['"', '\'']));
    let compact = compact(last);
    if let Some(found) = NAMES.whole.get(&compact) {
        // `si-g` is none
        let is_whole =
            compact != SHORT || last.trim_matches(is_joint_char).eq_ignore_ascii_case(SHORT);
        return is_whole.then_some(*found);
    }
    let ends = |ending: &String| compact.ends_with(ending.as_str());
    if NAMES.endings.iter().any(ends) {
        return Some(Name {
            class: Class::Field,
            is_word: false,
        });
    }
    let mut headers = NAMES.headers.iter();
    let header = headers.find(|header| ends(header) && begins_word(last, header.len()))?;
    NAMES.whole.get(header).copied()
}

/// What is after the last dot, bracket or slash, but for the places in a list and the
/// operators of a query: that of `user[password][]`, of `password.0` and of
/// `password[$ne]` is `password`.
fn last_part(name: &str) -> &str {
    let mut parts = name
        .rsplit(['.', '[', '/'])
        .map(|part| part.trim_end_matches(']'));
    let is_place =
        |part: &&str| part.starts_with('$') || part.bytes().all(|byte| byte.is_ascii_digit());
    parts.find(|part| !is_place(part)).unwrap_or_default()
}

/// Whether a name of several words may end with this word.
pub(super) fn is_last_word(word: &str) -> bool {
    let mut words = NAMES.last_words.iter();
    words.any(|last| last.eq_ignore_ascii_case(word))
}

/// Whether a name is that of a route: `/oauth/token` is no token.
pub(super) fn is_route(name: &str) -> bool {
    const METHODS: [&str; 9] = [
        "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT",
    ];
    let name = name.trim_start();
    let path = match name.split_once(' ') {
        Some((method, path)) if METHODS.iter().any(|m| m.eq_ignore_ascii_case(method)) => {
            path.trim_start()
        }
        _ => name,
    };
    path.starts_with('/') || path.contains("://")
}

/// Whether a word begins this many letters before the end.
fn begins_word(name: &str, letters: usize) -> bool {
    let mut back = name.chars().rev();
    let first = back
        .by_ref()
        .filter(|c| !is_joint_char(*c))
        .nth(letters.saturating_sub(1));
    match (first, back.next()) {
        (Some(first), Some(before)) => {
            is_joint_char(before) || (first.is_ascii_uppercase() && before.is_ascii_lowercase())
        }
        _ => false,
    }
}

/// Whether a text is the name of a header, and so is nothing that a header would say.
pub(crate) fn is_header(text: &str) -> bool {
    const WHOLE: [&str; 22] = [
        "accept",
        "age",
        "allow",
        "baggage",
        "connection",
        "date",
        "etag",
        "expect",
        "expires",
        "from",
        "host",
        "link",
        "location",
        "origin",
        "pragma",
        "range",
        "referer",
        "server",
        "traceparent",
        "tracestate",
        "upgrade",
        "vary",
    ];
    const BEGINNINGS: [&str; 15] = [
        "accept-",
        "access-control-",
        "cache-control",
        "content-",
        "if-",
        "keep-alive",
        "last-modified",
        "proxy-auth",
        "retry-after",
        "sec-",
        "set-cookie",
        "transfer-encoding",
        "user-agent",
        "www-auth",
        "x-",
    ];
    let is_short = text.len() <= 40;
    let letters = |byte: u8| byte.is_ascii_alphabetic() || byte == b'-';
    if !is_short || !text.bytes().all(letters) {
        return false;
    }
    let lower = text.to_ascii_lowercase();
    let is_listed = NAMES.headers.contains(&compact(&lower));
    is_listed || WHOLE.contains(&lower.as_str()) || BEGINNINGS.iter().any(|b| lower.starts_with(b))
}

/// A parameter of a URL within a URL is encoded twice.
fn decoded(name: &str) -> Cow<'_, str> {
    if !name.contains('%') {
        return name.into();
    }
    let bytes = name.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let code = (*byte == b'%').then(|| scan::code(bytes, at)).flatten();
        let (byte, len) = code.unwrap_or((*byte, 1));
        decoded.push(byte);
        at += len;
    }
    String::from_utf8_lossy(&decoded).into_owned().into()
}

/// CGI and WSGI put headers into the environment under names of their own.
fn strip_environ(name: &str) -> &str {
    let mut rest = name;
    for prefix in ["redirect_", "http_", "http-"] {
        let start = rest.get(..prefix.len());
        if start.is_some_and(|start| start.eq_ignore_ascii_case(prefix)) {
            rest = &rest[prefix.len()..];
        }
    }
    rest
}

/// Whether this joins the words of a name.
pub(super) fn is_joint(byte: u8) -> bool {
    matches!(byte, b'-' | b'_' | b' ')
}

/// A name as names are compared.
pub(super) fn compact(name: &str) -> String {
    let letters = name.chars().filter(|c| !is_joint_char(*c));
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

fn is_joint_char(c: char) -> bool {
    u8::try_from(c).is_ok_and(is_joint)
}

/// Every name of the list as names are compared.
pub(super) fn compacted() -> impl Iterator<Item = String> {
    listed().map(|(_, name)| compact(name))
}

/// Every name of the list, for tests.
#[cfg(test)]
pub(super) fn all() -> Vec<&'static str> {
    listed().map(|(_, name)| name).collect()
}
