//! Reads blocks, except those that a filter rules out.

use rusqlite::{CachedStatement, Connection};

use super::ngram_filter::NgramFilter;
use super::walk::Selection;
use super::{EventKey, LogsError};
use crate::stack::store::StoreError;
use crate::stack::store::block::decompress_to;

/// Loads the blocks of a walk as they are stored.
pub(super) struct BlockReader<'s> {
    selection: &'s Selection,
    payload: CachedStatement<'s>,
    /// Not loaded if the prefilter has no text to look up in it.
    ngrams: Option<CachedStatement<'s>>,
}

impl<'s> BlockReader<'s> {
    pub(super) fn new(
        connection: &'s Connection,
        selection: &'s Selection,
    ) -> Result<Self, LogsError> {
        let statement = |sql| connection.prepare_cached(sql);
        let ngrams = if selection.filter.prefilter().uses_ngrams() {
            Some(statement(
                "SELECT grams FROM log_grams WHERE block_id = ?1",
            )?)
        } else {
            None
        };
        Ok(Self {
            selection,
            payload: statement("SELECT payload FROM log_blocks WHERE id = ?1")?,
            ngrams,
        })
    }

    /// The size of the block's n-gram filter, and whether that rules the block out.
    pub(super) fn check_ngrams(&mut self, id: i64) -> Result<(usize, bool), LogsError> {
        let Some(statement) = &mut self.ngrams else {
            return Ok((0, false));
        };
        let mut rows = statement.query([id])?;
        // a block without a readable filter is read
        let Ok(Some(row)) = rows.next() else {
            return Ok((0, false));
        };
        let stored = row.get_ref(0)?.as_blob().map_err(|_| broken())?;
        let prefilter = self.selection.filter.prefilter();
        let is_ruled_out =
            NgramFilter::parse(stored).is_some_and(|filter| !prefilter.may_match(filter));
        Ok((stored.len(), is_ruled_out))
    }

    /// Hands the block as it is stored to `take`.
    pub(super) fn payload<T>(
        &mut self,
        id: i64,
        take: impl FnOnce(&[u8]) -> T,
    ) -> Result<T, StoreError> {
        let mut rows = self.payload.query([id])?;
        let row = rows.next()?.ok_or_else(broken)?;
        Ok(take(row.get_ref(0)?.as_blob().map_err(|_| broken())?))
    }
}

fn broken() -> StoreError {
    StoreError::Broken("a block of log events".to_owned())
}

/// Unpacks blocks, one after the other into the same buffer.
#[derive(Default)]
pub(super) struct Unpacker(Vec<u8>);

impl Unpacker {
    /// Hands the selected events of a stored block to `take`. Returns its unpacked size.
    pub(super) fn each_match(
        &mut self,
        selection: &Selection,
        (id, payload): (i64, &[u8]),
        take: impl FnMut(EventKey, &str),
    ) -> Result<usize, StoreError> {
        decompress_to(&mut self.0, payload)?;
        let is_candidate = |key| selection.from.reaches(key);
        selection
            .filter
            .each_match((id, &self.0), is_candidate, take)?;
        Ok(self.0.len())
    }
}
