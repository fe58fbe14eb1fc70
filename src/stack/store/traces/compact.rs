//! Merging the blocks of a trace. What merging means is the caller's business; here is
//! which traces need it, and the exchange of many blocks for few.

use rusqlite::{OptionalExtension as _, params};

use super::append::insert_block;
use super::{Source, each_block, place, size};
use crate::model::TraceId;
use crate::stack::store::{Part, Store, StoreError, compress};

/// A trace with blocks that were not merged yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LooseTrace {
    pub id: TraceId,
    /// Blocks that came after the first, or after the last merge.
    pub loose: u32,
    seq: i64,
    next: i64,
}

/// A block of a trace, unpacked.
#[derive(Debug, Clone)]
pub struct LooseBlock {
    place: i64,
    pub source: Source,
    bytes: Vec<u8>,
}

impl LooseBlock {
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// What the blocks of a trace become.
#[derive(Debug, Clone, Default)]
pub struct MergedBlocks {
    /// Of the trace, each counted once.
    pub spans: u32,
    /// The places of the blocks that these are made of.
    replaced: Vec<i64>,
    blocks: Vec<(i64, Source, Vec<u8>)>,
}

impl MergedBlocks {
    /// Adds the block that `blocks` of one source become.
    pub fn put<'b>(
        &mut self,
        source: Source,
        blocks: impl Iterator<Item = &'b LooseBlock>,
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
    /// Up to `limit` traces that have more blocks than one request or one merge left.
    pub async fn loose_traces(&self, limit: usize) -> Result<Vec<LooseTrace>, StoreError> {
        self.read(move |connection| {
            let sql = "SELECT seq, id, loose, next FROM traces WHERE loose > 0 ORDER BY loose DESC";
            connection.list(Part::Traces, limit, (sql, []), |row| {
                Ok::<_, rusqlite::Error>(LooseTrace {
                    seq: row.get(0)?,
                    id: TraceId(row.get(1)?),
                    loose: row.get(2)?,
                    next: row.get(3)?,
                })
            })
        })
        .await
    }

    /// The blocks that [`replace_blocks`](Self::replace_blocks) exchanges, without those
    /// that cannot be read; or `None` if they have
    /// more than `most` bytes unpacked.
    pub async fn loose_blocks(
        &self,
        trace: LooseTrace,
        most: usize,
    ) -> Result<Option<Vec<LooseBlock>>, StoreError> {
        self.read(move |connection| {
            // before any of it is unpacked
            let (bytes, _) = size::unpacked(connection, trace.seq)?;
            if bytes > most {
                return Ok(None);
            }
            let mut blocks = Vec::new();
            each_block(connection, trace.seq, |place, block| {
                // what cannot be read stays where it is, for whoever may save it
                if let Ok((source, bytes)) = block {
                    blocks.push(LooseBlock {
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

    /// Exchanges blocks of `trace` for those that they make. Its row keeps what it says of
    /// the spans, but their number. Does nothing and returns `false` if a block came in
    /// between.
    pub async fn replace_blocks(
        &self,
        trace: LooseTrace,
        merged: MergedBlocks,
    ) -> Result<bool, StoreError> {
        let weight = merged.blocks.iter().map(|(_, _, block)| block.len()).sum();
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
            for place in &merged.replaced {
                delete.execute([place])?;
            }
            let mut block = connection.prepare_cached(
                "INSERT INTO trace_blocks (place, source, payload) VALUES (?1, ?2, ?3)",
            )?;
            for (place, source, payload) in &merged.blocks {
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
                    (!merged.blocks.is_empty()).then_some(merged.spans),
                ])?;
            Ok(true)
        })
        .await
    }
}
