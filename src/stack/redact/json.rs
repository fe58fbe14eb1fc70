//! Secrets in the text of a JSON document: found where they stand, so that the rest of the
//! document (its numbers, escapes, blanks, fields that come twice) stays as it was sent.
//!
//! The document is gone over twice and never taken apart into values, which would take many
//! times its size: first for the objects and lists in which one part names another, then
//! for what is secret.

use std::borrow::Cow;
use std::ops::Range;

use serde::de::IgnoredAny;
use serde_json::Value;

use super::key_collisions::Keys;
use super::lists::{self, Made};
use super::names::{self, Class};
use super::values::{NAME_FIELDS, PATH_FIELDS, VALUE_FIELDS, is_in, pair};
use super::{Kind, Secret, sorted, text};

/// Documents in strings of documents.
const NESTED: usize = 4;

/// The secrets of a text that is a document of JSON; `None` for any other text.
pub(super) fn secrets(text: &str) -> Option<Vec<Secret>> {
    secrets_in(text, NESTED, false)
}

/// As [`secrets`], of a document whose fields `name` are X-Ray's.
pub(super) fn document_secrets(text: &str) -> Option<Vec<Secret>> {
    secrets_in(text, NESTED, true)
}

/// No document is nested deeper than serde allows, 128 levels: that is read as plain text.
fn secrets_in(text: &str, nested: usize, has_names: bool) -> Option<Vec<Secret>> {
    let may_be = text.trim_start().starts_with(['{', '[']);
    if !may_be || serde_json::from_str::<IgnoredAny>(text).is_err() {
        return None;
    }
    let mut relations = Relations {
        reader: Reader { text, at: 0 },
        found: Vec::new(),
    };
    relations.value()?;
    relations.found.sort_unstable_by_key(|(at, _)| *at);
    let mut finder = Finder {
        reader: Reader { text, at: 0 },
        relations: relations.found.into_iter().peekable(),
        nested,
        has_names,
        found: Vec::new(),
    };
    finder.value(Kind::Text, None, false)?;
    Some(finder.found)
}

/// Reads a document that is known to be valid.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while bytes.get(self.at)?.is_ascii_whitespace() {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    /// Passes over the next byte if it is this one.
    fn pass(&mut self, byte: u8) -> Option<bool> {
        let passes = self.peek()? == byte;
        self.at += usize::from(passes);
        Some(passes)
    }

    /// Whether another item or field comes before this bracket, which else is passed over.
    fn more(&mut self, close: u8) -> Option<bool> {
        if self.pass(close)? {
            return Some(false);
        }
        self.pass(b',')?;
        self.peek()?;
        Some(true)
    }

    /// A string without its quotes.
    fn string(&mut self) -> Option<Range<usize>> {
        let bytes = self.text.as_bytes();
        let start = self.at + 1;
        let mut end = start;
        loop {
            end += memchr::memchr2(b'"', b'\\', bytes.get(end..)?)?;
            if bytes[end] == b'"' {
                break;
            }
            end += 2;
        }
        self.at = end + 1;
        Some(start..end)
    }

    /// A number, or `true`, `false` and `null`.
    fn word(&mut self) -> Range<usize> {
        let start = self.at;
        let is_end = |byte: &u8| matches!(byte, b',' | b'}' | b']') || byte.is_ascii_whitespace();
        let rest = &self.text.as_bytes()[start..];
        self.at += rest.iter().position(is_end).unwrap_or(rest.len());
        start..self.at
    }

    fn unescaped(&self, range: &Range<usize>) -> Cow<'a, str> {
        unescaped(&self.text[range.clone()])
    }
}

/// What one part of an object or a list says about another.
#[derive(Clone, Copy)]
enum Relation {
    /// `{"name": "Cookie", "value": …}`, and `["Cookie", …]` in a list.
    Pair(Class),
    /// What a list is made of.
    List(Made),
}

/// Finds the objects and lists, by where they begin, in which one part names another.
struct Relations<'a> {
    reader: Reader<'a>,
    found: Vec<(usize, Relation)>,
}

