//! `PATCH /item/{id}`: <https://docs.rollbar.com/reference/update-an-item>.

use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::answer::{Token, success};
use super::error::RollbarError;
use super::items::number;
use super::redact;
use crate::error::plain;
use crate::model::{ItemStatus, Level};
use crate::stack::Stack;
use crate::stack::http::{Encodings, read_body};
use crate::stack::store::rollbar::ItemChange;

/// Five short fields.
const BODY: usize = 64 << 10;
const TITLE: usize = 255;
const VERSION: usize = 40;

/// What may be changed. Teams and snoozing belong to paid plans and are ignored, as are
/// the fields that are not known.
#[derive(Debug, Deserialize, Serialize)]
struct Change {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<ItemStatus>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    resolved_in_version: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    level: Option<Level>,
    #[serde(
        default,
        deserialize_with = "nullable",
        skip_serializing_if = "Option::is_none"
    )]
    assigned_user_id: Option<Option<i64>>,
}

pub(super) async fn update(
    stack: &Stack,
    id: &str,
    token: &Token,
    request: Request<Body>,
) -> Result<Response, RollbarError> {
    let id = number(id)?;
    let (head, body) = request.into_parts();
    let body = read_body(&head.headers, body, BODY, Encodings::Plain).await?;
    let object: Map<String, Value> = serde_json::from_slice(&body)
        .map_err(|error| RollbarError::BadRequest(format!("the body is no object: {error}")))?;
    let mut change: Change = serde_json::from_value(Value::Object(object))
        .map_err(|error| RollbarError::Invalid(plain(&error.to_string()).into_owned()))?;
    change.check()?;
    change.redact(token);
    let now = stack.clock.now().as_second();
    let changed = stack
        .store
        .change_rollbar_item(id, change.to_store(), now)
        .await?;
    let item = changed.ok_or(RollbarError::NotFound("Item"))?;
    let version = change.resolved_in_version.as_deref().unwrap_or_default();
    if change.status.is_none() && !version.is_empty() && item.status != ItemStatus::Resolved {
        let message = "resolved_in_version should come with the status \"resolved\".";
        return Err(RollbarError::Invalid(message.to_owned()));
    }
    success(stack, change).await
}

impl Change {
    fn check(&self) -> Result<(), RollbarError> {
        let invalid = |what: &str| Err(RollbarError::Invalid(what.to_owned()));
        if let Some(title) = &self.title
            && (title.is_empty() || title.chars().count() > TITLE)
        {
            return invalid("title should have a length of 1 to 255.");
        }
        if let Some(version) = &self.resolved_in_version
            && version.chars().count() > VERSION
        {
            return invalid("resolved_in_version should have a length of at most 40.");
        }
        Ok(())
    }

    /// Both texts are kept and shown as those of an occurrence are.
    fn redact(&mut self, token: &Token) {
        let texts = [&mut self.title, &mut self.resolved_in_version];
        for text in texts.into_iter().flatten() {
            redact::redact_text(text, token.secret());
        }
    }

    fn to_store(&self) -> ItemChange {
        ItemChange {
            status: self.status,
            resolved_in_version: self
                .resolved_in_version
                .clone()
                .filter(|version| !version.is_empty()),
            level: self.level,
            title: self.title.clone(),
            assigned_user_id: self.assigned_user_id,
        }
    }
}

/// Tells a field that is null from one that is not there.
fn nullable<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<i64>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}
