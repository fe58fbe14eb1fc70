//! OpenTelemetry spans as segments and subsegments, with the semantics of the
//! OpenTelemetry Collector's X-Ray exporter (`exporter/awsxrayexporter/internal/
//! translator` in collector-contrib), which AWS's own OTLP endpoint shares.
//!
//! Where that exporter sees one span at a time, here the parent is at hand: a span whose
//! parent belongs to another service begins a segment although its flags do not say so.

use std::cmp::Ordering;
use std::rc::Rc;

use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use opentelemetry_proto::tonic::trace::v1::{Span, TracesData};
use prost::Message as _;
use serde_json::{Map, Value, json};

use self::attributes::Attributes;
use super::entity::Entity;
use crate::model::{SpanId, TraceId};
use crate::stack::ingest::value;
use crate::stack::store::TraceFlags;

mod attributes;
mod aws;
mod cause;
mod frames;
mod http;
mod metadata;
mod name;
mod sql;

/// `SpanFlags`: whether the parent is remote is known, and it is (OTLP, trace.proto).
const HAS_IS_REMOTE: u32 = 0x100;
const IS_REMOTE: u32 = 0x200;

/// What a document says of how the work ended.
const FLAGS: [(&str, TraceFlags); 3] = [
    ("error", TraceFlags::ERROR),
    ("fault", TraceFlags::FAULT),
    ("throttle", TraceFlags::THROTTLE),
];

/// Where a span stands in the compiled trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Segment,
    Subsegment,
    /// A call that no span of its own service encloses: the subsegment of a segment that
    /// is made for it.
    CallOfItsOwn,
}

/// A span with what its resource says of all its spans.
pub(super) struct OtelSpan<'a> {
    pub(super) id: SpanId,
    pub(super) parent: Option<SpanId>,
    span: &'a Span,
    resource: Rc<Resource<'a>>,
}

struct Resource<'a> {
    attributes: Attributes<'a>,
    service: Option<&'a str>,
}

/// All spans with valid ids.
pub(super) fn spans(requests: &[TracesData]) -> Vec<OtelSpan<'_>> {
    let mut found = Vec::new();
    for of_resource in requests.iter().flat_map(|data| &data.resource_spans) {
        let pairs = of_resource.resource.as_ref();
        let attributes = Attributes::new(pairs.map_or(&[][..], |r| &r.attributes));
        let resource = Rc::new(Resource {
            service: attributes.text(&["service.name"]),
            attributes,
        });
        for span in of_resource.scope_spans.iter().flat_map(|of| &of.spans) {
            let Some(id) = SpanId::from_slice(&span.span_id) else {
                continue;
            };
            found.push(OtelSpan {
                id,
                parent: SpanId::from_slice(&span.parent_span_id),
                span,
                resource: Rc::clone(&resource),
            });
        }
    }
    found
}

