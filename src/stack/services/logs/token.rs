//! Tokens: where the next page starts, opaque to clients, good for 24 hours and only for
//! the request that they came from.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::error::CloudWatchError;
use crate::stack::Stack;
use crate::stack::store::logs::DAY_MS;

#[derive(Serialize, Deserialize)]
struct Token<T> {
    /// What the request asked for, digested.
    of: String,
    /// "The token expires after 24 hours."
    until_ms: i64,
    at: T,
}

/// `request` is everything that must stay the same from page to page.
pub(super) fn encode(
    stack: &Stack,
    request: &impl Serialize,
    at: impl Serialize,
) -> Result<String, CloudWatchError> {
    let token = Token {
        of: digest(request)?,
        until_ms: stack.clock.now_ms() + DAY_MS,
        at,
    };
    let text = serde_json::to_vec(&token).map_err(|_| CloudWatchError::Unavailable)?;
    Ok(URL_SAFE_NO_PAD.encode(text))
}

pub(super) fn decode<T: DeserializeOwned>(
    stack: &Stack,
    request: &impl Serialize,
    token: &str,
) -> Result<T, CloudWatchError> {
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| invalid())?;
    let token: Token<T> = serde_json::from_slice(&bytes).map_err(|_| invalid())?;
    let expired = stack.clock.now_ms() >= token.until_ms;
    if expired || token.of != digest(request)? {
        return Err(invalid());
    }
    Ok(token.at)
}

/// The place in a token, if there is one.
pub(super) fn place<T: DeserializeOwned>(
    stack: &Stack,
    request: &impl Serialize,
    token: Option<&str>,
) -> Result<Option<T>, CloudWatchError> {
    token.map(|token| decode(stack, request, token)).transpose()
}

/// Takes off what was read beyond the page, and makes the token of the next one where
/// something was.
pub(super) fn next<T, P: Serialize>(
    stack: &Stack,
    request: &impl Serialize,
    page: &mut Vec<T>,
    limit: usize,
    place: impl Fn(&T) -> P,
) -> Result<Option<String>, CloudWatchError> {
    let more = page.len() > limit;
    page.truncate(limit);
    match page.last() {
        Some(last) if more => encode(stack, request, place(last)).map(Some),
        _ => Ok(None),
    }
}

pub(super) fn invalid() -> CloudWatchError {
    CloudWatchError::InvalidParameter("The specified nextToken is invalid.".to_owned())
}

fn digest(request: &impl Serialize) -> Result<String, CloudWatchError> {
    let text = serde_json::to_vec(request).map_err(|_| CloudWatchError::Unavailable)?;
    Ok(hex::encode(&Sha256::digest(text)[..8]))
}
