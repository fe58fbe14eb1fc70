//! Rollbar's API (<https://docs.rollbar.com/reference>), under `/api/1`.
//!
//! There is one project. Any token opens it: what matters here is that there is one, as
//! the service demands. Tokens are neither stored nor logged.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, Request};
use axum::response::{IntoResponse as _, Response};

use crate::stack::Stack;

mod answer;
mod error;
mod grouping;
mod instances;
mod items;
mod payload;
mod query;
mod redact;
mod report;
mod shape;
mod update;

use answer::Token;
use error::RollbarError;

/// Where the API begins.
pub const ROOT: &str = "/api/1";

/// The one project of the local stack.
const PROJECT_ID: i64 = 1;

/// What is answered, for people.
pub const OPERATIONS: [&str; 9] = [
    "GET /status/ping",
    "POST /item/",
    "GET /items/",
    "GET /item/{id}",
    "GET /item/?uuid= (also /item_by_uuid) and ?counter=",
    "GET /item_by_counter/{n}",
    "PATCH /item/{id}",
    "GET /instances and /item/{id}/instances",
    "GET /instance/{id}",
];

/// Whether a path is under [`ROOT`].
pub(super) fn answers(path: &str) -> bool {
    path.strip_prefix(ROOT)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Answers a request whose path is under [`ROOT`].
pub(super) async fn handle(stack: Arc<Stack>, request: Request<Body>) -> Response {
    match route(&stack, request).await {
        Ok(response) => response,
        Err(error) => error.into_response(stack.clock),
    }
}

async fn route(stack: &Stack, request: Request<Body>) -> Result<Response, RollbarError> {
    let path = request.uri().path().to_owned();
    let path = path.strip_prefix(ROOT).unwrap_or(&path);
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let get = request.method() == Method::GET;
    match *parts.as_slice() {
        ["status", "ping"] if get => return Ok("pong".into_response()),
        // only here the token may come in the body
        ["item"] if request.method() == Method::POST => {
            return report::report(stack, request).await;
        }
        _ => {}
    }
    let token = Token::of(&request).ok_or(RollbarError::NoToken)?;
    match *parts.as_slice() {
        ["items"] if get => items::list(stack, request.uri()).await,
        ["item" | "item_by_uuid"] if get => items::named(stack, request.uri()).await,
        ["item_by_counter", counter] if get => items::by_counter(stack, counter).await,
        ["item", id] if get => items::get(stack, id).await,
        ["item", id] if request.method() == Method::PATCH => {
            let id = id.to_owned();
            update::update(stack, &id, &token, request).await
        }
        ["item", id, "instances"] if get => instances::of_item(stack, id, request.uri()).await,
        ["instances"] if get => instances::list(stack, request.uri()).await,
        ["instance", id] if get => instances::get(stack, id).await,
        _ => Err(RollbarError::UnknownPath),
    }
}
