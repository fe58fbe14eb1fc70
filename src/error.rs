//! The error type: what failed, why, and what to do next.

use std::error::Error as StdError;
use std::fmt;
use std::io;

mod hint;
mod plain;
pub use hint::Hint;
pub use plain::plain;

/// The kind of a failure, which determines the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A general failure: exit code 1.
    Failed,
    /// The command line or a file written by the user is invalid: exit code 2.
    Usage,
    /// A named thing does not exist: exit code 3.
    NotFound,
    /// Credentials are missing or were rejected: exit code 4.
    Unauthorised,
    /// Some of the data could not be read: exit code 5.
    Incomplete,
    /// The user interrupted a finite operation: exit code 130.
    Interrupted,
    /// The reader of stdout closed it (`| head`): silent, exit code 0.
    ClosedPipe,
}

impl Kind {
    /// Returns the exit code of the process.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::ClosedPipe => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::NotFound => 3,
            Self::Unauthorised => 4,
            Self::Incomplete => 5,
            Self::Interrupted => 130,
        }
    }
}

/// An error as shown to the user.
#[derive(Debug)]
pub struct Error {
    kind: Kind,
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
    hints: Vec<Hint>,
    is_shown: bool,
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        let message: String = message.into();
        Self {
            kind,
            message: plain(&message).into_owned(),
            source: None,
            hints: Vec::new(),
            is_shown: false,
        }
    }

    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(Kind::Failed, message)
    }

    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(Kind::NotFound, message)
    }

    /// A file or folder that cannot be used, with a hint that fits the I/O error.
    pub fn of_disk(message: impl Into<String>, source: io::Error) -> Self {
        use io::ErrorKind::{PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
        let hint = match source.kind() {
            StorageFull | QuotaExceeded => {
                Some("free some space, or set CRUDDUR_OBS_HOME to a folder on another disk")
            }
            ReadOnlyFilesystem => Some(
                "the file system is read-only: mount it writable, or set CRUDDUR_OBS_HOME to a folder on another one",
            ),
            PermissionDenied => Some("check the owner and the permissions of the folder"),
            _ => None,
        };
        let failed = Self::failed(message).caused_by(source);
        match hint {
            Some(hint) => failed.hint(hint),
            None => failed,
        }
    }

    pub fn unauthorised(message: impl Into<String>) -> Self {
        Self::new(Kind::Unauthorised, message)
    }

    pub fn incomplete(message: impl Into<String>) -> Self {
        Self::new(Kind::Incomplete, message)
    }

    /// A failure that the output already shows, so that only the exit code remains.
    pub fn shown(kind: Kind) -> Self {
        Self {
            is_shown: true,
            ..Self::new(kind, "")
        }
    }

    pub fn is_shown(&self) -> bool {
        self.is_shown
    }

    /// Adds a next step, shown as `hint: …`.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Hint>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds the underlying error, shown as `caused by: …`.
    #[must_use]
    pub fn caused_by(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Takes over the cause and hints of another error.
    #[must_use]
    pub fn with_reasons_of(mut self, told: Self) -> Self {
        self.source = told.source;
        self.hints.extend(told.hints);
        self
    }

    /// Replaces all hints with this one.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<Hint>) -> Self {
        self.hints = vec![hint.into()];
        self
    }

    /// Replaces the hints.
    #[must_use]
    pub fn with_hints(mut self, change: impl Fn(&Hint) -> Hint) -> Self {
        for hint in &mut self.hints {
            *hint = change(hint);
        }
        self
    }

    pub fn kind(&self) -> Kind {
        self.kind
    }

    pub fn hints(&self) -> &[Hint] {
        &self.hints
    }

    /// Returns the causes, outermost first and without repetitions: many libraries include the
    /// source in their own message.
    pub fn causes(&self) -> Vec<String> {
        let mut causes: Vec<String> = Vec::new();
        let mut next = self.source.as_deref().map(|source| source as &dyn StdError);
        while let Some(cause) = next {
            let text = plain(&cause.to_string()).into_owned();
            let told = self.message.contains(&text) || causes.iter().any(|c| c.contains(&text));
            if !told {
                causes.push(text);
            }
            next = cause.source();
        }
        causes
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}

/// Wraps lower-level errors.
pub trait ResultExt<T> {
    /// Fails with `message`, and the lower-level error as its cause.
    fn or_fail(self, message: impl FnOnce() -> String) -> Result<T>;
}

impl<T, E: Into<Box<dyn StdError + Send + Sync>>> ResultExt<T> for std::result::Result<T, E> {
    fn or_fail(self, message: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|source| Error::failed(message()).caused_by(source))
    }
}
