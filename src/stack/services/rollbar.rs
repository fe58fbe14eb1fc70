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

use super::routes::{self, Route};
use answer::Token;
use error::RollbarError;

/// Where the API begins.
pub(super) const ROOT: &str = "/api/1";

/// The one project of the local stack.
const PROJECT_ID: i64 = 1;

#[derive(Debug, Clone, Copy)]
enum Operation {
    Ping,
    Report,
    ListItems,
    /// By `?uuid=` or `?counter=`.
    NamedItem,
    ItemByCounter,
    Item,
    UpdateItem,
    InstancesOfItem,
    ListInstances,
    Instance,
}

impl Operation {
    /// In a header or in the query; the token of a report may come in its body instead.
    fn needs_token(self) -> bool {
        !matches!(self, Self::Ping | Self::Report)
    }
}

/// What is built, below [`ROOT`].
const ROUTES: [Route<Operation>; 11] = [
    (Method::GET, "/status/ping", Operation::Ping),
    (Method::POST, "/item/", Operation::Report),
    (Method::GET, "/items/", Operation::ListItems),
    (Method::GET, "/item/", Operation::NamedItem),
    (Method::GET, "/item_by_uuid", Operation::NamedItem),
    (
        Method::GET,
        "/item_by_counter/{counter}",
        Operation::ItemByCounter,
    ),
    (Method::GET, "/item/{id}", Operation::Item),
    (Method::PATCH, "/item/{id}", Operation::UpdateItem),
    (
        Method::GET,
        "/item/{id}/instances",
        Operation::InstancesOfItem,
    ),
    (Method::GET, "/instances", Operation::ListInstances),
    (Method::GET, "/instance/{id}", Operation::Instance),
];

pub(super) fn operations() -> Vec<String> {
    routes::names(&ROUTES)
}

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
    let uri = request.uri().clone();
    let path = uri.path();
    let path = path.strip_prefix(ROOT).unwrap_or(path);
    let found = routes::find(&ROUTES, request.method(), path);
    let token = Token::from_request(&request);
    let needs_token = found
        .as_ref()
        .is_none_or(|(operation, _)| operation.needs_token());
    if needs_token && token.is_none() {
        return Err(RollbarError::NoToken);
    }
    let (operation, values) = found.ok_or(RollbarError::UnknownPath)?;
    let id = values.first().copied().unwrap_or_default();
    match operation {
        Operation::Ping => Ok("pong".into_response()),
        Operation::Report => report::report(stack, request).await,
        Operation::ListItems => items::list(stack, &uri).await,
        Operation::NamedItem => items::named(stack, &uri).await,
        Operation::ItemByCounter => items::by_counter(stack, id).await,
        Operation::Item => items::get(stack, id).await,
        Operation::UpdateItem => {
            let token = token.ok_or(RollbarError::NoToken)?;
            update::update(stack, id, &token, request).await
        }
        Operation::InstancesOfItem => instances::list_of_item(stack, id, &uri).await,
        Operation::ListInstances => instances::list(stack, &uri).await,
        Operation::Instance => instances::get(stack, id).await,
    }
}
