//! OpenTelemetry spans as segments and subsegments, with the semantics of the
//! OpenTelemetry Collector's X-Ray exporter (`exporter/awsxrayexporter/internal/
//! translator` in collector-contrib), which AWS's own OTLP endpoint shares.
//!
//! Where that exporter sees one span at a time, here the parent is at hand: a span whose
//! parent belongs to another service begins a segment although its flags do not say so.

use opentelemetry_proto::tonic::common::v1::any_value::Value as Any;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use opentelemetry_proto::tonic::resource::v1::Resource as SentResource;
use opentelemetry_proto::tonic::trace::v1::Span;
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use prost::Message as _;
use serde_json::{Map, Value, json};

use self::attributes::Attributes;
use super::entity::Entity;
use super::outline::{Fact, Origin, Outline};
use super::sent::DEEP;
use crate::model::{SpanId, TraceId};
use crate::stack::ingest::value;
use crate::stack::store::{self, TraceFlags};

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

/// Where a span stands in the assembled trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SpanRole {
    Segment,
    Subsegment,
    /// A call that no span of its own service encloses: the subsegment of a segment that
    /// is made for it.
    CallOfItsOwn,
}

impl SpanRole {
    /// Where a span stands. Whether its parent is of `other` service is known if that has
    /// arrived.
    pub(super) fn new(span: &Outline, other: Option<bool>) -> Self {
        let known = span.is(Fact::Known).then_some(span.is(Fact::Remote));
        let enters = match (span.parent, known) {
            (None, _) => Some(true),
            (_, Some(remote)) => Some(remote),
            (_, None) => other,
        };
        match span.kind() {
            SpanKind::Server => Self::Segment,
            // a consumer is told of its producer by the message: the parent is elsewhere
            SpanKind::Consumer if enters.unwrap_or(true) => Self::Segment,
            SpanKind::Client | SpanKind::Producer if enters == Some(true) => Self::CallOfItsOwn,
            SpanKind::Internal | SpanKind::Unspecified if enters == Some(true) => Self::Segment,
            _ => Self::Subsegment,
        }
    }
}

/// The outline of a span that is not in its place yet; none without a valid id.
pub(super) fn outline(span: &Span, extent: store::Extent) -> Option<Outline> {
    let id = SpanId::from_slice(&span.span_id)?;
    let attributes = Attributes::new(&span.attributes);
    let mut outline = Outline::new(Origin::Span, id, extent);
    outline.parent = SpanId::from_slice(&span.parent_span_id);
    outline.start = seconds(span.start_time_unix_nano);
    outline.set_end(end(span));
    outline.set_kind(span.kind());
    outline.set(Fact::Known, span.flags & HAS_IS_REMOTE != 0);
    outline.set(Fact::Remote, span.flags & IS_REMOTE != 0);
    let verdict = cause::verdict(span, &attributes);
    outline.set(Fact::Error, verdict.contains(TraceFlags::ERROR));
    outline.set(Fact::Fault, verdict.contains(TraceFlags::FAULT));
    outline.set(Fact::Throttle, verdict.contains(TraceFlags::THROTTLE));
    outline.set(Fact::Call, name::namespace(span, &attributes).is_some());
    outline.set(Fact::Annotated, metadata::is_indexed(&attributes));
    let links = span.links.iter().flat_map(|link| &link.attributes);
    let deep = is_deep(links.chain(&span.attributes));
    outline.set(Fact::Deep, deep || metadata::is_json(&attributes));
    Some(outline)
}

/// Whether fields made of these pairs may have more levels than usual: they have as many as
/// the values, and a few around them.
pub(super) fn is_deep<'a>(pairs: impl IntoIterator<Item = &'a KeyValue>) -> bool {
    const AROUND: usize = 8;
    let values = pairs.into_iter().filter_map(|pair| pair.value.as_ref());
    values.map(levels).max().unwrap_or(0) + AROUND > DEEP
}

fn levels(value: &AnyValue) -> usize {
    match &value.value {
        Some(Any::ArrayValue(array)) => 1 + array.values.iter().map(levels).max().unwrap_or(0),
        Some(Any::KvlistValue(list)) => {
            let values = list.values.iter().filter_map(|pair| pair.value.as_ref());
            1 + values.map(levels).max().unwrap_or(0)
        }
        _ => 0,
    }
}

/// What a resource says of all its spans.
pub(super) struct Resource<'a> {
    attributes: Attributes<'a>,
    pub(super) service: Option<&'a str>,
}

impl<'a> Resource<'a> {
    pub(super) fn new(sent: &'a SentResource) -> Self {
        let attributes = Attributes::new(&sent.attributes);
        Self {
            service: attributes.text(&["service.name"]),
            attributes,
        }
    }
}

/// A span with its resource.
pub(super) struct OtelSpan<'a> {
    span: &'a Span,
    resource: &'a Resource<'a>,
}

impl<'a> OtelSpan<'a> {
    pub(super) fn new(span: &'a Span, resource: &'a Resource<'a>) -> Self {
        Self { span, resource }
    }

    /// Of two spans of the same id the greater version stands; equal are only those that
    /// are the same.
    pub(super) fn version(&self) -> (u64, Vec<u8>) {
        let mut bytes = self.span.encode_to_vec();
        let length = (bytes.len() as u64).to_be_bytes();
        let resource = Value::Object(self.resource.attributes.iter().map(owned).collect());
        bytes.extend_from_slice(resource.to_string().as_bytes());
        bytes.extend_from_slice(&length);
        (self.span.end_time_unix_nano, bytes)
    }

    /// The span as what its place makes it.
    pub(super) fn entity(&self, trace: TraceId, subsegment: bool) -> Entity {
        let mut rest = Attributes::new(&self.span.attributes);
        let mut fields = Map::new();
        let mut set = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                fields.insert(key.to_owned(), value);
            }
        };
        let (name, namespace) = if subsegment {
            name::call_name(self.span, &rest)
        } else {
            (name::service_name(&rest, self.resource.service), None)
        };
        let verdict = cause::verdict(self.span, &rest);
        for (key, flag) in FLAGS {
            set(key, verdict.contains(flag).then_some(Value::Bool(true)));
        }
        set(
            "cause",
            cause::cause(self.span, &rest, &self.resource.attributes, trace),
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
            id: SpanId::from_slice(&self.span.span_id).unwrap_or(SpanId([0; 8])),
            parent: None,
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
            parent: None,
            subsegment: false,
            inferred: false,
            name: name::service_name(&attributes, self.resource.service),
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
