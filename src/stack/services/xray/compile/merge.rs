//! One entity for each id, whatever arrived for it, and in whatever order.

use std::cmp::Ordering;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::entity::{Document, Entity, derived_id};
use super::otel::{OtelSpan, Place};
use crate::model::{SpanId, TraceId};

/// The entities of a trace by id, and how many arrivals made them.
pub(super) struct Merged {
    pub(super) entities: BTreeMap<SpanId, Entity>,
    pub(super) arrivals: u32,
}

/// Complete overwrites in progress; a segment document overwrites the span of the same
/// id, which is the same work seen by another exporter.
///
/// What came twice alike is one arrival: compaction keeps it once.
pub(super) fn merge(trace: TraceId, documents: Vec<Document>, spans: Vec<OtelSpan<'_>>) -> Merged {
    let mut arrivals = documents.len();
    let mut entities = merge_documents(documents);
    let Versions { mut best, others } = versions(spans);
    arrivals += best.len() + others.values().map(Vec::len).sum::<usize>();
    best.retain(|id, _| entities.get(id).is_none_or(|e| e.end.is_none()));
    for span in best.values() {
        let parent = span.parent.and_then(|parent| best.get(&parent));
        let place = span.place(parent);
        if let Place::CallOfItsOwn = place {
            let service = derived_id(trace, span.id, "service");
            entities.insert(service, span.service_segment(service));
            let mut call = span.entity(trace, Place::Subsegment);
            call.parent = Some(service);
            entities.insert(span.id, call);
        } else {
            entities.insert(span.id, span.entity(trace, place));
        }
    }
    Merged {
        entities,
        arrivals: u32::try_from(arrivals).unwrap_or(u32::MAX),
    }
}

/// The spans by id, where several have one the one that stands, and what differs from it.
struct Versions<'a> {
    best: BTreeMap<SpanId, OtelSpan<'a>>,
    others: BTreeMap<SpanId, Vec<OtelSpan<'a>>>,
}

fn versions(spans: Vec<OtelSpan<'_>>) -> Versions<'_> {
    let mut best: BTreeMap<SpanId, OtelSpan<'_>> = BTreeMap::new();
    let mut others: BTreeMap<SpanId, Vec<OtelSpan<'_>>> = BTreeMap::new();
    for span in spans {
        match best.entry(span.id) {
            Entry::Vacant(new) => {
                new.insert(span);
            }
            Entry::Occupied(mut stands) => {
                let known = others.entry(span.id).or_default();
                let same = |other: &OtelSpan<'_>| span.preference(other) == Ordering::Equal;
                if same(stands.get()) || known.iter().any(same) {
                    continue;
                }
                match span.preference(stands.get()) {
                    Ordering::Greater => known.push(stands.insert(span)),
                    _ => known.push(span),
                }
            }
        }
    }
    Versions { best, others }
}

fn merge_documents(documents: Vec<Document>) -> BTreeMap<SpanId, Entity> {
    let complete: BTreeSet<SpanId> = documents
        .iter()
        .filter(|document| document.root().end.is_some())
        .map(|document| document.root().id)
        .collect();
    let mut entities: BTreeMap<SpanId, Entity> = BTreeMap::new();
    for document in documents {
        let root = document.root();
        // overwritten with all that it embedded
        if root.end.is_none() && complete.contains(&root.id) {
            continue;
        }
        for entity in document.entities {
            match entities.get(&entity.id) {
                Some(other) if preference(&entity, other) != Ordering::Greater => {}
                _ => {
                    entities.insert(entity.id, entity);
                }
            }
        }
    }
    entities
}

/// Which of two versions of the same entity stands; equal only if they are the same.
fn preference(a: &Entity, b: &Entity) -> Ordering {
    // in progress comes before any end
    let end = |e: &Entity| e.end.unwrap_or(-1.0);
    end(a)
        .total_cmp(&end(b))
        .then_with(|| a.start.total_cmp(&b.start))
        .then_with(|| a.fields.len().cmp(&b.fields.len()))
        .then_with(|| text(a).cmp(&text(b)))
}

fn text(entity: &Entity) -> String {
    let fields = serde_json::to_string(&entity.fields).unwrap_or_default();
    format!(
        "{} {:?} {} {fields}",
        entity.name, entity.parent, entity.subsegment
    )
}
