//! Which traces need compaction, and how compacted blocks replace the others. How spans are
//! deduplicated is up to the caller.

use rusqlite::{OptionalExtension as _, params};

use super::append::insert_block;
use super::{Source, each_block, place, size};
use crate::model::TraceId;
use crate::stack::store::{Part, Store, StoreError, compress};

/// A trace with blocks that were not compacted yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct UncompactedTrace {
    pub id: TraceId,
    /// Blocks that came after the first, or after the last compaction.
    pub uncompacted: u32,
    seq: i64,
    next: i64,
}

/// A block of a trace, unpacked.
#[derive(Debug, Clone)]
pub struct UncompactedBlock {
    place: i64,
    pub source: Source,
    bytes: Vec<u8>,
}

impl UncompactedBlock {
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// What the blocks of a trace are compacted to.
#[derive(Debug, Clone, Default)]
pub struct CompactedBlocks {
    /// Of the trace, each counted once.
    pub spans: u32,
    /// The keys of the blocks that are replaced.
    replaced: Vec<i64>,
    blocks: Vec<(i64, Source, Vec<u8>)>,
}

impl CompactedBlocks {
    /// Adds the block that replaces `blocks`, all of one source.
    pub fn put<'b>(
        &mut self,
        source: Source,
        blocks: impl Iterator<Item = &'b UncompactedBlock>,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        let places: Vec<i64> = blocks.map(|block| block.place).collect();
        // in the place of the first
        if let Some(place) = places.first() {
            self.blocks.push((*place, source, compress(bytes)?));
            self.replaced.extend(places);
        }
        Ok(())
    }
}

impl Store {
    /// Up to `limit` traces with blocks that arrived after the first or after compaction.
    pub async fn uncompacted_traces(
        &self,
        limit: usize,
    ) -> Result<Vec<UncompactedTrace>, StoreError> {
        self.read(move |connection| {
            let sql = "SELECT seq, id, loose, next FROM traces WHERE loose > 0 ORDER BY loose DESC";
            connection.list(Part::Traces, limit, (sql, []), |row| {
                Ok::<_, rusqlite::Error>(UncompactedTrace {
                    seq: row.get(0)?,
                    id: TraceId(row.get(1)?),
                    uncompacted: row.get(2)?,
                    next: row.get(3)?,
                })
            })
        })
        .await
    }

    /// The blocks of the trace that can be read, unpacked; `None` if that would be more than
    /// `max_bytes`.
    pub async fn uncompacted_blocks(
        &self,
        trace: UncompactedTrace,
        max_bytes: usize,
    ) -> Result<Option<Vec<UncompactedBlock>>, StoreError> {
        self.read(move |connection| {
            let (bytes, _) = size::unpacked(connection, trace.seq)?;
            if bytes > max_bytes {
                return Ok(None);
            }
            let mut blocks = Vec::new();
            each_block(connection, trace.seq, |place, block| {
                // a damaged block stays where it is: `local check` may still save some of it
                if let Ok((source, bytes)) = block {
                    blocks.push(UncompactedBlock {
                        place,
                        source,
                        bytes: bytes.to_vec(),
                    });
                }
            })?;
            Ok(Some(blocks))
        })
        .await
    }

    /// Replaces the blocks of `trace` by the compacted ones. Of its row, only the number of
    /// spans changes. Does nothing and returns `false` if a block arrived in between.
    pub async fn replace_blocks(
        &self,
        trace: UncompactedTrace,
        compacted: CompactedBlocks,
    ) -> Result<bool, StoreError> {
        let weight = compacted
            .blocks
            .iter()
            .map(|(_, _, block)| block.len())
            .sum();
        self.write(weight, move |connection| {
            let mut find =
                connection.prepare_cached("SELECT next FROM traces WHERE seq = ?1 AND id = ?2")?;
            let next: Option<i64> = find
                .query_row(params![trace.seq, trace.id.0], |row| row.get(0))
                .optional()?;
            if next != Some(trace.next) {
                return Ok(false);
            }
            let mut delete =
                connection.prepare_cached("DELETE FROM trace_blocks WHERE place = ?1")?;
            for place in &compacted.replaced {
                delete.execute([place])?;
            }
            let mut block = connection.prepare_cached(
                "INSERT INTO trace_blocks (place, source, payload) VALUES (?1, ?2, ?3)",
            )?;
            for (place, source, payload) in &compacted.blocks {
                insert_block(&mut block, *place, *source, payload)?;
            }
            connection
                .prepare_cached(
                    "UPDATE traces SET loose = 0, spans = coalesce(?4, spans),
                         next = coalesce(1 + (SELECT max(place) FROM trace_blocks
                             WHERE place >= ?2 AND place < ?3) - ?2, 0)
                     WHERE seq = ?1",
                )?
                .execute(params![
                    trace.seq,
                    place(trace.seq, 0),
                    place(trace.seq + 1, 0),
                    (!compacted.blocks.is_empty()).then_some(compacted.spans),
                ])?;
            Ok(true)
        })
        .await
    }
}
