//! Walking the pages of events to their end.

use std::future::Future;
use std::time::Duration;

use super::events::{EventPage, EventQuery};
use super::patience::{Patience, ReadError};
use crate::error::{Error, Result};
use crate::model::LogEvent;

/// What gives events a page at a time: the service, or a script in tests.
pub trait EventSource {
    /// The page of `query` that `token` leads to; the first without one.
    fn page(
        &self,
        query: &EventQuery,
        token: Option<&str>,
    ) -> impl Future<Output = Result<EventPage, ReadError>>;

    /// Waits between two calls.
    fn pause(&self, time: Duration) -> impl Future<Output = ()> {
        tokio::time::sleep(time)
    }

    /// A clock that only goes forward, from any moment.
    fn elapsed(&self) -> Duration;
}

/// One walk over all events of a query, oldest first.
#[derive(Debug)]
pub struct Pages<'a, S> {
    source: &'a S,
    query: EventQuery,
    token: Option<String>,
    ended: bool,
    /// How often in a row the service gave the token that it was asked with.
    standing: u32,
    /// First and last id of the page before: a page given twice is shown once.
    before: Option<(String, String)>,
}

/// Times that the same token may come back before the walk counts as stuck; with the
/// waits in between, some twenty seconds.
const STANDING: u32 = 20;
const PAUSE: Duration = Duration::from_secs(1);

impl<'a, S: EventSource> Pages<'a, S> {
    pub fn new(source: &'a S, query: EventQuery) -> Self {
        Self {
            source,
            query,
            token: None,
            ended: false,
            standing: 0,
            before: None,
        }
    }

    /// The next page, which may hold no event; `None` after the last. A page that failed
    /// can be asked for again.
    pub async fn next(&mut self) -> Result<Option<Vec<LogEvent>>, ReadError> {
        if self.ended {
            return Ok(None);
        }
        if self.standing > 0 {
            self.source.pause(PAUSE).await;
        }
        let page = self.source.page(&self.query, self.token.as_deref()).await?;
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
        Ok(Some(events))
    }

    /// The next page, throttling waited out.
    pub async fn next_patiently(&mut self) -> Result<Option<Vec<LogEvent>>> {
        let mut patience = Patience::default();
        loop {
            match self.next().await {
                Err(failed) if patience.goes_on(&failed) => {
                    self.source.pause(patience.next_wait()).await;
                }
                other => return other.map_err(Error::from),
            }
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
