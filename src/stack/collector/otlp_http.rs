//! OTLP/HTTP on its port: `/v1/traces`, `/v1/logs` and `/v1/metrics`.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use axum::response::Response;

use crate::stack::Stack;
use crate::stack::otlp::{ReceiverConfig, Refusal, grpc, http, route};

/// The answer to a gRPC exporter that was given this port.
const GRPC: &str = "this port speaks OTLP over HTTP; send OTLP over gRPC to the port that `cruddur-obs local status` calls otlp-grpc, or set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf";

/// Answers one request on the OTLP/HTTP port.
pub(crate) async fn otlp_http(stack: Arc<Stack>, request: Request<Body>) -> Response {
    if grpc::is_call(request.headers()) {
        return grpc::refusal(&Refusal::Path(GRPC.to_owned()));
    }
    match route::http(request.uri().path()) {
        Ok(signal) => http::answer(&stack, request, signal, ReceiverConfig::default()).await,
        Err(refusal) => http::refusal(request.headers(), &refusal),
    }
}
