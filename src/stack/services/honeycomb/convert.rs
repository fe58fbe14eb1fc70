//! OTLP spans and log records → events, as Honeycomb makes them (docs.honeycomb.io,
//! "OpenTelemetry", and its translator `honeycombio/husky`).

use axum::http::HeaderMap;
use opentelemetry_proto::tonic::common::v1::any_value::Value as Any;
use opentelemetry_proto::tonic::common::v1::{AnyValue, InstrumentationScope, KeyValue};
use opentelemetry_proto::tonic::logs::v1::LogRecord;
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::Span;
use serde_json::{Map, Value, json};

use super::events::cut;
use super::key::KeyKind;
use crate::model::{SpanId, TraceId};
use crate::stack::ingest::spans::{IngestError, UNKNOWN_SERVICE};
use crate::stack::ingest::value::json as value_of;
use crate::stack::ingest::walk::{Visitor, decoded, walk};
use crate::stack::redact;
use crate::stack::store::{HoneycombEvent, HoneycombEvents};

const UNKNOWN_LOG_SOURCE: &str = "unknown_log_source";
/// Maps are flattened into columns this deep; deeper ones become JSON text.
const FLAT: usize = 5;

type Data = Map<String, Value>;

/// The dataset header, which Classic keys need.
pub(super) fn dataset_header(headers: &HeaderMap) -> Option<String> {
    let text = headers.get("x-honeycomb-dataset")?.to_str().ok()?.trim();
    (!text.is_empty()).then(|| {
        let mut name = text.to_owned();
        redact::clean_text(&mut name);
        name
    })
}

/// The events of an encoded `TracesData`; those spans that cannot be stored as spans are
/// left out.
pub(super) fn spans(
    request: &[u8],
    key: KeyKind,
    header: Option<&str>,
) -> Result<HoneycombEvents, IngestError> {
    let dataset = |service: Option<&str>| match header {
        Some(header) if key.is_classic() => header.to_owned(),
        _ => service.unwrap_or(UNKNOWN_SERVICE).to_owned(),
    };
    let mut converter = Converter::new(dataset, |sink, common, item| {
        add_span(sink, common, &decoded(item)?)
    });
    walk(request, &mut converter)?;
    Ok(converter.into_events())
}

/// The events of an encoded `LogsData`.
pub(super) fn logs(
    request: &[u8],
    header: Option<&str>,
    now_ns: u64,
) -> Result<HoneycombEvents, IngestError> {
    let dataset = |service: Option<&str>| {
        let name = service.or(header).unwrap_or(UNKNOWN_LOG_SOURCE);
        name.to_owned()
    };
    let mut converter = Converter::new(dataset, |sink, common, item| {
        sink.push(record_event(common, &decoded(item)?, now_ns))
    });
    walk(request, &mut converter)?;
    Ok(converter.into_events())
}

/// Where the events of a request go, up to a sum: each has what its resource says in it.
#[derive(Default)]
struct Sink {
    events: Vec<HoneycombEvent>,
    weight: usize,
}

impl Sink {
    fn push(&mut self, event: HoneycombEvent) -> Result<(), IngestError> {
        let text = |value: &Value| value.as_str().map_or(0, str::len);
        let columns = event.data.iter();
        self.weight += columns
            .map(|(name, value)| COLUMN + name.len() + text(value))
            .sum::<usize>();
        if self.weight > MAX {
            return Err(IngestError::TooLarge("the list of events"));
        }
        self.events.push(event);
        Ok(())
    }
}

/// What a column takes beside its texts, and what the events of a request may take.
const COLUMN: usize = 64;
const MAX: usize = 64 << 20;

struct Converter<D, I> {
    /// The dataset of a service.
    dataset: D,
    /// Adds the events of an item.
    add: I,
    sink: Sink,
    /// What went into the sink since the last resource belongs to it.
    current: String,
    resource: Data,
    common: Data,
    done: HoneycombEvents,
}

