//! Segment documents → [`Trace`]: flattened, joined by parent, ordered.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::document::{AwsBlock, Cause, Document, ExceptionBlock, HttpBlock};
use super::tree::{self, Piece};
use super::wrapper;
use crate::model::{
    Exception, Frame, Health, Http, Source, Span, SpanId, SpanKind, Trace, TraceId,
};

/// Puts a trace together from its documents. Nothing is assumed of their order: a
/// subsegment may come before its segment, and parents may be missing.
pub(super) fn trace<'a>(
    id: TraceId,
    limit_exceeded: bool,
    documents: impl IntoIterator<Item = &'a str>,
) -> Trace {
    let mut found = Found::default();
    for text in documents {
        match Document::parse(text) {
            Some(document) => found.add(document, None),
            None => found.unreadable += 1,
        }
    }
    let unreadable = found.unreadable;
    let spans = tree::ordered(std::mem::take(&mut found.pieces));
    let reported = || spans.iter().filter(|span| span.kind != SpanKind::Inferred);
    let around_calls = wrapper::around_calls(&spans);
    let sent = || reported().filter(|span| !around_calls.contains(&span.id));
    let mut services: Vec<String> = Vec::new();
    let mut sources: Vec<Source> = Vec::new();
    for span in reported() {
        if let (SpanKind::Segment, Some(service)) = (span.kind, &span.service)
            && !services.contains(service)
        {
            services.push(service.clone());
        }
        if let Some(source) = span.source
            && !sources.contains(&source)
        {
            sources.push(source);
        }
    }
    let start = spans.iter().map(|span| span.start).min();
    let end = spans.iter().map(end_of).max();
    Trace {
        id,
        w3c_id: id.hex(),
        start: start.unwrap_or_default(),
        duration_ms: match (start, end) {
            (Some(start), Some(end)) => milliseconds(end.duration_since(start)),
            _ => 0.0,
        },
        partial: spans.iter().any(|span| span.in_progress() || span.orphan),
        limit_exceeded,
        sources,
        services,
        log_groups: found.log_groups,
        span_count: sent().count(),
        error_count: sent().filter(|span| span.health.failed()).count(),
        unreadable,
        spans,
    }
}

/// The spans of a trace as they are found, by id.
#[derive(Default)]
struct Found {
    pieces: HashMap<SpanId, Piece>,
    log_groups: Vec<String>,
    unreadable: usize,
}

impl Found {
    /// Adds a document and what is embedded in it; `parent` is the embedding one.
    fn add(&mut self, mut document: Document, parent: Option<SpanId>) {
        let embedded = std::mem::take(&mut document.subsegments);
        for block in &document.aws.cloudwatch_logs {
            match &block.log_group {
                Some(group) if !self.log_groups.contains(group) => {
                    self.log_groups.push(group.clone());
                }
                _ => {}
            }
        }
        let id = document.id.parse().ok();
        match piece(document, parent) {
            Some(piece) => self.keep(piece),
            None => self.unreadable += 1,
        }
        for value in embedded {
            match Document::from_value(value) {
                // the children of an unreadable one are shown under its parent
                Some(child) => self.add(child, id.or(parent)),
                None => self.unreadable += 1,
            }
        }
    }

    /// A complete document replaces the in-progress one of its id, never the reverse.
    fn keep(&mut self, piece: Piece) {
        match self.pieces.get(&piece.span.id) {
            Some(known) if !known.span.in_progress() || piece.span.in_progress() => {}
            _ => {
                self.pieces.insert(piece.span.id, piece);
            }
        }
    }
}

