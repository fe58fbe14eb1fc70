//! Assembles a trace as X-Ray returns it from what was sent: documents are deduplicated by
//! id, independent subsegments put into their parents, OpenTelemetry spans turned into
//! segments, and segments inferred for callees that send none themselves.
//!
//! The result depends only on the set of documents, never on the order of their arrival.
//!
//! A trace may have a million spans, each of which is large as a document. So an assembled
//! trace is an ordered list of outlines; a segment or span is read from its stored bytes
//! when it is needed, and dropped again.

use std::io;

use serde_json::{Map, Value};

use crate::model::{SpanId, TraceId};
use crate::stack::store::{Bytes, LoadedTrace, TraceSize};

mod dedup;
mod document;
mod entity;
mod inferred;
mod otel;
mod outline;
mod outline_builder;
mod sent;
#[cfg(test)]
mod tests;
mod tree;

pub use entity::Entity;
pub use outline::Outline;
use outline_builder::OutlineBuilder;
use sent::{Resources, SentTrace};
use tree::Children;

/// An assembled trace.
#[derive(Debug)]
pub struct Trace {
    pub id: TraceId,
    /// Something is in progress, or the parent of a subsegment is missing.
    pub partial: bool,
    /// How many documents and spans made it; grows with every further one.
    pub revision: u32,
    /// Stored documents and blocks that could not be read, and are not here.
    pub unread: u64,
    /// Blocks of it are damaged.
    pub damaged: bool,
    sent: SentTrace,
    /// What was sent, sorted by id; from the index `inferred` on, what was not, also sorted.
    outlines: Vec<Outline>,
    inferred: usize,
    children: Children,
    segments: Vec<NodeId>,
}

/// A segment or subsegment of a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct NodeId(u32);

/// Bytes of an outline with its entries in the tree, and as much again while the tree is
/// built.
const OUTLINE: usize = 128;
/// Bytes of the documents and spans that are read at any one time.
const EXAMINED: usize = 1 << 20;

/// The memory that a trace of this size takes while it is assembled and read, about.
pub fn memory(size: TraceSize) -> usize {
    let kept = size.bytes.min(Bytes::IN_MEMORY);
    let unpacked = size.largest.saturating_mul(2);
    let outlines = size.spans.saturating_mul(OUTLINE);
    let looked_at = size.bytes.saturating_mul(8).min(EXAMINED);
    [2 * kept, unpacked, outlines, looked_at]
        .into_iter()
        .fold(0, usize::saturating_add)
}

impl Trace {
    /// Assembles a stored trace. A block that is not what its source says is left out.
    ///
    /// # Errors
    /// When the file of a large trace cannot be read.
    pub fn assemble(loaded: LoadedTrace) -> io::Result<Self> {
        let resources = Resources::new(loaded.bytes.beside());
        let mut builder = OutlineBuilder::new(loaded.id, resources);
        for (source, extent) in &loaded.blocks {
            let block = loaded.bytes.read(*extent)?;
            builder.add(*source, &block, extent.at)?;
        }
        let unread = builder.unread;
        let deduplicated = dedup::dedup(builder, loaded.bytes)?;
        let mut trace = tree::build(deduplicated)?;
        trace.unread = unread;
        trace.damaged = loaded.damaged || unread > 0;
        trace.partial |= trace.damaged;
        Ok(trace)
    }

    /// The segments as sent, earliest first; subsegments whose parent is missing among
    /// them; then the inferred ones.
    pub fn segments(&self) -> &[NodeId] {
        &self.segments
    }

