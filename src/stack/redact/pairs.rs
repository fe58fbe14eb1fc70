//! Pairs of a name and a value in a text, in any notation.

use std::ops::Range;

use super::names::{self, Class, Name};
use super::scan::{self, Kind, Word, quoted};
use super::text::is_token;

/// Where a value stands, and what is before it.
#[derive(Clone, Copy)]
struct Context {
    kind: Kind,
    /// The name is in quotes, or follows a bracket: no sentence.
    closed: bool,
    spaced: bool,
    assigned: bool,
    encoded: bool,
    is_first: bool,
    /// A parameter of a URL or a form: a short number there is a code, not a count.
    is_parameter: bool,
}

/// Adds where the values of a word are, if it is the name of something secret.
pub(super) fn add_values(text: &str, word: &Word, found: &mut Vec<Range<usize>>) {
    let Some(separator) = word.separator else {
        return;
    };
    let Some(name) = named(text, word, separator.kind) else {
        return;
    };
    let before = text[..word.range.start].trim_end_matches([' ', '\t']);
    let context = Context {
        kind: separator.kind,
        closed: word.closed || before.ends_with(['{', '[', '"', '\'']),
        spaced: separator.spaced,
        assigned: separator.assigned,
        encoded: separator.encoded,
        is_first: before.is_empty() || before.ends_with('\n'),
        is_parameter: before.ends_with(['?', '&']),
    };
    let start = separator.end;
    let rest = &text[start..];
    let listed = rest.trim_start_matches(['[', '(', ' ']);
    let opened = rest.len() - listed.len();
    let listed = without_constructors(listed);
    let at = text.len() - listed.len();
    let is_header = name.class == Class::Header;
    if let Some(quoted) = quoted(listed) {
        let is_hidden = match (context.kind, name.class) {
            (Kind::Comma, _) => {
                let value = &listed[quoted.clone()];
                word.closed && is_header && !names::is_header(value)
            }
            (_, Class::Parameter) => {
                context.kind == Kind::Tight || is_token(&listed[quoted.clone()])
            }
            _ => true,
        };
        if is_hidden {
            let is_list = opened > 0 && context.kind != Kind::Comma;
            add_quoted(listed, quoted, is_list, at, found);
        }
        return;
    }
    let value = match context.kind {
        Kind::Comma => None,
        Kind::Loose if is_header => line(rest, name, context).map(|value| (start, value)),
        _ if is_unexpected(before, listed, context) => None,
        _ => bare(listed, name, context).map(|value| (at, value)),
    };
    if let Some((at, value)) = value {
        found.push(at + value.start..at + value.end);
    }
}

/// What is known of a word that is a name.
fn named(text: &str, word: &Word, kind: Kind) -> Option<Name> {
    let written = &text[word.range.clone()];
    let before = &text[..word.range.start];
    if let Some(name) = names::find(written) {
        // `POST /oauth/token: 12 ms` is about a route
        let is_route = kind == Kind::Loose && before.ends_with('/') && is_route(before);
        return (!is_route).then_some(name);
    }
    // the `n` of `\n` is no part of the name
    let inner = written.strip_prefix(['n', 'r', 't', 'b', 'f']);
    let inner = inner
        .filter(|_| before.ends_with('\\'))
        .and_then(names::find);
    inner.or_else(|| match kind {
        Kind::Comma => None,
        Kind::Tight | Kind::Loose => in_words(text, word),
    })
}

/// What is known of a name that is written in words: `API Key: x`.
fn in_words(text: &str, word: &Word) -> Option<Name> {
    const MAX: usize = 4;
    const MAX_LENGTH: usize = 32;
    if !names::is_last_word(&text[word.range.clone()]) {
        return None;
    }
    let bytes = text.as_bytes();
    let mut start = word.range.start;
    (1..MAX).find_map(|_| {
        let before = bytes[..start].strip_suffix(b" ")?.iter().rev();
        let letters = before
            .take(MAX_LENGTH)
            .take_while(|byte| byte.is_ascii_alphanumeric());
        start -= 1 + letters.count();
        let name = names::find(&text[start..word.range.end])?;
        // a sentence may have it too
        Some(Name {
            is_word: true,
            ..name
        })
    })
}

