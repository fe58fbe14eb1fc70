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
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut names = Names {
        whole: HashMap::new(),
        endings: Vec::new(),
    };
    for (kind, name) in listed() {
        let compact = compact(name);
        let class = match kind {
            "header" => Class::Header,
            "parameter" => Class::Parameter,
            _ => Class::Field,
        };
        if kind == "ending" {
            names.endings.push(compact.clone());
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

/// Names longer than this are texts.
const MAX_NAME: usize = 256;

/// What is known of a name in any of its spellings: `Authorization`, `accessToken`,
/// `HTTP_AUTHORIZATION` (WSGI), `http.request.header.authorization` (OpenTelemetry),
/// `headers[authorization]` (a form), `access%5Ftoken` (a URL).
pub(super) fn find(name: &str) -> Option<Name> {
    if name.len() > MAX_NAME {
        return None;
    }
    let name = decoded(name);
    let name = name.trim().trim_end_matches(']');
    let last = name.rsplit(['.', '[', '/']).next().unwrap_or(name);
    let last = strip_environ(last);
    let compact = compact(last);
    if let Some(found) = NAMES.whole.get(&compact) {
        return Some(*found);
    }
    let ends = |ending: &String| compact.ends_with(ending.as_str());
    NAMES.endings.iter().any(ends).then_some(Name {
        class: Class::Field,
        is_word: false,
    })
}

/// A parameter of a URL within a URL is encoded twice.
fn decoded(name: &str) -> Cow<'_, str> {
    let mut name = Cow::Borrowed(name);
    for _ in 0..2 {
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

fn compact(name: &str) -> String {
    let letters = name.chars().filter(|c| !matches!(c, '-' | '_' | ' '));
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

/// Every name of the list, for tests.
#[cfg(test)]
pub(super) fn all() -> Vec<&'static str> {
    listed().map(|(_, name)| name).collect()
}
