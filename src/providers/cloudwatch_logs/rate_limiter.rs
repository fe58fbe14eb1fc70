//! How many calls a second the service takes, learned from its answers.
//!
//! The quotas of FilterLogEvents are 5 to 25 calls a second by region, and are shared with
//! everybody else in the account: the documented number is where to begin, not what holds.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Spaces out the calls of all who share it, first come, first served.
#[derive(Debug)]
pub struct RateLimiter(Mutex<State>);

#[derive(Debug)]
struct State {
    /// Calls a second; `None` until a first throttle says that there is a limit.
    rate: Option<f64>,
    /// Never more than this.
    most: Option<f64>,
    /// What was too much when the last run of throttles began; up to near it the rate
    /// grows fast.
    too_much: Option<f64>,
    next_free: Duration,
    lowered: Option<Duration>,
    raised: Duration,
    /// How often in a row the rate was raised to what may be too much.
    probes: u32,
    /// When the first call was made.
    began: Option<Duration>,
    /// Between two of these probes.
    pause: Duration,
    /// Whether nothing was answered since the last throttle.
    throttled: bool,
    /// Answers of the last [`MEASURED`].
    answers: VecDeque<Duration>,
    /// How long an answer takes, the newest weighing most.
    latency: Duration,
}

const MEASURED: Duration = Duration::from_secs(1);
/// Waits between tries are the caller's; this only bounds the rate from below.
const MIN: f64 = 0.5;
/// Below what was known to be too much, half as much again each second.
const FAST: (f64, Duration) = (1.5, Duration::from_secs(1));
/// Near it, to find out whether more became possible: a twentieth more, and twice that with
/// each time that it is taken.
const PROBE: (f64, Duration) = (0.05, Duration::from_secs(10));
const MAX_PROBE: f64 = 0.5;
/// The same where the limit was guessed from less than [`MEASURED`].
const SOON: Duration = Duration::from_secs(2);
/// What a throttle leaves of the rate.
const LESS: f64 = 0.8;
/// The rate when the very first calls are throttled.
const GUESS: f64 = 2.0;
/// Fewer answers than this in [`MEASURED`] show no limit: others may have used it up.
const FEW: usize = 3;
/// A rate that is certain to be less than what was too much.
const SAFE: f64 = 0.95;

impl RateLimiter {
    /// As many calls as are asked for, until the service throttles.
    pub fn unknown() -> Self {
        Self::new(None)
    }

    /// At most `rate` calls a second, at even distances.
    pub fn per_second(rate: f64) -> Self {
        Self::new(Some(rate))
    }

    fn new(rate: Option<f64>) -> Self {
        Self(Mutex::new(State {
            rate,
            most: rate,
            too_much: None,
            next_free: Duration::ZERO,
            lowered: None,
            raised: Duration::ZERO,
            probes: 0,
            began: None,
            pause: PROBE.1,
            throttled: false,
            answers: VecDeque::new(),
            latency: Duration::ZERO,
        }))
    }

    /// Takes the next place. Returns how long to wait for it, `now` being the time on a
    /// clock that all who share the quota read.
    pub fn reserve(&self, now: Duration) -> Duration {
        self.with(|state| {
            state.began.get_or_insert(now);
            let at = state.next_free.max(now);
            if let Some(rate) = state.rate {
                state.next_free = at + Duration::from_secs_f64(1.0 / rate);
            }
            at - now
        })
    }

    /// Notes that a call was answered.
    pub fn answered(&self, now: Duration) {
        self.with(|state| {
            state.throttled = false;
            state.answers.push_back(now);
            state.forget(now);
            state.raise(now);
        });
    }

    /// Notes that the call that was made at `asked` was throttled.
    pub fn throttled(&self, asked: Duration, now: Duration) {
        self.with(|state| {
            // calls that were on their way together tell one thing together
            if state.lowered.is_some_and(|lowered| asked < lowered) {
                return;
            }
            state.forget(now);
            let answered = state.answers.len() as f64;
            if !state.throttled {
                state.too_much = match state.rate {
                    rate if state.answers.len() < FEW => rate,
                    None => Some(answered),
                    Some(rate) => Some(rate.min(answered.max(rate * LESS))),
                };
            }
            // without a known limit, what was just answered is near to it
            let first = (answered.max(GUESS), SAFE);
            let (rate, by) = state.rate.map_or(first, |rate| (rate, LESS));
            state.throttled = true;
            state.probes = 0;
            let measured = state.began.is_some_and(|began| now >= began + MEASURED);
            state.pause = if measured { PROBE.1 } else { SOON };
            state.lowered = Some(now);
            state.raised = now;
            state.set((rate * by).max(MIN), now);
        });
    }

    /// Notes how long a call took, without the wait for its turn.
    pub fn took(&self, time: Duration) {
        self.with(|state| {
            state.latency = match state.latency {
                Duration::ZERO => time,
                known => (known * 4 + time) / 5,
            };
        });
    }

    /// How long calls take at the moment.
    pub fn latency(&self) -> Duration {
        self.with(|state| state.latency)
    }

