//! `traces tail`.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use clap::Args;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::row::{count, counted, errors_tone, id_cell, status_tone};
use super::settle::Settling;
use crate::context::Ctx;
use crate::error::{Error, Kind, Result};
use crate::model::{Target, TimeRange, TimeStyle, TraceSummary, escape};
use crate::process;
use crate::providers::xray::{KEPT, Xray};
use crate::render::{Screen, Stream, Tone, View, time_cell};
use crate::render::{duration_ms, fit_name, pad, pad_left};

#[derive(Debug, Args)]
pub struct TailArgs {
    /// Start time: 15m, 1.5h, '2 days ago', yesterday, 15:00, a date, RFC 3339, epoch [default: now]
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    since: Option<String>,
}

/// How a service is followed. Traces arrive late: exporters batch them, and X-Ray in the
/// cloud takes up to half a minute until one can be read. So each look goes back
/// further than the last one's end, and now and then much further.
struct SliceSizing {
    every: Duration,
    overlap: SignedDuration,
    deep: SignedDuration,
    /// Looks from one deep one to the next.
    deep_every: u32,
    rest: Duration,
    /// Looks that may fail in a row before one was answered. Afterwards they may fail for as
    /// long as they like; nothing is missed, for the next one goes back further.
    failures: u32,
}

/// The longest pause after looks that failed.
const MAX_PAUSE: Duration = Duration::from_secs(10);

/// How long a trace with something in progress is waited for.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long the end waits for the counts of the last traces.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// A look that takes longer was not answered yet; the client tries again for a while.
const SLOW: Duration = Duration::from_secs(3);

pub(super) async fn run(ctx: &Ctx, args: &TailArgs) -> Result<()> {
    let xray = ctx.xray().await?;
    let begin = match &args.since {
        Some(since) => ctx.trace_range(since, None)?.since,
        None => ctx.clock.now(),
    };
    if ctx.output.shows_progress() {
        ctx.output.note(&format!(
            "following new traces on {} (Ctrl-C ends)",
            xray.place()
        ));
    }
    let pace = pace(ctx.config.target);
    let mut follower = Follower {
        ctx,
        xray,
        settling: Settling::new(pace.rest, PATIENCE),
        ready: Vec::new(),
        pace,
        looked_until: begin,
        baseline: Some(begin),
        looks: 0,
        failures: 0,
        interrupted: None,
        asked: None,
    };
    let mut rows = Rows {
        stream: ctx.output.stream(),
        first: true,
    };
    let followed = follow(&mut follower, &mut rows).await;
    if let Err(error) = &followed
        && error.kind() == Kind::ClosedPipe
    {
        return followed;
    }
    let answered = followed.and_then(|()| follower.answered());
    // what was met is shown, although it might have grown
    rows.show(follower.last_words(answered.is_ok()).await)?;
    rows.stream.finish()?;
    answered
}

/// Looks again and again, until the user asks to stop.
async fn follow(follower: &mut Follower<'_>, rows: &mut Rows<'_>) -> Result<()> {
    let stop = process::stop_signal();
    tokio::pin!(stop);
    loop {
        tokio::select! {
            _ = &mut stop => return Ok(()),
            looked = follower.look() => looked?,
        }
        rows.show(std::mem::take(&mut follower.ready))?;
        tokio::select! {
            _ = &mut stop => return Ok(()),
            () = tokio::time::sleep(follower.pause()) => {}
        }
    }
}

/// What is shown; the first row brings the headings.
struct Rows<'a> {
    stream: Stream<'a>,
    first: bool,
}

impl Rows<'_> {
    fn show(&mut self, traces: Vec<TraceSummary>) -> Result<()> {
        for trace in traces {
            let first = std::mem::take(&mut self.first);
            self.stream.emit(&Row { trace, first })?;
        }
        Ok(())
    }
}

fn pace(target: Target) -> SliceSizing {
    match target {
        Target::Local => SliceSizing {
            every: Duration::from_millis(500),
            overlap: SignedDuration::from_secs(15),
            deep: SignedDuration::from_mins(10),
            deep_every: 20,
            rest: Duration::from_secs(1),
            failures: 3,
        },
        Target::Cloud => SliceSizing {
            every: Duration::from_secs(5),
            overlap: SignedDuration::from_secs(60),
            deep: SignedDuration::from_mins(15),
            deep_every: 12,
            rest: Duration::from_secs(10),
            failures: 6,
        },
    }
}

