//! What the clients of plain HTTP services share: timeouts, retries, redirections that
//! never leave the service, and keys that never reach an error's text.

use std::borrow::Cow;
use std::time::{Duration, Instant};

use rand::RngExt as _;
use reqwest::redirect::{Attempt, Policy};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, header};
use secrecy::{ExposeSecret, SecretString};
use serde::de::{DeserializeOwned, Error as _};
use serde_json::Value;

use super::incomplete::Skips;
use super::oddity::{Answer, Oddity};
use super::waiting::Waiting;
use crate::error::{Error, Hint, Result, ResultExt as _};
use crate::model::{HttpAccess, INCOMPLETE_HEADER};

/// A connection that is not made in this time goes nowhere.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// A call that has no answer in this time is given up, whatever is tried meanwhile.
const CALL_TIMEOUT: Duration = Duration::from_secs(30);
/// Tries of one call, the first included.
const ATTEMPTS: u32 = 4;
/// The first wait is up to this long, each further one up to twice the one before.
const FIRST_WAIT: Duration = Duration::from_millis(200);
/// When the service asks to wait longer, the user decides.
const MAX_WAIT: Duration = Duration::from_secs(10);
/// No answer of these services is larger.
pub(super) const MAX_SIZE: usize = 64 << 20;
const REDIRECTIONS: usize = 3;
/// No service gives out keys that are shorter.
const MIN_KEY: usize = 8;

/// One service at one address.
#[derive(Debug, Clone)]
pub(super) struct Service {
    client: Client,
    /// Without a trailing slash.
    url: String,
    /// For people: `Rollbar`, or an address that is not Rollbar's.
    place: String,
    /// What chose such an address.
    url_source: Option<String>,
    keys: Vec<SecretString>,
    local: bool,
    skips: Skips,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: StatusCode,
    /// The seconds that the service asks to wait.
    pub(super) wait: Option<u64>,
    body: Vec<u8>,
}

impl Service {
    pub(super) fn new(access: &HttpAccess) -> Result<Self> {
        let mut builder = Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .user_agent(concat!("cruddur-obs/", env!("CARGO_PKG_VERSION")))
            // the address before a redirection can hold a key
            .referer(false)
            .redirect(Policy::custom(same_service));
        if access.url.starts_with("http://") {
            // of this machine: a proxy would carry it, with its key, into the network; and a
            // machine without certificates, such as a slim container, has none to look at
            builder = builder.no_proxy().tls_certs_only([]);
        }
        Ok(Self {
            client: builder
                .build()
                .or_fail(|| "cannot set up an HTTP client".to_owned())?,
            url: access.url.trim_end_matches('/').to_owned(),
            place: access.place.clone(),
            url_source: access.url_source.clone(),
            keys: [&access.key, &access.write_key]
                .into_iter()
                .flatten()
                .cloned()
                .collect(),
            local: access.local,
            skips: Skips::default(),
        })
    }

    /// Keeps what answers say that they leave out.
    pub(super) fn note(&mut self, skips: &Skips) {
        self.skips = skips.clone();
    }

    /// `Rollbar`, `the local stack`, or an address that is neither's.
    pub(super) fn place(&self) -> &str {
        &self.place
    }

