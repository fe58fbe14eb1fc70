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

/// Defines the operators with their texts.
macro_rules! operators {
    ($($name:ident = $text:literal),+ $(,)?) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Op { $($name),+ }

        impl Op {
            pub(super) const ALL: &[Self] = &[$(Self::$name),+];

            pub(super) fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }
    };
}

operators! {
    Eq = "=",
    Ne = "!=",
    Gt = ">",
    Lt = "<",
    Ge = ">=",
    Le = "<=",
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// `*` in it stands for any run of characters.
    Text(String),
    /// As written, and its value.
    Number(String, Number),
    Regex(Regular),
}

/// A field of a space-delimited pattern. It is compared with a word of a line.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Field {
    /// `...`: any number of words.
    Ellipsis,
    /// One word, or what is left of the line.
    One {
        name: Option<String>,
        /// One of the lists must hold, all of it. Empty: no condition.
        any: Vec<Vec<(Op, Value)>>,
    },
}

impl Op {
    /// The operator that a text starts with: the longest one, `>=` and not `>`.
    pub(super) fn at_start_of(text: &str) -> Option<Self> {
        let operators = Self::ALL.iter().copied();
        operators
            .filter(|op| text.starts_with(op.as_str()))
            .max_by_key(|op| op.as_str().len())
    }

    /// Whether `left op right`. NaN is unequal to every number.
    pub(super) fn holds(self, left: Number, right: Number) -> bool {
        match left.compare(right) {
            Some(order) => self.allows(order),
            None => self.allows_match(false),
        }
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

    /// Whether it holds between values without an order, such as texts, which match or do not.
    pub(super) fn allows_match(self, is_match: bool) -> bool {
        match self {
            Self::Eq => is_match,
            Self::Ne => !is_match,
            Self::Gt | Self::Lt | Self::Ge | Self::Le => false,
        }
    }

    /// Whether it compares numbers only.
    pub(super) fn is_order(self) -> bool {
        match self {
            Self::Eq | Self::Ne => false,
            Self::Gt | Self::Lt | Self::Ge | Self::Le => true,
        }
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
                Field::One { any, .. } => any
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
