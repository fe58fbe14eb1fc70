//! Reading a window of time: all of it, its last events, or in parallel.

use std::collections::VecDeque;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::client_filter::ClientFilter;
use super::events::{EventQuery, NEWEST_FIRST_SINCE};
use super::group_resolver::LogSource;
use super::k_way_merge::{KWayMerge, Sourced};
use super::pages::{EventSource, Pages, Reader};
use super::retry::{FailureClass, ReadError, RetryLimits};
use super::timer::Timer;
use crate::error::Error;

mod stream;

pub use stream::{Extent, WindowEvent};

/// What is read, and how long it may be waited for.
#[derive(Debug, Clone)]
pub struct Window {
    pub sources: Vec<LogSource>,
    /// For each of the sources.
    pub query: EventQuery,
    pub limits: RetryLimits,
}

/// A failed call that is made again after a wait.
#[derive(Debug)]
pub struct Retry {
    pub class: FailureClass,
    pub message: String,
    pub causes: Vec<String>,
    pub wait: Duration,
}

/// The last events of a window.
#[derive(Debug, Default)]
pub struct Last {
    /// Oldest first.
    pub events: Vec<Sourced>,
    /// Everything from here on was read; `None`: the whole window.
    pub read_from: Option<Timestamp>,
    /// The sources that could not be read to their ends.
    pub failed: Vec<(usize, Error)>,
}

impl Retry {
    pub fn new(failed: &ReadError, wait: Duration) -> Self {
        Self {
            class: failed.class,
            message: failed.error.to_string(),
            causes: failed.error.causes(),
            wait,
        }
    }
}

impl EventQuery {
    /// The same for the group of a source.
    #[must_use]
    pub fn for_source(&self, source: &LogSource) -> Self {
        Self {
            group: source.id.clone(),
            ..self.clone()
        }
    }
}

impl Window {
    /// A walk over all its events, in order.
    pub fn walk<'a, S: EventSource, T: Timer>(
        &self,
        reader: &'a Reader<S, T>,
        on_wait: impl Fn(usize, &ReadError, Duration) + 'a,
    ) -> KWayMerge<'a, Pages<'a, S, T>> {
        let pages = |source: &LogSource| {
            Pages::new(reader, self.query.for_source(source)).bounded(self.limits)
        };
        KWayMerge::new(self.sources.iter().map(pages), on_wait)
    }

    /// Reads its last `count` events that pass.
    ///
    /// `on_read` gets each event that was read. It goes back until that and the `overlap`
    /// before the newest event are read.
    pub async fn last<'a, S: EventSource, T: Timer>(
        &self,
        reader: &'a Reader<S, T>,
        filter: &ClientFilter,
        (count, overlap): (usize, SignedDuration),
        on_wait: impl Fn(usize, &ReadError, Duration) + 'a,
        mut on_read: impl FnMut(&Sourced),
    ) -> Last {
        let can_turn = self.query.since >= NEWEST_FIRST_SINCE;
        let newest_first = Self {
            query: EventQuery {
                newest_first: can_turn,
                // no more than needed, if nothing is left out
                page: if can_turn && overlap.is_zero() && !filter.is_selective() {
                    // too few would not show whether the service turned the order
                    u16::try_from(count.clamp(10, 10_000)).ok()
                } else {
                    None
                },
                ..self.query.clone()
            },
            ..self.clone()
        };
        let mut walk = newest_first.walk(reader, on_wait);
        let mut kept: VecDeque<Sourced> = VecDeque::new();
        let mut newest = None;
        let mut turned = can_turn;
        let mut read_from = None;
        while let Some(events) = walk.next().await {
            // a service that does not know the flag gives the oldest first all the same
            let rises = events.windows(2).any(|pair| pair[0].1.at < pair[1].1.at);
            turned &= !rises;
            newest = newest.max(events.iter().map(|(_, event)| event.at).max());
            let oldest = events.iter().map(|(_, event)| event.at).min();
            for event in events {
                on_read(&event);
                if !filter.passes(&event.1) {
                    continue;
                }
                if !turned {
                    kept.push_back(event);
                    if kept.len() > count {
                        kept.pop_front();
                    }
                } else if kept.len() < count {
                    kept.push_front(event);
                }
            }
            let far = newest
                .zip(oldest)
                .is_some_and(|(newest, oldest)| newest.duration_since(oldest) > overlap);
            if turned && kept.len() >= count && (far || overlap.is_zero()) {
                read_from = oldest;
                break;
            }
        }
        let mut events = Vec::from(kept);
        events.sort_by_key(|(_, event)| (event.at, event.ingested));
        Last {
            events,
            read_from,
            failed: walk.failed(),
        }
    }
}
