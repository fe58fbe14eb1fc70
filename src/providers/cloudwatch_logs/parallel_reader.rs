//! A window of time read in slices, several at once, with the events in order.
//!
//! A single walk makes one call after the other. Where a call takes longer than the quota
//! asks to wait between two, or where nothing but the connection limits them, slices of
//! the window are read side by side; those behind the first wait in memory, within
//! limits. A slice that ends within a page costs a part of a call, so that no more
//! walks are used than the quota has calls for.

use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

use futures_util::future::LocalBoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt as _, StreamExt as _};
use jiff::{SignedDuration, Timestamp};

use super::events::EventQuery;
use super::k_way_merge::Walk;
use super::pages::{EventSource, Pages, Reader};
use super::retry::{ReadError, RetryLimits};
use super::timer::Timer;
use crate::error::{Error, Result};
use crate::model::LogEvent;

mod sizing;

use sizing::SliceSizing;

/// Watches a walk.
pub trait Watch {
    /// A failure that passes, with the wait that follows.
    fn waits(&self, failed: &ReadError, wait: Duration);

    /// A page arrived.
    fn moved(&self, share: Share);
}

/// Bytes of events that wait behind the first slice, or are on their way.
const MAX_HELD: usize = 6 << 20;
/// The same where calls are not counted: more in memory would save none.
const HELD_UNCOUNTED: usize = 5 << 20;
/// Events of a page where calls are not counted: an answer is several times its events
/// in memory while it is taken apart, and several are at once.
const SMALL_PAGE: u16 = 4_000;

/// One walk over a window, by as many slices as are of use.
pub struct ParallelReader<'a, S, T> {
    reader: &'a Reader<S, T>,
    /// The whole window.
    query: EventQuery,
    bounds: RetryLimits,
    watch: Rc<dyn Watch + 'a>,
    /// Milliseconds from the window's beginning to its end, in the direction of reading.
    length: i64,
    /// Where what no slice covers begins.
    next: i64,
    /// In order; the first is the one whose events come next.
    slices: VecDeque<Slice<'a, S, T>>,
    /// The number of the first slice.
    first: usize,
    reads: FuturesUnordered<LocalBoxFuture<'a, Read<'a, S, T>>>,
    held: usize,
    pace: SliceSizing,
    pages: u64,
}

/// A part of the window.
struct Slice<'a, S, T> {
    end: i64,
    /// How far it was read.
    place: i64,
    /// `None` while a page is on its way.
    walk: Option<Pages<'a, S, T>>,
    waiting: VecDeque<LogEvent>,
    held: usize,
    ended: bool,
    failed: Option<Error>,
}

/// A page that arrived, for the slice of this number.
struct Read<'a, S, T> {
    number: usize,
    walk: Pages<'a, S, T>,
    page: Result<Option<Vec<LogEvent>>>,
}

/// How far a walk has come.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Share {
    pub pages: u64,
    /// Of the window's time, from 0 to 1.
    pub done: f64,
}

impl<'a, S: EventSource + 'a, T: Timer + 'a> ParallelReader<'a, S, T> {
    /// A walk over `query`, whose end must be given.
    pub fn new(
        reader: &'a Reader<S, T>,
        query: EventQuery,
        until: Timestamp,
        bounds: RetryLimits,
        watch: Rc<dyn Watch + 'a>,
    ) -> Self {
        let length = until.duration_since(query.since).as_millis();
        Self {
            reader,
            query: EventQuery {
                until: Some(until),
                ..query
            },
            bounds,
            watch,
            // the last part of a millisecond is one as well
            length: i64::try_from(length).unwrap_or(i64::MAX).saturating_add(1),
            next: 0,
            slices: VecDeque::new(),
            first: 0,
            reads: FuturesUnordered::new(),
            held: 0,
            pace: SliceSizing::default(),
            pages: 0,
        }
    }

