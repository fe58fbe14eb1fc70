//! Segments that nobody sent.
//!
//! X-Ray has no call without a segment around it. OpenTelemetry has: the span of a script's
//! request, of a browser's fetch. Its exporter for X-Ray makes one such span two documents,
//! the segment of the service and in it the call, with the same times; so the local stack
//! does. They are one span when spans are counted.

use std::collections::{HashMap, HashSet};

use crate::model::{Source, Span, SpanId, SpanKind};

/// What the translators call the attributes of a resource, the only ones of such a segment.
const OF_RESOURCE: &str = "otel.resource.";

/// The segments among the spans of a trace that were made around a call.
pub(super) fn around_calls(spans: &[Span]) -> HashSet<SpanId> {
    let mut children: HashMap<SpanId, Vec<&Span>> = HashMap::new();
    for span in spans {
        if let Some(parent) = span.parent_id {
            children.entry(parent).or_default().push(span);
        }
    }
    let around = spans.iter().filter(|span| {
        tells_of_its_resource_only(span)
            && matches!(children.get(&span.id).map(Vec::as_slice), Some([call])
                if call.kind == SpanKind::Subsegment
                    && (call.start, call.duration_ms) == (span.start, span.duration_ms))
    });
    around.map(|span| span.id).collect()
}

fn tells_of_its_resource_only(span: &Span) -> bool {
    let of_resource = span.metadata.iter().all(|(namespace, value)| {
        let mut keys = value.as_object().into_iter().flatten().map(|(key, _)| key);
        namespace == "default" && keys.all(|key| key.starts_with(OF_RESOURCE))
    });
    span.kind == SpanKind::Segment
        && matches!(span.source, Some(Source::OpenTelemetry | Source::Adot))
        && span.http.is_none()
        && span.user.is_none()
        && span.annotations.is_empty()
        && of_resource
}
