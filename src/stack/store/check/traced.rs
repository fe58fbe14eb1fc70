//! What the spans of a block say of their trace: enough to find it again.

use opentelemetry_proto::tonic::common::v1::any_value::Value as Attribute;
use opentelemetry_proto::tonic::trace::v1::TracesData;
use opentelemetry_proto::tonic::trace::v1::status::StatusCode;
use prost::Message as _;
use serde_json::Value;

use crate::model::TraceId;
use crate::stack::store::traces::{Source, add_service};
use crate::stack::store::{TraceFlags, cut_name};

/// The row that the blocks of a trace make.
#[derive(Debug, Clone)]
pub(super) struct Traced {
    pub(super) id: TraceId,
    pub(super) start_ns: u64,
    pub(super) end_ns: u64,
    pub(super) spans: u32,
    pub(super) flags: TraceFlags,
    pub(super) entry: Option<String>,
    pub(super) services: Vec<String>,
}

impl Traced {
    fn new(id: TraceId) -> Self {
        Self {
            id,
            start_ns: u64::MAX,
            end_ns: 0,
            spans: 0,
            flags: TraceFlags::default(),
            entry: None,
            services: Vec::new(),
        }
    }

    /// Of an unpacked block; nothing if it does not name one trace.
    pub(super) fn read(source: u8, bytes: &[u8]) -> Option<Self> {
        if source == Source::Otlp as u8 {
            return Self::from_spans(bytes);
        }
        (source == Source::Xray as u8).then(|| Self::from_segments(bytes))?
    }

    /// Adds what another block of the same trace says.
    pub(super) fn add(&mut self, other: Self) {
        self.start_ns = self.start_ns.min(other.start_ns);
        self.end_ns = self.end_ns.max(other.end_ns);
        self.spans = self.spans.saturating_add(other.spans);
        self.flags |= other.flags;
        self.entry = self.entry.take().or(other.entry);
        for service in other.services {
            self.add_service(&service);
        }
    }

    fn add_service(&mut self, service: &str) {
        add_service(&mut self.services, service);
    }

    fn from_spans(bytes: &[u8]) -> Option<Self> {
        let data = TracesData::decode(bytes).ok()?;
        let mut found: Option<Self> = None;
        for resource in &data.resource_spans {
            let attributes = resource.resource.iter().flat_map(|r| &r.attributes);
            let service = attributes
                .filter(|attribute| attribute.key == "service.name")
                .find_map(
                    |attribute| match attribute.value.as_ref()?.value.as_ref()? {
                        Attribute::StringValue(name) => Some(name.as_str()),
                        _ => None,
                    },
                );
            for span in resource.scope_spans.iter().flat_map(|scope| &scope.spans) {
                let id = TraceId(span.trace_id.as_slice().try_into().ok()?);
                let trace = found.get_or_insert_with(|| Self::new(id));
                if trace.id != id {
                    return None;
                }
                trace.start_ns = trace.start_ns.min(span.start_time_unix_nano);
                trace.end_ns = trace.end_ns.max(span.end_time_unix_nano);
                trace.spans = trace.spans.saturating_add(1);
                if span.status.as_ref().map(|status| status.code) == Some(StatusCode::Error as i32)
                {
                    trace.flags |= TraceFlags::FAULT;
                }
                if span.parent_span_id.is_empty() {
                    trace.entry = Some(cut_name(&span.name).to_owned());
                }
                trace.add_service(service.unwrap_or("unknown_service"));
            }
        }
        found
    }

    fn from_segments(bytes: &[u8]) -> Option<Self> {
        let mut found: Option<Self> = None;
        let lines = bytes.split(|byte| *byte == b'\n');
        for line in lines.filter(|line| !line.is_empty()) {
            let document: Value = serde_json::from_slice(line).ok()?;
            let id = document["trace_id"].as_str()?.parse().ok()?;
            let trace = found.get_or_insert_with(|| Self::new(id));
            if trace.id != id {
                return None;
            }
            trace.add_entity(&document);
            let is_segment = document["type"] != "subsegment";
            if let (true, Some(name)) = (is_segment, document["name"].as_str()) {
                trace.add_service(name);
                if document["parent_id"].is_null() {
                    trace.entry.get_or_insert_with(|| cut_name(name).to_owned());
                }
            }
        }
        found
    }

    fn add_entity(&mut self, entity: &Value) {
        let ns = |seconds: &Value| {
            Some(((seconds.as_f64()? * 1e6).round() as u64).saturating_mul(1_000))
        };
        let start = ns(&entity["start_time"]);
        self.start_ns = self.start_ns.min(start.unwrap_or(u64::MAX));
        let end = ns(&entity["end_time"]).or(start);
        self.end_ns = self.end_ns.max(end.unwrap_or(0));
        self.spans = self.spans.saturating_add(1);
        for (name, flag) in [
            ("error", TraceFlags::ERROR),
            ("fault", TraceFlags::FAULT),
            ("throttle", TraceFlags::THROTTLE),
        ] {
            if entity[name] == true {
                self.flags |= flag;
            }
        }
        let embedded = entity["subsegments"].as_array();
        embedded
            .into_iter()
            .flatten()
            .for_each(|entity| self.add_entity(entity));
    }
}
