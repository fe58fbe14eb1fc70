//! What was logged before now: a window of time, or its last events.

use std::collections::VecDeque;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::lines::Lines;
use super::pick::Pick;
use super::sources::{Source, query_of};
use crate::context::Ctx;
use crate::error::{Error, Result};
use crate::providers::cloudwatch_logs::{
    EventQuery, EventSource, FailureClass, Merge, NEWEST_FIRST_SINCE, Pages, ReadError, Reader,
    RetryLimits, Sourced, Timer,
};

/// What is read, and how long it may be waited for.
pub(super) struct Window<'a> {
    pub(super) sources: &'a [Source],
    /// For each of the sources.
    pub(super) query: EventQuery,
    pub(super) bounds: RetryLimits,
}

/// Waits that are worth a word.
const SAID: Duration = Duration::from_secs(2);

/// Shows all events of the window. `heard` gets each event that was read, shown or not.
/// Returns the sources that could not be read to the end.
pub(super) async fn all<S: EventSource, T: Timer>(
    ctx: &Ctx,
    reader: &Reader<S, T>,
    window: &Window<'_>,
    lines: &mut Lines<'_>,
    mut heard: impl FnMut(&Sourced),
) -> Result<Vec<(usize, Error)>> {
    let told = |source: usize, failed: &ReadError, wait: Duration| {
        tell(ctx, &window.sources[source], failed, wait);
    };
    let mut merge = Merge::new(walks(reader, window, &window.query), told).reading_ahead();
    while let Some(events) = merge.next().await {
        events.iter().for_each(&mut heard);
        lines.show(window.sources, &events)?;
    }
    Ok(merge.failed())
}

/// The last events of a window.
pub(super) struct Last {
    /// Oldest first.
    pub(super) events: Vec<Sourced>,
    /// Everything from here on was read; `None`: the whole window.
    pub(super) read_from: Option<Timestamp>,
    pub(super) failed: Vec<(usize, Error)>,
}

/// Reads the last `most` events of the window that are asked for.
///
/// `heard` gets each event that was read. It goes back until that and the `overlap` before
/// the newest event are read.
pub(super) async fn last<S: EventSource, T: Timer>(
    ctx: &Ctx,
    reader: &Reader<S, T>,
    window: &Window<'_>,
    pick: &Pick,
    (most, overlap): (usize, SignedDuration),
    mut heard: impl FnMut(&Sourced),
) -> Result<Last> {
    let can_turn = window.query.since >= NEWEST_FIRST_SINCE;
    let query = EventQuery {
        newest_first: can_turn,
        // no more than needed, if nothing is left out
        page: if can_turn && overlap.is_zero() && !pick.leaves_out() && pick.streams.is_all() {
            // too few would not show whether the service turned the order
            u16::try_from(most.clamp(10, 10_000)).ok()
        } else {
            None
        },
        ..window.query.clone()
    };
    let told = |source: usize, failed: &ReadError, wait: Duration| {
        tell(ctx, &window.sources[source], failed, wait);
    };
    let mut merge = Merge::new(walks(reader, window, &query), told);
    let mut kept: VecDeque<Sourced> = VecDeque::new();
    let mut newest = None;
    let mut turned = can_turn;
    let mut read_from = None;
    while let Some(events) = merge.next().await {
        // a service that does not know the flag gives the oldest first all the same
        let rises = events.windows(2).any(|pair| pair[0].1.at < pair[1].1.at);
        turned &= !rises;
        newest = newest.max(events.iter().map(|(_, event)| event.at).max());
        let oldest = events.iter().map(|(_, event)| event.at).min();
        for event in events {
            heard(&event);
            if !pick.passes(&event.1) {
                continue;
            }
            if !turned {
                kept.push_back(event);
                if kept.len() > most {
                    kept.pop_front();
                }
            } else if kept.len() < most {
                kept.push_front(event);
            }
        }
        let far = newest
            .zip(oldest)
            .is_some_and(|(newest, oldest)| newest.duration_since(oldest) > overlap);
        if turned && kept.len() >= most && (far || overlap.is_zero()) {
            read_from = oldest;
            break;
        }
    }
    let mut events = Vec::from(kept);
    events.sort_by_key(|(_, event)| (event.at, event.ingested));
    Ok(Last {
        events,
        read_from,
        failed: merge.failed(),
    })
}

fn walks<'a, S: EventSource, T: Timer>(
    reader: &'a Reader<S, T>,
    window: &Window<'_>,
    query: &EventQuery,
) -> Vec<Pages<'a, S, T>> {
    let of = |source: &Source| Pages::new(reader, query_of(source, query)).bounded(window.bounds);
    window.sources.iter().map(of).collect()
}

/// Says that something is waited for.
pub(super) fn tell(ctx: &Ctx, source: &Source, failed: &ReadError, wait: Duration) {
    if wait < SAID {
        return;
    }
    let name = &source.name;
    let what = match failed.class {
        FailureClass::Throttled => format!("the service asks to slow down while `{name}` is read"),
        _ => {
            let causes = failed.error.causes().join(": ");
            format!("{}: {causes}", failed.error)
        }
    };
    let seconds = wait.as_secs_f64();
    ctx.output
        .note(&format!("{what}: trying again in {seconds:.0} s"));
}
