//! `logs tail --live`: Live Tail, its interruptions filled by FilterLogEvents.

use std::pin::pin;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::mpsc::unbounded_channel;
use tokio::time::{Instant, sleep_until};

use self::groups::Groups;
use super::args::Plan;
use super::failures::in_a_line;
use super::lines::Lines;
use super::window::{say_retry, say_selection};
use crate::context::Ctx;
use crate::error::{Error, Hint, Kind, Result, ResultExt as _};
use crate::model::LogEvent;
use crate::process;
use crate::providers::cloudwatch_logs::{
    EventQuery, GroupResolver, Join, LiveEnd, LiveFrame, LiveQuery, LiveTail, LogSource, Logs,
    MAX_LIVE_GROUPS, Pages, ReadError, Reading, Retry, RetryLimits, RetryPolicy, Sourced, Streams,
    Window,
};
use crate::render::{self, LogStyle};

mod groups;

/// After a new session begins, the gap is read at once and again when what was taken
/// just before can be read for certain.
const FILLED_AFTER: [Duration; 3] = [
    Duration::ZERO,
    Duration::from_secs(5),
    Duration::from_secs(30),
];
/// The time of the service and the order of its taking may differ by this.
const SLACK: SignedDuration = SignedDuration::from_secs(5);
/// Events that are taken in a gap may be so much older.
const LATE: SignedDuration = SignedDuration::from_mins(5);
/// A session that ends at once is not asked for again without a pause.
const FIRST_TRY: Duration = Duration::from_millis(100);

pub(super) async fn run(ctx: &Ctx, logs: &Logs, plan: &Plan, style: &LogStyle) -> Result<()> {
    let mut stop = pin!(process::stop_signal());
    let mut resolver = plan.resolver.clone();
    let selection = resolver.resolve(logs).await?;
    let sources = selection.sources;
    if sources.is_empty() {
        return Err(logs.no_match(resolver.selectors()));
    }
    for notice in &selection.notices {
        say_selection(ctx, notice);
    }
    if sources.len() > MAX_LIVE_GROUPS {
        return Err(Error::usage(format!(
            "these are {} log groups: Live Tail takes at most {MAX_LIVE_GROUPS}",
            sources.len()
        ))
        .hint("use `--follow` for any number of groups"));
    }
    let mut live = Live::new(ctx, logs, plan, (style, sources)).await?;
    let ended = tokio::select! {
        stopped = &mut stop => stopped.or_fail(|| "cannot wait for Ctrl-C".to_owned()),
        () = render::stdout_closed() => Err(Error::new(Kind::ClosedPipe, "stdout was closed")),
        ended = live.run(resolver) => ended.map(|never| match never {}),
    };
    match ended {
        Err(error) if error.kind() == Kind::ClosedPipe => Err(error),
        ended => {
            let missed = live.missed();
            live.lines.finish()?;
            ended?;
            missed.map_or(Ok(()), Err)
        }
    }
}

/// Nothing: it runs until it fails or is dropped.
enum Never {}

struct Live<'a> {
    ctx: &'a Ctx,
    logs: &'a Logs,
    plan: &'a Plan,
    lines: Lines<'a>,
    groups: Groups,
    join: Join,
    /// By the service's clock: everything that was taken before was given.
    complete_to: Option<Timestamp>,
    /// Since when there is no session.
    lost_since: Option<Timestamp>,
    /// The beginning of a gap, and the moments when it is read.
    gap: Option<Timestamp>,
    fills: Vec<Instant>,
    sampled_since: Option<Instant>,
    sampled: Duration,
    /// A gap that could not be read.
    unread: Option<Timestamp>,
}

