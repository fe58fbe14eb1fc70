//! A pause between readers, so that the write-ahead log can start anew.
//!
//! SQLite starts the log from its beginning only at a moment when nobody reads from it.
//! Readers that overlap leave no such moment, and the log would grow for as long as
//! something is written. So once it is long the writer holds new readers back until those
//! under way have ended; it goes on writing meanwhile.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

#[derive(Default)]
pub(super) struct Gate {
    state: Mutex<State>,
    opened: Condvar,
}

#[derive(Default)]
struct State {
    readers: usize,
    closed: bool,
}

/// A reader waits no longer, whatever the others do.
const MAX_WAIT: Duration = Duration::from_secs(1);

/// Somebody who reads, until it is dropped.
pub(super) struct Reader<'g>(&'g Gate);

impl Gate {
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
        // the numbers are right whoever panicked
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
        let gate = Arc::new(Gate::default());
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
        let gate = Gate::default();
        gate.close();
        let started = Instant::now();
        drop(gate.enter());
        assert!(started.elapsed() >= MAX_WAIT);
    }
}
