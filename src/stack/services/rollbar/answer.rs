//! The envelope of every answer, and the token of every request.

use axum::Json;
use axum::body::Body;
use axum::http::Request;
use axum::response::{IntoResponse as _, Response};
use secrecy::SecretString;
use serde::Serialize;

use super::query;

const HEADER: &str = "x-rollbar-access-token";

/// `{"err": 0, "result": …}`
#[derive(Debug, Serialize)]
struct Envelope<T> {
    err: u8,
    result: T,
}

/// A success.
pub(super) fn success<T: Serialize>(result: T) -> Response {
    Json(Envelope { err: 0, result }).into_response()
}

/// A token as it was sent; it cannot be printed.
pub(super) struct Token(SecretString);

impl Token {
    /// The token of the header, or of the query as older clients send it.
    pub(super) fn of(request: &Request<Body>) -> Option<Self> {
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
