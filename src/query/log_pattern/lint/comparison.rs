//! `level=error`, `status >= 500`, `$.level == "error"`: a comparison as other languages
//! write it.

use super::Suggestion;
use crate::query::log_pattern::quoted;
use crate::query::syntax::number::Number;

/// A key, an operator and a value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ForeignComparison<'t> {
    text: &'t str,
    key: &'t str,
    operator: &'t str,
    /// Without its quotes.
    value: &'t str,
}

/// The longest first. The service's own operators are among them.
pub(super) const OPERATORS: [&str; 8] = ["==", "!=", ">=", "<=", "=", ">", "<", ":"];

impl<'t> ForeignComparison<'t> {
    /// `None` for anything but one comparison.
    pub(super) fn parse(text: &'t str) -> Option<Self> {
        let text = text.trim();
        let (key, rest) = key(text)?;
        let rest = rest.trim_start();
        let operator = OPERATORS.iter().find(|op| rest.starts_with(**op))?;
        let value = &rest[operator.len()..];
        // `ERROR: boom` is what messages say
        if *operator == ":" && value.starts_with(' ') && !text.starts_with('"') {
            return None;
        }
        let value = value.trim();
        let value = match value.chars().next()? {
            quote @ ('"' | '\'') => value[1..].strip_suffix(quote)?,
            _ if value.contains(char::is_whitespace) => return None,
            _ => value,
        };
        // an address is not a comparison
        let is_one = !value.contains(['"', '\'', '{', '[', '(']) && !value.starts_with("//");
        is_one.then_some(Self {
            text,
            key,
            operator,
            value,
        })
    }

    /// The test of a JSON message, without its braces; `None` where there is none of its kind.
    pub(super) fn json(&self) -> Option<String> {
        let operator = match self.operator {
            "==" | ":" => "=",
            operator => operator,
        };
        let selector = format!("$.{}", self.key);
        let test = match (self.value, operator) {
            ("", _) => return None,
            ("true", "=") | ("false", "!=") => format!("{selector} IS TRUE"),
            ("false", "=") | ("true", "!=") => format!("{selector} IS FALSE"),
            ("null", "=") => format!("{selector} IS NULL"),
            (value, operator) if Number::parse(value).is_some() => {
                format!("{selector} {operator} {value}")
            }
            (value, "=" | "!=") => format!("{selector} {operator} {}", quoted(value)),
            // the service orders numbers only
            _ => return None,
        };
        Some(test)
    }

    pub(super) fn suggestions(&self) -> Vec<Suggestion> {
        let json = self.json().map(|test| {
            let purpose = format!("to test the field `{}` of JSON messages", self.key);
            Suggestion::new(format!("{{ {test} }}"), purpose)
        });
        let is_text = matches!(self.operator, "=" | ":") && !self.text.starts_with('$');
        let literal = is_text.then(|| Suggestion::new(quoted(self.text), "to match this text"));
        json.into_iter().chain(literal).collect()
    }
}

/// `level`, `$.http.status`, `"level"`: the key that the text begins with, and the rest.
fn key(text: &str) -> Option<(&str, &str)> {
    if let Some(rest) = text.strip_prefix('"') {
        let (key, rest) = rest.split_once('"')?;
        return is_key(key).then_some((key, rest));
    }
    let name = text.strip_prefix("$.").or_else(|| text.strip_prefix('.'));
    let name = name.unwrap_or(text);
    let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || "_-.".contains(c)))?;
    let (key, rest) = name.split_at(end);
    is_key(key).then_some((key, rest))
}

fn is_key(text: &str) -> bool {
    let starts = |name: &str| name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    text.split('.').all(starts)
}
