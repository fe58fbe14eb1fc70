//! Converts an OpenTelemetry span to a segment document, within X-Ray's limits.
//!
//! Attributes map to the same fields as in AWS's own exporter.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use opentelemetry::trace::{Event, SpanId, SpanKind, Status, TraceId};
use opentelemetry::{Array, KeyValue, Value};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SpanData;
use serde_json::Value as Json;

use super::document::{
    Aws, Cause, Document, Exception, Http, HttpRequest, HttpResponse, LogGroup, Service,
    StackFrame, Xray,
};
use crate::app::telemetry::names;

const MAX_NAME: usize = 200;
const MAX_HTTP: usize = 250;
const MAX_ANNOTATION: usize = 1_000;
/// Not a documented limit: long enough to read, short enough for a packet.
const MAX_MESSAGE: usize = 1_000;
const MAX_EXCEPTIONS: usize = 10;

/// Attributes that X-Ray should index, besides the fields that are always indexed.
const ANNOTATIONS: [&str; 1] = [names::HTTP_ROUTE];

/// Attributes that become fields of a document and not metadata.
const FIELDS: [&str; 15] = [
    names::CLIENT_ADDRESS,
    names::ENDUSER,
    names::HTTP_METHOD,
    names::HTTP_RESPONSE_SIZE,
    names::HTTP_ROUTE,
    names::HTTP_STATUS,
    names::HTTP_VERSION,
    names::PEER_ADDRESS,
    names::SAMPLING_RULE,
    names::SERVER_ADDRESS,
    names::SERVER_PORT,
    names::URL_PATH,
    names::URL_QUERY,
    names::URL_SCHEME,
    names::USER_AGENT,
];

/// The values common to all segments of this program.
#[derive(Debug, Clone)]
pub(super) struct Program {
    service: String,
    sdk: String,
    sdk_version: String,
    log_group: Option<String>,
}

impl Program {
    pub(super) fn new(service: &str, log_group: Option<&str>) -> Self {
        Self {
            service: name(service),
            sdk: "opentelemetry for rust".to_owned(),
            sdk_version: String::new(),
            log_group: log_group.map(str::to_owned),
        }
    }

    /// Reads the SDK's version from the resource (`telemetry.sdk.version`).
    pub(super) fn set_resource(&mut self, resource: &Resource) {
        let version = resource.get(&"telemetry.sdk.version".into());
        self.sdk_version = version.map(|v| v.to_string()).unwrap_or_default();
    }

    fn aws(&self, span: &SpanData) -> Aws {
        let group = self.log_group.iter();
        Aws {
            xray: Xray {
                sdk: self.sdk.clone(),
                sdk_version: self.sdk_version.clone(),
                auto_instrumentation: false,
                sampling_rule_name: names::text(&span.attributes, names::SAMPLING_RULE)
                    .map(str::to_owned),
            },
            cloudwatch_logs: group
                .map(|g| LogGroup {
                    log_group: g.clone(),
                })
                .collect(),
        }
    }
}

/// Whether the span is the first of its trace in this program, and so a segment and not a
/// subsegment.
pub(super) fn is_segment(span: &SpanData) -> bool {
    span.parent_span_id == SpanId::INVALID || span.parent_span_is_remote
}

/// Converts one span, without its subsegments and its parent.
pub(super) fn document(span: &SpanData, program: &Program) -> Document {
    let attributes = span.attributes.as_slice();
    let segment = is_segment(span);
    let status = names::number(attributes, names::HTTP_STATUS).unwrap_or(0);
    Document {
        name: if segment {
            program.service.clone()
        } else {
            name(&span.name)
        },
        id: span.span_context.span_id().to_string(),
        start_time: seconds(span.start_time),
        end_time: seconds(span.end_time),
        namespace: (span.span_kind == SpanKind::Client).then_some("remote"),
        user: names::text(attributes, names::ENDUSER).map(|user| cut(user, MAX_HTTP)),
        service: segment.then_some(Service {
            version: env!("CARGO_PKG_VERSION"),
            runtime: "rust",
        }),
        http: http(attributes),
        error: (400..500).contains(&status),
        throttle: status == 429,
        fault: status >= 500 || matches!(span.status, Status::Error { .. }),
        cause: cause(span),
        aws: segment.then(|| program.aws(span)),
        annotations: annotations(attributes),
        metadata: metadata(attributes),
        ..Document::default()
    }
}

/// Returns the X-Ray format: version, start second and the rest, separated by dashes.
pub(super) fn trace_id(id: TraceId) -> String {
    let hex = id.to_string();
    format!("1-{}-{}", &hex[..8], &hex[8..])
}

