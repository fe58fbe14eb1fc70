//! `logs tail --follow` in words.

use std::pin::pin;

use futures_util::StreamExt as _;

use super::args::Plan;
use super::class;
use super::failures::{broken_off, in_a_line, several};
use super::filter;
use super::lines::Lines;
use super::notices::{say_group_notice, say_selection};
use crate::context::Ctx;
use crate::error::{Error, Hint, Kind, Result, ResultExt as _};
use crate::process;
use crate::providers::cloudwatch_logs::{
    FailureClass, Follow, FollowEvent, GroupState, LogSource, Logs, MAX_KNOWN, SelectionNotice,
    Standing, Tally,
};
use crate::render::{self, LogStyle};

/// A follow that is about to begin.
pub(super) struct FollowRead {
    plan: Plan,
    logs: Logs,
    sources: Vec<LogSource>,
    notices: Vec<SelectionNotice>,
    follow: Follow,
}

impl FollowRead {
    /// Finds the groups; their events come as the stream is read.
    pub(super) async fn begin(logs: Logs, mut plan: Plan) -> Result<Self> {
        let selection = plan.resolver.resolve(&logs).await?;
        let request = plan.tail_request(&selection.sources);
        Ok(Self {
            follow: logs.follow(request),
            plan,
            logs,
            sources: selection.sources,
            notices: selection.notices,
        })
    }
}

/// Shows what is logged until Ctrl-C, or until nothing is left that could be followed.
pub(super) async fn show(ctx: &Ctx, read: FollowRead, style: &LogStyle) -> Result<()> {
    let mut stop = pin!(process::stop_signal());
    let mut closed = pin!(render::stdout_closed());
    filter::warn(ctx, &read.plan);
    for notice in &read.notices {
        say_selection(ctx, notice);
    }
    if ctx.output.shows_progress() {
        greet(ctx, &read);
    }
    let mut narrator = Narrator {
        ctx,
        logs: &read.logs,
        plan: &read.plan,
        lines: read.plan.lines(ctx, style),
        sources: read.sources,
        left_out: Vec::new(),
    };
    let mut follow = read.follow;
    loop {
        let event = tokio::select! {
            stopped = &mut stop => {
                stopped.or_fail(|| "cannot wait for Ctrl-C".to_owned())?;
                break;
            }
            () = &mut closed => {
                return Err(Error::new(Kind::ClosedPipe, "stdout was closed"));
            }
            event = follow.next() => event,
        };
        let Some(event) = event else { break };
        let is_over = follow.standing().is_over();
        narrator.show(event?, is_over).await?;
    }
    narrator.end(&follow.standing())
}

fn greet(ctx: &Ctx, read: &FollowRead) {
    let what = match &read.sources[..] {
        [] => "waiting: no log group matches yet".to_owned(),
        [one] => format!("following `{}`", one.name),
        many => format!("following {} log groups", many.len()),
    };
    let place = read.logs.place();
    ctx.output.note(&format!("{what} on {place} (Ctrl-C ends)"));
}

/// Puts words to what a follow reports.
struct Narrator<'a> {
    ctx: &'a Ctx,
    logs: &'a Logs,
    plan: &'a Plan,
    lines: Lines<'a>,
    sources: Vec<LogSource>,
    /// Groups that are not read any more, by name.
    left_out: Vec<(String, Error)>,
}

