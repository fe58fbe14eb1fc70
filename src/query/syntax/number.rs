//! Numbers as queries and messages write them.

use std::cmp::Ordering;

/// Whole numbers are kept exactly: ids have more digits than a float.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::query) enum Number {
    Whole(i128),
    Other(f64),
}

/// Digits that surely fit into [`Number::Whole`].
const MAX_DIGITS: usize = 38;

impl Number {
    /// `[+-]? digits ('.' digits)? ([eE] [+-]? digits)?`, and nothing else.
    pub(in crate::query) fn parse(text: &str) -> Option<Self> {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let rest = digits(unsigned)?;
        if rest.is_empty() && unsigned.len() <= MAX_DIGITS {
            return text.parse().ok().map(Self::Whole);
        }
        let rest = match rest.strip_prefix('.') {
            Some(fraction) => digits(fraction)?,
            None => rest,
        };
        let rest = match rest.strip_prefix(['e', 'E']) {
            Some(exponent) => digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))?,
            None => rest,
        };
        rest.is_empty()
            .then(|| text.parse().ok().map(Self::Other))
            .flatten()
    }

    fn as_f64(self) -> f64 {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "beside a float")]
            Self::Whole(whole) => whole as f64,
            Self::Other(other) => other,
        }
    }

    /// Exact for whole numbers; `None` only where a float is not a number.
    pub(in crate::query) fn compare(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Whole(a), Self::Whole(b)) => Some(a.cmp(&b)),
            _ => self.as_f64().partial_cmp(&other.as_f64()),
        }
    }
}

/// What follows the digits that `text` must start with.
fn digits(text: &str) -> Option<&str> {
    let count = text.bytes().take_while(u8::is_ascii_digit).count();
    (count > 0).then(|| &text[count..])
}
