//! Secrets in an encoded OTLP request. They are overwritten where they stand: with as many
//! bytes as they have, no length changes, and the request stays what it was.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::shapes;
use super::wire::{DEPTH, Field, Kind, Malformed, Shape, Value, fields};
use crate::stack::redact::{
    Hides, Items, ROUNDS, Secret, Shape as ListShape, hides, hides_item, is_count, is_header,
    is_pair_name, is_pair_value, is_suspect, is_token, readable, secrets,
};

/// The request without secrets; none if it has none.
pub(crate) fn cleaned_traces(request: &[u8]) -> Result<Option<Vec<u8>>, Malformed> {
    cleaned(&shapes::TRACES, request)
}

/// As [`cleaned_traces`], of log records.
pub(crate) fn cleaned_logs(request: &[u8]) -> Result<Option<Vec<u8>>, Malformed> {
    cleaned(&shapes::LOGS, request)
}

fn cleaned(shape: &'static Shape, request: &[u8]) -> Result<Option<Vec<u8>>, Malformed> {
    if !is_suspect(request) {
        return Ok(None);
    }
    let mut clean: Option<Vec<u8>> = None;
    for _ in 0..ROUNDS {
        let before = clean.as_deref().unwrap_or(request);
        match cleaned_once(shape, before)? {
            Some(cleaner) if cleaner != before => clean = Some(cleaner),
            _ => break,
        }
    }
    Ok(clean)
}

fn cleaned_once(shape: &'static Shape, request: &[u8]) -> Result<Option<Vec<u8>>, Malformed> {
    let mut finder = Finder {
        start: request.as_ptr().addr(),
        found: Vec::new(),
    };
    finder.message(shape, request, DEPTH)?;
    if finder.found.is_empty() {
        return Ok(None);
    }
    let mut request = request.to_vec();
    for place in finder.found {
        match place {
            Target::Text(at, secret) => {
                let range = at + secret.range.start..at + secret.range.end;
                secret.overwrite(&mut request[range]);
            }
            Target::All(range) => request[range].fill(b'*'),
            Target::Varint(range) => zero_varint(&mut request[range]),
            Target::Double(range) => request[range].fill(0),
        }
    }
    Ok(Some(request))
}

/// A number may take more bytes than it needs.
fn zero_varint(bytes: &mut [u8]) {
    if let Some((last, others)) = bytes.split_last_mut() {
        others.fill(0x80);
        *last = 0;
    }
}

/// Something to overwrite, and where it is in the request.
enum Target {
    /// In a text that begins here.
    Text(usize, Secret),
    All(Range<usize>),
    Varint(Range<usize>),
    Double(Range<usize>),
}

struct Finder {
    /// Of the request in memory: places are told as distances from it.
    start: usize,
    found: Vec<Target>,
}

const DEEP: Malformed = Malformed("it is nested too deeply");

impl Finder {
    fn message(
        &mut self,
        shape: &'static Shape,
        message: &[u8],
        depth: u32,
    ) -> Result<(), Malformed> {
        if is_attribute(shape) {
            let pair = pair(message, depth)?;
            if let Some(hides) = hides(pair.key) {
                return self.all_of(&pair, hides, depth);
            }
        } else if std::ptr::eq(shape, &raw const shapes::KEY_VALUE_LIST) {
            self.named_value(message, depth)?;
        } else if std::ptr::eq(shape, &raw const shapes::ARRAY_VALUE) {
            self.pairs(message, depth)?;
        }
        let mut changed = Vec::new();
        let mut rest = fields(message);
        while let Some(field) = rest.next(depth)? {
            match shape.0.get(field.number as usize) {
                Some(Kind::Text) => self.text(field.text()?),
                Some(Kind::Message(inner)) if is_attribute(inner) => {
                    let before = self.found.len();
                    let inner = field.bytes()?;
                    self.message(&shapes::KEY_VALUE, inner, below(depth)?)?;
                    changed.extend(self.changed_key(inner, before, depth)?);
                }
                Some(Kind::Bytes) if is_value(shape) => {
                    // a body that is sent as bytes is a text nevertheless
                    let bytes = field.bytes()?;
                    self.text_at(bytes, &readable(bytes));
                }
                Some(Kind::Message(inner)) => {
                    self.message(inner, field.bytes()?, below(depth)?)?;
                }
                _ => {}
            }
        }
        if changed.is_empty() {
            return Ok(());
        }
        self.stay_apart(&changed, message, shape, depth)
    }

