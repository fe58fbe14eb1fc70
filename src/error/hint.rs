//! Next steps as values; `render` turns them into text.

/// The next step for the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// A command of this program: its unquoted arguments, and its purpose (`list them`).
    Run { args: Vec<String>, purpose: String },
    /// Anything else: a flag, a file to edit, another program's command, or a command with a
    /// placeholder.
    Text(String),
}

impl Hint {
    /// A command to run. Omit the global `--target`: if the user typed one, it is added on output.
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
