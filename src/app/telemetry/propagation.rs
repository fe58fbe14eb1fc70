//! Trace context of requests, in and out: `traceparent` and `X-Amzn-Trace-Id`.
//!
//! Sources: W3C Trace Context; AWS X-Ray developer guide, "Tracing header".

use axum::http::HeaderMap;
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::{
    Link, SpanContext, SpanId, SpanKind, TraceContextExt, TraceFlags, TraceId, TraceState,
};
use opentelemetry::{Context, KeyValue};
use opentelemetry_aws::trace::{XrayIdGenerator, XrayPropagator};
use opentelemetry_http::{HeaderExtractor, HeaderInjector};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{IdGenerator, SamplingDecision, SamplingResult, ShouldSample};

/// The information in a request's headers besides a parent span.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Inbound {
    /// A trace id without a parent span, as sent by load balancers (`Root=…` alone).
    root: Option<TraceId>,
    /// Whether the trace is sampled; `None` if undecided (no header, or `Sampled=?`).
    sampled: Option<bool>,
}

/// Returns the context in which to start the request's span. `traceparent` takes precedence over
/// `X-Amzn-Trace-Id`, which a load balancer may have added.
pub(crate) fn extract(headers: &HeaderMap) -> Context {
    let headers = HeaderExtractor(headers);
    let w3c = TraceContextPropagator::new().extract_with_context(&Context::new(), &headers);
    let parent = w3c.span().span_context().clone();
    if parent.is_valid() {
        return w3c.with_value(Inbound {
            root: None,
            sampled: Some(parent.is_sampled()),
        });
    }

    let xray = XrayPropagator::new().extract_with_context(&Context::new(), &headers);
    let parent = xray.span().span_context().clone();
    if parent.trace_id() == TraceId::INVALID {
        return Context::new();
    }
    let sampled = match parent.trace_flags() {
        TraceFlags::SAMPLED => Some(true),
        TraceFlags::NOT_SAMPLED => Some(false),
        // the propagator's mark for "undecided"
        _ => None,
    };
    if parent.span_id() == SpanId::INVALID {
        return Context::new().with_value(Inbound {
            root: Some(parent.trace_id()),
            sampled,
        });
    }
    // a new span context: the mark for "undecided" is not a W3C flag, and the header's other
    // keys (`Self`, `Lineage`) are not trace state
    Context::new()
        .with_remote_span_context(SpanContext::new(
            parent.trace_id(),
            parent.span_id(),
            TraceFlags::default().with_sampled(sampled == Some(true)),
            true,
            TraceState::default(),
        ))
        .with_value(Inbound {
            root: None,
            sampled,
        })
}

/// Adds both headers for the current span of `context`.
pub(crate) fn inject(context: &Context, headers: &mut HeaderMap) {
    XrayPropagator::new().inject_context(context, &mut HeaderInjector(headers));
    TraceContextPropagator::new().inject_context(context, &mut HeaderInjector(headers));
    if headers
        .get("tracestate")
        .is_some_and(|state| state.is_empty())
    {
        headers.remove("tracestate");
    }
}

/// Generates X-Ray trace ids, which contain their time of creation, unless the request already has
/// one.
#[derive(Debug, Default)]
pub(crate) struct RequestIds(XrayIdGenerator);

impl IdGenerator for RequestIds {
    fn new_trace_id(&self) -> TraceId {
        Context::map_current(|context| context.get::<Inbound>()?.root)
            .unwrap_or_else(|| self.0.new_trace_id())
    }

    fn new_span_id(&self) -> SpanId {
        self.0.new_span_id()
    }
}

/// The `parentbased_*` samplers: follows the caller's decision, or asks `root` if there is none.
///
/// The SDK's own sampler treats X-Ray's `Sampled=?` as "no", and a `Root` without a parent as
/// undecided.
#[derive(Debug, Clone)]
pub(crate) struct ByParent {
    pub(crate) root: Box<dyn ShouldSample>,
}

impl ShouldSample for ByParent {
    fn should_sample(
        &self,
        parent: Option<&Context>,
        trace_id: TraceId,
        name: &str,
        kind: &SpanKind,
        attributes: &[KeyValue],
        links: &[Link],
    ) -> SamplingResult {
        let decided = parent.and_then(|context| {
            let span = context.span();
            let parent = span.span_context();
            if parent.is_valid() && !parent.is_remote() {
                return Some(parent.is_sampled());
            }
            context.get::<Inbound>()?.sampled
        });
        let Some(sampled) = decided else {
            return self
                .root
                .should_sample(parent, trace_id, name, kind, attributes, links);
        };
        SamplingResult {
            decision: if sampled {
                SamplingDecision::RecordAndSample
            } else {
                SamplingDecision::Drop
            },
            attributes: Vec::new(),
            trace_state: trace_state(parent),
        }
    }
}

