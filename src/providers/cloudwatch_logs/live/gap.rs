//! What no session gave, read by FilterLogEvents.

use std::time::Duration;

use futures_util::FutureExt as _;
use jiff::{SignedDuration, Timestamp};

use super::LiveEvent;
use super::run::Run;
use crate::error::{Error, Kind};
use crate::providers::cloudwatch_logs::Logs;
use crate::providers::cloudwatch_logs::events::EventQuery;
use crate::providers::cloudwatch_logs::join::Reading;
use crate::providers::cloudwatch_logs::k_way_merge::Sourced;
use crate::providers::cloudwatch_logs::pages::Pages;
use crate::providers::cloudwatch_logs::retry::RetryLimits;

/// After a new session begins, the gap is read at once and again when what was
/// ingested just before can be read for certain.
pub(super) const FILLED_AFTER: [Duration; 3] = [
    Duration::ZERO,
    Duration::from_secs(5),
    Duration::from_secs(30),
];
/// The service's times of ingestion and the order of ingestion may differ by this.
const SLACK: SignedDuration = SignedDuration::from_secs(5);
/// Events that are ingested in a gap may be so much older.
const LATE: SignedDuration = SignedDuration::from_mins(5);

/// A group of the session, and what of it is read.
struct GapQuery {
    group: usize,
    /// Of a group that came everything is new.
    is_fresh: bool,
    query: EventQuery,
}

/// What was read of a gap.
pub(super) struct GapRead {
    since: Timestamp,
    events: Vec<Sourced>,
    /// Groups that are not there.
    gone: Vec<usize>,
    failed: Vec<(usize, Error)>,
}

impl Run {
    /// Begins to read what the session missed.
    pub(super) fn start_fill(&mut self, number: usize) {
        self.sessions[number].fills.pop_front();
        let Some(since) = self.sessions[number].gap else {
            return;
        };
        let sources = self.groups.sources();
        let query = |group: usize| GapQuery {
            group,
            is_fresh: self.groups.is_fresh(group),
            query: self.request.query.for_source(&sources[group]),
        };
        let queries = self.groups.present(number).map(query).collect();
        let read = read(self.logs.clone(), since, queries);
        self.sessions[number].filling = Some(read.boxed_local());
    }

    pub(super) fn filled(&mut self, number: usize, read: GapRead) {
        let is_whole = read.failed.is_empty();
        let mut standing = self.standing.borrow_mut();
        standing.unread.remove(&number);
        for (group, error) in read.failed {
            standing.unread.insert(number, read.since);
            self.out.emit(LiveEvent::Unread {
                group,
                since: read.since,
                error,
            });
        }
        drop(standing);
        for group in read.gone {
            self.groups.leave(&self.out, group);
        }
        let join = &mut self.joins[number];
        join.begin(Reading::Fill);
        let mut events = read.events;
        events.retain(|(group, event)| join.is_new(Reading::Fill, *group, event));
        events.sort_by_key(|(_, event)| (event.at, event.ingested));
        self.found.extend(events);
        if self.sessions[number].fills.is_empty() && is_whole {
            self.sessions[number].gap = None;
            self.groups.are_read(number);
        }
    }
}

/// Reads what was ingested since then.
async fn read(logs: Logs, since: Timestamp, queries: Vec<GapQuery>) -> GapRead {
    let back = |by: SignedDuration| since.checked_sub(by).unwrap_or(Timestamp::MIN);
    let reader = logs.reader();
    let mut read = GapRead {
        since,
        events: Vec::new(),
        gone: Vec::new(),
        failed: Vec::new(),
    };
    for asked in queries {
        let query = EventQuery {
            since: if asked.is_fresh {
                asked.query.since
            } else {
                back(LATE).max(asked.query.since)
            },
            until: None,
            ..asked.query
        };
        let is_in_gap = |at: Option<Timestamp>| at.is_none_or(|at| at >= back(SLACK));
        let mut pages = Pages::new(&reader, query).bounded(RetryLimits::READ);
        loop {
            match pages.next_patiently(|_, _| {}).await {
                Ok(Some(mut events)) => {
                    events.retain(|event| asked.is_fresh || is_in_gap(event.ingested));
                    let events = events.into_iter().map(|event| (asked.group, event));
                    read.events.extend(events);
                }
                Ok(None) => break,
                Err(error) if error.kind() == Kind::NotFound => {
                    read.gone.push(asked.group);
                    break;
                }
                Err(error) => {
                    read.failed.push((asked.group, error));
                    break;
                }
            }
        }
    }
    read
}
