//! What is known of every segment and subsegment of a trace while only a few are read.

use opentelemetry_proto::tonic::trace::v1::span::SpanKind;

use crate::model::SpanId;
use crate::stack::store::{Extent, TraceFlags};

/// Of a segment or subsegment its place in the trace, its times, and where the rest is.
///
/// A trace may have a million of them, so they are small.
#[derive(Debug, Clone, Copy)]
pub struct Outline {
    pub id: SpanId,
    pub parent: Option<SpanId>,
    /// Seconds since the epoch.
    pub start: f64,
    /// No number while in progress.
    end: f64,
    /// Where its document or span is.
    at: u64,
    len: u32,
    /// Of a span the number of its resource, of what was inferred that of the call.
    pub(super) of: u32,
    facts: u16,
    pub(super) origin: Origin,
}

/// What an entity is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// A segment document, or a subsegment in one.
    Document,
    Span,
    /// The span of a call that no span of its own service encloses.
    ServiceOfCall,
    /// The subsegment of a caller, because the callee sends nothing itself.
    Inferred,
}

/// What is asked of many at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fact {
    Subsegment = 1,
    Error = 1 << 1,
    Fault = 1 << 2,
    Throttle = 1 << 3,
    /// It records a call of something downstream.
    Call = 1 << 4,
    Annotated = 1 << 5,
    /// Objects and arrays in it are in one another more often than usual.
    Deep = 1 << 6,
    /// The outermost of its document.
    Outermost = 1 << 7,
    /// Whether the parent of the span is remote is known, and it is.
    Known = 1 << 8,
    Remote = 1 << 9,
}

/// The kind of a span is in the bits above the facts.
const KIND_SHIFT: u32 = 10;

impl Outline {
    pub(super) fn new(origin: Origin, id: SpanId, extent: Extent) -> Self {
        Self {
            id,
            parent: None,
            start: 0.0,
            end: f64::NAN,
            at: extent.at,
            len: extent.len,
            of: 0,
            facts: 0,
            origin,
        }
    }

    pub(super) fn extent(&self) -> Extent {
        Extent {
            at: self.at,
            len: self.len,
        }
    }

    pub(super) fn set_end(&mut self, end: Option<f64>) {
        self.end = end.unwrap_or(f64::NAN);
    }

    pub(super) fn set(&mut self, fact: Fact, holds: bool) {
        if holds {
            self.facts |= fact as u16;
        } else {
            self.facts &= !(fact as u16);
        }
    }

    pub(super) fn is(&self, fact: Fact) -> bool {
        self.facts & fact as u16 != 0
    }

    pub(super) fn set_kind(&mut self, kind: SpanKind) {
        self.facts |= (kind as u16) << KIND_SHIFT;
    }

    pub(super) fn kind(&self) -> SpanKind {
        SpanKind::try_from(i32::from(self.facts >> KIND_SHIFT)).unwrap_or_default()
    }

    /// None while in progress.
    pub fn end(&self) -> Option<f64> {
        (!self.end.is_nan()).then_some(self.end)
    }

    /// Seconds from start to end; none while in progress.
    pub fn duration(&self) -> Option<f64> {
        self.end().map(|end| (end - self.start).max(0.0))
    }

    pub fn subsegment(&self) -> bool {
        self.is(Fact::Subsegment)
    }

    /// Made from the subsegment of a caller, because the callee sends nothing itself.
    pub fn inferred(&self) -> bool {
        self.origin == Origin::Inferred
    }

    /// Whether it has annotations.
    pub fn annotated(&self) -> bool {
        self.is(Fact::Annotated)
    }

    /// What it says of how it ended.
    pub fn has(&self, flag: TraceFlags) -> bool {
        let facts = [
            (TraceFlags::ERROR, Fact::Error),
            (TraceFlags::FAULT, Fact::Fault),
            (TraceFlags::THROTTLE, Fact::Throttle),
        ];
        facts
            .into_iter()
            .any(|(one, fact)| flag == one && self.is(fact))
    }
}

/// By start; ids break ties, so that the order never depends on arrival.
pub(super) fn order(a: &Outline, b: &Outline) -> std::cmp::Ordering {
    a.start.total_cmp(&b.start).then_with(|| a.id.cmp(&b.id))
}

const _: () = assert!(size_of::<Outline>() <= 56);
