//! Stored spans of one trace, of many blocks into one.
//!
//! What was accepted is not judged again: its bytes are moved, in the order in which they
//! came, under resources and scopes that are there once. Only what came twice, byte for
//! byte, is there once; whoever reads takes two of the same for one.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::{RESOURCE_SPANS, SCOPE_SPANS, put_all};
use crate::model::SpanId;
use crate::stack::ingest::shapes;
use crate::stack::ingest::wire::{DEPTH, Malformed, check, field_len, fields, put_header};

/// The spans of several blocks as one `TracesData`.
#[derive(Debug, Default)]
pub(in crate::stack::ingest) struct Moved {
    pub encoded: Vec<u8>,
    /// For each block whether it is in there. One that is no `TracesData` would make the
    /// others unreadable, and stays where it is.
    pub taken: Vec<bool>,
}

/// Moves the spans of the blocks together, and adds their ids to `ids`.
pub(in crate::stack::ingest) fn moved<'a>(
    blocks: impl Iterator<Item = &'a [u8]>,
    ids: &mut HashSet<SpanId>,
) -> Moved {
    let mut tree = Tree::default();
    let mut taken = Vec::new();
    for block in blocks {
        let whole = check(&shapes::TRACES, block, DEPTH).is_ok();
        // a message that was checked can be walked through
        taken.push(whole && tree.add(block, ids).is_ok());
    }
    Moved {
        encoded: tree.encoded(),
        taken,
    }
}

/// A field's own parts, without the messages of the next level in it.
type Head<'a> = Vec<&'a [u8]>;

#[derive(Default)]
struct Tree<'a> {
    resources: Vec<(Head<'a>, Vec<usize>)>,
    resource_of: HashMap<Vec<u8>, usize>,
    scopes: Vec<(Head<'a>, Vec<&'a [u8]>)>,
    scope_of: HashMap<(usize, Vec<u8>), usize>,
    /// The spans that are there, each with its scope.
    known: HashSet<(usize, &'a [u8])>,
}

impl<'a> Tree<'a> {
    fn add(&mut self, block: &'a [u8], ids: &mut HashSet<SpanId>) -> Result<(), Malformed> {
        let (_, resources) = split(block, RESOURCE_SPANS)?;
        for (_, resource) in resources {
            let (head, scopes) = split(resource, SCOPE_SPANS)?;
            let at = self.resource(head);
            for (_, scope) in scopes {
                let (head, spans) = split(scope, SPANS)?;
                let at = self.scope(at, head);
                for (raw, span) in spans {
                    ids.extend(id_of(span)?);
                    if self.known.insert((at, raw)) {
                        self.scopes[at].1.push(raw);
                    }
                }
            }
        }
        Ok(())
    }

    fn resource(&mut self, head: Head<'a>) -> usize {
        match self.resource_of.entry(head.concat()) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                self.resources.push((head, Vec::new()));
                *new.insert(self.resources.len() - 1)
            }
        }
    }

    fn scope(&mut self, resource: usize, head: Head<'a>) -> usize {
        match self.scope_of.entry((resource, head.concat())) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                self.scopes.push((head, Vec::new()));
                let at = self.scopes.len() - 1;
                self.resources[resource].1.push(at);
                *new.insert(at)
            }
        }
    }

    fn encoded(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for (head, scopes) in &self.resources {
            let lens: Vec<usize> = scopes.iter().map(|at| self.scope_len(*at)).collect();
            let inner: usize = lens.iter().map(|len| field_len(SCOPE_SPANS, *len)).sum();
            put_header(RESOURCE_SPANS, size(head) + inner, &mut out);
            put_all(head, &mut out);
            for (at, len) in scopes.iter().zip(lens) {
                let (head, spans) = &self.scopes[*at];
                put_header(SCOPE_SPANS, len, &mut out);
                put_all(head, &mut out);
                put_all(spans, &mut out);
            }
        }
        out
    }

    fn scope_len(&self, at: usize) -> usize {
        let (head, spans) = &self.scopes[at];
        size(head) + size(spans)
    }
}

/// `ScopeSpans.spans`.
const SPANS: u32 = 2;
/// `Span.span_id`.
const SPAN_ID: u32 = 2;

fn size(parts: &[&[u8]]) -> usize {
    parts.iter().map(|part| part.len()).sum()
}

/// Fields with their keys, and their messages.
type Inner<'a> = Vec<(&'a [u8], &'a [u8])>;

/// The fields of a message: those of one number, and the others.
fn split(message: &[u8], number: u32) -> Result<(Head<'_>, Inner<'_>), Malformed> {
    let (mut head, mut inner) = (Vec::new(), Vec::new());
    let mut rest = fields(message);
    while let Some(field) = rest.next(DEPTH)? {
        if field.number == number {
            inner.push((field.raw, field.bytes()?));
        } else {
            head.push(field.raw);
        }
    }
    Ok((head, inner))
}

fn id_of(span: &[u8]) -> Result<Option<SpanId>, Malformed> {
    let mut id = None;
    let mut rest = fields(span);
    while let Some(field) = rest.next(DEPTH)? {
        if field.number == SPAN_ID {
            id = field.bytes()?.try_into().ok().map(SpanId);
        }
    }
    Ok(id)
}
