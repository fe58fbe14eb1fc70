//! Several walks as one, in the order of time, with a page of each in memory.

use std::collections::VecDeque;
use std::future::Future;
use std::rc::Rc;
use std::time::Duration;

use futures_util::future::LocalBoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt as _, StreamExt as _};

use super::pages::{EventSource, Pages};
use super::retry::ReadError;
use super::timer::Timer;
use crate::error::{Error, Result};
use crate::model::LogEvent;

/// What goes over events in order, some at a time.
pub trait Walk {
    fn newest_first(&self) -> bool;

    /// The next events, maybe none; `None` at the end. `on_wait` is called for each wait.
    fn next_page(
        &mut self,
        on_wait: impl Fn(&ReadError, Duration),
    ) -> impl Future<Output = Result<Option<Vec<LogEvent>>>>;
}

impl<S: EventSource, T: Timer> Walk for Pages<'_, S, T> {
    fn newest_first(&self) -> bool {
        self.query().newest_first
    }

    async fn next_page(
        &mut self,
        on_wait: impl Fn(&ReadError, Duration),
    ) -> Result<Option<Vec<LogEvent>>> {
        self.next_patiently(on_wait).await
    }
}

/// Walks that all go the same way: all oldest first, or all newest first.
pub struct KWayMerge<'a, W> {
    walks: Vec<Merged<W>>,
    reads: FuturesUnordered<LocalBoxFuture<'a, Read<W>>>,
    on_wait: OnWait<'a>,
    newest_first: bool,
    ahead: bool,
    failed: Vec<(usize, Error)>,
}

/// Called for each wait, with the walk's number.
type OnWait<'a> = Rc<dyn Fn(usize, &ReadError, Duration) + 'a>;

struct Merged<W> {
    /// `None` while a page is on its way.
    walk: Option<W>,
    waiting: VecDeque<LogEvent>,
    ended: bool,
}

impl<W> Merged<W> {
    /// Whether its next event is not known yet.
    fn is_hungry(&self) -> bool {
        !self.ended && self.waiting.is_empty()
    }
}

/// A page that arrived, for the walk of this number.
struct Read<W> {
    number: usize,
    walk: W,
    page: Result<Option<Vec<LogEvent>>>,
}

/// An event and the number of the walk that it comes from.
pub type Sourced = (usize, LogEvent);

impl<'a, W: Walk + 'a> KWayMerge<'a, W> {
    pub fn new(
        walks: impl IntoIterator<Item = W>,
        on_wait: impl Fn(usize, &ReadError, Duration) + 'a,
    ) -> Self {
        let walks: Vec<_> = walks.into_iter().collect();
        let newest_first = walks.first().is_some_and(Walk::newest_first);
        let merged = |walk| Merged {
            walk: Some(walk),
            waiting: VecDeque::new(),
            ended: false,
        };
        Self {
            walks: walks.into_iter().map(merged).collect(),
            reads: FuturesUnordered::new(),
            on_wait: Rc::new(on_wait),
            newest_first,
            ahead: false,
            failed: Vec::new(),
        }
    }

    /// For those who will read to the end: the pages that are needed next are asked for
    /// before the events of these are given.
    #[must_use]
    pub fn reading_ahead(mut self) -> Self {
        self.ahead = true;
        self
    }

    /// The next events, at least one; `None` at the end of all walks. A walk that fails
    /// ends for itself, see [`Self::failed`].
    pub async fn next(&mut self) -> Option<Vec<Sourced>> {
        loop {
            self.send();
            while self.walks.iter().any(Merged::is_hungry) {
                let Some(read) = self.reads.next().await else {
                    break;
                };
                self.arrived(read);
                self.send();
            }
            let events = self.take();
            if !events.is_empty() {
                if self.ahead {
                    self.send();
                    // polled once, a call is on its way
                    if let Some(Some(read)) = self.reads.next().now_or_never() {
                        self.arrived(read);
                    }
                }
                return Some(events);
            }
            if self.walks.iter().all(|walk| walk.ended) {
                return None;
            }
        }
    }

    /// The walks that could not be read to their ends, by number, with the reasons.
    pub fn failed(&mut self) -> Vec<(usize, Error)> {
        self.failed.sort_by_key(|(number, _)| *number);
        std::mem::take(&mut self.failed)
    }

    /// Asks for a page of every walk that has no event to compare.
    fn send(&mut self) {
        for (number, merged) in self.walks.iter_mut().enumerate() {
            if !merged.is_hungry() {
                continue;
            }
            let Some(mut walk) = merged.walk.take() else {
                continue;
            };
            let on_wait = Rc::clone(&self.on_wait);
            self.reads.push(Box::pin(async move {
                let on_wait = |failed: &ReadError, wait| on_wait(number, failed, wait);
                let page = walk.next_page(on_wait).await;
                Read { number, walk, page }
            }));
        }
    }

    fn arrived(&mut self, read: Read<W>) {
        let merged = &mut self.walks[read.number];
        merged.walk = Some(read.walk);
        match read.page {
            Ok(Some(events)) => merged.waiting.extend(events),
            Ok(None) => merged.ended = true,
            Err(error) => {
                merged.ended = true;
                self.failed.push((read.number, error));
            }
        }
    }

    /// Everything that comes before what is not known yet.
    fn take(&mut self) -> Vec<Sourced> {
        let mut events = Vec::new();
        if let [walk] = &mut self.walks[..] {
            events.extend(walk.waiting.drain(..).map(|event| (0, event)));
            return events;
        }
        while self
            .walks
            .iter()
            .all(|walk| walk.ended || !walk.waiting.is_empty())
        {
            let heads = self.walks.iter().enumerate();
            let heads = heads.filter_map(|(n, walk)| Some((n, walk.waiting.front()?)));
            let next = if self.newest_first {
                heads
                    .rev()
                    .max_by_key(|(_, event)| (event.at, event.ingested))
            } else {
                heads.min_by_key(|(_, event)| (event.at, event.ingested))
            };
            let Some(number) = next.map(|(number, _)| number) else {
                break;
            };
            let event = self.walks[number].waiting.pop_front();
            events.extend(event.map(|event| (number, event)));
        }
        events
    }
}

#[cfg(test)]
mod tests;
