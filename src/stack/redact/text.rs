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
        (?P<name> (?: [a-z0-9_\-.\[\]]
            | %(?:25)*(?: 2[de] | 3[0-9] | [46][1-9a-f] | [57][0-9a] | 5[bdf] ) )+ )
        (?P<close> \\*["'`] | %(?:25)*22 )? \]?
        (?P<sep> \s* (?: => | := | ={1,3} | [:,] | %(?:25)*3[da] ) (?: \s | %(?:25)*20 )* )
        | %(?:25)*[0-9a-f]{2}"#,
    )
    .ok()
});

static SCHEMES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?xi) \b(?P<scheme>bearer|basic) (?: [\s:+=] | %(?:25)*(?:20|09|3a) )+
        (?: \\*["'] )? (?P<token> (?: [a-z0-9._~+/=-] | %(?:25)*(?:2b|2f|3d) )+ )"#,
    )
    .ok()
});

/// The value of an `Authorization` parameter: its scheme belongs to it.
static CREDENTIALS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?xi) ^ (?: (?:aws4-[a-z0-9-]+|digest|hawk|mac|oauth|signature) (?:[\x20\t\u{a0}]|%20|\+)+ [^\r\n]*
        | [a-z][a-z0-9_-]* (?: [\x20\t\u{a0}] | %(?:25)*(?:20|09) | \+ )+
            (?: \\*["'] [^\s"'\\]+ | [^\s"'\\,;&<>=]+=* ) (?: [\s"'\\,;&<>\])}] | $ ) )"#,
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

/// Where a value stands, and what is before it.
#[derive(Clone, Copy)]
struct Place {
    separator: Separator,
    /// The name is in quotes, or follows a bracket: no sentence.
    closed: bool,
    /// There are blanks after the separator.
    spaced: bool,
    /// `==`, `:=` and `=`, which stand in programs too.
    assigned: bool,
    encoded: bool,
    is_first: bool,
}

fn add_values(text: &str, pair: &Captures<'_>, found: &mut Vec<Range<usize>>) {
    let (Some(written), Some(sep)) = (pair.name("name"), pair.name("sep")) else {
        return;
    };
    let Some(name) = names::find(written.as_str()) else {
        return;
    };
    let before = text[..written.start()].trim_end_matches([' ', '\t']);
    let place = Place {
        separator: match sep.as_str().trim() {
            "," => Separator::Comma,
            // blanks after it are those of a text
            "=" if sep.as_str().ends_with('=') => Separator::Tight,
            s if s.to_ascii_lowercase().ends_with("3d") => Separator::Tight,
            _ => Separator::Loose,
        },
        closed: pair.name("close").is_some() || before.ends_with(['{', '[', '"', '\'']),
        spaced: sep.as_str().ends_with(char::is_whitespace),
        assigned: sep.as_str().contains('=') && !sep.as_str().contains('>'),
        encoded: sep.as_str().contains('%'),
        is_first: before.is_empty() || before.ends_with('\n'),
    };
    let separator = place.separator;
    let rest = &text[sep.end()..];
    let listed = rest.trim_start_matches(['[', '(', ' ']);
    let opened = rest.len() - listed.len();
    let listed = without_constructors(listed);
    let at = text.len() - listed.len();
    let is_header = name.class == Class::Header;
    if let Some(quoted) = quoted(listed) {
        let is_hidden = match (separator, name.class) {
            (Separator::Comma, _) => {
                let value = &listed[quoted.clone()];
                pair.name("close").is_some() && is_header && !names::is_header(value)
            }
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
    let start = sep.end();
    let value = match separator {
        Separator::Comma => None,
        Separator::Loose if is_header => line(rest, name, place).map(|value| (start, value)),
        _ if is_unexpected(before, listed, place) => None,
        _ => bare(listed, name, place).map(|value| (at, value)),
    };
    if let Some((at, value)) = value {
        found.push(at + value.start..at + value.end);
    }
}

/// Without the `b` of `b'bytes'`, and without the `Some(` that a program writes of itself.
fn without_constructors(text: &str) -> &str {
    let mut rest = text;
    loop {
        let inner = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
        let word = &rest[..rest.len() - inner.len()];
        if word.len() <= 2
            && !word.is_empty()
            && word.bytes().all(|byte| b"bBuUrRfF".contains(&byte))
            && inner.starts_with(['"', '\''])
        {
            return inner;
        }
        match inner.strip_prefix('(') {
            Some(inner) if word.starts_with(|c: char| c.is_ascii_uppercase()) => rest = inner,
            _ if quoted(rest).is_some() => return rest,
            _ => return text,
        }
    }
}

/// "Unexpected token: x" is what a parser says.
fn is_unexpected(before: &str, value: &str, place: Place) -> bool {
    const LONG: usize = 20;
    let word = before.rsplit(|c: char| !c.is_ascii_alphabetic()).next();
    let says = ["unexpected", "illegal", "expected"];
    place.separator == Separator::Loose
        && word.is_some_and(|word| says.iter().any(|says| word.eq_ignore_ascii_case(says)))
        && end_of_bare(value, place) < LONG
}

/// The value of a header in a text: all that is left of the line, or of the quotes and
/// brackets in which the header stands.
fn line(text: &str, name: Name, place: Place) -> Option<Range<usize>> {
    if is_code(text, place) {
        return None;
    }
    let end = match place.is_first {
        true => text.find(['\r', '\n']).unwrap_or(text.len()),
        false => end_of_line(text, place.encoded),
    };
    let value = text[..end].trim_end();
    let is_nothing = NOTHING.iter().any(|word| value.eq_ignore_ascii_case(word));
    let is_alone = place.is_first && !value.contains(' ');
    let is_told = !is_alone && !place.closed && is_sentence(value, name);
    (!value.is_empty() && !is_nothing && !is_told).then_some(0..value.len())
}

/// "authorization: denied for you" is a sentence; a value has its scheme, capitals, digits
/// or signs, or is one word alone.
fn is_sentence(value: &str, name: Name) -> bool {
    const SCHEMES: [&str; 17] = [
        "apikey",
        "aws",
        "basic",
        "bearer",
        "bot",
        "digest",
        "dpop",
        "geniekey",
        "hawk",
        "jwt",
        "key",
        "mac",
        "negotiate",
        "ntlm",
        "splunk",
        "ssws",
        "token",
    ];
    const LONG: usize = 20;
    let words = value.split(' ');
    let mut words = words.map(|word| word.trim_end_matches([',', '.', ';', ')']));
    let first = words.clone().next().unwrap_or_default();
    let is_plain = |word: &str| word.len() < LONG && word.bytes().all(|b| b.is_ascii_lowercase());
    let is_missing = MISSING.contains(&first);
    (is_missing || (name.is_word && value.contains(' ')))
        && !SCHEMES.contains(&first)
        && words.all(is_plain)
}

/// Where a header ends that is not alone in its line: at a quote or a bracket that was not
/// opened in it.
fn end_of_line(text: &str, encoded: bool) -> usize {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut quote = None;
    let mut before = b' ';
    for (at, byte) in bytes.iter().copied().enumerate() {
        match byte {
            b'\r' | b'\n' => return at,
            b'%' if encoded && is_encoded_end(&text[at + 1..], false) => return at,
            b'&' | b' ' | b'\t' if encoded => return at,
            b'\\' => {
                match bytes.get(at + 1) {
                    Some(b'r' | b'n') | None if quote.is_none() => return at,
                    Some(b'"' | b'\'' | b'`' | b'\\') if quote.is_none() && !opens(before) => {
                        return at;
                    }
                    _ => {}
                }
                continue;
            }
            b'"' | b'\'' | b'`' => match quote {
                Some(open) if open == byte => quote = None,
                Some(_) => {}
                None if opens(before) => quote = Some(byte),
                None => return at,
            },
            b'(' | b'[' | b'{' if quote.is_none() => depth += 1,
            b')' | b']' | b'}' if quote.is_none() => match depth.checked_sub(1) {
                Some(outer) => depth = outer,
                None => return at,
            },
            _ => {}
        }
        before = byte;
    }
    text.len()
}

/// Whether a quote after this begins something.
fn opens(before: u8) -> bool {
    b" \t=:,([{".contains(&before)
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

/// What is said of a value that is not there.
const MISSING: [&str; 10] = [
    "not", "no", "is", "must", "missing", "required", "invalid", "expired", "denied", "failed",
];

fn bare(text: &str, name: Name, place: Place) -> Option<Range<usize>> {
    let separator = place.separator;
    if name.class == Class::Header
        && name.is_word
        && let Some(found) = CREDENTIALS.as_ref().and_then(|regex| regex.find(text))
    {
        let ends = |c: char| c.is_whitespace() || "\"'\\,;&<>])}".contains(c);
        return Some(0..found.as_str().trim_end_matches(ends).len());
    }
    let mut end = end_of_bare(text, place);
    let value = &text[..end];
    let is_nothing = NOTHING.iter().any(|word| value.eq_ignore_ascii_case(word));
    if value.is_empty() || is_nothing {
        return None;
    }
    if separator == Separator::Tight {
        // cookies: what follows a semicolon is theirs
        while name.class == Class::Header && text[end..].starts_with(';') {
            let blanks = text[end + 1..].len() - text[end + 1..].trim_start_matches(' ').len();
            let start = end + 1 + blanks;
            let len = end_of_bare(&text[start..], place);
            if len == 0 {
                break;
            }
            end = start + len;
        }
        return Some(0..end);
    }
    let is_missing = place.spaced && MISSING.contains(&value);
    if is_missing || is_code(text, place) {
        return None;
    }
    let is_alone = place.is_first && {
        let rest = text[end..].trim_start_matches([' ', '\t']);
        rest.is_empty() || rest.starts_with(['\r', '\n'])
    };
    let is_hidden = match name {
        Name {
            class: Class::Parameter,
            ..
        } => is_token(value),
        // "password: denied" is a sentence
        Name { is_word: true, .. } => is_alone || is_token(value) || is_password(value),
        Name { .. } => true,
    };
    is_hidden.then_some(0..end)
}

/// Whether a program reads the value: `os.environ['API_KEY']`, `getenv("API_KEY")`.
fn is_code(text: &str, place: Place) -> bool {
    let path = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '.' | ':');
    let rest = text.trim_start_matches(path);
    let called = rest.strip_prefix(['[', '(']);
    let inner = called.map(|inner| inner.trim_start_matches(['\\', 'b', 'u']));
    place.assigned
        && rest.len() < text.len()
        && inner.is_some_and(|inner| inner.starts_with(['"', '\'', ')']))
}

/// Letters with digits or signs, which no sentence has.
fn is_password(word: &str) -> bool {
    const SHORT: usize = 6;
    let has = |test: fn(&u8) -> bool| word.bytes().any(|byte| test(&byte));
    word.len() >= SHORT
        && has(u8::is_ascii_alphabetic)
        && has(|byte| byte.is_ascii_digit() || b"!$%^*+=~@".contains(byte))
}

fn end_of_bare(text: &str, place: Place) -> usize {
    let loose = place.separator == Separator::Loose;
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let next = bytes.get(at + 1);
        let ends = match byte {
            b'&' | b'#' => !(loose && place.spaced && next.is_some_and(u8::is_ascii_alphanumeric)),
            // one within a password is no end
            b'\'' | b'"' | b'`' => !next.is_some_and(|next| is_inner(*next)),
            b'\\' => next.is_none_or(|next| b"\\\"'`nrtu/".contains(next)),
            b'<' => !next.is_some_and(u8::is_ascii_digit),
            b'>' => true,
            b',' | b';' if loose => next_begins(&text[at + 1..], b"=:"),
            b',' | b';' => next_begins(&text[at + 1..], b"="),
            b'(' | b')' | b'{' | b'}' | b'[' | b']' => loose,
            b'%' => is_encoded_end(&text[at + 1..], true),
            byte => byte.is_ascii_whitespace() || (*byte >= 0x80 && is_blank_at(text, at)),
        };
        if ends {
            break;
        }
        at += 1;
    }
    at
}

fn is_inner(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!$^*~@".contains(&byte)
}

fn is_blank_at(text: &str, at: usize) -> bool {
    let c = text.get(at..).and_then(|rest| rest.chars().next());
    c.is_some_and(char::is_whitespace)
}

/// After a comma in `a=1, b=2` something else begins; the comma of `a=1,2` is in the value.
fn next_begins(rest: &str, separators: &[u8]) -> bool {
    // no name is longer
    const LONG: usize = 64;
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.".contains(byte);
    let len = rest
        .bytes()
        .take(LONG)
        .take_while(|byte| word(byte))
        .count();
    let next = rest.as_bytes().get(len);
    rest.is_empty()
        || rest.starts_with(|c: char| c.is_whitespace() || "\"'{[\\".contains(c))
        || (len > 0 && next.is_some_and(|next| separators.contains(next)))
}

/// An encoded `&`, `#`, quote, line end, or blank, which ends an encoded value.
fn is_encoded_end(rest: &str, at_blank: bool) -> bool {
    let code = rest.trim_start_matches("25").get(..2);
    code.is_some_and(|code| {
        ["26", "23", "22", "0a", "0A", "0d", "0D"].contains(&code) || (at_blank && code == "20")
    })
}
