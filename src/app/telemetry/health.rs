//! Logs once when a destination starts to fail and once when it recovers; counts losses in between.
//!
//! Logging every failure would flood the log just when something is wrong, and logging none would
//! lose data silently.

use std::fmt::Display;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

#[derive(Debug)]
pub(crate) struct Health {
    /// Such as `Rollbar`.
    destination: &'static str,
    failing: AtomicBool,
    lost: AtomicU64,
}

impl Health {
    pub(crate) fn new(destination: &'static str) -> Self {
        Self {
            destination,
            failing: AtomicBool::new(false),
            lost: AtomicU64::new(0),
        }
    }

    pub(crate) fn works(&self) {
        if self.failing.swap(false, Ordering::Relaxed) {
            tracing::info!(
                "{} works again; {} lost in the meantime",
                self.destination,
                self.lost()
            );
        }
    }

    /// Records that `lost` items are lost because of `reason`.
    pub(crate) fn fails(&self, lost: u64, reason: impl Display) {
        self.lost.fetch_add(lost, Ordering::Relaxed);
        if !self.failing.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                "{}: {reason} (repeats are hidden until it recovers)",
                self.destination
            );
        }
    }

    /// The number of items lost so far.
    pub(crate) fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Said(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Said {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_series_of_failures_is_said_once_and_counted() {
        let said = Said::default();
        let writer = said.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_writer(move || writer.clone())
            .with_ansi(false)
            .finish();
        let health = Health::new("Rollbar");
        tracing::subscriber::with_default(subscriber, || {
            health.works();
            for _ in 0..100 {
                health.fails(2, "connection refused");
            }
            health.works();
        });
        assert_eq!(health.lost(), 200);
        let text = String::from_utf8(said.0.lock().unwrap().clone()).unwrap();
        assert_eq!(text.lines().count(), 2, "{text}");
        assert!(text.contains("Rollbar: connection refused"), "{text}");
        assert!(text.contains("works again; 200 lost"), "{text}");
    }
}
