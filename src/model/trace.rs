//! Traces, independent of the service that they were read from.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{SpanId, TraceId};

/// One request and all spans that it caused.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trace {
    pub id: TraceId,
    /// The id in W3C format, used by OpenTelemetry and log lines.
    pub w3c_id: String,
    pub start: Timestamp,
    /// From the earliest start to the latest end.
    pub duration_ms: f64,
    /// A span has not ended, or its parent has not arrived.
    pub partial: bool,
    /// The service stores more than it returns (X-Ray's limit on the size of trace documents).
    pub limit_exceeded: bool,
    /// The instrumentations that recorded it; several if the services use different ones.
    pub sources: Vec<Source>,
    /// The services that reported spans, in order of appearance.
    pub services: Vec<String>,
    /// The CloudWatch log groups named by its segments.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub log_groups: Vec<String>,
    /// The number of spans that were sent: without those inferred by X-Ray, and without segments
    /// added around calls that had none.
    pub span_count: usize,
    /// The number of sent spans that failed in any way.
    pub error_count: usize,
    /// Documents that could not be decoded and are missing from `spans`.
    pub unreadable: usize,
    /// In depth-first order, siblings by start time: parents come before their children.
    pub spans: Vec<Span>,
}

/// One piece of work in a trace.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Span {
    pub id: SpanId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<SpanId>,
    /// 0 for a root, otherwise the parent's depth + 1.
    pub depth: usize,
    /// Whether `parent_id` names a span that is not in the trace.
    #[serde(skip_serializing_if = "is_false")]
    pub orphan: bool,
    pub kind: SpanKind,
    pub name: String,
    /// The service that did the work; `None` if its segment has not arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    pub start: Timestamp,
    /// `None` while it is in progress.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<f64>,
    #[serde(flatten)]
    pub health: Health,
    /// The type of resource, such as `AWS::EC2::Instance`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// `aws` or `remote` for a call to another service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http: Option<Http>,
    /// What was called: an operation and its resource, or a query.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<Exception>,
    /// The exception that caused it, if another span of this trace reported it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause_id: Option<String>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub annotations: Map<String, Value>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub metadata: Map<String, Value>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SpanKind {
    /// A service's own record of a request.
    Segment,
    /// Work inside a segment.
    Subsegment,
    /// Derived by the service from a call to a callee that does not report.
    Inferred,
}

/// The outcome of a span. X-Ray has several kinds of failure, and more than one may apply.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Health {
    /// A server error: 5xx, or an uncaught exception.
    #[serde(skip_serializing_if = "is_false")]
    pub fault: bool,
    /// A client error: 4xx.
    #[serde(skip_serializing_if = "is_false")]
    pub error: bool,
    /// 429, or a throttled AWS call.
    #[serde(skip_serializing_if = "is_false")]
    pub throttle: bool,
}

/// The HTTP request that was received (segments) or made (subsegments).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Http {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_ip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Exception {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(rename = "type")]
    pub class: String,
    pub message: String,
    /// Whether a downstream service caused it.
    #[serde(skip_serializing_if = "is_false")]
    pub remote: bool,
    /// Innermost call first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stack: Vec<Frame>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Frame {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

/// The instrumentation that recorded a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Source {
    #[serde(rename = "X-Ray SDK")]
    XraySdk,
    #[serde(rename = "OpenTelemetry")]
    OpenTelemetry,
    /// The AWS Distro for OpenTelemetry.
    #[serde(rename = "ADOT")]
    Adot,
}

impl Source {
    pub fn label(self) -> &'static str {
        match self {
            Self::XraySdk => "X-Ray SDK",
            Self::OpenTelemetry => "OpenTelemetry",
            Self::Adot => "ADOT",
        }
    }
}

impl Health {
    pub fn failed(self) -> bool {
        self.fault || self.error || self.throttle
    }

    /// Returns the most serious of the flags, or `ok`.
    pub fn word(self) -> &'static str {
        match self {
            Self { fault: true, .. } => "fault",
            Self { throttle: true, .. } => "throttle",
            Self { error: true, .. } => "error",
            _ => "ok",
        }
    }
}

impl Span {
    /// Whether it has not ended yet.
    pub fn in_progress(&self) -> bool {
        self.duration_ms.is_none()
    }

