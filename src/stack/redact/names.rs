//! The list of names whose values open something, and how a name is found in it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use percent_encoding::percent_decode_str;

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
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut names = Names {
        whole: HashMap::new(),
        endings: Vec::new(),
        headers: Vec::new(),
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
    let name = name.trim().trim_end_matches(']');
    let last = name.rsplit(['.', '[', '/']).next().unwrap_or(name);
    let last = strip_environ(last.trim_matches(['"', '\'']));
    let compact = compact(last);
    if let Some(found) = NAMES.whole.get(&compact) {
        return Some(*found);
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

/// Whether a word begins this many letters before the end.
fn begins_word(name: &str, letters: usize) -> bool {
    let mut back = name.chars().rev();
    let first = back
        .by_ref()
        .filter(|c| !is_joint(*c))
        .nth(letters.saturating_sub(1));
    match (first, back.next()) {
        (Some(first), Some(before)) => {
            is_joint(before) || (first.is_ascii_uppercase() && before.is_ascii_lowercase())
        }
        _ => false,
    }
}

/// Whether a text is the name of a header, and so is nothing that a header would say.
pub fn is_header(text: &str) -> bool {
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
    const BEGINNINGS: [&str; 16] = [
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
        "x-forwarded-",
        "x-requested-with",
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
    let mut name = Cow::Borrowed(name);
    for _ in 0..4 {
        if !name.contains('%') {
            break;
        }
        name = Cow::Owned(percent_decode_str(&name).decode_utf8_lossy().into_owned());
    }
    name
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

fn is_joint(c: char) -> bool {
    matches!(c, '-' | '_' | ' ')
}

fn compact(name: &str) -> String {
    let letters = name.chars().filter(|c| !is_joint(*c));
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

/// Every name of the list, for tests.
#[cfg(test)]
pub(super) fn all() -> Vec<&'static str> {
    listed().map(|(_, name)| name).collect()
}