impl<D, I> Converter<D, I>
where
    D: Fn(Option<&str>) -> String,
    I: FnMut(&mut Sink, &Data, &[u8]) -> Result<(), IngestError>,
{
    fn new(dataset: D, add: I) -> Self {
        Self {
            dataset,
            add,
            sink: Sink::default(),
            current: String::new(),
            resource: Data::new(),
            common: Data::new(),
            done: HoneycombEvents::new(),
        }
    }

    fn settle(&mut self) {
        let mut events = std::mem::take(&mut self.sink.events);
        if !events.is_empty() {
            let current = std::mem::take(&mut self.current);
            self.done.entry(current).or_default().append(&mut events);
        }
    }

    fn into_events(mut self) -> HoneycombEvents {
        self.settle();
        self.done
    }
}

impl<D, I> Visitor for Converter<D, I>
where
    D: Fn(Option<&str>) -> String,
    I: FnMut(&mut Sink, &Data, &[u8]) -> Result<(), IngestError>,
{
    fn resource(&mut self, resource: Resource) -> Result<(), IngestError> {
        self.settle();
        self.resource = resource_fields(&resource);
        self.current = (self.dataset)(service(&self.resource));
        Ok(())
    }

    fn scope(&mut self, scope: InstrumentationScope) -> Result<(), IngestError> {
        self.common = self.resource.clone();
        add_scope(&mut self.common, &scope);
        Ok(())
    }

    fn item(&mut self, item: &[u8]) -> Result<(), IngestError> {
        (self.add)(&mut self.sink, &self.common, item)
    }
}

/// `service.name`, unless it says that there is none.
fn service(common: &Data) -> Option<&str> {
    let name = common.get("service.name")?.as_str()?.trim();
    (!name.is_empty() && !name.starts_with(UNKNOWN_SERVICE)).then_some(name)
}

fn resource_fields(resource: &Resource) -> Data {
    let mut data = Data::new();
    add_all(&mut data, "", &resource.attributes, FLAT);
    data
}

fn add_scope(data: &mut Data, scope: &InstrumentationScope) {
    for (name, text) in [
        ("library.name", &scope.name),
        ("library.version", &scope.version),
    ] {
        if !text.is_empty() {
            data.insert(name.to_owned(), Value::String(text.clone()));
        }
    }
    add_all(data, "", &scope.attributes, FLAT);
}

fn add_span(sink: &mut Sink, common: &Data, span: &Span) -> Result<(), IngestError> {
    const ERROR: i32 = 2;
    let (Some(trace_id), Some(span_id)) = (
        TraceId::from_slice(&span.trace_id),
        SpanId::from_slice(&span.span_id),
    ) else {
        return Ok(());
    };
    if span.start_time_unix_nano == 0 {
        return Ok(());
    }
    let kind = kind(span.kind);
    let duration_ns = span
        .end_time_unix_nano
        .saturating_sub(span.start_time_unix_nano);
    let status = span.status.clone().unwrap_or_default();
    let mut data = object(json!({
        "trace.trace_id": trace_id.hex(),
        "trace.span_id": span_id.hex(),
        "name": span.name,
        "type": kind,
        "span.kind": kind,
        "duration_ms": duration_ns as f64 / 1e6,
        "status_code": status.code,
        "span.num_links": span.links.len(),
        "span.num_events": span.events.len(),
        "meta.signal_type": "trace",
    }));
    if let Some(parent) = SpanId::from_slice(&span.parent_span_id) {
        data.insert("trace.parent_id".to_owned(), parent.hex().into());
    }
    if status.code == ERROR {
        data.insert("error".to_owned(), true.into());
    }
    if !status.message.is_empty() {
        data.insert("status_message".to_owned(), status.message.into());
    }
    data.extend(common.clone());
    add_all(&mut data, "", &span.attributes, FLAT);
    let sample_rate = take_sample_rate(&mut data);
    let mut push = |time_ns, data| {
        sink.push(HoneycombEvent {
            time_ns,
            sample_rate,
            data,
        })
    };
    push(span.start_time_unix_nano, data)?;

    let annotation = |kind: &str, attributes: &[KeyValue], own: Value| {
        let mut data = object(own);
        data.insert("trace.trace_id".to_owned(), trace_id.hex().into());
        data.insert("trace.parent_id".to_owned(), span_id.hex().into());
        data.insert("parent_name".to_owned(), span.name.clone().into());
        data.insert("meta.annotation_type".to_owned(), kind.into());
        data.insert("meta.signal_type".to_owned(), "trace".into());
        data.extend(common.clone());
        add_all(&mut data, "", attributes, FLAT);
        if status.code == ERROR {
            data.insert("error".to_owned(), true.into());
        }
        data
    };
    for event in &span.events {
        let data = annotation("span_event", &event.attributes, json!({"name": event.name}));
        push(event.time_unix_nano, data)?;
    }
    for link in &span.links {
        let own = json!({
            "trace.link.trace_id": hex::encode(&link.trace_id),
            "trace.link.span_id": hex::encode(&link.span_id),
        });
        let data = annotation("link", &link.attributes, own);
        push(span.start_time_unix_nano, data)?;
    }
    Ok(())
}

