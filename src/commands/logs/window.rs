//! A window of time, as `tail` and `search` show it.

use futures_util::StreamExt as _;
use jiff::{SignedDuration, Timestamp};

use super::args::Plan;
use super::class;
use super::failures::{broken_off, several};
use super::filter;
use super::lines::Lines;
use super::notices::{say_retry, say_selection};
use crate::context::Ctx;
use crate::error::{Error, Hint, Kind, Result};
use crate::model::{Format, counted};
use crate::providers::cloudwatch_logs::{
    EventStream, Extent, LogSource, Logs, RetryLimits, SelectionNotice, Share, Window, WindowEvent,
};
use crate::render::{LogStyle, Progress};

/// A window that is about to be read.
pub(super) struct WindowRead {
    pub(super) plan: Plan,
    pub(super) logs: Logs,
    pub(super) sources: Vec<LogSource>,
    pub(super) notices: Vec<SelectionNotice>,
    pub(super) events: EventStream<WindowEvent>,
}

impl WindowRead {
    /// Finds the groups that `plan` means.
    ///
    /// # Errors
    /// NotFound where there is none.
    pub(super) async fn resolve(
        logs: &Logs,
        plan: &mut Plan,
    ) -> Result<(Vec<LogSource>, Vec<SelectionNotice>)> {
        let selection = plan.resolver.resolve(logs).await?;
        if selection.sources.is_empty() {
            return Err(logs.no_match(plan.resolver.selectors()));
        }
        Ok((selection.sources, selection.notices))
    }

    pub(super) fn new(
        logs: Logs,
        plan: Plan,
        (sources, notices): (Vec<LogSource>, Vec<SelectionNotice>),
        extent: Extent,
    ) -> Self {
        let window = Window {
            sources: sources.clone(),
            query: plan.query.clone(),
            limits: RetryLimits::READ,
        };
        Self {
            events: logs.read_window(window, plan.filter.clone(), extent),
            plan,
            logs,
            sources,
            notices,
        }
    }

    /// Shows what is read, and says what could not be read, or that there was nothing.
    pub(super) async fn show(mut self, ctx: &Ctx, style: &LogStyle) -> Result<()> {
        filter::warn(ctx, &self.plan);
        for notice in &self.notices {
            say_selection(ctx, notice);
        }
        let mut lines = self.plan.lines(ctx, style);
        let bar = Bar::new(ctx);
        let mut unread = Vec::new();
        while let Some(event) = self.events.next().await {
            match event? {
                WindowEvent::Events(events) => {
                    let shown = bar.aside(|| lines.show(&self.sources, &events));
                    if let Err(error) = shown {
                        if error.kind() != Kind::ClosedPipe {
                            // what was shown stays a whole list
                            lines.finish()?;
                        }
                        return Err(error);
                    }
                }
                WindowEvent::Retrying { group, retry } => {
                    bar.aside(|| say_retry(ctx, &self.sources[group], &retry));
                }
                WindowEvent::Progress(share) => bar.moved(share, lines.shown()),
                WindowEvent::BrokenOff {
                    group,
                    error,
                    reached,
                } => unread.push((group, error, reached)),
            }
        }
        drop(bar);
        let shown = lines.finish()?;
        if !unread.is_empty() {
            return Err(self.failure(unread).await);
        }
        if shown == 0 {
            let streams = &self.plan.filter.streams;
            self.logs.check_streams(&self.sources, streams).await?;
            say_nothing_was_logged(ctx, &self.logs, &self.plan, &self.sources).await;
        }
        Ok(())
    }

    /// The error for sources that could not be read to their ends.
    async fn failure(&self, unread: Vec<(usize, Error, Option<Timestamp>)>) -> Error {
        let all = unread.len() == self.sources.len();
        let mut errors = Vec::new();
        for (group, error, reached) in unread {
            let source = &self.sources[group];
            let streams = &self.plan.filter.streams;
            let error = self.logs.explained(source, streams, error).await;
            let error = class::explained(&self.logs, source, error).await;
            let error = match reached {
                Some(reached) => {
                    let way = if self.plan.query.newest_first {
                        "back"
                    } else {
                        "up"
                    };
                    broken_off(&source.name, (way, reached), Kind::Incomplete, error)
                }
                None => error,
            };
            errors.push((source.name.clone(), error));
        }
        several(errors, all)
    }
}

