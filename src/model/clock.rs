//! The clock.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// The system clock, or one for tests that only moves when told to.
#[derive(Debug, Clone, Copy, Default)]
pub enum Clock {
    #[default]
    System,
    Fixed(Timestamp),
    Manual(&'static Hands),
}

/// The clock for tests.
#[derive(Debug)]
pub struct Hands {
    /// Milliseconds since the epoch.
    wall: AtomicI64,
    /// Uptime in milliseconds.
    passed: AtomicI64,
}

impl Hands {
    /// Leaked: tests need it until the process ends.
    pub fn at(now: Timestamp) -> &'static Self {
        Box::leak(Box::new(Self {
            wall: AtomicI64::new(now.as_millisecond()),
            passed: AtomicI64::new(0),
        }))
    }

    /// Advances the wall clock and the uptime.
    pub fn pass(&self, time: SignedDuration) {
        self.jump(time);
        let ms = i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        self.passed.fetch_add(ms, Ordering::Relaxed);
    }

    /// Moves the wall clock only, as when the system time is changed.
    pub fn jump(&self, by: SignedDuration) {
        let ms = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.wall.fetch_add(ms, Ordering::Relaxed);
    }
}

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks")]
    pub fn now(self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Fixed(at) => at,
            Self::Manual(hands) => {
                let ms = hands.wall.load(Ordering::Relaxed);
                Timestamp::from_millisecond(ms).unwrap_or(Timestamp::MAX)
            }
        }
    }

    /// Time elapsed since some fixed moment, unaffected by changes of the wall clock. Includes time
    /// that the machine was suspended.
    pub fn uptime(self) -> Duration {
        match self {
            Self::System => of_machine(),
            Self::Fixed(_) => Duration::ZERO,
            Self::Manual(hands) => {
                let ms = hands.passed.load(Ordering::Relaxed);
                Duration::from_millis(ms.unsigned_abs())
            }
        }
    }

    /// Milliseconds since the epoch, CloudWatch Logs' unit.
    pub fn now_ms(self) -> i64 {
        self.now().as_millisecond()
    }

    /// Nanoseconds since the epoch, OTLP's unit.
    pub fn now_ns(self) -> u64 {
        u64::try_from(self.now().as_nanosecond()).unwrap_or(0)
    }

    /// Seconds since the epoch with a fraction, X-Ray's unit.
    pub fn now_secs(self) -> f64 {
        self.now().as_duration().as_secs_f64()
    }
}

fn of_machine() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    #[cfg(target_os = "linux")]
    const STEADY: ClockId = ClockId::Boottime;
    #[cfg(not(target_os = "linux"))]
    const STEADY: ClockId = ClockId::Monotonic;
    let now = clock_gettime(STEADY);
    let seconds = u64::try_from(now.tv_sec).unwrap_or(0);
    let nanos = u32::try_from(now.tv_nsec).unwrap_or(0);
    Duration::new(seconds, nanos)
}
