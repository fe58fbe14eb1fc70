//! Credentials that are asked for anew when a service says that they have expired.
//!
//! The SDK's providers read a profile, an SSO session or a role once and keep what they
//! found until its own date of expiry. A person who logs in again, or a program that writes
//! new keys into the profile, is noticed only by a chain that is built anew.

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use tokio::sync::Mutex;

use super::{Aws, cause};
use crate::model::Clock;

/// A chain of credentials that can be begun anew.
#[derive(Clone)]
pub(super) struct Renewal(Arc<Inner>);

struct Inner {
    load: Load,
    state: Mutex<State>,
    /// Whether the service said that the credentials have expired.
    expired: AtomicBool,
    /// Whether a service took them once.
    accepted: AtomicBool,
}

struct State {
    provider: SharedCredentialsProvider,
    /// What it gave, until that expires.
    credentials: Option<Credentials>,
    renewed: Option<Instant>,
}

/// Builds the chain.
type Load = Box<dyn Fn() -> Loading + Send + Sync>;
type Loading = Pin<Box<dyn Future<Output = Option<SharedCredentialsProvider>> + Send>>;

/// Calls that were on their way together fail together, and are reason for one renewal.
const APART: Duration = Duration::from_secs(2);
/// Credentials are not used for the last moment before they expire.
const MARGIN: Duration = Duration::from_secs(10);

impl Renewal {
    pub(super) fn new(
        provider: SharedCredentialsProvider,
        load: impl Fn() -> Loading + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(Inner {
            load: Box::new(load),
            state: Mutex::new(State {
                provider,
                credentials: None,
                renewed: None,
            }),
            expired: AtomicBool::new(false),
            accepted: AtomicBool::new(false),
        }))
    }

    async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        let mut state = self.0.state.lock().await;
        let is_recent = state.renewed.is_some_and(|at| at.elapsed() < APART);
        if self.0.expired.swap(false, Ordering::Relaxed) && !is_recent {
            if let Some(provider) = (self.0.load)().await {
                state.provider = provider;
            }
            state.credentials = None;
            state.renewed = Some(Instant::now());
        }
        if let Some(known) = state.credentials.as_ref().filter(|known| is_fresh(known)) {
            return Ok(known.clone());
        }
        let given = state.provider.provide_credentials().await?;
        state.credentials = Some(given.clone());
        Ok(given)
    }
}

fn is_fresh(credentials: &Credentials) -> bool {
    let now: std::time::SystemTime = Clock::System.now().into();
    credentials
        .expiry()
        .is_none_or(|expiry| expiry > now + MARGIN)
}

impl ProvideCredentials for Renewal {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.credentials())
    }
}

impl fmt::Debug for Renewal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Renewal")
    }
}

impl Aws {
    /// Notes that a service took the credentials. Of those that were never taken nothing is
    /// gained by asking anew: they were just read.
    pub(in crate::providers) fn credentials_were_accepted(&self) {
        if let Some(renewal) = &self.renewal {
            renewal.0.accepted.store(true, Ordering::Relaxed);
        }
    }

    /// Whether a failure means that the credentials have expired; the next call asks for
    /// them anew then.
    pub(in crate::providers) fn have_expired<E, R>(&self, error: &SdkError<E, R>) -> bool
    where
        E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
        R: fmt::Debug + Send + Sync + 'static,
    {
        let Some(Renewal(renewal)) = &self.renewal else {
            return false;
        };
        let expired = renewal.accepted.load(Ordering::Relaxed)
            && match error {
                SdkError::ServiceError(refused) => {
                    refused.err().code().is_some_and(is_of_expired_credentials)
                }
                error => cause::<CredentialsError>(error).is_some(),
            };
        if expired {
            renewal.expired.store(true, Ordering::Relaxed);
        }
        expired
    }
}

/// What services answer to credentials that they took before.
fn is_of_expired_credentials(code: &str) -> bool {
    matches!(
        code,
        "ExpiredToken"
            | "ExpiredTokenException"
            | "UnrecognizedClientException"
            | "InvalidClientTokenId"
    )
}
