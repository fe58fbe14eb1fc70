//! Calls that wait for an answer, so that a person who waits with them can be told.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A call that takes longer is worth a word.
const SLOW: Duration = Duration::from_secs(5);
/// How often is looked.
const LOOK: Duration = Duration::from_millis(500);

static CALLS: Mutex<Calls> = Mutex::new(Calls::new());

/// What is asked at the moment.
struct Calls {
    next: u64,
    open: Vec<Call>,
}

struct Call {
    number: u64,
    since: Instant,
    /// `Rollbar at https://api.rollbar.com`
    whom: String,
}

/// A call that waits, until it is dropped.
#[derive(Debug)]
pub(super) struct Waiting(u64);

impl Waiting {
    /// `place` is `Rollbar`, `address` where it is asked; or the place is an address itself.
    pub(super) fn new(place: &str, address: &str) -> Self {
        Self::on(whom(place, address))
    }

    /// `Rollbar at https://api.rollbar.com`
    pub(super) fn on(whom: String) -> Self {
        Self(calls().begin(whom, Instant::now()))
    }
}

fn whom(place: &str, address: &str) -> String {
    if place.contains("://") {
        place.to_owned()
    } else {
        format!("{place} at {address}")
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let number = self.0;
        calls().open.retain(|call| call.number != number);
    }
}

#[cfg(test)]
pub(super) fn is_waited_for(whom: &str) -> bool {
    calls().open.iter().any(|call| call.whom == whom)
}

fn calls() -> MutexGuard<'static, Calls> {
    CALLS.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Calls {
    const fn new() -> Self {
        Self {
            next: 0,
            open: Vec::new(),
        }
    }

    fn begin(&mut self, whom: String, since: Instant) -> u64 {
        let number = self.next;
        self.next += 1;
        self.open.push(Call {
            number,
            since,
            whom,
        });
        number
    }

    /// Those who have not answered for a while and were not named before, each once until
    /// it has answered.
    fn slow(&self, told: &mut HashSet<String>, now: Instant) -> Vec<String> {
        told.retain(|whom| self.open.iter().any(|call| call.whom == *whom));
        let slow = self
            .open
            .iter()
            .filter(|call| now.duration_since(call.since) >= SLOW);
        slow.filter(|call| told.insert(call.whom.clone()))
            .map(|call| call.whom.clone())
            .collect()
    }
}

/// Gives everybody who does not answer for 5 s to `say`: `Rollbar at https://…`. It never
/// ends by itself.
pub(crate) async fn name_the_slow(say: impl Fn(&str)) {
    let mut told = HashSet::new();
    loop {
        tokio::time::sleep(LOOK).await;
        let slow = calls().slow(&mut told, Instant::now());
        for whom in slow {
            say(&whom);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_named_once() {
        let vendor = whom("Rollbar", "https://api.rollbar.com");
        assert_eq!(vendor, "Rollbar at https://api.rollbar.com");
        let own = whom("http://127.0.0.1:1", "http://127.0.0.1:1/api/1");
        assert_eq!(own, "http://127.0.0.1:1");
    }

    #[test]
    fn whoever_does_not_answer_is_named_once() {
        let began = Instant::now();
        let at = |seconds| began + Duration::from_secs(seconds);
        let mut calls = Calls::new();
        let mut told = HashSet::new();
        let first = calls.begin("a".to_owned(), at(0));
        calls.begin("b".to_owned(), at(3));
        assert!(calls.slow(&mut told, at(4)).is_empty());
        assert_eq!(calls.slow(&mut told, at(5)), ["a"]);
        assert!(calls.slow(&mut told, at(6)).is_empty());
        assert_eq!(calls.slow(&mut told, at(9)), ["b"]);
        // it answers, is asked again and hangs again
        calls.open.retain(|call| call.number != first);
        assert!(calls.slow(&mut told, at(10)).is_empty());
        calls.begin("a".to_owned(), at(10));
        assert!(calls.slow(&mut told, at(14)).is_empty());
        assert_eq!(calls.slow(&mut told, at(15)), ["a"]);
    }
}