/// One span, without its place in the tree; `None` without a usable id or start.
fn piece(document: Document, parent: Option<SpanId>) -> Option<Piece> {
    let id = document.id.parse().ok()?;
    let start = timestamp(document.start_time?)?;
    let end = document.end_time.filter(|_| !document.in_progress);
    let kind = match (document.inferred, parent) {
        (true, _) => SpanKind::Inferred,
        (false, None) if !document.is_subsegment() => SpanKind::Segment,
        _ => SpanKind::Subsegment,
    };
    let sdk = document.aws.xray.sdk.as_deref();
    let source = sdk.map(|sdk| source(sdk, &document.metadata));
    // the X-Ray SDK for Python writes stacks as Python prints them; the others the
    // innermost call first
    let innermost_last = sdk.map(|sdk| sdk.starts_with("X-Ray") && sdk.ends_with("Python"));
    let (exceptions, cause_id) = match document.cause {
        None => (Vec::new(), None),
        Some(Cause::Told(id)) => (Vec::new(), Some(id)),
        Some(Cause::Here { exceptions }) => {
            let exceptions = exceptions.into_iter();
            (exceptions.map(exception).collect(), None)
        }
    };
    let query = document.sql.sanitized_query.as_deref();
    let span = Span {
        id,
        parent_id: parent.or_else(|| document.parent_id.and_then(|id| id.parse().ok())),
        depth: 0,
        orphan: false,
        kind,
        service: (kind != SpanKind::Subsegment).then(|| document.name.clone()),
        name: document.name,
        start,
        duration_ms: end
            .and_then(timestamp)
            .map(|end| milliseconds(end.duration_since(start)).max(0.0)),
        health: Health {
            fault: document.fault,
            error: document.error,
            throttle: document.throttle,
        },
        origin: document.origin,
        namespace: document.namespace,
        http: http(document.http),
        call: query.map(one_line).or_else(|| aws_call(&document.aws)),
        user: document.user,
        source,
        exceptions,
        cause_id,
        annotations: document.annotations,
        metadata: document.metadata,
    };
    Some(Piece {
        span,
        innermost_last,
    })
}

/// Epoch seconds, to the microsecond: more a double cannot hold.
fn timestamp(seconds: f64) -> Option<Timestamp> {
    let at = Timestamp::from_duration(SignedDuration::try_from_secs_f64(seconds).ok()?).ok()?;
    at.round(jiff::Unit::Microsecond).ok()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "2^52 microseconds are 142 years"
)]
fn milliseconds(duration: SignedDuration) -> f64 {
    duration.as_micros() as f64 / 1_000.0
}

fn end_of(span: &Span) -> Timestamp {
    let ms = span.duration_ms.unwrap_or_default();
    SignedDuration::try_from_secs_f64(ms / 1_000.0)
        .ok()
        .and_then(|duration| span.start.checked_add(duration).ok())
        .and_then(|end| end.round(jiff::Unit::Microsecond).ok())
        .unwrap_or(span.start)
}

fn http(block: HttpBlock) -> Option<Http> {
    let http = Http {
        method: block.request.method,
        url: block.request.url,
        status: block.response.status,
        client_ip: block.request.client_ip,
        user_agent: block.request.user_agent,
    };
    (http != Http::default()).then_some(http)
}

/// `UpdateItem scorekeep-user`.
fn aws_call(aws: &AwsBlock) -> Option<String> {
    let operation = aws.operation.as_deref()?;
    let queue = aws
        .queue_url
        .as_deref()
        .and_then(|url| url.rsplit('/').next());
    let resource = aws
        .table_name
        .as_deref()
        .or(queue)
        .or(aws.resource_names.first().map(String::as_str));
    Some(match resource {
        Some(resource) => format!("{operation} {resource}"),
        None => operation.to_owned(),
    })
}

fn one_line(query: &str) -> String {
    query.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// X-Ray's SDKs call themselves `X-Ray for Java` and the like, OpenTelemetry's exporter
/// for X-Ray `opentelemetry for java`. AWS's distribution names itself in the resource,
/// which that exporter keeps as metadata.
fn source(sdk: &str, metadata: &serde_json::Map<String, Value>) -> Source {
    let distribution = metadata
        .get("default")
        .and_then(|default| default.get("otel.resource.telemetry.distro.name"))
        .or_else(|| metadata.get("otel.resource.telemetry.distro.name"))
        .and_then(Value::as_str)
        .unwrap_or_default();
    let sdk = sdk.to_ascii_lowercase();
    if distribution.starts_with("aws-") || sdk.contains("adot") {
        Source::Adot
    } else if sdk.contains("opentelemetry") {
        Source::OpenTelemetry
    } else {
        Source::XraySdk
    }
}

fn exception(block: ExceptionBlock) -> Exception {
    let frames = block.stack.into_iter().map(|frame| Frame {
        path: frame.path,
        line: frame.line,
        label: frame.label,
    });
    Exception {
        id: block.id,
        class: block.class,
        message: block.message,
        remote: block.remote,
        stack: frames.collect(),
    }
}
