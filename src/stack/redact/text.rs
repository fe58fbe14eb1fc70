//! Secrets in plain text: pairs of a name and a value in any notation, tokens after their
//! scheme, and users in URLs.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::Secret;
use super::names::{self, Class, Name};

/// A name and what separates it from its value. Percent escapes may be encoded again, as
/// in a URL within a URL; one that is no part of a name is passed over alone.
static PAIRS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?xi)
        (?P<name> (?: [a-z0-9_\-.\[\]] | %(?:25)*(?:5f|2d|2e|5b|5d) )+ )
        (?P<close> \\*["'`] | %(?:25)*22 )? \]?
        (?P<sep> \s* (?: => | [=:,] | %(?:25)*3[da] ) (?: \s | %(?:25)*20 )* )
        | %(?:25)*[0-9a-f]{2}"#,
    )
    .ok()
});

static SCHEMES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?xi) \b(?:bearer|basic) (?: [\s:+=] | %(?:25)*(?:20|09|3a) )+
        (?P<token> (?: [a-z0-9._~+/=-] | %(?:25)*(?:2b|2f|3d) )+ )",
    )
    .ok()
});

/// The value of an `Authorization` header that is not in quotes.
static CREDENTIALS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?xi) ^ (?: (?:aws4-[a-z0-9-]+|digest|hawk|oauth) (?:[\x20\t\u{a0}]|%20|\+)+ [^\r\n"'\\]*
        | (?:bearer|basic|token|negotiate|apikey) (?: \s | %(?:25)*(?:20|09) | \+ )+ [^\s"'\\,;&<>]+ )"#,
    )
    .ok()
});

static USERS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?xi) (?P<scheme> [a-z][a-z0-9+.-]* (?: : | %(?:25)*3a ) )?
        (?: (?: / | \\/ ){2} (?P<user> [^\s/?\#"'<>\\]* ) @
          | (?: %(?:25)*2f ){2} (?P<encoded> [^\s/?\#&"'<>\\@]*? ) (?: %(?:25)*40 | @ ) )"#,
    )
    .ok()
});

pub(super) fn secrets(text: &str) -> Vec<Secret> {
    let mut found = Vec::new();
    if let Some(pairs) = PAIRS.as_ref() {
        for pair in pairs.captures_iter(text) {
            // what is in a secret is hidden with it
            let hidden = found.last().map_or(0, |range: &Range<usize>| range.end);
            if pair.name("name").is_some_and(|name| name.start() >= hidden) {
                add_values(text, &pair, &mut found);
            }
        }
    }
    if let Some(schemes) = SCHEMES.as_ref() {
        let tokens = schemes.captures_iter(text).filter_map(|c| c.name("token"));
        found.extend(
            tokens
                .filter(|token| is_token(token.as_str()))
                .map(|token| token.range()),
        );
    }
    if let Some(users) = USERS.as_ref() {
        found.extend(users.captures_iter(text).filter_map(|url| user(&url)));
    }
    found.into_iter().map(Secret::text).collect()
}

fn user(url: &Captures<'_>) -> Option<Range<usize>> {
    let user = match (url.name("user"), url.name("encoded")) {
        (Some(user), _) => user,
        (None, encoded) => encoded.filter(|user| {
            let lower = user.as_str().to_ascii_lowercase();
            // the path has begun
            !["2f", "3f", "23"]
                .iter()
                .any(|code| lower.contains(&format!("%{code}")))
        })?,
    };
    let has_password = user.as_str().contains(':') || user.as_str().contains("%3");
    // `//` without a scheme begins comments too
    (url.name("scheme").is_some() || has_password).then(|| user.range())
}

/// Whether a word is no word: it has digits, or capitals within, or is very long.
pub fn is_token(word: &str) -> bool {
    const SHORT: usize = 8;
    const LONG: usize = 20;
    let odd = word.bytes().any(|b| b.is_ascii_digit() || b == b'=');
    let pairs = word.as_bytes().windows(2);
    let humps = pairs.filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase());
    word.len() >= LONG || (word.len() >= SHORT && (odd || humps.count() > 0))
}

/// How a name is separated from its value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Separator {
    /// `name=value`, as in URLs, forms and logfmt.
    Tight,
    /// `name: value`, as in headers, and everything like it.
    Loose,
    /// A list of pairs.
    Comma,
}

fn add_values(text: &str, pair: &Captures<'_>, found: &mut Vec<Range<usize>>) {
    let (Some(written), Some(sep)) = (pair.name("name"), pair.name("sep")) else {
        return;
    };
    let Some(name) = names::find(written.as_str()) else {
        return;
    };
    let closed = pair.name("close").is_some();
    let separator = match sep.as_str().trim() {
        "," => Separator::Comma,
        // blanks after it are those of a text
        s if s.contains('=') && sep.as_str().ends_with('=') => Separator::Tight,
        s if s.to_ascii_lowercase().ends_with("3d") => Separator::Tight,
        _ => Separator::Loose,
    };
    let rest = &text[sep.end()..];
    let listed = rest.trim_start_matches(['[', '(', ' ']);
    let opened = rest.len() - listed.len();
    let at = sep.end() + opened;
    if let Some(quoted) = quoted(listed) {
        let is_pair = closed && name.class == Class::Header;
        let is_hidden = match (separator, name.class) {
            (Separator::Comma, _) => is_pair,
            (_, Class::Parameter) => {
                separator == Separator::Tight || is_token(&listed[quoted.clone()])
            }
            _ => true,
        };
        if is_hidden {
            let is_list = opened > 0 && separator != Separator::Comma;
            add_quoted(listed, quoted, is_list, at, found);
        }
        return;
    }
    if separator == Separator::Comma {
        return;
    }
    let before = text[..written.start()].trim_end_matches([' ', '\t']);
    let is_first = before.is_empty() || before.ends_with('\n');
    if let Some(value) = bare(listed, name, separator, is_first) {
        found.push(at + value.start..at + value.end);
    }
}

