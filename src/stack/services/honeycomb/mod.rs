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
use crate::stack::{Stack, redact};

mod auth;
mod convert;
mod error;
mod events;
mod key;
mod msgpack;
mod otlp;

pub(super) use otlp::{grpc, http};

/// What is built, for `local status -v`.
pub(super) const OPERATIONS: [&str; 8] = [
    "GET /1/auth",
    "GET /2/auth",
    "POST /1/events/{dataset}",
    "POST /1/batch/{dataset}",
    "POST /v1/traces",
    "POST /v1/logs",
    "POST /v1/metrics (accepted, not stored)",
    "OTLP over gRPC",
];

/// Whether a path is of Honeycomb's API.
pub(super) fn answers(path: &str) -> bool {
    path.starts_with("/1/") || path.starts_with("/2/")
}

/// Whether a request has a key.
pub(super) fn has_key(headers: &HeaderMap) -> bool {
    Key::of(headers).is_some()
}

/// Answers one request to `/1/…` or `/2/…`.
pub(super) async fn handle(stack: Arc<Stack>, request: Request<Body>) -> Response {
    let path = request.uri().path().to_owned();
    if path.starts_with("/2/") {
        return auth::management(&request, stack.clock.now());
    }
    let Some(key) = Key::of(request.headers()) else {
        return HoneycombError::UnknownKey.into();
    };
    let outcome = match (request.method(), path.as_str()) {
        (&Method::GET, "/1/auth") => Ok(auth::answer(&key)),
        (&Method::POST, path) => match (dataset(path, "/1/events/"), dataset(path, "/1/batch/")) {
            (Some(dataset), _) => events::one(&stack, dataset, request).await,
            (_, Some(dataset)) => events::batch(&stack, dataset, request).await,
            _ => Err(HoneycombError::NotFound),
        },
        _ => Err(HoneycombError::NotFound),
    };
    outcome.unwrap_or_else(Response::from)
}

/// The dataset that a path ends with; names have 1 to 255 characters and no slash.
fn dataset(path: &str, before: &str) -> Option<String> {
    const LONGEST: usize = 255;
    let name = percent_decode_str(path.strip_prefix(before)?)
        .decode_utf8()
        .ok()?;
    let fits = (1..=LONGEST).contains(&name.chars().count()) && !name.contains('/');
    fits.then(|| {
        let mut name = name.into_owned();
        redact::clean_text(&mut name);
        name
    })
}