/// Whether the word that ends here, with its slashes, is a path or a URL.
fn is_route(before: &str) -> bool {
    const LONG: usize = 256;
    let bytes = before.as_bytes().iter().rev();
    let part = |byte: &&u8| !byte.is_ascii_whitespace() && !b"\"'`([{<,;=".contains(byte);
    let len = bytes.take(LONG).take_while(part).count();
    let word = before.get(before.len() - len..);
    len < LONG && word.is_some_and(names::is_route)
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
fn is_unexpected(before: &str, value: &str, context: Context) -> bool {
    const LONG: usize = 20;
    let word = before.rsplit(|c: char| !c.is_ascii_alphabetic()).next();
    let says = ["unexpected", "illegal", "expected"];
    context.kind == Kind::Loose
        && word.is_some_and(|word| says.iter().any(|says| word.eq_ignore_ascii_case(says)))
        && end_of_bare(value, context) < LONG
}

/// The value of a header in a text: all that is left of the line, or of the quotes and
/// brackets in which the header stands.
fn line(text: &str, name: Name, context: Context) -> Option<Range<usize>> {
    if is_code(text, context) {
        return None;
    }
    let end = if context.is_first {
        text.find(['\r', '\n']).unwrap_or(text.len())
    } else {
        end_of_line(text, context.encoded)
    };
    let value = text[..end].trim_end();
    let is_nothing = is_nothing(value);
    let is_alone = context.is_first && !value.contains(' ');
    let is_told = !is_alone && !context.closed && is_sentence(value, name);
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

/// Whether a number may be how many there are.
pub(super) fn is_count(value: &str) -> bool {
    let number = value.trim_end_matches('.');
    let is_number = number
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    is_number && number.parse().is_ok_and(super::is_count)
}

/// What a program writes where there is no value.
const NOTHING: [&str; 7] = ["null", "none", "nil", "undefined", "true", "false", "<nil>"];

/// What is said of a value that is not there.
pub(super) const MISSING: [&str; 10] = [
    "not", "no", "is", "must", "missing", "required", "invalid", "expired", "denied", "failed",
];

pub(super) fn is_nothing(value: &str) -> bool {
    NOTHING.iter().any(|word| value.eq_ignore_ascii_case(word))
}

fn bare(text: &str, name: Name, context: Context) -> Option<Range<usize>> {
    if name.class == Class::Header
        && name.is_word
        && let Some(len) = credentials(text, context)
    {
        return Some(0..len);
    }
    let mut end = end_of_bare(text, context);
    let value = &text[..end];
    let is_nothing = is_nothing(value);
    let counts = name.class == Class::Countable && !context.is_parameter;
    if value.is_empty() || is_nothing || (counts && is_count(value)) {
        return None;
    }
    if context.kind == Kind::Tight {
        // cookies: what follows a semicolon is theirs
        while name.class == Class::Header && text[end..].starts_with(';') {
            let blanks = text[end + 1..].len() - text[end + 1..].trim_start_matches(' ').len();
            let start = end + 1 + blanks;
            let len = end_of_bare(&text[start..], context);
            if len == 0 {
                break;
            }
            end = start + len;
        }
        return Some(0..end);
    }
    let is_missing = context.spaced && MISSING.contains(&value);
    if is_missing || is_code(text, context) {
        return None;
    }
    let is_alone = context.is_first && {
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

/// How long the value of an `Authorization` parameter is, if it begins with a scheme, which
/// belongs to it.
fn credentials(text: &str, context: Context) -> Option<usize> {
    const MAX_LENGTH: usize = 64;
    let bytes = text.as_bytes();
    let letter = |byte: &&u8| byte.is_ascii_alphanumeric() || b"_-".contains(byte);
    let len = bytes.iter().take(MAX_LENGTH).take_while(letter).count();
    let scheme = text[..len].to_ascii_lowercase();
    let mut start = len;
    while let Some(blank) = blank(text, start) {
        start += blank;
    }
    if !scheme.starts_with(|c: char| c.is_ascii_lowercase()) || start == len {
        return None;
    }
    // these have parameters
    let is_long = ["digest", "hawk", "mac", "oauth", "signature"].contains(&scheme.as_str());
    if is_long || scheme.starts_with("aws4-") {
        let rest = &text[start..];
        return Some(start + rest.find(['\r', '\n']).unwrap_or(rest.len()));
    }
    let open = scan::quote(bytes, start).unwrap_or(0);
    let token = start + open;
    let ends = |c: char| c.is_whitespace() || "\"'\\,;&<>".contains(c);
    let mut end = token;
    while let Some(c) = text[end..].chars().next() {
        match c {
            c if ends(c) => break,
            '=' if open == 0 => {
                let signs = text[end..].bytes().take_while(|byte| *byte == b'=').count();
                let is_end = text[end + signs..].starts_with(|c| ends(c) || ")]}".contains(c));
                if !is_end && end + signs < text.len() {
                    return None;
                }
                end += signs;
                break;
            }
            '%' if context.encoded && is_encoded_end(&text[end + 1..], true) => break,
            c => end += c.len_utf8(),
        }
    }
    let token = text[..end]
        .trim_end_matches([')', ']', '}'])
        .len()
        .max(token);
    (token > start + open).then_some(token)
}

/// The length of a blank in a URL or in a text.
fn blank(text: &str, at: usize) -> Option<usize> {
    match text[at..].chars().next()? {
        c @ (' ' | '\t' | '+' | '\u{a0}') => Some(c.len_utf8()),
        '%' => scan::code(text.as_bytes(), at)
            .filter(|(byte, _)| matches!(byte, b' ' | b'\t'))
            .map(|(_, len)| len),
        _ => None,
    }
}

/// Whether a program reads the value: `os.environ['API_KEY']`, `getenv("API_KEY")`.
fn is_code(text: &str, context: Context) -> bool {
    const MAX_LENGTH: usize = 128;
    if !context.assigned {
        return false;
    }
    let path = |byte: &u8| byte.is_ascii_alphabetic() || b"_.:".contains(byte);
    let len = text.bytes().take(MAX_LENGTH).take_while(path).count();
    let called = text[len..].strip_prefix(['[', '(']);
    let inner = called.map(|inner| inner.trim_start_matches(['\\', 'b', 'u']));
    len > 0 && inner.is_some_and(|inner| inner.starts_with(['"', '\'', ')']))
}

/// Letters with digits or signs, which no sentence has.
fn is_password(word: &str) -> bool {
    const SHORT: usize = 6;
    let has = |test: fn(&u8) -> bool| word.bytes().any(|byte| test(&byte));
    word.len() >= SHORT
        && has(u8::is_ascii_alphabetic)
        && has(|byte| byte.is_ascii_digit() || b"!$%^*+=~@".contains(byte))
}

fn end_of_bare(text: &str, context: Context) -> usize {
    let loose = context.kind == Kind::Loose;
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let next = bytes.get(at + 1);
        let ends = match byte {
            b'&' if scan::code(bytes, at).is_some() => true,
            b'&' | b'#' => {
                !(loose && context.spaced && next.is_some_and(u8::is_ascii_alphanumeric))
            }
            // one within a password is no end
            b'\'' | b'"' | b'`' => !next.is_some_and(|next| is_inner(*next)),
            b'\\' if next.is_some_and(|next| b"ux".contains(next)) => {
                // `\u00e9` is a letter
                let code = scan::code(bytes, at);
                code.is_some_and(|(byte, _)| b"\"'`&#<>\r\n\t ".contains(&byte))
            }
            b'\\' => next.is_none_or(|next| b"\\\"'`nrt/".contains(next)),
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
