//! Why a text does not belong to a query language, and where.

use std::borrow::Cow;
use std::fmt;

use unicode_width::UnicodeWidthChar as _;

use super::cursor::is_word;

/// Why a text was refused. Displayed, it is one line: where, what was expected and what was
/// found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    text: String,
    at: usize,
    expected: Cow<'static, str>,
}

/// Characters of [`SyntaxError::found`].
const MAX_SHOWN: usize = 24;

impl SyntaxError {
    /// Expected something else at the byte `at` of `text`.
    pub(in crate::query) fn new(
        text: &str,
        at: usize,
        expected: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            text: text.to_owned(),
            at,
            expected: expected.into(),
        }
    }

    /// The whole text that was refused.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Bytes before the place of the error.
    pub fn offset(&self) -> usize {
        self.at
    }

    /// The place of the error, counted in characters from 1.
    pub fn column(&self) -> usize {
        self.text[..self.at].chars().count() + 1
    }

    /// What could have stood there.
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// The word or the character that stands there; `None` at the end.
    pub fn found(&self) -> Option<&str> {
        let rest = &self.text[self.at..];
        let first = rest.chars().next()?;
        if !is_word(first) {
            return Some(&rest[..first.len_utf8()]);
        }
        let word = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let longest = rest.char_indices().nth(MAX_SHOWN);
        Some(&rest[..longest.map_or(word, |(longest, _)| longest.min(word))])
    }

    /// The text and, below it, a `^` at the place of the error: two lines of at most
    /// `columns` columns of a terminal. What of a long text does not fit is cut off at
    /// `…`; control characters are shown as symbols.
    pub fn caret(&self, columns: usize) -> String {
        let cells: Vec<(char, usize)> = self
            .text
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

impl fmt::Display for SyntaxError {
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

impl std::error::Error for SyntaxError {}
