//! `traces tail`.

use std::io::{self, Write};

use clap::Args;
use serde::Serialize;

use super::row::{counted, errors_tone, status_tone, table};
use crate::context::Ctx;
use crate::error::{Kind, Result};
use crate::model::{TimeStyle, TraceSummary, escape};
use crate::process;
use crate::providers::xray::{Follow, FollowEvent};
use crate::render::{Screen, Stream, Table, Tone, View, time_cell};
use crate::render::{duration_ms, fit_name, pad, pad_left, trace_id_cell};

#[derive(Debug, Args)]
pub(crate) struct TailArgs {
    /// Start time: 15m, 1.5h, '2 days ago', yesterday, 15:00, a date, RFC 3339, epoch [default: now]
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    since: Option<String>,
}

pub(super) async fn run(ctx: &Ctx, args: &TailArgs) -> Result<()> {
    let mut follow = fetch(ctx, args).await?;
    if ctx.output.shows_progress() {
        ctx.output.note(&format!(
            "following new traces on {} (Ctrl-C ends)",
            follow.place()
        ));
    }
    let mut rows = Rows {
        stream: ctx.output.stream(),
        first: true,
    };
    let shown = show(ctx, &mut follow, &mut rows).await;
    if let Err(error) = &shown
        && error.kind() == Kind::ClosedPipe
    {
        return shown;
    }
    let answered = shown.and_then(|()| follow.answered());
    // what was met is shown, although it might have grown
    rows.show(follow.take_rest(answered.is_ok()).await)?;
    rows.stream.finish()?;
    answered
}

/// Traces from now on, or from `--since`; they come as the stream is read.
pub(super) async fn fetch(ctx: &Ctx, args: &TailArgs) -> Result<Follow> {
    let xray = ctx.xray().await?;
    let begin = match &args.since {
        Some(since) => ctx.trace_range(since, None)?.since,
        None => ctx.clock.now(),
    };
    Ok(xray.follow(begin, ctx.clock))
}

/// Puts words to what comes, until the user asks to stop.
async fn show(ctx: &Ctx, follow: &mut Follow, rows: &mut Rows<'_>) -> Result<()> {
    let stop = process::stop_signal();
    tokio::pin!(stop);
    loop {
        let event = tokio::select! {
            _ = &mut stop => return Ok(()),
            event = follow.next() => event?,
        };
        match event {
            FollowEvent::Traces(traces) => rows.show(traces)?,
            FollowEvent::Interrupted { since, error } => {
                let because = match &error.causes()[..] {
                    [] => String::new(),
                    causes => format!(": {}", causes.join(": ")),
                };
                ctx.output
                    .warn(&format!("{error} since {since:.0}{because}; trying again"));
            }
            FollowEvent::Resumed { after } => ctx.output.note(&format!(
                "reading traces again after {:.0} s; those missed follow",
                after.as_secs_f64()
            )),
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

/// A trace as it is streamed; the first one brings the headings.
#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Row {
    trace: TraceSummary,
    #[serde(skip)]
    first: bool,
}

impl View for Row {
    fn table(&self, screen: &Screen) -> Option<Table> {
        Some(table(std::slice::from_ref(&self.trace), screen, ""))
    }

    fn view(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        let trace = &self.trace;
        let start = trace.start.to_zoned(screen.zone.clone());
        let cells = [
            trace_id_cell(screen, trace.id),
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
