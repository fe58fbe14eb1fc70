//! A Live Tail under way: what its sessions report becomes one stream.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::future::pending;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use tokio::sync::mpsc::unbounded_channel;

use super::super::{GroupNotice, TailRequest};
use super::gap::FILLED_AFTER;
use super::groups::Groups;
use super::history;
use super::session::{Notice, Report, Reports, Session, next_report};
use super::{LiveEvent, LiveStanding};
use crate::error::{Error, Kind, Result};
use crate::model::LogEvent;
use crate::providers::cloudwatch_logs::Logs;
use crate::providers::cloudwatch_logs::event_stream::Emitter;
use crate::providers::cloudwatch_logs::events::Streams;
use crate::providers::cloudwatch_logs::group_resolver::Selection;
use crate::providers::cloudwatch_logs::join::{Join, Reading};
use crate::providers::cloudwatch_logs::k_way_merge::Sourced;
use crate::providers::cloudwatch_logs::live_tail::{LiveEnd, LiveFrame, LiveQuery, is_over_quota};
use crate::providers::cloudwatch_logs::retry::RetryLimits;
use crate::providers::cloudwatch_logs::timer::Timer as _;

/// Between two looks for the groups of a session of which none is there.
const LOOK_AGAIN: Duration = Duration::from_secs(10);
/// Before a lost session is asked for again where the account has no more of them: the
/// service may count the one that was lost for a while.
const TRY_AGAIN: Duration = Duration::from_secs(10);

/// Runs until it fails.
pub(super) async fn run(
    logs: Logs,
    request: TailRequest,
    out: Emitter<LiveEvent>,
    standing: Rc<RefCell<LiveStanding>>,
) -> Result<()> {
    let mut run = Run {
        groups: Groups::new(&logs, request.sources.clone()).await?,
        logs,
        request,
        out,
        standing,
        sessions: Vec::new(),
        joins: Vec::new(),
        reports: Reports::default(),
        found: Vec::new(),
    };
    run.begin().await?;
    let (logs, resolver) = (run.logs.clone(), run.request.resolver.clone());
    let reader = logs.follower();
    let (sender, mut selections) = unbounded_channel();
    let mut look = pin!(resolver.watch(&reader, |selection| {
        // nobody listens only when all ends
        drop(sender.send(selection));
    }));
    let mut looks = true;
    loop {
        let due = run.next_due();
        let next = tokio::select! {
            report = next_report(&mut run.sessions, &run.reports) => Next::Report(report),
            () = sleep_until(&logs, due) => Next::Due,
            Some(selection) = selections.recv() => Next::Groups(selection),
            // it ends where no glob is
            () = &mut look, if looks => {
                looks = false;
                continue;
            }
        };
        match next {
            Next::Report(first) => {
                let mut next = Some(first);
                while let Some(report) = next {
                    run.handle(report).await?;
                    next = run.reports.borrow_mut().pop_front();
                }
                run.deliver().await;
            }
            Next::Due => run.start_what_is_due().await?,
            Next::Groups(Ok(selection)) => run.meet(selection).await,
            Next::Groups(Err(error)) => run
                .out
                .emit(LiveEvent::Groups(GroupNotice::LookFailed(error))),
        }
    }
}

enum Next {
    Report(Report),
    Due,
    Groups(Result<Selection>),
}

async fn sleep_until(logs: &Logs, due: Option<Duration>) {
    let timer = logs.timer();
    match due {
        Some(due) => timer.sleep(due.saturating_sub(timer.elapsed())).await,
        None => pending().await,
    }
}

pub(super) struct Run {
    pub(super) logs: Logs,
    pub(super) request: TailRequest,
    pub(super) out: Emitter<LiveEvent>,
    pub(super) standing: Rc<RefCell<LiveStanding>>,
    pub(super) groups: Groups,
    pub(super) sessions: Vec<Session>,
    /// What each session gave, joined with what was read of the past.
    pub(super) joins: Vec<Join>,
    reports: Reports,
    /// Events that are given next.
    pub(super) found: Vec<Sourced>,
}