    /// The next events, at least one; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Vec<LogEvent>>> {
        loop {
            self.start();
            if let Some(head) = self.slices.front_mut() {
                if !head.waiting.is_empty() {
                    self.held -= std::mem::take(&mut head.held);
                    let events = std::mem::take(&mut head.waiting).into();
                    // what was freed lets others read; polled once, a call is on its way
                    self.start();
                    if let Some(Some(read)) = self.reads.next().now_or_never() {
                        self.arrived(read);
                    }
                    return Ok(Some(events));
                }
                if let Some(error) = head.failed.take() {
                    return Err(error);
                }
                if head.ended {
                    self.slices.pop_front();
                    self.first += 1;
                    continue;
                }
            } else if self.next >= self.length {
                return Ok(None);
            }
            if let Some(read) = self.reads.next().await {
                self.arrived(read);
            }
        }
    }

    /// How far it has come.
    pub fn share(&self) -> Share {
        let place = self.slices.front().map_or(self.next, |head| head.place);
        Share {
            pages: self.pages,
            done: (place as f64 / self.length as f64).clamp(0.0, 1.0),
        }
    }

    /// Sends out as many reads as are of use and as memory allows.
    fn start(&mut self) {
        let width = self.pace.width(&self.reader.limiter);
        for at in 0..self.slices.len() {
            if self.reads.len() >= width || (at > 0 && !self.has_room()) {
                break;
            }
            self.read(at);
        }
        while self.reads.len() < width
            && self.slices.len() < 2 * width
            && (self.slices.is_empty() || self.has_room())
        {
            if self.next >= self.length && !self.cut(width) {
                break;
            }
            let begin = self.next;
            let end = if self.slices.is_empty() && self.pages == 0 {
                // nothing is known yet: what the first page shows tells where to cut
                self.length
            } else {
                let length = self
                    .pace
                    .length(self.length - begin, width, self.most_held());
                begin.saturating_add(length).min(self.length)
            };
            self.next = end;
            self.add(begin, end);
            self.read(self.slices.len() - 1);
        }
    }

    /// Whether another page may wait beside those that wait and are on their way.
    fn has_room(&self) -> bool {
        self.held + (self.reads.len() + 1) * self.pace.page_bytes() <= self.most_held()
    }

    fn most_held(&self) -> usize {
        match self.reader.limiter.rate() {
            Some(_) => MAX_HELD,
            None => HELD_UNCOUNTED,
        }
    }

    /// Takes the rest of the last slice from it, for others to read. False: there is
    /// nothing to gain.
    fn cut(&mut self, width: usize) -> bool {
        let (known, held) = (self.pages > 0, self.most_held());
        let Some(last) = self.slices.back_mut().filter(|slice| known && !slice.ended) else {
            return false;
        };
        let own = self.pace.length(last.end - last.place, width, held);
        let at = last.place.saturating_add(own);
        if !self.pace.is_worth(last.end.saturating_sub(at)) {
            return false;
        }
        last.end = at;
        self.next = at;
        true
    }

    fn add(&mut self, begin: i64, end: i64) {
        let (since, until) = if !self.query.newest_first {
            (self.time(begin), self.time(end))
        } else {
            (self.time(end), self.time(begin))
        };
        let query = EventQuery {
            since,
            until: Some(until),
            ..self.query.clone()
        };
        self.slices.push_back(Slice {
            end,
            place: begin,
            walk: Some(Pages::new(self.reader, query).bounded(self.bounds)),
            waiting: VecDeque::new(),
            held: 0,
            ended: false,
            failed: None,
        });
    }

    /// The time of a place; the window's own ends stay as they were given.
    fn time(&self, place: i64) -> Timestamp {
        let (since, until) = (self.query.since, self.until());
        let (begin, end) = if !self.query.newest_first {
            (since, until)
        } else {
            (until, since)
        };
        match place {
            0 => begin,
            place if place >= self.length => end,
            place if self.query.newest_first => begin - SignedDuration::from_millis(place),
            place => begin + SignedDuration::from_millis(place),
        }
    }

    fn until(&self) -> Timestamp {
        self.query.until.unwrap_or(self.query.since)
    }

    /// Where an event lies. Ranges of time are half-open in one direction: what lies just
    /// at a border is past it going forward, and before it going back.
    fn place(&self, event: &LogEvent) -> i64 {
        const NS: i128 = 1_000_000;
        let place = if !self.query.newest_first {
            event.at.duration_since(self.query.since).as_nanos() / NS
        } else {
            (self.until().duration_since(event.at).as_nanos() - 1) / NS
        };
        i64::try_from(place).unwrap_or(i64::MAX)
    }

    /// Sends for the next page of the slice at `at`, if it is not under way.
    fn read(&mut self, at: usize) {
        let slice = &mut self.slices[at];
        if slice.ended {
            return;
        }
        let Some(mut walk) = slice.walk.take() else {
            return;
        };
        walk.set_page(match self.reader.limiter.rate() {
            // each call counts: as much as fits into it
            Some(_) => None,
            None => Some(SMALL_PAGE),
        });
        let number = self.first + at;
        let watch = Rc::clone(&self.watch);
        self.reads.push(Box::pin(async move {
            let page = walk
                .next_patiently(|failed, wait| watch.waits(failed, wait))
                .await;
            Read { number, walk, page }
        }));
    }

    fn arrived(&mut self, read: Read<'a, S, T>) {
        let at = read.number - self.first;
        let begin = self.slices[at].place;
        let mut events = match read.page {
            Ok(Some(events)) => events,
            Ok(None) => Vec::new(),
            Err(error) => {
                self.slices[at].ended = true;
                self.slices[at].failed = Some(error);
                return;
            }
        };
        self.pages += 1;
        let bytes: usize = events.iter().map(size).sum();
        let end = self.slices[at].end;
        let last = events.last().map(|event| self.place(event));
        match (last, read.walk.is_ended()) {
            (_, true) => self.pace.page(bytes, end - begin),
            (Some(last), false) => self.pace.page(bytes, last - begin),
            // nobody knows how far the service looked
            (None, false) => {}
        }
        let past = match last {
            Some(last) if last >= end => {
                // what lies behind a cut is another slice's
                let within = |event: &LogEvent| self.place(event) < end;
                let first = events.iter().position(|event| !within(event));
                events.truncate(first.unwrap_or(events.len()));
                true
            }
            _ => false,
        };
        let slice = &mut self.slices[at];
        slice.ended = past || read.walk.is_ended();
        slice.place = match (slice.ended, last) {
            (true, _) => end,
            (false, last) => last.unwrap_or(slice.place).max(slice.place),
        };
        let held: usize = events.iter().map(size).sum();
        slice.held += held;
        self.held += held;
        slice.waiting.extend(events);
        slice.walk = Some(read.walk);
        self.watch.moved(self.share());
    }
}

impl<'a, S: EventSource + 'a, T: Timer + 'a> Walk for ParallelReader<'a, S, T> {
    fn newest_first(&self) -> bool {
        self.query.newest_first
    }

    async fn next_page(
        &mut self,
        // who watches is known since it was made
        _on_wait: impl Fn(&ReadError, Duration),
    ) -> Result<Option<Vec<LogEvent>>> {
        self.next().await
    }
}

/// What an event takes in memory, about.
fn size(event: &LogEvent) -> usize {
    let id = event.id.as_ref().map_or(0, String::len);
    event.message.len() + event.stream.len() + id + size_of::<LogEvent>()
}

#[cfg(test)]
mod tests;
