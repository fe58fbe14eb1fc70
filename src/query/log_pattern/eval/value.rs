//! Comparing one value of a message with one of a pattern.

use crate::query::log_pattern::ast::{Op, Value};
use crate::query::log_pattern::regular::Regular;
use crate::query::syntax::number::Number;
use crate::query::syntax::wildcard::Wildcard;

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
pub(super) struct ValueTest {
    op: Op,
    with: With,
}

#[derive(Debug, Clone)]
enum With {
    Text(TextMatcher),
    Number(Number),
    Regex(Regular),
}

/// A text with wildcards, which may also say a number.
#[derive(Debug, Clone)]
struct TextMatcher {
    wildcard: Wildcard,
    /// `*` alone, which any value is equal to.
    anything: bool,
    number: Option<Number>,
}

impl ValueTest {
    pub(super) fn new(op: Op, value: &Value) -> Self {
        let with = match value {
            Value::Text(text) => With::Text(TextMatcher::new(text)),
            Value::Number(_, number) => With::Number(*number),
            Value::Regex(regex) => With::Regex(regex.clone()),
        };
        Self { op, with }
    }

    pub(super) fn holds(&self, scalar: Scalar<'_>) -> bool {
        match (&self.with, scalar) {
            (With::Number(number), Scalar::Text(text) | Scalar::Number(text)) => {
                match Number::parse(text) {
                    Some(found) => self.op.holds(found, *number),
                    None => self.op.allows_match(false),
                }
            }
            (With::Text(matcher), scalar) => self.op.allows_match(matcher.is_match(scalar)),
            (With::Regex(regex), Scalar::Text(text) | Scalar::Number(text)) => {
                self.op.allows_match(regex.is_match(text))
            }
            (With::Number(_) | With::Regex(_), Scalar::Boolean) => self.op.allows_match(false),
        }
    }
}

impl TextMatcher {
    fn new(text: &str) -> Self {
        Self {
            wildcard: Wildcard::new(text),
            anything: !text.is_empty() && text.bytes().all(|b| b == b'*'),
            number: Number::parse(text),
        }
    }

    fn is_match(&self, scalar: Scalar<'_>) -> bool {
        match scalar {
            Scalar::Boolean => self.anything,
            Scalar::Text(text) => self.wildcard.matches(text),
            Scalar::Number(text) => {
                self.wildcard.matches(text)
                    || self.number.is_some_and(|number| {
                        Number::parse(text).is_some_and(|found| Op::Eq.holds(found, number))
                    })
            }
        }
    }
}
