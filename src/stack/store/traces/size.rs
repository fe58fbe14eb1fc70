//! How large traces are, without unpacking them.

use rusqlite::{Connection, OptionalExtension as _};

use super::place;
use crate::model::TraceId;
use crate::stack::store::{Store, StoreError};

/// How large a trace is; nothing of what is not stored or cannot be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TraceSize {
    /// What its blocks have unpacked, as their frames say.
    pub bytes: usize,
    /// Of these the largest block.
    pub largest: usize,
    /// What arrived; see [`TraceRow`](super::TraceRow).
    pub spans: usize,
}

impl Store {
    /// How large each of `ids` is.
    pub async fn trace_sizes(&self, ids: Vec<TraceId>) -> Result<Vec<TraceSize>, StoreError> {
        self.read(move |connection| {
            let sizes = ids.iter().map(|id| size(connection, *id));
            // whoever reads the trace itself tells what is wrong with it
            Ok(sizes.map(Result::unwrap_or_default).collect())
        })
        .await
    }
}

fn size(connection: &Connection, id: TraceId) -> rusqlite::Result<TraceSize> {
    let row = connection
        .prepare_cached("SELECT seq, spans FROM traces WHERE id = ?1")?
        .query_row([id.0], |row| Ok((row.get(0)?, row.get::<_, u32>(1)?)))
        .optional()?;
    let Some((seq, spans)) = row else {
        return Ok(TraceSize::default());
    };
    let (bytes, largest) = unpacked(connection, seq)?;
    Ok(TraceSize {
        bytes,
        largest,
        spans: spans as usize,
    })
}

/// What the blocks of a trace have unpacked, as their frames say, and of these the largest.
pub(super) fn unpacked(connection: &Connection, seq: i64) -> rusqlite::Result<(usize, usize)> {
    // a frame's header has no more bytes
    let mut statement = connection.prepare_cached(
        "SELECT substr(payload, 1, 18) FROM trace_blocks WHERE place >= ?1 AND place < ?2",
    )?;
    let mut rows = statement.query([place(seq, 0), place(seq + 1, 0)])?;
    let (mut all, mut largest) = (0_usize, 0);
    while let Some(row) = rows.next()? {
        let header = row.get_ref(0)?.as_blob().unwrap_or_default();
        let unpacked = zstd::zstd_safe::get_frame_content_size(header);
        let unpacked = usize::try_from(unpacked.ok().flatten().unwrap_or(0)).unwrap_or(usize::MAX);
        all = all.saturating_add(unpacked);
        largest = largest.max(unpacked);
    }
    Ok((all, largest))
}
