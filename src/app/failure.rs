//! What a handler can answer instead of its data, and what a 500 knows about itself.

use std::panic::Location;
use std::sync::Arc;

use axum::Json;
use axum::response::{IntoResponse, Response};
use backtrace::Backtrace;
use http::StatusCode;

/// An answer that is not the data asked for.
///
/// Every body is a JSON array of words, the shape the course's frontend reads.
#[derive(Debug)]
pub(crate) enum AppError {
    /// The model did not accept the input: 422 with every reason.
    Invalid(Vec<&'static str>),
    /// The request itself cannot be used: a 4xx with one reason.
    Refused(StatusCode, &'static str),
    /// Something is broken: 500, reported as an exception.
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
                // the middleware reports it from here; the caller sees none of it
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

/// An exception: what a trace, a segment and a Rollbar item tell about a 500.
#[derive(Debug, Clone)]
pub(crate) struct Failure(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    class: &'static str,
    message: String,
    place: SourceLocation,
    /// Addresses only: reading the debug information takes longer than a request may,
    /// so that whoever reports it resolves it, off the request's path.
    backtrace: Backtrace,
}

/// Where in the source; known without debug information.
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
    /// A failure that happens here.
    #[track_caller]
    pub(crate) fn new(class: &'static str, message: impl Into<String>) -> Self {
        Self::at(class, message, Location::caller().into())
    }

    /// A failure that happened at `place`, on the stack that is calling.
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

    /// The kind of exception, such as `NameError`; Rollbar groups by it.
    pub(crate) fn class(&self) -> &'static str {
        self.0.class
    }

    pub(crate) fn message(&self) -> &str {
        &self.0.message
    }

    pub(crate) fn place(&self) -> &SourceLocation {
        &self.0.place
    }

    /// The stack, not yet resolved.
    pub(crate) fn backtrace(&self) -> &Backtrace {
        &self.0.backtrace
    }
}
