//! Several walks as one, in the order of time, with a page of each in memory.

use std::collections::VecDeque;
use std::future::Future;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;

use super::pages::{EventSource, Pages};
use super::patience::ReadError;
use super::timer::Timer;
use crate::error::{Error, Result};
use crate::model::LogEvent;

/// What goes over events in order, some at a time.
pub trait Walk {
    fn newest_first(&self) -> bool;

    /// The next events, maybe none; `None` at the end. `told` hears of waits.
    fn next_page(
        &mut self,
        told: impl Fn(&ReadError, Duration),
    ) -> impl Future<Output = Result<Option<Vec<LogEvent>>>>;
}

impl<S: EventSource, T: Timer> Walk for Pages<'_, S, T> {
    fn newest_first(&self) -> bool {
        self.query().newest_first
    }

    async fn next_page(
        &mut self,
        told: impl Fn(&ReadError, Duration),
    ) -> Result<Option<Vec<LogEvent>>> {
        self.next_patiently(told).await
    }
}

/// Walks that all go the same way: all oldest first, or all newest first.
#[derive(Debug)]
pub struct Merge<W> {
    walks: Vec<Merged<W>>,
    newest_first: bool,
    failed: Vec<(usize, Error)>,
}

#[derive(Debug)]
struct Merged<W> {
    walk: W,
    waiting: VecDeque<LogEvent>,
    ended: bool,
}

/// An event and the number of the walk that it comes from.
pub type Sourced = (usize, LogEvent);

impl<W: Walk> Merge<W> {
    pub fn new(walks: impl IntoIterator<Item = W>) -> Self {
        let walks: Vec<_> = walks
            .into_iter()
            .map(|walk| Merged {
                walk,
                waiting: VecDeque::new(),
                ended: false,
            })
            .collect();
        Self {
            newest_first: walks
                .first()
                .is_some_and(|merged| merged.walk.newest_first()),
            walks,
            failed: Vec::new(),
        }
    }

    /// The next events, at least one; `None` at the end of all walks. A walk that fails
    /// ends for itself, see [`Self::failed`]. `told` hears of waits, with the walk's number.
    pub async fn next(
        &mut self,
        told: &impl Fn(usize, &ReadError, Duration),
    ) -> Option<Vec<Sourced>> {
        loop {
            self.fill(told).await;
            let events = self.take();
            if !events.is_empty() {
                return Some(events);
            }
            if self.walks.iter().all(|walk| walk.ended) {
                return None;
            }
        }
    }

    /// The walks themselves, by their numbers.
    pub fn walks(&self) -> impl Iterator<Item = &W> {
        self.walks.iter().map(|merged| &merged.walk)
    }

    /// The walks that could not be read to their ends, by number, with the reasons.
    pub fn failed(&mut self) -> Vec<(usize, Error)> {
        self.failed.sort_by_key(|(number, _)| *number);
        std::mem::take(&mut self.failed)
    }

    /// Reads until every walk that goes on has an event to compare.
    async fn fill(&mut self, told: &impl Fn(usize, &ReadError, Duration)) {
        let hungry = self.walks.iter_mut().enumerate();
        let mut reads: FuturesUnordered<_> = hungry
            .filter(|(_, walk)| !walk.ended && walk.waiting.is_empty())
            .map(|(number, walk)| async move {
                let told = |failed: &ReadError, wait| told(number, failed, wait);
                while !walk.ended && walk.waiting.is_empty() {
                    match walk.walk.next_page(told).await {
                        Ok(Some(page)) => walk.waiting.extend(page),
                        Ok(None) => walk.ended = true,
                        Err(error) => {
                            walk.ended = true;
                            return Some((number, error));
                        }
                    }
                }
                None
            })
            .collect();
        let mut failed = Vec::new();
        while let Some(read) = reads.next().await {
            failed.extend(read);
        }
        drop(reads);
        self.failed.extend(failed);
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
