//! Time that stands still while anything can run, and then jumps to what is waited for
//! next: an hour of following takes milliseconds, and comes out the same each time.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::timer::Timer;

#[derive(Debug, Default)]
pub(super) struct VirtualTime {
    elapsed: Cell<Duration>,
    /// By the time that they wait for, and a number that keeps their order.
    sleepers: RefCell<BTreeMap<(Duration, u64), Waker>>,
    asleep: Cell<u64>,
}

/// The time of day when virtual time begins.
pub(super) fn start() -> Timestamp {
    "2026-11-20T09:14:05Z".parse().unwrap()
}

#[derive(Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl VirtualTime {
    /// Runs `work` to its end.
    ///
    /// # Panics
    /// When it waits for something that is not this time.
    pub(super) fn run<F: Future>(&self, work: F) -> F::Output {
        let mut work = pin!(work);
        let woken = Arc::new(Woken::default());
        let waker = Waker::from(Arc::clone(&woken));
        loop {
            if let Poll::Ready(done) = work.as_mut().poll(&mut Context::from_waker(&waker)) {
                return done;
            }
            if woken.0.swap(false, Ordering::Relaxed) {
                continue;
            }
            let next = self.sleepers.borrow_mut().pop_first();
            let ((at, _), sleeper) = next.expect("it waits for time alone");
            self.elapsed.set(self.elapsed.get().max(at));
            sleeper.wake();
            woken.0.store(false, Ordering::Relaxed);
        }
    }
}

impl Timer for VirtualTime {
    fn elapsed(&self) -> Duration {
        self.elapsed.get()
    }

    fn now(&self) -> Timestamp {
        start() + SignedDuration::try_from(self.elapsed.get()).unwrap()
    }

    fn sleep(&self, time: Duration) -> impl Future<Output = ()> {
        let key = (self.elapsed.get() + time, self.asleep.get());
        self.asleep.set(key.1 + 1);
        Sleep { time: self, key }
    }
}

struct Sleep<'a> {
    time: &'a VirtualTime,
    key: (Duration, u64),
}

impl Future for Sleep<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.time.elapsed.get() >= self.key.0 {
            return Poll::Ready(());
        }
        let waker = context.waker().clone();
        self.time.sleepers.borrow_mut().insert(self.key, waker);
        Poll::Pending
    }
}

impl Drop for Sleep<'_> {
    fn drop(&mut self) {
        // nobody waits any more: time must not jump there
        self.time.sleepers.borrow_mut().remove(&self.key);
    }
}

/// For a service that lives in the same time.
impl Timer for Rc<VirtualTime> {
    fn elapsed(&self) -> Duration {
        (**self).elapsed()
    }

    fn now(&self) -> Timestamp {
        (**self).now()
    }

    fn sleep(&self, time: Duration) -> impl Future<Output = ()> {
        (**self).sleep(time)
    }
}
