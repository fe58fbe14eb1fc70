//! What can go wrong with the database.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::ErrorCode;

use super::outage::Outage;

#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// More waits to be written than the queue takes: try again after this time.
    #[error("the write queue is full; try again in {} ms", retry_after.as_millis())]
    Full { retry_after: Duration },
    /// The store is closing.
    #[error("the store is closed")]
    Closed,
    /// The disk or the file fails, the data is not to blame: trying again is worth while.
    #[error("{0}")]
    Unavailable(Outage),
    /// The file was written by a later version of this program.
    #[error(
        "the store has format {found}{}, and this version reads up to {known}",
        version_suffix(by.as_deref())
    )]
    Newer {
        found: i64,
        known: i64,
        /// The version of the program that wrote it.
        by: Option<String>,
    },
    /// What keeps one from being written or moved beside it, in words.
    #[error("{0}")]
    Unopened(String),
    /// One of the store's files has another name, too.
    #[error(
        "`{name}` is {}, so that two stacks could open it at once",
        link_suffix(leads_to.as_deref())
    )]
    Linked {
        name: &'static str,
        /// Nothing for a hard link.
        leads_to: Option<PathBuf>,
    },
    /// The file is no database.
    #[error("it is not a database")]
    NotADatabase,
    /// The file is a database, of another program.
    #[error("it is a database of another program")]
    Foreign,
    /// SQLite finds its own structures damaged.
    #[error("the store is damaged: {0}")]
    Damaged(String),
    /// SQLite's own error (a wrong statement).
    #[error("the store failed: {0}")]
    Sqlite(String),
    /// Something stored cannot be read back, or a reader failed.
    #[error("the store contains unreadable data: {0}")]
    Broken(String),
}

fn version_suffix(version: Option<&str>) -> String {
    version.map_or_else(String::new, |version| format!(" of version {version}"))
}

fn link_suffix(leads_to: Option<&Path>) -> String {
    match leads_to {
        Some(path) => format!("a symbolic link to `{}`", path.display()),
        None => "a file with several hard links".to_owned(),
    }
}

impl StoreError {
    /// What keeps the store from working for now, if it is that.
    pub fn outage(&self) -> Option<Outage> {
        match self {
            Self::Unavailable(outage) => Some(*outage),
            _ => None,
        }
    }

    /// Whether something stored is not what was written: to read it again is no use, and
    /// what lies beside it may be whole.
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::Damaged(_) | Self::Broken(_))
    }
}

impl From<Outage> for StoreError {
    fn from(outage: Outage) -> Self {
        Self::Unavailable(outage)
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        if let Some(outage) = Outage::from_sqlite(&error) {
            return Self::Unavailable(outage);
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged(error.to_string()),
            Some(ErrorCode::NotADatabase) => Self::NotADatabase,
            Some(_) => Self::Sqlite(error.to_string()),
            // a column that is not what was written
            None => Self::Broken(error.to_string()),
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        match Outage::from_io(&error) {
            Some(outage) => Self::Unavailable(outage),
            None => Self::Broken(error.to_string()),
        }
    }
}
