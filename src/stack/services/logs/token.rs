//! Tokens: where the next page starts, opaque to clients, and good only for the request
//! that they came from.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::fault::Fault;

#[derive(Serialize, Deserialize)]
struct Token<T> {
    /// What the request asked for, digested.
    of: String,
    at: T,
}

/// `request` is everything that must stay the same from page to page.
pub(super) fn encode(request: &impl Serialize, at: impl Serialize) -> Result<String, Fault> {
    let of = digest(request)?;
    let text = serde_json::to_vec(&Token { of, at }).map_err(|_| Fault::Unavailable)?;
    Ok(URL_SAFE_NO_PAD.encode(text))
}

pub(super) fn decode<T: DeserializeOwned>(
    request: &impl Serialize,
    token: &str,
) -> Result<T, Fault> {
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| invalid())?;
    let token: Token<T> = serde_json::from_slice(&bytes).map_err(|_| invalid())?;
    if token.of != digest(request)? {
        return Err(invalid());
    }
    Ok(token.at)
}

pub(super) fn invalid() -> Fault {
    Fault::InvalidParameter("The specified nextToken is invalid.".to_owned())
}

fn digest(request: &impl Serialize) -> Result<String, Fault> {
    let text = serde_json::to_vec(request).map_err(|_| Fault::Unavailable)?;
    Ok(hex::encode(&Sha256::digest(text)[..8]))
}
