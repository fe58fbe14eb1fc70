//! Secrets in plain text: pairs of a name and a value in any notation, tokens after their
//! scheme, and users in URLs.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::detached::{self, DetachedValues};
use super::{Secret, arguments, elements, pairs, scan};

/// A scheme, blanks in any notation, what may stand around a token, and the token.
static SCHEMES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?x) (?i-u: \b (?P<scheme>bearer|basic) )
        (?: [\s:+=\u{200b}-\u{200d}\u{2060}\u{feff}]
          | %(?:25)*(?: 20 | 09 | 3[aA] | [cC]2%(?:25)*[aA]0 | [eE]2%(?:25)*80%(?:25)*8[bB] ) )+
        (?: \\*["'`] | [<\[({] | \\*u00(?: 22 | 27 | 3[cC] ) | &(?: lt | quot ); | \x20
          | %(?:25)*(?: 2[278] | 3[cC] | [57][bB] | 60 ) )*
        (?P<token> (?: [a-zA-Z0-9._~+/=-] | %(?:25)*(?: 2[bBfF] | 3[dD] ) )+ )"#,
    )
    .ok()
});

static USERS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?xi) (?P<scheme> [a-z][a-z0-9+.-]* (?: : | %(?:25)*3a ) )?
        (?: (?: / | \\/ ){2} (?P<user> (?: [^\s/?\#"'<>\\] | '+ [^\s/?\#"'<>\\,;:)\]}] )* '* ) @
          | (?: %(?:25)*2f ){2} (?P<encoded> (?: [^\s/?\#&"'<>\\@%] | %(?:25)*
              (?: 2[0-24-9a-e] | 3[0-9a-e] | 4[1-9a-f] | [015-9a-f][0-9a-f] ) )* )
              (?: %(?:25)*40 | @ ) )"#,
    )
    .ok()
});

pub(super) fn secrets(text: &str) -> Vec<Secret> {
    let mut found = Vec::new();
    let mut is_curl = false;
    let mut apart = DetachedValues::default();
    for word in scan::words(text) {
        // what is in a secret is hidden with it
        let hidden = found.last().map_or(0, |range: &Range<usize>| range.end);
        if word.range.start < hidden {
            continue;
        }
        let before = found.len();
        pairs::add_values(text, &word, &mut found);
        if found.len() == before {
            let value = arguments::value(text, &word, is_curl);
            found.extend(value.or_else(|| elements::value(text, &word)));
        }
        apart.add(text, &word, hidden, &mut found);
        is_curl |= arguments::is_curl(text, word.range);
    }
    found.extend(detached::in_forms(text));
    if let Some(schemes) = SCHEMES.as_ref() {
        found.extend(schemes.captures_iter(text).filter_map(|c| credentials(&c)));
    }
    if let Some(users) = USERS.as_ref() {
        found.extend(users.captures_iter(text).filter_map(|url| user(&url)));
    }
    found.into_iter().map(Secret::text).collect()
}

fn credentials(scheme: &Captures<'_>) -> Option<Range<usize>> {
    let token = scheme.name("token")?;
    let is_basic = scheme
        .name("scheme")?
        .as_str()
        .eq_ignore_ascii_case("basic");
    // "Basic Internationalization", "Visual Basic: Beginner2024": what is encoded is mixed
    let is_known = is_basic && is_plain(token.as_str());
    (is_token(token.as_str()) && !is_known).then(|| token.range())
}

/// A word, which may begin with a capital and end with digits.
fn is_plain(word: &str) -> bool {
    let rest = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let rest = rest.strip_prefix(|c: char| c.is_ascii_uppercase());
    let rest = rest.unwrap_or_else(|| word.trim_end_matches(|c: char| c.is_ascii_digit()));
    !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn user(url: &Captures<'_>) -> Option<Range<usize>> {
    let user = url.name("user").or_else(|| url.name("encoded"))?;
    let has_password = user.as_str().contains(':') || user.as_str().contains("%3");
    // `//` without a scheme begins comments too
    (url.name("scheme").is_some() || has_password).then(|| user.range())
}

/// Whether a word is no word: it has digits, or capitals within, or is very long.
pub(crate) fn is_token(word: &str) -> bool {
    const SHORT: usize = 8;
    const LONG: usize = 20;
    if word.len() >= LONG {
        return true;
    }
    let odd = word.bytes().any(|b| b.is_ascii_digit() || b == b'=');
    word.len() >= SHORT && (odd || is_mixed(word))
}

/// Whether there are capitals within.
pub(super) fn is_mixed(word: &str) -> bool {
    let mut pairs = word.as_bytes().windows(2);
    pairs.any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
}
