//! Walking the pages of events to their end.

use std::collections::HashSet;
use std::future::Future;
use std::time::Duration;

use jiff::Timestamp;

use super::events::{EventPage, EventQuery};
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
}

impl<S, T: Timer> Reader<S, T> {
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
        let asked = self.timer.elapsed();
        let answer = self.source.page(query, token).await;
        let now = self.timer.elapsed();
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
    /// First and last id of the page before: a page given twice is shown once.
    before: Option<(String, String)>,
    /// The last time that was given, with the ids that were given of it.
    place: Option<(Timestamp, HashSet<String>)>,
    /// Whether events up to `place` come again.
    again: bool,
    retry: RetryPolicy,
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
            before: None,
            place: None,
            again: false,
            retry: RetryPolicy::new(RetryLimits::READ),
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

    /// The next page, which may hold no event; `None` after the last. One call: a page
    /// that failed can be asked for again.
    pub async fn next(&mut self) -> Result<Option<Vec<LogEvent>>, ReadError> {
        if self.ended {
            return Ok(None);
        }
        if self.standing > 0 {
            self.reader.timer.sleep(PAUSE).await;
        }
        let page = self.reader.page(&self.query, self.token.as_deref()).await;
        let page = match page {
            Err(failed) if failed.class == FailureClass::LostPlace => {
                self.begin_at_place();
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
        let ends = ends(&events);
        if ends.is_some() && ends == self.before {
            events.clear();
        } else if ends.is_some() {
            self.before = ends;
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
    fn begin_at_place(&mut self) {
        self.token = None;
        self.standing = 0;
        self.before = None;
        let Some((at, _)) = &self.place else { return };
        self.again = true;
        if self.query.newest_first {
            let millisecond = jiff::SignedDuration::from_millis(1);
            self.query.until = at.checked_add(millisecond).ok().or(self.query.until);
        } else {
            self.query.since = *at;
        }
    }

    fn leave_out_what_was_given(&mut self, events: &mut Vec<LogEvent>) {
        let Some((at, ids)) = &self.place else { return };
        events.retain(|event| {
            event.at != *at || event.id.as_ref().is_none_or(|id| !ids.contains(id))
        });
        self.again = events.iter().all(|event| event.at == *at);
    }

    fn remember(&mut self, events: &[LogEvent]) {
        let Some(last) = events.last() else { return };
        let same = events.iter().rev().take_while(|event| event.at == last.at);
        let ids = same.filter_map(|event| event.id.clone());
        match &mut self.place {
            Some((at, known)) if *at == last.at => known.extend(ids),
            place => *place = Some((last.at, ids.collect())),
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

fn ends(events: &[LogEvent]) -> Option<(String, String)> {
    let first = events.first()?.id.clone()?;
    let last = events.last()?.id.clone()?;
    Some((first, last))
}

#[cfg(test)]
mod tests;