impl Relations<'_> {
    fn value(&mut self) -> Option<()> {
        match self.reader.peek()? {
            b'"' => self.reader.string().map(|_| ())?,
            b'{' => self.object()?,
            b'[' => self.list()?,
            _ => {
                self.reader.word();
            }
        }
        Some(())
    }

    fn object(&mut self) -> Option<()> {
        let start = self.reader.at;
        self.reader.at += 1;
        let mut class = None;
        while self.reader.more(b'}')? {
            let name = self.reader.string()?;
            self.reader.pass(b':')?;
            if class.is_none()
                && self.reader.peek()? == b'"'
                && is_in(&self.reader.unescaped(&name), &NAME_FIELDS)
            {
                let value = self.reader.string()?;
                class = pair(&self.reader.unescaped(&value));
            } else if class.is_none()
                && self.reader.peek()? == b'['
                && is_in(&self.reader.unescaped(&name), &PATH_FIELDS)
            {
                let start = self.reader.at;
                self.value()?;
                class = last_of(&self.reader.text[start..self.reader.at]);
            } else {
                self.value()?;
            }
        }
        let found = class.map(|class| (start, Relation::Pair(class)));
        self.found.extend(found);
        Some(())
    }

    fn list(&mut self) -> Option<()> {
        let start = self.reader.at;
        self.reader.at += 1;
        let mut shape = lists::Shape::default();
        let mut class = None;
        let mut count = 0;
        while self.reader.more(b']')? {
            count += 1;
            if self.reader.peek()? != b'"' {
                shape.push(None);
                self.value()?;
                continue;
            }
            let text = self.reader.string()?;
            let text = self.reader.unescaped(&text);
            shape.push(Some(&text));
            match count {
                1 => class = pair(&text),
                2 if names::is_header(&text) => class = None,
                _ => {}
            }
        }
        let relation = match class {
            Some(class) if count == 2 => Some(Relation::Pair(class)),
            _ => {
                let made = shape.made();
                (made != Made::Anything).then_some(Relation::List(made))
            }
        };
        self.found
            .extend(relation.map(|relation| (start, relation)));
        Some(())
    }
}

/// The class of the last name of a path, which is no long list.
fn last_of(path: &str) -> Option<Class> {
    const MAX_LENGTH: usize = 1024;
    let short = Some(path).filter(|path| path.len() <= MAX_LENGTH)?;
    let path: Vec<Value> = serde_json::from_str(short).ok()?;
    pair(path.last()?.as_str()?)
}

struct Finder<'a> {
    reader: Reader<'a>,
    relations: std::iter::Peekable<std::vec::IntoIter<(usize, Relation)>>,
    nested: usize,
    has_names: bool,
    found: Vec<Secret>,
}

impl Finder<'_> {
    /// Finds the secrets of the next value, all of which is hidden if it has a class.
    fn value(&mut self, kind: Kind, class: Option<Class>, in_list: bool) -> Option<()> {
        match self.reader.peek()? {
            b'"' => {
                let range = self.reader.string()?;
                self.string(&range, kind, class);
            }
            b'{' => self.object(class)?,
            b'[' => self.list(kind, class, in_list)?,
            first => {
                let range = self.reader.word();
                if matches!(first, b'-' | b'0'..=b'9') {
                    self.number(range, class);
                }
            }
        }
        Some(())
    }

    /// What is known of the object or list that begins here.
    fn relation(&mut self) -> Option<Relation> {
        let at = self.reader.at;
        let relation = self.relations.next_if(|(start, _)| *start == at);
        relation.map(|(_, relation)| relation)
    }

    fn object(&mut self, class: Option<Class>) -> Option<()> {
        let paired = match self.relation() {
            Some(Relation::Pair(class)) => Some(class),
            _ => None,
        };
        self.reader.at += 1;
        let mut keys = Keys::default();
        while self.reader.more(b'}')? {
            let range = self.reader.string()?;
            let name = self.reader.unescaped(&range);
            self.key(&range, &name, &mut keys);
            self.reader.pass(b':')?;
            let (kind, class) = match class {
                Some(class) => (Kind::Text, Some(class)),
                None => {
                    let is_name = self.has_names && name == "name";
                    let kind = if is_name { Kind::Name } else { Kind::Text };
                    let paired = paired.filter(|_| is_in(&name, &VALUE_FIELDS));
                    (kind, paired.or_else(|| pair(&name)))
                }
            };
            self.value(kind, class, false)?;
        }
        let text = self.reader.text;
        keys.stay_apart(&mut self.found, |range| unescaped(&text[range]));
        Some(())
    }

    fn list(&mut self, kind: Kind, class: Option<Class>, in_list: bool) -> Option<()> {
        let relation = self.relation();
        self.reader.at += 1;
        if let (Some(Relation::Pair(class)), None, true) = (relation, class, in_list) {
            self.reader.more(b']')?;
            self.reader.string()?;
            self.reader.more(b']')?;
            self.value(Kind::Text, Some(class), false)?;
            self.reader.more(b']')?;
            return Some(());
        }
        let made = match relation {
            Some(Relation::List(made)) => made,
            Some(Relation::Pair(Class::Header)) => Made::Headers,
            Some(Relation::Pair(_)) => Made::Pairs,
            None => Made::Anything,
        };
        let mut items = lists::Items::made(made);
        while self.reader.more(b']')? {
            if class.is_some() {
                self.value(kind, class, true)?;
            } else if self.reader.peek()? == b'"' {
                let range = self.reader.string()?;
                let class = items.next(Some(&self.reader.unescaped(&range)));
                self.string(&range, kind, class);
            } else {
                let class = items.next(None);
                self.value(kind, class, true)?;
            }
        }
        Some(())
    }

    fn number(&mut self, range: Range<usize>, class: Option<Class>) {
        let number = &self.reader.text[range.clone()];
        let is_hidden = match class {
            None | Some(Class::Parameter) => false,
            Some(Class::Countable) => !number.parse().is_ok_and(super::is_count),
            Some(_) => true,
        };
        if is_hidden {
            self.found.push(Secret::new(range, Kind::Number));
        }
    }

    fn string(&mut self, range: &Range<usize>, kind: Kind, class: Option<Class>) {
        let text = self.reader.unescaped(range);
        let is_hidden = match class {
            None => false,
            Some(Class::Parameter) => text::is_token(&text),
            Some(_) => true,
        };
        if is_hidden {
            self.found.push(Secret::new(range.clone(), kind));
            return;
        }
        let secrets = self.within(&text);
        self.add(range, kind, &secrets);
    }

    fn key(&mut self, range: &Range<usize>, name: &str, keys: &mut Keys) {
        let secrets = self.within(name);
        if secrets.is_empty() {
            keys.push(range);
            return;
        }
        self.add(range, Kind::Text, &secrets);
        keys.push_changed(name, secrets, self.found.len());
    }

    /// The secrets of a string, which may be a document in itself.
    fn within(&self, text: &str) -> Vec<Secret> {
        if !super::is_suspect(text.as_bytes()) {
            return Vec::new();
        }
        let inner = match self.nested.checked_sub(1) {
            Some(nested) => secrets_in(text, nested, false),
            None => None,
        };
        sorted(inner.unwrap_or_else(|| text::secrets(text)))
    }

    /// Adds the secrets of a string, which are in order, where they are in the document.
    fn add(&mut self, range: &Range<usize>, kind: Kind, secrets: &[Secret]) {
        let mut offsets = WrittenOffsets::new(&self.reader.text[range.clone()]);
        for secret in secrets {
            let start = range.start + offsets.written_offset(secret.range.start);
            let end = range.start + offsets.written_offset(secret.range.end);
            let mut secret = secret.clone();
            secret.range = start..end;
            if kind == Kind::Name {
                secret.kind = kind;
            }
            self.found.push(secret);
        }
    }
}

