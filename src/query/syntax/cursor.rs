//! Reading a text from left to right.

use std::borrow::Cow;

use super::SyntaxError;

/// A position in the text of a query.
#[derive(Debug, Clone)]
pub(in crate::query) struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    /// At the start of `text`.
    pub(in crate::query) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    pub(in crate::query) fn text(&self) -> &'t str {
        self.text
    }

    /// Bytes before the cursor.
    pub(in crate::query) fn offset(&self) -> usize {
        self.at
    }

    /// From the cursor to the end.
    pub(in crate::query) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// From `start` to the cursor.
    pub(in crate::query) fn since(&self, start: usize) -> &'t str {
        &self.text[start..self.at]
    }

    pub(in crate::query) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The next character, which the cursor passes.
    pub(in crate::query) fn bump(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    /// Passes `bytes` bytes, which must end between two characters.
    pub(in crate::query) fn advance(&mut self, bytes: usize) {
        self.at += bytes;
    }

    pub(in crate::query) fn skip_space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    /// Passes `token`; false if something else comes next.
    pub(in crate::query) fn eat(&mut self, token: &str) -> bool {
        let comes = self.rest().starts_with(token);
        if comes {
            self.at += token.len();
        }
        comes
    }

    /// Like [`Self::eat`], but only where the word ends after `word`.
    pub(in crate::query) fn eat_word(&mut self, word: &str) -> bool {
        let ends = |rest: &str| !rest.starts_with(is_word);
        self.rest().strip_prefix(word).is_some_and(ends) && self.eat(word)
    }

    /// Passes and returns the characters that satisfy `test`, up to the first that does not.
    pub(in crate::query) fn take_while(&mut self, test: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c| !test(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// A text in double quotes, with `\"` and `\\` for these two characters. Any other
    /// backslash stands for itself. The cursor is at the opening quote.
    pub(in crate::query) fn quoted(&mut self) -> Result<String, SyntaxError> {
        let start = self.at;
        self.bump();
        let mut text = String::new();
        while let Some(c) = self.bump() {
            match c {
                '"' => return Ok(text),
                '\\' => match self.peek() {
                    Some(next @ ('"' | '\\')) => {
                        self.bump();
                        text.push(next);
                    }
                    _ => text.push('\\'),
                },
                c => text.push(c),
            }
        }
        Err(self.error_at(start, "a closing quote for the text that starts here"))
    }

    /// Expected something else at the cursor.
    pub(in crate::query) fn error(&self, expected: impl Into<Cow<'static, str>>) -> SyntaxError {
        self.error_at(self.at, expected)
    }

    /// Expected something else at the byte `at`.
    pub(in crate::query) fn error_at(
        &self,
        at: usize,
        expected: impl Into<Cow<'static, str>>,
    ) -> SyntaxError {
        SyntaxError::new(self.text, at, expected)
    }
}

pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_ends_where_its_letters_end() {
        let mut cursor = Cursor::new("IS NULLABLE");
        assert!(cursor.eat_word("IS"));
        cursor.skip_space();
        assert!(!cursor.eat_word("NULL"));
        assert_eq!(cursor.rest(), "NULLABLE");
    }

    #[test]
    fn quotes_and_backslashes_are_escaped_in_a_quoted_text() {
        let mut cursor = Cursor::new(r#""a\"b\\c\d é" rest"#);
        assert_eq!(cursor.quoted().as_deref(), Ok(r#"a"b\c\d é"#));
        assert_eq!(cursor.rest(), " rest");
        let error = Cursor::new(r#""open \""#).quoted().unwrap_err();
        assert_eq!(error.column(), 1);
    }
}
