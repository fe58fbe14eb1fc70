//! `logs tail --follow`: what is being logged, interruptions ridden out.

use std::collections::BTreeMap;
use std::pin::{Pin, pin};
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::history;
use super::lines::Lines;
use super::sources::{self, Source, query_of};
use super::tail::{Plan, in_a_line, several};
use crate::context::Ctx;
use crate::error::{Error, Kind, Result, ResultExt as _};
use crate::model::{GroupSelector, LogEvent};
use crate::process;
use crate::providers::cloudwatch_logs::{
    Bounds, Follow, Heard, Logs, Reader, Sourced, SystemTimer, Timer as _, Trouble,
};
use crate::render;

type Follower<'a> = Follow<'a, Logs, SystemTimer>;
type Task<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

/// Ids that are remembered over all groups: some 20 MB.
const REMEMBERED: usize = 1_000_000;
/// Between two looks for groups that a glob means.
const EXPANDED: Duration = Duration::from_secs(10);
/// What is read of the past at least, so that late events are told from old ones.
const OVERLAP: SignedDuration = SignedDuration::from_secs(60);

/// What is told of by the parts that run at the same time.
enum News {
    Of(usize, Heard),
    /// The groups that there are now.
    Groups(Vec<Source>),
}

pub(super) async fn run(ctx: &Ctx, logs: &Logs, plan: &Plan) -> Result<()> {
    let mut stop = pin!(process::stop_signal());
    let mut closed = pin!(render::stdout_closed());
    let sources = sources::resolve(ctx, logs, &plan.selectors).await?;
    let follower = logs.follower();
    let mut session = Session {
        ctx,
        plan,
        lines: plan.lines(ctx),
        reader: &follower,
        sources,
        interrupted: BTreeMap::new(),
        refused: Vec::new(),
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
    let followers = match begun {
        Ok(followers) => followers,
        Err(error) if error.kind() == Kind::ClosedPipe => return Err(error),
        Err(error) => {
            session.lines.finish()?;
            return Err(error);
        }
    };
    let (tell, mut news) = unbounded_channel();
    let mut tasks: FuturesUnordered<Task<'_>> = FuturesUnordered::new();
    for (number, follow) in followers {
        tasks.push(task(number, follow, &tell));
    }
    if plan
        .selectors
        .iter()
        .any(|selector| matches!(selector, GroupSelector::Glob(_)))
    {
        tasks.push(Box::pin(expand(ctx, logs, plan, tell.clone())));
    }
    loop {
        let first = tokio::select! {
            stopped = &mut stop => {
                stopped.or_fail(unstoppable)?;
                return session.end();
            }
            () = &mut closed => {
                return Err(Error::new(Kind::ClosedPipe, "stdout was closed"));
            }
            Some(first) = news.recv() => first,
            ended = tasks.next() => match ended {
                // a reason was told before it ended
                Some(()) => match news.try_recv() {
                    Ok(first) => first,
                    Err(_) => continue,
                },
                None => return session.end(),
            },
        };
        for (number, follow) in session.hear(first, &mut news)? {
            tasks.push(task(number, follow, &tell));
        }
    }
}

fn unstoppable() -> String {
    "cannot wait for Ctrl-C".to_owned()
}

fn task<'a>(number: usize, follow: Follower<'a>, tell: &UnboundedSender<News>) -> Task<'a> {
    let tell = tell.clone();
    Box::pin(async move {
        // nobody listens only when all ends
        let heard = |heard| drop(tell.send(News::Of(number, heard)));
        follow.run(heard).await;
    })
}

/// Looks again and again which groups the globs mean.
async fn expand(ctx: &Ctx, logs: &Logs, plan: &Plan, tell: UnboundedSender<News>) {
    loop {
        tokio::time::sleep(EXPANDED).await;
        match sources::resolve(ctx, logs, &plan.selectors).await {
            Ok(groups) => drop(tell.send(News::Groups(groups))),
            // what is known goes on; the next look may succeed
            Err(error) => ctx.output.detail(&format!(
                "cannot look for new groups: {}",
                in_a_line(&error)
            )),
        }
    }
}

