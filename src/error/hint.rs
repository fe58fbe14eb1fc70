//! What to do next, as a value: put into words where it is shown.

/// The next step for the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// One command of this program: its arguments as a shell would hand them over, unquoted,
    /// and what it does (`list them`).
    Run { args: Vec<String>, purpose: String },
    /// Anything else: a flag, a file to edit, a command of another program, or one of this
    /// program with a placeholder.
    Text(String),
}

impl Hint {
    /// A command to type. The global `--target` is left out: where the hint is shown, the one
    /// that the user typed is added.
    pub fn run<A: Into<String>>(
        args: impl IntoIterator<Item = A>,
        purpose: impl Into<String>,
    ) -> Self {
        Self::Run {
            args: args.into_iter().map(Into::into).collect(),
            purpose: purpose.into(),
        }
    }
}

impl From<&str> for Hint {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Hint {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&Self> for Hint {
    fn from(hint: &Self) -> Self {
        hint.clone()
    }
}
