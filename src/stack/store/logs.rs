//! Log groups, streams and events.
//!
//! Groups, streams and tags are rows. Events are compressed blocks, one for each request
//! that brought them; reading merges the blocks that overlap a window of time, and small
//! ones are compacted in the background. Compaction also builds a block's n-gram filter, by
//! which a search skips blocks that cannot contain what it looks for.

use rusqlite::{Connection, OptionalExtension as _};

use super::{Part, Reading, Store, StoreError};

mod append;
mod backfill;
mod block;
mod block_reader;
mod compaction;
mod definitions;
mod event_filter;
mod expire;
mod filters;
mod fold;
mod groups;
mod helper;
mod key;
mod listing;
mod ngram_filter;
mod page;
mod policies;
mod position;
mod prefilter;
mod scan;
mod stream_choice;
mod streams;
mod tags;
mod tail;
#[cfg(test)]
mod tests;
mod walk;

pub use append::{Create, LogBatch, PackedBatch, PackedEvents};
pub use backfill::BackfillCursor;
pub use block::EVENT_OVERHEAD;
pub use compaction::{CompactionCursor, UncompactedBlocks};
pub use definitions::{DefinitionQuery, QueryDefinition};
pub use event_filter::EventFilter;
pub use filters::{FilterKind, FilterLimits, FilterQuery, LogFilter};
pub use fold::EventRef;
pub use groups::{GroupQuery, LogClass, LogGroup, NewLogGroup};
pub use key::EventKey;
pub use listing::{GroupListing, TagTest};
pub use policies::{PolicyConflict, PolicyQuery, ResourcePolicy};
pub use position::Position;
pub use scan::{LogPage, LogScan, StoredEvent};
pub use stream_choice::StreamChoice;
pub use streams::{LogStream, StreamOrder, StreamQuery};
pub use tail::{LogTail, TailCursor, TailedEvents};
pub use walk::EventQuery;

pub(super) use block::span_of_block;
pub(super) use ngram_filter::is_whole_filter;

/// Milliseconds of a day.
pub const DAY_MS: i64 = 86_400_000;

/// Why something about logs could not be done.
#[derive(Debug, Clone, thiserror::Error)]
pub enum LogsError {
    #[error("the log group does not exist")]
    NoGroup,
    #[error("the log stream does not exist")]
    NoStream,
    #[error("the log group already exists")]
    GroupExists,
    #[error("the log stream already exists")]
    StreamExists,
    /// The group's deletion protection is on.
    #[error("the log group is protected from deletion")]
    Protected,
    /// The group would have more tags than allowed.
    #[error("the log group would have too many tags")]
    TooManyTags,
    #[error("the filter does not exist")]
    NoFilter(FilterKind),
    /// The group has as many filters as it may have, or as many with a regular expression.
    #[error("the log group would have too many filters")]
    TooManyFilters,
    #[error("the query definition does not exist")]
    NoDefinition,
    #[error("there would be too many query definitions")]
    TooManyDefinitions,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<rusqlite::Error> for LogsError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

/// The logs of a store: `store.logs()`.
#[derive(Clone)]
pub struct Logs(Store);

impl Store {
    pub fn logs(&self) -> Logs {
        Logs(self.clone())
    }
}

/// What a small change weighs in the write queue.
const SMALL: usize = 256;

impl Logs {
    /// As [`Store::write`]. A refusal must come before the first change: it undoes nothing.
    async fn write<T, F>(&self, weight: usize, work: F) -> Result<T, LogsError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, LogsError> + Send + 'static,
    {
        self.0
            .write(weight, move |connection| separate_refusal(work(connection)))
            .await?
    }

    /// As [`Store::append`], with the same rule.
    async fn take<T, F>(&self, weight: usize, work: F) -> Result<T, LogsError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, LogsError> + Send + 'static,
    {
        self.0
            .append(weight, move |connection| separate_refusal(work(connection)))
            .await?
    }

    /// As [`Store::read`], on one state of the database.
    async fn read<T, F>(&self, work: F) -> Result<T, LogsError>
    where
        T: Send + 'static,
        F: FnOnce(&Reading<'_>) -> Result<T, LogsError> + Send + 'static,
    {
        self.0
            .read(move |connection| {
                // blocks may be deleted between finding and reading them
                let state = connection.unchecked_transaction()?;
                separate_refusal(work(&connection.on(&state)))
            })
            .await?
    }
}

/// A refusal is a result; only the store's own failures are errors to it.
fn separate_refusal<T>(result: Result<T, LogsError>) -> Result<Result<T, LogsError>, StoreError> {
    match result {
        Err(LogsError::Store(error)) => Err(error),
        result => Ok(result),
    }
}

fn group_id(connection: &Connection, name: &str) -> Result<i64, LogsError> {
    connection
        .prepare_cached("SELECT id FROM log_groups WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?
        .ok_or(LogsError::NoGroup)
}

fn stream_id(connection: &Connection, group: i64, name: &str) -> Result<i64, LogsError> {
    connection
        .prepare_cached("SELECT id FROM log_streams WHERE group_id = ?1 AND name = ?2")?
        .query_row((group, name), |row| row.get(0))
        .optional()?
        .ok_or(LogsError::NoStream)
}
