//! The texts without which no message can match.

use super::ast::{Ast, Check, Expr, Field, Glob, Mark, Op, Selector, Step, Term, Value, What};
use super::number::Number;

/// What a text must contain, byte for byte, for any message in it to match.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needles<'a> {
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

impl<'a> Needles<'a> {
    pub(super) fn of(ast: &'a Ast) -> Self {
        match ast {
            Ast::Everything => Self::default(),
            Ast::Terms(terms) => Self::of_terms(terms),
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
                all: fields.iter().flat_map(of_field).map(Into::into).collect(),
                ..Self::default()
            },
        }
    }

    fn of_terms(terms: &'a [Term]) -> Self {
        let only_optional = terms.iter().all(|term| term.mark == Mark::Optional);
        let wanted = match only_optional {
            true => Mark::Optional,
            false => Mark::Plain,
        };
        let texts = terms.iter().filter(|term| term.mark == wanted);
        let texts: Vec<Option<&str>> = texts
            .map(|term| match &term.what {
                What::Text(text) if !is_blank(text) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        let known = || texts.iter().flatten().map(|&text| text.into()).collect();
        match only_optional {
            // one that is not a plain text may be the one that is there
            true if texts.contains(&None) => Self::default(),
            true => Self {
                any: known(),
                ..Self::default()
            },
            false => Self {
                all: known(),
                ..Self::default()
            },
        }
    }
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
        Expr::Test(selector, check) => of_test(selector, check),
    }
}

fn of_test(Selector(steps): &Selector, check: &Check) -> Vec<String> {
    let value = match check {
        Check::NotExists => return Vec::new(),
        Check::IsNull => Some("null".to_owned()),
        Check::IsTrue => Some("true".to_owned()),
        Check::IsFalse => Some("false".to_owned()),
        Check::Compare(Op::Eq, Value::Text(glob)) => of_text(glob),
        Check::Compare(..) => None,
    };
    let keys = steps.iter().filter_map(|step| match step {
        Step::Key(key) if key.chars().all(is_unescaped) => Some(format!("\"{key}\"")),
        _ => None,
    });
    keys.chain(value).collect()
}

fn of_text(glob: &Glob) -> Option<String> {
    // a number that is equal may be written otherwise
    if Number::parse(&glob.text).is_some() {
        return None;
    }
    let runs = glob.text.split(|c| c == '*' || !is_unescaped(c));
    let longest = runs.max_by_key(|run| run.len())?;
    (!longest.is_empty()).then(|| longest.to_owned())
}

/// Characters that JSON writes as themselves or as `\uXXXX`, and in no other way.
fn is_unescaped(c: char) -> bool {
    !(c.is_control() || matches!(c, '"' | '\\' | '/'))
}

/// The texts that a field must contain: it is a part of its line.
fn of_field(field: &Field) -> Vec<&str> {
    let Field::Word { any, .. } = field else {
        return Vec::new();
    };
    let [all] = any.as_slice() else {
        return Vec::new();
    };
    let texts = all.iter().filter_map(|condition| match condition {
        (Op::Eq, Value::Text(glob)) => glob.text.split('*').max_by_key(|run| run.len()),
        _ => None,
    });
    texts.filter(|text| !text.is_empty()).collect()
}
