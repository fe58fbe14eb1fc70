//! OTLP/gRPC on its port.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use axum::response::Response;

use crate::stack::Stack;
use crate::stack::otlp::{ReceiverConfig, grpc};

/// Answers one call on the OTLP/gRPC port.
pub(crate) async fn otlp_grpc(stack: Arc<Stack>, request: Request<Body>) -> Response {
    grpc::answer(&stack, request, ReceiverConfig::default()).await
}