/// The text between quotes that begin here; JSON in a text has escaped ones, JSON in a URL
/// encoded ones.
fn quoted(text: &str) -> Option<Range<usize>> {
    let slashes = text.len() - text.trim_start_matches('\\').len();
    let len = match text.as_bytes().get(slashes)? {
        b'"' | b'\'' | b'`' => slashes + 1,
        b'%' if slashes == 0 => {
            let rest = &text[1..];
            let rest = rest.trim_start_matches("25");
            rest.starts_with("22")
                .then(|| text.len() - rest.len() + 2)?
        }
        _ => return None,
    };
    let quote = &text[..len];
    let mut end = len;
    loop {
        let Some(found) = text[end..].find(quote) else {
            // cut off in the middle
            return Some(len..text.len());
        };
        let escaped = text[..end + found].ends_with('\\');
        if !escaped {
            return Some(len..end + found);
        }
        end += found + len;
    }
}

/// The quoted value, and in a list those that follow.
fn add_quoted(
    text: &str,
    first: Range<usize>,
    is_list: bool,
    at: usize,
    found: &mut Vec<Range<usize>>,
) {
    let quote = first.start;
    let mut value = first;
    loop {
        found.push(at + value.start..at + value.end);
        let next = (value.end + quote).min(text.len());
        let rest = text[next..].trim_start();
        let Some(rest) = rest.strip_prefix(',').filter(|_| is_list) else {
            return;
        };
        let rest = rest.trim_start();
        let start = text.len() - rest.len();
        match quoted(rest) {
            Some(next) => value = start + next.start..start + next.end,
            None => return,
        }
    }
}

/// What a program writes where there is no value.
const NOTHING: [&str; 7] = ["null", "none", "nil", "undefined", "true", "false", "<nil>"];

/// No header is longer.
const MAX_LINE: usize = 16 << 10;

fn bare(text: &str, name: Name, separator: Separator, is_first: bool) -> Option<Range<usize>> {
    let line = &text[..text.floor_char_boundary(MAX_LINE)];
    let line = line.split(['\r', '\n']).next().unwrap_or_default();
    if name.class == Class::Header
        && name.is_word
        && let Some(found) = CREDENTIALS.as_ref().and_then(|regex| regex.find(text))
    {
        return Some(found.range());
    }
    let end = end_of_bare(text, separator);
    let value = &text[..end];
    let is_nothing = NOTHING.iter().any(|word| value.eq_ignore_ascii_case(word));
    if value.is_empty() || is_nothing {
        return None;
    }
    if separator == Separator::Tight {
        return Some(0..end);
    }
    // cookies: the line is theirs
    let quote = line.find(['"', '\'', '\\']).unwrap_or(line.len());
    if name.class == Class::Header && line[..quote].contains('=') && value.contains('=') {
        return Some(0..line[..quote].trim_end().len());
    }
    let is_alone = is_first && line.trim_end().len() == end;
    let is_hidden = match name {
        Name {
            class: Class::Parameter,
            ..
        } => is_token(value),
        // "authorization: denied" is a sentence
        Name { is_word: true, .. } => is_alone || is_token(value) || is_password(value),
        Name { .. } => true,
    };
    is_hidden.then_some(0..end)
}

/// Letters with digits or signs, which no sentence has.
fn is_password(word: &str) -> bool {
    const SHORT: usize = 6;
    let has = |test: fn(&u8) -> bool| word.bytes().any(|byte| test(&byte));
    word.len() >= SHORT
        && has(u8::is_ascii_alphabetic)
        && has(|byte| byte.is_ascii_digit() || b"!$%^*+=~@".contains(byte))
}

fn end_of_bare(text: &str, separator: Separator) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let ends = match byte {
            b'&' | b'#' | b'"' | b'\'' | b'\\' | b'`' | b'<' | b'>' => true,
            b',' | b';' if separator == Separator::Tight => next_begins(&text[at + 1..]),
            b',' | b';' | b'(' | b')' | b'{' | b'}' | b'[' | b']' => separator == Separator::Loose,
            b'%' => is_encoded_end(&text[at + 1..]),
            byte => byte.is_ascii_whitespace() || (*byte >= 0x80 && is_blank_at(text, at)),
        };
        if ends {
            break;
        }
        at += 1;
    }
    at
}

fn is_blank_at(text: &str, at: usize) -> bool {
    let c = text.get(at..).and_then(|rest| rest.chars().next());
    c.is_some_and(char::is_whitespace)
}

/// After a comma in `a=1, b=2` something else begins; the comma of `a=1,2` is in the value.
fn next_begins(rest: &str) -> bool {
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.".contains(byte);
    let len = rest.bytes().take_while(|byte| word(byte)).count();
    rest.is_empty()
        || rest.starts_with(char::is_whitespace)
        || (len > 0 && rest[len..].starts_with('='))
}

/// An encoded `&`, `#`, quote or blank, which ends an encoded value.
fn is_encoded_end(rest: &str) -> bool {
    let code = rest.trim_start_matches("25").get(..2);
    code.is_some_and(|code| ["26", "23", "22", "20", "0a", "0A", "0d", "0D"].contains(&code))
}
