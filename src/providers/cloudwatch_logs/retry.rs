//! Which failures pass, and how long to wait for it.
//!
//! The SDK's own retries are off for reads: it gives up after some seconds, tells nobody
//! that it waits, and counts throttles and broken connections alike.

use std::error::Error as StdError;
use std::future::Future;
use std::time::Duration;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::Logs;
use super::timer::Timer;
use crate::error::{Error, Kind, Result};
use crate::providers::aws::{CALL_TIMEOUT, is_lasting, is_odd, is_throttling, is_unreached};

/// What kind of failure a read met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureClass {
    /// The service asks to slow down.
    Throttled,
    /// The service cannot be reached, fails for reasons of its own, or its answer did not
    /// arrive whole.
    Unreachable,
    /// Something else answers in the service's place, or nobody does for half a minute.
    /// Only what goes on until it is stopped waits for the end of that.
    Odd,
    /// The service no longer knows the token of the next page: the walk has to begin anew
    /// where it stands.
    LostPlace,
    /// The credentials have expired: the next try asks for them anew.
    Expired,
    /// The service refuses, and will refuse again.
    Refused,
}

/// A failed read: the user's error, and whether it may pass.
#[derive(Debug)]
pub struct ReadError {
    pub class: FailureClass,
    pub error: Error,
}

impl ReadError {
    /// A failure that will not pass.
    pub fn refused(error: Error) -> Self {
        Self {
            class: FailureClass::Refused,
            error,
        }
    }
}

impl From<ReadError> for Error {
    fn from(failed: ReadError) -> Self {
        failed.error
    }
}

/// How long one read may be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryLimits {
    /// Throttles pass: all waits for them together.
    pub throttled: Duration,
    /// Failures of other kinds, in a row.
    pub failures: u32,
    /// How long these may last together, the waits between them included.
    pub lasting: Duration,
}

impl RetryLimits {
    /// For a command that ends: longer than fifty throttles in a row take.
    pub const READ: Self = Self {
        throttled: Duration::from_secs(15 * 60),
        failures: 6,
        lasting: CALL_TIMEOUT,
    };
    /// For calls that the SDK repeats by itself, and that change something: only
    /// throttles are waited for here.
    pub const WRITE: Self = Self {
        failures: 1,
        ..Self::READ
    };
    /// For what goes on until it is stopped.
    pub const ENDLESS: Self = Self {
        throttled: Duration::MAX,
        failures: u32::MAX,
        lasting: Duration::MAX,
    };
    /// For what others wait for.
    pub const BRIEF: Self = Self {
        throttled: Duration::from_secs(3),
        failures: 3,
        lasting: CALL_TIMEOUT,
    };
}

/// The waits before the next tries: doubling from 250 ms to 10 s, each with jitter, so
/// that many clients do not come back together.
#[derive(Debug, Clone)]
pub struct RetryPolicy {
    bounds: RetryLimits,
    tries: u32,
    failures: u32,
    /// How often in a row credentials were asked for anew.
    renewals: usize,
    waited: Duration,
    /// When the first of the tries began that all failed.
    began: Option<Duration>,
}

/// The waits before tries with new credentials: at once, and again after a moment for
/// whoever writes them.
const RENEWALS: [Duration; 2] = [Duration::from_millis(50), Duration::from_secs(3)];

const FIRST: Duration = Duration::from_millis(250);
const MAX_LENGTH: Duration = Duration::from_secs(10);

impl RetryPolicy {
    pub fn new(bounds: RetryLimits) -> Self {
        Self {
            bounds,
            tries: 0,
            failures: 0,
            renewals: 0,
            waited: Duration::ZERO,
            began: None,
        }
    }

    /// One more try, cut short where those before it failed for too long: `None`.
    pub async fn attempt<T>(
        &mut self,
        timer: &impl Timer,
        read: impl Future<Output = Result<T, ReadError>>,
    ) -> Option<Result<T, ReadError>> {
        let now = timer.elapsed();
        let began = *self.began.get_or_insert(now);
        if self.failures == 0 || self.bounds.lasting == Duration::MAX {
            return Some(read.await);
        }
        let left = (began + self.bounds.lasting).saturating_sub(now);
        tokio::select! {
            biased;
            read = read => Some(read),
            () = timer.sleep(left) => None,
        }
    }

