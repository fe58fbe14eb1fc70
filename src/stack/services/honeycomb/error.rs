//! Honeycomb's own errors (docs.honeycomb.io, "Events API" and "Errors").

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;

use crate::stack::http::{BodyError, WriteError};
use crate::stack::store::StoreError;
use crate::stack::traffic::Outcome;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum HoneycombError {
    #[error("unknown API key - check your credentials")]
    UnknownKey,
    #[error("Request body should not be empty.")]
    Empty,
    #[error("Request body is malformed and cannot be read.")]
    Malformed,
    #[error("Request body is too large.")]
    TooLarge,
    #[error("Request body has too many events.")]
    TooManyEvents,
    #[error("Event has too many columns.")]
    TooManyColumns,
    #[error("unsupported content-type: send application/json or application/msgpack")]
    ContentType,
    #[error("Request dropped due to rate limiting.")]
    RateLimited,
    #[error("The requested resource cannot be found.")]
    NotFound,
    /// The store cannot work for now.
    #[error("{0}")]
    Unavailable(String),
    #[error("{0}")]
    Broken(String),
}

#[derive(Serialize)]
struct Body<'a> {
    error: &'a str,
}

/// RFC 7807, with the older `error` beside it.
#[derive(Serialize)]
struct Problem<'a> {
    status: u16,
    r#type: &'static str,
    title: &'a str,
    error: &'a str,
}

impl HoneycombError {
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::UnknownKey => StatusCode::UNAUTHORIZED,
            Self::Empty
            | Self::Malformed
            | Self::TooLarge
            | Self::TooManyEvents
            | Self::TooManyColumns => StatusCode::BAD_REQUEST,
            Self::ContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    pub(super) fn into_response(self) -> Response {
        let status = self.status();
        let text = self.to_string();
        let (kind, body) = match self {
            Self::NotFound => {
                let problem = Problem {
                    status: status.as_u16(),
                    r#type: "https://api.honeycomb.io/problems/not-found",
                    title: &text,
                    error: &text,
                };
                ("application/problem+json", serde_json::to_string(&problem))
            }
            _ => (
                "application/json",
                serde_json::to_string(&Body { error: &text }),
            ),
        };
        // strings and a number: this cannot fail
        let body = body.unwrap_or_default();
        let response = (status, [(header::CONTENT_TYPE, kind)], body).into_response();
        Outcome::refused(text).note(response)
    }
}

impl From<WriteError> for HoneycombError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::NoRoom(_) => Self::RateLimited,
            WriteError::TooLarge => Self::TooLarge,
            WriteError::Json(error) => Self::Broken(error.to_string()),
        }
    }
}

impl From<BodyError> for HoneycombError {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::TooLarge { .. } => Self::TooLarge,
            BodyError::Busy => Self::RateLimited,
            _ => Self::Malformed,
        }
    }
}

impl From<StoreError> for HoneycombError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full { .. } => Self::RateLimited,
            StoreError::Unavailable(_) | StoreError::Closed => Self::Unavailable(error.to_string()),
            other => Self::Broken(other.to_string()),
        }
    }
}
