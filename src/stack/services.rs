//! The services port: which service a request is for.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use super::Stack;
use super::otlp::{grpc, route};
use super::traffic::Outcome;
use crate::model::{LogsOperation, STATUS_PATH, ServiceStatus, XrayOperation};

mod aws_otlp;
mod honeycomb;
mod logs;
mod rollbar;
mod routes;
mod status;
mod sts;
mod typed;
pub mod xray;

/// What is built, by service; shown by `local status -v`.
fn built() -> Vec<ServiceStatus> {
    let logs = LogsOperation::ALL.iter().map(|operation| operation.name());
    let xray = XrayOperation::ALL.iter().map(|operation| operation.name());
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let services: [(&str, Vec<String>); 6] = [
        ("AWS OTLP", owned(&aws_otlp::OPERATIONS)),
        ("CloudWatch Logs", logs.map(str::to_owned).collect()),
        ("Honeycomb", honeycomb::operations()),
        ("Rollbar", rollbar::operations()),
        ("STS", owned(&sts::OPERATIONS)),
        ("X-Ray", xray.map(str::to_owned).collect()),
    ];
    let services = services.into_iter();
    services
        .map(|(service, operations)| ServiceStatus {
            service: service.to_owned(),
            operations,
        })
        .collect()
}

/// Answers one request on the services port.
///
/// Rollbar is known by its path, AWS by its target header or by the scope of its
/// signature (SigV4: `Credential=<key>/<date>/<region>/<service>/aws4_request`),
/// Honeycomb by its key header and its paths.
pub async fn handle(stack: Arc<Stack>, request: Request<Body>) -> Response {
    match request.uri().path() {
        STATUS_PATH if request.method() == Method::GET => status::handle(stack).await,
        "/" if logs::is_meant(request.headers()) => logs::handle(stack, request).await,
        path if rollbar::answers(path) => rollbar::handle(stack, request).await,
        path if path.starts_with("/v1/") || route::is_profiles(path) => {
            otlp_http(stack, request).await
        }
        path if honeycomb::answers(path) => honeycomb::handle(stack, request).await,
        _ if grpc::is_call(request.headers()) => honeycomb::grpc(stack, request).await,
        _ if xray::answers(&request) => xray::handle_signed(stack, request).await,
        _ => match signed_for(request.headers()) {
            Some("sts") => sts::handle(stack, request).await,
            // an exporter whose endpoint has no path, or a wrong one
            None if honeycomb::has_key(request.headers()) => honeycomb::http(stack, request).await,
            _ => unknown(&request),
        },
    }
}

/// OTLP: AWS's endpoints for what is signed, Honeycomb's for everything else.
async fn otlp_http(stack: Arc<Stack>, request: Request<Body>) -> Response {
    match signed_for(request.headers()).map(str::to_owned) {
        Some(service) => aws_otlp::handle(stack, &service, request).await,
        None => honeycomb::http(stack, request).await,
    }
}

/// The service that the request is signed for: `logs`, `xray`, `sts`.
pub fn signed_for(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let rest = text.strip_prefix("AWS4-HMAC-SHA256")?;
    let credential = rest
        .split(',')
        .find_map(|part| part.trim().strip_prefix("Credential="))?;
    let mut scope = credential.rsplit('/');
    (scope.next()? == "aws4_request").then_some(())?;
    scope.next()
}

fn unknown(request: &Request<Body>) -> Response {
    let message = format!(
        "{} {} belongs to no service that is answered here",
        request.method(),
        request.uri().path()
    );
    let body = serde_json::json!({ "message": &message }).to_string();
    let kind = [(header::CONTENT_TYPE, "application/json")];
    let response = (StatusCode::NOT_FOUND, kind, body).into_response();
    Outcome::refused(message).note(response)
}