    /// Where the key of an attribute is, and which of what was found in the attribute is in
    /// the key.
    fn changed_key(
        &self,
        attribute: &[u8],
        before: usize,
        depth: u32,
    ) -> Result<Option<(usize, Range<usize>)>, Malformed> {
        if before == self.found.len() {
            return Ok(None);
        }
        let Some(key_at) = self.place_of(pair(attribute, depth)?.key) else {
            return Ok(None);
        };
        let is_in_key = |place: &Target| matches!(place, Target::Text(at, _) if *at == key_at);
        let found = &self.found[before..];
        let start = found.iter().position(is_in_key);
        Ok(start.map(|start| {
            let len = found[start..]
                .iter()
                .take_while(|place| is_in_key(place))
                .count();
            (key_at, before + start..before + start + len)
        }))
    }

    /// Where a key begins; nowhere if it is empty, for then it need not be in the request.
    fn place_of(&self, key: &str) -> Option<usize> {
        (!key.is_empty()).then(|| key.as_ptr().addr() - self.start)
    }

    fn all_of(&mut self, pair: &Pair<'_>, hides: Hides, depth: u32) -> Result<(), Malformed> {
        let depth = below(depth)?;
        let mut values = pair.values.iter();
        values.try_for_each(|value| self.all(&shapes::ANY_VALUE, value, hides, depth))
    }

    /// The value in `{"name": "Authorization", "value": …}`.
    fn named_value(&mut self, list: &[u8], depth: u32) -> Result<(), Malformed> {
        let depth = below(depth)?;
        let mut hidden = None;
        let mut values = Vec::new();
        for entry in items(list, 1, depth) {
            let pair = pair(entry?, depth)?;
            if is_pair_name(pair.key) {
                for value in &pair.values {
                    let name = string(value, below(depth)?)?;
                    hidden = hidden.or(name.as_deref().and_then(hides));
                }
            } else if is_pair_value(pair.key) {
                values.push(pair);
            }
        }
        if let Some(hides) = hidden {
            let mut values = values.iter();
            values.try_for_each(|pair| self.all_of(pair, hides, depth))?;
        }
        Ok(())
    }

    /// The values in `[["Authorization", …], …]`, and those that the item before names.
    fn pairs(&mut self, list: &[u8], depth: u32) -> Result<(), Malformed> {
        let depth = depth.checked_sub(3).ok_or(DEEP)?;
        let mut shape = ListShape::default();
        for item in items(list, 1, depth) {
            shape.push(string(item?, depth)?.as_deref());
        }
        let mut before = Items::new(&shape);
        for item in items(list, 1, depth) {
            let item = item?;
            let text = string(item, depth)?;
            if let Some(hides) = hides_item(&mut before, text.as_deref()) {
                self.all(&shapes::ANY_VALUE, item, hides, depth)?;
            }
            for pair in items(item, ARRAY, depth) {
                // of longer lists, no more is needed to see that they are no pairs
                let pair = items(pair?, 1, depth).take(3);
                if let [name, value] = pair.collect::<Result<Vec<_>, _>>()?[..]
                    && let Some(hides) = string(name, depth)?.as_deref().and_then(hides)
                    && !string(value, depth)?.as_deref().is_some_and(is_header)
                {
                    self.all(&shapes::ANY_VALUE, value, hides, depth)?;
                }
            }
        }
        Ok(())
    }

