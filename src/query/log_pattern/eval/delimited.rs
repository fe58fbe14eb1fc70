//! Space-delimited patterns: the words of a line, and conditions on some of them.

use memchr::memmem::Finder;

use super::value::{Scalar, ValueTest};
use crate::query::log_pattern::ast::{Ast, Field};
use crate::query::log_pattern::literals::RequiredLiterals;

#[derive(Debug, Clone)]
pub(in crate::query::log_pattern) struct Delimited {
    /// Texts that must be there.
    literals: Vec<Finder<'static>>,
    /// Before `...`, or all.
    before: Vec<FieldTest>,
    /// After `...`, if there is one: these are the last words of the line.
    after: Option<Vec<FieldTest>>,
}

/// One of the lists must hold, all of it. Empty: no condition.
type FieldTest = Vec<Vec<ValueTest>>;

/// A word of a line: where it starts, with its quotes or brackets, and what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Word<'m> {
    start: usize,
    text: &'m str,
}

impl Delimited {
    pub(super) fn new(ast: &Ast, fields: &[Field]) -> Self {
        let literals = RequiredLiterals::new(ast).all;
        let mut lists = fields.split(|field| *field == Field::Ellipsis);
        let mut field_tests = || {
            let fields = lists.next()?;
            Some(fields.iter().map(field_test).collect::<Vec<FieldTest>>())
        };
        Self {
            literals: literals
                .iter()
                .map(|text| Finder::new(text.as_bytes()).into_owned())
                .collect(),
            before: field_tests().unwrap_or_default(),
            after: field_tests(),
        }
    }

    pub(super) fn matches(&self, message: &str) -> bool {
        let missing = |literal: &Finder<'_>| literal.find(message.as_bytes()).is_none();
        if self.literals.iter().any(missing) {
            return false;
        }
        let field_tests = || self.before.iter().chain(self.after.iter().flatten());
        match self.split(message) {
            None => false,
            Some((before, after)) => before
                .iter()
                .chain(&after)
                .zip(field_tests())
                .all(|(text, test)| holds(test, text)),
        }
    }

    /// The texts of the fields before and after `...`; `None` if there are too few words.
    fn split<'m>(&self, message: &'m str) -> Option<(Vec<&'m str>, Vec<&'m str>)> {
        let line = message.trim_end();
        let mut words = Words::new(line);
        let Some(after) = &self.after else {
            let texts = first_fields(&mut words, line, self.before.len())?;
            return Some((texts, Vec::new()));
        };
        let words: Vec<&str> = words.map(|word| word.text).collect();
        let absorbed = words.len().checked_sub(self.before.len() + after.len())?;
        let (before, rest) = words.split_at(self.before.len());
        Some((before.to_vec(), rest[absorbed..].to_vec()))
    }

    /// The text of each word of the line and the field that it belongs to; `None` for
    /// words of `...` and of `[]`. Nothing if the line does not have enough words.
    pub(in crate::query::log_pattern) fn words<'m>(
        &self,
        message: &'m str,
    ) -> Vec<(Option<usize>, &'m str)> {
        let line = message.trim_end();
        let all: Vec<&str> = Words::new(line).map(|word| word.text).collect();
        if self.before.is_empty() && self.after.is_none() {
            return all.into_iter().map(|text| (None, text)).collect();
        }
        let Some((before, after)) = self.split(message) else {
            return Vec::new();
        };
        let fields = before.into_iter().enumerate();
        let fields = fields.map(|(field, text)| (Some(field), text));
        let Some(field_tests) = &self.after else {
            return fields.collect();
        };
        let absorbed = &all[self.before.len()..all.len() - field_tests.len()];
        // the ellipsis counts as a field of the pattern
        let rest = after.into_iter().enumerate();
        let rest = rest.map(|(field, text)| (Some(self.before.len() + 1 + field), text));
        fields
            .chain(absorbed.iter().map(|&text| (None, text)))
            .chain(rest)
            .collect()
    }
}

fn field_test(field: &Field) -> FieldTest {
    let Field::One { any, .. } = field else {
        return Vec::new();
    };
    let compare = |(op, value): &(_, _)| ValueTest::new(*op, value);
    any.iter()
        .map(|all| all.iter().map(compare).collect())
        .collect()
}

fn holds(test: &FieldTest, text: &str) -> bool {
    let all = |all: &Vec<ValueTest>| all.iter().all(|c| c.holds(Scalar::Text(text)));
    test.is_empty() || test.iter().any(all)
}

/// The first words, of which the last takes what is left of the line.
fn first_fields<'m>(words: &mut Words<'m>, line: &'m str, count: usize) -> Option<Vec<&'m str>> {
    let mut texts = Vec::with_capacity(count);
    let mut last = None;
    for _ in 0..count {
        let word = words.next()?;
        texts.push(word.text);
        last = Some(word);
    }
    if let (Some(word), Some(_), Some(text)) = (last, words.next(), texts.last_mut()) {
        *text = &line[word.start..];
    }
    Some(texts)
}

/// Runs of characters that are not spaces; what stands in brackets or in quotes is one
/// word, without them, if a space or the end follows.
struct Words<'m> {
    line: &'m str,
    at: usize,
    /// No `]` and no `"` that ends a word is left: looking for one again would make
    /// reading a long line take quadratic time.
    none_left: [bool; 2],
}

impl<'m> Words<'m> {
    fn new(line: &'m str) -> Self {
        Self {
            line,
            at: 0,
            none_left: [false; 2],
        }
    }

    /// Where the delimiter stands that closes a word which starts here.
    fn closing(&mut self, which: usize, close: u8) -> Option<usize> {
        if self.none_left[which] {
            return None;
        }
        let bytes = self.line.as_bytes();
        let start = self.at + 1;
        let mut places = memchr::memchr_iter(close, &bytes[start..]).map(|place| start + place);
        let closing = places.find(|place| matches!(bytes.get(place + 1), None | Some(b' ')));
        self.none_left[which] = closing.is_none();
        closing
    }
}

impl<'m> Iterator for Words<'m> {
    type Item = Word<'m>;

    fn next(&mut self) -> Option<Word<'m>> {
        let bytes = self.line.as_bytes();
        while bytes.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        let start = self.at;
        let closing = match bytes.get(start)? {
            b'[' => self.closing(0, b']'),
            b'"' => self.closing(1, b'"'),
            _ => None,
        };
        let (text, end) = match closing {
            Some(closing) => (&self.line[start + 1..closing], closing + 1),
            None => {
                let space = memchr::memchr(b' ', &bytes[start..]);
                let end = space.map_or(bytes.len(), |space| start + space);
                (&self.line[start..end], end)
            }
        };
        self.at = end;
        Some(Word { start, text })
    }
}
