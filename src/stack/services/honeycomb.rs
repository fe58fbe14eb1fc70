//! Honeycomb: keys, events, and OTLP with a key.
//!
//! Any key opens the local stack; keys are looked at for their kind and never kept.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request};
use axum::response::Response;
use percent_encoding::percent_decode_str;

use self::error::HoneycombError;
use self::key::Key;
use super::routes::{self, Route};
use crate::stack::{Stack, redact};

mod auth;
mod convert;
mod error;
mod events;
mod key;
mod msgpack;
mod otlp;

pub(super) use otlp::{grpc, http};

#[derive(Debug, Clone, Copy)]
enum Operation {
    Auth,
    ManagementAuth,
    Event,
    Batch,
}

const ROUTES: [Route<Operation>; 4] = [
    (Method::GET, "/1/auth", Operation::Auth),
    (Method::GET, "/2/auth", Operation::ManagementAuth),
    (Method::POST, "/1/events/{dataset}", Operation::Event),
    (Method::POST, "/1/batch/{dataset}", Operation::Batch),
];

/// What is built, for `local status -v`; OTLP has a router of its own.
pub(super) fn operations() -> Vec<String> {
    let otlp = [
        "POST /v1/traces",
        "POST /v1/logs",
        "POST /v1/metrics (accepted, not stored)",
        "OTLP over gRPC",
    ];
    let mut operations = routes::names(&ROUTES);
    operations.extend(otlp.map(str::to_owned));
    operations
}

/// Whether a path is of Honeycomb's API.
pub(super) fn answers(path: &str) -> bool {
    path.starts_with("/1/") || path.starts_with("/2/")
}

/// Whether a request has a key.
pub(super) fn has_key(headers: &HeaderMap) -> bool {
    Key::from_headers(headers).is_some()
}

/// Answers one request to `/1/…` or `/2/…`.
pub(super) async fn handle(stack: Arc<Stack>, request: Request<Body>) -> Response {
    let uri = request.uri().clone();
    let found = routes::find(&ROUTES, request.method(), uri.path());
    let operation = found.as_ref().map(|(operation, _)| *operation);
    if uri.path().starts_with("/2/") {
        let is_auth = matches!(operation, Some(Operation::ManagementAuth));
        return auth::management(request.headers(), is_auth, stack.clock.now());
    }
    let Some(key) = Key::from_headers(request.headers()) else {
        return HoneycombError::UnknownKey.into_response();
    };
    let dataset = found.and_then(|(_, values)| dataset(values.first()?));
    let outcome = match (operation, dataset) {
        (Some(Operation::Auth), _) => Ok(auth::answer(&key)),
        (Some(Operation::Event), Some(dataset)) => events::one(&stack, dataset, request).await,
        (Some(Operation::Batch), Some(dataset)) => events::batch(&stack, dataset, request).await,
        _ => Err(HoneycombError::NotFound),
    };
    outcome.unwrap_or_else(HoneycombError::into_response)
}

/// The dataset that a path ends with; names have 1 to 255 characters and no slash.
fn dataset(segment: &str) -> Option<String> {
    const MAX_LENGTH: usize = 255;
    let name = percent_decode_str(segment).decode_utf8().ok()?;
    let fits = (1..=MAX_LENGTH).contains(&name.chars().count()) && !name.contains('/');
    fits.then(|| {
        let mut name = name.into_owned();
        redact::clean_text(&mut name);
        name
    })
}
