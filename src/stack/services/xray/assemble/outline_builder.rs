//! Reads the outlines of all segments and spans in the blocks of a trace, duplicates included.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};
use std::io;

use opentelemetry_proto::tonic::common::v1::InstrumentationScope;
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::Span;

use super::entity::{self, Entity, Sent};
use super::otel;
use super::outline::{Fact, Origin, Outline};
use super::sent::{DEEP, Resources};
use crate::model::{SpanId, TraceId};
use crate::stack::ingest::spans::IngestError;
use crate::stack::ingest::walk::{Visitor, decoded, walk};
use crate::stack::store::{Extent, Source};

/// Collects the outlines of one block after the other.
pub(super) struct OutlineBuilder {
    pub(super) trace: TraceId,
    pub(super) hash: Hash,
    /// Digests of the documents so far: one that was sent again adds nothing, whether
    /// compaction has removed it or not.
    pub(super) seen: HashSet<u128>,
    pub(super) entities: Vec<Outline>,
    pub(super) documents: usize,
    pub(super) spans: Vec<Outline>,
    pub(super) resources: Resources,
    /// Documents and blocks that could not be read.
    pub(super) unread: u64,
}

/// A hash with random keys, so that nobody can send two texts with the same digest.
#[derive(Debug, Default)]
pub(super) struct Hash(RandomState, RandomState);

impl Hash {
    pub(super) fn digest(&self, bytes: &[u8]) -> u128 {
        u128::from(self.0.hash_one(bytes)) << 64 | u128::from(self.1.hash_one(bytes))
    }
}

impl OutlineBuilder {
    pub(super) fn new(trace: TraceId, resources: Resources) -> Self {
        Self {
            trace,
            hash: Hash::default(),
            seen: HashSet::new(),
            entities: Vec::new(),
            documents: 0,
            spans: Vec::new(),
            resources,
            unread: 0,
        }
    }

    /// Adds what a block holds. One that is not what its source says is left out.
    ///
    /// # Errors
    /// When a resource cannot be kept.
    pub(super) fn add(&mut self, source: Source, block: &[u8], at: u64) -> io::Result<()> {
        match source {
            Source::Xray => self.documents(block, at),
            Source::Otlp => return self.requests(block, at),
        }
        Ok(())
    }

    fn documents(&mut self, block: &[u8], at: u64) {
        let Ok(text) = std::str::from_utf8(block) else {
            self.unread += 1;
            return;
        };
        for line in text.lines() {
            if !self.seen.insert(self.hash.digest(line.as_bytes())) {
                continue;
            }
            let before = self.entities.len();
            let within = Within { text, at };
            match self.document(line, within) {
                Some(()) => self.documents += 1,
                None => {
                    self.entities.truncate(before);
                    self.unread += 1;
                }
            }
        }
    }

    /// The segments and subsegments of one document, outermost first.
    fn document(&mut self, line: &str, within: Within<'_>) -> Option<()> {
        let mut open = vec![(line, None::<SpanId>)];
        while let Some((text, embedded_in)) = open.pop() {
            let Sent {
                mut entity,
                embedded,
            } = entity::read(text)?;
            // SDKs repeat the parent of an embedded subsegment; where it stands decides
            entity.parent = embedded_in.or(entity.parent);
            entity.subsegment |= embedded_in.is_some();
            let mut outline = outline(&entity, within.extent(text)?);
            outline.set(Fact::Outermost, embedded_in.is_none());
            self.entities.push(outline);
            let inner = embedded.into_iter().rev();
            open.extend(inner.map(|text| (text, Some(entity.id))));
        }
        Some(())
    }

    fn requests(&mut self, block: &[u8], at: u64) -> io::Result<()> {
        let before = self.spans.len();
        let mut spans = Spans {
            builder: self,
            block,
            at,
            resource: (0, false),
            failed: None,
        };
        let walked = walk(block, &mut spans);
        if let Some(failed) = spans.failed {
            return Err(failed);
        }
        if walked.is_err() {
            self.spans.truncate(before);
            self.unread += 1;
        }
        Ok(())
    }
}

/// A block, and where it is.
#[derive(Clone, Copy)]
struct Within<'a> {
    text: &'a str,
    at: u64,
}

impl Within<'_> {
    fn extent(self, part: &str) -> Option<Extent> {
        extent(self.text.as_bytes(), self.at, part.as_bytes())
    }
}

/// The place of `part`, a part of `block`, which is at `at`.
fn extent(block: &[u8], at: u64, part: &[u8]) -> Option<Extent> {
    let offset = part.as_ptr().addr().checked_sub(block.as_ptr().addr())?;
    Some(Extent {
        at: at + offset as u64,
        len: u32::try_from(part.len()).ok()?,
    })
}

/// The outline of what a document holds.
fn outline(entity: &Entity, extent: Extent) -> Outline {
    let mut outline = Outline::new(Origin::Document, entity.id, extent);
    outline.parent = entity.parent;
    outline.start = entity.start;
    outline.set_end(entity.end);
    outline.set(Fact::Subsegment, entity.subsegment);
    outline.set(Fact::Error, entity.flag("error"));
    outline.set(Fact::Fault, entity.flag("fault"));
    outline.set(Fact::Throttle, entity.flag("throttle"));
    outline.set(Fact::Call, entity.namespace().is_some());
    let annotations = entity.fields.get("annotations");
    outline.set(Fact::Annotated, annotations.is_some_and(|a| a.is_object()));
    outline.set(Fact::Deep, entity.levels() > DEEP);
    outline
}

/// Walks through the spans of a block.
struct Spans<'g, 'b> {
    builder: &'g mut OutlineBuilder,
    block: &'b [u8],
    at: u64,
    /// The number of the last resource, and whether its values are deep.
    resource: (u32, bool),
    failed: Option<io::Error>,
}

impl Visitor for Spans<'_, '_> {
    fn resource(&mut self, resource: Resource) -> Result<(), IngestError> {
        let OutlineBuilder {
            resources, hash, ..
        } = &mut *self.builder;
        match resources.add(&resource, hash) {
            Ok(number) => {
                self.resource = (number, otel::is_deep(&resource.attributes));
                Ok(())
            }
            Err(error) => {
                self.failed = Some(error);
                Err(IngestError::TooLarge("a resource"))
            }
        }
    }

    fn scope(&mut self, _: InstrumentationScope) -> Result<(), IngestError> {
        Ok(())
    }

    fn item(&mut self, item: &[u8]) -> Result<(), IngestError> {
        let span: Span = decoded(item)?;
        let extent = extent(self.block, self.at, item).ok_or(IngestError::TooLarge("a span"))?;
        // one without an id belongs nowhere
        if let Some(mut outline) = otel::outline(&span, extent) {
            let (resource, deep) = self.resource;
            outline.of = resource;
            outline.set(Fact::Deep, deep || outline.is(Fact::Deep));
            self.builder.spans.push(outline);
        }
        Ok(())
    }
}
