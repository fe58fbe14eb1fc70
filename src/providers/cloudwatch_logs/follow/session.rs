//! A follow under way: what its parts report becomes one stream.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::super::{GroupNotice, TailRequest};
use super::FollowEvent;
use super::standing::{GroupState, Standing};
use super::stream_digest::StreamDigest;
use super::tasks::{Ended, Follower, Notice, Start, Task, watch_groups, watch_stalls};
use crate::error::{Error, Kind};
use crate::model::LogEvent;
use crate::providers::cloudwatch_logs::event_stream::Emitter;
use crate::providers::cloudwatch_logs::events::Streams;
use crate::providers::cloudwatch_logs::group_follower::{
    GroupEvent, GroupFollower, has_stream, is_of_stream,
};
use crate::providers::cloudwatch_logs::group_resolver::{GroupLister, LogSource, Selection};
use crate::providers::cloudwatch_logs::k_way_merge::Sourced;
use crate::providers::cloudwatch_logs::pages::{EventSource, Reader};
use crate::providers::cloudwatch_logs::poll_schedule::PollSchedule;
use crate::providers::cloudwatch_logs::rate_limiter::RateLimiter;
use crate::providers::cloudwatch_logs::retry::{FailureClass, ReadError, RetryLimits};
use crate::providers::cloudwatch_logs::stream_tracker::{StreamLister, StreamTracker};
use crate::providers::cloudwatch_logs::timer::Timer;
use crate::providers::cloudwatch_logs::window::{Retry, Window};

mod pass_on;

/// Ids that are remembered over all groups: some 20 MB.
const REMEMBERED: usize = 1_000_000;
/// Each poll reads at least this much of the past again, to find events that arrive late.
const OVERLAP: SignedDuration = SignedDuration::from_secs(60);

/// What a follow reads by.
pub(super) struct Readers<S, T> {
    /// For what was logged before.
    pub(super) history: Reader<S, T>,
    pub(super) follower: Reader<S, T>,
    /// For the listings of streams, within what the follower has.
    pub(super) watch_pace: RateLimiter,
}

/// What is known of a group's streams.
#[derive(Default)]
pub(super) struct Followed {
    pub(super) tracker: Rc<RefCell<StreamTracker>>,
    digest: StreamDigest,
}

pub(super) struct Session<'a, S, T> {
    pub(super) readers: &'a Readers<S, T>,
    pub(super) request: &'a TailRequest,
    /// For each group.
    pub(super) streams: Vec<Followed>,
    out: Emitter<FollowEvent>,
    standing: Rc<RefCell<Standing>>,
    /// Followers whose groups were found by a glob and are not there now.
    gone: BTreeMap<usize, Follower<'a, S, T>>,
    schedule: Rc<PollSchedule>,
    /// The bound that was reported.
    pace: Option<Duration>,
    /// The groups that do not answer, as long as that is reported and not taken back.
    stalled: Vec<usize>,
}

/// Follows until nothing is left that could be followed.
pub(super) async fn run<S: EventSource + StreamLister + GroupLister, T: Timer>(
    readers: &Readers<S, T>,
    request: &TailRequest,
    out: Emitter<FollowEvent>,
    standing: Rc<RefCell<Standing>>,
) {
    let mut session = Session {
        readers,
        request,
        streams: request
            .sources
            .iter()
            .map(|_| Followed::default())
            .collect(),
        out,
        standing,
        gone: BTreeMap::new(),
        schedule: Rc::default(),
        pace: None,
        stalled: Vec::new(),
    };
    let begun = session.begin().await;
    let (sender, mut notices) = unbounded_channel();
    let mut tasks: FuturesUnordered<Task<'_, S, T>> = FuturesUnordered::new();
    tasks.extend(begun.into_iter().map(|start| session.task(start, &sender)));
    let (resolver, to) = (request.resolver.clone(), sender.clone());
    tasks.push(watch_groups(&readers.follower, resolver, to));
    tasks.push(watch_stalls(&readers.follower, sender.clone()));
    while !session.standing.borrow().is_over() {
        let first = tokio::select! {
            Some(first) = notices.recv() => Some(first),
            ended = tasks.next(), if !tasks.is_empty() => {
                if let Some(Ended::Gone(number, follower)) = ended {
                    session.gone.insert(number, follower);
                }
                // the reason was reported before it ended
                notices.try_recv().ok()
            }
        };
        if let Some(first) = first {
            let starts = session.handle(first, &mut notices).await;
            tasks.extend(starts.into_iter().map(|start| session.task(start, &sender)));
        }
    }
}

