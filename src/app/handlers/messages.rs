//! Direct messages.

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query};
use serde::{Deserialize, Serialize};

use super::{Answer, DISPLAY_NAME, USER, body, check_text, iso, now, uuid};
use crate::app::failure::AppError;

const MAX_MESSAGE: usize = 1_024;

/// A conversation.
#[derive(Debug, Serialize)]
pub(crate) struct MessageGroup {
    uuid: &'static str,
    display_name: &'static str,
    handle: &'static str,
    created_at: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Message {
    uuid: String,
    display_name: String,
    handle: String,
    message: String,
    created_at: String,
}

/// `GET /api/message_groups`
pub(crate) async fn groups() -> Answer<Vec<MessageGroup>> {
    let created_at = iso(now());
    let group = |uuid, handle| MessageGroup {
        uuid,
        display_name: DISPLAY_NAME,
        handle,
        created_at: created_at.clone(),
    };
    Ok(Json(vec![
        group("24b95582-9e7b-4e0a-9ad1-639773ab7552", USER),
        group("417c360e-c4e6-4fce-873b-d2d71469b4ac", "cruddur"),
    ]))
}

#[derive(Debug, Deserialize)]
pub(crate) struct Receiver {
    /// The spelling used by the course's frontend.
    user_reciever_handle: Option<String>,
}

/// `GET /api/messages/@{handle}?user_reciever_handle=`
pub(crate) async fn with_user(
    handle: Result<Path<String>, PathRejection>,
    receiver: Result<Query<Receiver>, QueryRejection>,
) -> Answer<Vec<Message>> {
    let (Path(handle), Query(receiver)) = (handle?, receiver?);
    let created_at = iso(now());
    let message = |uuid: &str, handle: String, message: &str| Message {
        uuid: uuid.to_owned(),
        display_name: DISPLAY_NAME.to_owned(),
        handle,
        message: message.to_owned(),
        created_at: created_at.clone(),
    };
    let receiver = receiver
        .user_reciever_handle
        .unwrap_or_else(|| USER.to_owned());
    Ok(Json(vec![
        message(
            "4e81c06a-db76-4a15-9d1c-5d6a0e4ae6ba",
            handle,
            "Is the trace there?",
        ),
        message(
            "66e12864-8c26-4c3a-9658-95a10f8fea67",
            receiver,
            "With all of its spans",
        ),
    ]))
}

#[derive(Debug, Deserialize)]
pub(crate) struct NewMessage {
    message: Option<String>,
    user_receiver_handle: Option<String>,
}

/// `POST /api/messages`
pub(crate) async fn create(input: Result<Json<NewMessage>, JsonRejection>) -> Answer<Message> {
    let input = body(input)?;
    let blank = input
        .user_receiver_handle
        .is_none_or(|handle| handle.is_empty());
    // the input and the answer spell it differently
    let receiver = blank.then_some("user_reciever_handle_blank");
    let message = check_text(input.message.as_deref(), MAX_MESSAGE);
    let reasons: Vec<_> = receiver.into_iter().chain(message).collect();
    let Some(message) = input.message.filter(|_| reasons.is_empty()) else {
        return Err(AppError::Invalid(reasons));
    };
    Ok(Json(Message {
        uuid: uuid(),
        display_name: DISPLAY_NAME.to_owned(),
        handle: USER.to_owned(),
        message,
        created_at: iso(now()),
    }))
}