impl Run {
    /// Opens the sessions, and gives what was logged before. The sessions are there first:
    /// nothing falls between them and what was before.
    async fn begin(&mut self) -> Result<()> {
        for session in 0..self.groups.session_count() {
            self.open(session, RetryLimits::READ);
        }
        let mut early = Vec::new();
        let mut opening = self.sessions.len();
        while opening > 0 {
            let report = next_report(&mut self.sessions, &self.reports).await;
            match report.notice {
                Notice::Opened if !self.sessions[report.session].was_open => {
                    self.sessions[report.session].was_open = true;
                    opening -= 1;
                }
                Notice::Refused(error) => return Err(error),
                _ => early.push(report),
            }
        }
        self.history(&mut early).await?;
        self.out.emit(LiveEvent::CaughtUp);
        for report in early {
            self.handle(report).await?;
        }
        self.deliver().await;
        Ok(())
    }

    /// What the sessions report meanwhile is kept for later.
    async fn history(&mut self, early: &mut Vec<Report>) -> Result<()> {
        let Self {
            logs,
            request,
            out,
            groups,
            sessions,
            joins,
            reports,
            ..
        } = self;
        let reading = history::read(logs, request, out, |(number, event)| {
            let join = &mut joins[groups.session_of(*number)];
            join.is_new(Reading::Fill, *number, event);
        });
        let mut reading = pin!(reading);
        let failed = loop {
            tokio::select! {
                failed = &mut reading => break failed,
                report = next_report(sessions, reports) => early.push(report),
            }
        };
        match failed.into_iter().next() {
            None => Ok(()),
            Some((number, error)) => {
                let (source, streams) = (&groups.sources()[number], &request.filter.streams);
                Err(logs.explained(source, streams, error).await)
            }
        }
    }

    fn open(&mut self, session: usize, limits: RetryLimits) {
        while self.sessions.len() <= session {
            self.sessions.push(Session::default());
            self.joins.push(Join::default());
        }
        let groups = self.groups.arns(session);
        if groups.is_empty() {
            self.sessions[session].close();
            return;
        }
        let query = LiveQuery {
            streams: match groups.len() {
                1 => self.request.query.streams.clone(),
                // the service chooses streams of one group only
                _ => Streams::All,
            },
            groups,
            pattern: self.request.query.pattern.clone(),
        };
        let place = (self.logs.clone(), session);
        self.sessions[session].open(place, query, limits, &self.reports);
    }

    async fn handle(&mut self, report: Report) -> Result<()> {
        let session = report.session;
        if !self.sessions[session].is_current(&report) {
            return Ok(());
        }
        match report.notice {
            Notice::Frame(LiveFrame::Events { events, sampled }) => {
                self.take(session, events);
                self.note_sampling(session, sampled);
            }
            Notice::Frame(LiveFrame::Started { session: id }) => {
                self.deliver().await;
                let sessions = self.groups.session_count();
                self.out.emit(LiveEvent::Started { id, sessions });
            }
            Notice::Ended(end) => {
                self.deliver().await;
                self.lose(session, end);
            }
            Notice::Opened => {
                self.deliver().await;
                self.go_on(session);
            }
            Notice::Refused(error) => {
                self.deliver().await;
                self.refused(session, error).await?;
            }
            Notice::Filled(read) => self.filled(session, read),
        }
        Ok(())
    }

    fn take(&mut self, session: usize, events: Vec<(String, LogEvent)>) {
        for (identifier, event) in events {
            let number = self.groups.number_of(&identifier);
            // a session gives nothing of other groups
            let Some(number) = number.or_else(|| self.groups.of_session(session).next()) else {
                continue;
            };
            let complete_to = &mut self.sessions[session].complete_to;
            *complete_to = (*complete_to).max(event.ingested);
            if self.joins[session].is_new(Reading::Live, number, &event) {
                self.found.push((number, event));
            }
        }
    }

    fn note_sampling(&self, session: usize, sampled: bool) {
        let mut standing = self.standing.borrow_mut();
        if sampled {
            if standing.begin_sampling(session) {
                self.out.emit(LiveEvent::SamplingBegan);
            }
        } else if let Some(after) = standing.end_sampling(session) {
            self.out.emit(LiveEvent::SamplingEnded { after });
        }
    }