    /// Calls a second at the moment, where a limit is known.
    pub fn rate(&self) -> Option<f64> {
        self.with(|state| state.rate)
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        // a panic elsewhere leaves numbers that are still numbers
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl State {
    fn forget(&mut self, now: Duration) {
        while self.answers.front().is_some_and(|at| *at + MEASURED < now) {
            self.answers.pop_front();
        }
    }

    fn raise(&mut self, now: Duration) {
        let Some(rate) = self.rate else { return };
        let near = self
            .too_much
            .is_some_and(|too_much| rate >= too_much * SAFE);
        let (by, every) = if near {
            let probe = PROBE.0 * f64::from(1 << self.probes.min(8));
            (1.0 + probe.min(MAX_PROBE), self.pause)
        } else {
            FAST
        };
        if now.saturating_sub(self.raised) < every {
            return;
        }
        self.raised = now;
        self.probes += u32::from(near);
        let mut raised = rate * by;
        if !near && let Some(too_much) = self.too_much {
            raised = raised.min(too_much * SAFE);
        }
        self.set(raised, now);
    }

    /// What is reserved stays reserved; those that come next keep the new distance.
    fn set(&mut self, rate: f64, now: Duration) {
        let rate = self.most.map_or(rate, |most| rate.min(most));
        let spacing = Duration::from_secs_f64(1.0 / rate);
        if self.rate.is_none_or(|before| rate < before) {
            self.next_free = self.next_free.max(now + spacing);
        }
        self.rate = Some(rate);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn calls_keep_an_even_distance_whoever_asks() {
        let limiter = RateLimiter::per_second(5.0);
        let waits: Vec<_> = (0..4).map(|_| limiter.reserve(Duration::ZERO)).collect();
        assert_eq!(waits, [Duration::ZERO, 200 * MS, 400 * MS, 600 * MS]);
        assert_eq!(limiter.reserve(10_000 * MS), Duration::ZERO);
        assert_eq!(
            limiter.reserve(10_000 * MS),
            200 * MS,
            "no burst after a rest"
        );
    }

    #[test]
    fn without_a_known_limit_nobody_waits() {
        let limiter = RateLimiter::unknown();
        assert!((0..1_000).all(|_| limiter.reserve(Duration::ZERO).is_zero()));
        assert_eq!(limiter.rate(), None);
    }

    /// A service that takes `limit` calls in any second, and calls that each last 60 ms,
    /// `at_once` of them at a time. Returns what was answered in `seconds`.
    fn served(limiter: &RateLimiter, limit: usize, at_once: usize, seconds: u64) -> usize {
        served_from(limiter, Duration::ZERO, limit, at_once, seconds)
    }

    fn served_from(
        limiter: &RateLimiter,
        start: Duration,
        limit: usize,
        at_once: usize,
        seconds: u64,
    ) -> usize {
        let mut free: Vec<Duration> = vec![start; at_once];
        let mut taken: VecDeque<Duration> = VecDeque::new();
        let mut answered = 0;
        loop {
            free.sort();
            let now = free[0];
            if now >= Duration::from_secs(seconds) {
                return answered;
            }
            let at = now + limiter.reserve(now);
            while taken
                .front()
                .is_some_and(|t| *t + Duration::from_secs(1) <= at)
            {
                taken.pop_front();
            }
            let end = at + 60 * MS;
            if taken.len() < limit {
                taken.push_back(at);
                limiter.answered(end);
                answered += 1;
                free[0] = end;
            } else {
                limiter.throttled(at, end);
                free[0] = end + 250 * MS;
            }
        }
    }

    #[test]
    fn an_unknown_limit_is_found_and_used() {
        for (limit, at_once) in [(5, 1), (5, 8), (10, 1), (10, 2), (10, 8), (25, 8)] {
            let limiter = RateLimiter::unknown();
            let answered = served(&limiter, limit, at_once, 60);
            let share = answered as f64 / (limit * 60) as f64;
            assert!(share >= 0.93, "{limit}: {share:.2} of the limit");
            assert!(share <= 1.02, "{limit}: {share:.2} of the limit");
        }
    }

    /// Others may use all of it when one begins: that says nothing about the limit.
    #[test]
    fn throttles_at_the_beginning_are_no_measure() {
        let limiter = RateLimiter::unknown();
        for n in 0..5 {
            limiter.throttled(n * 300 * MS, n * 300 * MS + MS);
        }
        let mut now = Duration::from_secs(2);
        let answered = (0..200).take_while(|_| {
            now += limiter.reserve(now);
            limiter.answered(now);
            limiter.rate().unwrap() < 20.0
        });
        let answered = answered.count();
        assert!(
            now < Duration::from_secs(12),
            "{answered} answers in {now:?}"
        );
    }

    #[test]
    fn a_limit_of_which_others_left_a_part_is_found_out() {
        let limiter = RateLimiter::unknown();
        for n in 0..4 {
            limiter.reserve(n * 60 * MS);
            limiter.answered((n + 1) * 60 * MS);
        }
        limiter.throttled(250 * MS, 310 * MS);
        assert_eq!(limiter.rate(), Some(3.8));
        let answered = served_from(&limiter, 310 * MS, 10, 1, 20);
        assert!(answered >= 120, "{answered} of 200");
    }

    #[test]
    fn after_a_long_run_of_throttles_the_old_rate_comes_back_soon() {
        let limiter = RateLimiter::per_second(5.0);
        let mut now = Duration::ZERO;
        for _ in 0..10 {
            now += limiter.reserve(now);
            limiter.answered(now);
        }
        for _ in 0..50 {
            now += limiter.reserve(now) + 10_000 * MS;
            limiter.throttled(now, now);
        }
        assert_eq!(limiter.rate(), Some(MIN));
        let good_again = now + Duration::from_secs(10);
        while now < good_again {
            now += limiter.reserve(now) + 5 * MS;
            limiter.answered(now);
        }
        assert!(limiter.rate().unwrap() >= 4.0, "{:?}", limiter.rate());
    }
}
