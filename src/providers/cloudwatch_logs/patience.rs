//! Which failures pass, and how long to wait for it.
//!
//! The SDK tries a call six times within some seconds. A service that throttles for
//! longer than that is waited for here: only reads, which harm nothing when repeated.

use std::error::Error as StdError;
use std::future::Future;
use std::time::Duration;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::Logs;
use crate::error::{Error, Kind, Result};
use crate::providers::aws::is_throttling;

/// What kind of failure a read met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The service asks to slow down.
    Throttled,
    /// The service cannot be reached, or fails for reasons of its own.
    Unreachable,
    /// The service refuses, and will refuse again.
    Refused,
}

/// A failed read: the user's error, and whether it may pass.
#[derive(Debug)]
pub struct ReadError {
    pub trouble: Trouble,
    pub error: Error,
}

impl ReadError {
    /// A failure that will not pass.
    pub fn refused(error: Error) -> Self {
        Self {
            trouble: Trouble::Refused,
            error,
        }
    }
}

impl From<ReadError> for Error {
    fn from(failed: ReadError) -> Self {
        failed.error
    }
}

/// How long to wait before the next try: doubling from 500 ms to 20 s, each with jitter,
/// so that many clients do not come back together.
#[derive(Debug, Clone)]
pub struct Patience {
    tries: u32,
    first: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            tries: 0,
            first: FIRST,
        }
    }
}

const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(20);
/// Tries of one page, each of them six of the SDK's: some three minutes.
const TRIES: u32 = 12;

impl Patience {
    /// The next wait; half of it is certain.
    pub fn next_wait(&mut self) -> Duration {
        let full = self
            .first
            .saturating_mul(1 << self.tries.min(16))
            .min(LONGEST);
        self.tries += 1;
        full.mul_f64(0.5 + rand::random::<f64>() / 2.0)
    }

    /// Whether to try again after this failure.
    pub fn goes_on(&self, failed: &ReadError) -> bool {
        failed.trouble == Trouble::Throttled && self.tries + 1 < TRIES
    }

    /// Repeats `read` for as long as it is throttled, but not for ever.
    pub async fn read<T, F: Future<Output = Result<T, ReadError>>>(
        read: impl FnMut() -> F,
    ) -> Result<T> {
        Self::default().repeat(read).await
    }

    async fn repeat<T, F: Future<Output = Result<T, ReadError>>>(
        mut self,
        mut read: impl FnMut() -> F,
    ) -> Result<T> {
        loop {
            match read().await {
                Err(failed) if self.goes_on(&failed) => {
                    tokio::time::sleep(self.next_wait()).await;
                }
                other => return other.map_err(Error::from),
            }
        }
    }
}

impl Logs {
    /// The failure of a read; `what` completes "cannot …".
    pub(super) fn read_error<E>(&self, what: &str, error: SdkError<E, HttpResponse>) -> ReadError
    where
        E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
    {
        let passing = match &error {
            SdkError::ServiceError(refused) => match refused.err().code() {
                Some(code) if is_throttling(code) => Trouble::Throttled,
                _ if refused.raw().status().is_server_error() => Trouble::Unreachable,
                _ => Trouble::Refused,
            },
            SdkError::ConstructionFailure(_) => Trouble::Refused,
            _ => Trouble::Unreachable,
        };
        let error = self.aws.failure(what, error);
        let trouble = match error.kind() {
            Kind::Failed => passing,
            // without credentials nothing is reached, and waiting gives none
            _ => Trouble::Refused,
        };
        ReadError { trouble, error }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    fn hasty() -> Patience {
        Patience {
            first: Duration::from_micros(10),
            ..Patience::default()
        }
    }

    fn failing(trouble: Trouble) -> ReadError {
        let error = Error::failed("cannot read");
        ReadError { trouble, error }
    }

    #[tokio::test]
    async fn ten_throttles_in_a_row_are_waited_out() {
        let tries = Cell::new(0);
        let read = hasty().repeat(async || {
            tries.set(tries.get() + 1);
            if tries.get() <= 10 {
                Err(failing(Trouble::Throttled))
            } else {
                Ok("page")
            }
        });
        assert_eq!(read.await.unwrap(), "page");
        assert_eq!(tries.get(), 11);
    }

    #[tokio::test]
    async fn a_service_that_throttles_for_ever_is_given_up() {
        let tries = Cell::new(0);
        let read: Result<()> = hasty()
            .repeat(async || {
                tries.set(tries.get() + 1);
                Err(failing(Trouble::Throttled))
            })
            .await;
        assert!(read.is_err());
        assert_eq!(tries.get(), TRIES);
    }

    #[tokio::test]
    async fn what_is_refused_is_asked_once() {
        let tries = Cell::new(0);
        let read: Result<()> = hasty()
            .repeat(async || {
                tries.set(tries.get() + 1);
                Err(failing(Trouble::Refused))
            })
            .await;
        assert!(read.is_err());
        assert_eq!(tries.get(), 1);
    }

    #[test]
    fn waits_grow_to_a_limit() {
        let mut patience = Patience::default();
        let waits: Vec<_> = (0..12).map(|_| patience.next_wait()).collect();
        assert!(waits[0] >= FIRST / 2 && waits[0] <= FIRST);
        assert!(waits[11] >= LONGEST / 2 && waits[11] <= LONGEST);
    }
}
