//! Rollbar's refusals: `{"err": 1, "message": …}` with the status of its reference.

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;

use crate::model::Clock;
use crate::stack::http::{BodyError, NoRoom, WriteError};
use crate::stack::store::StoreError;
use crate::stack::traffic::Outcome;

/// The messages are the service's where they are known from reports of its users.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum RollbarError {
    #[error("access token required")]
    NoToken,
    #[error("not found")]
    UnknownPath,
    /// `Item` or `Occurrence`.
    #[error("{0} not found")]
    NotFound(&'static str),
    /// The body is not what it has to be before anything is looked at.
    #[error("bad request: {0}")]
    BadRequest(String),
    /// The body is over the limit; the client's libraries know this message.
    #[error("request entity too large")]
    TooLarge,
    /// One sentence a problem.
    #[error("Invalid format. {0}")]
    Invalid(String),
    /// A parameter of the query.
    #[error("invalid {name}: {problem}")]
    Parameter { name: &'static str, problem: String },
    #[error("rate limit exceeded, try again later")]
    TooMany,
    /// The store cannot work for now.
    #[error("service unavailable: {0}")]
    Unavailable(String),
    #[error("internal server error: {0}")]
    Internal(String),
}

#[derive(Debug, Serialize)]
struct Envelope {
    err: u8,
    message: String,
}

/// How long a client is asked to wait when the store's queue is full.
const WAIT_SECONDS: i64 = 1;

impl RollbarError {
    fn status(&self) -> StatusCode {
        match self {
            Self::NoToken => StatusCode::UNAUTHORIZED,
            Self::UnknownPath | Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Invalid(_) | Self::Parameter { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    pub(super) fn into_response(self, clock: Clock) -> Response {
        let envelope = Envelope {
            err: 1,
            message: self.to_string(),
        };
        let outcome = Outcome::refused(envelope.message.clone());
        let mut response = outcome.note((self.status(), Json(envelope)).into_response());
        if self == Self::TooMany {
            let reset = clock.now().as_second() + WAIT_SECONDS;
            let limits = [
                ("x-rate-limit-remaining", 0),
                ("x-rate-limit-reset", reset),
                ("x-rate-limit-remaining-seconds", WAIT_SECONDS),
            ];
            for (name, value) in limits {
                let name = HeaderName::from_static(name);
                response
                    .headers_mut()
                    .insert(name, HeaderValue::from(value));
            }
        }
        response
    }
}

impl From<StoreError> for RollbarError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full { .. } => Self::TooMany,
            StoreError::Unavailable(_) | StoreError::Closed => Self::Unavailable(error.to_string()),
            error => Self::Internal(error.to_string()),
        }
    }
}

impl From<NoRoom> for RollbarError {
    fn from(_: NoRoom) -> Self {
        Self::TooMany
    }
}

impl From<WriteError> for RollbarError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::NoRoom(none) => none.into(),
            WriteError::TooLarge => Self::BadRequest(error.to_string()),
            WriteError::Json(error) => Self::Internal(error.to_string()),
        }
    }
}

impl From<BodyError> for RollbarError {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::TooLarge { .. } => Self::TooLarge,
            BodyError::Busy => Self::TooMany,
            other => Self::BadRequest(other.to_string()),
        }
    }
}
