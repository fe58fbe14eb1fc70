//! Following a log group without losing events.
//!
//! The service gives events in the order of their own times, and an event may become
//! visible long after others that are newer. So three walks take turns:
//!
//! - the head reads from the newest known event on, as often as the schedule says;
//! - a sweep reads the last minute again every five seconds;
//! - a deep sweep reads the last hour again now and then, as its cost allows.
//!
//! What was shown already is left out by its id.

use std::rc::Rc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::events::EventQuery;
use super::pages::{EventSource, Pages, Reader};
use super::poll_schedule::{PollSchedule, Slot};
use super::retry::{FailureClass, ReadError};
use super::timer::Timer;
use crate::error::Kind;
use crate::model::LogEvent;

mod named;
mod run;
mod seen;

use named::Missing;
pub(super) use named::has_stream;
pub use named::is_of_stream;
pub use run::GroupEvent;
use seen::Seen;

/// A walk without end over the events of a query, new ones as they come.
pub struct GroupFollower<'a, S, T> {
    reader: &'a Reader<S, T>,
    /// `since`: nothing older is ever shown.
    query: EventQuery,
    head: Option<Walk<'a, S, T>>,
    sweep: Option<Walk<'a, S, T>>,
    swept_last: bool,
    seen: Seen,
    newest: Option<Timestamp>,
    /// When the last complete head walk began: all that was there then is known.
    complete_at: Option<Timestamp>,
    near: Sweeps,
    deep: Sweeps,
    /// By how much the near overlap is too short, where that has to be reported.
    shrunk: Option<SignedDuration>,
    /// Streams that were named and are not there.
    missing: Missing,
    /// Whether the group is not there.
    gone: bool,
    waits: bool,
    slot: Slot,
    /// When the next walk may begin.
    next_poll: Duration,
}

struct Walk<'a, S, T> {
    pages: Pages<'a, S, T>,
    kind: Kinds,
    began: Duration,
    began_at: Timestamp,
    /// The anchor when it began.
    anchor: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kinds {
    Head,
    Near,
    Deep,
}

/// When a stretch was read again, and when it will be.
struct Sweeps {
    /// How far before the anchor it begins.
    back: SignedDuration,
    apart: Duration,
    /// The sweep may take one in so many parts of the time.
    share: u32,
    /// The anchor when the last complete sweep began: what became visible since then
    /// may lie up to `back` before it. `None` until everything was read once.
    done: Option<Timestamp>,
    next: Duration,
}

/// The head begins this long before the newest event: the clocks of the senders differ.
const HEAD: SignedDuration = SignedDuration::from_secs(1);
/// By how much the clock here may be ahead of the service's.
const SKEW: SignedDuration = SignedDuration::from_mins(5);

impl<'a, S: EventSource, T: Timer> GroupFollower<'a, S, T> {
    /// Events of `query` from its `since` on, without end; at most `remembered` ids are
    /// kept.
    pub fn new(reader: &'a Reader<S, T>, query: EventQuery, remembered: usize) -> Self {
        let sweeps = |back, apart, share| Sweeps {
            back,
            apart: Duration::from_secs(apart),
            share,
            done: None,
            next: Duration::ZERO,
        };
        Self {
            reader,
            query: EventQuery {
                until: None,
                newest_first: false,
                page: None,
                ..query
            },
            head: None,
            sweep: None,
            swept_last: false,
            seen: Seen::new(remembered),
            newest: None,
            complete_at: None,
            near: sweeps(SignedDuration::from_secs(60), 5, 1),
            deep: sweeps(SignedDuration::from_hours(1), 30, 20),
            shrunk: None,
            missing: Missing::default(),
            gone: false,
            waits: true,
            slot: Rc::new(PollSchedule::default()).join(),
            next_poll: Duration::ZERO,
        }
    }

    /// [`Self::run`] does not wait for the group when that is not there.
    #[must_use]
    pub fn without_waiting(mut self) -> Self {
        self.waits = false;
        self
    }

    /// Shares the calls of a second with the other groups of this schedule.
    #[must_use]
    pub fn scheduled(mut self, schedule: &Rc<PollSchedule>) -> Self {
        self.slot = schedule.join();
        self
    }

    /// Notes events that were read in another way. Returns whether each is new.
    pub fn know(&mut self, event: &LogEvent) -> bool {
        self.newest = self.newest.max(Some(event.at));
        self.seen.is_new(event)
    }

    /// Says that all events up to now were read, in `took`, and are known.
    pub fn is_caught_up(&mut self, took: Duration) {
        let now = self.reader.timer.now();
        let took = SignedDuration::try_from(took).unwrap_or(SignedDuration::MAX);
        self.complete_at = now.checked_sub(took).ok();
        let anchor = self.anchor(now);
        // what lies before is known, or lies deeper than any sweep goes
        self.begin_sweeps(anchor.checked_sub(took).unwrap_or(anchor));
    }

    /// Nothing that is older is shown, although it may not be known.
    pub fn begin_at(&mut self, since: Timestamp) {
        self.query.since = self.query.since.max(since);
    }

    /// Everything before was read; `None`: nothing was read to its end yet.
    pub fn complete_to(&self) -> Option<Timestamp> {
        self.complete_at
    }

    fn begin_sweeps(&mut self, done: Timestamp) {
        let now = self.reader.timer.elapsed();
        for sweeps in [&mut self.near, &mut self.deep] {
            sweeps.done = Some(done);
            sweeps.next = now + sweeps.apart;
        }
    }

