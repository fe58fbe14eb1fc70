//! How a span ended: error, fault, throttle, and the exceptions that tell why.

use opentelemetry_proto::tonic::trace::v1::Span;
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use opentelemetry_proto::tonic::trace::v1::status::StatusCode;
use serde_json::{Value, json};

use super::super::entity::derived_id;
use super::super::object;
use super::attributes::Attributes;
use super::frames::{self, Raised};
use super::http;
use crate::model::{SpanId, TraceId};
use crate::stack::ingest::spans;
use crate::stack::store::TraceFlags;

/// By the HTTP status, or by the span's own.
pub(super) fn verdict(span: &Span, attributes: &Attributes<'_>) -> TraceFlags {
    let status = http::status(attributes).and_then(|status| u64::try_from(status).ok());
    spans::verdict(status.unwrap_or(0), failed(span))
}

fn failed(span: &Span) -> bool {
    span.status
        .as_ref()
        .is_some_and(|status| status.code() == StatusCode::Error)
}

/// The recorded exceptions; without any, the message of a failed status.
pub(super) fn cause(
    span: &Span,
    attributes: &Attributes<'_>,
    resource: &Attributes<'_>,
    trace: TraceId,
) -> Option<Value> {
    let id = SpanId::from_slice(&span.span_id)?;
    let remote = matches!(span.kind(), SpanKind::Client | SpanKind::Producer);
    let language = resource
        .text(&["telemetry.sdk.language"])
        .unwrap_or_default();
    let mut exceptions = Vec::new();
    for event in span.events.iter().filter(|event| event.name == "exception") {
        let event = Attributes::new(&event.attributes);
        let stack = event.text(&["exception.stacktrace"]).unwrap_or_default();
        let outermost = Raised {
            kind: event.text(&["exception.type"]).map(str::to_owned),
            message: event.text(&["exception.message"]).map(str::to_owned),
            stack: Vec::new(),
        };
        let chain = frames::chain(outermost, stack, language);
        let last = exceptions.len() + chain.len();
        for raised in chain {
            let number = exceptions.len();
            let cause = (number + 1 < last).then(|| exception_id(trace, id, number + 1));
            exceptions.push(exception(
                raised,
                exception_id(trace, id, number),
                remote,
                cause,
            ));
        }
    }
    if exceptions.is_empty() && failed(span) {
        let status = span.status.as_ref().map(|status| status.message.as_str());
        let message = status
            .filter(|message| !message.is_empty())
            .or_else(|| attributes.text(&["http.status_text"]))?;
        let raised = Raised {
            kind: attributes.text(&["error.type"]).map(str::to_owned),
            message: Some(message.to_owned()),
            stack: Vec::new(),
        };
        exceptions.push(exception(raised, exception_id(trace, id, 0), remote, None));
    }
    (!exceptions.is_empty()).then(|| json!({ "exceptions": exceptions }))
}

fn exception_id(trace: TraceId, span: SpanId, number: usize) -> SpanId {
    derived_id(trace, span, &format!("exception {number}"))
}

fn exception(raised: Raised, id: SpanId, remote: bool, cause: Option<SpanId>) -> Option<Value> {
    let stack: Vec<Value> = raised
        .stack
        .into_iter()
        .filter_map(|frame| {
            object([
                ("path", (!frame.path.is_empty()).then(|| json!(frame.path))),
                ("line", Some(json!(frame.line))),
                (
                    "label",
                    (!frame.label.is_empty()).then(|| json!(frame.label)),
                ),
            ])
        })
        .collect();
    object([
        ("id", Some(json!(id))),
        ("type", raised.kind.map(Value::from)),
        ("message", raised.message.map(Value::from)),
        ("remote", Some(Value::Bool(remote))),
        ("cause", cause.map(|cause| json!(cause))),
        ("stack", (!stack.is_empty()).then_some(Value::Array(stack))),
    ])
}