    /// How long to wait at `now`, by the clock of the tries, before the next try after a
    /// failure of this kind; `None` when there should be none.
    pub fn wait_for(&mut self, class: FailureClass, now: Duration) -> Option<Duration> {
        match class {
            FailureClass::Refused => return None,
            FailureClass::Expired => {
                self.renewals += 1;
                return RENEWALS.get(self.renewals - 1).copied();
            }
            FailureClass::Throttled if self.waited >= self.bounds.throttled => return None,
            FailureClass::Throttled => {
                self.failures = 0;
                self.began = None;
            }
            FailureClass::Odd if self.bounds.failures != u32::MAX => return None,
            FailureClass::Unreachable | FailureClass::Odd | FailureClass::LostPlace => {
                self.failures = self.failures.saturating_add(1);
                if self.failures >= self.bounds.failures {
                    return None;
                }
            }
        }
        let full = FIRST
            .saturating_mul(1 << self.tries.min(16))
            .min(MAX_LENGTH);
        self.tries = self.tries.saturating_add(1);
        // half of it is certain
        let wait = full.mul_f64(0.5 + rand::random::<f64>() / 2.0);
        let lasted = self.began.map(|began| now.saturating_sub(began) + wait);
        if lasted.is_some_and(|lasted| lasted >= self.bounds.lasting) {
            return None;
        }
        self.waited = self.waited.saturating_add(wait);
        Some(wait)
    }

    /// Repeats `read` for as long as its failures pass and the bounds allow.
    pub async fn read<T, F: Future<Output = Result<T, ReadError>>>(
        timer: &impl Timer,
        read: impl FnMut() -> F,
    ) -> Result<T> {
        Self::within(RetryLimits::READ, timer, read).await
    }

    /// The same within other bounds.
    pub async fn within<T, F: Future<Output = Result<T, ReadError>>>(
        bounds: RetryLimits,
        timer: &impl Timer,
        mut read: impl FnMut() -> F,
    ) -> Result<T> {
        let mut retry = Self::new(bounds);
        let mut last: Option<ReadError> = None;
        loop {
            let failed = match (retry.attempt(timer, read()).await, last.take()) {
                (Some(Ok(found)), _) => return Ok(found),
                (Some(Err(failed)), _) | (None, Some(failed)) => failed,
                // the first try is never cut short
                (None, None) => continue,
            };
            match retry.wait_for(failed.class, timer.elapsed()) {
                Some(wait) => timer.sleep(wait).await,
                None => return Err(failed.error),
            }
            last = Some(failed);
        }
    }
}

impl Logs {
    /// How long one read may take.
    fn read_timeout(&self) -> Duration {
        let timeouts = self.reader.config().timeout_config();
        let timeout = timeouts.and_then(|timeouts| timeouts.operation_attempt_timeout());
        timeout.unwrap_or(CALL_TIMEOUT)
    }