impl Narrator<'_> {
    async fn show(&mut self, event: FollowEvent, is_over: bool) -> Result<()> {
        let output = &self.ctx.output;
        let name = |group: usize| self.sources[group].name.as_str();
        match event {
            FollowEvent::Events(events) => return self.lines.show(&self.sources, &events),
            FollowEvent::CaughtUp => {}
            FollowEvent::Groups(notice) => say_group_notice(self.ctx, &mut self.sources, notice),
            FollowEvent::Interrupted {
                group,
                since,
                failed,
            } => {
                let causes = failed.error.causes().join(": ");
                let what = match failed.class {
                    FailureClass::Throttled => format!(
                        "the service asks to slow down: `{}` cannot be read since {since:.0} ({causes})",
                        name(group)
                    ),
                    _ => format!("{} since {since:.0}: {causes}", failed.error),
                };
                output.warn(&format!("{what}; trying again"));
            }
            FollowEvent::Resumed {
                group,
                since,
                until,
                after,
            } => output.note(&format!(
                "`{}` can be read again after {:.0} s: what was logged from {since:.0} to {until:.0} follows",
                name(group),
                after.as_secs_f64()
            )),
            FollowEvent::LeftOut {
                group,
                error,
                complete_to,
            } => {
                let source = &self.sources[group];
                let streams = &self.plan.filter.streams;
                let error = self.logs.explained(source, streams, error).await;
                let error = class::explained(self.logs, source, error).await;
                let error = match complete_to {
                    Some(to) => {
                        let kind = error.kind();
                        broken_off(&source.name, ("up", to), kind, error)
                    }
                    None => error,
                };
                // where nothing is left, the error that ends it says so
                if !is_over {
                    let line = in_a_line(&error);
                    output.warn(&format!("`{}` is left out: {line}", source.name));
                }
                self.left_out.push((source.name.clone(), error));
            }
            FollowEvent::StreamsGone { .. }
            | FollowEvent::StreamsBack { .. }
            | FollowEvent::StreamsChanged { .. }
            | FollowEvent::TooManyStreams { .. }
            | FollowEvent::StreamsUnlisted { .. } => self.say_streams(&event),
            FollowEvent::Pace { .. }
            | FollowEvent::Stalled { .. }
            | FollowEvent::StallOver { .. }
            | FollowEvent::OverlapShrunk { .. }
            | FollowEvent::OverlapRestored { .. } => self.say_reading(&event),
        }
        Ok(())
    }

    /// Says how the groups are read: how often, how slowly, how far back.
    fn say_reading(&self, event: &FollowEvent) {
        let output = &self.ctx.output;
        let name = |group: &usize| self.sources[*group].name.as_str();
        match event {
            FollowEvent::Pace { every } => output.note(&format!(
                "each log group is read at least every {:.0} s, busy ones more often",
                every.as_secs_f64().ceil()
            )),
            FollowEvent::Stalled { groups, after } => {
                let which = match &groups[..] {
                    [one] => format!("about `{}`", name(one)),
                    many => format!("about {} log groups", many.len()),
                };
                output.warn(&format!(
                    "{} has not answered for {} s ({which}): still waiting",
                    self.logs.place(),
                    after.as_secs()
                ));
            }
            FollowEvent::StallOver { after } => output.note(&format!(
                "{} answers again after {} s",
                self.logs.place(),
                after.as_secs()
            )),
            FollowEvent::OverlapShrunk { group, left } => output.warn(&format!(
                "`{}` has too many events to track: events more than {} s late may be missed",
                name(group),
                left.as_secs().max(0)
            )),
            FollowEvent::OverlapRestored { group } => output.note(&format!(
                "`{}`: events that come up to 60 s late are found again",
                name(group)
            )),
            _ => {}
        }
    }

    fn say_streams(&self, event: &FollowEvent) {
        let output = &self.ctx.output;
        let name = |group: &usize| self.sources[*group].name.as_str();
        match event {
            FollowEvent::StreamsGone { group, names } => output.warn(&format!(
                "`{}` has no stream {}: waiting for it",
                name(group),
                quoted(names)
            )),
            FollowEvent::StreamsBack { group, names } => output.note(&match &names[..] {
                [one] => format!("the stream `{one}` of `{}` is there now", name(group)),
                many => format!(
                    "the streams {} of `{}` are there now",
                    quoted(many),
                    name(group)
                ),
            }),
            FollowEvent::StreamsChanged { group, new, gone } => {
                for sentence in changes(name(group), new.as_ref(), gone.as_ref()) {
                    output.note(&sentence);
                }
            }
            FollowEvent::TooManyStreams { group } => output.note(&format!(
                "`{}` has more than {MAX_KNOWN} streams: still following every stream; stream changes are no longer reported",
                name(group)
            )),
            FollowEvent::StreamsUnlisted { group, error } => output.detail(&format!(
                "streams of `{}` that come or go are not reported: {}",
                name(group),
                in_a_line(error)
            )),
            _ => {}
        }
    }

    /// Ends the list; an error if something is missing.
    fn end(self, standing: &Standing) -> Result<()> {
        let go_on = go_on(standing);
        self.lines.finish()?;
        if standing.is_left_out_whole() {
            let error = several(self.left_out, true);
            return Err(go_on.into_iter().fold(error, Error::hint));
        }
        let mut missing = Vec::new();
        for group in standing.groups() {
            let name = &group.source.name;
            match group.state {
                GroupState::Followed => {}
                GroupState::Interrupted(since) => {
                    missing.push(if standing.groups().len() == 1 {
                        format!("nothing could be read since {since:.0}")
                    } else {
                        format!("nothing of `{name}` could be read since {since:.0}")
                    });
                }
                GroupState::LeftOut(_) => missing.push(format!("`{name}` was left out")),
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        let error = Error::incomplete(missing.join(", "));
        Err(go_on.into_iter().fold(error, Error::hint))
    }
}

/// The command that shows what the groups that are not read now would have shown.
fn go_on(standing: &Standing) -> Option<Hint> {
    let unread = standing.groups().iter().filter_map(|group| {
        let since = match group.state {
            GroupState::Followed => None,
            GroupState::Interrupted(since) => Some(since),
            GroupState::LeftOut(complete_to) => complete_to,
        };
        Some((&group.source, since?))
    });
    let unread: Vec<_> = unread.collect();
    let since = unread.iter().map(|(_, since)| *since).min()?;
    let ids = unread.iter().map(|(source, _)| source.id.clone());
    let args = ["logs", "tail"].map(str::to_owned).into_iter().chain(ids);
    let since = ["--since".to_owned(), format!("{since:.0}")];
    Some(Hint::run(args.chain(since), "show what was missed"))
}

/// Sentences about streams that came and went.
fn changes(group: &str, new: Option<&Tally>, gone: Option<&Tally>) -> Vec<String> {
    let new = new.map(|tally| match tally.count {
        1 => format!("new stream {} in `{group}`", listed(tally)),
        count => format!("{count} new streams in `{group}`: {}", listed(tally)),
    });
    let gone = gone.map(|tally| match tally.count {
        1 => format!("the stream {} of `{group}` is gone", listed(tally)),
        count => format!("{count} streams of `{group}` are gone: {}", listed(tally)),
    });
    new.into_iter().chain(gone).collect()
}

fn listed(tally: &Tally) -> String {
    let more = if tally.count > tally.names.len() {
        ", …"
    } else {
        ""
    };
    quoted(&tally.names) + more
}

fn quoted(names: &[String]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(count: usize, names: &[&str]) -> Tally {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        Tally { count, names }
    }

    #[test]
    fn streams_that_come_and_go_are_one_sentence_each() {
        let (one, many) = (tally(1, &["a"]), tally(5_000, &["0", "1", "2"]));
        assert_eq!(changes("g", Some(&one), None), ["new stream `a` in `g`"]);
        assert_eq!(
            changes("g", Some(&many), Some(&one)),
            [
                "5000 new streams in `g`: `0`, `1`, `2`, …",
                "the stream `a` of `g` is gone"
            ]
        );
        let two = tally(2, &["a", "b"]);
        assert_eq!(
            changes("g", None, Some(&two)),
            ["2 streams of `g` are gone: `a`, `b`"]
        );
    }
}
