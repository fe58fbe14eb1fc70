//! Spans by their parents → depth first.

use std::collections::HashMap;

use crate::model::{Source, Span, SpanId, SpanKind};

/// A span that is not in its tree yet.
pub(super) struct Piece {
    pub(super) span: Span,
    /// How its SDK writes stacks; the segment says it for its subsegments.
    pub(super) innermost_last: Option<bool>,
}

/// What a span takes over from its parent.
#[derive(Clone, Default)]
struct Inherited {
    service: Option<String>,
    source: Option<Source>,
    innermost_last: bool,
}

/// Depth first, siblings by start. Spans without a parent come first, then those whose
/// parent is missing, then those that are each other's ancestors (nobody may lose a
/// span to a broken document).
pub(super) fn ordered(mut pieces: HashMap<SpanId, Piece>) -> Vec<Span> {
    let mut ids: Vec<SpanId> = pieces.keys().copied().collect();
    ids.sort_by_key(|id| (pieces[id].span.start, *id));
    let mut children: HashMap<SpanId, Vec<SpanId>> = HashMap::new();
    let (mut roots, mut orphans) = (Vec::new(), Vec::new());
    for &id in &ids {
        match pieces[&id].span.parent_id {
            None => roots.push(id),
            Some(parent) if pieces.contains_key(&parent) => {
                children.entry(parent).or_default().push(id);
            }
            Some(_) => orphans.push(id),
        }
    }
    let mut spans = Vec::with_capacity(ids.len());
    for id in roots {
        descend(id, false, &mut pieces, &mut children, &mut spans);
    }
    for id in orphans {
        descend(id, true, &mut pieces, &mut children, &mut spans);
    }
    for id in ids {
        if pieces.contains_key(&id) {
            descend(id, true, &mut pieces, &mut children, &mut spans);
        }
    }
    spans
}

/// Moves a span and its descendants out of `pieces` (each once, so that a ring ends).
/// A stack instead of recursion: the depth is the sender's choice.
fn descend(
    root: SpanId,
    orphan: bool,
    pieces: &mut HashMap<SpanId, Piece>,
    children: &mut HashMap<SpanId, Vec<SpanId>>,
    spans: &mut Vec<Span>,
) {
    let mut stack = vec![(root, 0, Inherited::default())];
    while let Some((id, depth, inherited)) = stack.pop() {
        let Some(Piece {
            mut span,
            innermost_last,
        }) = pieces.remove(&id)
        else {
            continue;
        };
        span.depth = depth;
        span.orphan = orphan && depth == 0;
        // a segment is another program's: it says all of it itself
        let inherited = match span.kind {
            SpanKind::Subsegment => inherited,
            SpanKind::Segment | SpanKind::Inferred => Inherited::default(),
        };
        span.service = span.service.or(inherited.service);
        span.source = span.source.or(inherited.source);
        let innermost_last = innermost_last.unwrap_or(inherited.innermost_last);
        if innermost_last {
            for exception in &mut span.exceptions {
                exception.stack.reverse();
            }
        }
        let passed_on = Inherited {
            service: span.service.clone(),
            source: span.source,
            innermost_last,
        };
        spans.push(span);
        for child in children.remove(&id).unwrap_or_default().into_iter().rev() {
            stack.push((child, depth + 1, passed_on.clone()));
        }
    }
}
