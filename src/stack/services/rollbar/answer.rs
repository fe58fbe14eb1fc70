//! The envelope of every answer, and the token of every request.

use axum::body::Body;
use axum::http::{Request, header};
use axum::response::{IntoResponse as _, Response};
use secrecy::SecretString;
use serde::Serialize;

use super::error::RollbarError;
use super::query;
use crate::stack::Stack;
use crate::stack::http::Room;

const HEADER: &str = "x-rollbar-access-token";

/// `{"err": 0, "result": …}`
#[derive(Debug, Serialize)]
struct Envelope<T> {
    err: u8,
    result: T,
}

/// A success.
pub(super) async fn success<T: Serialize + Sync>(
    stack: &Stack,
    result: T,
) -> Result<Response, RollbarError> {
    let envelope = Envelope { err: 0, result };
    let written = stack.limits.json(&envelope).await?;
    Ok(written.into_response("application/json"))
}

/// The same for what had its room before it was made; what is not needed of it is given
/// back.
pub(super) fn large<T: Serialize>(room: Room, result: T) -> Result<Response, RollbarError> {
    let body = serde_json::to_vec(&Envelope { err: 0, result })
        .map_err(|error| RollbarError::Internal(error.to_string()))?;
    let room = room.shrunk_to(body.capacity());
    let kind = [(header::CONTENT_TYPE, "application/json")];
    let mut response = (kind, body).into_response();
    response.extensions_mut().insert(room);
    Ok(response)
}

/// A token as it was sent; it cannot be printed.
pub(super) struct Token(SecretString);

impl Token {
    /// The token of the header, or of the query as older clients send it.
    pub(super) fn from_request(request: &Request<Body>) -> Option<Self> {
        let header = request.headers().get(HEADER);
        let header = header.and_then(|value| value.to_str().ok());
        match header {
            Some(token) => Self::new(token),
            None => {
                let query = query::pairs(request.uri()).ok()?;
                let (_, token) = query.into_iter().find(|(name, _)| name == "access_token")?;
                Self::new(&token)
            }
        }
    }

    pub(super) fn new(token: &str) -> Option<Self> {
        let token = token.trim();
        (!token.is_empty()).then(|| Self(SecretString::from(token)))
    }

    pub(super) fn secret(&self) -> &SecretString {
        &self.0
    }
}
