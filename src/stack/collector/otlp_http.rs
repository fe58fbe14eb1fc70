//! OTLP/HTTP on its port: `/v1/traces` and `/v1/logs`.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use axum::response::Response;

use crate::stack::Stack;
use crate::stack::otlp::{Door, NO_METRICS, Refusal, Signal, http};

/// Answers one request on the OTLP/HTTP port.
pub async fn otlp_http(stack: Arc<Stack>, request: Request<Body>) -> Response {
    let signal = match request.uri().path() {
        "/v1/traces" => Signal::Traces,
        "/v1/logs" => Signal::Logs,
        other => {
            let message = match other {
                "/v1/metrics" => NO_METRICS.to_owned(),
                _ => format!("`{other}` is not answered here: post to /v1/traces or /v1/logs"),
            };
            return http::refusal(request.headers(), &Refusal::Path(message));
        }
    };
    http::answer(&stack, request, signal, Door::default()).await
}
