//! X-Ray's errors: the code in `x-amzn-ErrorType`, the rest as a JSON object.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::graph::TooMany;
use crate::model::LASTING_HEADER;
use crate::stack::http::{BodyError, NoRoom, WriteError};
use crate::stack::store::StoreError;
use crate::stack::traffic::Outcome;

/// Why a call is refused. Statuses and codes are those of the service model
/// (`xray/2016-04-12`); the last ones are of the protocol below it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum XrayError {
    /// Something that the service does not accept, in its own words where they are known.
    Invalid(String),
    /// A value outside the limits of the model. `field` as the service writes it
    /// (`samplingRule.ruleName`).
    Constraint {
        field: &'static str,
        value: String,
        rule: String,
    },
    /// A tagged resource that is not there.
    NotFound(String),
    RuleLimit,
    TooManyTags(String),
    /// More than can be stored right now.
    Throttled,
    /// Not signed.
    Unsigned,
    /// No operation of X-Ray, or one that is not built.
    UnknownOperation(String),
    /// The body is no JSON object of the operation's shape.
    Malformed(String),
    TooLarge,
    /// The store cannot work for now; the SDKs try again.
    Unavailable(String),
    /// What is stored is damaged, and how: it will not pass.
    Damaged(String),
    Internal(String),
}

impl XrayError {
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::Invalid(message.into())
    }

    fn parts(self) -> (StatusCode, &'static str, serde_json::Value) {
        let bad = StatusCode::BAD_REQUEST;
        match self {
            Self::Invalid(message) => (
                bad,
                "InvalidRequestException",
                json!({ "Message": message }),
            ),
            // the framework's own answer (hashicorp/terraform-provider-aws, pull 18667)
            Self::Constraint { field, value, rule } => {
                let message = format!(
                    "1 validation error detected: Value '{value}' at '{field}' failed to satisfy constraint: {rule}"
                );
                (bad, "ValidationException", json!({ "Message": message }))
            }
            Self::NotFound(arn) => {
                let body = json!({ "Message": "Resource not found", "ResourceName": arn });
                (StatusCode::NOT_FOUND, "ResourceNotFoundException", body)
            }
            Self::RuleLimit => {
                let message = "You have reached the maximum number of sampling rules";
                (
                    bad,
                    "RuleLimitExceededException",
                    json!({ "Message": message }),
                )
            }
            Self::TooManyTags(arn) => {
                let message = "A resource can have no more than 50 tags";
                let body = json!({ "Message": message, "ResourceName": arn });
                (bad, "TooManyTagsException", body)
            }
            Self::Throttled => {
                let body = json!({ "Message": "Rate exceeded" });
                (StatusCode::TOO_MANY_REQUESTS, "ThrottledException", body)
            }
            Self::Unsigned => {
                let body = json!({ "message": "Missing Authentication Token" });
                (
                    StatusCode::FORBIDDEN,
                    "MissingAuthenticationTokenException",
                    body,
                )
            }
            Self::UnknownOperation(message) => {
                let body = json!({ "Message": message });
                (StatusCode::NOT_FOUND, "UnknownOperationException", body)
            }
            Self::Malformed(message) => {
                (bad, "SerializationException", json!({ "Message": message }))
            }
            Self::TooLarge => {
                let body = json!({ "Message": "Request size is too large" });
                (
                    StatusCode::PAYLOAD_TOO_LARGE,
                    "RequestEntityTooLargeException",
                    body,
                )
            }
            Self::Unavailable(message) => {
                let body = json!({ "Message": message });
                (StatusCode::SERVICE_UNAVAILABLE, "ServiceUnavailable", body)
            }
            Self::Internal(message) | Self::Damaged(message) => {
                let body = json!({ "Message": message });
                (StatusCode::INTERNAL_SERVER_ERROR, "InternalFailure", body)
            }
        }
    }

    pub(super) fn into_response(self) -> Response {
        let is_lasting = matches!(self, Self::Damaged(_));
        let (status, code, body) = self.parts();
        let message = body.get("Message").or_else(|| body.get("message"));
        let message = message.and_then(Value::as_str).unwrap_or_default();
        let outcome = Outcome::refused(format!("{code}: {message}"));
        let headers = [
            (header::CONTENT_TYPE.as_str(), "application/json"),
            ("x-amzn-errortype", code),
        ];
        let mut response = (status, headers, body.to_string()).into_response();
        if is_lasting {
            let damaged = HeaderValue::from_static("damaged");
            response.headers_mut().insert(LASTING_HEADER, damaged);
        }
        outcome.note(response)
    }
}

impl From<StoreError> for XrayError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full { .. } => Self::Throttled,
            StoreError::Unavailable(_) | StoreError::Closed => Self::Unavailable(error.to_string()),
            damage if damage.is_damage() => Self::Damaged(damage.to_string()),
            other => Self::Internal(other.to_string()),
        }
    }
}

/// What the file of a large trace meets.
impl From<std::io::Error> for XrayError {
    fn from(error: std::io::Error) -> Self {
        StoreError::from(error).into()
    }
}

impl From<NoRoom> for XrayError {
    fn from(_: NoRoom) -> Self {
        Self::Throttled
    }
}

impl From<TooMany> for XrayError {
    fn from(_: TooMany) -> Self {
        Self::invalid(
            "The graph has too many services: ask for fewer traces or a shorter time range",
        )
    }
}

impl From<WriteError> for XrayError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::NoRoom(none) => none.into(),
            WriteError::TooLarge => Self::Invalid(error.to_string()),
            WriteError::Json(error) => Self::Internal(error.to_string()),
        }
    }
}

impl From<BodyError> for XrayError {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::TooLarge { .. } => Self::TooLarge,
            BodyError::Busy => Self::Throttled,
            other => Self::Malformed(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stack::store::Outage;

    #[test]
    fn damage_is_said_to_last_and_what_passes_is_not() {
        let lasts = |error| {
            let response = XrayError::from(error).into_response();
            assert!(response.status().is_server_error());
            response.headers().contains_key(LASTING_HEADER)
        };
        assert!(lasts(StoreError::Damaged("page 7".to_owned())));
        assert!(lasts(StoreError::Broken("a block".to_owned())));
        assert!(!lasts(StoreError::Unavailable(Outage::Locked)));
        assert!(!lasts(StoreError::Closed));
    }
}