/// A string without its escapes.
fn unescaped(raw: &str) -> Cow<'_, str> {
    if !raw.contains('\\') {
        return raw.into();
    }
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        let (c, len) = escape(&rest[at..]);
        text.push(c);
        rest = &rest[at + len..];
    }
    text.push_str(rest);
    text.into()
}

/// Finds where the bytes of a string without escapes are in the string as it is written.
struct WrittenOffsets<'a> {
    raw: &'a str,
    at: usize,
    /// Bytes without escapes up to there.
    passed: usize,
}

impl<'a> WrittenOffsets<'a> {
    fn new(raw: &'a str) -> Self {
        Self {
            raw,
            at: 0,
            passed: 0,
        }
    }

    /// Where this byte is, which is not before the one that was asked for last.
    fn written_offset(&mut self, byte: usize) -> usize {
        while self.passed < byte {
            let rest = &self.raw[self.at..];
            let plain = memchr::memchr(b'\\', rest.as_bytes()).unwrap_or(rest.len());
            let wanted = byte - self.passed;
            if wanted <= plain {
                self.at += wanted;
                self.passed = byte;
            } else if plain == rest.len() {
                return self.raw.len();
            } else {
                let (c, len) = escape(&rest[plain..]);
                self.at += plain + len;
                self.passed += plain + c.len_utf8();
            }
        }
        self.at
    }
}

/// What an escape stands for, and its length.
fn escape(raw: &str) -> (char, usize) {
    let unit = |at: usize| {
        let digits = raw.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(digits, 16).ok()
    };
    match raw.as_bytes().get(1) {
        Some(b'n') => ('\n', 2),
        Some(b'r') => ('\r', 2),
        Some(b't') => ('\t', 2),
        Some(b'b') => ('\u{8}', 2),
        Some(b'f') => ('\u{c}', 2),
        Some(b'u') => match (unit(0), unit(6)) {
            (Some(high @ 0xd800..=0xdbff), Some(low @ 0xdc00..=0xdfff)) => {
                let code = 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                (char::from_u32(code).unwrap_or('\u{fffd}'), 12)
            }
            (Some(code), _) => (char::from_u32(code).unwrap_or('\u{fffd}'), 6),
            (None, _) => ('\u{fffd}', raw.len().min(2)),
        },
        Some(byte) if byte.is_ascii() => (char::from(*byte), 2),
        _ => ('\u{fffd}', 1),
    }
}