struct Follower<'a> {
    ctx: &'a Ctx,
    xray: Xray,
    pace: SliceSizing,
    settling: Settling,
    /// Settled, not yet shown.
    ready: Vec<TraceSummary>,
    /// The end of the last look that was answered.
    looked_until: Timestamp,
    /// Until the first look: what started earlier and is there already is not shown.
    baseline: Option<Timestamp>,
    looks: u32,
    failures: u32,
    /// Since when looks have failed; that is said once.
    interrupted: Option<Instant>,
    /// Since when a look is under way.
    asked: Option<Instant>,
}

impl Follower<'_> {
    /// Looks once. What is to be shown now is in [`Self::ready`] afterwards, whatever
    /// the look comes to, and also where it is given up in the middle.
    async fn look(&mut self) -> Result<()> {
        self.asked = Some(Instant::now());
        let until = self.ctx.clock.now() + SignedDuration::from_secs(1);
        let back = if self.looks.is_multiple_of(self.pace.deep_every) {
            self.pace.deep
        } else {
            self.pace.overlap
        };
        let since = (self.looked_until - back).max(until - KEPT);
        let found = match self.xray.active(TimeRange { since, until }).await {
            Ok(found) => found,
            Err(error) => return self.failed(error),
        };
        let now = Instant::now();
        let baseline = self.baseline.take();
        for summary in found {
            match baseline {
                Some(begin) if summary.start < begin => self.settling.skip(summary.id, now),
                _ => self.settling.meet(summary, now),
            }
        }
        self.looked_until = until;
        self.looks = self.looks.wrapping_add(1);
        self.ready.extend(self.settling.settled(now));
        match self.count().await {
            Ok(()) => {
                self.asked = None;
                self.resumed();
                Ok(())
            }
            // without counts rather than not at all
            Err(error) => self.failed(error),
        }
    }

    /// Fills in how many spans and errors the traces have that are ready.
    async fn count(&mut self) -> Result<()> {
        let ids: Vec<_> = self.ready.iter().map(|trace| trace.id).collect();
        let whole = self.xray.traces(&ids).await?;
        count(&mut self.ready, &whole);
        Ok(())
    }

    /// What is to be shown when the tail ends: what is ready, and what is still growing.
    /// It is counted if the service `answers` and that takes no time.
    async fn last_words(&mut self, answers: bool) -> Vec<TraceSummary> {
        self.ready.extend(self.settling.unsettled(Instant::now()));
        if answers {
            // uncounted rather than late
            let _ = tokio::time::timeout(LAST_WORDS, self.count()).await;
        }
        std::mem::take(&mut self.ready)
    }

    /// Takes note of a failure. Gives up at once where trying again cannot help, and after
    /// a few from a service that has never answered.
    fn failed(&mut self, error: Error) -> Result<()> {
        self.asked = None;
        self.failures = self.failures.saturating_add(1);
        let passes = matches!(error.kind(), Kind::Failed | Kind::Incomplete);
        let has_answered = self.looks > 0;
        if !passes || (!has_answered && self.failures >= self.pace.failures) {
            return Err(error);
        }
        if self.interrupted.is_none() {
            let now = self.ctx.clock.now();
            self.interrupted = Some(Instant::now());
            let because = match &error.causes()[..] {
                [] => String::new(),
                causes => format!(": {}", causes.join(": ")),
            };
            self.ctx
                .output
                .warn(&format!("{error} since {now:.0}{because}; trying again"));
        }
        Ok(())
    }

    /// Takes note of a look that was answered.
    fn resumed(&mut self) {
        self.failures = 0;
        if let Some(since) = self.interrupted.take() {
            let seconds = since.elapsed().as_secs_f64();
            self.ctx.output.note(&format!(
                "reading traces again after {seconds:.0} s; those missed follow"
            ));
        }
    }

    /// Until the next look: longer, the longer they have failed.
    fn pause(&self) -> Duration {
        let doubled = self.pace.every.saturating_mul(1 << self.failures.min(8));
        doubled.min(MAX_PAUSE.max(self.pace.every))
    }

    /// Whether the service answered to the last.
    fn answered(&self) -> Result<()> {
        let slow = self.asked.is_some_and(|asked| asked.elapsed() > SLOW);
        if self.failures == 0 && !slow {
            return Ok(());
        }
        Err(Error::incomplete(format!(
            "{} did not answer when this was stopped: the newest traces may be missing",
            self.xray.place()
        )))
    }
}

