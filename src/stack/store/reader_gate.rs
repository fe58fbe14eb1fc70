//! Holds new readers back, so that the write-ahead log can be reset.
//!
//! SQLite resets the log only at a moment when nobody reads from it. Overlapping readers leave
//! no such moment, and the log would keep growing. So once it is long, the writer closes the
//! gate until the current readers are done; it keeps writing meanwhile.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

#[derive(Default)]
pub(super) struct ReaderGate {
    state: Mutex<State>,
    opened: Condvar,
}

#[derive(Default)]
struct State {
    readers: usize,
    closed: bool,
}

/// The longest that a reader waits for the others.
const MAX_WAIT: Duration = Duration::from_secs(1);

/// Counts as a reader until it is dropped.
pub(super) struct Reader<'g>(&'g ReaderGate);

impl ReaderGate {
    /// Waits while the gate is closed.
    pub(super) fn enter(&self) -> Reader<'_> {
        let state = self.state();
        let waited = self
            .opened
            .wait_timeout_while(state, MAX_WAIT, |state| state.closed);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.readers += 1;
        Reader(self)
    }

    pub(super) fn close(&self) {
        self.state().closed = true;
    }

    pub(super) fn open(&self) {
        self.state().closed = false;
        self.opened.notify_all();
    }

    pub(super) fn is_closed(&self) -> bool {
        self.state().closed
    }

    pub(super) fn is_empty(&self) -> bool {
        self.state().readers == 0
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // a panic leaves no half-changed state
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        self.0.state().readers -= 1;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::thread;
    use std::time::Instant;

    use super::*;

    #[test]
    fn new_readers_wait_while_those_under_way_end() {
        let gate = Arc::new(ReaderGate::default());
        let under_way = gate.enter();
        gate.close();
        let waiting = thread::spawn({
            let gate = Arc::clone(&gate);
            move || {
                let started = Instant::now();
                drop(gate.enter());
                started.elapsed()
            }
        });
        thread::sleep(Duration::from_millis(50));
        assert!(!gate.is_empty() && !waiting.is_finished());
        drop(under_way);
        assert!(gate.is_empty());
        gate.open();
        assert!(waiting.join().unwrap() < MAX_WAIT);
    }

    #[test]
    fn nobody_waits_for_ever() {
        let gate = ReaderGate::default();
        gate.close();
        let started = Instant::now();
        drop(gate.enter());
        assert!(started.elapsed() >= MAX_WAIT);
    }
}
