//! Why a text is no filter pattern, in our words and in the service's.

use std::borrow::Cow;
use std::fmt;

use crate::query::SyntaxError;

/// Why a text is no pattern. Displayed, it is one line: where, what was expected and what
/// was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError {
    syntax: SyntaxError,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Syntax,
    /// Within a regular expression.
    Regex,
    /// A character that a term cannot have without quotes.
    Character,
    /// The pattern starts with the first and does not end with the second.
    Unclosed(char, char),
}

const REGEX_HINT: &str = "a regular expression stands between two `%`: `--filter '%5[0-9]{2}%'`";

/// How the form of pattern that `text` begins is written, with an example.
pub fn hint(text: &str) -> &'static str {
    let text = text.trim_start();
    match text.chars().next() {
        Some('{') => {
            "a test of JSON messages stands in braces: `--filter '{ $.status >= 500 && $.path = \"/api/*\" }'`"
        }
        Some('[') => {
            "a test of the words of a line stands in brackets: `--filter '[ip, user, ..., status = 5*, bytes]'`"
        }
        Some('%') => REGEX_HINT,
        _ => {
            "words are written as they are, everything else in quotes: `--filter 'ERROR \"GET /api\"'`"
        }
    }
}

impl PatternError {
    pub(super) fn new(
        pattern: &str,
        at: usize,
        kind: Kind,
        expected: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            syntax: SyntaxError::new(pattern, at, expected),
            kind,
        }
    }

    /// Where, and what was expected there.
    pub fn syntax(&self) -> &SyntaxError {
        &self.syntax
    }

    /// How what was begun is written, with an example: each form of a pattern has a
    /// grammar of its own.
    pub fn hint(&self) -> &'static str {
        if self.kind == Kind::Regex {
            return REGEX_HINT;
        }
        hint(self.syntax.text())
    }

    /// One line as the service words it, where its words are known (support forums and
    /// issue trackers quote "Invalid filter pattern", "Invalid character(s) in term ':'" and
    /// "If a filter pattern starts with '{' it must end with '}'").
    pub fn wire(&self) -> String {
        match (self.kind, self.syntax.found()) {
            (Kind::Unclosed(open, close), _) => {
                format!("If a filter pattern starts with '{open}' it must end with '{close}'")
            }
            (Kind::Character, Some(found)) => {
                format!("Invalid character(s) in term '{found}'")
            }
            (Kind::Syntax | Kind::Regex, Some(found)) if found.chars().all(is_of_no_token) => {
                format!("Invalid character(s) in term '{found}'")
            }
            _ => format!("Invalid filter pattern: {self}"),
        }
    }
}

impl From<SyntaxError> for PatternError {
    fn from(syntax: SyntaxError) -> Self {
        Self {
            syntax,
            kind: Kind::Syntax,
        }
    }
}

/// Characters with which no token of the language starts.
fn is_of_no_token(c: char) -> bool {
    !(c.is_alphanumeric() || c.is_whitespace() || "_{}()[]$.\"%=!<>&|*+-?".contains(c))
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.syntax.fmt(f)
    }
}

impl std::error::Error for PatternError {}
