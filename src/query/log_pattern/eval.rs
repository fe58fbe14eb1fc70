//! Syntax tree → a program that is run on many messages.

use super::ast::Ast;

pub(super) mod delimited;
pub(super) mod json;
mod terms;
mod value;

#[derive(Debug, Clone, Default)]
pub(super) enum Program {
    #[default]
    Everything,
    Terms(Box<terms::Terms>),
    Json(Box<json::Json>),
    Delimited(Box<delimited::Delimited>),
}

impl Program {
    pub(super) fn new(ast: &Ast) -> Self {
        match ast {
            Ast::Everything => Self::Everything,
            Ast::Terms(terms) => Self::Terms(Box::new(terms::Terms::new(terms))),
            Ast::Json(expr) => Self::Json(Box::new(json::Json::new(ast, expr))),
            Ast::Delimited(fields) => {
                Self::Delimited(Box::new(delimited::Delimited::new(ast, fields)))
            }
        }
    }

    pub(super) fn matches(&self, message: &str) -> bool {
        match self {
            Self::Everything => true,
            Self::Terms(terms) => terms.matches(message),
            Self::Json(json) => json.matches(message),
            Self::Delimited(delimited) => delimited.matches(message),
        }
    }
}
