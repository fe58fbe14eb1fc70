//! Walking the pages of events to their end.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::future::Future;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::Duration;

use jiff::Timestamp;

use super::events::{EventPage, EventQuery};
use super::in_flight::InFlight;
use super::rate_limiter::RateLimiter;
use super::retry::{FailureClass, ReadError, RetryLimits, RetryPolicy};
use super::timer::Timer;
use crate::error::{Error, Result};
use crate::model::LogEvent;

/// What gives events a page at a time: the service, or a script in tests.
pub trait EventSource {
    /// The page of `query` that `token` leads to; the first without one. One call, not
    /// repeated.
    fn page(
        &self,
        query: &EventQuery,
        token: Option<&str>,
    ) -> impl Future<Output = Result<EventPage, ReadError>>;
}

/// A source, the time, and the quota that all its readers share.
#[derive(Debug)]
pub struct Reader<S, T> {
    pub source: S,
    pub timer: T,
    pub limiter: RateLimiter,
    /// The calls that have no answer yet.
    pub(super) in_flight: InFlight,
}

impl<S, T: Timer> Reader<S, T> {
    pub fn new(source: S, timer: T, limiter: RateLimiter) -> Self {
        Self {
            source,
            timer,
            limiter,
            in_flight: InFlight::default(),
        }
    }

    /// Waits until it is the turn of the next call, whatever it asks for.
    pub async fn turn(&self) {
        let wait = self.limiter.reserve(self.timer.elapsed());
        if !wait.is_zero() {
            self.timer.sleep(wait).await;
        }
    }
}

impl<S: EventSource, T: Timer> Reader<S, T> {
    /// One call, made when it is its turn.
    pub(super) async fn page(
        &self,
        query: &EventQuery,
        token: Option<&str>,
    ) -> Result<EventPage, ReadError> {
        self.turn().await;
        self.page_at_once(query, token).await
    }

    /// One call whose turn it is.
    async fn page_at_once(
        &self,
        query: &EventQuery,
        token: Option<&str>,
    ) -> Result<EventPage, ReadError> {
        let asked = self.timer.elapsed();
        let waiting = self.in_flight.begin(asked, &query.group);
        let answer = self.source.page(query, token).await;
        drop(waiting);
        let now = self.timer.elapsed();
        let is_none = |failed: &ReadError| {
            matches!(failed.class, FailureClass::Unreachable | FailureClass::Odd)
        };
        if !answer.as_ref().is_err_and(is_none) {
            self.in_flight.answered(now, &query.group);
        }
        match &answer {
            Err(failed) if failed.class == FailureClass::Throttled => {
                self.limiter.throttled(asked, now);
            }
            // a refusal is an answer as well
            _ => {
                self.limiter.took(now.saturating_sub(asked));
                self.limiter.answered(now);
            }
        }
        answer
    }
}

/// One walk over all events of a query, in the service's order.
#[derive(Debug)]
pub struct Pages<'a, S, T> {
    reader: &'a Reader<S, T>,
    query: EventQuery,
    token: Option<String>,
    ended: bool,
    /// How often in a row the service gave the token that it was asked with.
    standing: u32,
    /// Digests of the ids of the page before: what a page repeats of it is given once.
    before: HashSet<u64>,
    /// The last time that was given, with the ids that were given of it.
    position: Option<(Timestamp, HashSet<String>)>,
    /// Whether events up to `position` come again.
    again: bool,
    retry: RetryPolicy,
    /// When the first call was sent.
    first_sent: Option<Duration>,
}

/// Times that the same token may come back before the walk counts as stuck; with the
/// waits in between, some twenty seconds.
const STANDING: u32 = 20;
const PAUSE: Duration = Duration::from_secs(1);

impl<'a, S: EventSource, T: Timer> Pages<'a, S, T> {
    pub fn new(reader: &'a Reader<S, T>, query: EventQuery) -> Self {
        Self {
            reader,
            query,
            token: None,
            ended: false,
            standing: 0,
            before: HashSet::new(),
            position: None,
            again: false,
            retry: RetryPolicy::new(RetryLimits::READ),
            first_sent: None,
        }
    }

    /// With other bounds for [`Self::next_patiently`].
    #[must_use]
    pub fn bounded(mut self, bounds: RetryLimits) -> Self {
        self.retry = RetryPolicy::new(bounds);
        self
    }

    pub fn query(&self) -> &EventQuery {
        &self.query
    }

    /// The most events of the pages to come; `None`: the service's own limit.
    pub fn set_page(&mut self, most: Option<u16>) {
        self.query.page = most;
    }

    /// Whether the last page was given.
    pub fn is_ended(&self) -> bool {
        self.ended
    }

    /// When the first call was sent, on the reader's clock.
    pub fn first_sent(&self) -> Option<Duration> {
        self.first_sent
    }