/// A trace as it is streamed; the first one brings the headings.
#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Row {
    trace: TraceSummary,
    #[serde(skip)]
    first: bool,
}

impl View for Row {
    fn view(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        let trace = &self.trace;
        let start = trace.start.to_zoned(screen.zone.clone());
        let cells = [
            id_cell(screen, trace.id),
            match screen.time {
                TimeStyle::Relative if !screen.terminal => time_cell(screen, trace.start),
                _ => start.strftime("%H:%M:%S").to_string(),
            },
            duration_ms(trace.duration_ms),
            trace.status(),
            escape(&trace.entry).into_owned(),
            counted(trace.spans),
            counted(trace.errors),
        ];
        const HEADINGS: [&str; 7] = [
            "TRACE", "START", "DURATION", "STATUS", "ENTRY", "SPANS", "ERRORS",
        ];
        if !screen.terminal {
            if self.first {
                writeln!(out, "{}", HEADINGS.join("\t"))?;
            }
            return writeln!(out, "{}", cells.join("\t"));
        }
        let widths = widths(screen.width, cells[0].chars().count());
        if self.first {
            let headings = HEADINGS.map(str::to_owned);
            let faint = [Tone::Faint; 7];
            writeln!(out, "{}", line(screen, &headings, widths, faint))?;
        }
        let tones = [
            Tone::Key,
            Tone::Plain,
            Tone::Plain,
            status_tone(trace),
            Tone::Plain,
            Tone::Plain,
            errors_tone(trace),
        ];
        writeln!(out, "{}", line(screen, &cells, widths, tones))
    }
}

/// The widths of the cells: all are fixed, so that rows that come later line up; the
/// entry takes what is left. On a narrow screen some cells are left out: they have none.
fn widths(width: usize, id: usize) -> [usize; 7] {
    const ENTRY: usize = 4;
    const MIN_ENTRY: usize = 12;
    const LEFT_OUT: [usize; 4] = [5, 6, 1, 3];
    let mut widths = [id, 8, 8, 7, MIN_ENTRY, 5, 6];
    let taken = |widths: &[usize; 7]| -> usize {
        let shown = widths.iter().filter(|width| **width > 0);
        shown.map(|width| width + 2).sum()
    };
    for at in LEFT_OUT {
        if taken(&widths) > width {
            widths[at] = 0;
        }
    }
    let left = width.saturating_sub(taken(&widths));
    widths[ENTRY] = (MIN_ENTRY + left).min(60);
    widths
}

fn line(screen: &Screen, cells: &[String; 7], widths: [usize; 7], tones: [Tone; 7]) -> String {
    let mut line = String::new();
    let cells = cells.iter().zip(widths).enumerate();
    for (at, (cell, width)) in cells.filter(|(_, (_, width))| *width > 0) {
        let cell = fit_name(cell, width);
        let padded = match at {
            2 | 5 | 6 => pad_left(&cell, width),
            _ => pad(&cell, width),
        };
        line.push_str("  ");
        line.push_str(&screen.paint(tones[at], padded));
    }
    line.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_fit_the_screen() {
        assert_eq!(widths(100, 16), [16, 8, 8, 7, 36, 5, 6]);
        assert_eq!(widths(76, 16), [16, 8, 8, 7, 12, 5, 6]);
        assert_eq!(widths(60, 16), [16, 0, 8, 7, 21, 0, 0]);
        for width in 42..200 {
            let widths = widths(width, 16);
            let shown = widths.iter().filter(|width| **width > 0);
            let taken: usize = shown.map(|width| width + 2).sum();
            assert!(taken <= width, "{width}: {taken}");
        }
    }
}