    /// Returns the HTTP status, or the outcome in one word.
    pub fn status(&self) -> String {
        match self.http.as_ref().and_then(|http| http.status) {
            Some(status) => status.to_string(),
            None if self.in_progress() => "running".to_owned(),
            None => self.health.word().to_owned(),
        }
    }
}

impl Http {
    /// Returns the method and path, without host and query: `GET /api/activities/home`.
    pub fn request(&self) -> Option<String> {
        request_line(self.method.as_deref(), self.url.as_deref())
    }
}

impl Frame {
    /// Returns `home_activities.py:12 in run`.
    pub fn place(&self) -> String {
        let mut place = self.path.clone().unwrap_or_default();
        if let Some(line) = self.line {
            place.push_str(&format!(":{line}"));
        }
        match &self.label {
            Some(label) if place.is_empty() => label.clone(),
            Some(label) => format!("{place} in {label}"),
            None => place,
        }
    }
}

impl Trace {
    /// Returns the request that started the trace, such as `GET /api/activities/home`. It is
    /// recorded by the root, or by the call for which the root was added. `None` if neither has a
    /// path.
    pub fn request(&self) -> Option<String> {
        let root = self.root()?;
        let call = self.spans.get(1).filter(|span| {
            span.parent_id == Some(root.id) && span.start == root.start && root.http.is_none()
        });
        let entry = call.filter(|call| call.http.is_some()).unwrap_or(root);
        let http = entry.http.as_ref()?;
        let route = [&entry.annotations, &entry.metadata]
            .into_iter()
            .find_map(route);
        match (&http.url, route) {
            (Some(_), _) => http.request(),
            (None, Some(route)) => request_line(http.method.as_deref(), Some(route)),
            (None, None) => None,
        }
    }

    /// The span of the whole request.
    pub fn root(&self) -> Option<&Span> {
        self.spans.first()
    }
}

/// Returns the route recorded by OpenTelemetry's instrumentations, in a field of the segment or of
/// one of its namespaces.
fn route(fields: &Map<String, Value>) -> Option<&str> {
    let namespaces = fields.values().filter_map(Value::as_object);
    std::iter::once(fields)
        .chain(namespaces)
        .find_map(|fields| {
            let route = fields
                .get("http.route")
                .or_else(|| fields.get("http_route"));
            route?.as_str()
        })
}

/// Returns `GET /api/activities/home` for a method and a URL; `None` without either.
pub fn request_line(method: Option<&str>, url: Option<&str>) -> Option<String> {
    match (method, url.map(path_of)) {
        (Some(method), Some(path)) => Some(format!("{method} {path}")),
        (Some(method), None) => Some(method.to_owned()),
        (None, Some(path)) => Some(path),
        (None, None) => None,
    }
}

/// Returns the path of a URL or request target. Frameworks encode `@` as `%40`; here it is shown as
/// `@`.
fn path_of(url: &str) -> String {
    let rest = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |slash| &rest[slash..]),
        None => url,
    };
    let path = rest.split(['?', '#']).next().unwrap_or(rest);
    let decoded = percent_encoding::percent_decode_str(path).decode_utf8();
    decoded.map_or_else(|_| path.to_owned(), std::borrow::Cow::into_owned)
}

fn is_false(flag: &bool) -> bool {
    !flag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_line_is_method_and_path() {
        for (method, url, line) in [
            (
                Some("GET"),
                Some("http://localhost:4567/api/activities/%40andrewbrown?x=1"),
                Some("GET /api/activities/@andrewbrown"),
            ),
            (Some("POST"), Some("https://example.com"), Some("POST /")),
            (
                Some("GET"),
                Some("/api/health-check#top"),
                Some("GET /api/health-check"),
            ),
            (None, Some("https://example.com/%ff"), Some("/%ff")),
            (Some("GET"), None, Some("GET")),
            (None, None, None),
        ] {
            assert_eq!(request_line(method, url).as_deref(), line);
        }
    }

    #[test]
    fn the_gravest_flag_names_the_end() {
        let health = |fault, error, throttle| Health {
            fault,
            error,
            throttle,
        };
        assert_eq!(health(true, true, true).word(), "fault");
        assert_eq!(health(false, true, true).word(), "throttle");
        assert_eq!(health(false, true, false).word(), "error");
        assert_eq!(health(false, false, false).word(), "ok");
    }
}
