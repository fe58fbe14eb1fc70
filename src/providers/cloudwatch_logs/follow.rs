//! Following a log group without losing events.
//!
//! The service gives events in the order of their own times, and an event may become
//! visible long after others that are newer. So every round reads again from some time
//! before the newest known event, and what was shown already is left out by its id. A
//! longer stretch is read again now and then, as often as its cost allows.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::events::EventQuery;
use super::pages::{EventSource, Pages};
use super::patience::{ReadError, Trouble};
use crate::model::LogEvent;

/// A walk without end over the events of a query, new ones as they come.
pub struct Follow<'a, S> {
    source: &'a S,
    /// `since`: nothing older is ever shown.
    query: EventQuery,
    now: Box<dyn Fn() -> Timestamp + 'a>,
    walk: Option<Walk<'a, S>>,
    seen: Seen,
    newest: Option<Timestamp>,
    /// When the last complete walk began: all that was there then is known.
    complete_at: Option<Timestamp>,
    /// On the source's own clock.
    next_walk: Duration,
    next_sweep: Duration,
}

struct Walk<'a, S> {
    pages: Pages<'a, S>,
    sweep: bool,
    began: Duration,
    began_at: Timestamp,
}

/// Between the end of a walk and the next: the service allows 5 calls a second in some
/// regions (quotas, "FilterLogEvents").
const PAUSE: Duration = Duration::from_secs(1);
/// Every walk begins this long before the newest known event.
const OVERLAP: SignedDuration = SignedDuration::from_secs(90);
/// A sweep begins this long before it.
const LATEST: SignedDuration = SignedDuration::from_hours(1);
/// Sweeps take at most a twentieth of the time, and are this far apart.
const SWEEPS_APART: Duration = Duration::from_secs(30);
const SWEEP_SHARE: u32 = 20;
/// By how much the clock here may be ahead of the service's.
const SKEW: SignedDuration = SignedDuration::from_mins(5);

impl<'a, S: EventSource> Follow<'a, S> {
    /// Events of `query` from its `since` on, without end; `now` gives the time.
    pub fn new(source: &'a S, query: EventQuery, now: impl Fn() -> Timestamp + 'a) -> Self {
        let at = source.elapsed();
        Self {
            source,
            query: EventQuery {
                until: None,
                ..query
            },
            now: Box::new(now),
            walk: None,
            seen: Seen::default(),
            newest: None,
            complete_at: None,
            next_walk: at,
            next_sweep: at + SWEEPS_APART,
        }
    }

    /// The new events of the next page, which may be none. After a failure that may pass
    /// it can be called again, and goes on without a gap.
    pub async fn next(&mut self) -> Result<Vec<LogEvent>, ReadError> {
        let mut walk = match self.walk.take() {
            Some(walk) => walk,
            None => {
                let wait = self.next_walk.saturating_sub(self.source.elapsed());
                self.source.pause(wait).await;
                self.begin()
            }
        };
        match walk.pages.next().await {
            Ok(Some(mut events)) => {
                self.walk = Some(walk);
                events.retain(|event| self.seen.is_new(event));
                let latest = events.iter().map(|event| event.at).max();
                self.newest = self.newest.max(latest);
                Ok(events)
            }
            Ok(None) => {
                self.end(&walk);
                Ok(Vec::new())
            }
            Err(failed) => {
                // a token may not survive an interruption: then the walk begins anew
                if failed.trouble == Trouble::Throttled {
                    self.walk = Some(walk);
                }
                Err(failed)
            }
        }
    }

    fn begin(&mut self) -> Walk<'a, S> {
        let now = (self.now)();
        let began = self.source.elapsed();
        let sweep = began >= self.next_sweep;
        let anchor = self.anchor(now);
        let back = |by: SignedDuration| anchor.checked_sub(by).unwrap_or(Timestamp::MIN);
        self.seen.forget_before(back(LATEST + OVERLAP));
        let from = if sweep { back(LATEST) } else { back(OVERLAP) };
        let query = EventQuery {
            since: from.max(self.query.since).max(self.seen.floor),
            ..self.query.clone()
        };
        Walk {
            pages: Pages::new(self.source, query),
            sweep,
            began,
            began_at: now,
        }
    }

    /// All events that are not late lie after this.
    fn anchor(&self, now: Timestamp) -> Timestamp {
        // events may lie up to two hours in the future, and say nothing of the present then
        let newest = self.newest.map(|at| at.min(now));
        let complete = self.complete_at.and_then(|at| at.checked_sub(SKEW).ok());
        self.query
            .since
            .max(newest.max(complete).unwrap_or(Timestamp::MIN))
    }

    fn end(&mut self, walk: &Walk<'a, S>) {
        let now = self.source.elapsed();
        self.complete_at = self.complete_at.max(Some(walk.began_at));
        self.next_walk = now + PAUSE;
        if walk.sweep {
            let cost = (now - walk.began).saturating_mul(SWEEP_SHARE);
            self.next_sweep = now + cost.max(SWEEPS_APART);
        }
    }
}

/// Which events were shown, by time, so that the old ones can be forgotten.
struct Seen {
    events: BTreeSet<(Timestamp, u128)>,
    /// What lies before is forgotten, and not read again.
    floor: Timestamp,
    most: usize,
}

impl Default for Seen {
    fn default() -> Self {
        Self {
            events: BTreeSet::new(),
            floor: Timestamp::MIN,
            // some 50 MB
            most: 1_000_000,
        }
    }
}

impl Seen {
    /// Notes the event. Returns whether it was not there.
    fn is_new(&mut self, event: &LogEvent) -> bool {
        event.at >= self.floor && self.events.insert((event.at, digest(event)))
    }

    fn forget_before(&mut self, at: Timestamp) {
        let mut floor = self.floor.max(at);
        if let Some(over) = self.events.len().checked_sub(self.most)
            && let Some((bound, _)) = self.events.iter().nth(over)
        {
            floor = floor.max(*bound);
        }
        if floor > self.floor {
            self.floor = floor;
            self.events = self.events.split_off(&(floor, 0));
        }
    }
}

/// 128 bits of the id, so that two of a million events are never taken for one.
fn digest(event: &LogEvent) -> u128 {
    let half = |seed: u8| {
        let mut hasher = DefaultHasher::new();
        seed.hash(&mut hasher);
        match &event.id {
            Some(id) => id.hash(&mut hasher),
            None => (&event.stream, &event.message, event.ingested).hash(&mut hasher),
        }
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}

#[cfg(test)]
mod tests;