impl<'a> Live<'a> {
    async fn new(
        ctx: &'a Ctx,
        logs: &'a Logs,
        plan: &'a Plan,
        (style, sources): (&'a LogStyle, Vec<LogSource>),
    ) -> Result<Self> {
        let groups = Groups::new(logs, sources).await?;
        Ok(Self {
            ctx,
            logs,
            plan,
            lines: plan.lines(ctx, style),
            groups,
            join: Join::default(),
            complete_to: None,
            lost_since: None,
            gap: None,
            fills: Vec::new(),
            sampled_since: None,
            sampled: Duration::ZERO,
            unread: None,
        })
    }

    async fn run(&mut self, resolver: GroupResolver) -> Result<Never> {
        let query = self.query();
        let mut session =
            RetryPolicy::read(self.logs.timer(), || self.logs.live_tail(&query)).await?;
        // the session is there first: nothing falls between it and what was before
        self.history().await?;
        let (ctx, reader) = (self.ctx, self.logs.follower());
        let (tell, mut met) = unbounded_channel();
        let look = resolver.watch(&reader, |selection| {
            // nobody listens only when all ends
            drop(tell.send(selection));
        });
        let mut look = pin!(look);
        let mut looks = true;
        loop {
            let fill = self.fills.first().copied();
            tokio::select! {
                frame = session.next() => match frame {
                    Ok(frame) => self.take(frame)?,
                    Err(end) => {
                        self.say_end(&end);
                        session = self.reopen().await?;
                    }
                },
                () = sleep_until(fill.unwrap_or_else(Instant::now)), if fill.is_some() => {
                    self.fills.remove(0);
                    self.fill().await?;
                }
                // it ends where no glob is
                () = &mut look, if looks => looks = false,
                Some(selection) = met.recv() => {
                    let selection = match selection {
                        Ok(selection) => selection,
                        Err(error) => {
                            let line = in_a_line(&error);
                            ctx.output.detail(&format!("cannot look for new groups: {line}"));
                            continue;
                        }
                    };
                    for notice in &selection.notices {
                        say_selection(ctx, notice);
                    }
                    if self.groups.meet(ctx, self.logs, selection.sources).await {
                        session = self.reopen().await?;
                    }
                }
            }
        }
    }

    fn query(&self) -> LiveQuery {
        let groups = self.groups.arns();
        LiveQuery {
            streams: match groups.len() {
                1 => self.plan.query.streams.clone(),
                // the service chooses streams of one group only
                _ => Streams::All,
            },
            groups,
            pattern: self.plan.query.pattern.clone(),
        }
    }

    async fn history(&mut self) -> Result<()> {
        let reader = self.logs.reader();
        let window = Window {
            sources: self.groups.sources.clone(),
            query: self.plan.query.clone(),
            limits: RetryLimits::READ,
        };
        let (ctx, filter, sources) = (self.ctx, &self.plan.filter, &window.sources);
        let on_wait = |group: usize, failed: &ReadError, wait| {
            say_retry(ctx, &sources[group], &Retry::new(failed, wait));
        };
        let join = &mut self.join;
        let mut know = |(number, event): &Sourced| {
            join.is_new(Reading::Fill, *number, event);
        };
        let failed = match self.plan.last {
            None => {
                let mut walk = window.walk(&reader, on_wait).reading_ahead();
                while let Some(mut events) = walk.next().await {
                    events.iter().for_each(&mut know);
                    events.retain(|(_, event)| filter.passes(event));
                    self.lines.show(sources, &events)?;
                }
                walk.failed()
            }
            Some(count) => {
                let count = (count, SignedDuration::ZERO);
                let last = window.last(&reader, filter, count, on_wait, know).await;
                self.lines.show(sources, &last.events)?;
                last.failed
            }
        };
        match failed.into_iter().next() {
            Some((number, error)) => {
                let streams = &self.plan.filter.streams;
                Err(self.logs.explained(&sources[number], streams, error).await)
            }
            None => Ok(()),
        }
    }

    fn take(&mut self, frame: LiveFrame) -> Result<()> {
        let (events, sampled) = match frame {
            LiveFrame::Started { session } => {
                let charged = if self.logs.is_elsewhere() {
                    ""
                } else {
                    "; AWS charges its minutes"
                };
                self.ctx.output.note(&format!(
                    "Live Tail session {session} on {}: at most 500 events a second{charged}",
                    self.logs.place()
                ));
                return Ok(());
            }
            LiveFrame::Events { events, sampled } => (events, sampled),
        };
        let mut shown = Vec::new();
        for (arn, event) in events {
            let number = self.groups.number_of(&arn);
            self.complete_to = self.complete_to.max(event.ingested);
            if self.join.is_new(Reading::Live, number, &event) {
                shown.push((number, event));
            }
        }
        shown.retain(|(_, event)| self.plan.filter.passes(event));
        let written = self.lines.show(&self.groups.sources, &shown);
        self.note_sampling(sampled);
        written
    }

    fn note_sampling(&mut self, sampled: bool) {
        match (sampled, self.sampled_since) {
            (true, None) => {
                self.sampled_since = Some(Instant::now());
                self.ctx.output.warn(
                    "more than 500 events in a second: this is a sample; use `--follow` to show all",
                );
            }
            (false, Some(since)) => {
                self.sampled_since = None;
                self.sampled += since.elapsed();
                let seconds = since.elapsed().as_secs_f64();
                self.ctx
                    .output
                    .note(&format!("all events are shown again after {seconds:.0} s"));
            }
            _ => {}
        }
    }

    fn say_end(&mut self, end: &LiveEnd) {
        let now = self.ctx.clock.now();
        self.lost_since = Some(now);
        match end {
            LiveEnd::TimedOut => self
                .ctx
                .output
                .note("the Live Tail session ended after its three hours: a new one begins"),
            LiveEnd::Lost(error) => self.ctx.output.warn(&format!(
                "Live Tail is interrupted since {now:.0}: {}; trying again",
                in_a_line(error)
            )),
        }
    }

    /// A new session, however long that takes, and the plan to fill the gap before it.
    async fn reopen(&mut self) -> Result<LiveTail> {
        let began = Instant::now();
        tokio::time::sleep(FIRST_TRY).await;
        let session = loop {
            let query = self.query();
            let open = || self.logs.live_tail(&query);
            match RetryPolicy::within(RetryLimits::ENDLESS, self.logs.timer(), open).await {
                Ok(session) => break session,
                Err(error) if error.kind() == Kind::NotFound => {
                    if !self.groups.look(self.ctx, self.logs).await? {
                        return Err(error);
                    }
                }
                Err(error) => return Err(error),
            }
        };
        self.join.begin(Reading::Live);
        let interrupted = self.lost_since.take();
        let lost = interrupted.unwrap_or_else(|| self.ctx.clock.now());
        // without an event its clock is not known: then by this machine's
        let from = self.complete_to.unwrap_or(lost).min(lost);
        self.gap = Some(self.gap.map_or(from, |before| before.min(from)));
        let now = Instant::now();
        self.fills = FILLED_AFTER.iter().map(|after| now + *after).collect();
        if interrupted.is_some() {
            self.ctx.output.note(&format!(
                "Live Tail goes on after {:.0} s: what was logged since {from:.0} is read",
                began.elapsed().as_secs_f64()
            ));
        }
        Ok(session)
    }

    /// Reads what no session gave.
    async fn fill(&mut self) -> Result<()> {
        let Some(gap) = self.gap else { return Ok(()) };
        let back = |by: SignedDuration| gap.checked_sub(by).unwrap_or(Timestamp::MIN);
        let reader = self.logs.reader();
        self.join.begin(Reading::Fill);
        let mut found: Vec<(usize, LogEvent)> = Vec::new();
        self.unread = None;
        let mut went = Vec::new();
        for (number, source) in self.groups.present() {
            // of one that came everything is new
            let is_fresh = self.groups.is_fresh(number);
            let since = if is_fresh {
                self.plan.range.since
            } else {
                back(LATE).max(self.plan.range.since)
            };
            let query = EventQuery {
                since,
                until: None,
                ..self.plan.query.for_source(source)
            };
            let mut pages = Pages::new(&reader, query).bounded(RetryLimits::READ);
            loop {
                match pages.next_patiently(|_, _| {}).await {
                    Ok(Some(events)) => {
                        let taken = |event: &LogEvent| {
                            is_fresh || event.ingested.is_none_or(|at| at >= back(SLACK))
                        };
                        found.extend(
                            events
                                .into_iter()
                                .filter(taken)
                                .map(|event| (number, event)),
                        );
                    }
                    Ok(None) => break,
                    Err(error) if error.kind() == Kind::NotFound => {
                        went.push(number);
                        break;
                    }
                    Err(error) => {
                        self.ctx.output.warn(&format!(
                            "what was logged in `{}` since {gap:.0} could not be read: {}",
                            source.name,
                            in_a_line(&error)
                        ));
                        self.unread = Some(gap);
                        break;
                    }
                }
            }
        }
        for number in went {
            self.groups.leave(self.ctx, number);
        }
        found.retain(|(number, event)| self.join.is_new(Reading::Fill, *number, event));
        found.sort_by_key(|(_, event)| (event.at, event.ingested));
        if self.fills.is_empty() && self.unread.is_none() {
            self.gap = None;
            self.groups.are_read();
        }
        found.retain(|(_, event)| self.plan.filter.passes(event));
        self.lines.show(&self.groups.sources, &found)
    }

    /// What the user has not seen.
    fn missed(&self) -> Option<Error> {
        let group = self.groups.sources[0].id.as_str();
        if let Some(since) = self.lost_since.or(self.unread) {
            return Some(
                Error::incomplete(format!("nothing could be read since {since:.0}")).hint(
                    Hint::run(
                        ["logs", "tail", group, "--since", &format!("{since:.0}")],
                        "show what was missed",
                    ),
                ),
            );
        }
        let sampled = self.sampled
            + self
                .sampled_since
                .map_or(Duration::ZERO, |since| since.elapsed());
        (!sampled.is_zero()).then(|| {
            Error::incomplete(format!(
                "Live Tail gave a sample of what was logged for {:.0} s",
                sampled.as_secs_f64().max(1.0)
            ))
            .hint(Hint::run(
                ["logs", "tail", group, "--since", "10m"],
                "show all of it",
            ))
        })
    }
}
