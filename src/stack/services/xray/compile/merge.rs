//! One outline for each id, whatever arrived for it, and in whatever order.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::io;

use super::entity::{Entity, derived_id};
use super::gather::{Gatherer, Hash};
use super::otel::Place;
use super::outline::{Fact, Origin, Outline};
use super::sent::SentTrace;
use crate::model::SpanId;
use crate::stack::store::Bytes;

/// The entities of a trace by id, and how many arrivals made them.
pub(super) struct Merged {
    pub(super) sent: SentTrace,
    pub(super) entities: Vec<Outline>,
    pub(super) arrivals: u32,
}

/// Complete overwrites in progress; a segment document overwrites the span of the same
/// id, which is the same work seen by another exporter.
///
/// What came twice alike is one arrival: compaction keeps it once.
///
/// # Errors
/// When what was sent cannot be had.
pub(super) fn merge(gatherer: Gatherer, bytes: Bytes) -> io::Result<Merged> {
    drop(gatherer.seen);
    let mut arrivals = gatherer.documents;
    let sent = SentTrace {
        trace: gatherer.trace,
        bytes,
        resources: gatherer.resources,
    };
    let entities = merge_documents(gatherer.entities, &sent)?;
    let mut spans = gatherer.spans;
    arrivals += one_version(&mut spans, &sent, &gatherer.hash)?;
    let complete = |id: SpanId| find(&entities, id).is_some_and(|at| entities[at].end().is_some());
    spans.retain(|span| !complete(span.id));
    let mut merged = place(spans, &sent);
    if !entities.is_empty() {
        let replaced: Vec<SpanId> = ids(&merged);
        let entities = entities.into_iter();
        merged.extend(entities.filter(|entity| replaced.binary_search(&entity.id).is_err()));
    }
    merged.sort_unstable_by_key(|entity| entity.id);
    merged.dedup_by_key(|entity| entity.id);
    Ok(Merged {
        sent,
        entities: merged,
        arrivals: u32::try_from(arrivals).unwrap_or(u32::MAX),
    })
}

/// The place of an id in outlines that are sorted by it.
pub(super) fn find(outlines: &[Outline], id: SpanId) -> Option<usize> {
    outlines
        .binary_search_by_key(&id, |outline| outline.id)
        .ok()
}

fn ids(outlines: &[Outline]) -> Vec<SpanId> {
    let mut ids: Vec<SpanId> = outlines.iter().map(|outline| outline.id).collect();
    ids.sort_unstable();
    ids
}

/// Says of spans, sorted by id, what they are in the trace, and adds the segments of calls
/// that no span of their own service encloses.
fn place(mut spans: Vec<Outline>, sent: &SentTrace) -> Vec<Outline> {
    let mut services = Vec::new();
    for at in 0..spans.len() {
        let span = spans[at];
        let parent = span.parent.and_then(|parent| find(&spans, parent));
        let other = parent.map(|parent| !sent.resources.same_service(spans[parent].of, span.of));
        let place = Place::new(&span, other);
        spans[at].set(Fact::Subsegment, place != Place::Segment);
        spans[at].set(Fact::Call, place != Place::Segment && span.is(Fact::Call));
        if place == Place::CallOfItsOwn {
            let id = derived_id(sent.trace, span.id, "service");
            let mut service = span;
            service.id = id;
            service.origin = Origin::ServiceOfCall;
            service.set(Fact::Call, false);
            service.set(Fact::Annotated, false);
            services.push(service);
            spans[at].parent = Some(id);
        }
    }
    spans.append(&mut services);
    spans
}

/// Sorts spans by id and leaves one of each; says how many there were that differ.
fn one_version(spans: &mut Vec<Outline>, sent: &SentTrace, hash: &Hash) -> io::Result<usize> {
    spans.sort_unstable_by_key(|span| span.id);
    let mut versions = 0;
    let mut kept = 0;
    let mut from = 0;
    while from < spans.len() {
        let same = spans[from..].iter().take_while(|s| s.id == spans[from].id);
        let end = from + same.count();
        let mut best = spans[from];
        versions += 1;
        if end - from > 1 {
            let mut known = HashSet::new();
            let mut highest = sent.span(&best, |span| span.version())?;
            known.insert(hash.of(&highest.1));
            for span in &spans[from + 1..end] {
                let version = sent.span(span, |span| span.version())?;
                known.insert(hash.of(&version.1));
                if version > highest {
                    (best, highest) = (*span, version);
                }
            }
            versions += known.len() - 1;
        }
        spans[kept] = best;
        kept += 1;
        from = end;
    }
    spans.truncate(kept);
    Ok(versions)
}

/// One of each id, sorted by it.
fn merge_documents(mut entities: Vec<Outline>, sent: &SentTrace) -> io::Result<Vec<Outline>> {
    let outermost = |of: &&Outline| of.is(Fact::Outermost);
    let outermost = entities.iter().filter(outermost);
    let (open, done): (Vec<&Outline>, Vec<&Outline>) =
        outermost.partition(|entity| entity.end().is_none());
    let open: HashSet<SpanId> = open.into_iter().map(|entity| entity.id).collect();
    let done = done.into_iter().map(|entity| entity.id);
    let overwritten: HashSet<SpanId> = done.filter(|id| open.contains(id)).collect();
    let mut drops = false;
    entities.retain(|entity| {
        if entity.is(Fact::Outermost) {
            // with all that it embedded
            drops = entity.end().is_none() && overwritten.contains(&entity.id);
        }
        !drops
    });
    entities.sort_unstable_by_key(|entity| entity.id);
    let mut kept = 0;
    let mut from = 0;
    while from < entities.len() {
        let mut best = entities[from];
        let mut end = from + 1;
        while let Some(other) = entities.get(end).filter(|other| other.id == best.id) {
            if preference(other, &best, sent)? == Ordering::Greater {
                best = *other;
            }
            end += 1;
        }
        entities[kept] = best;
        kept += 1;
        from = end;
    }
    entities.truncate(kept);
    Ok(entities)
}

/// Which of two versions of the same entity stands; equal only if they are the same.
fn preference(a: &Outline, b: &Outline, sent: &SentTrace) -> io::Result<Ordering> {
    // in progress comes before any end
    let end = |outline: &Outline| outline.end().unwrap_or(-1.0);
    let times = end(a).total_cmp(&end(b)).then(a.start.total_cmp(&b.start));
    if times != Ordering::Equal {
        return Ok(times);
    }
    let (a, b) = (sent.entity(a)?, sent.entity(b)?);
    let fields = a.fields.len().cmp(&b.fields.len());
    Ok(fields.then_with(|| text(&a).cmp(&text(&b))))
}

fn text(entity: &Entity) -> String {
    let fields = serde_json::to_string(&entity.fields).unwrap_or_default();
    format!(
        "{} {:?} {} {fields}",
        entity.name, entity.parent, entity.subsegment
    )
}
