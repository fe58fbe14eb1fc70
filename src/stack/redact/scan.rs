//! The words of a text and what follows each of them, in one pass: what was looked at once
//! is not looked at again, so that no text takes longer than its length.
//!
//! A text may be a part of something else: quotes, separators and brackets are known as
//! they are, behind any number of backslashes (JSON in a text), and as the codes of URLs
//! (`%22`), of JSON (`\u0022`), of log formats (`\x22`) and of HTML (`&quot;`).

use std::ops::Range;

/// Encodings within encodings; more of them are no notation that somebody reads.
const MAX_NESTED: usize = 32;

/// How a name is separated from its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `name=value`, as in URLs, forms and logfmt.
    Tight,
    /// `name: value`, as in headers, and everything like it.
    Loose,
    /// A list of pairs.
    Comma,
}

/// What is between a name and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Separator {
    pub(super) kind: Kind,
    /// There are blanks after it.
    pub(super) spaced: bool,
    /// `==`, `:=` and `=`, which stand in programs too.
    pub(super) assigned: bool,
    /// It is the code of a URL.
    pub(super) encoded: bool,
    /// Where the value begins.
    pub(super) end: usize,
}

/// Letters, digits and the signs of names, as many as there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) range: Range<usize>,
    /// A quote ends it.
    pub(super) closed: bool,
    /// Where it ends with its quote.
    pub(super) end: usize,
    pub(super) separator: Option<Separator>,
}

pub(super) struct Words<'a> {
    text: &'a str,
    at: usize,
}

pub(super) fn words(text: &str) -> Words<'_> {
    Words { text, at: 0 }
}

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        let bytes = self.text.as_bytes();
        let start = loop {
            let byte = *bytes.get(self.at)?;
            self.at += match byte {
                byte if is_name(byte) => break self.at,
                // a letter that needed no code, as in `acc%65ss`
                b'%' => match percent(bytes, self.at) {
                    Some((byte, _)) if is_name(byte) => break self.at,
                    Some((_, len)) => len,
                    None => 1,
                },
                b'\\' | b'&' => code(bytes, self.at).map_or(1, |(_, len)| len),
                _ => 1,
            };
        };
        let end = end_of_name(bytes, start);
        let (closed, after) = match quote(bytes, end) {
            Some(len) => (true, end + len),
            None => (false, end),
        };
        let bracket = usize::from(closed && bytes.get(after) == Some(&b']'));
        let separator = separator(self.text, after + bracket);
        self.at = separator.map_or(end, |separator| separator.end);
        Some(Word {
            range: start..end,
            closed,
            end: after,
            separator,
        })
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-.[]".contains(&byte)
}

fn end_of_name(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    let mut before = b' ';
    while let Some(byte) = bytes.get(at) {
        let (byte, len) = match byte {
            b'%' => match percent(bytes, at) {
                Some(code) => code,
                None => break,
            },
            byte => (*byte, 1),
        };
        // `password[$ne]`
        let is_operator = byte == b'$' && before == b'[';
        if !is_name(byte) && !is_operator {
            break;
        }
        at += len;
        before = byte;
    }
    at
}

fn separator(text: &str, at: usize) -> Option<Separator> {
    let bytes = text.as_bytes();
    let start = at + blanks(&text[at..], false);
    let (kind, assigned, len) = match bytes.get(start)? {
        b'=' if bytes.get(start + 1) == Some(&b'>') => (Kind::Loose, false, 2),
        b'=' => {
            let signs = bytes[start..].iter().take(3).take_while(|b| **b == b'=');
            match signs.count() {
                1 => (Kind::Tight, true, 1),
                more => (Kind::Loose, true, more),
            }
        }
        b':' if bytes.get(start + 1) == Some(&b'=') => (Kind::Loose, true, 2),
        b':' => (Kind::Loose, false, 1),
        b',' => (Kind::Comma, false, 1),
        b'%' | b'\\' | b'&' => match code(bytes, start)? {
            (b'=', len) => (Kind::Tight, false, len),
            (b':', len) => (Kind::Loose, false, len),
            _ => return None,
        },
        _ => return None,
    };
    let after = start + len;
    let blanks = blanks(&text[after..], true);
    let kind = match kind {
        // blanks after it are those of a text
        Kind::Tight if blanks > 0 && bytes[start] == b'=' => Kind::Loose,
        kind => kind,
    };
    let end = after + blanks;
    Some(Separator {
        kind,
        spaced: text[..end].ends_with(char::is_whitespace),
        assigned,
        encoded: text[start..end].contains('%'),
        end,
    })
}

