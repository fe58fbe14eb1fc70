//! CloudWatch Logs filter patterns (user guide, "Filter pattern syntax for metric filters,
//! subscription filters, filter log events, and Live Tail").
//!
//! Built: terms, plain and quoted, all of which must occur. A pattern of another form is
//! an error that says so, never a pattern that matches everything.

mod parse;

/// FilterLogEvents: the longest `filterPattern`, in characters.
pub const LONGEST: usize = 1_024;

/// A parsed pattern.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogPattern {
    /// Each must occur somewhere in the message. None: every message matches.
    terms: Vec<String>,
}

/// Why a text is no pattern, in the words of the service where they are known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    #[error("Invalid filter pattern: Invalid character(s) in term '{term}'")]
    Characters { term: String },
    #[error("Invalid filter pattern: a quoted term has no closing quote: {term}")]
    Unclosed { term: String },
    #[error("Invalid filter pattern: it is longer than {LONGEST} characters")]
    TooLong,
    /// A form of the language that is not built yet.
    #[error(
        "{form} are not supported yet by the local stack: use plain terms (ERROR timeout) and quoted ones (\"GET /api\")"
    )]
    NotBuilt { form: &'static str },
}

impl LogPattern {
    /// An empty text is the pattern that matches everything.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        if text.chars().count() > LONGEST {
            return Err(PatternError::TooLong);
        }
        let terms = parse::terms(text)?;
        Ok(Self { terms })
    }

    /// Case matters, and a term may be part of a word.
    pub fn matches(&self, message: &str) -> bool {
        self.terms
            .iter()
            .all(|term| message.contains(term.as_str()))
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
