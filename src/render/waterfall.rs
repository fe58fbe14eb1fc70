//! A trace as a tree with bars on a common timeline.

use std::io::{self, Write};

use crate::model::{Exception, Health, Span, SpanKind, Trace, escape};

use super::screen::{Screen, Tone};
use super::tree::{Guide, guides};
use super::units::duration_ms;
use super::width::{columns, fit, fit_cell, pad, pad_left};

/// The deepest level of indentation; even a recursion of hundreds stays readable.
const DEEPEST: usize = 12;
/// The width of the longest duration: `3m 05s` or `999 µs`, and a space.
const DURATION: usize = 7;
/// The minimum useful width of the timeline.
const BAR_MIN: usize = 12;

/// Draws `trace`; with `details`, also annotations, metadata, queries and full stack traces.
///
/// In a pipe, each span is one line of tab-separated columns: the label in the tree, the start
/// relative to the trace, the duration and the status.
pub fn waterfall(
    trace: &Trace,
    details: bool,
    screen: &Screen,
    out: &mut dyn Write,
) -> io::Result<()> {
    let spans = shown(trace);
    let depths: Vec<usize> = spans.iter().map(|span| span.depth).collect();
    if !screen.terminal {
        let guides = guides(&depths, DEEPEST);
        writeln!(out, "SPAN\tOFFSET\tDURATION\tSTATUS")?;
        for ((at, span), guide) in spans.iter().enumerate().zip(&guides) {
            plain_row(trace, span, guide, out)?;
            notes(span, &spans[at + 1..], details, |_, text| {
                writeln!(out, "{}{text}\t\t\t", guide.under)
            })?;
        }
        return Ok(());
    }
    let room = Layout::room(&spans, screen.width);
    // leave at least half of the label for the name
    let guides = guides(&depths, DEEPEST.min(Layout::most(room) / 6));
    let layout = Layout::of(&spans, &guides, room);
    for ((at, span), guide) in spans.iter().enumerate().zip(&guides) {
        row(trace, span, guide, &layout, screen, out)?;
        let room = screen.width.saturating_sub(2 + columns(&guide.under));
        notes(span, &spans[at + 1..], details, |tone, text| {
            let text = screen.paint(tone, fit(text, room));
            writeln!(out, "  {}{text}", screen.paint(Tone::Faint, &guide.under))
        })?;
    }
    Ok(())
}

/// Returns all spans except inferred ones that only repeat the call above them.
fn shown(trace: &Trace) -> Vec<&Span> {
    let spans = &trace.spans;
    spans
        .iter()
        .enumerate()
        .filter(|(at, span)| {
            let leaf = spans
                .get(at + 1)
                .is_none_or(|next| next.depth <= span.depth);
            !(span.kind == SpanKind::Inferred && leaf && span.depth > 0)
        })
        .map(|(_, span)| span)
        .collect()
}

/// The column widths on a terminal: `  label  duration  bar  status`.
struct Layout {
    label: usize,
    bar: usize,
}

impl Layout {
    /// Returns the width available for labels and bars, without margin, gaps and fixed columns.
    fn room(spans: &[&Span], width: usize) -> usize {
        let status = spans.iter().map(|span| columns(&status(span).0)).max();
        let fixed = 2 + 2 + DURATION + 2 + 2 + status.unwrap_or(0);
        width.saturating_sub(fixed).max(2 * BAR_MIN)
    }

    /// The maximum width of labels.
    fn most(room: usize) -> usize {
        room - (room / 4).max(BAR_MIN)
    }

    fn of(spans: &[&Span], guides: &[Guide], room: usize) -> Self {
        let widths = spans.iter().zip(guides).map(|(span, guide)| {
            let (name, rest) = label(span);
            columns(&guide.before) + columns(&name) + columns(&rest)
        });
        let label = widths.max().unwrap_or(0).min(Self::most(room));
        Self {
            label,
            bar: room - label,
        }
    }
}

fn row(
    trace: &Trace,
    span: &Span,
    guide: &Guide,
    layout: &Layout,
    screen: &Screen,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (name, rest) = label(span);
    let room = layout.label.saturating_sub(columns(&guide.before));
    let name = fit_cell(&name, room);
    let rest = fit(&rest, room - columns(&name));
    let used = columns(&guide.before) + columns(&name) + columns(&rest);
    let name_tone = match span.kind {
        SpanKind::Segment => Tone::Strong,
        SpanKind::Subsegment => Tone::Plain,
        SpanKind::Inferred => Tone::Faint,
    };
    let took = span.duration_ms.map_or_else(|| "…".to_owned(), duration_ms);
    let (status, tone) = status(span);
    let line = format!(
        "  {}{}{}{}  {}  {}  {}",
        screen.paint(Tone::Faint, &guide.before),
        screen.paint(name_tone, name),
        rest,
        " ".repeat(layout.label.saturating_sub(used)),
        pad_left(&took, DURATION),
        bar(trace, span, layout.bar, screen),
        screen.paint(tone, status),
    );
    writeln!(out, "{}", line.trim_end())
}