    /// The address for people: of one that is not the service's own, a path can be
    /// somebody's secret.
    fn address(&self) -> Cow<'_, str> {
        if self.place.contains("://") {
            Cow::Borrowed(&self.place)
        } else {
            self.hide(&self.url)
        }
    }

    /// Sends a request that may be sent twice, and reads the answer. A service that is
    /// busy or that stumbles is asked again; what is not the service's answer is an error,
    /// for a read after a second try; any other answer is the caller's to judge.
    ///
    /// `what` completes "cannot …"; `path` begins with a slash.
    pub(super) async fn call(
        &self,
        what: &str,
        method: Method,
        path: &str,
        with: impl Fn(RequestBuilder) -> RequestBuilder,
    ) -> Result<Reply> {
        let url = format!("{}{path}", self.url);
        let safe = method.is_safe();
        let deadline = Instant::now() + CALL_TIMEOUT;
        let _waiting = Waiting::new(self.place(), &self.url);
        let mut odd: Option<Oddity> = None;
        let mut attempt = 1;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let request = self.client.request(method.clone(), &url).timeout(left);
            let read = match with(request).send().await {
                Ok(response) => self.read(what, response).await,
                Err(error) => Err(self.unreachable(what, error)),
            };
            let read = match (read, &odd) {
                (Ok(read), _) => read,
                // what came first says more than that nothing came after it
                (Err(_), Some(first)) => return Err(self.odd(what, first)),
                (Err(error), None) => return Err(error),
            };
            let wait = match read {
                Ok(reply) => match reply.wait() {
                    Some(wait) if attempt < ATTEMPTS => {
                        let wait = wait + jitter(attempt);
                        if Instant::now() + wait >= deadline {
                            return Ok(reply);
                        }
                        wait
                    }
                    _ => return Ok(reply),
                },
                Err(oddity) => {
                    let again = safe && odd.is_none() && oddity.may_pass();
                    let first = odd.get_or_insert(oddity);
                    if !again {
                        return Err(self.odd(what, first));
                    }
                    jitter(attempt)
                }
            };
            tokio::time::sleep(wait).await;
            attempt += 1;
        }
    }

    /// The answer, or what came instead of one.
    async fn read(
        &self,
        what: &str,
        mut response: Response,
    ) -> Result<std::result::Result<Reply, Oddity>> {
        let status = response.status();
        let text = |name: &str| response.headers().get(name)?.to_str().ok();
        let number = |name: &str| text(name)?.parse().ok();
        self.skips.note(text(INCOMPLETE_HEADER));
        let wait = number(header::RETRY_AFTER.as_str())
            .or_else(|| number("x-rate-limit-remaining-seconds"));
        let content_type = text(header::CONTENT_TYPE.as_str()).map(str::to_owned);
        let location = text(header::LOCATION.as_str()).map(str::to_owned);
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() > MAX_SIZE => {
                    return Ok(Err(Oddity::TooLarge(MAX_SIZE >> 20)));
                }
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(error) if error.is_timeout() => return Err(self.unreachable(what, error)),
                Err(_) => return Ok(Err(Oddity::CutOff)),
            }
        }
        let oddity = Oddity::find(Answer {
            status: status.as_u16(),
            content_type: content_type.as_deref(),
            location: location.as_deref(),
            is_signed: false,
            body: Some(&body),
        });
        Ok(match oddity {
            Some(oddity) => Err(oddity),
            None => Ok(Reply { status, wait, body }),
        })
    }

    fn odd(&self, what: &str, oddity: &Oddity) -> Error {
        Error::failed(format!("cannot {what}"))
            .caused_by(oddity.told(&self.address()))
            .hint(oddity.remedy())
    }

    fn unreachable(&self, what: &str, error: reqwest::Error) -> Error {
        if error.is_timeout() && !error.is_connect() {
            return self.odd(what, &Oddity::Silence(CALL_TIMEOUT.as_secs()));
        }
        let told = if error.is_timeout() {
            format!("no connection within {} s", CONNECT_TIMEOUT.as_secs())
        } else {
            // its own text has the whole address, with whatever a query holds
            self.hide(&describe(&error.without_url())).into_owned()
        };
        let address = self.address();
        let told = if self.place == address {
            told
        } else {
            format!("{address}: {told}")
        };
        let failed = Error::failed(format!("cannot {what}: {} does not answer", self.place()))
            .caused_by(told);
        if self.local {
            failed
                .hint(Hint::run(["local", "status"], "show whether it runs"))
                .hint(Hint::run(["local", "start"], "start it"))
        } else if let Some(source) = &self.url_source {
            failed.hint(format!("correct or unset the address in {source}"))
        } else {
            failed.hint("check the network, and the proxy in HTTPS_PROXY if there is one")
        }
    }

    /// `text` without this service's keys: services echo them in their messages.
    pub(super) fn hide<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.keys
            .iter()
            .map(ExposeSecret::expose_secret)
            // the local stack's `local` is no secret, and a word of many sentences
            .filter(|key| key.len() >= MIN_KEY)
            .fold(Cow::Borrowed(text), |text, key| {
                if text.contains(key) {
                    Cow::Owned(text.replace(key, "[hidden]"))
                } else {
                    text
                }
            })
    }
}

impl Reply {
    /// The body, which is a JSON object.
    pub(super) fn json<T: DeserializeOwned>(&self) -> std::result::Result<T, serde_json::Error> {
        object(serde_json::from_slice(&self.body)?)
    }

    /// How long to wait before asking again, if asking again can help.
    fn wait(&self) -> Option<Duration> {
        let busy = matches!(self.status.as_u16(), 429 | 502..=504);
        let wait = Duration::from_secs(self.wait.unwrap_or(0));
        (busy && wait <= MAX_WAIT).then_some(wait)
    }
}

/// What an object says. serde would take a list as well, as the fields in their order.
pub(super) fn object<T: DeserializeOwned>(
    value: Value,
) -> std::result::Result<T, serde_json::Error> {
    match value {
        Value::Array(_) => Err(serde_json::Error::custom(
            "invalid type: sequence, expected an object",
        )),
        value => serde_json::from_value(value),
    }
}

/// Follows within the service only: a custom key header would go along to any host.
fn same_service(attempt: Attempt<'_>) -> reqwest::redirect::Action {
    let same = attempt
        .previous()
        .first()
        .is_some_and(|first| first.origin() == attempt.url().origin());
    if same && attempt.previous().len() <= REDIRECTIONS {
        attempt.follow()
    } else {
        attempt.stop()
    }
}

/// Any time up to the longest of this attempt, so that clients that failed together do
/// not come back together.
fn jitter(attempt: u32) -> Duration {
    let longest = FIRST_WAIT * 2_u32.pow(attempt - 1);
    longest.mul_f64(rand::rng().random_range(0.0..1.0))
}

/// The chain of causes in one line.
fn describe(error: &reqwest::Error) -> String {
    let mut told = error.to_string();
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        let text = cause.to_string();
        if !told.contains(&text) {
            told = format!("{told}: {text}");
        }
        next = cause.source();
    }
    told
}
