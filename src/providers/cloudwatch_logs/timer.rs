//! Waiting and telling the time, so that tests can do both without waiting.

use std::future::Future;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::model::Clock;

/// How the readers wait: the machine's clocks, or time that only a test moves.
pub trait Timer {
    /// A clock that only goes forward, from any moment.
    fn elapsed(&self) -> Duration;

    /// The time of day, which may be wrong by minutes.
    fn now(&self) -> Timestamp;

    fn sleep(&self, time: Duration) -> impl Future<Output = ()>;
}

/// The machine's clocks.
#[derive(Debug, Clone, Copy)]
pub struct SystemTimer {
    began: Instant,
    clock: Clock,
}

impl SystemTimer {
    pub fn new(clock: Clock) -> Self {
        Self {
            began: Instant::now(),
            clock,
        }
    }
}

impl Timer for SystemTimer {
    fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}
