//! `logs tail --follow`: what is being logged, interruptions ridden out.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::pin::pin;
use std::rc::Rc;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use self::parts::{Ended, Follower, News, Start, Task, look_for_groups};
use self::talk::StreamTalk;
use super::history;
use super::lines::Lines;
use super::sources::{self, Source, query_of};
use super::tail::{Plan, in_a_line, several};
use crate::context::Ctx;
use crate::error::{Error, Kind, Result, ResultExt as _};
use crate::model::{LogEvent, shell_word};
use crate::process;
use crate::providers::cloudwatch_logs::{
    FailureClass, Follow, Heard, Logs, MAX_KNOWN, Reader, RetryLimits, Sourced, StreamNews,
    StreamTracker, Streams, SystemTimer, Timer as _, is_of_stream,
};
use crate::render;

pub(super) use self::groups::watch as watch_groups;

mod groups;
mod parts;
mod talk;

/// Ids that are remembered over all groups: some 20 MB.
const REMEMBERED: usize = 1_000_000;
/// Each poll reads at least this much of the past again, to find events that arrive late.
const OVERLAP: SignedDuration = SignedDuration::from_secs(60);

pub(super) async fn run(ctx: &Ctx, logs: &Logs, plan: &Plan) -> Result<()> {
    let mut stop = pin!(process::stop_signal());
    let mut closed = pin!(render::stdout_closed());
    let mut left_out = BTreeSet::new();
    let selectors = &plan.selectors;
    let sources = sources::resolve_telling(ctx, logs, selectors, &mut left_out).await?;
    let (follower, pace) = (logs.follower(), logs.watchers());
    let mut session = Session {
        ctx,
        plan,
        lines: plan.lines(ctx),
        reader: &follower,
        streams: sources.iter().map(|_| Followed::default()).collect(),
        sources,
        interrupted: BTreeMap::new(),
        refused: Vec::new(),
        gone: BTreeMap::new(),
    };
    if ctx.output.shows_progress() {
        session.greet(logs);
    }
    let begun = tokio::select! {
        stopped = &mut stop => {
            stopped.or_fail(unstoppable)?;
            return session.end();
        }
        begun = session.begin(logs) => begun,
    };
    let begun = match begun {
        Ok(begun) => begun,
        Err(error) if error.kind() == Kind::ClosedPipe => return Err(error),
        Err(error) => {
            session.lines.finish()?;
            return Err(error);
        }
    };
    let (tell, mut news) = unbounded_channel();
    let mut tasks: FuturesUnordered<Task<'_>> = FuturesUnordered::new();
    tasks.extend(
        begun
            .into_iter()
            .map(|start| session.task(start, &pace, &tell)),
    );
    tasks.push(look_for_groups(
        ctx,
        &follower,
        plan,
        left_out,
        tell.clone(),
    ));
    loop {
        let first = tokio::select! {
            stopped = &mut stop => {
                stopped.or_fail(unstoppable)?;
                return session.end();
            }
            () = &mut closed => {
                return Err(Error::new(Kind::ClosedPipe, "stdout was closed"));
            }
            Some(first) = news.recv() => Some(first),
            ended = tasks.next(), if !tasks.is_empty() => {
                if let Some(Ended::Gone(number, follow)) = ended {
                    session.gone.insert(number, follow);
                }
                // a reason was told before it ended
                news.try_recv().ok()
            }
        };
        if let Some(first) = first {
            let starts = session.hear(first, &mut news)?;
            tasks.extend(
                starts
                    .into_iter()
                    .map(|start| session.task(start, &pace, &tell)),
            );
        }
        if session.is_refused_whole() {
            return session.end();
        }
    }
}

