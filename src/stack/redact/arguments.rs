//! Arguments of programs, as they are in the text of a command: `app --password x`,
//! `curl -u user:x`, `['app', '--password', 'x']`.

use std::ops::Range;

use super::names::{self, Class};
use super::scan::{Kind, Word, quote, quoted};
use super::{lists, pairs, text as texts};

/// Where the value of an argument is that opens something.
pub(super) fn value(text: &str, word: &Word, is_curl: bool) -> Option<Range<usize>> {
    let written = &text[word.range.clone()];
    if !written.starts_with('-') {
        return None;
    }
    if is_curl && let Some(found) = user(text, word, written) {
        return Some(found);
    }
    let name = names::find(written.trim_start_matches('-'))?;
    let start = start(text, word)?;
    let (range, is_quoted) = next(text, start)?;
    let value = &text[range.clone()];
    let is_hidden = match name.class {
        Class::Parameter => texts::is_token(value),
        Class::Countable if pairs::is_count(value) => false,
        _ => is_quoted || !is_prose(value),
    };
    is_hidden.then_some(range)
}

/// Whether a program is called that has users in its arguments: `curl/8.5.0` is a user agent.
pub(super) fn is_curl(text: &str, word: Range<usize>) -> bool {
    let is_agent = text[word.end..].starts_with('/');
    !is_agent && text[word].trim_end_matches(".exe").ends_with("curl")
}

/// `-u user:password`, `-uuser:password`
fn user(text: &str, word: &Word, written: &str) -> Option<Range<usize>> {
    let (range, user) = match word.separator {
        Some(separator) if separator.kind == Kind::Loose => {
            let user = written.strip_prefix("-u").or(written.strip_prefix("-U"))?;
            (next(text, separator.end)?.0, user)
        }
        _ if lists::is_user_flag(written) => {
            let (range, _) = next(text, start(text, word)?)?;
            let user = text[range.clone()].split_once(':')?.0;
            (range, user)
        }
        _ => return None,
    };
    // `docker run -u 1000:1000`
    let is_id = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b':')
    };
    (!is_id(user) || !is_id(&text[range.clone()])).then_some(range)
}

/// Where what follows an argument begins.
fn start(text: &str, word: &Word) -> Option<usize> {
    match word.separator {
        Some(separator) => (separator.kind == Kind::Comma && word.closed).then_some(separator.end),
        None => {
            let rest = &text[word.end..];
            let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            (blanks > 0).then_some(word.end + blanks)
        }
    }
}

/// The argument that begins here, and whether it is in quotes.
fn next(text: &str, start: usize) -> Option<(Range<usize>, bool)> {
    let rest = &text[start..];
    let range = quoted(rest);
    let is_quoted = range.is_some();
    let range = range.unwrap_or_else(|| {
        let bytes = rest.as_bytes();
        let is_end = |at: &usize| {
            let byte = bytes[*at];
            byte.is_ascii_whitespace()
                || (b"\"'`\\%&".contains(&byte) && quote(bytes, *at).is_some())
        };
        0..(0..rest.len()).find(is_end).unwrap_or(rest.len())
    });
    (!range.is_empty()).then(|| (start + range.start..start + range.end, is_quoted))
}

/// Whether a word is not the value of the argument before it: another argument, what stands
/// for a value, or the next word of a sentence.
fn is_prose(word: &str) -> bool {
    const WORDS: [&str; 20] = [
        "and", "argument", "as", "at", "but", "by", "can", "flag", "for", "from", "has", "if",
        "in", "on", "option", "or", "the", "to", "with", "without",
    ];
    let plain = word.trim_end_matches(['.', ',', ';', ':', ')', ']']);
    plain.is_empty()
        || word.starts_with(['-', '<', '[', '{', '(', '$', '|', '>'])
        || WORDS.contains(&plain)
        || pairs::MISSING.contains(&plain)
}