    /// The subsegments in one, earliest first.
    pub fn children(&self, node: NodeId) -> impl ExactSizeIterator<Item = NodeId> + '_ {
        self.children.get(node.0).iter().copied().map(NodeId)
    }

    /// This one and all in it, outermost first.
    pub fn walk(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let mut open = vec![node];
        std::iter::from_fn(move || {
            let node = open.pop()?;
            let children = self.children.get(node.0).iter().rev();
            open.extend(children.copied().map(NodeId));
            Some(node)
        })
    }

    /// What is known without reading it.
    pub fn outline(&self, node: NodeId) -> &Outline {
        &self.outlines[node.0 as usize]
    }

    /// All that is known.
    ///
    /// # Errors
    /// When the file of a large trace cannot be read.
    pub fn entity(&self, node: NodeId) -> io::Result<Entity> {
        let outline = self.outline(node);
        if outline.inferred() {
            return inferred::entity(self, outline);
        }
        self.sent.entity(outline)
    }

    /// The segment or subsegment of an id.
    pub fn find(&self, id: SpanId) -> Option<NodeId> {
        let (sent, inferred) = self.outlines.split_at(self.inferred);
        let at = dedup::find(sent, id)
            .or_else(|| dedup::find(inferred, id).map(|at| at + self.inferred))?;
        u32::try_from(at).ok().map(NodeId)
    }

    /// The assembled document of a segment, as BatchGetTraces gives it.
    ///
    /// # Errors
    /// When the file of a large trace cannot be read.
    pub fn document(&self, segment: NodeId) -> io::Result<String> {
        let mut text = Vec::new();
        self.write_document(segment, &mut text)?;
        String::from_utf8(text).map_err(io::Error::other)
    }

    /// The same, written as it is made.
    ///
    /// # Errors
    /// As [`document`](Self::document), and those of `out`.
    pub fn write_document(&self, segment: NodeId, out: &mut impl io::Write) -> io::Result<()> {
        document::write(self, segment, out)
    }

    /// The earliest start and the latest end, in seconds since the epoch; what is in
    /// progress ends where it starts.
    pub fn bounds(&self) -> (f64, f64) {
        let mut bounds = (f64::MAX, f64::MIN);
        for outline in &self.outlines {
            bounds.0 = bounds.0.min(outline.start);
            // clocks that are set back end what they did before it began
            let end = outline.end().unwrap_or(outline.start).max(outline.start);
            bounds.1 = bounds.1.max(end);
        }
        bounds
    }

    /// The segment of each segment and subsegment.
    pub fn owners(&self) -> Owners {
        let mut owners = vec![NodeId(0); self.outlines.len()];
        for segment in &self.segments {
            for node in self.walk(*segment) {
                owners[node.0 as usize] = *segment;
            }
        }
        Owners(owners)
    }

    /// For what a segment of another service answers, that segment.
    pub fn callees(&self) -> Callees {
        let mut callees = vec![None; self.outlines.len()];
        for segment in &self.segments {
            let outline = self.outline(*segment);
            let call = outline.parent.filter(|_| !outline.subsegment());
            if let Some(call) = call.and_then(|call| self.find(call)) {
                callees[call.0 as usize] = Some(segment.0);
            }
        }
        Callees(callees)
    }

    /// Where the trace was entered: the earliest segment that no other called.
    pub fn root(&self) -> Option<NodeId> {
        let is_real = |node: &&NodeId| !self.outline(**node).inferred();
        let real = || self.segments.iter().filter(is_real).copied();
        let called = |node: &NodeId| {
            let parent = self.outline(*node).parent;
            parent.is_some_and(|parent| self.find(parent).is_some())
        };
        real()
            .filter(|node| !self.outline(*node).subsegment())
            .find(|node| !called(node))
            .or_else(|| real().next())
    }
}

/// The segment of each segment and subsegment.
#[derive(Debug)]
pub struct Owners(Vec<NodeId>);

impl Owners {
    pub fn segment_of(&self, node: NodeId) -> NodeId {
        self.0[node.0 as usize]
    }
}

/// The segments that answer calls.
#[derive(Debug)]
pub struct Callees(Vec<Option<u32>>);

impl Callees {
    /// The segment that answers a call; nobody gets it twice.
    pub fn take(&mut self, call: NodeId) -> Option<NodeId> {
        self.0[call.0 as usize].take().map(NodeId)
    }
}

/// An object of the fields that have a value.
fn object<const N: usize>(fields: [(&str, Option<Value>); N]) -> Option<Value> {
    let map: Map<String, Value> = fields
        .into_iter()
        .filter_map(|(key, value)| Some((key.to_owned(), value?)))
        .collect();
    (!map.is_empty()).then_some(Value::Object(map))
}
