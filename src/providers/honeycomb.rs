//! Honeycomb: what a key is and may do (<https://docs.honeycomb.io/api/auth>).

use reqwest::{Method, StatusCode};
use secrecy::{ExposeSecret as _, SecretString};

use super::http::{Reply, Service};
use super::incomplete::Skips;
use crate::error::{Error, Result};
use crate::model::{HoneycombKey, HttpAccess};

mod wire;

const US: &str = "https://api.honeycomb.io";
const EU: &str = "https://api.eu1.honeycomb.io";

/// A client with one key.
#[derive(Debug, Clone)]
pub struct Honeycomb {
    service: Service,
    access: HttpAccess,
}

impl Honeycomb {
    /// Sets the client up; nothing is sent.
    pub fn new(access: &HttpAccess) -> Result<Self> {
        Ok(Self {
            service: Service::new(access)?,
            access: access.clone(),
        })
    }

    /// Keeps what answers say that they leave out.
    #[must_use]
    pub fn noting(mut self, skips: &Skips) -> Self {
        self.service.note(skips);
        self
    }

    /// What the key is: its kind, team, environment and permissions.
    ///
    /// # Errors
    /// Unauthorised without a key, or if the service does not know it.
    pub async fn auth(&self) -> Result<HoneycombKey> {
        const WHAT: &str = "look up the Honeycomb API key";
        let key = self.key(WHAT)?.expose_secret();
        // a management key is an id and a secret, sent as one token
        let (path, header, value) = match key.split_once(':') {
            Some(_) => ("/2/auth", "authorization", format!("Bearer {key}")),
            None => ("/1/auth", "x-honeycomb-team", key.to_owned()),
        };
        let send = |request: reqwest::RequestBuilder| request.header(header, &value);
        let reply = self.service.call(WHAT, Method::GET, path, send).await?;
        if !reply.status.is_success() {
            return Err(self.refused(WHAT, &reply));
        }
        let found = match path {
            "/2/auth" => reply
                .json::<wire::Management>()
                .map(wire::Management::into_key),
            _ => reply.json::<wire::Auth>().map(|auth| auth.into_key(key)),
        };
        found.map_err(|error| {
            Error::failed(format!("cannot {WHAT}")).caused_by(format!(
                "{} returned an unexpected answer: {error}",
                self.service.place()
            ))
        })
    }

    fn key(&self, what: &str) -> Result<&SecretString> {
        self.access.key.as_ref().ok_or_else(|| {
            Error::unauthorised(format!("cannot {what}: HONEYCOMB_API_KEY is not set"))
                .caused_by(format!("looked at {}", self.access.key_source))
                .hint(
                    "set HONEYCOMB_API_KEY to a key of the environment, from Manage Data > API Keys; `--target local` needs none",
                )
        })
    }

    fn refused(&self, what: &str, reply: &Reply) -> Error {
        let status = reply.status;
        let message = reply
            .json::<wire::Refusal>()
            .ok()
            .and_then(wire::Refusal::text);
        let told = message.unwrap_or_else(|| status.to_string());
        let answered = format!(
            "{} returned {}: {}",
            self.service.place(),
            status.as_u16(),
            self.service.hide(&told)
        );
        let cannot = format!("cannot {what}");
        match status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                let error = Error::unauthorised(cannot).caused_by(answered);
                self.remedies().into_iter().fold(error, Error::hint)
            }
            StatusCode::TOO_MANY_REQUESTS => Error::failed(cannot)
                .caused_by(answered)
                .hint("try again in a minute"),
            _ => Error::failed(cannot).caused_by(answered),
        }
    }

    /// Why a key that somebody has is not known: mostly it is of the other region.
    fn remedies(&self) -> Vec<String> {
        let (here, other) = match self.access.url.as_str() {
            US => ("US", Some(("EU", EU))),
            EU => ("EU", Some(("US", US))),
            _ => ("", None),
        };
        let region = other.map(|(name, url)| {
            format!(
                "the {here} region was asked; for a key of the {name} region, set HONEYCOMB_API_ENDPOINT={url}"
            )
        });
        let stale = format!(
            "the key comes from {}; programs already running keep the key they were started with",
            self.access.key_source
        );
        region.into_iter().chain([stale]).collect()
    }
}
