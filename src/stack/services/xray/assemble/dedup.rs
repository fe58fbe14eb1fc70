//! Deduplicates outlines: one for each id, whatever arrived for it and in whatever order.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::io;

use super::entity::{Entity, derived_id};
use super::otel::SpanRole;
use super::outline::{Fact, Origin, Outline};
use super::outline_builder::{Hash, OutlineBuilder};
use super::sent::SentTrace;
use crate::model::SpanId;
use crate::stack::store::Bytes;

/// The outlines of a trace, one for each id and sorted by it.
pub(super) struct Deduplicated {
    pub(super) sent: SentTrace,
    pub(super) entities: Vec<Outline>,
    /// How many different documents and spans arrived.
    pub(super) arrivals: u32,
}

/// A complete segment replaces one in progress; a segment document replaces the span of the
/// same id, which is the same work reported by another exporter.
///
/// Two identical documents count as one arrival, because compaction keeps only one of them.
///
/// # Errors
/// When the file of a large trace cannot be read.
pub(super) fn dedup(builder: OutlineBuilder, bytes: Bytes) -> io::Result<Deduplicated> {
    drop(builder.seen);
    let mut arrivals = builder.documents;
    let sent = SentTrace {
        trace: builder.trace,
        bytes,
        resources: builder.resources,
    };
    let entities = dedup_documents(builder.entities, &sent)?;
    let mut spans = builder.spans;
    arrivals += one_version(&mut spans, &sent, &builder.hash)?;
    let complete = |id: SpanId| find(&entities, id).is_some_and(|at| entities[at].end().is_some());
    spans.retain(|span| !complete(span.id));
    let mut unique = assign_roles(spans, &sent);
    if !entities.is_empty() {
        let replaced: Vec<SpanId> = ids(&unique);
        let entities = entities.into_iter();
        unique.extend(entities.filter(|entity| replaced.binary_search(&entity.id).is_err()));
    }
    unique.sort_unstable_by_key(|entity| entity.id);
    unique.dedup_by_key(|entity| entity.id);
    Ok(Deduplicated {
        sent,
        entities: unique,
        arrivals: u32::try_from(arrivals).unwrap_or(u32::MAX),
    })
}

/// The index of an id in outlines that are sorted by it.
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

/// Gives each of the spans, sorted by id, its role in the trace, and adds segments for calls
/// that no span of their own service encloses.
fn assign_roles(mut spans: Vec<Outline>, sent: &SentTrace) -> Vec<Outline> {
    let mut services = Vec::new();
    for at in 0..spans.len() {
        let span = spans[at];
        let parent = span.parent.and_then(|parent| find(&spans, parent));
        let other = parent.map(|parent| !sent.resources.same_service(spans[parent].of, span.of));
        let role = SpanRole::new(&span, other);
        spans[at].set(Fact::Subsegment, role != SpanRole::Segment);
        spans[at].set(Fact::Call, role != SpanRole::Segment && span.is(Fact::Call));
        if role == SpanRole::CallOfItsOwn {
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

/// Sorts spans by id and keeps one for each; returns how many different ones there were.
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
            known.insert(hash.digest(&highest.1));
            for span in &spans[from + 1..end] {
                let version = sent.span(span, |span| span.version())?;
                known.insert(hash.digest(&version.1));
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
fn dedup_documents(mut entities: Vec<Outline>, sent: &SentTrace) -> io::Result<Vec<Outline>> {
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