    /// The new events of the next page, which may be none: one call, when it is due. After
    /// a failure that may pass it can be called again, and goes on without a gap.
    pub async fn next(&mut self) -> Result<Vec<LogEvent>, ReadError> {
        let mut walk = loop {
            match self.choose() {
                Ok(walk) => break walk,
                Err(wait) => self.reader.timer.sleep(wait).await,
            }
        };
        match walk.pages.next().await {
            Ok(events) => {
                let mut events = events.unwrap_or_default();
                events.retain(|event| self.seen.is_new(event));
                let latest = events.iter().map(|event| event.at).max();
                if latest.is_some() {
                    self.slot.came(self.reader.timer.elapsed());
                }
                self.newest = self.newest.max(latest);
                if walk.pages.is_ended() {
                    self.end(&walk);
                } else {
                    self.keep(walk);
                }
                Ok(events)
            }
            Err(mut failed) => {
                // a walk that is stuck passes when it begins anew
                if failed.error.kind() == Kind::Incomplete {
                    failed.class = FailureClass::Unreachable;
                } else if failed.class != FailureClass::Refused {
                    self.keep(walk);
                }
                Err(failed)
            }
        }
    }

    /// The walk whose page comes next, or how long to wait for it. The pages of a sweep
    /// come between those of the head, by turns where both are due.
    fn choose(&mut self) -> Result<Walk<'a, S, T>, Duration> {
        let now = self.reader.timer.elapsed();
        let poll_is_due = self.head.is_some() || now >= self.next_poll;
        let may_sweep = !self.swept_last || !poll_is_due;
        if let Some(sweep) = self.sweep.take_if(|_| may_sweep) {
            self.swept_last = true;
            return Ok(sweep);
        }
        if !poll_is_due {
            return Err(self.next_poll - now);
        }
        if may_sweep
            && self.sweep.is_none()
            && let Some(kind) = self.due_sweep(now)
        {
            // it reads what the head would, and more
            self.swept_last = true;
            return Ok(self.begin(kind));
        }
        self.swept_last = false;
        let head = self.head.take();
        Ok(head.unwrap_or_else(|| self.begin(Kinds::Head)))
    }

    fn keep(&mut self, walk: Walk<'a, S, T>) {
        match walk.kind {
            Kinds::Head => self.head = Some(walk),
            Kinds::Near | Kinds::Deep => self.sweep = Some(walk),
        }
    }

    /// The sweep that should begin.
    fn due_sweep(&self, now: Duration) -> Option<Kinds> {
        let due = |sweeps: &Sweeps| sweeps.done.is_some() && now >= sweeps.next;
        match (due(&self.deep), due(&self.near)) {
            // the deep one reads what the near one would
            (true, _) => Some(Kinds::Deep),
            (false, true) => Some(Kinds::Near),
            (false, false) => None,
        }
    }

    fn begin(&mut self, kind: Kinds) -> Walk<'a, S, T> {
        let now = self.reader.timer.now();
        let anchor = self.anchor(now);
        self.forget();
        let from = match kind {
            Kinds::Head => back(anchor, HEAD),
            Kinds::Near => self.near.from(anchor),
            Kinds::Deep => self.deep.from(anchor).min(self.near.from(anchor)),
        };
        let query = EventQuery {
            since: from.max(self.query.since).max(self.seen.floor()),
            ..self.query.clone()
        };
        Walk {
            pages: Pages::new(self.reader, query),
            kind,
            began: self.reader.timer.elapsed(),
            began_at: now,
            anchor,
        }
    }

    /// Forgets what no sweep reads again, and more where that is too much.
    fn forget(&mut self) {
        let Some(near) = self.near.done else { return };
        let kept = back(near, self.near.back);
        let deep = self
            .deep
            .done
            .map_or(kept, |done| back(done, self.deep.back));
        let bound = self.seen.forget_before(deep.min(kept));
        self.shrunk = match bound {
            Some(floor) if floor > kept.max(self.query.since) => Some(near.duration_since(floor)),
            _ => None,
        };
    }

    /// What is left of the last minute's overlap, if there were too many events for it.
    pub fn shrunk(&self) -> Option<SignedDuration> {
        self.shrunk
    }

    /// All events that are not late lie after this.
    fn anchor(&self, now: Timestamp) -> Timestamp {
        // events may lie up to two hours in the future, and say nothing of the present then
        let newest = self.newest.map(|at| at.min(now));
        let complete = self.complete_at.map(|at| back(at, SKEW));
        self.query
            .since
            .max(newest.max(complete).unwrap_or(Timestamp::MIN))
    }

    fn end(&mut self, walk: &Walk<'a, S, T>) {
        let now = self.reader.timer.elapsed();
        let interval = self.slot.interval(now, self.reader.limiter.rate());
        let sent = walk.pages.first_sent().unwrap_or(walk.began);
        self.next_poll = self.next_poll.max(sent + interval);
        // a sweep begins before the head would
        self.complete_at = self.complete_at.max(Some(walk.began_at));
        let took = now.saturating_sub(walk.began);
        let ended = |sweeps: &mut Sweeps| {
            sweeps.done = sweeps.done.max(Some(walk.anchor));
            sweeps.next = (walk.began + sweeps.apart).max(now + took * (sweeps.share - 1));
        };
        match walk.kind {
            Kinds::Head => {
                if self.near.done.is_none() {
                    self.is_caught_up(took);
                }
            }
            Kinds::Near => ended(&mut self.near),
            Kinds::Deep => {
                ended(&mut self.deep);
                ended(&mut self.near);
            }
        }
    }
}

impl Sweeps {
    /// What became visible since the last complete sweep began is not later than `back`.
    fn from(&self, anchor: Timestamp) -> Timestamp {
        back(self.done.map_or(anchor, |done| done.min(anchor)), self.back)
    }
}

fn back(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_sub(by).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests;