impl<'a, S: EventSource + StreamLister, T: Timer> Session<'a, S, T> {
    pub(super) fn source(&self, group: usize) -> LogSource {
        self.standing.borrow().source(group).clone()
    }

    fn follower(&self, source: &LogSource) -> Follower<'a, S, T> {
        let remembered = REMEMBERED / self.streams.len().max(1);
        let query = self.request.query.for_source(source);
        let follower = GroupFollower::new(&self.readers.follower, query, remembered);
        let follower = follower.scheduled(&self.schedule);
        Box::new(if source.named {
            follower
        } else {
            // who looks which groups there are meets it again
            follower.without_waiting()
        })
    }

    /// Gives what was logged before now. Returns the followers that go on from there.
    async fn begin(&mut self) -> Vec<Start<'a, S, T>> {
        let reader = &self.readers.history;
        let began = reader.timer.elapsed();
        let sources = &self.request.sources;
        let mut followers: Vec<_> = sources.iter().map(|source| self.follower(source)).collect();
        let mut window = Window {
            sources: sources.clone(),
            query: self.request.query.clone(),
            limits: RetryLimits::BRIEF,
        };
        if self.request.last.is_some() && self.names_several_streams() {
            // the service reads none of them while one is not there
            window.query.streams = present(reader, &window).await;
        }
        let (streams, filter) = (&self.streams, &self.request.filter);
        let mut know = |(group, event): &Sourced| {
            followers[*group].know(event);
            if filter.streams.passes(&event.stream) {
                streams[*group].tracker.borrow_mut().is_new(&event.stream);
            }
        };
        let out = self.out.clone();
        let on_wait = move |group, failed: &ReadError, wait: Duration| {
            let retry = Retry::new(failed, wait);
            out.emit(FollowEvent::Groups(GroupNotice::Retrying { group, retry }));
        };
        let (failed, read_from) = match self.request.last {
            None => {
                let mut walk = window.walk(reader, on_wait).reading_ahead();
                while let Some(mut events) = walk.next().await {
                    events.iter().for_each(&mut know);
                    events.retain(|(_, event)| filter.passes(event));
                    self.out.deliver(FollowEvent::Events(events)).await;
                }
                (walk.failed(), None)
            }
            Some(count) => {
                let count = (count, OVERLAP);
                let last = window.last(reader, filter, count, on_wait, know).await;
                self.out.deliver(FollowEvent::Events(last.events)).await;
                (last.failed, last.read_from)
            }
        };
        let took = reader.timer.elapsed().saturating_sub(began);
        let mut unread = self.judge(failed);
        let mut starts = Vec::new();
        for (group, mut follower) in followers.into_iter().enumerate() {
            if let Some(since) = read_from {
                follower.begin_at(since);
            }
            match unread.remove(&group) {
                None => follower.is_caught_up(took),
                Some(FailureClass::Refused) => continue,
                // it begins with the window when it can be read
                Some(_) => {}
            }
            starts.extend([Start::Follow(group, follower), Start::WatchStreams(group)]);
        }
        self.out.emit(FollowEvent::CaughtUp);
        self.report_pace();
        starts
    }

    /// Which sources that could not be read are left out, and which are still followed.
    fn judge(&self, failed: Vec<(usize, Error)>) -> BTreeMap<usize, FailureClass> {
        let all = failed.len() == self.request.sources.len();
        let mut unread = BTreeMap::new();
        for (group, error) in failed {
            let passes = match error.kind() {
                Kind::Failed | Kind::Incomplete => true,
                // of several streams those that are there can be followed
                Kind::NotFound => !all || (is_of_stream(&error) && self.names_several_streams()),
                _ => false,
            };
            if passes {
                unread.insert(group, FailureClass::Unreachable);
            } else {
                unread.insert(group, FailureClass::Refused);
                self.leave_out(group, error, None);
            }
        }
        unread
    }

    fn leave_out(&self, group: usize, error: Error, complete_to: Option<Timestamp>) {
        let state = GroupState::LeftOut(complete_to);
        self.standing.borrow_mut().set(group, state);
        self.out.emit(FollowEvent::LeftOut {
            group,
            error,
            complete_to,
        });
    }

    /// Passes on what is reported, with what waits behind it. Returns followers of groups
    /// that are new.
    async fn handle(
        &mut self,
        first: Notice,
        notices: &mut UnboundedReceiver<Notice>,
    ) -> Vec<Start<'a, S, T>> {
        let mut events: Vec<Sourced> = Vec::new();
        let mut starts = Vec::new();
        let mut next = Some(first);
        while let Some(notice) = next {
            match notice {
                Notice::Group(group, GroupEvent::Events(found)) => {
                    self.meet_streams(group, &found);
                    events.extend(found.into_iter().map(|event| (group, event)));
                }
                Notice::Group(group, event) => {
                    self.deliver(&mut events).await;
                    self.pass_on(group, event);
                }
                Notice::Stall(stall) => {
                    self.deliver(&mut events).await;
                    self.pass_on_stall(stall);
                }
                Notice::Streams(group, notice) => self.pass_on_streams(group, notice),
                Notice::Groups(Ok(selection)) => starts.extend(self.meet_groups(selection)),
                Notice::Groups(Err(error)) => self
                    .out
                    .emit(FollowEvent::Groups(GroupNotice::LookFailed(error))),
            }
            next = notices.try_recv().ok();
        }
        self.report_streams();
        self.deliver(&mut events).await;
        starts
    }

    /// Gives these events, in order.
    async fn deliver(&self, events: &mut Vec<Sourced>) {
        let mut events = std::mem::take(events);
        events.retain(|(_, event)| self.request.filter.passes(event));
        // pages of several groups that came at once
        let key = |(_, event): &Sourced| (event.at, event.ingested);
        if self.streams.len() > 1 && !events.is_sorted_by_key(key) {
            events.sort_by_key(key);
        }
        if !events.is_empty() {
            self.out.deliver(FollowEvent::Events(events)).await;
        }
    }

    /// Learns of streams from what they log.
    fn meet_streams(&mut self, group: usize, events: &[LogEvent]) {
        let Followed { tracker, digest } = &mut self.streams[group];
        let mut tracker = tracker.borrow_mut();
        let chosen = &self.request.filter.streams;
        for event in events.iter().filter(|event| chosen.passes(&event.stream)) {
            if tracker.is_new(&event.stream) {
                digest.met(&event.stream);
            }
        }
    }

    fn names_several_streams(&self) -> bool {
        matches!(&self.request.query.streams, Streams::Named(names) if names.len() > 1)
    }

    /// Takes up groups that were not there.
    fn meet_groups(&mut self, selection: Selection) -> Vec<Start<'a, S, T>> {
        for notice in selection.notices {
            self.out
                .emit(FollowEvent::Groups(GroupNotice::Selection(notice)));
        }
        let mut starts = Vec::new();
        for source in selection.sources {
            let is_known = |known: &super::GroupStanding| known.source.name == source.name;
            let known = self.standing.borrow().groups().iter().position(is_known);
            if let Some(group) = known {
                // it reports by itself that it is there again
                let again = self.gone.remove(&group);
                starts.extend(again.map(|follower| Start::Follow(group, follower)));
                continue;
            }
            let follower = self.follower(&source);
            let group = self.standing.borrow_mut().add(source.clone());
            self.out
                .emit(FollowEvent::Groups(GroupNotice::Found(source)));
            self.streams.push(Followed::default());
            starts.extend([Start::Follow(group, follower), Start::WatchStreams(group)]);
        }
        self.report_pace();
        starts
    }
}

/// Those of the named streams that are there; all if none is, or if nobody can tell.
async fn present<S: EventSource, T: Timer>(reader: &Reader<S, T>, window: &Window) -> Streams {
    let asked = &window.query.streams;
    let ([source], Streams::Named(names)) = (&window.sources[..], asked) else {
        return asked.clone();
    };
    let query = window.query.for_source(source);
    let mut there = Vec::new();
    for name in names {
        match has_stream(reader, &query, name).await {
            Ok(true) => there.push(name.clone()),
            Ok(false) => {}
            // what is read next fails in the same way, and says why
            Err(_) => return asked.clone(),
        }
    }
    if there.is_empty() {
        asked.clone()
    } else {
        Streams::Named(there)
    }
}
