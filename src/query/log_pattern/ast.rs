//! What a pattern says.

use std::cmp::Ordering;

use super::regular::Regular;
use crate::query::syntax::number::Number;

#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Ast {
    #[default]
    Everything,
    Terms(Vec<Term>),
    Json(Expr),
    Delimited(Vec<Field>),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Term {
    pub(super) mark: Mark,
    pub(super) what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Plain,
    /// `?`: one of them must be there, but only where there are no others.
    Optional,
    /// `-`
    Excluded,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    Text(String),
    Regex(Regular),
}

/// `&&` binds more tightly than `||`. The lists have two members or more.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expr {
    All(Vec<Self>),
    Any(Vec<Self>),
    Test(Selector, Check),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Check {
    Compare(Op, Value),
    IsNull,
    IsTrue,
    IsFalse,
    NotExists,
}

/// `$.a[0].*`: at least one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Selector(pub(super) Vec<Step>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    AnyKey,
    Index(usize),
    AnyIndex,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Op {
    Eq,
    Ne,
    Gt,
    Lt,
    Ge,
    Le,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// `*` in it stands for any run of characters.
    Text(String),
    /// As written, and its value.
    Number(String, Number),
    Regex(Regular),
}

/// A column of a space-delimited pattern.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Field {
    /// `...`: any number of words.
    Ellipsis,
    Word {
        name: Option<String>,
        /// One of the lists must hold, all of it. Empty: no condition.
        any: Vec<Vec<(Op, Value)>>,
    },
}

impl Op {
    pub(super) const ALL: [(&'static str, Self); 6] = [
        ("!=", Self::Ne),
        (">=", Self::Ge),
        ("<=", Self::Le),
        ("=", Self::Eq),
        (">", Self::Gt),
        ("<", Self::Lt),
    ];

    pub(super) fn as_str(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(_, op)| *op == self)
            .map_or("=", |(text, _)| text)
    }

    /// Whether `left op right`.
    pub(super) fn holds(self, left: Number, right: Number) -> bool {
        left.compare(right)
            .map_or(self == Self::Ne, |order| self.allows(order))
    }

    fn allows(self, order: Ordering) -> bool {
        match self {
            Self::Eq => order.is_eq(),
            Self::Ne => order.is_ne(),
            Self::Gt => order.is_gt(),
            Self::Lt => order.is_lt(),
            Self::Ge => order.is_ge(),
            Self::Le => order.is_le(),
        }
    }

    /// `>` and its kin compare numbers only.
    pub(super) fn is_order(self) -> bool {
        !matches!(self, Self::Eq | Self::Ne)
    }
}

impl Ast {
    pub(super) fn has_regex(&self) -> bool {
        match self {
            Self::Everything => false,
            Self::Terms(terms) => terms.iter().any(|t| matches!(t.what, What::Regex(_))),
            Self::Json(expr) => expr.has_regex(),
            Self::Delimited(fields) => fields.iter().any(|field| match field {
                Field::Ellipsis => false,
                Field::Word { any, .. } => any
                    .iter()
                    .flatten()
                    .any(|(_, value)| matches!(value, Value::Regex(_))),
            }),
        }
    }
}

impl Expr {
    fn has_regex(&self) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Self::has_regex),
            Self::Test(_, check) => matches!(check, Check::Compare(_, Value::Regex(_))),
        }
    }

    /// Hands every selector to `take`, from left to right.
    pub(super) fn each_selector<'a>(&'a self, take: &mut impl FnMut(&'a Selector)) {
        match self {
            Self::All(parts) | Self::Any(parts) => {
                for part in parts {
                    part.each_selector(take);
                }
            }
            Self::Test(selector, _) => take(selector),
        }
    }
}
