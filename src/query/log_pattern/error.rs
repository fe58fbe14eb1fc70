//! Why a text is no pattern, and where.

use std::borrow::Cow;
use std::fmt;

use unicode_width::UnicodeWidthChar as _;

/// Why a text is no pattern. As text it is one line: where, what was expected and what
/// was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError {
    pattern: String,
    at: usize,
    expected: Cow<'static, str>,
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

/// Characters of [`PatternError::found`].
const MOST_SHOWN: usize = 24;

impl PatternError {
    pub(super) fn new(
        pattern: &str,
        at: usize,
        kind: Kind,
        expected: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            pattern: pattern.to_owned(),
            at,
            expected: expected.into(),
            kind,
        }
    }

    /// Bytes before the place of the error.
    pub fn offset(&self) -> usize {
        self.at
    }

    /// The place of the error, counted in characters from 1.
    pub fn column(&self) -> usize {
        self.pattern[..self.at].chars().count() + 1
    }

    /// What could have stood there.
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// The word or the character that stands there; `None` at the end.
    pub fn found(&self) -> Option<&str> {
        let rest = &self.pattern[self.at..];
        let first = rest.chars().next()?;
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        if !is_word(first) {
            return Some(&rest[..first.len_utf8()]);
        }
        let word = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let most = rest.char_indices().nth(MOST_SHOWN);
        Some(&rest[..most.map_or(word, |(most, _)| most.min(word))])
    }

    /// How what was begun is written, with an example: each form of a pattern has a
    /// grammar of its own.
    pub fn hint(&self) -> &'static str {
        if self.kind == Kind::Regex {
            return REGEX_HINT;
        }
        hint(&self.pattern)
    }

    /// One line as the service words it, where its words are known (support forums and
    /// issue trackers quote "Invalid filter pattern", "Invalid character(s) in term ':'" and
    /// "If a filter pattern starts with '{' it must end with '}'").
    pub fn wire(&self) -> String {
        match (self.kind, self.found()) {
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

    /// The pattern and, below it, a `^` at the place of the error: two lines of at most
    /// `columns` columns of a terminal. What of a long pattern does not fit is cut off at
    /// `…`; control characters are shown as symbols.
    pub fn caret(&self, columns: usize) -> String {
        let cells: Vec<(char, usize)> = self
            .pattern
            .chars()
            .map(visible)
            .map(|c| (c, c.width().unwrap_or(0)))
            .collect();
        let at = self.column() - 1;
        let (from, to) = window(&cells, at, columns.max(8));
        let mut line = String::new();
        let mut indent = 0;
        if from > 0 {
            line.push('…');
            indent += 1;
        }
        indent += cells[from..at]
            .iter()
            .map(|(_, width)| width)
            .sum::<usize>();
        line.extend(cells[from..to].iter().map(|(c, _)| c));
        if to < cells.len() {
            line.push('…');
        }
        format!("{line}\n{}^", " ".repeat(indent))
    }
}

/// The cells to show: all, or those around `at` that leave room for the marks of what is
/// cut off and for a caret after the end.
fn window(cells: &[(char, usize)], at: usize, columns: usize) -> (usize, usize) {
    let width = |from: usize, to: usize| cells[from..to].iter().map(|(_, w)| w).sum::<usize>();
    let at_end = usize::from(at == cells.len());
    if width(0, cells.len()) + at_end <= columns {
        return (0, cells.len());
    }
    let room = columns - 2 - at_end;
    let mut to = at + usize::from(at < cells.len());
    let mut from = at;
    let mut used = width(from, to);
    // half of the room before the place, the rest after it, what is left before it again
    for share in [room / 2, room] {
        while from > 0 && used + cells[from - 1].1 <= share.max(used) {
            from -= 1;
            used += cells[from].1;
        }
        while to < cells.len() && used + cells[to].1 <= room {
            used += cells[to].1;
            to += 1;
        }
    }
    (from, to)
}

/// A control character, or one that turns the direction of writing, as a symbol.
fn visible(c: char) -> char {
    match c {
        '\0'..='\x1f' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        '\x7f' => '\u{2421}',
        '\u{80}'..='\u{9f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}' => '\u{fffd}',
        c => c,
    }
}

/// Characters with which no token of the language starts.
fn is_of_no_token(c: char) -> bool {
    !(c.is_alphanumeric() || c.is_whitespace() || "_{}()[]$.\"%=!<>&|*+-?".contains(c))
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "at character {}: expected {}, found ",
            self.column(),
            self.expected
        )?;
        match self.found() {
            Some(found) => {
                let shown: String = found.chars().map(visible).collect();
                write!(f, "`{shown}`")
            }
            None => f.write_str("the end"),
        }
    }
}

impl std::error::Error for PatternError {}