    /// The next page, which may hold no event; `None` after the last. One call: a page
    /// that failed can be asked for again.
    pub async fn next(&mut self) -> Result<Option<Vec<LogEvent>>, ReadError> {
        if self.ended {
            return Ok(None);
        }
        if self.standing > 0 {
            self.reader.timer.sleep(PAUSE).await;
        }
        self.reader.turn().await;
        let now = self.reader.timer.elapsed();
        self.first_sent.get_or_insert(now);
        let page = self.reader.page_at_once(&self.query, self.token.as_deref());
        let page = page.await;
        let page = match page {
            Err(failed) if failed.class == FailureClass::LostPlace => {
                self.begin_at_position();
                return Err(failed);
            }
            page => page?,
        };
        let mut events = page.events;
        match page.token {
            None => self.ended = true,
            Some(token) if self.token.as_ref() == Some(&token) => self.standing += 1,
            Some(token) => {
                self.standing = 0;
                self.token = Some(token);
            }
        }
        self.put_in_order(&mut events);
        if self.leave_out_what_is_repeated(&mut events) {
            self.standing = 0;
        }
        if self.standing > STANDING {
            return Err(self.stuck());
        }
        if self.again {
            self.leave_out_what_was_given(&mut events);
        }
        self.remember(&events);
        Ok(Some(events))
    }

    /// The next page; failures that pass are waited out within the walk's bounds. `on_wait`
    /// is called for each with the wait that follows.
    pub async fn next_patiently(
        &mut self,
        on_wait: impl Fn(&ReadError, Duration),
    ) -> Result<Option<Vec<LogEvent>>> {
        let mut retry = self.retry.clone();
        let timer = &self.reader.timer;
        let mut last: Option<ReadError> = None;
        loop {
            let failed = match (retry.attempt(timer, self.next()).await, last.take()) {
                (Some(Ok(page)), _) => return Ok(page),
                (Some(Err(failed)), _) | (None, Some(failed)) => failed,
                // the first try is never cut short
                (None, None) => continue,
            };
            match retry.wait_for(failed.class, timer.elapsed()) {
                Some(wait) => {
                    on_wait(&failed, wait);
                    timer.sleep(wait).await;
                }
                None => return Err(Error::from(failed)),
            }
            last = Some(failed);
        }
    }

    /// Tokens expire; what follows the last event can still be asked for by its time.
    fn begin_at_position(&mut self) {
        self.token = None;
        self.standing = 0;
        self.before.clear();
        let Some((at, _)) = &self.position else {
            return;
        };
        self.again = true;
        if self.query.newest_first {
            let millisecond = jiff::SignedDuration::from_millis(1);
            self.query.until = at.checked_add(millisecond).ok().or(self.query.until);
        } else {
            self.query.since = *at;
        }
    }

    /// The service promises an order within a page and between pages; who stands in for it
    /// may not keep it.
    fn put_in_order(&self, events: &mut [LogEvent]) {
        if self.query.newest_first {
            if !events.is_sorted_by(|a, b| a.at >= b.at) {
                events.sort_by_key(|event| Reverse(event.at));
            }
        } else if !events.is_sorted_by_key(|event| event.at) {
            events.sort_by_key(|event| event.at);
        }
    }

    /// Leaves out what was given with the page before. Returns whether anything is left.
    fn leave_out_what_is_repeated(&mut self, events: &mut Vec<LogEvent>) -> bool {
        if events.is_empty() {
            return false;
        }
        let digests: Vec<Option<u64>> = events
            .iter()
            .map(|event| event.id.as_deref().map(digest))
            .collect();
        let is_repeated = |digest: &Option<u64>| digest.is_some_and(|d| self.before.contains(&d));
        if digests.iter().any(is_repeated) {
            let mut repeated = digests.iter().map(is_repeated);
            events.retain(|_| repeated.next() == Some(false));
        }
        // a page that only repeats says nothing of the next one
        if !events.is_empty() {
            self.before.clear();
            self.before.extend(digests.into_iter().flatten());
        }
        !events.is_empty()
    }

    fn leave_out_what_was_given(&mut self, events: &mut Vec<LogEvent>) {
        let Some((at, ids)) = &self.position else {
            return;
        };
        events.retain(|event| {
            event.at != *at || event.id.as_ref().is_none_or(|id| !ids.contains(id))
        });
        self.again = events.iter().all(|event| event.at == *at);
    }

    fn remember(&mut self, events: &[LogEvent]) {
        let Some(last) = events.last() else { return };
        let same = events.iter().rev().take_while(|event| event.at == last.at);
        let ids = same.filter_map(|event| event.id.clone());
        match &mut self.position {
            Some((at, known)) if *at == last.at => known.extend(ids),
            position => *position = Some((last.at, ids.collect())),
        }
    }

    fn stuck(&self) -> ReadError {
        let error = Error::incomplete(format!(
            "cannot read the log group `{}` to the end: the service gives the same page token again and again",
            self.query.group
        ));
        ReadError::refused(error.hint("try again, or ask for a shorter time"))
    }
}

fn digest(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests;
