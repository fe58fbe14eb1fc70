//! Patterns that probably mean something else than they say, and how what is meant is
//! written.
//!
//! People bring the operators of other languages: `NOT error`, `a OR b`, `[ERROR]`,
//! `level=error`. The service takes some of these for words and column names, and matches
//! nothing or everything; others it refuses.

use super::LogPattern;
use super::ast::{Ast, Check, Expr, Field, Op, Value};

mod comparison;
mod words;

use comparison::ForeignComparison;

/// Why a pattern probably means something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lint {
    /// What the service makes of it; empty for a pattern that it refuses.
    pub finding: String,
    /// What may be meant, the most probable first.
    pub suggestions: Vec<Suggestion>,
}

/// A pattern that says what is probably meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    pub pattern: String,
    /// `to match either`
    pub purpose: String,
}

/// Words that are levels wherever they stand.
const LEVELS: [&str; 10] = [
    "trace", "debug", "info", "notice", "warn", "warning", "error", "err", "critical", "fatal",
];

fn is_level(word: &str) -> bool {
    LEVELS.iter().any(|level| word.eq_ignore_ascii_case(level))
}

/// What is probably wrong with a pattern, whether the service takes it or not.
pub fn lint(text: &str) -> Option<Lint> {
    let text = text.trim();
    let parsed = LogPattern::parse(text);
    let mut lint = match parsed.as_ref().map(|pattern| &pattern.ast) {
        Ok(Ast::Everything) => None,
        Ok(Ast::Terms(_)) => words::lint(text, true),
        Ok(Ast::Delimited(fields)) => delimited(text, fields),
        Ok(Ast::Json(expr)) => json(text, expr),
        Err(_) => refused(text),
    }?;
    // what is suggested is a pattern, and another one
    lint.suggestions.retain(|suggestion| {
        LogPattern::parse(&suggestion.pattern)
            .is_ok_and(|pattern| parsed.as_ref().ok() != Some(&pattern))
    });
    let is_worth_a_word = parsed.is_ok() || !lint.suggestions.is_empty();
    is_worth_a_word.then_some(lint)
}

impl Suggestion {
    fn new(pattern: impl Into<String>, purpose: impl Into<String>) -> Self {
        Self {
            pattern: pattern.into(),
            purpose: purpose.into(),
        }
    }
}

fn refused(text: &str) -> Option<Lint> {
    let found = |suggestions| Lint {
        finding: String::new(),
        suggestions,
    };
    match text.chars().next() {
        Some('{') => {
            let inner = text.strip_prefix('{')?.strip_suffix('}')?;
            let test = ForeignComparison::parse(inner)?.json()?;
            Some(found(vec![Suggestion::new(
                format!("{{ {test} }}"),
                "to test a field of JSON messages",
            )]))
        }
        Some('[') if text.ends_with(']') && !text.contains(['=', '<', '>', ',']) => {
            let literal = super::quoted(text);
            Some(found(vec![Suggestion::new(literal, "to match this text")]))
        }
        Some('[') => None,
        _ => match ForeignComparison::parse(text) {
            Some(comparison) => Some(found(comparison.suggestions())),
            None => words::lint(text, false),
        },
    }
}

/// Columns of a line without a condition, or with one that is about the whole line.
fn delimited(text: &str, fields: &[Field]) -> Option<Lint> {
    let names: Option<Vec<&str>> = fields
        .iter()
        .map(|field| match field {
            Field::One {
                name: Some(name),
                any,
            } if any.is_empty() => Some(name.as_str()),
            _ => None,
        })
        .collect();
    if let Some(names) = names
        && let [first, others @ ..] = names.as_slice()
    {
        // columns without a condition are of use to metric filters; levels are no columns
        let suggestion = if others.is_empty() {
            Suggestion::new(super::quoted(text), format!("to match the text `{text}`"))
        } else if names.iter().all(|name| is_level(name)) {
            Suggestion::new(format!("?{}", names.join(" ?")), "to match any of them")
        } else {
            return None;
        };
        let what = if others.is_empty() {
            format!("`{first}` names the first word")
        } else {
            "these are names of words".to_owned()
        };
        return Some(Lint {
            finding: format!(
                "`{text}` matches every line: brackets test the words of a line, and {what} without a condition"
            ),
            suggestions: vec![suggestion],
        });
    }
    let [
        Field::One {
            name: Some(name),
            any,
        },
    ] = fields
    else {
        return None;
    };
    let is_exact = |(_, value): &(Op, Value)| match value {
        Value::Text(text) => !text.contains('*'),
        Value::Number(..) => true,
        Value::Regex(_) => false,
    };
    if !any.iter().flatten().all(is_exact) {
        return None;
    }
    let inner = text.strip_prefix('[')?.strip_suffix(']')?.trim();
    Some(Lint {
        finding: format!("`{name}` is the only field of `{text}`, so it is the whole line"),
        suggestions: vec![Suggestion::new(
            format!("[{inner}, ...]"),
            "to test the first word of a line",
        )],
    })
}

/// `true`, `false` and `null` without quotes are texts to the service.
fn json(text: &str, expr: &Expr) -> Option<Lint> {
    let mut literal = None;
    let meant = with_literals(expr, text, &mut literal);
    let literal = literal?;
    Some(Lint {
        finding: format!("`{literal}` after `=` or `!=` is a text, which the JSON value is not"),
        suggestions: vec![Suggestion::new(
            format!("{{ {meant} }}"),
            format!("to test for the JSON value `{literal}`"),
        )],
    })
}

/// The same tests, with those of a JSON literal where its name is compared with.
fn with_literals(expr: &Expr, source: &str, found: &mut Option<&'static str>) -> Expr {
    let mut all = |parts: &[Expr]| {
        let parts = parts.iter().map(|part| with_literals(part, source, found));
        parts.collect()
    };
    match expr {
        Expr::All(parts) => Expr::All(all(parts)),
        Expr::Any(parts) => Expr::Any(all(parts)),
        Expr::Test(selector, check) => {
            let meant = literal_check(check).filter(|(name, _)| {
                // in quotes a text is meant
                !source.contains(&format!("\"{name}\""))
            });
            let check = match meant {
                Some((name, meant)) => {
                    found.get_or_insert(name);
                    meant
                }
                None => check.clone(),
            };
            Expr::Test(selector.clone(), check)
        }
    }
}

fn literal_check(check: &Check) -> Option<(&'static str, Check)> {
    let Check::Compare(op, Value::Text(text)) = check else {
        return None;
    };
    match (text.as_str(), op) {
        ("true", Op::Eq) => Some(("true", Check::IsTrue)),
        ("true", Op::Ne) => Some(("true", Check::IsFalse)),
        ("false", Op::Eq) => Some(("false", Check::IsFalse)),
        ("false", Op::Ne) => Some(("false", Check::IsTrue)),
        ("null", Op::Eq) => Some(("null", Check::IsNull)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
