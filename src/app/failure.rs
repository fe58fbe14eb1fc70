//! Error responses of handlers, and details of the failures behind a 500.

use std::panic::Location;
use std::sync::Arc;

use axum::Json;
use axum::response::{IntoResponse, Response};
use backtrace::Backtrace;
use http::StatusCode;

/// An error response.
///
/// The body is always a JSON array of error codes, as the course's frontend expects.
#[derive(Debug)]
pub(crate) enum AppError {
    /// The input is invalid: 422 with all reasons.
    Invalid(Vec<&'static str>),
    /// The request cannot be processed: a 4xx with one reason.
    Refused(StatusCode, &'static str),
    /// An internal failure: 500, reported as an exception.
    Failed(Failure),
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        match self {
            Self::Invalid(reasons) => {
                (StatusCode::UNPROCESSABLE_ENTITY, Json(reasons)).into_response()
            }
            Self::Refused(status, reason) => (status, Json([reason])).into_response(),
            Self::Failed(failure) => {
                let body = Json(["internal_server_error"]);
                let mut response = (StatusCode::INTERNAL_SERVER_ERROR, body).into_response();
                // for the middleware, which reports it; the caller sees none of it
                response.extensions_mut().insert(failure);
                response
            }
        }
    }
}

impl From<Failure> for AppError {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// An exception, as shown in the trace, the segment and the Rollbar item of a 500.
#[derive(Debug, Clone)]
pub(crate) struct Failure(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    class: &'static str,
    message: String,
    place: SourceLocation,
    /// Unresolved. Reading the debug information takes too long for a request, so the reporter
    /// resolves it later.
    backtrace: Backtrace,
}

/// A place in the source; known even without debug information.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SourceLocation {
    pub(crate) file: String,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

impl From<&Location<'_>> for SourceLocation {
    fn from(location: &Location<'_>) -> Self {
        Self {
            file: location.file().to_owned(),
            line: location.line(),
            column: location.column(),
        }
    }
}

impl Failure {
    /// A failure at the caller's location.
    #[track_caller]
    pub(crate) fn new(class: &'static str, message: impl Into<String>) -> Self {
        Self::at(class, message, Location::caller().into())
    }

    /// A failure at `place`, with the current stack.
    pub(crate) fn at(
        class: &'static str,
        message: impl Into<String>,
        place: SourceLocation,
    ) -> Self {
        Self(Arc::new(Inner {
            class,
            message: message.into(),
            place,
            backtrace: Backtrace::new_unresolved(),
        }))
    }

    /// The class of the exception, such as `NameError`, by which Rollbar groups items.
    pub(crate) fn class(&self) -> &'static str {
        self.0.class
    }

    pub(crate) fn message(&self) -> &str {
        &self.0.message
    }

    pub(crate) fn place(&self) -> &SourceLocation {
        &self.0.place
    }

    /// The unresolved stack.
    pub(crate) fn backtrace(&self) -> &Backtrace {
        &self.0.backtrace
    }
}
