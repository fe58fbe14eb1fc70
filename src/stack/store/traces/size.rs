//! How large traces are, without unpacking them.

use rusqlite::{Connection, OptionalExtension as _};

use super::place;
use crate::model::TraceId;
use crate::stack::store::{Store, StoreError};

impl Store {
    /// The bytes that the blocks of each of `ids` have unpacked, as their frames say; 0
    /// for what is not stored or cannot be read.
    pub async fn trace_sizes(&self, ids: Vec<TraceId>) -> Result<Vec<usize>, StoreError> {
        self.read(move |connection| {
            let sizes = ids.iter().map(|id| size(connection, *id));
            // whoever reads the trace itself tells what is wrong with it
            Ok(sizes.map(|size| size.unwrap_or(0)).collect())
        })
        .await
    }
}

fn size(connection: &Connection, id: TraceId) -> rusqlite::Result<usize> {
    let seq = connection
        .prepare_cached("SELECT seq FROM traces WHERE id = ?1")?
        .query_row([id.0], |row| row.get(0))
        .optional()?;
    let Some(seq) = seq else { return Ok(0) };
    // a frame's header has no more bytes
    let mut statement = connection.prepare_cached(
        "SELECT substr(payload, 1, 18) FROM trace_blocks WHERE place >= ?1 AND place < ?2",
    )?;
    let mut rows = statement.query([place(seq, 0), place(seq + 1, 0)])?;
    let mut size = 0;
    while let Some(row) = rows.next()? {
        let header = row.get_ref(0)?.as_blob().unwrap_or_default();
        let unpacked = zstd::zstd_safe::get_frame_content_size(header);
        size += unpacked.ok().flatten().unwrap_or(0);
    }
    Ok(usize::try_from(size).unwrap_or(usize::MAX))
}
