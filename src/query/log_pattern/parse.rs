//! Text → syntax tree.

use super::MAX_LENGTH;
use super::ast::{Ast, Op, Value};
use super::error::{Kind, PatternError};
use super::regular::Regular;
use crate::query::syntax::cursor::Cursor;
use crate::query::syntax::number::Number;

mod delimited;
mod json;
mod terms;

/// "There is a limit of 2 regex for each filter pattern when creating a delimited or JSON
/// filter pattern".
const MAX_REGEXES: usize = 2;

pub(super) fn parse(text: &str) -> Result<Ast, PatternError> {
    if let Some((at, _)) = text.char_indices().nth(MAX_LENGTH) {
        let expected = format!("the end: a filter pattern has at most {MAX_LENGTH} characters");
        return Err(PatternError::new(text, at, Kind::Syntax, expected));
    }
    let mut parser = Parser {
        cursor: Cursor::new(text),
        regexes: 0,
    };
    parser.cursor.skip_space();
    match parser.cursor.peek() {
        None => Ok(Ast::Everything),
        Some('{') => parser.closed_by('}')?.json().map(Ast::Json),
        Some('[') => parser.closed_by(']')?.delimited().map(Ast::Delimited),
        Some(_) => parser.terms().map(Ast::Terms),
    }
}

/// Characters of a name after `$.`.
pub(super) fn is_name_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

struct Parser<'t> {
    cursor: Cursor<'t>,
    /// How many regular expressions were read.
    regexes: usize,
}

impl Parser<'_> {
    fn error_at(
        &self,
        at: usize,
        expected: impl Into<std::borrow::Cow<'static, str>>,
    ) -> PatternError {
        self.cursor.error_at(at, expected).into()
    }

    fn error(&self, expected: impl Into<std::borrow::Cow<'static, str>>) -> PatternError {
        self.cursor.error(expected).into()
    }

    /// Past the opening bracket, if the pattern ends with the closing one.
    fn closed_by(mut self, close: char) -> Result<Self, PatternError> {
        let open = self.cursor.peek().unwrap_or_default();
        let pattern = self.cursor.text().trim_end();
        if pattern.len() <= self.cursor.offset() + 1 || !pattern.ends_with(close) {
            let expected = format!("`{close}`: a pattern that starts with `{open}` ends with it");
            let kind = Kind::Unclosed(open, close);
            return Err(PatternError::new(
                self.cursor.text(),
                self.cursor.text().len(),
                kind,
                expected,
            ));
        }
        self.cursor.advance(open.len_utf8());
        Ok(self)
    }

    /// Past the closing bracket, which must be the last character.
    fn close(&mut self, close: char, expected: &'static str) -> Result<(), PatternError> {
        let start = self.cursor.offset();
        if self.cursor.peek() != Some(close) {
            return Err(self.error(expected));
        }
        self.cursor.advance(close.len_utf8());
        self.cursor.skip_space();
        match self.cursor.rest() {
            "" => Ok(()),
            _ => Err(self.error_at(
                start + close.len_utf8(),
                format!("nothing after `{close}`: it ends the pattern"),
            )),
        }
    }

    /// `%…%`
    fn regex(&mut self) -> Result<Regular, PatternError> {
        let start = self.cursor.offset();
        let error = |at: usize, expected: &'static str| {
            PatternError::new(self.cursor.text(), at, Kind::Regex, expected)
        };
        let source = &self.cursor.rest()[1..];
        let Some(end) = source.find('%') else {
            let expected = "a closing `%` for the regular expression that starts here";
            return Err(error(start, expected));
        };
        if end == 0 {
            return Err(error(start + 1, "a regular expression between the `%`"));
        }
        let regex = Regular::parse(&source[..end])
            .map_err(|fault| error(start + 1 + fault.at, fault.expected))?;
        self.cursor.advance(end + 2);
        self.regexes += 1;
        Ok(regex)
    }

    fn operator(&mut self) -> Option<Op> {
        let op = Op::at_start_of(self.cursor.rest())?;
        self.cursor.advance(op.as_str().len());
        Some(op)
    }

    /// What a field is compared with.
    fn value(&mut self, op: Op) -> Result<Value, PatternError> {
        if op == Op::Eq && self.cursor.peek() == Some('=') {
            return Err(self.error("a value: equality is written with one `=`"));
        }
        self.cursor.skip_space();
        let start = self.cursor.offset();
        let value = match self.cursor.peek() {
            Some('"') => Value::Text(self.cursor.quoted()?),
            Some('%') => {
                let regex = self.regex()?;
                if self.regexes > MAX_REGEXES {
                    return Err(self.error_at(
                        start,
                        "at most 2 regular expressions in a pattern in braces or brackets",
                    ));
                }
                Value::Regex(regex)
            }
            _ => self.bare_value()?,
        };
        if op.is_order() && !matches!(value, Value::Number(..)) {
            return Err(self.error_at(start, format!("a number after `{}`", op.as_str())));
        }
        Ok(value)
    }

    /// A number, or a word that may hold `*` and `.`, as in `123.123.*`.
    fn bare_value(&mut self) -> Result<Value, PatternError> {
        let start = self.cursor.offset();
        let text = self
            .cursor
            .take_while(|c| c.is_alphanumeric() || "_*.+-".contains(c));
        if text.is_empty() {
            return Err(self.error("a number, a word, a text in quotes or a `%regex%`"));
        }
        if let Some(number) = Number::parse(text) {
            return Ok(Value::Number(text.to_owned(), number));
        }
        let is_numeric = text.bytes().all(|b| b"0123456789.*+-eE".contains(&b));
        match text.find(['+', '-']).filter(|_| !is_numeric) {
            Some(sign) => Err(PatternError::new(
                self.cursor.text(),
                start + sign,
                Kind::Character,
                "letters, digits, `_`, `.` and `*` in a value without quotes",
            )),
            None => Ok(Value::Text(text.to_owned())),
        }
    }
}
