//! `ERROR "GET /api" -health ?a ?b %regex%`

use super::Parser;
use crate::query::log_pattern::ast::{Mark, Term, What};
use crate::query::log_pattern::error::{Kind, PatternError};

impl Parser<'_> {
    /// At least one, as something stands here.
    pub(super) fn terms(mut self) -> Result<Vec<Term>, PatternError> {
        let mut terms = Vec::new();
        loop {
            self.cursor.skip_space();
            if self.cursor.peek().is_none() {
                return Ok(terms);
            }
            terms.push(self.term()?);
        }
    }

    fn term(&mut self) -> Result<Term, PatternError> {
        let mark = match self.cursor.peek() {
            Some('?') => Mark::Optional,
            Some('-') => Mark::Excluded,
            _ => Mark::Plain,
        };
        if mark != Mark::Plain {
            self.cursor.bump();
        }
        let start = self.cursor.offset();
        let what = match self.cursor.peek() {
            Some('"') => match self.cursor.quoted()? {
                text if text.is_empty() => {
                    return Err(self.error_at(start, "a text between the quotes"));
                }
                text => What::Text(text),
            },
            Some('%') => What::Regex(self.regex()?),
            _ => match self.cursor.take_while(|c| c.is_alphanumeric() || c == '_') {
                "" => {
                    let expected = match mark {
                        Mark::Plain => "a term of letters, digits and `_`, or any text in quotes",
                        _ => "a term directly after the sign",
                    };
                    return Err(self.bad_character(expected));
                }
                word => What::Text(word.to_owned()),
            },
        };
        match self.cursor.peek() {
            Some(c) if !c.is_whitespace() => Err(self.bad_character(
                if self.cursor.since(start).starts_with(['"', '%']) {
                    "a space after the term"
                } else {
                    "letters, digits and `_` in a term; any other text goes in quotes"
                },
            )),
            _ => Ok(Term { mark, what }),
        }
    }

    fn bad_character(&self, expected: &'static str) -> PatternError {
        PatternError::new(
            self.cursor.text(),
            self.cursor.offset(),
            Kind::Character,
            expected,
        )
    }
}
