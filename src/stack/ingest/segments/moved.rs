//! Stored documents of one trace, of many blocks into one.
//!
//! What was accepted is not judged again, and what redaction made of it need not be valid:
//! lines are moved as they are. All that differ stay, for a later document of the same
//! segment adds to an earlier one.

use std::collections::HashSet;

use super::Entity;
use super::scalar::Object;
use crate::model::SpanId;

/// The documents of several blocks as one.
#[derive(Debug, Default)]
pub(in crate::stack::ingest) struct Moved {
    pub lines: Vec<u8>,
    /// Segments and subsegments that are not in `counted`, each once.
    pub spans: u32,
}

/// Moves the documents of the blocks together, and adds their ids to `counted`.
pub(in crate::stack::ingest) fn moved<'a>(
    blocks: impl Iterator<Item = &'a [u8]>,
    counted: &mut HashSet<SpanId>,
) -> Moved {
    let mut moved = Moved::default();
    let mut seen = HashSet::new();
    for line in blocks.flat_map(|block| block.split(|byte| *byte == b'\n')) {
        if !line.is_empty() && seen.insert(line) {
            moved.spans += count(line, counted);
            moved.lines.extend_from_slice(line);
            moved.lines.push(b'\n');
        }
    }
    moved
}

fn count(line: &[u8], counted: &mut HashSet<SpanId>) -> u32 {
    match serde_json::from_slice::<Object<Entity<'_>>>(line) {
        Ok(Object(entity)) => count_new(&entity, counted),
        // how many there are says nobody any more
        Err(_) => 0,
    }
}

fn count_new(entity: &Entity<'_>, counted: &mut HashSet<SpanId>) -> u32 {
    let id = entity.id.text().and_then(|id| id.parse().ok());
    let own = u32::from(id.is_some_and(|id| counted.insert(id)));
    let embedded = entity.subsegments.0.iter();
    own + embedded
        .map(|entity| count_new(entity, counted))
        .sum::<u32>()
}
