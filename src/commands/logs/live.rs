//! `logs tail --live` in words.

use std::pin::pin;

use futures_util::StreamExt as _;
use jiff::Timestamp;

use super::args::Plan;
use super::class;
use super::failures::in_a_line;
use super::filter;
use super::lines::Lines;
use super::notices::{say_group_notice, say_selection};
use crate::context::Ctx;
use crate::error::{Error, Hint, Kind, Result, ResultExt as _};
use crate::process;
use crate::providers::cloudwatch_logs::{
    Live, LiveEvent, LiveStanding, LogSource, Logs, MAX_LIVE_GROUPS, SelectionNotice,
};
use crate::render::{self, LogStyle};

/// A Live Tail that is about to begin.
pub(super) struct LiveRead {
    plan: Plan,
    logs: Logs,
    sources: Vec<LogSource>,
    notices: Vec<SelectionNotice>,
    live: Live,
}

impl LiveRead {
    /// Finds the groups; sessions begin when the stream is read.
    ///
    /// # Errors
    /// NotFound where there is no group.
    pub(super) async fn begin(logs: Logs, mut plan: Plan) -> Result<Self> {
        let selection = plan.resolver.resolve(&logs).await?;
        if selection.sources.is_empty() {
            return Err(logs.no_match(plan.resolver.selectors()));
        }
        let request = plan.tail_request(&selection.sources);
        Ok(Self {
            live: logs.live(request),
            plan,
            logs,
            sources: selection.sources,
            notices: selection.notices,
        })
    }
}

/// Shows what is logged until Ctrl-C.
pub(super) async fn show(ctx: &Ctx, read: LiveRead, style: &LogStyle) -> Result<()> {
    let mut stop = pin!(process::stop_signal());
    let mut closed = pin!(render::stdout_closed());
    filter::warn(ctx, &read.plan);
    for notice in &read.notices {
        say_selection(ctx, notice);
    }
    let mut narrator = Narrator {
        ctx,
        logs: &read.logs,
        lines: read.plan.lines(ctx, style),
        sources: read.sources,
        sessions: 0,
    };
    let mut live = read.live;
    let ended = loop {
        let event = tokio::select! {
            stopped = &mut stop => {
                break stopped.or_fail(|| "cannot wait for Ctrl-C".to_owned());
            }
            () = &mut closed => break Err(Error::new(Kind::ClosedPipe, "stdout was closed")),
            event = live.next() => event,
        };
        let shown = match event {
            None => break Ok(()),
            Some(Ok(event)) => narrator.show(event),
            Some(Err(error)) => Err(narrator.explained(error).await),
        };
        if shown.is_err() {
            break shown;
        }
    };
    match ended {
        Err(error) if error.kind() == Kind::ClosedPipe => Err(error),
        ended => {
            narrator.lines.finish()?;
            let standing = live.standing();
            match (ended, standing.missing_since()) {
                (Ok(()), _) => missing(&read.plan, &standing).map_or(Ok(()), Err),
                (Err(error), Some(since)) => {
                    Err(error.hint(tail_since(&read.plan, since, "show what was missed")))
                }
                (Err(error), None) => Err(error),
            }
        }
    }
}

/// Puts words to what a Live Tail reports.
struct Narrator<'a> {
    ctx: &'a Ctx,
    logs: &'a Logs,
    lines: Lines<'a>,
    sources: Vec<LogSource>,
    /// The number of sessions that was said.
    sessions: usize,
}

