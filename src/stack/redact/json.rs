//! Secrets in the text of a JSON document: found where they stand, so that the rest of the
//! document (its numbers, escapes, blanks, fields that come twice) stays as it was sent.

use std::borrow::Cow;
use std::ops::Range;

use serde::de::IgnoredAny;

use super::names::{self, Class};
use super::values::{NAME_FIELDS, VALUE_FIELDS, is_flat, is_in, pair};
use super::{Kind, Secret, text};

/// Levels of objects and lists; deeper ones are read as plain text.
const DEEPEST: usize = 128;
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

fn secrets_in(text: &str, nested: usize, has_names: bool) -> Option<Vec<Secret>> {
    let may_be = text.trim_start().starts_with(['{', '[']);
    if !may_be || serde_json::from_str::<IgnoredAny>(text).is_err() {
        return None;
    }
    let node = Parser {
        bytes: text.as_bytes(),
        at: 0,
    }
    .value(DEEPEST)?;
    let mut finder = Finder {
        text,
        nested,
        has_names,
        found: Vec::new(),
    };
    finder.value(&node, Kind::Text, false);
    Some(finder.found)
}

/// A value, and where it is. The range of a string is without its quotes.
enum Node {
    Text(Range<usize>),
    Number(Range<usize>),
    /// true, false, null
    Other,
    List(Vec<Self>),
    Object(Vec<(Range<usize>, Self)>),
}

/// Reads a document that is known to be valid.
struct Parser<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Parser<'_> {
    fn peek(&mut self) -> Option<u8> {
        while self.bytes.get(self.at)?.is_ascii_whitespace() {
            self.at += 1;
        }
        self.bytes.get(self.at).copied()
    }

    /// Passes over the next byte if it is this one.
    fn pass(&mut self, byte: u8) -> Option<bool> {
        let passes = self.peek()? == byte;
        self.at += usize::from(passes);
        Some(passes)
    }

    fn value(&mut self, depth: usize) -> Option<Node> {
        Some(match self.peek()? {
            b'"' => Node::Text(self.string()?),
            b'{' => {
                let depth = depth.checked_sub(1)?;
                self.at += 1;
                let mut fields = Vec::new();
                while !self.pass(b'}')? {
                    self.pass(b',')?;
                    self.peek()?;
                    let name = self.string()?;
                    self.pass(b':')?;
                    fields.push((name, self.value(depth)?));
                }
                Node::Object(fields)
            }
            b'[' => {
                let depth = depth.checked_sub(1)?;
                self.at += 1;
                let mut items = Vec::new();
                while !self.pass(b']')? {
                    self.pass(b',')?;
                    items.push(self.value(depth)?);
                }
                Node::List(items)
            }
            first => {
                let start = self.at;
                let is_end =
                    |byte: &u8| matches!(byte, b',' | b'}' | b']') || byte.is_ascii_whitespace();
                let rest = &self.bytes[start..];
                self.at += rest.iter().position(is_end).unwrap_or(rest.len());
                match first {
                    b'-' | b'0'..=b'9' => Node::Number(start..self.at),
                    _ => Node::Other,
                }
            }
        })
    }

    fn string(&mut self) -> Option<Range<usize>> {
        let start = self.at + 1;
        let mut end = start;
        loop {
            end += memchr::memchr2(b'"', b'\\', self.bytes.get(end..)?)?;
            if self.bytes[end] == b'"' {
                break;
            }
            end += 2;
        }
        self.at = end + 1;
        Some(start..end)
    }
}

struct Finder<'a> {
    text: &'a str,
    nested: usize,
    has_names: bool,
    found: Vec<Secret>,
}

