//! The texts without which no message can match.

use super::ast::{Ast, Check, Expr, Field, Mark, Op, Selector, Step, Term, Value, What};
use crate::query::syntax::number::Number;

/// What a text must contain, byte for byte, for any message in it to match.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequiredLiterals<'a> {
    /// Each of these.
    pub all: Vec<std::borrow::Cow<'a, str>>,
    /// And one of these, if there are any.
    pub any: Vec<std::borrow::Cow<'a, str>>,
    /// But a text that contains this may match all the same: JSON can spell every
    /// character as `\u0041`.
    pub unless: Option<&'static str>,
}

/// How JSON can spell any character.
const ESCAPE: &str = "\\u";

impl<'a> RequiredLiterals<'a> {
    pub(super) fn new(ast: &'a Ast) -> Self {
        match ast {
            Ast::Everything => Self::default(),
            Ast::Terms(terms) => Self::from_terms(terms),
            Ast::Json(expr) => {
                let mut all = required(expr);
                all.dedup();
                Self {
                    unless: (!all.is_empty()).then_some(ESCAPE),
                    all: all.into_iter().map(Into::into).collect(),
                    any: Vec::new(),
                }
            }
            Ast::Delimited(fields) => Self {
                all: fields
                    .iter()
                    .flat_map(field_literals)
                    .map(Into::into)
                    .collect(),
                ..Self::default()
            },
        }
    }

    fn from_terms(terms: &'a [Term]) -> Self {
        let only_optional = terms.iter().all(|term| term.mark == Mark::Optional);
        let wanted = if only_optional {
            Mark::Optional
        } else {
            Mark::Plain
        };
        // of each term, the texts of which one must be there; none if that is not known
        let texts = terms.iter().filter(|term| term.mark == wanted);
        let texts: Vec<Vec<&str>> = texts.map(|term| term_literals(&term.what)).collect();
        let taken = |texts: &[&'a str]| texts.iter().map(|&text| text.into()).collect();
        match only_optional {
            // one of which nothing is known may be the one that is there
            true if texts.iter().any(Vec::is_empty) => Self::default(),
            true => Self {
                any: taken(&texts.concat()),
                ..Self::default()
            },
            false => Self {
                all: taken(&sole_literals(&texts)),
                any: taken(
                    texts
                        .iter()
                        .find(|of| of.len() > 1)
                        .map_or(&[], Vec::as_slice),
                ),
                ..Self::default()
            },
        }
    }
}

fn term_literals(what: &What) -> Vec<&str> {
    match what {
        What::Text(text) if is_blank(text) => Vec::new(),
        What::Text(text) => vec![text.as_str()],
        What::Regex(regex) => regex.literals().iter().map(String::as_str).collect(),
    }
}

/// The texts that must be there, without those of which another one will do.
fn sole_literals<'a>(texts: &[Vec<&'a str>]) -> Vec<&'a str> {
    let one = texts.iter().filter_map(|of| match of.as_slice() {
        [text] => Some(*text),
        _ => None,
    });
    one.collect()
}

/// "Match everything": a quoted term of spaces.
pub(super) fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// What every JSON message that satisfies `expr` contains, if it escapes only what it must.
fn required(expr: &Expr) -> Vec<String> {
    match expr {
        Expr::All(parts) => {
            let mut all: Vec<String> = parts.iter().flat_map(required).collect();
            all.sort();
            all
        }
        Expr::Any(parts) => {
            let mut parts = parts.iter().map(required);
            let first = parts.next().unwrap_or_default();
            parts.fold(first, |common, part| {
                common.into_iter().filter(|n| part.contains(n)).collect()
            })
        }
        Expr::Test(selector, check) => test_literals(selector, check),
    }
}

fn test_literals(Selector(steps): &Selector, check: &Check) -> Vec<String> {
    let value = match check {
        Check::NotExists => return Vec::new(),
        Check::IsNull => Some("null".to_owned()),
        Check::IsTrue => Some("true".to_owned()),
        Check::IsFalse => Some("false".to_owned()),
        Check::Compare(op, value) => match (needs_match(*op), value) {
            (false, _) | (true, Value::Number(..)) => None,
            (true, Value::Text(text)) => text_literal(text),
            (true, Value::Regex(regex)) => match regex.literals() {
                [text] => longest_run(text, |c| !is_unescaped(c)),
                _ => None,
            },
        },
    };
    let keys = steps.iter().filter_map(|step| match step {
        Step::Key(key) if key.chars().all(is_unescaped) => Some(format!("\"{key}\"")),
        _ => None,
    });
    keys.chain(value).collect()
}

/// Whether only a value that matches satisfies the operator, so that its text is required.
fn needs_match(op: Op) -> bool {
    match op {
        Op::Eq => true,
        Op::Ne | Op::Gt | Op::Lt | Op::Ge | Op::Le => false,
    }
}

fn text_literal(text: &str) -> Option<String> {
    // a number that is equal may be written otherwise
    if Number::parse(text).is_some() {
        return None;
    }
    longest_run(text, |c| c == '*' || !is_unescaped(c))
}

/// The longest part of the text between such characters.
fn longest_run(text: &str, is_end: impl Fn(char) -> bool) -> Option<String> {
    let longest = text.split(is_end).max_by_key(|run| run.len())?;
    (!longest.is_empty()).then(|| longest.to_owned())
}

/// Characters that JSON writes as themselves or as `\uXXXX`, and in no other way.
fn is_unescaped(c: char) -> bool {
    !(c.is_control() || matches!(c, '"' | '\\' | '/'))
}

/// The texts that a field must contain: it is a part of its line.
fn field_literals(field: &Field) -> Vec<&str> {
    let Field::One { any, .. } = field else {
        return Vec::new();
    };
    let [all] = any.as_slice() else {
        return Vec::new();
    };
    let texts = all
        .iter()
        .filter_map(|(op, value)| match (needs_match(*op), value) {
            (false, _) | (true, Value::Number(..)) => None,
            (true, Value::Text(text)) => text.split('*').max_by_key(|run| run.len()),
            (true, Value::Regex(regex)) => match regex.literals() {
                [text] => Some(text.as_str()),
                _ => None,
            },
        });
    texts.filter(|text| !text.is_empty()).collect()
}
