//! From what was sent to what X-Ray gives back: documents of one trace merged by id,
//! independent subsegments in their parents, OpenTelemetry spans as segments, and
//! inferred segments for callees that send nothing themselves.
//!
//! The result depends on the set of documents alone, never on the order in which they
//! arrived.

use std::collections::{HashMap, HashSet};
use std::io;

use opentelemetry_proto::tonic::trace::v1::TracesData;
use prost::Message as _;
use serde_json::{Map, Value};

use crate::model::{SpanId, TraceId};
use crate::stack::store::{Source, StoredTrace};

mod document;
mod entity;
mod inferred;
mod merge;
mod otel;
#[cfg(test)]
mod tests;
mod tree;

pub use entity::Entity;

/// A segment or subsegment with the subsegments in it, earliest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub entity: Entity,
    pub children: Vec<Self>,
}

/// A compiled trace.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    pub id: TraceId,
    /// The segments as sent, earliest first; subsegments whose parent is missing among
    /// them; then the inferred ones.
    pub segments: Vec<Node>,
    /// Something is in progress, or the parent of a subsegment is missing.
    pub partial: bool,
    /// How many documents and spans made it; grows with every further one.
    pub revision: u32,
    /// Stored documents and blocks that could not be read, and are not here.
    pub unread: u64,
    /// Blocks of it are damaged.
    pub damaged: bool,
}

impl Node {
    /// This one and all in it, outermost first.
    pub fn walk(&self) -> Vec<&Entity> {
        let mut found = Vec::new();
        let mut open = vec![self];
        while let Some(node) = open.pop() {
            found.push(&node.entity);
            open.extend(node.children.iter().rev());
        }
        found
    }

    /// The compiled document, as BatchGetTraces gives it.
    pub fn document(&self, trace: TraceId) -> String {
        document::of(self, trace)
    }

    /// The same, written as it is made.
    pub fn write_document(&self, trace: TraceId, out: &mut impl io::Write) -> io::Result<()> {
        document::write(self, trace, out)
    }
}

impl Trace {
    /// The earliest start and the latest end, in seconds since the epoch; what is in
    /// progress ends where it starts.
    pub fn bounds(&self) -> (f64, f64) {
        let mut bounds = (f64::MAX, f64::MIN);
        for entity in self.segments.iter().flat_map(Node::walk) {
            bounds.0 = bounds.0.min(entity.start);
            // clocks that are set back end what they did before it began
            bounds.1 = bounds
                .1
                .max(entity.end.unwrap_or(entity.start).max(entity.start));
        }
        bounds
    }

    /// For each segment or subsegment, the index of the segment that it belongs to.
    pub fn owners(&self) -> HashMap<SpanId, usize> {
        let mut owners = HashMap::new();
        for (index, segment) in self.segments.iter().enumerate() {
            for entity in segment.walk() {
                owners.insert(entity.id, index);
            }
        }
        owners
    }

    /// Where the trace was entered: the earliest segment that no other called.
    pub fn root(&self) -> Option<&Node> {
        let owners = self.owners();
        let real = || self.segments.iter().filter(|s| !s.entity.inferred);
        let called = |s: &&Node| s.entity.parent.is_some_and(|p| owners.contains_key(&p));
        real()
            .filter(|s| !s.entity.subsegment)
            .find(|s| !called(s))
            .or_else(|| real().next())
    }
}

/// Compiles a stored trace. A block that is not what its source says is left out.
pub fn compile(stored: &StoredTrace) -> Trace {
    let mut documents = Vec::new();
    let mut requests = Vec::new();
    let mut unread = 0;
    let mut seen = HashSet::new();
    for (source, payload) in &stored.blocks {
        match source {
            Source::Xray => {
                let Ok(lines) = std::str::from_utf8(payload) else {
                    unread += 1;
                    continue;
                };
                // one that was sent again adds nothing, whether it was merged or not
                for line in lines.lines().filter(|line| seen.insert(*line)) {
                    match entity::read(line) {
                        Some(document) => documents.push(document),
                        None => unread += 1,
                    }
                }
            }
            Source::Otlp => match TracesData::decode(payload.as_slice()) {
                Ok(request) => requests.push(request),
                Err(_) => unread += 1,
            },
        }
    }
    let spans = otel::spans(&requests);
    let merged = merge::merge(stored.id, documents, spans);
    let mut trace = tree::plant(stored.id, merged);
    trace.unread = unread;
    trace.damaged = stored.damaged || unread > 0;
    trace.partial |= trace.damaged;
    inferred::add(&mut trace);
    trace
}

/// An object of the fields that have a value.
fn object<const N: usize>(fields: [(&str, Option<Value>); N]) -> Option<Value> {
    let map: Map<String, Value> = fields
        .into_iter()
        .filter_map(|(key, value)| Some((key.to_owned(), value?)))
        .collect();
    (!map.is_empty()).then_some(Value::Object(map))
}
