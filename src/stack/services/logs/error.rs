//! What the service refuses with: status, `__type` and message as AWS words them.

use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use serde::Serialize;

use super::wire;
use crate::model::LASTING_HEADER;
use crate::query::log_pattern::PatternError;
use crate::stack::http::WriteError;
use crate::stack::store::StoreError;
use crate::stack::store::logs::{FilterKind, LogsError};
use crate::stack::traffic::Outcome;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CloudWatchError {
    InvalidParameter(String),
    Validation(String),
    InvalidOperation(String),
    LimitExceeded(String),
    NoGroup,
    NoStream,
    /// An ARN that names nothing here.
    NoResource,
    NotFound(String),
    /// Another change came between.
    Aborted,
    GroupExists,
    StreamExists,
    TooManyTags {
        resource: String,
    },
    /// The write queue is full.
    Throttled,
    Unavailable,
    /// The store cannot work for now, and why.
    StoreFailed(String),
    /// What is stored is damaged, and how: it will not pass.
    StoreDamaged(String),
    UnknownOperation,
    /// Not a request of AWS JSON 1.1.
    NotThisProtocol,
    Serialization(String),
    BodyTooLarge,
    Unsigned,
    WrongScope,
    IncompleteSignature,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shape<'a> {
    #[serde(rename = "__type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource_name: Option<&'a str>,
}

impl CloudWatchError {
    pub(super) fn into_response(self) -> Response {
        if self == Self::NotThisProtocol {
            // what AWS's front answers before it knows which protocol is spoken
            let body = "<UnknownOperationException/>\n";
            return wire::respond(StatusCode::NOT_FOUND, "application/xml", body);
        }
        let (status, kind, message) = self.parts();
        let outcome = Outcome::refused(match message {
            Some(message) => format!("{kind}: {message}"),
            None => kind.to_owned(),
        });
        let shape = Shape {
            kind,
            message,
            resource_name: match &self {
                Self::TooManyTags { resource } => Some(resource),
                _ => None,
            },
        };
        let body = serde_json::to_vec(&shape).unwrap_or_default();
        let mut response = wire::respond(status, wire::CONTENT_TYPE, body);
        if matches!(self, Self::StoreDamaged(_)) {
            let damaged = HeaderValue::from_static("damaged");
            response.headers_mut().insert(LASTING_HEADER, damaged);
        }
        outcome.note(response)
    }

    fn parts(&self) -> (StatusCode, &'static str, Option<&str>) {
        let (kind, message) = match self {
            Self::InvalidParameter(message) => ("InvalidParameterException", message.as_str()),
            Self::Validation(message) => ("ValidationException", message.as_str()),
            Self::InvalidOperation(message) => ("InvalidOperationException", message.as_str()),
            Self::LimitExceeded(message) => ("LimitExceededException", message.as_str()),
            Self::NoGroup => (
                "ResourceNotFoundException",
                "The specified log group does not exist.",
            ),
            Self::NoStream => (
                "ResourceNotFoundException",
                "The specified log stream does not exist.",
            ),
            Self::NoResource => (
                "ResourceNotFoundException",
                "The specified resource does not exist.",
            ),
            Self::NotFound(message) => ("ResourceNotFoundException", message.as_str()),
            Self::Aborted => (
                "OperationAbortedException",
                "Multiple concurrent requests to update the same resource were in conflict.",
            ),
            Self::GroupExists => (
                "ResourceAlreadyExistsException",
                "The specified log group already exists",
            ),
            Self::StreamExists => (
                "ResourceAlreadyExistsException",
                "The specified log stream already exists",
            ),
            Self::TooManyTags { .. } => (
                "TooManyTagsException",
                "The resource would have more than 50 tags",
            ),
            Self::Throttled => ("ThrottlingException", "Rate exceeded"),
            Self::Unavailable | Self::StoreFailed(_) | Self::StoreDamaged(_) => {
                let message = match self {
                    Self::StoreFailed(message) | Self::StoreDamaged(message) => message.as_str(),
                    _ => "The service cannot complete the request.",
                };
                let status = StatusCode::INTERNAL_SERVER_ERROR;
                return (status, "ServiceUnavailableException", Some(message));
            }
            Self::UnknownOperation | Self::NotThisProtocol => {
                return (StatusCode::BAD_REQUEST, "UnknownOperationException", None);
            }
            Self::Serialization(message) => ("SerializationException", message.as_str()),
            Self::BodyTooLarge => {
                let message = "The request is larger than any valid request of this service.";
                let status = StatusCode::PAYLOAD_TOO_LARGE;
                return (status, "RequestEntityTooLargeException", Some(message));
            }
            Self::Unsigned => (
                "MissingAuthenticationTokenException",
                "Missing Authentication Token",
            ),
            Self::WrongScope => (
                "InvalidSignatureException",
                "Credential should be scoped to correct service: 'logs'.",
            ),
            Self::IncompleteSignature => (
                "IncompleteSignatureException",
                "Authorization header requires 'Credential' parameter with the scope of a date, a region and a service.",
            ),
        };
        (StatusCode::BAD_REQUEST, kind, Some(message))
    }
}

impl From<LogsError> for CloudWatchError {
    fn from(error: LogsError) -> Self {
        match error {
            LogsError::NoGroup => Self::NoGroup,
            LogsError::NoStream => Self::NoStream,
            LogsError::GroupExists => Self::GroupExists,
            LogsError::StreamExists => Self::StreamExists,
            LogsError::Protected => Self::Validation(
                "The log group cannot be deleted because it has deletion protection enabled."
                    .to_owned(),
            ),
            LogsError::TooManyTags => Self::TooManyTags {
                resource: String::new(),
            },
            LogsError::NoFilter(FilterKind::Metric) => {
                Self::NotFound("The specified metric filter does not exist.".to_owned())
            }
            LogsError::NoFilter(FilterKind::Subscription) => {
                Self::NotFound("The specified subscription filter does not exist.".to_owned())
            }
            LogsError::NoDefinition => {
                Self::NotFound("The specified query definition does not exist.".to_owned())
            }
            LogsError::TooManyFilters | LogsError::TooManyDefinitions => {
                Self::LimitExceeded("Resource limit exceeded.".to_owned())
            }
            LogsError::Store(StoreError::Full { .. }) => Self::Throttled,
            LogsError::Store(error) => {
                let message = format!("The service cannot complete the request: {error}.");
                if error.is_damage() {
                    Self::StoreDamaged(message)
                } else {
                    Self::StoreFailed(message)
                }
            }
        }
    }
}

impl From<WriteError> for CloudWatchError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::NoRoom(_) => Self::Throttled,
            WriteError::TooLarge => Self::InvalidParameter(error.to_string()),
            WriteError::Json(_) => Self::Unavailable,
        }
    }
}

impl From<PatternError> for CloudWatchError {
    fn from(error: PatternError) -> Self {
        Self::InvalidParameter(error.wire())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stack::store::Outage;

    #[test]
    fn damage_is_said_to_last_and_what_passes_is_not() {
        let lasts = |error| {
            let response = CloudWatchError::from(LogsError::Store(error)).into_response();
            assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
            response.headers().contains_key(LASTING_HEADER)
        };
        assert!(lasts(StoreError::Damaged("page 7".to_owned())));
        assert!(lasts(StoreError::Broken("a block".to_owned())));
        assert!(!lasts(StoreError::Unavailable(Outage::Locked)));
        assert!(!lasts(StoreError::Closed));
    }
}
