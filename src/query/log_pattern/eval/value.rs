//! Comparing one value of a message with one of a pattern.

use memchr::memmem::Finder;

use crate::query::log_pattern::ast::{Glob, Op, Value};
use crate::query::log_pattern::number::Number;
use crate::query::log_pattern::regular::Regular;

/// A value of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scalar<'m> {
    Text(&'m str),
    /// As the message writes it.
    Number(&'m str),
    Boolean,
}

/// `op value`, ready to be run.
#[derive(Debug, Clone)]
pub(super) struct Comparison {
    op: Op,
    with: With,
}

#[derive(Debug, Clone)]
enum With {
    Text(TextMatcher),
    Number(Number),
    Regex(Regular),
}

/// A text with wildcards, split at them.
#[derive(Debug, Clone)]
struct TextMatcher {
    start: String,
    /// In this order, anywhere between start and end.
    middle: Vec<Finder<'static>>,
    /// `None`: there is no wildcard, and `start` is all.
    end: Option<String>,
    /// `*` alone, which any value is equal to.
    anything: bool,
    /// What the text says as a number.
    number: Option<Number>,
}

impl Comparison {
    pub(super) fn of(op: Op, value: &Value) -> Self {
        let with = match value {
            Value::Text(glob) => With::Text(TextMatcher::of(glob)),
            Value::Number(_, number) => With::Number(*number),
            Value::Regex(regex) => With::Regex(regex.clone()),
        };
        Self { op, with }
    }

    pub(super) fn holds(&self, scalar: Scalar<'_>) -> bool {
        match (&self.with, scalar) {
            (With::Number(number), Scalar::Text(text) | Scalar::Number(text)) => {
                match Number::parse(text) {
                    Some(found) => found.holds(self.op, *number),
                    None => self.op == Op::Ne,
                }
            }
            (With::Number(_), Scalar::Boolean) => self.op == Op::Ne,
            (With::Text(matcher), scalar) => matcher.is_match(scalar) == (self.op == Op::Eq),
            (With::Regex(regex), Scalar::Text(text) | Scalar::Number(text)) => {
                regex.is_match(text) == (self.op == Op::Eq)
            }
            (With::Regex(_), Scalar::Boolean) => self.op == Op::Ne,
        }
    }
}

impl TextMatcher {
    fn of(glob: &Glob) -> Self {
        let mut parts = glob.text.split('*');
        let start = parts.next().unwrap_or("").to_owned();
        let mut rest: Vec<&str> = parts.collect();
        let end = rest.pop().map(str::to_owned);
        let middle = rest.into_iter().filter(|part| !part.is_empty());
        Self {
            start,
            middle: middle.map(|part| Finder::new(part).into_owned()).collect(),
            end,
            anything: !glob.text.is_empty() && glob.text.bytes().all(|b| b == b'*'),
            number: Number::parse(&glob.text),
        }
    }

    fn is_match(&self, scalar: Scalar<'_>) -> bool {
        match scalar {
            Scalar::Boolean => self.anything,
            Scalar::Text(text) => self.is_text(text),
            Scalar::Number(text) => {
                self.is_text(text)
                    || self.number.is_some_and(|number| {
                        Number::parse(text).is_some_and(|found| found.holds(Op::Eq, number))
                    })
            }
        }
    }

    fn is_text(&self, text: &str) -> bool {
        let Some(end) = &self.end else {
            return text == self.start;
        };
        let Some(rest) = text.strip_prefix(self.start.as_str()) else {
            return false;
        };
        let Some(rest) = rest.strip_suffix(end.as_str()) else {
            return false;
        };
        // the leftmost place of each part leaves the most for those after it
        let mut rest = rest.as_bytes();
        for part in &self.middle {
            let Some(at) = part.find(rest) else {
                return false;
            };
            rest = &rest[at + part.needle().len()..];
        }
        true
    }
}
