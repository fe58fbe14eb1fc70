//! CloudWatch Logs filter patterns (user guide, "Filter pattern syntax for metric filters,
//! subscription filters, filter log events, and Live Tail").
//!
//! A pattern is one of
//!
//! * terms: `ERROR timeout`, `?ERROR ?WARN`, `ERROR -health`, `"GET /api"`, `%5[0-9]{2}%`;
//! * a test of a JSON message: `{ $.status >= 500 && $.path = "/api/*" }`;
//! * a test of the words of a line: `[ip, user, ..., status = 5*, bytes]`.
//!
//! Case matters everywhere. What the guide leaves open is decided here as follows:
//!
//! * a quoted term of spaces alone matches everything, as the guide says of `" "`;
//! * `null` satisfies no comparison (`IS NULL` is the test for it), and neither does a
//!   field that is missing; a boolean equals nothing but the wildcard `*`;
//! * numbers and texts compare across: `3`, `"3"` and `3.0` are equal where one side of
//!   the comparison is a number;
//! * JSON means an object or an array; of a key that comes twice, the last one counts;
//! * a bracketed or quoted run of words is one field if a space or the end follows it;
//!   white space at the end of a line belongs to no field;
//! * `.` of a regular expression stands for one character, but not for a line's end.
//!
//! A new operator or function touches, in this order:
//!
//! * `ast`: its node (an operator is one line of `operators!`);
//! * `parse`: reading it, and the texts of errors that name what was expected; `error` only for a
//!   new kind of error;
//! * `eval`: matching it, and `extract` if it has a value to show;
//! * `literals`: the texts that every match contains. With a wrong literal, searches skip blocks
//!   that match and lose events; no literal is always right, and only slower;
//! * `show`: writing it, so that reading it again gives the same tree;
//! * `lint`: spellings of it in other languages;
//! * `tests`: an example of the guide in `guide`, errors in `errors`, and `naive` and `agreement`,
//!   which compare it with a second implementation; inputs in `fuzz/corpus/`.

mod ast;
mod error;
mod eval;
mod extract;
mod lint;
mod literals;
mod parse;
mod regular;
mod show;

use ast::Ast;
pub use error::{PatternError, hint};
use eval::Program;
pub use lint::{Lint, Suggestion, lint};
pub use literals::RequiredLiterals;

/// FilterLogEvents: the longest `filterPattern`, in characters.
pub const MAX_LENGTH: usize = 1_024;

/// A parsed pattern, ready to be matched with any number of messages.
#[derive(Debug, Clone, Default)]
pub struct LogPattern {
    ast: Ast,
    program: Program,
}

/// The three forms of a pattern, and none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatternForm {
    /// An empty pattern: it matches everything.
    Everything,
    Terms,
    Json,
    Delimited,
}

impl LogPattern {
    /// An empty text is the pattern that matches everything.
    ///
    /// # Errors
    /// What is wrong, where, and what was expected there.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let ast = parse::parse(text)?;
        let program = Program::new(&ast);
        Ok(Self { ast, program })
    }

    /// Whether the pattern takes this message, in time linear in its length.
    pub fn matches(&self, message: &str) -> bool {
        self.program.matches(message)
    }

    pub fn form(&self) -> PatternForm {
        match self.ast {
            Ast::Everything => PatternForm::Everything,
            Ast::Terms(_) => PatternForm::Terms,
            Ast::Json(_) => PatternForm::Json,
            Ast::Delimited(_) => PatternForm::Delimited,
        }
    }

    /// A log group may have five filters with such a pattern.
    pub fn has_regex(&self) -> bool {
        self.ast.has_regex()
    }

    /// What a text must contain for any message in it to match: reading can skip a block
    /// of messages that does not.
    pub fn literals(&self) -> RequiredLiterals<'_> {
        RequiredLiterals::new(&self.ast)
    }

    /// The values that a metric could be made of, as TestMetricFilter shows them: `$name`
    /// or `$3` of a line's fields, `$.a.b` of a JSON message. Nothing for terms.
    pub fn extract(&self, message: &str) -> Vec<(String, String)> {
        extract::values(&self.ast, &self.program, message)
    }
}

/// Two patterns are equal if they are written alike, but for spaces and needless quotes.
impl PartialEq for LogPattern {
    fn eq(&self, other: &Self) -> bool {
        self.ast == other.ast
    }
}

/// The pattern that matches what contains `text`, whatever its characters.
pub fn quoted(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('"');
    pattern
}

#[cfg(test)]
mod tests;
