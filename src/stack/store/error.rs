//! What can go wrong with the database.

use std::time::Duration;

#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// More waits to be written than the queue takes: try again after this time.
    #[error("the write queue is full; try again in {} ms", retry_after.as_millis())]
    Full { retry_after: Duration },
    /// The store is closing.
    #[error("the store is closed")]
    Closed,
    /// The file was written by a later version of this program.
    #[error("the store has format {found}, and this version reads up to {known}")]
    Newer { found: i64, known: i64 },
    /// SQLite's own error (disk full, a damaged file).
    #[error("the store failed: {0}")]
    Sqlite(String),
    /// Something stored cannot be read back, or a reader failed.
    #[error("the store holds something unreadable: {0}")]
    Broken(String),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error.to_string())
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        Self::Broken(error.to_string())
    }
}