impl Plan {
    pub(super) fn lines<'a>(&'a self, ctx: &'a Ctx, style: &'a LogStyle) -> Lines<'a> {
        // the last events are of any day: each tells its own
        let since = match self.last {
            Some(_) => ctx.clock.now(),
            None => self.range.since,
        };
        let several = self.resolver.may_be_several();
        let one_stream = self.filter.streams.is_one();
        Lines::new(ctx, style, since, several, one_stream)
    }
}

/// The progress of a parallel reading; it appears with the first word of one.
struct Bar<'a> {
    ctx: &'a Ctx,
    progress: std::cell::OnceCell<Progress>,
}

impl<'a> Bar<'a> {
    fn new(ctx: &'a Ctx) -> Self {
        Self {
            ctx,
            progress: std::cell::OnceCell::new(),
        }
    }

    /// Writes something, the bar out of its way.
    fn aside<T>(&self, work: impl FnOnce() -> T) -> T {
        match self.progress.get() {
            Some(progress) => progress.aside(work),
            None => work(),
        }
    }

    fn moved(&self, share: Share, events: usize) {
        let words = format!(
            "of the time  {}  {}",
            counted(events, "event"),
            counted(share.pages, "page")
        );
        let progress = self.progress.get_or_init(|| self.ctx.output.percent());
        progress.at((share.done * 100.0) as u64, words);
    }
}

/// An empty window is no failure; what is outside of it may be what was looked for.
async fn say_nothing_was_logged(ctx: &Ctx, logs: &Logs, plan: &Plan, sources: &[LogSource]) {
    let group = &sources[0].name;
    let place = match sources {
        [one] => format!("`{}`", one.name),
        many => format!("{} log groups", many.len()),
    };
    let filtered = !plan.chosen_by().is_empty();
    let what = if filtered {
        format!("no events in {place} match {}", plan.chosen_by())
    } else {
        format!("no events in {place}")
    };
    let range = plan.range;
    let zone = &ctx.output.screen().zone;
    let time = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S");
    let until = if plan.until_given {
        format!(" until {}", time(range.until))
    } else {
        String::new()
    };
    ctx.output
        .note(&format!("{what} since {}{until}", time(range.since)));
    if ctx.output.format() != Format::Table {
        return;
    }
    // only a help: a failure here takes nothing away from the answer
    let newest = match sources {
        [one] => logs.streams(&one.id, 1).await.ok(),
        _ => None,
    };
    let known = newest.is_some();
    let newest = newest.and_then(|(streams, _)| streams.first()?.last_event);
    ctx.output.hint(match newest {
        Some(newest) if newest < range.since => {
            let since = reaching(ctx.clock.now(), newest);
            Hint::run(
                ["logs", "tail", group, "--since", &since],
                format!("reach its newest event, of {}", time(newest)),
            )
        }
        None if known && !filtered => Hint::run(
            ["logs", "tail", group, "--follow"],
            "wait for its first event",
        ),
        _ if filtered => format!(
            "check upper and lower case, or leave out {} to show everything",
            plan.chosen_by()
        )
        .into(),
        _ if plan.until_given => "use an earlier `--since` or a later `--until`".into(),
        _ if !plan.can_follow => "use `--since 1d` to look further back".into(),
        _ => "use `--since 1h` to look further back, or `--follow` to wait for new events".into(),
    });
}

/// The shortest round duration back from `now` that includes `at`.
fn reaching(now: Timestamp, at: Timestamp) -> String {
    let minutes = now.duration_since(at).max(SignedDuration::ZERO).as_mins() + 1;
    match minutes {
        ..60 => format!("{minutes}m"),
        60..1_440 => format!("{}h", minutes / 60 + 1),
        _ => format!("{}d", minutes / 1_440 + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_suggested_duration_reaches_the_event() {
        let now: Timestamp = "2026-11-20T09:14:05Z".parse().unwrap();
        for (at, suggested) in [
            ("2026-11-20T09:02:05Z", "13m"),
            ("2026-11-20T08:15:00Z", "2h"),
            ("2026-11-20T01:00:00Z", "9h"),
            ("2026-11-17T09:00:00Z", "4d"),
        ] {
            assert_eq!(reaching(now, at.parse().unwrap()), suggested, "{at}");
        }
    }
}