    /// The failure of a read; `what` completes "cannot …".
    pub(super) fn read_error<E>(&self, what: &str, error: SdkError<E, HttpResponse>) -> ReadError
    where
        E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
    {
        let passing = match &error {
            SdkError::ServiceError(refused) if is_lasting(refused.raw()) => FailureClass::Refused,
            SdkError::ServiceError(refused) => match refused.err().code() {
                Some(code) if is_throttling(code) => FailureClass::Throttled,
                _ if refused.raw().status().as_u16() == 429 => FailureClass::Throttled,
                _ if refused.raw().status().is_server_error() => FailureClass::Unreachable,
                _ => FailureClass::Refused,
            },
            SdkError::ConstructionFailure(_) => FailureClass::Refused,
            error if is_unreached(error) => FailureClass::Refused,
            // a silence that was cut short may have been none
            SdkError::TimeoutError(_) if self.read_timeout() < CALL_TIMEOUT => {
                FailureClass::Unreachable
            }
            error if is_odd(error) => FailureClass::Odd,
            _ => FailureClass::Unreachable,
        };
        let expired = self.aws.have_expired(&error);
        let error = self.aws.failure(what, error);
        if matches!(passing, FailureClass::Unreachable | FailureClass::Odd) {
            // a local stack may be back on another port
            self.aws.look_again();
        }
        let class = match error.kind() {
            _ if expired => FailureClass::Expired,
            Kind::Failed => passing,
            // without credentials nothing is reached, and waiting gives none
            _ => FailureClass::Refused,
        };
        ReadError { class, error }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::super::virtual_time::VirtualTime;
    use super::*;

    fn failing(class: FailureClass) -> ReadError {
        let error = Error::failed("cannot read");
        ReadError { class, error }
    }

    /// What comes of a read that fails so many times before it succeeds, the number of
    /// tries, and the time that it took.
    fn read_after(failures: u32, class: FailureClass) -> (bool, u32, Duration) {
        let time = VirtualTime::default();
        let tries = Cell::new(0);
        let read = RetryPolicy::read(&time, || {
            tries.set(tries.get() + 1);
            let fails = tries.get() <= failures;
            async move { if fails { Err(failing(class)) } else { Ok(()) } }
        });
        let done = time.run(read).is_ok();
        (done, tries.get(), time.elapsed())
    }

    #[test]
    fn one_to_fifty_throttles_in_a_row_are_waited_out() {
        for throttles in 1..=50 {
            let (read, tries, took) = read_after(throttles, FailureClass::Throttled);
            assert!(read, "{throttles}");
            assert_eq!(tries, throttles + 1);
            let longest = MAX_LENGTH * throttles;
            assert!(
                took >= FIRST / 2 && took <= longest,
                "{throttles}: {took:?}"
            );
        }
    }

    #[test]
    fn a_service_that_throttles_for_ever_is_given_up() {
        let (read, tries, took) = read_after(u32::MAX, FailureClass::Throttled);
        assert!(!read && tries > 50);
        assert!(took >= RetryLimits::READ.throttled, "{took:?}");
        assert!(took <= RetryLimits::READ.throttled + MAX_LENGTH, "{took:?}");
    }

    #[test]
    fn other_failures_are_tried_a_few_times_and_refusals_once() {
        let (read, tries, took) = read_after(5, FailureClass::Unreachable);
        assert!(read && tries == 6);
        assert!(took <= Duration::from_secs(8), "{took:?}");
        assert_eq!(read_after(6, FailureClass::Unreachable).1, 6);
        assert_eq!(read_after(1, FailureClass::Odd).1, 1);
        assert!(
            RetryPolicy::new(RetryLimits::ENDLESS)
                .wait_for(FailureClass::Odd, Duration::ZERO)
                .is_some()
        );
        assert_eq!(read_after(1, FailureClass::Refused).1, 1);
        assert!(!read_after(1, FailureClass::Refused).0);
    }

    #[test]
    fn expired_credentials_are_asked_for_twice() {
        for (failures, read_in) in [(1, Some(2)), (2, Some(3)), (3, None)] {
            let (read, tries, took) = read_after(failures, FailureClass::Expired);
            assert_eq!(read.then_some(tries), read_in);
            assert!(
                tries <= 3 && took <= Duration::from_secs(4),
                "{tries} {took:?}"
            );
        }
        let mut endless = RetryPolicy::new(RetryLimits::ENDLESS);
        let waits = (0..9).filter_map(|_| endless.wait_for(FailureClass::Expired, Duration::ZERO));
        assert_eq!(waits.count(), 2);
    }

    #[test]
    fn failures_are_given_up_after_half_a_minute_in_all() {
        for (each, longest) in [(8, 30), (25, 30), (40, 40)] {
            let time = VirtualTime::default();
            let read = RetryPolicy::read(&time, || async {
                time.sleep(Duration::from_secs(each)).await;
                Err::<(), _>(failing(FailureClass::Unreachable))
            });
            assert!(time.run(read).is_err());
            let took = time.elapsed();
            assert!(took <= Duration::from_secs(longest), "{each} s: {took:?}");
            assert!(took >= Duration::from_secs(each), "{each} s: {took:?}");
        }
        // throttles are no failures, and the time before them does not count
        let time = VirtualTime::default();
        let tries = Cell::new(0);
        let read = RetryPolicy::read(&time, || {
            tries.set(tries.get() + 1);
            let class = match tries.get() {
                1..=4 => Some(FailureClass::Throttled),
                5 => Some(FailureClass::Unreachable),
                _ => None,
            };
            let time = &time;
            async move {
                time.sleep(Duration::from_secs(12)).await;
                class.map_or(Ok(()), |class| Err(failing(class)))
            }
        });
        assert!(time.run(read).is_ok());
    }

    #[test]
    fn waits_grow_to_a_limit() {
        let mut retry = RetryPolicy::new(RetryLimits::ENDLESS);
        let waits: Vec<_> = (0..100)
            .filter_map(|_| retry.wait_for(FailureClass::Throttled, Duration::ZERO))
            .collect();
        assert_eq!(waits.len(), 100);
        assert!(waits[0] >= FIRST / 2 && waits[0] <= FIRST);
        assert!(waits[99] >= MAX_LENGTH / 2 && waits[99] <= MAX_LENGTH);
    }
}
