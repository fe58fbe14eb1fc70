//! Subsegments into their parents.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::entity::Entity;
use super::merge::Merged;
use super::{Node, Trace};
use crate::model::{SpanId, TraceId};

/// Deeper subsegments are listed beside their parent instead of in it: what reads a
/// compiled document (a JSON parser with a depth limit, a recursive client) must be able
/// to, however long the chain is that somebody sent.
const DEEPEST: usize = 40;
/// Levels of objects and arrays that a document has at most; parsers stop at 128.
const LEVELS: usize = 120;

/// The trace of the entities; those whose parent is missing stand beside the segments.
pub(super) fn plant(id: TraceId, merged: Merged) -> Trace {
    let Merged { entities, arrivals } = merged;
    let in_progress = entities.values().any(|entity| entity.end.is_none());
    let mut grove = Grove::new(entities);
    let mut orphans = grove.without_parent();
    grove.adopt(&orphans);
    // what is left goes round in circles: the earliest of each circle stands alone
    for first in grove.left_by_start() {
        if grove.left.contains_key(&first) {
            orphans.push(first);
            grove.adopt(&[first]);
        }
    }
    let partial = in_progress
        || orphans.iter().any(|id| {
            grove
                .entities
                .get(id)
                .is_some_and(|entity| entity.subsegment)
        });
    let mut segments: Vec<Node> = orphans.iter().filter_map(|id| grove.take(*id)).collect();
    segments.sort_by(|a, b| order(&a.entity, &b.entity));
    Trace {
        id,
        segments,
        partial,
        revision: arrivals,
        unread: 0,
        damaged: false,
    }
}

/// By start; ids break ties, so that the order never depends on arrival.
pub(super) fn order(a: &Entity, b: &Entity) -> std::cmp::Ordering {
    a.start.total_cmp(&b.start).then_with(|| a.id.cmp(&b.id))
}

struct Grove {
    entities: BTreeMap<SpanId, Entity>,
    /// Subsegments by the parent that they name.
    named: HashMap<SpanId, Vec<SpanId>>,
    /// Subsegments by the parent in which they are put.
    placed: HashMap<SpanId, Vec<SpanId>>,
    left: BTreeMap<SpanId, ()>,
    /// How deep subsegments are put into one another, at most [`DEEPEST`]: less where
    /// their own fields are deep.
    deepest: usize,
}

/// Levels of objects and arrays in a value.
fn levels(value: &Value) -> usize {
    match value {
        Value::Object(fields) => 1 + fields.values().map(levels).max().unwrap_or(0),
        Value::Array(values) => 1 + values.iter().map(levels).max().unwrap_or(0),
        _ => 0,
    }
}

impl Grove {
    fn new(entities: BTreeMap<SpanId, Entity>) -> Self {
        let mut named: HashMap<SpanId, Vec<SpanId>> = HashMap::new();
        for entity in entities.values().filter(|entity| entity.subsegment) {
            if let Some(parent) = entity.parent {
                named.entry(parent).or_default().push(entity.id);
            }
        }
        let fields = entities.values().flat_map(|entity| entity.fields.values());
        let fields = fields.map(levels).max().unwrap_or(0);
        let left = entities.keys().map(|id| (*id, ())).collect();
        Self {
            entities,
            named,
            placed: HashMap::new(),
            left,
            // each level of subsegments is an array in an object
            deepest: (LEVELS.saturating_sub(fields) / 2).clamp(1, DEEPEST),
        }
    }

    fn without_parent(&self) -> Vec<SpanId> {
        let known = |parent: SpanId| self.entities.contains_key(&parent);
        self.entities
            .values()
            .filter(|entity| !entity.subsegment || !entity.parent.is_some_and(known))
            .map(|entity| entity.id)
            .collect()
    }

    /// Puts everything that descends from `roots` in its place.
    fn adopt(&mut self, roots: &[SpanId]) {
        let mut open: Vec<(SpanId, usize)> = roots.iter().map(|root| (*root, 0)).collect();
        while let Some((id, depth)) = open.pop() {
            self.left.remove(&id);
            let mut pending = self.named.remove(&id).unwrap_or_default();
            while let Some(child) = pending.pop() {
                if self.left.remove(&child).is_none() {
                    continue;
                }
                self.placed.entry(id).or_default().push(child);
                if depth + 1 < self.deepest {
                    open.push((child, depth + 1));
                } else {
                    pending.extend(self.named.remove(&child).unwrap_or_default());
                }
            }
        }
    }

    fn left_by_start(&self) -> Vec<SpanId> {
        let left = self.left.keys().filter_map(|id| self.entities.get(id));
        let mut left: Vec<&Entity> = left.collect();
        left.sort_by(|a, b| order(a, b));
        left.into_iter().map(|entity| entity.id).collect()
    }

    /// The tree below `id`, no deeper than `deepest`.
    fn take(&mut self, id: SpanId) -> Option<Node> {
        let entity = self.entities.remove(&id)?;
        let children = self.placed.remove(&id).unwrap_or_default();
        let mut children: Vec<Node> = children
            .into_iter()
            .filter_map(|child| self.take(child))
            .collect();
        children.sort_by(|a, b| order(&a.entity, &b.entity));
        Some(Node { entity, children })
    }
}