    /// Keys that would be one key without their secrets get a number each but the first, as
    /// far as there is room for it: a decoder would keep one of them alone.
    fn stay_apart(
        &mut self,
        keys: &[(usize, Range<usize>)],
        message: &[u8],
        shape: &'static Shape,
        depth: u32,
    ) -> Result<(), Malformed> {
        let mut seen = HashMap::<Vec<u8>, u32>::new();
        let mut rest = fields(message);
        while let Some(field) = rest.next(depth)? {
            match shape.0.get(field.number as usize) {
                Some(Kind::Message(inner)) if is_attribute(inner) => {}
                _ => continue,
            }
            let key = pair(field.bytes()?, depth)?.key;
            let changed = self.place_of(key).and_then(|at| {
                let index = keys.binary_search_by_key(&at, |(at, _)| *at);
                index.ok().map(|index| keys[index].1.clone())
            });
            let Some(places) = changed else {
                seen.entry(key.into()).or_insert(1);
                continue;
            };
            let mut clean = key.as_bytes().to_vec();
            for place in &self.found[places.clone()] {
                if let Target::Text(_, secret) = place {
                    secret.overwrite(&mut clean[secret.range.clone()]);
                }
            }
            let number = seen.entry(clean).or_insert(0);
            *number += 1;
            if *number > 1
                && let Some(Target::Text(_, secret)) = self.found[places].last_mut()
            {
                secret.set_number(*number);
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        self.text_at(text.as_bytes(), text);
    }

    /// As [`Self::text`], of bytes that are read as this text of the same length.
    fn text_at(&mut self, bytes: &[u8], text: &str) {
        let at = bytes.as_ptr().addr() - self.start;
        let found = secrets(text).into_iter();
        self.found
            .extend(found.map(|secret| Target::Text(at, secret)));
    }

    /// Every text, number and all bytes in the value of an attribute.
    fn all(
        &mut self,
        shape: &'static Shape,
        message: &[u8],
        hides: Hides,
        depth: u32,
    ) -> Result<(), Malformed> {
        let mut rest = fields(message);
        while let Some(field) = rest.next(depth)? {
            let place = match shape.0.get(field.number as usize) {
                Some(Kind::Text) if !is_value(shape) => {
                    self.text(field.text()?);
                    continue;
                }
                Some(Kind::Text | Kind::Bytes) => {
                    let bytes = field.bytes()?;
                    if hides == Hides::Tokens {
                        let text = readable(bytes);
                        if !is_token(&text) {
                            self.text_at(bytes, &text);
                            continue;
                        }
                    }
                    let at = bytes.as_ptr().addr() - self.start;
                    Target::All(at..at + bytes.len())
                }
                Some(Kind::Message(inner)) => {
                    self.all(inner, field.bytes()?, hides, below(depth)?)?;
                    continue;
                }
                _ if hides == Hides::Tokens => continue,
                _ if hides == Hides::AllButCounts && is_small(&field) => continue,
                _ if is_value(shape) && field.number == INT => {
                    Target::Varint(self.value_of(&field))
                }
                _ if is_value(shape) && field.number == DOUBLE => {
                    Target::Double(self.value_of(&field))
                }
                _ => continue,
            };
            self.found.push(place);
        }
        Ok(())
    }

    /// The bytes of a number, which follow the one byte of its key.
    fn value_of(&self, field: &Field<'_>) -> Range<usize> {
        let at = field.raw.as_ptr().addr() - self.start;
        let len = field.raw.len();
        match field.value {
            Value::Fixed64(_) => at + len - 8..at + len,
            _ => {
                let key = field.raw.iter().position(|byte| *byte < 0x80);
                at + key.map_or(len, |last| last + 1)..at + len
            }
        }
    }
}

/// The fields of `AnyValue`.
const STRING: u32 = 1;
const INT: u32 = 3;
const DOUBLE: u32 = 4;
const ARRAY: u32 = 5;
const BYTES: u32 = 7;

/// Whether a number may be how many there are.
fn is_small(field: &Field<'_>) -> bool {
    match field.value {
        Value::Varint(number) => u32::try_from(number).is_ok_and(|number| is_count(number.into())),
        Value::Fixed64(bits) => is_count(f64::from_bits(bits)),
        _ => false,
    }
}

fn is_value(shape: &'static Shape) -> bool {
    std::ptr::eq(shape, &raw const shapes::ANY_VALUE)
}

fn is_attribute(shape: &'static Shape) -> bool {
    std::ptr::eq(shape, &raw const shapes::KEY_VALUE)
}

fn below(depth: u32) -> Result<u32, Malformed> {
    depth.checked_sub(1).ok_or(DEEP)
}

/// An attribute. A decoder merges what comes twice.
struct Pair<'a> {
    key: &'a str,
    values: Vec<&'a [u8]>,
}

fn pair(message: &[u8], depth: u32) -> Result<Pair<'_>, Malformed> {
    let mut pair = Pair {
        key: "",
        values: Vec::new(),
    };
    let mut rest = fields(message);
    while let Some(field) = rest.next(depth)? {
        match field.number {
            1 => pair.key = field.text()?,
            2 => pair.values.push(field.bytes()?),
            _ => {}
        }
    }
    Ok(pair)
}

/// The messages in one field.
fn items(
    message: &[u8],
    number: u32,
    depth: u32,
) -> impl Iterator<Item = Result<&[u8], Malformed>> {
    let mut rest = fields(message);
    std::iter::from_fn(move || {
        loop {
            match rest.next(depth) {
                Ok(Some(field)) if field.number == number => return Some(field.bytes()),
                Ok(Some(_)) => {}
                Ok(None) => return None,
                Err(malformed) => return Some(Err(malformed)),
            }
        }
    })
}

/// The text that a value is.
fn string(value: &[u8], depth: u32) -> Result<Option<Cow<'_, str>>, Malformed> {
    let mut rest = fields(value);
    let mut found = None;
    while let Some(field) = rest.next(depth)? {
        match field.number {
            STRING => found = Some(field.text()?.into()),
            BYTES => found = Some(readable(field.bytes()?)),
            _ => {}
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