impl Finder<'_> {
    fn value(&mut self, node: &Node, kind: Kind, in_list: bool) {
        match node {
            Node::Text(range) => self.string(range, kind),
            Node::Number(_) | Node::Other => {}
            Node::List(items) => {
                if let [Node::Text(name), value] = &items[..]
                    && in_list
                    && let Some(class) = pair(&self.unescaped(name))
                    && !self.is_header(value)
                {
                    return self.hide(value, class, Kind::Text);
                }
                if self.is_flat(items) {
                    return self.flat(items, kind);
                }
                items.iter().for_each(|item| self.value(item, kind, true));
            }
            Node::Object(fields) => self.object(fields),
        }
    }

    fn is_header(&self, node: &Node) -> bool {
        matches!(node, Node::Text(range) if names::is_header(&self.unescaped(range)))
    }

    fn is_flat(&self, items: &[Node]) -> bool {
        let texts = items.iter().map(|item| match item {
            Node::Text(range) => Some(self.unescaped(range)),
            _ => None,
        });
        let texts: Option<Vec<_>> = texts.collect();
        texts.is_some_and(|texts| is_flat(&texts.iter().map(AsRef::as_ref).collect::<Vec<_>>()))
    }

    /// `["Authorization", "x", "Host", "y"]`
    fn flat(&mut self, items: &[Node], kind: Kind) {
        for two in items.chunks_exact(2) {
            if let [Node::Text(name), value] = two {
                match pair(&self.unescaped(name)) {
                    Some(Class::Header) => self.hide(value, Class::Header, Kind::Text),
                    _ => self.value(value, kind, true),
                }
            }
        }
    }

    fn object(&mut self, fields: &[(Range<usize>, Node)]) {
        let paired = fields.iter().find_map(|(name, value)| match value {
            Node::Text(value) if is_in(&self.text[name.clone()], &NAME_FIELDS) => {
                pair(&self.unescaped(value))
            }
            _ => None,
        });
        for (range, value) in fields {
            let name = self.unescaped(range);
            let class = match paired {
                Some(class) if is_in(&name, &VALUE_FIELDS) => Some(class),
                _ => names::find(&name).map(|name| name.class),
            };
            let kind = match self.has_names && name == "name" {
                true => Kind::Name,
                false => Kind::Text,
            };
            self.string(range, Kind::Text);
            match class {
                Some(class) => self.hide(value, class, kind),
                None => self.value(value, kind, false),
            }
        }
    }

    fn hide(&mut self, node: &Node, class: Class, kind: Kind) {
        match node {
            Node::Text(range) => {
                if class == Class::Parameter && !text::is_token(&self.unescaped(range)) {
                    self.string(range, kind);
                } else {
                    self.found.push(Secret {
                        range: range.clone(),
                        kind,
                    });
                }
            }
            Node::Number(range)
                if class == Class::Countable
                    && self.text[range.clone()].parse().is_ok_and(super::is_count) => {}
            Node::Number(range) if class != Class::Parameter => self.found.push(Secret {
                range: range.clone(),
                kind: Kind::Number,
            }),
            Node::Number(_) | Node::Other => {}
            Node::List(items) => items.iter().for_each(|item| self.hide(item, class, kind)),
            Node::Object(fields) => {
                for (name, value) in fields {
                    self.string(name, Kind::Text);
                    self.hide(value, class, Kind::Text);
                }
            }
        }
    }

    /// The secrets of a string, which may be a document in itself.
    fn string(&mut self, range: &Range<usize>, kind: Kind) {
        let raw = &self.text[range.clone()];
        let escaped = raw.contains('\\').then(|| Unescaped::new(raw));
        let text = escaped.as_ref().map_or(raw, |escaped| &escaped.text);
        if !super::is_suspect(text.as_bytes()) {
            return;
        }
        let inner = match self.nested.checked_sub(1) {
            Some(nested) => secrets_in(text, nested, false),
            None => None,
        };
        for mut secret in inner.unwrap_or_else(|| text::secrets(text)) {
            if let Some(escaped) = &escaped {
                secret.range = escaped.places[secret.range.start]..escaped.places[secret.range.end];
            }
            secret.range = range.start + secret.range.start..range.start + secret.range.end;
            if kind == Kind::Name {
                secret.kind = kind;
            }
            self.found.push(secret);
        }
    }

    fn unescaped(&self, range: &Range<usize>) -> Cow<'_, str> {
        let raw = &self.text[range.clone()];
        match raw.contains('\\') {
            true => Unescaped::new(raw).text.into(),
            false => raw.into(),
        }
    }
}

/// A string without its escapes.
struct Unescaped {
    text: String,
    /// Where each byte of the text, and its end, is in the string as it is written.
    places: Vec<usize>,
}

impl Unescaped {
    fn new(raw: &str) -> Self {
        let mut unescaped = Self {
            text: String::with_capacity(raw.len()),
            places: Vec::with_capacity(raw.len() + 1),
        };
        let mut at = 0;
        while let Some(c) = raw[at..].chars().next() {
            let (c, len) = match c {
                '\\' => escape(&raw[at..]),
                c => (c, c.len_utf8()),
            };
            unescaped.text.push(c);
            let bytes = std::iter::repeat_n(at, c.len_utf8());
            unescaped.places.extend(bytes);
            at += len;
        }
        unescaped.places.push(raw.len());
        unescaped
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