/// The trace state, which samplers pass on unchanged.
pub(crate) fn trace_state(parent: Option<&Context>) -> TraceState {
    parent.map_or_else(TraceState::default, |context| {
        context.span().span_context().trace_state().clone()
    })
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};
    use opentelemetry::trace::{Span, Tracer, TracerProvider};
    use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider};

    use super::*;

    const ROOT: &str = "1-691ed3f2-8a1c0123456789abcdef0123";
    const HEX: &str = "691ed3f28a1c0123456789abcdef0123";

    /// The context of a request's span. `undecided` is the decision for undecided traces.
    fn started(headers: &[(&'static str, &str)], undecided: bool) -> SpanContext {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(
                HeaderName::from_static(name),
                HeaderValue::from_str(value).unwrap(),
            );
        }
        let root = if undecided {
            Sampler::AlwaysOn
        } else {
            Sampler::AlwaysOff
        };
        let provider = SdkTracerProvider::builder()
            .with_sampler(ByParent { root: root.into() })
            .with_id_generator(RequestIds::default())
            .build();
        let parent = extract(&map);
        let _attached = parent.clone().attach();
        let span = provider
            .tracer("test")
            .start_with_context("request", &parent);
        span.span_context().clone()
    }

    #[test]
    fn an_inbound_decision_holds() {
        for (header, undecided, sampled) in [
            (
                format!("Root={ROOT};Parent=53995c3f42cd8ad8;Sampled=0"),
                true,
                false,
            ),
            (
                format!("Root={ROOT};Parent=53995c3f42cd8ad8;Sampled=1"),
                false,
                true,
            ),
            (format!("Root={ROOT};Sampled=0"), true, false),
            (format!("Root={ROOT};Sampled=1"), false, true),
            (
                format!("Self=1-67891234-12456789abcdef012345678;Root={ROOT};Sampled=0"),
                true,
                false,
            ),
            // undecided, so `root` decides
            (
                format!("Root={ROOT};Parent=53995c3f42cd8ad8;Sampled=?"),
                true,
                true,
            ),
            (
                format!("Root={ROOT};Parent=53995c3f42cd8ad8;Sampled=?"),
                false,
                false,
            ),
            (format!("Root={ROOT}"), true, true),
            (format!("Root={ROOT}"), false, false),
        ] {
            let span = started(&[("x-amzn-trace-id", &header)], undecided);
            assert_eq!(
                span.is_sampled(),
                sampled,
                "{header}, undecided {undecided}"
            );
            assert_eq!(span.trace_id().to_string(), HEX, "{header}");
        }
    }

    #[test]
    fn w3c_wins_and_its_decision_holds() {
        let w3c = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
        let xray = format!("Root={ROOT};Parent=53995c3f42cd8ad8;Sampled=1");
        let span = started(&[("traceparent", w3c), ("x-amzn-trace-id", &xray)], true);
        assert_eq!(
            span.trace_id().to_string(),
            "0af7651916cd43dd8448eb211c80319c"
        );
        assert!(!span.is_sampled());
    }

    #[test]
    fn without_a_usable_header_a_trace_of_its_own_begins() {
        for header in [
            "",
            "Root=",
            "Root=1-2-3",
            "Sampled=0",
            "junk",
            "Root=1-00000000-0;Sampled=0",
        ] {
            let span = started(&[("x-amzn-trace-id", header)], true);
            assert!(
                span.is_sampled() && span.trace_id() != TraceId::INVALID,
                "{header}"
            );
        }
    }

    #[test]
    fn both_headers_go_out_without_an_undecided_mark() {
        let header = format!("Root={ROOT};Parent=53995c3f42cd8ad8;Sampled=?;Lineage=a:b");
        let span = started(&[("x-amzn-trace-id", &header)], true);
        let id = span.span_id();
        let mut headers = HeaderMap::new();
        inject(&Context::new().with_remote_span_context(span), &mut headers);
        assert_eq!(
            headers["x-amzn-trace-id"],
            format!("Root={ROOT};Parent={id};Sampled=1")
        );
        assert_eq!(headers["traceparent"], format!("00-{HEX}-{id}-01"));
        assert!(!headers.contains_key("tracestate"));
    }
}
