//! AWS JSON 1.1 (Smithy, "AWS JSON 1.1 protocol").

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde::{Deserialize, Serialize};

use super::error::CloudWatchError;
use crate::stack::Stack;
use crate::stack::http::Room;
use crate::stack::services::signed_for;
use crate::stack::strict_json;

pub(super) const CONTENT_TYPE: &str = "application/x-amz-json-1.1";
const TARGET: &str = "x-amz-target";
const PREFIX: &str = "Logs_20140328.";

pub(super) fn is_target(headers: &HeaderMap) -> bool {
    let target = headers.get(TARGET).and_then(|value| value.to_str().ok());
    target.is_some_and(|target| target.starts_with(PREFIX))
}

/// The operation that the request names.
///
/// # Errors
/// Without a JSON content type or a target of this service it is no request of this
/// protocol, and the answer is the one for an unknown operation.
pub(super) fn operation(headers: &HeaderMap) -> Result<String, CloudWatchError> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let kind = text("content-type").unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case(CONTENT_TYPE) {
        return Err(CloudWatchError::NotThisProtocol);
    }
    let target = text(TARGET).ok_or(CloudWatchError::NotThisProtocol)?;
    target
        .strip_prefix(PREFIX)
        .map(str::to_owned)
        .ok_or(CloudWatchError::UnknownOperation)
}

/// Any key will do, but not none: what works here must work at AWS.
pub(super) fn check_signature(headers: &HeaderMap) -> Result<(), CloudWatchError> {
    if !headers.contains_key(header::AUTHORIZATION) {
        return Err(CloudWatchError::Unsigned);
    }
    match signed_for(headers) {
        Some("logs") => Ok(()),
        Some(_) => Err(CloudWatchError::WrongScope),
        None => Err(CloudWatchError::IncompleteSignature),
    }
}

pub(super) fn decode<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, CloudWatchError> {
    strict_json::from_slice(body)
        .map_err(|error| CloudWatchError::Serialization(strict_json::as_aws_says(&error)))
}

/// The answer with a body.
pub(super) async fn json<T: Serialize + Sync>(
    stack: &Stack,
    output: Result<T, CloudWatchError>,
) -> Result<Response, CloudWatchError> {
    let written = stack.limits.json(&output?).await?;
    Ok(with_id(written.into_response(CONTENT_TYPE)))
}

/// The same for what may be large: `room` was taken before it was made, and what is not
/// needed of it is given back.
pub(super) fn large<T: Serialize>(
    room: Room,
    output: Result<T, CloudWatchError>,
) -> Result<Response, CloudWatchError> {
    let body = serde_json::to_vec(&output?).map_err(|_| CloudWatchError::Unavailable)?;
    let room = room.shrunk_to(body.capacity());
    let mut response = respond(StatusCode::OK, CONTENT_TYPE, body);
    response.extensions_mut().insert(room);
    Ok(response)
}

/// The answer of an operation that returns nothing.
pub(super) fn empty(done: Result<(), CloudWatchError>) -> Result<Response, CloudWatchError> {
    done.map(|()| respond(StatusCode::OK, CONTENT_TYPE, Vec::new()))
}

pub(super) fn respond(
    status: StatusCode,
    content_type: &'static str,
    body: impl Into<Body>,
) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static(content_type),
    );
    with_id(response)
}

fn with_id(mut response: Response) -> Response {
    let id = uuid::Uuid::new_v4().to_string();
    if let Ok(id) = header::HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-amzn-requestid", id);
    }
    response
}
