//! `[ip, user, ..., status = 4* || status = 5*, bytes]`

use super::{Parser, is_name_char};
use crate::query::log_pattern::ast::{Field, Op, Value};
use crate::query::log_pattern::error::PatternError;

impl<'t> Parser<'t> {
    /// From behind the opening bracket to the end of the pattern.
    pub(super) fn delimited(mut self) -> Result<Vec<Field>, PatternError> {
        let mut fields = Vec::new();
        self.cursor.skip_space();
        if self.cursor.rest().trim_end() == "]" {
            return Ok(fields);
        }
        loop {
            let field = self.field(&fields)?;
            fields.push(field);
            self.cursor.skip_space();
            if !self.cursor.eat(",") {
                let expected = match fields.last() {
                    Some(Field::One { any, .. }) if any.is_empty() => {
                        "`,`, `]` or a condition such as `= 404`"
                    }
                    Some(Field::One { .. }) => "`,`, `&&`, `||` or `]`",
                    _ => "`,` or `]`",
                };
                self.close(']', expected)?;
                return Ok(fields);
            }
        }
    }

    fn field(&mut self, before: &[Field]) -> Result<Field, PatternError> {
        self.cursor.skip_space();
        let start = self.cursor.offset();
        if self.cursor.eat("...") {
            return if before.contains(&Field::Ellipsis) {
                Err(self.error_at(start, "at most one `...` in a pattern"))
            } else {
                Ok(Field::Ellipsis)
            };
        }
        let name = self.name()?;
        let is_known = |field: &Field| {
            let Field::One { name: known, .. } = field else {
                return false;
            };
            known.as_deref() == name
        };
        if let Some(name) = name
            && before.iter().any(is_known)
        {
            let expected = format!("another name: there is a field `{name}` already");
            return Err(self.error_at(start, expected));
        }
        self.cursor.skip_space();
        let any = match self.operator() {
            Some(op) => self.condition(name, op)?,
            None => Vec::new(),
        };
        Ok(Field::One {
            name: name.map(str::to_owned),
            any,
        })
    }

    fn name(&mut self) -> Result<Option<&'t str>, PatternError> {
        let text = self.cursor.text();
        let start = self.cursor.offset();
        if self.cursor.rest().starts_with(|c: char| c.is_ascii_digit()) {
            return Err(self.error("a field's name, which starts with a letter"));
        }
        if self.cursor.rest().starts_with('-') {
            return Err(self.error("a field's name, which starts with a letter"));
        }
        let name = self.cursor.take_while(is_name_char);
        Ok((!name.is_empty()).then(|| &text[start..start + name.len()]))
    }

    /// From behind the first operator on.
    fn condition(
        &mut self,
        name: Option<&str>,
        first: Op,
    ) -> Result<Vec<Vec<(Op, Value)>>, PatternError> {
        let mut any = vec![vec![(first, self.value(first)?)]];
        loop {
            self.cursor.skip_space();
            let and = self.cursor.eat("&&");
            if !and && !self.cursor.eat("||") {
                return Ok(any);
            }
            self.cursor.skip_space();
            let start = self.cursor.offset();
            let own = self.name()?;
            if own != name {
                let expected = match name {
                    Some(name) => {
                        format!("`{name}`: a field's condition is about that field alone")
                    }
                    None => "an operator: the field has no name".to_owned(),
                };
                return Err(self.error_at(start, expected));
            }
            self.cursor.skip_space();
            let Some(op) = self.operator() else {
                return Err(self.error("`=`, `!=`, `>`, `<`, `>=` or `<=`"));
            };
            let condition = (op, self.value(op)?);
            match any.last_mut() {
                Some(all) if and => all.push(condition),
                _ => any.push(vec![condition]),
            }
        }
    }
}