fn record_event(common: &Data, record: &LogRecord, now_ns: u64) -> HoneycombEvent {
    let mut data = object(json!({
        "severity": severity(record.severity_number),
        "severity_code": record.severity_number,
        "meta.signal_type": "log",
        "flags": record.flags,
    }));
    if let Some(trace_id) = TraceId::from_slice(&record.trace_id) {
        data.insert("trace.trace_id".to_owned(), trace_id.hex().into());
        data.insert("meta.annotation_type".to_owned(), "span_event".into());
    }
    if let Some(span_id) = SpanId::from_slice(&record.span_id) {
        data.insert("trace.parent_id".to_owned(), span_id.hex().into());
    }
    for (name, text) in [
        ("severity_text", &record.severity_text),
        ("event.name", &record.event_name),
    ] {
        if !text.is_empty() {
            data.insert(name.to_owned(), text.clone().into());
        }
    }
    if let Some(body) = &record.body {
        add(&mut data, "body".to_owned(), body, FLAT);
        if !data.contains_key("body") {
            data.insert("body".to_owned(), value_of(body).to_string().into());
        }
    }
    data.extend(common.clone());
    add_all(&mut data, "", &record.attributes, FLAT);
    let sample_rate = take_sample_rate(&mut data);
    let times = [record.time_unix_nano, record.observed_time_unix_nano];
    HoneycombEvent {
        time_ns: times.into_iter().find(|at| *at != 0).unwrap_or(now_ns),
        sample_rate,
        data,
    }
}

/// The attribute `SampleRate` is the event's own, not a column.
fn take_sample_rate(data: &mut Data) -> u32 {
    let rate = ["sampleRate", "SampleRate"]
        .iter()
        .find_map(|name| data.shift_remove(*name));
    let rate = rate.and_then(|rate| match rate {
        Value::String(text) => text.parse().ok(),
        other => other.as_u64(),
    });
    u32::try_from(rate.unwrap_or(1).max(1)).unwrap_or(u32::MAX)
}

fn add_all(data: &mut Data, prefix: &str, pairs: &[KeyValue], depth: usize) {
    for pair in pairs {
        if let (false, Some(value)) = (pair.key.is_empty(), &pair.value) {
            add(data, format!("{prefix}{}", pair.key), value, depth);
        }
    }
}

fn add(data: &mut Data, name: String, value: &AnyValue, depth: usize) {
    if let Some(Any::KvlistValue(list)) = &value.value
        && depth > 0
    {
        return add_all(data, &format!("{name}."), &list.values, depth - 1);
    }
    let mut column = match value_of(value) {
        Value::Null => return,
        list @ (Value::Array(_) | Value::Object(_)) => Value::String(list.to_string()),
        scalar => scalar,
    };
    cut(&mut column);
    data.insert(name, column);
}

fn object(value: Value) -> Data {
    match value {
        Value::Object(data) => data,
        _ => Data::new(),
    }
}

fn kind(kind: i32) -> &'static str {
    match kind {
        1 => "internal",
        2 => "server",
        3 => "client",
        4 => "producer",
        5 => "consumer",
        _ => "unspecified",
    }
}

/// Four numbers a level (opentelemetry-proto, `SeverityNumber`).
fn severity(number: i32) -> &'static str {
    match number {
        1..=4 => "trace",
        5..=8 => "debug",
        9..=12 => "info",
        13..=16 => "warn",
        17..=20 => "error",
        21..=24 => "fatal",
        _ => "unspecified",
    }
}
