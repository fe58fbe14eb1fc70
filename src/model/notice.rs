//! Words about something that was done.

/// What a person should know beside the value that a command shows; said on stderr.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// What was done.
    Note(String),
    /// Something to look at, although the command goes on.
    Warning(String),
    /// Only for `-v`.
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