/// How long the blanks are with which a text begins.
pub(super) fn blanks(text: &str, encoded: bool) -> usize {
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        at += match c {
            c if c.is_whitespace() => c.len_utf8(),
            '%' if encoded => match percent(text.as_bytes(), at) {
                Some((b' ', len)) => len,
                _ => break,
            },
            _ => break,
        };
    }
    at
}

/// The length of a quote in any of its notations.
pub(super) fn quote(bytes: &[u8], at: usize) -> Option<usize> {
    let is_quote = |byte: u8| b"\"'`".contains(&byte);
    match bytes.get(at)? {
        b'\\' => {
            let slashes = slashes(bytes, at);
            match bytes.get(at + slashes) {
                Some(byte) if is_quote(*byte) => Some(slashes + 1),
                _ => code(bytes, at)
                    .filter(|(byte, _)| is_quote(*byte))
                    .map(|(_, len)| len),
            }
        }
        b'%' | b'&' => code(bytes, at)
            .filter(|(byte, _)| is_quote(*byte))
            .map(|(_, len)| len),
        byte => is_quote(*byte).then_some(1),
    }
}

fn slashes(bytes: &[u8], at: usize) -> usize {
    let slashes = bytes[at..].iter().take(MAX_NESTED);
    slashes.take_while(|byte| **byte == b'\\').count()
}

/// What a code stands for, and its length.
pub(super) fn code(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    match bytes.get(at)? {
        b'%' => percent(bytes, at),
        b'\\' => {
            let slashes = slashes(bytes, at);
            let rest = &bytes[at + slashes..];
            match rest {
                [b'u', b'0', b'0', high, low, ..] => Some((hex(*high, *low)?, slashes + 5)),
                [b'x', high, low, ..] => Some((hex(*high, *low)?, slashes + 3)),
                _ => None,
            }
        }
        b'&' => {
            const ENTITIES: [(&[u8], u8); 8] = [
                (b"&quot;", b'"'),
                (b"&#34;", b'"'),
                (b"&apos;", b'\''),
                (b"&#39;", b'\''),
                (b"&#x27;", b'\''),
                (b"&amp;", b'&'),
                (b"&lt;", b'<'),
                (b"&gt;", b'>'),
            ];
            let mut entities = ENTITIES.iter();
            let found = entities.find(|(entity, _)| bytes[at..].starts_with(entity))?;
            Some((found.1, found.0.len()))
        }
        _ => None,
    }
}

/// Percent codes may be encoded again, as in a URL within a URL.
fn percent(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    let mut len = 1;
    for _ in 0..MAX_NESTED {
        let (high, low) = (*bytes.get(at + len)?, *bytes.get(at + len + 1)?);
        let byte = hex(high, low)?;
        len += 2;
        let more = bytes.get(at + len..at + len + 2);
        let is_outer = byte == b'%' && more.is_some_and(|more| hex(more[0], more[1]).is_some());
        if !is_outer {
            return Some((byte, len));
        }
    }
    None
}

fn hex(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? << 4 | digit(low)?).ok()
}

/// The text between quotes that begin here.
pub(super) fn quoted(text: &str) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let len = quote(bytes, 0)?;
    let (open, mark) = (&text[..len], bytes[len - 1]);
    let is_plain = b"\"'`".contains(&mark);
    let mut at = len;
    loop {
        let found = if is_plain {
            memchr::memchr(mark, &bytes[at..]).map(|found| at + found + 1 - len)
        } else {
            text[at..].find(open).map(|found| at + found)
        };
        let Some(start) = found.filter(|_| at < text.len()) else {
            // cut off in the middle
            return Some(len..text.len());
        };
        // with more backslashes, it is a quote within the quotes
        let is_end = start >= len
            && bytes[start..].starts_with(open.as_bytes())
            && !bytes[..start].ends_with(b"\\");
        if is_end {
            return Some(len..start);
        }
        at = start + len;
    }
}
