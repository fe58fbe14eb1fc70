//! A window as a stream of events.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::super::Logs;
use super::super::client_filter::ClientFilter;
use super::super::event_stream::{Emitter, EventStream};
use super::super::k_way_merge::{KWayMerge, Sourced, Walk};
use super::super::parallel_reader::{ParallelReader, Share, Watch};
use super::super::retry::ReadError;
use super::{Retry, Window};
use crate::error::Error;

/// What reading a window reports. Groups are meant by their place in [`Window::sources`].
#[derive(Debug)]
pub enum WindowEvent {
    /// Those that pass, in order.
    Events(Vec<Sourced>),
    /// A failed call is made again.
    Retrying { group: usize, retry: Retry },
    /// How far a parallel reading has come.
    Progress(Share),
    /// The group could not be read to its end; `reached` is the event that was read last,
    /// if any was.
    BrokenOff {
        group: usize,
        error: Error,
        reached: Option<Timestamp>,
    },
}

/// How much of a window is read.
#[derive(Debug, Clone, Copy)]
pub enum Extent {
    /// Everything.
    All,
    /// The last so many events that pass.
    Last(usize),
    /// Everything or the first so many events that pass, by several calls at once. The
    /// window ends at `until`.
    Parallel {
        until: Timestamp,
        limit: Option<u64>,
    },
}

impl Logs {
    /// The events of the window that pass, then which groups were not read to their ends.
    pub fn read_window(
        &self,
        window: Window,
        filter: ClientFilter,
        extent: Extent,
    ) -> EventStream<WindowEvent> {
        let logs = self.clone();
        EventStream::new(move |out| async move {
            let mut reading = Reading {
                reached: vec![None; window.sources.len()],
                newest_first: window.query.newest_first,
                filter,
                out,
            };
            let failed = match extent {
                Extent::All => reading.all(&logs, &window).await,
                Extent::Last(count) => reading.last(&logs, &window, count).await,
                Extent::Parallel { until, limit } => {
                    let limit = limit.unwrap_or(u64::MAX);
                    reading.in_parallel(&logs, &window, until, limit).await
                }
            };
            for (group, error) in failed {
                let reached = reading.reached[group];
                reading.out.emit(WindowEvent::BrokenOff {
                    group,
                    error,
                    reached,
                });
            }
            Ok(())
        })
    }
}

struct Reading {
    filter: ClientFilter,
    newest_first: bool,
    out: Emitter<WindowEvent>,
    /// The event of each source that was read last.
    reached: Vec<Option<Timestamp>>,
}

type Failed = Vec<(usize, Error)>;

impl Reading {
    fn on_wait(&self) -> impl Fn(usize, &ReadError, Duration) + 'static {
        let out = self.out.clone();
        move |group, failed, wait| {
            let retry = Retry::new(failed, wait);
            out.emit(WindowEvent::Retrying { group, retry });
        }
    }

    async fn all(&mut self, logs: &Logs, window: &Window) -> Failed {
        let reader = logs.reader();
        let walk = window.walk(&reader, self.on_wait()).reading_ahead();
        self.deliver_all(walk, u64::MAX).await
    }

    async fn last(&mut self, logs: &Logs, window: &Window, count: usize) -> Failed {
        let reader = logs.reader();
        let reached = &mut self.reached;
        let on_read = |(group, event): &Sourced| {
            let reached = &mut reached[*group];
            *reached = Some(reached.map_or(event.at, |before| before.min(event.at)));
        };
        let out = self.out.clone();
        let on_wait = move |group, failed: &ReadError, wait| {
            let retry = Retry::new(failed, wait);
            out.emit(WindowEvent::Retrying { group, retry });
        };
        let count = (count, SignedDuration::ZERO);
        let last = window.last(&reader, &self.filter, count, on_wait, on_read);
        let last = last.await;
        self.out.deliver(WindowEvent::Events(last.events)).await;
        last.failed
    }

    async fn in_parallel(
        &mut self,
        logs: &Logs,
        window: &Window,
        until: Timestamp,
        limit: u64,
    ) -> Failed {
        let reader = logs.reader();
        let shares = Rc::new(RefCell::new(vec![Share::default(); window.sources.len()]));
        let walks = window.sources.iter().enumerate().map(|(group, source)| {
            let watch = Rc::new(Watched {
                out: self.out.clone(),
                group,
                shares: Rc::clone(&shares),
            });
            let query = window.query.for_source(source);
            ParallelReader::new(&reader, query, until, window.limits, watch)
        });
        self.deliver_all(KWayMerge::new(walks, |_, _, _| {}), limit)
            .await
    }

    async fn deliver_all<'a, W: Walk + 'a>(
        &mut self,
        mut walk: KWayMerge<'a, W>,
        limit: u64,
    ) -> Failed {
        let mut left = limit;
        while let Some(mut events) = walk.next().await {
            // in the order of reading, so that the last one of a group stands
            for (group, event) in &events {
                let reached = &mut self.reached[*group];
                *reached = Some(match (*reached, self.newest_first) {
                    (Some(before), false) => before.max(event.at),
                    (Some(before), true) => before.min(event.at),
                    (None, _) => event.at,
                });
            }
            events.retain(|(_, event)| self.filter.passes(event));
            events.truncate(usize::try_from(left).unwrap_or(usize::MAX));
            left -= events.len() as u64;
            self.out.deliver(WindowEvent::Events(events)).await;
            if left == 0 {
                break;
            }
        }
        walk.failed()
    }
}

/// Reports how far the walks have come together.
struct Watched {
    out: Emitter<WindowEvent>,
    group: usize,
    shares: Rc<RefCell<Vec<Share>>>,
}

impl Watch for Watched {
    fn waits(&self, failed: &ReadError, wait: Duration) {
        let (group, retry) = (self.group, Retry::new(failed, wait));
        self.out.emit(WindowEvent::Retrying { group, retry });
    }

    fn moved(&self, share: Share) {
        let mut shares = self.shares.borrow_mut();
        shares[self.group] = share;
        let all = Share {
            pages: shares.iter().map(|share| share.pages).sum(),
            done: shares.iter().map(|share| share.done).sum::<f64>() / shares.len() as f64,
        };
        self.out.emit(WindowEvent::Progress(all));
    }
}