struct Session<'a> {
    ctx: &'a Ctx,
    plan: &'a Plan,
    lines: Lines<'a>,
    reader: &'a Reader<Logs, SystemTimer>,
    sources: Vec<Source>,
    /// The sources that cannot be read at the moment, and since when.
    interrupted: BTreeMap<usize, Timestamp>,
    /// Those that will not be read again.
    refused: Vec<(usize, Error)>,
}

impl<'a> Session<'a> {
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
        Follow::new(self.reader, query, remembered)
    }

    /// Shows what was logged before now. Returns the followers that go on from there.
    async fn begin(&mut self, logs: &Logs) -> Result<Vec<(usize, Follower<'a>)>> {
        let reader = logs.reader();
        let began = reader.timer.elapsed();
        let mut followers: Vec<_> = self.sources.iter().map(|s| self.follower(s)).collect();
        let sources = self.sources.clone();
        let window = self.plan.window(&sources, Bounds::BRIEF);
        let know = |(source, event): &Sourced| {
            followers[*source].know(event);
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
                Some(Trouble::Refused) => continue,
                // it begins with the window when it can be read
                Some(_) => {}
            }
            going.push((number, follow));
        }
        Ok(going)
    }

    /// Which sources that could not be read are left out, and which are still followed.
    /// If none is left that is an error.
    async fn judge(
        &mut self,
        logs: &Logs,
        failed: Vec<(usize, Error)>,
    ) -> Result<BTreeMap<usize, Trouble>> {
        let all = failed.len() == self.sources.len() && !failed.is_empty();
        let mut unread = BTreeMap::new();
        let mut refused = Vec::new();
        for (number, error) in failed {
            let passes = match error.kind() {
                Kind::Failed | Kind::Incomplete => true,
                Kind::NotFound => !all,
                _ => false,
            };
            unread.insert(
                number,
                if passes {
                    Trouble::Unreachable
                } else {
                    Trouble::Refused
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
    fn hear(
        &mut self,
        first: News,
        news: &mut UnboundedReceiver<News>,
    ) -> Result<Vec<(usize, Follower<'a>)>> {
        let mut events: Vec<Sourced> = Vec::new();
        let mut going = Vec::new();
        let mut next = Some(first);
        while let Some(heard) = next {
            match heard {
                News::Of(source, Heard::Events(found)) => {
                    events.extend(found.into_iter().map(|event| (source, event)));
                }
                News::Of(source, heard) => {
                    self.show(&mut events)?;
                    self.tell(source, heard);
                }
                News::Groups(groups) => going.extend(self.meet(groups)),
            }
            next = news.try_recv().ok();
        }
        self.show(&mut events)?;
        Ok(going)
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
                let what = match failed.trouble {
                    Trouble::Throttled => format!(
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
                output.warn(&format!("there is no log group `{name}`: looking for it again"));
            }
            Heard::Back => output.note(&format!("the log group `{name}` is there again")),
            Heard::Overlap(Some(left)) => output.warn(&format!(
                "`{name}` logs more than can be remembered: events that come more than {} s late are missed",
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
    fn meet(&mut self, groups: Vec<Source>) -> Vec<(usize, Follower<'a>)> {
        let mut going = Vec::new();
        for group in groups {
            if self.sources.iter().any(|known| known.name == group.name) {
                continue;
            }
            let name = &group.name;
            self.ctx
                .output
                .note(&format!("new log group `{name}`: followed from here on"));
            let follow = self.follower(&group);
            self.sources.push(group);
            going.push((self.sources.len() - 1, follow));
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
            .map(|(number, since)| match one {
                true => format!("nothing could be read since {since:.0}"),
                false => format!(
                    "nothing of `{}` could be read since {since:.0}",
                    self.sources[*number].name
                ),
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
                "`cruddur-obs logs tail {} --since {since:.0}` shows what was missed",
                self.sources[*number].id
            )),
            None => error,
        })
    }
}