fn plain_row(trace: &Trace, span: &Span, guide: &Guide, out: &mut dyn Write) -> io::Result<()> {
    let (name, rest) = label(span);
    let took = span
        .duration_ms
        .map_or_else(|| "running".to_owned(), duration_ms);
    let offset = duration_ms(offset_ms(trace, span));
    let (status, _) = status(span);
    writeln!(
        out,
        "{}{name}{rest}\t{offset}\t{took}\t{status}",
        guide.before
    )
}

/// Returns the span's name, and the request that it made or served.
fn label(span: &Span) -> (String, String) {
    let request = span.http.as_ref().and_then(crate::model::Http::request);
    // OpenTelemetry already uses the request as the span's name
    let told = span
        .call
        .clone()
        .or(request)
        .filter(|told| *told != span.name);
    let mut rest = told.map_or_else(String::new, |told| format!("  {}", escape(&told)));
    if span.orphan {
        rest.push_str("  (its parent has not arrived)");
    }
    (escape(&span.name).into_owned(), rest)
}

/// Returns the HTTP status and any further failure; nothing for a successful inner span.
fn status(span: &Span) -> (String, Tone) {
    let Health {
        fault,
        error,
        throttle,
    } = span.health;
    let tone = match span.health.word() {
        "ok" if span.in_progress() => Tone::Key,
        "ok" => Tone::Good,
        "fault" => Tone::Bad,
        _ => Tone::Warn,
    };
    let code = span.http.as_ref().and_then(|http| http.status);
    let told = match code {
        Some(429) => !fault,
        Some(400..=499) => !fault && !throttle,
        Some(500..=599) => !error && !throttle,
        Some(_) => !span.health.failed(),
        None => false,
    };
    let mut words: Vec<String> = code.iter().map(u16::to_string).collect();
    if span.health.failed() && !told {
        words.push(span.health.word().to_owned());
    }
    if span.in_progress() {
        words.push("running".to_owned());
    }
    (words.join(" "), tone)
}

/// Returns the span's bar on the trace's timeline.
fn bar(trace: &Trace, span: &Span, width: usize, screen: &Screen) -> String {
    let total = trace.duration_ms.max(f64::MIN_POSITIVE);
    let cells = |ms: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a share of a terminal's width"
        )]
        let cells = (ms / total * width as f64).round() as usize;
        cells.min(width)
    };
    let start = cells(offset_ms(trace, span)).min(width.saturating_sub(1));
    let (glyph, end) = match span.duration_ms {
        Some(ms) => ("█", cells(offset_ms(trace, span) + ms)),
        None => ("░", width),
    };
    let length = end.saturating_sub(start).max(1);
    let tone = match (span.kind, span.health.word()) {
        (_, "fault") => Tone::Bad,
        (_, "error" | "throttle") => Tone::Warn,
        (SpanKind::Inferred, _) => Tone::Faint,
        _ => Tone::Key,
    };
    let drawn = screen.paint(tone, glyph.repeat(length));
    format!(
        "{}{drawn}{}",
        " ".repeat(start),
        pad("", width - start - length)
    )
}

fn offset_ms(trace: &Trace, span: &Span) -> f64 {
    span.start
        .duration_since(trace.start)
        .as_secs_f64()
        .max(0.0)
        * 1e3
}

/// Writes the lines below a span: its exceptions, and with `details` all its data. `later` are the
/// rows after it.
fn notes(
    span: &Span,
    later: &[&Span],
    details: bool,
    mut line: impl FnMut(Tone, &str) -> io::Result<()>,
) -> io::Result<()> {
    for exception in &span.exceptions {
        // an exception that passed through several spans is shown at its origin
        let inside = later.iter().take_while(|other| other.depth > span.depth);
        let same = |e: &Exception| (&e.class, &e.message) == (&exception.class, &exception.message);
        if inside.flat_map(|other| &other.exceptions).any(same) {
            continue;
        }
        line(tone_of(span.health), &told(exception))?;
        let stack = exception
            .stack
            .iter()
            .take(if details { usize::MAX } else { 0 });
        for frame in stack {
            line(Tone::Faint, &format!("  at {}", escape(&frame.place())))?;
        }
    }
    if !details {
        return Ok(());
    }
    if let Some(user) = &span.user {
        line(Tone::Faint, &format!("user {}", escape(user)))?;
    }
    for (key, value) in &span.annotations {
        line(
            Tone::Faint,
            &format!("{} = {}", escape(key), escape(&text(value))),
        )?;
    }
    for (space, values) in &span.metadata {
        let told = format!("{space}: {}", text(values));
        line(Tone::Faint, &escape(&told))?;
    }
    Ok(())
}

fn tone_of(health: Health) -> Tone {
    match health.word() {
        "fault" => Tone::Bad,
        _ => Tone::Warn,
    }
}

/// Returns `✗ NameError: name 'x' is not defined (app.py:3 in run)`.
fn told(exception: &Exception) -> String {
    let mut told = match (exception.class.as_str(), exception.message.as_str()) {
        ("", "") => "exception".to_owned(),
        (class, "") => class.to_owned(),
        ("", message) => message.to_owned(),
        (class, message) => format!("{class}: {message}"),
    };
    if let Some(frame) = exception.stack.first() {
        told.push_str(&format!("  ({})", frame.place()));
    }
    if exception.remote {
        told.push_str("  (from the service called)");
    }
    format!("✗ {}", escape(&told))
}

fn text(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests;
