//! AWS's own OTLP endpoints: `xray.<region>…/v1/traces`, `logs.<region>…/v1/logs` and
//! `monitoring.<region>…/v1/metrics` (CloudWatch user guide, "OTLP Endpoints"), told apart
//! by the scope of the signature.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, Request};
use axum::response::Response;

use crate::stack::Stack;
use crate::stack::http::Encodings;
use crate::stack::ingest::otlp_logs::LogDestination;
use crate::stack::ingest::spans::SpanRules;
use crate::stack::otlp::{NO_PROFILES, ReceiverConfig, Refusal, Signal, http, route};

/// What is built, for `local status -v`.
pub(super) const OPERATIONS: [&str; 3] = [
    "POST /v1/traces",
    "POST /v1/logs",
    "POST /v1/metrics (accepted, not stored)",
];

const MAX_TRACES: usize = 5 << 20;
const MAX_SPANS: usize = 10_000;
const MAX_SPAN: usize = 200 << 10;
const HOUR_NS: u64 = 3_600_000_000_000;
const NEWEST_NS: u64 = 2 * HOUR_NS;
const OLDEST_NS: u64 = 14 * 24 * HOUR_NS;

/// Answers a request to `/v1/…` that is signed for `service`.
pub(super) async fn handle(stack: Arc<Stack>, service: &str, request: Request<Body>) -> Response {
    let now_ns = stack.clock.now_ns();
    let config = match (service, request.uri().path()) {
        ("xray", "/v1/traces") => Ok((Signal::Traces, traces(now_ns))),
        ("logs", "/v1/logs") => logs(request.headers()).map(|config| (Signal::Logs, config)),
        // metrics are CloudWatch's, whose endpoints are called `monitoring`
        ("monitoring", "/v1/metrics") => Ok((Signal::Metrics, metrics())),
        (_, path) if route::is_profiles(path) => Err(Refusal::Path(NO_PROFILES.to_owned())),
        (_, path) => Err(Refusal::Path(format!(
            "`{path}` is not an endpoint of `{service}`"
        ))),
    };
    match config {
        Ok((signal, config)) => http::answer(&stack, request, signal, config).await,
        Err(refusal) => http::refusal(request.headers(), &refusal),
    }
}

fn traces(now_ns: u64) -> ReceiverConfig {
    ReceiverConfig {
        limit: MAX_TRACES,
        encodings: Encodings::GzipDeflate,
        spans: SpanRules {
            most: MAX_SPANS,
            largest: MAX_SPAN,
            starts: (now_ns.saturating_sub(OLDEST_NS).max(1), now_ns + NEWEST_NS),
        },
        ..ReceiverConfig::default()
    }
}

fn logs(headers: &HeaderMap) -> Result<ReceiverConfig, Refusal> {
    Ok(ReceiverConfig {
        encodings: Encodings::GzipDeflate,
        logs: place(headers)?,
        ..ReceiverConfig::default()
    })
}

fn metrics() -> ReceiverConfig {
    ReceiverConfig {
        encodings: Encodings::GzipDeflate,
        ..ReceiverConfig::default()
    }
}

/// The stream that the headers name.
fn place(headers: &HeaderMap) -> Result<LogDestination, Refusal> {
    let named = |name: &'static str| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        match value.filter(|value| !value.is_empty()) {
            Some(value) => Ok(value.to_owned()),
            None => Err(Refusal::Malformed(format!(
                "the header `{name}` is missing"
            ))),
        }
    };
    Ok(LogDestination::Stream {
        group: named("x-aws-log-group")?,
        stream: named("x-aws-log-stream")?,
    })
}
