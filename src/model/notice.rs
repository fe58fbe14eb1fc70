//! Messages about the work of a command.

/// A message besides the value that a command prints; goes to stderr.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// What was done.
    Note(String),
    /// A problem that does not stop the command.
    Warning(String),
    /// Only printed with `-v`.
    Detail(String),
}

impl Notice {
    pub fn note(text: impl Into<String>) -> Self {
        Self::Note(text.into())
    }

    pub fn warning(text: impl Into<String>) -> Self {
        Self::Warning(text.into())
    }

    pub fn detail(text: impl Into<String>) -> Self {
        Self::Detail(text.into())
    }
}