    /// Gives what was found, in order.
    async fn deliver(&mut self) {
        let mut events = std::mem::take(&mut self.found);
        events.retain(|(_, event)| self.request.filter.passes(event));
        let key = |(_, event): &Sourced| (event.at, event.ingested);
        // what several sessions gave at once
        if self.sessions.len() > 1 && !events.is_sorted_by_key(key) {
            events.sort_by_key(key);
        }
        if !events.is_empty() {
            self.out.deliver(LiveEvent::Events(events)).await;
        }
    }

    fn lose(&mut self, session: usize, end: LiveEnd) {
        let now = self.logs.timer().now();
        self.sessions[session].lost = Some((now, self.logs.timer().elapsed()));
        self.standing.borrow_mut().lost.insert(session, now);
        self.note_sampling(session, false);
        self.out.emit(match end {
            LiveEnd::TimedOut => LiveEvent::Expired { session },
            LiveEnd::Lost(error) => LiveEvent::Interrupted {
                session,
                since: now,
                error,
            },
        });
    }

    /// A session is there again: the gap before it is to be read.
    fn go_on(&mut self, number: usize) {
        let (now, elapsed) = (self.logs.timer().now(), self.logs.timer().elapsed());
        self.joins[number].begin(Reading::Live);
        self.standing.borrow_mut().lost.remove(&number);
        let session = &mut self.sessions[number];
        (session.was_open, session.is_left_out) = (true, false);
        let interrupted = session.lost.take();
        let lost = interrupted.map_or(now, |(since, _)| since);
        // without an event its clock is not known: then by this machine's
        let from = session.complete_to.unwrap_or(lost).min(lost);
        session.gap = Some(session.gap.map_or(from, |before| before.min(from)));
        session.fills = FILLED_AFTER.iter().map(|after| elapsed + *after).collect();
        if let Some((_, began)) = interrupted {
            self.out.emit(LiveEvent::Resumed {
                session: number,
                since: from,
                after: elapsed.saturating_sub(began),
            });
        }
    }

    /// There is no session; whether there can be one is looked at.
    async fn refused(&mut self, number: usize, error: Error) -> Result<()> {
        let now = self.logs.timer().elapsed();
        if is_over_quota(&error) {
            let session = &mut self.sessions[number];
            session.again_at = Some(now + TRY_AGAIN);
            if !session.was_open && !std::mem::replace(&mut session.is_left_out, true) {
                let groups = self.groups.present(number).collect();
                self.out.emit(LiveEvent::LeftOut { groups, error });
            }
            return Ok(());
        }
        if error.kind() != Kind::NotFound {
            return Err(error);
        }
        if !self.groups.look(&self.logs, &self.out, number).await? {
            return Err(error);
        }
        self.open_or_look_again(number);
        Ok(())
    }

    fn open_or_look_again(&mut self, number: usize) {
        self.open(number, RetryLimits::ENDLESS);
        if self.groups.present(number).next().is_none() {
            let again = self.logs.timer().elapsed() + LOOK_AGAIN;
            self.sessions[number].again_at = Some(again);
        }
    }

    fn next_due(&self) -> Option<Duration> {
        let due = |session: &Session| {
            let fill = session.fills.front().copied();
            let fill = fill.filter(|_| session.filling.is_none());
            fill.into_iter().chain(session.again_at).min()
        };
        self.sessions.iter().filter_map(due).min()
    }

    async fn start_what_is_due(&mut self) -> Result<()> {
        let now = self.logs.timer().elapsed();
        for number in 0..self.sessions.len() {
            let session = &mut self.sessions[number];
            if session.again_at.is_some_and(|at| at <= now) {
                session.again_at = None;
                if self.groups.present(number).next().is_none() {
                    self.groups.look(&self.logs, &self.out, number).await?;
                }
                self.open_or_look_again(number);
            }
            let session = &self.sessions[number];
            let is_due = session.fills.front().is_some_and(|at| *at <= now);
            if is_due && session.filling.is_none() {
                self.start_fill(number);
            }
        }
        Ok(())
    }

    /// Takes up groups that came.
    async fn meet(&mut self, selection: Selection) {
        for notice in selection.notices {
            self.out
                .emit(LiveEvent::Groups(GroupNotice::Selection(notice)));
        }
        let met = self.groups.meet(&self.logs, &self.out, selection.sources);
        let changed: BTreeSet<usize> = met.await;
        for session in changed {
            self.open_or_look_again(session);
        }
    }
}