impl Narrator<'_> {
    fn show(&mut self, event: LiveEvent) -> Result<()> {
        let output = &self.ctx.output;
        let name = |group: usize| self.sources[group].name.as_str();
        match event {
            LiveEvent::Events(events) => return self.lines.show(&self.sources, &events),
            LiveEvent::CaughtUp => {}
            LiveEvent::Groups(notice) => say_group_notice(self.ctx, &mut self.sources, notice),
            LiveEvent::Started { id, sessions } => self.say_sessions(&id, sessions),
            LiveEvent::Expired { session } => output.note(&format!(
                "{} ended after its three hours: a new one begins",
                self.the_session(session)
            )),
            LiveEvent::Interrupted {
                session,
                since,
                error,
            } => output.warn(&format!(
                "{} is interrupted since {since:.0}: {}; trying again",
                self.part(session),
                in_a_line(&error)
            )),
            LiveEvent::Resumed {
                session,
                since,
                after,
            } => output.note(&format!(
                "{} goes on after {:.0} s: what was logged since {since:.0} is read",
                self.part(session),
                after.as_secs_f64()
            )),
            LiveEvent::Unread {
                group,
                since,
                error,
            } => output.warn(&format!(
                "what was logged in `{}` since {since:.0} could not be read: {}",
                name(group),
                in_a_line(&error)
            )),
            LiveEvent::SamplingBegan => output.warn(
                "more than 500 events in a second: this is a sample; use `--follow` to show all",
            ),
            LiveEvent::SamplingEnded { after } => output.note(&format!(
                "all events are shown again after {:.0} s",
                after.as_secs_f64()
            )),
            LiveEvent::LeftOut { groups, error } => {
                let names: Vec<_> = groups.iter().map(|n| format!("`{}`", name(*n))).collect();
                output.warn(&format!(
                    "no Live Tail session for {} yet: {}; trying again",
                    names.join(", "),
                    in_a_line(&error)
                ));
            }
        }
        Ok(())
    }

    /// What a session costs is said when one begins; of several, once for all of them.
    fn say_sessions(&mut self, id: &str, sessions: usize) {
        if sessions > 1 && sessions == self.sessions {
            return;
        }
        self.sessions = sessions;
        let place = self.logs.place();
        let is_aws = !self.logs.is_elsewhere();
        self.ctx.output.note(&if sessions > 1 {
            let billed = if is_aws {
                "; AWS bills each of them by the minute"
            } else {
                ""
            };
            format!(
                "{sessions} Live Tail sessions on {place}, of at most {MAX_LIVE_GROUPS} log groups and 500 events a second each{billed}"
            )
        } else {
            let charged = if is_aws {
                "; AWS charges its minutes"
            } else {
                ""
            };
            format!("Live Tail session {id} on {place}: at most 500 events a second{charged}")
        });
    }

    /// `the Live Tail session`, or which of several.
    fn the_session(&self, session: usize) -> String {
        match self.sessions {
            0 | 1 => "the Live Tail session".to_owned(),
            several => format!("Live Tail session {} of {several}", session + 1),
        }
    }

    /// `Live Tail`, or which session of several.
    fn part(&self, session: usize) -> String {
        match self.sessions {
            0 | 1 => "Live Tail".to_owned(),
            _ => self.the_session(session),
        }
    }

    /// An error that a group's class may have caused.
    async fn explained(&self, error: Error) -> Error {
        let mut error = error;
        for source in self.sources.iter().filter(|source| source.named) {
            error = class::explained(self.logs, source, error).await;
        }
        error
    }
}

/// What the user has not seen.
fn missing(plan: &Plan, standing: &LiveStanding) -> Option<Error> {
    if let Some(since) = standing.missing_since() {
        return Some(
            Error::incomplete(format!("nothing could be read since {since:.0}")).hint(tail_since(
                plan,
                since,
                "show what was missed",
            )),
        );
    }
    let sampled = standing.sampled();
    (!sampled.is_zero()).then(|| {
        Error::incomplete(format!(
            "Live Tail gave a sample of what was logged for {:.0} s",
            sampled.as_secs_f64().max(1.0)
        ))
        .hint(tail(plan, "10m", "show all of it"))
    })
}

fn tail_since(plan: &Plan, since: Timestamp, purpose: &str) -> Hint {
    tail(plan, &format!("{since:.0}"), purpose)
}

/// A window of the same groups.
fn tail(plan: &Plan, since: &str, purpose: &str) -> Hint {
    let mut args = vec!["logs".to_owned(), "tail".to_owned()];
    args.extend(plan.resolver.selectors().iter().map(ToString::to_string));
    args.extend(["--since".to_owned(), since.to_owned()]);
    Hint::run(args, purpose)
}