/// Those of the named streams that are there; all if none is, or if nobody can tell.
async fn present(logs: &Logs, sources: &[Source], asked: &Streams) -> Streams {
    let ([source], Streams::Named(names)) = (sources, asked) else {
        return asked.clone();
    };
    let mut there = Vec::new();
    for name in names {
        match logs.has_stream(&source.id, name).await {
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

fn unstoppable() -> String {
    "cannot wait for Ctrl-C".to_owned()
}

/// What is known and said of a group's streams.
#[derive(Default)]
struct Followed {
    tracker: Rc<RefCell<StreamTracker>>,
    talk: StreamTalk,
}

struct Session<'a> {
    ctx: &'a Ctx,
    plan: &'a Plan,
    lines: Lines<'a>,
    reader: &'a Reader<Logs, SystemTimer>,
    sources: Vec<Source>,
    /// For each of the sources.
    streams: Vec<Followed>,
    /// The sources that cannot be read at the moment, and since when.
    interrupted: BTreeMap<usize, Timestamp>,
    /// Those that will not be read again.
    refused: Vec<(usize, Error)>,
    /// Those whose groups were met by a glob and are not there now.
    gone: BTreeMap<usize, Follower<'a>>,
}

impl<'a> Session<'a> {
    /// Whether nothing is left that could be followed.
    fn is_refused_whole(&self) -> bool {
        !self.sources.is_empty()
            && self.refused.len() == self.sources.len()
            && !sources::may_grow(&self.plan.selectors)
    }

    fn greet(&self, logs: &Logs) {
        let what = match &self.sources[..] {
            [] => "nothing yet: no log group matches, and one that comes is followed".to_owned(),
            [one] => format!("following `{}`", one.name),
            many => format!("following {} log groups", many.len()),
        };
        let place = logs.place();
        self.ctx
            .output
            .note(&format!("{what} on {place} (Ctrl-C ends)"));
    }

    fn follower(&self, source: &Source) -> Follower<'a> {
        let remembered = REMEMBERED / self.sources.len().max(1);
        let query = query_of(source, &self.plan.query);
        let follow = Follow::new(self.reader, query, remembered);
        Box::new(if source.named {
            follow
        } else {
            // who looks which groups there are meets it again
            follow.without_waiting()
        })
    }

    /// Shows what was logged before now. Returns the followers that go on from there.
    async fn begin(&mut self, logs: &Logs) -> Result<Vec<Start<'a>>> {
        let reader = logs.reader();
        let began = reader.timer.elapsed();
        let mut followers: Vec<_> = self.sources.iter().map(|s| self.follower(s)).collect();
        let sources = self.sources.clone();
        let mut window = self.plan.window(&sources, RetryLimits::BRIEF);
        if self.plan.last.is_some() && self.names_streams() {
            // the service reads none of them while one is not there
            window.query.streams = present(logs, &sources, &window.query.streams).await;
        }
        let (streams, chosen) = (&self.streams, &self.plan.pick.streams);
        let know = |(source, event): &Sourced| {
            followers[*source].know(event);
            if chosen.passes(&event.stream) {
                streams[*source].tracker.borrow_mut().is_new(&event.stream);
            }
        };
        let (ctx, pick) = (self.ctx, &self.plan.pick);
        let (failed, read_from) = match self.plan.last {
            None => {
                let lines = &mut self.lines;
                (
                    history::all(ctx, &reader, &window, lines, know).await?,
                    None,
                )
            }
            Some(most) => {
                let most = (most, OVERLAP);
                let found = history::last(ctx, &reader, &window, pick, most, know).await?;
                self.lines.show(&sources, &found.events)?;
                (found.failed, found.read_from)
            }
        };
        let took = reader.timer.elapsed().saturating_sub(began);
        let mut unread = self.judge(logs, failed).await?;
        let mut going = Vec::new();
        for (number, mut follow) in followers.into_iter().enumerate() {
            if let Some(since) = read_from {
                follow.begin_at(since);
            }
            match unread.remove(&number) {
                None => follow.is_caught_up(took),
                Some(FailureClass::Refused) => continue,
                // it begins with the window when it can be read
                Some(_) => {}
            }
            going.extend([Start::Follow(number, follow), Start::Watch(number)]);
        }
        Ok(going)
    }

    /// Which sources that could not be read are left out, and which are still followed.
    /// If none is left that is an error.
    async fn judge(
        &mut self,
        logs: &Logs,
        failed: Vec<(usize, Error)>,
    ) -> Result<BTreeMap<usize, FailureClass>> {
        let all = failed.len() == self.sources.len() && !failed.is_empty();
        let mut unread = BTreeMap::new();
        let mut refused = Vec::new();
        for (number, error) in failed {
            let passes = match error.kind() {
                Kind::Failed | Kind::Incomplete => true,
                // of several streams those that are there can be followed
                Kind::NotFound => !all || (is_of_stream(&error) && self.names_streams()),
                _ => false,
            };
            unread.insert(
                number,
                if passes {
                    FailureClass::Unreachable
                } else {
                    FailureClass::Refused
                },
            );
            let source = &self.sources[number];
            if error.kind() == Kind::NotFound && passes {
                continue;
            }
            if !passes {
                let streams = &self.plan.pick.streams;
                let error = sources::explained(logs, source, streams, error).await;
                refused.push((source.name.clone(), error));
            }
        }
        if refused.len() == self.sources.len() && !refused.is_empty() {
            return Err(several(refused, true));
        }
        for (name, error) in refused {
            let told = in_a_line(&error);
            self.ctx
                .output
                .warn(&format!("`{name}` is left out: {told}"));
            let number = self.sources.iter().position(|source| source.name == name);
            self.refused.extend(number.map(|number| (number, error)));
        }
        Ok(unread)
    }

    /// Shows and tells what is heard, with what waits behind it. Returns followers of
    /// groups that are new.
    fn hear(&mut self, first: News, news: &mut UnboundedReceiver<News>) -> Result<Vec<Start<'a>>> {
        let mut events: Vec<Sourced> = Vec::new();
        let mut going = Vec::new();
        let mut next = Some(first);
        while let Some(heard) = next {
            match heard {
                News::Of(source, Heard::Events(found)) => {
                    self.notice(source, &found);
                    events.extend(found.into_iter().map(|event| (source, event)));
                }
                News::Of(source, heard) => {
                    self.show(&mut events)?;
                    self.tell(source, heard);
                }
                News::Streams(source, heard) => self.tell_streams(source, heard),
                News::Groups(groups) => going.extend(self.meet(groups)),
            }
            next = news.try_recv().ok();
        }
        self.talk();
        self.show(&mut events)?;
        Ok(going)
    }

    /// Learns of streams from what they log.
    fn notice(&mut self, source: usize, events: &[LogEvent]) {
        let Followed { tracker, talk } = &mut self.streams[source];
        let mut tracker = tracker.borrow_mut();
        let pick = &self.plan.pick.streams;
        for event in events.iter().filter(|event| pick.passes(&event.stream)) {
            if tracker.is_new(&event.stream) {
                talk.met(&event.stream);
            }
        }
    }

    fn tell_streams(&mut self, source: usize, heard: StreamNews) {
        let name = &self.sources[source].name;
        match heard {
            StreamNews::Listed(changes) => self.streams[source].talk.changed(&changes),
            StreamNews::Crowded => self.ctx.output.note(&format!(
                "`{name}` has more than {MAX_KNOWN} streams: still following every stream; stream changes are no longer reported"
            )),
            StreamNews::Refused(error) => self.ctx.output.detail(&format!(
                "streams of `{name}` that come or go are not told: {}",
                in_a_line(&error)
            )),
        }
    }

    /// Says what is to be said of streams.
    fn talk(&mut self) {
        let now = self.reader.timer.elapsed();
        for (source, followed) in self.sources.iter().zip(&mut self.streams) {
            for sentence in followed.talk.due(now, &source.name) {
                self.ctx.output.note(&sentence);
            }
        }
    }

    /// Whether several streams are named.
    fn names_streams(&self) -> bool {
        matches!(&self.plan.query.streams, Streams::Named(names) if names.len() > 1)
    }

    fn show(&mut self, events: &mut Vec<Sourced>) -> Result<()> {
        // pages of several groups that came at once
        let key = |(_, event): &(usize, LogEvent)| (event.at, event.ingested);
        if self.sources.len() > 1 && !events.is_sorted_by_key(key) {
            events.sort_by_key(key);
        }
        let shown = self.lines.show(&self.sources, events);
        events.clear();
        shown
    }

    fn tell(&mut self, number: usize, heard: Heard) {
        let name = &self.sources[number].name;
        let output = &self.ctx.output;
        match heard {
            Heard::Events(_) => {}
            Heard::Interrupted { since, failed } => {
                let causes = failed.error.causes().join(": ");
                let what = match failed.class {
                    FailureClass::Throttled => format!(
                        "the service asks to slow down: `{name}` cannot be read since {since:.0} ({causes})"
                    ),
                    _ => format!("{} since {since:.0}: {causes}", failed.error),
                };
                output.warn(&format!("{what}; trying again"));
                self.interrupted.insert(number, since);
            }
            Heard::Resumed { since, after } => {
                let (until, seconds) = (self.ctx.clock.now(), after.as_secs_f64());
                output.note(&format!(
                    "`{name}` can be read again after {seconds:.0} s: what was logged from {since:.0} to {until:.0} follows"
                ));
                self.interrupted.remove(&number);
            }
            Heard::Gone => {
                self.streams[number].tracker.borrow_mut().leave();
                output.warn(&format!(
                    "there is no log group `{name}`: looking for it again"
                ));
            }
            Heard::Back => {
                self.streams[number].tracker.borrow_mut().come_back();
                output.note(&format!("the log group `{name}` is there again"));
            }
            Heard::StreamsGone(streams) => output.warn(&format!(
                "`{name}` has no stream {}: looking for it again",
                quoted(&streams)
            )),
            Heard::StreamsBack(streams) => output.note(&match &streams[..] {
                [one] => format!("the stream `{one}` of `{name}` is there now"),
                many => format!("the streams {} of `{name}` are there now", quoted(many)),
            }),
            Heard::Overlap(Some(left)) => output.warn(&format!(
                "`{name}` has too many events to track: events more than {} s late may be missed",
                left.as_secs().max(0)
            )),
            Heard::Overlap(None) => output.note(&format!(
                "`{name}`: events that come up to 60 s late are found again"
            )),
            Heard::Refused(error) => {
                output.warn(&format!("{}: `{name}` is left out", in_a_line(&error)));
                self.refused.push((number, error));
            }
        }
    }

    /// Takes up groups that were not there.
    fn meet(&mut self, groups: Vec<Source>) -> Vec<Start<'a>> {
        let mut going = Vec::new();
        for group in groups {
            let known = self
                .sources
                .iter()
                .position(|known| known.name == group.name);
            if let Some(number) = known {
                // it says by itself that it is there again
                let again = self.gone.remove(&number);
                going.extend(again.map(|follow| Start::Follow(number, follow)));
                continue;
            }
            let name = &group.name;
            self.ctx
                .output
                .note(&format!("new log group `{name}`: followed from here on"));
            let follow = self.follower(&group);
            let number = self.sources.len();
            self.sources.push(group);
            self.streams.push(Followed::default());
            going.extend([Start::Follow(number, follow), Start::Watch(number)]);
        }
        going
    }

    /// Ends the list; an error if something is missing.
    fn end(self) -> Result<()> {
        self.lines.finish()?;
        if self.interrupted.is_empty() && self.refused.is_empty() {
            return Ok(());
        }
        let all = self.refused.len() == self.sources.len();
        if all {
            let name = |number: usize| self.sources[number].name.clone();
            let refused = self.refused.into_iter();
            return Err(several(
                refused.map(|(n, error)| (name(n), error)).collect(),
                true,
            ));
        }
        let one = self.sources.len() == 1;
        let spans: Vec<String> = self
            .interrupted
            .iter()
            .map(|(number, since)| {
                if one {
                    format!("nothing could be read since {since:.0}")
                } else {
                    format!(
                        "nothing of `{}` could be read since {since:.0}",
                        self.sources[*number].name
                    )
                }
            })
            .chain(
                self.refused
                    .iter()
                    .map(|(number, _)| format!("`{}` was left out", self.sources[*number].name)),
            )
            .collect();
        let error = Error::incomplete(spans.join(", "));
        Err(match self.interrupted.iter().next() {
            Some((number, since)) => error.hint(format!(
                "run `cruddur-obs logs tail {} --since {since:.0}` to show what was missed",
                shell_word(&self.sources[*number].id)
            )),
            None => error,
        })
    }
}

fn quoted(names: &[String]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}
