//! `{ $.a = 1 && ($.b[0] IS NULL || $.c NOT EXISTS) }`

use super::{Parser, is_name_char};
use crate::query::log_pattern::ast::{Check, Expr, Selector, Step};
use crate::query::log_pattern::error::PatternError;

/// "up to one wildcard selector in a property selector, and up to three wildcard selectors
/// in a filter pattern with compound expressions"
const MAX_WILDCARDS: usize = 3;
/// Brackets within brackets: far more than a person writes, and far less than the stack
/// of a thread holds.
const MAX_DEPTH: usize = 64;

/// What has been read of the limited things.
#[derive(Default)]
struct Used {
    wildcards: usize,
    depth: usize,
}

impl Parser<'_> {
    /// From behind the opening brace to the end of the pattern.
    pub(super) fn json(mut self) -> Result<Expr, PatternError> {
        let mut used = Used::default();
        let expr = self.any(&mut used)?;
        self.close('}', "`&&`, `||` or `}`")?;
        Ok(expr)
    }

    fn any(&mut self, used: &mut Used) -> Result<Expr, PatternError> {
        self.chain(used, "||", Self::all, Expr::Any)
    }

    fn all(&mut self, used: &mut Used) -> Result<Expr, PatternError> {
        self.chain(used, "&&", Self::primary, Expr::All)
    }

    /// One part, or several with the operator between them.
    fn chain(
        &mut self,
        used: &mut Used,
        operator: &str,
        part: fn(&mut Self, &mut Used) -> Result<Expr, PatternError>,
        join: fn(Vec<Expr>) -> Expr,
    ) -> Result<Expr, PatternError> {
        let mut parts = vec![part(self, used)?];
        while self.cursor.eat(operator) {
            parts.push(part(self, used)?);
        }
        Ok(match parts.len() {
            1 => parts.remove(0),
            _ => join(parts),
        })
    }

    /// With the space around it.
    fn primary(&mut self, used: &mut Used) -> Result<Expr, PatternError> {
        self.cursor.skip_space();
        let expr = match self.cursor.peek() {
            Some('(') => {
                used.depth += 1;
                if used.depth > MAX_DEPTH {
                    return Err(self.error("fewer brackets within brackets"));
                }
                self.cursor.bump();
                let expr = self.any(used)?;
                if !self.cursor.eat(")") {
                    return Err(self.error("`&&`, `||` or `)`"));
                }
                used.depth -= 1;
                expr
            }
            Some('$') => {
                let selector = self.selector(used)?;
                Expr::Test(selector, self.check()?)
            }
            Some('!') => {
                return Err(self.error(
                    "a selector such as `$.field`: `!` is not supported, but `!=` and `NOT EXISTS` are",
                ));
            }
            _ => return Err(self.error("a selector such as `$.field`, or `(`")),
        };
        self.cursor.skip_space();
        Ok(expr)
    }

    fn selector(&mut self, used: &mut Used) -> Result<Selector, PatternError> {
        self.cursor.bump();
        let mut steps = Vec::new();
        let mut wild = false;
        while matches!(self.cursor.peek(), Some('.' | '[')) {
            let start = self.cursor.offset();
            let step = self.step()?;
            if matches!(step, Step::AnyKey | Step::AnyIndex) {
                if wild {
                    return Err(self.error_at(start, "at most one `*` in a selector"));
                }
                wild = true;
                used.wildcards += 1;
                if used.wildcards > MAX_WILDCARDS {
                    let expected = "at most 3 selectors with `*` in a pattern";
                    return Err(self.error_at(start, expected));
                }
            }
            steps.push(step);
        }
        if steps.is_empty() {
            Err(self.error("`.` and a field's name, or `[` and an index, after `$`"))
        } else {
            Ok(Selector(steps))
        }
    }

    fn step(&mut self) -> Result<Step, PatternError> {
        if self.cursor.eat(".['") {
            let start = self.cursor.offset();
            let Some(length) = self.cursor.rest().find("']") else {
                return Err(self.error_at(start, "`']` after the field's name"));
            };
            if length == 0 {
                return Err(self.error("a field's name"));
            }
            let key = self.cursor.rest()[..length].to_owned();
            self.cursor.advance(length + 2);
            return Ok(Step::Key(key));
        }
        if self.cursor.eat(".") {
            if self.cursor.eat("*") {
                return Ok(Step::AnyKey);
            }
            return match self.cursor.take_while(is_name_char) {
                "" => Err(self.error(
                    "a field's name of letters, digits, `_` and `-`, or any name as `['…']`",
                )),
                name => Ok(Step::Key(name.to_owned())),
            };
        }
        self.cursor.bump();
        let start = self.cursor.offset();
        let step = if self.cursor.eat("*") {
            Step::AnyIndex
        } else {
            let digits = self.cursor.take_while(|c| c.is_ascii_digit());
            if digits.is_empty() && self.cursor.rest().starts_with(['\'', '"']) {
                return Err(self.error_at(start - 1, "`.` before the bracket: `.['name']`"));
            }
            match digits.parse() {
                Ok(index) => Step::Index(index),
                Err(_) => return Err(self.error_at(start, "an index, or `*`")),
            }
        };
        if self.cursor.eat("]") {
            Ok(step)
        } else {
            Err(self.error("`]`"))
        }
    }

    fn check(&mut self) -> Result<Check, PatternError> {
        self.cursor.skip_space();
        let start = self.cursor.offset();
        if let Some(op) = self.operator() {
            return self.value(op).map(|value| Check::Compare(op, value));
        }
        if self.cursor.eat_word("IS") {
            self.cursor.skip_space();
            for (word, check) in [
                ("NULL", Check::IsNull),
                ("TRUE", Check::IsTrue),
                ("FALSE", Check::IsFalse),
            ] {
                if self.cursor.eat_word(word) {
                    return Ok(check);
                }
            }
            return Err(self.error("`NULL`, `TRUE` or `FALSE` after `IS`"));
        }
        if self.cursor.eat_word("NOT") {
            self.cursor.skip_space();
            return if self.cursor.eat_word("EXISTS") {
                Ok(Check::NotExists)
            } else {
                Err(self.error("`EXISTS` after `NOT`"))
            };
        }
        let expected = if self.cursor.eat_word("EXISTS") {
            "an operator: `EXISTS` is not supported, but `= *` is"
        } else {
            "`=`, `!=`, `>`, `<`, `>=`, `<=`, `IS NULL`, `IS TRUE`, `IS FALSE` or `NOT EXISTS`"
        };
        Err(self.error_at(start, expected))
    }
}