impl OtelSpan<'_> {
    /// Which of two spans of the same id stands; equal only if they are the same.
    pub(super) fn preference(&self, other: &Self) -> Ordering {
        self.span
            .end_time_unix_nano
            .cmp(&other.span.end_time_unix_nano)
            .then_with(|| self.bytes().cmp(&other.bytes()))
    }

    fn bytes(&self) -> (Vec<u8>, String) {
        let resource = Value::Object(self.resource.attributes.iter().map(owned).collect());
        (self.span.encode_to_vec(), resource.to_string())
    }

    /// Where the span stands, its parent being `parent` if that has arrived.
    pub(super) fn place(&self, parent: Option<&OtelSpan<'_>>) -> Place {
        let known =
            (self.span.flags & HAS_IS_REMOTE != 0).then_some(self.span.flags & IS_REMOTE != 0);
        let enters = match (self.parent, known, parent) {
            (None, ..) => Some(true),
            (_, Some(remote), _) => Some(remote),
            (_, None, Some(parent)) => Some(parent.resource.service != self.resource.service),
            (_, None, None) => None,
        };
        match self.span.kind() {
            SpanKind::Server => Place::Segment,
            // a consumer is told of its producer by the message: the parent is elsewhere
            SpanKind::Consumer if enters.unwrap_or(true) => Place::Segment,
            SpanKind::Client | SpanKind::Producer if enters == Some(true) => Place::CallOfItsOwn,
            SpanKind::Internal | SpanKind::Unspecified if enters == Some(true) => Place::Segment,
            _ => Place::Subsegment,
        }
    }

    /// The span as what its place makes it.
    pub(super) fn entity(&self, trace: TraceId, place: Place) -> Entity {
        let subsegment = place != Place::Segment;
        let mut rest = Attributes::new(&self.span.attributes);
        let mut fields = Map::new();
        let mut set = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                fields.insert(key.to_owned(), value);
            }
        };
        let (name, namespace) = if subsegment {
            name::of_call(self.span, &rest)
        } else {
            (name::of_service(&rest, self.resource.service), None)
        };
        let verdict = cause::verdict(self.span, &rest);
        for (key, flag) in FLAGS {
            set(key, verdict.contains(flag).then_some(Value::Bool(true)));
        }
        set(
            "cause",
            cause::of(self.span, &rest, &self.resource.attributes, trace),
        );
        set("http", http::take(self.span, &mut rest));
        set("aws", aws::take(&mut rest, &self.resource.attributes));
        set("sql", sql::take(self.span, &mut rest));
        set("namespace", namespace.map(Value::from));
        set("links", links(self.span));
        if !subsegment {
            set("service", service(&self.resource.attributes));
            set(
                "origin",
                aws::origin(&self.resource.attributes).map(Value::from),
            );
        }
        let resource = (!subsegment).then_some(&self.resource.attributes);
        let indexed = metadata::take(&mut rest, resource);
        set("user", indexed.user);
        set("annotations", indexed.annotations);
        set("metadata", indexed.metadata);
        Entity {
            id: self.id,
            parent: self.parent,
            subsegment,
            inferred: false,
            name,
            start: seconds(self.span.start_time_unix_nano),
            end: end(self.span),
            fields,
        }
    }

    /// The segment around a call that has none: it says of the service what the resource
    /// says, and of the call only how it ended.
    pub(super) fn service_segment(&self, id: SpanId) -> Entity {
        let attributes = Attributes::new(&self.span.attributes);
        let verdict = cause::verdict(self.span, &attributes);
        let resource = &self.resource.attributes;
        let mut fields = Map::new();
        for (key, flag) in FLAGS {
            if verdict.contains(flag) {
                fields.insert(key.to_owned(), Value::Bool(true));
            }
        }
        let metadata = metadata::take(&mut Attributes::default(), Some(resource)).metadata;
        for (key, value) in [
            ("aws", aws::take(&mut Attributes::default(), resource)),
            ("service", service(resource)),
            ("origin", aws::origin(resource).map(Value::from)),
            ("metadata", metadata),
        ] {
            if let Some(value) = value {
                fields.insert(key.to_owned(), value);
            }
        }
        Entity {
            id,
            parent: self.parent,
            subsegment: false,
            inferred: false,
            name: name::of_service(&attributes, self.resource.service),
            start: seconds(self.span.start_time_unix_nano),
            end: end(self.span),
            fields,
        }
    }
}

fn owned((key, value): (&str, Value)) -> (String, Value) {
    (key.to_owned(), value)
}

/// None while it is in progress: OTLP has 0 for what is not known.
fn end(span: &Span) -> Option<f64> {
    let end = span.end_time_unix_nano;
    (end != 0).then(|| seconds(end))
}

/// A double holds an epoch to a fraction of a microsecond; more digits would be noise.
fn seconds(nanos: u64) -> f64 {
    (nanos / 1_000) as f64 / 1e6
}

fn service(resource: &Attributes<'_>) -> Option<Value> {
    let version = resource.text(&["service.version", "container.image.tag"])?;
    Some(json!({ "version": version }))
}

fn links(span: &Span) -> Option<Value> {
    let links: Vec<Value> = span
        .links
        .iter()
        .filter_map(|link| {
            let attributes = value::object(&link.attributes);
            super::object([
                (
                    "trace_id",
                    Some(json!(TraceId::from_slice(&link.trace_id)?)),
                ),
                ("id", Some(json!(SpanId::from_slice(&link.span_id)?))),
                (
                    "attributes",
                    (!attributes.is_empty()).then_some(Value::Object(attributes)),
                ),
            ])
        })
        .collect();
    (!links.is_empty()).then_some(Value::Array(links))
}
