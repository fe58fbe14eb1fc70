//! Text → syntax tree.

use super::LONGEST;
use super::ast::{Ast, Glob, Op, Value};
use super::error::{Kind, PatternError};
use super::number::Number;
use super::regular::Regular;

mod delimited;
mod json;
mod terms;

/// "There is a limit of 2 regex for each filter pattern when creating a delimited or JSON
/// filter pattern".
const MOST_REGEXES: usize = 2;

pub(super) fn parse(text: &str) -> Result<Ast, PatternError> {
    if let Some((at, _)) = text.char_indices().nth(LONGEST) {
        let expected = format!("the end: a filter pattern has at most {LONGEST} characters");
        return Err(PatternError::new(text, at, Kind::Syntax, expected));
    }
    let mut cursor = Cursor {
        text,
        at: 0,
        regexes: 0,
    };
    cursor.skip_space();
    match cursor.peek() {
        None => Ok(Ast::Everything),
        Some('{') => cursor.closed_by('}')?.json().map(Ast::Json),
        Some('[') => cursor.closed_by(']')?.delimited().map(Ast::Delimited),
        Some(_) => cursor.terms().map(Ast::Terms),
    }
}

/// Characters of a name after `$.`.
pub(super) fn is_name_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

/// A place in the pattern.
struct Cursor<'t> {
    text: &'t str,
    at: usize,
    /// How many regular expressions were read.
    regexes: usize,
}

impl<'t> Cursor<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip_space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    /// Whether `token` stands here; goes past it.
    fn eat(&mut self, token: &str) -> bool {
        let there = self.rest().starts_with(token);
        if there {
            self.at += token.len();
        }
        there
    }

    /// As [`Self::eat`], for a word that ends here too.
    fn eat_word(&mut self, word: &str) -> bool {
        let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        self.rest().strip_prefix(word).is_some_and(ends) && self.eat(word)
    }

    /// The characters from here on that satisfy `test`.
    fn run(&mut self, test: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c| !test(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn error_at(
        &self,
        at: usize,
        expected: impl Into<std::borrow::Cow<'static, str>>,
    ) -> PatternError {
        PatternError::new(self.text, at, Kind::Syntax, expected)
    }

    fn error(&self, expected: impl Into<std::borrow::Cow<'static, str>>) -> PatternError {
        self.error_at(self.at, expected)
    }

    /// Past the opening bracket, if the pattern ends with the closing one.
    fn closed_by(mut self, close: char) -> Result<Self, PatternError> {
        let open = self.peek().unwrap_or_default();
        let pattern = self.text.trim_end();
        if pattern.len() <= self.at + 1 || !pattern.ends_with(close) {
            let expected = format!("`{close}`: a pattern that starts with `{open}` ends with it");
            let kind = Kind::Unclosed(open, close);
            return Err(PatternError::new(
                self.text,
                self.text.len(),
                kind,
                expected,
            ));
        }
        self.at += open.len_utf8();
        Ok(self)
    }

    /// Past the closing bracket, which must be the last character.
    fn close(&mut self, close: char, expected: &'static str) -> Result<(), PatternError> {
        let start = self.at;
        if self.peek() != Some(close) {
            return Err(self.error(expected));
        }
        self.at += close.len_utf8();
        self.skip_space();
        match self.rest() {
            "" => Ok(()),
            _ => Err(self.error_at(
                start + close.len_utf8(),
                format!("nothing after `{close}`: it ends the pattern"),
            )),
        }
    }

    /// From one quote to the next; `\"` and `\\` stand for what follows the backslash.
    fn quoted(&mut self) -> Result<String, PatternError> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        while let Some(c) = self.peek() {
            self.at += c.len_utf8();
            match c {
                '"' => return Ok(text),
                '\\' => match self.peek() {
                    Some(next @ ('"' | '\\')) => {
                        self.at += 1;
                        text.push(next);
                    }
                    _ => text.push('\\'),
                },
                c => text.push(c),
            }
        }
        Err(self.error_at(start, "a closing quote for the text that starts here"))
    }

    /// `%…%`
    fn regex(&mut self) -> Result<Regular, PatternError> {
        let start = self.at;
        let error = |at: usize, expected: &'static str| {
            PatternError::new(self.text, at, Kind::Regex, expected)
        };
        let source = &self.rest()[1..];
        let Some(end) = source.find('%') else {
            let expected = "a closing `%` for the regular expression that starts here";
            return Err(error(start, expected));
        };
        if end == 0 {
            return Err(error(start + 1, "a regular expression between the `%`"));
        }
        let regex = Regular::parse(&source[..end])
            .map_err(|fault| error(start + 1 + fault.at, fault.expected))?;
        self.at += end + 2;
        self.regexes += 1;
        Ok(regex)
    }

    fn operator(&mut self) -> Option<Op> {
        let (text, op) = Op::ALL
            .into_iter()
            .find(|(text, _)| self.rest().starts_with(text))?;
        self.at += text.len();
        Some(op)
    }

    /// What a field is compared with.
    fn value(&mut self, op: Op) -> Result<Value, PatternError> {
        if op == Op::Eq && self.peek() == Some('=') {
            return Err(self.error("a value: equality is written with one `=`"));
        }
        self.skip_space();
        let start = self.at;
        let value = match self.peek() {
            Some('"') => Value::Text(Glob {
                text: self.quoted()?,
            }),
            Some('%') => {
                let regex = self.regex()?;
                if self.regexes > MOST_REGEXES {
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
        let start = self.at;
        let text = self.run(|c| c.is_alphanumeric() || "_*.+-".contains(c));
        if text.is_empty() {
            return Err(self.error("a number, a word, a text in quotes or a `%regex%`"));
        }
        if let Some(number) = Number::parse(text) {
            return Ok(Value::Number(text.to_owned(), number));
        }
        let is_numeric = text.bytes().all(|b| b"0123456789.*+-eE".contains(&b));
        match text.find(['+', '-']).filter(|_| !is_numeric) {
            Some(sign) => Err(PatternError::new(
                self.text,
                start + sign,
                Kind::Character,
                "letters, digits, `_`, `.` and `*` in a value without quotes",
            )),
            None => Ok(Value::Text(Glob {
                text: text.to_owned(),
            })),
        }
    }
}
