//! A trace as the commands show it, whatever service it was read from.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{SpanId, TraceId};

/// One request through all services that took part in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trace {
    pub id: TraceId,
    /// The same id in W3C's spelling, which OpenTelemetry and log lines use.
    pub w3c_id: String,
    pub start: Timestamp,
    /// From the earliest start to the latest end.
    pub duration_ms: f64,
    /// Something has not ended yet, or the parent of something has not arrived.
    pub partial: bool,
    /// The service holds more than it gives out (X-Ray's trace document size limit).
    pub limit_exceeded: bool,
    /// What recorded it; more than one where differently instrumented services met.
    pub sources: Vec<Source>,
    /// Names of the services that reported spans, in order of appearance.
    pub services: Vec<String>,
    /// The CloudWatch log groups that its segments name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub log_groups: Vec<String>,
    /// How many of `spans` were sent: not what X-Ray inferred, nor the segments that were
    /// made around calls without one.
    pub span_count: usize,
    /// How many of the sent spans failed in any way.
    pub error_count: usize,
    /// Documents that could not be read and are missing from `spans`.
    pub unreadable: usize,
    /// Depth first, siblings in order of start: a parent stands before its children.
    pub spans: Vec<Span>,
}

/// One piece of work in a trace.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Span {
    pub id: SpanId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<SpanId>,
    /// 0 for a root, one more than the parent's otherwise.
    pub depth: usize,
    /// `parent_id` names a span that is not in the trace.
    #[serde(skip_serializing_if = "is_false")]
    pub orphan: bool,
    pub kind: SpanKind,
    pub name: String,
    /// The service that did the work; unknown where the segment has not arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    pub start: Timestamp,
    /// `None` while it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<f64>,
    #[serde(flatten)]
    pub health: Health,
    /// The type of resource, such as `AWS::EC2::Instance`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// `aws` or `remote` for calls to other services.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http: Option<Http>,
    /// What was called: an operation with its resource, or a query.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<Exception>,
    /// An exception that is told by another span of this trace.
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
    /// A service's own record of a request that it served.
    Segment,
    /// Work inside a segment.
    Subsegment,
    /// A segment that the service derived from a call, for a callee that reports nothing.
    Inferred,
}

/// How a piece of work ended. X-Ray tells four kinds of failure apart, and more than
/// one may hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Health {
    /// The server's fault: 5xx, or an uncaught exception.
    #[serde(skip_serializing_if = "is_false")]
    pub fault: bool,
    /// The client's error: 4xx.
    #[serde(skip_serializing_if = "is_false")]
    pub error: bool,
    /// 429, or an AWS call that was throttled.
    #[serde(skip_serializing_if = "is_false")]
    pub throttle: bool,
}

/// The HTTP request that a span served (segments) or made (subsegments).
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
    /// A downstream service caused it.
    #[serde(skip_serializing_if = "is_false")]
    pub remote: bool,
    /// The innermost call first.
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

/// What recorded a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Source {
    #[serde(rename = "X-Ray SDK")]
    XraySdk,
    #[serde(rename = "OpenTelemetry")]
    OpenTelemetry,
    /// AWS's distribution of OpenTelemetry.
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

    /// The gravest of the flags, or `ok`.
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
    /// Not ended yet.
    pub fn in_progress(&self) -> bool {
        self.duration_ms.is_none()
    }

    /// The HTTP status, or how it ended in a word.
    pub fn status(&self) -> String {
        match self.http.as_ref().and_then(|http| http.status) {
            Some(status) => status.to_string(),
            None if self.in_progress() => "running".to_owned(),
            None => self.health.word().to_owned(),
        }
    }
}

impl Http {
    /// `GET /api/activities/home`: the method and the URL's path, without host and query.
    pub fn request(&self) -> Option<String> {
        request_line(self.method.as_deref(), self.url.as_deref())
    }
}

impl Frame {
    /// `home_activities.py:12 in run`.
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
    /// `GET /api/activities/home`: what entered, by the root or by the call that the root
    /// was made around; `None` if it does not tell a path.
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

    /// The span that stands for the whole request.
    pub fn root(&self) -> Option<&Span> {
        self.spans.first()
    }
}

/// The route that OpenTelemetry's instrumentations tell, in a field of a segment or in one
/// of the namespaces there.
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

/// `GET /api/activities/home` of a method and a URL; `None` without either.
pub fn request_line(method: Option<&str>, url: Option<&str>) -> Option<String> {
    match (method, url.map(path_of)) {
        (Some(method), Some(path)) => Some(format!("{method} {path}")),
        (Some(method), None) => Some(method.to_owned()),
        (None, Some(path)) => Some(path),
        (None, None) => None,
    }
}

/// The path of a URL or of a request target. Frameworks write `@` as `%40`; people do not.
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