fn http(attributes: &[KeyValue]) -> Option<Http> {
    let text = |name| names::text(attributes, name);
    let method = text(names::HTTP_METHOD)?;
    let client = text(names::CLIENT_ADDRESS);
    let url = names::host(attributes).map(|host| {
        let mut url = format!(
            "{}://{host}{}",
            text(names::URL_SCHEME).unwrap_or("http"),
            text(names::URL_PATH).unwrap_or("/")
        );
        if let Some(query) = text(names::URL_QUERY) {
            url.push('?');
            url.push_str(query);
        }
        cut(&url, MAX_HTTP)
    });
    Some(Http {
        request: HttpRequest {
            method: cut(method, MAX_HTTP),
            url,
            user_agent: text(names::USER_AGENT).map(|agent| cut(agent, MAX_HTTP)),
            client_ip: client.map(|ip| cut(ip, MAX_HTTP)),
            x_forwarded_for: client.is_some() && client != text(names::PEER_ADDRESS),
        },
        response: HttpResponse {
            status: names::number(attributes, names::HTTP_STATUS),
            content_length: names::number(attributes, names::HTTP_RESPONSE_SIZE),
        },
    })
}

fn cause(span: &SpanData) -> Option<Cause> {
    let events = span.events.events.iter();
    let exceptions: Vec<_> = events
        .filter(|event| event.name == names::EXCEPTION)
        .take(MAX_EXCEPTIONS)
        .map(|event| exception(event, &span.name))
        .collect();
    (!exceptions.is_empty()).then_some(Cause { exceptions })
}

fn exception(event: &Event, label: &str) -> Exception {
    let text = |name| names::text(&event.attributes, name).unwrap_or_default();
    let path = text(names::CODE_FILE);
    let frame = StackFrame {
        path: cut(path, MAX_HTTP),
        line: names::number(&event.attributes, names::CODE_LINE),
        label: cut(label, MAX_HTTP),
    };
    Exception {
        id: hex::encode(rand::random::<[u8; 8]>()),
        class: cut(text(names::EXCEPTION_TYPE), MAX_HTTP),
        message: cut(text(names::EXCEPTION_MESSAGE), MAX_MESSAGE),
        remote: false,
        stack: if path.is_empty() {
            Vec::new()
        } else {
            vec![frame]
        },
    }
}

fn annotations(attributes: &[KeyValue]) -> BTreeMap<String, Json> {
    let wanted = ANNOTATIONS.iter().filter_map(|name| {
        let value = match names::find(attributes, name)? {
            Value::String(text) => Json::from(cut(text.as_str(), MAX_ANNOTATION)),
            // annotations are strings, numbers or booleans
            Value::Array(_) => return None,
            other => json(other),
        };
        Some(((*name).to_owned(), value))
    });
    wanted.collect()
}

/// Returns `aws.xray.metadata.<namespace>` attributes by namespace, and all others that are not
/// fields under `default`.
fn metadata(attributes: &[KeyValue]) -> BTreeMap<String, BTreeMap<String, Json>> {
    let mut metadata: BTreeMap<String, BTreeMap<String, Json>> = BTreeMap::new();
    for attribute in attributes {
        let name = attribute.key.as_str();
        if let Some(namespace) = name.strip_prefix(names::XRAY_METADATA) {
            let text = attribute.value.as_str();
            if let Ok(Json::Object(object)) = serde_json::from_str(&text) {
                metadata
                    .entry(namespace.to_owned())
                    .or_default()
                    .extend(object);
                continue;
            }
        }
        if !FIELDS.contains(&name) {
            let default = metadata.entry("default".to_owned()).or_default();
            default.insert(name.to_owned(), json(&attribute.value));
        }
    }
    metadata
}

fn json(value: &Value) -> Json {
    match value {
        Value::Bool(flag) => Json::from(*flag),
        Value::I64(number) => Json::from(*number),
        Value::F64(number) => Json::from(*number),
        Value::String(text) => Json::from(text.as_str()),
        Value::Array(Array::Bool(flags)) => Json::from(flags.clone()),
        Value::Array(Array::I64(numbers)) => Json::from(numbers.clone()),
        Value::Array(Array::F64(numbers)) => Json::from(numbers.clone()),
        Value::Array(Array::String(texts)) => {
            texts.iter().map(|t| Json::from(t.as_str())).collect()
        }
        // for variants added later
        other => Json::from(other.to_string()),
    }
}

/// Replaces characters that X-Ray does not allow in names with `_`.
fn name(text: &str) -> String {
    let allowed = |c: char| c.is_alphanumeric() || "_.:/%&#=+-@ ".contains(c);
    let name: String = text
        .chars()
        .map(|c| if allowed(c) { c } else { '_' })
        .collect();
    match name.trim() {
        "" => "unknown".to_owned(),
        name => cut(name, MAX_NAME),
    }
}

fn cut(text: &str, max_chars: usize) -> String {
    text.chars().take(max_chars).collect()
}

/// Rounds to microseconds, the precision of a 64-bit float for current times.
fn seconds(time: SystemTime) -> f64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    (since.as_secs_f64() * 1e6).round() / 1e6
}
