//! A trace with what the other services know of it.

use std::borrow::Cow;
use std::io::{self, Write};

use jiff::Timestamp;
use serde::Serialize;

use super::correlate::TraceLine;
use crate::error::Hint;
use crate::model::{ErrorItem, Notice, Source, Span, Trace, TraceError, counted, escape};
use crate::render::{OtlpRecord, Screen, Tone, View};
use crate::render::{columns, fit, message_tone, time_cell, waterfall};

/// Where the text beside a heading begins.
const COLUMN: usize = 12;
/// Log lines shown on a terminal; pipes and JSON get all.
const LINES: usize = 20;

/// One report from three services.
#[derive(Debug, Serialize)]
pub(super) struct TraceReport {
    #[serde(flatten)]
    pub(super) trace: Trace,
    /// The log lines that name it, the oldest first.
    pub(super) logs: Vec<TraceLine>,
    /// Its error items, each with its occurrences in this trace.
    pub(super) errors: Vec<TraceError>,
    /// What could not be read, a line each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) missing: Vec<String>,
    #[serde(skip)]
    pub(super) notices: Vec<Notice>,
    #[serde(skip)]
    details: bool,
}

impl TraceReport {
    pub(super) fn new(trace: Trace, details: bool) -> Self {
        let mut missing = Vec::new();
        if trace.unreadable > 0 {
            missing.push(format!(
                "{} of its documents could not be read",
                trace.unreadable
            ));
        }
        if trace.limit_exceeded {
            missing.push(
                "X-Ray returned only part of this trace: it exceeds the size limit".to_owned(),
            );
        }
        Self {
            trace,
            logs: Vec::new(),
            errors: Vec::new(),
            missing,
            notices: Vec::new(),
            details,
        }
    }

    /// The sentence for what is missing, if anything is.
    pub(super) fn incomplete(&self) -> Option<String> {
        let missing = self.missing.join("\n");
        (!missing.is_empty()).then(|| format!("not all of the trace could be shown\n{missing}"))
    }

    fn about(&self, screen: &Screen) -> String {
        let sources = self
            .trace
            .sources
            .iter()
            .map(|source| Source::label(*source));
        let mut facts = vec![
            self.trace.id.xray(),
            time_cell(screen, self.trace.start),
            sources.collect::<Vec<_>>().join(", "),
        ];
        facts.retain(|fact| !fact.is_empty());
        facts.join(if screen.terminal { " · " } else { "\t" })
    }

    fn log_lines(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        if !screen.terminal {
            return self.logs.iter().try_for_each(|line| {
                let at = time_cell(screen, line.event.at);
                let (text, attributes) = message(line);
                let gap = if attributes.is_empty() { "" } else { "  " };
                writeln!(
                    out,
                    "LOG\t{at}\t{}\t{}{gap}{}",
                    escape(&line.group),
                    escape(text.trim_end()),
                    escape(&attributes)
                )
            });
        }
        let count = format!("LOGS ({})", self.logs.len());
        for (n, line) in self.logs.iter().take(LINES).enumerate() {
            heading(if n == 0 { &count } else { "" }, Tone::Plain, screen, out)?;
            log_line(line, &self.trace, screen, out)?;
        }
        if let Some(hidden) = self.logs.len().checked_sub(LINES + 1) {
            heading("", Tone::Plain, screen, out)?;
            writeln!(out, "… and {} more in `-o json`", hidden + 1)?;
        }
        Ok(())
    }
}

impl View for TraceReport {
    fn view(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        waterfall(&self.trace, self.details, screen, out)?;
        heading("TRACE", Tone::Faint, screen, out)?;
        writeln!(out, "{}", self.about(screen))?;
        if self.trace.partial {
            heading("PARTIAL", Tone::Warn, screen, out)?;
            writeln!(out, "some spans are still running or have not arrived")?;
        }
        self.log_lines(screen, out)?;
        for TraceError { item, .. } in &self.errors {
            heading("ERROR", Tone::Bad, screen, out)?;
            error(item, screen, out)?;
        }
        Ok(())
    }

    fn notices(&self) -> &[Notice] {
        &self.notices
    }

    fn hints(&self) -> Vec<Hint> {
        let more = |span: &Span| {
            let stack = span.exceptions.iter().any(|e| !e.stack.is_empty());
            let facts = span.annotations.len() + span.metadata.len();
            stack || facts > 0 || span.user.is_some()
        };
        let more = !self.details && self.trace.spans.iter().any(more);
        let show = || {
            Hint::run(
                ["traces", "show", &self.trace.id.to_string(), "-v"],
                "show stacks, annotations and metadata as well",
            )
        };
        more.then(show).into_iter().collect()
    }
}

/// `  TRACE       `, or `TRACE` and a tab.
fn heading(text: &str, tone: Tone, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    if screen.terminal {
        let text = format!("{text:<COLUMN$}");
        write!(out, "  {}", screen.paint(tone, text))
    } else {
        write!(out, "{text}\t")
    }
}

/// The time and the first line of a message on a terminal, without the trace's own id.
fn log_line(
    line: &TraceLine,
    trace: &Trace,
    screen: &Screen,
    out: &mut dyn Write,
) -> io::Result<()> {
    let at: Timestamp = line.event.at;
    let time = at.to_zoned(screen.zone.clone());
    let time = time.strftime("%H:%M:%S%.3f").to_string();
    let (text, attributes) = message(line);
    let message = without_ids(text.trim(), trace);
    let (first, rest) = message.split_once('\n').unwrap_or((&message, ""));
    let more = match rest.lines().count() {
        0 => String::new(),
        more => format!("  (+{})", counted(more, "line")),
    };
    let taken = 2 + COLUMN + columns(&time) + 2 + columns(&more);
    let text = escape(first.trim_end()).replace("\\t", "  ");
    let room = screen.width.saturating_sub(taken).max(20);
    let text = fit(&text, room);
    let tone = message_tone(&message);
    let beside = match room.saturating_sub(columns(&text) + 2) {
        room if attributes.is_empty() || room < MIN_ATTRIBUTES => String::new(),
        room => format!("  {}", fit(&escape(&attributes), room)),
    };
    writeln!(
        out,
        "{}  {}{}",
        screen.paint(Tone::Faint, time),
        screen.paint(tone, text),
        screen.paint(Tone::Faint, beside + &more)
    )
}

/// Columns that attributes are worth beside a message.
const MIN_ATTRIBUTES: usize = 12;

/// The message; of a record of OpenTelemetry its text and its attributes.
fn message(line: &TraceLine) -> (Cow<'_, str>, String) {
    match OtlpRecord::read(&line.event.message) {
        Some(record) => (record.text.into(), record.attributes),
        None => (line.event.message.as_str().into(), String::new()),
    }
}

/// The message without ` [trace_id=… span_id=…]`, as OpenTelemetry's log correlation
/// writes it: every line here has it.
fn without_ids(message: &str, trace: &Trace) -> String {
    for id in [trace.id.hex(), trace.id.xray()] {
        let Some(at) = message.find(&id) else {
            continue;
        };
        let open = message[..at].rfind('[');
        let close = message[at..].find(']').map(|end| at + end);
        if let (Some(open), Some(close)) = (open, close)
            && message[open + 1..at]
                .trim_end_matches('=')
                .ends_with("trace_id")
        {
            let before = message[..open].trim_end();
            let after = message[close + 1..].trim_start();
            return format!("{before}  {after}").trim().to_owned();
        }
    }
    message.to_owned()
}

fn error(item: &ErrorItem, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    let times = match item.occurrences {
        1 => "1 occurrence".to_owned(),
        times => format!("{times} occurrences"),
    };
    let title = escape(&item.title);
    let status = item.status.as_str();
    if !screen.terminal {
        return writeln!(out, "#{}\t{title}\t{times}\t{status}", item.number);
    }
    let command = format!("cruddur-obs rollbar item {}", item.number);
    let about = format!("  ({times}, {status})");
    let number = format!("#{}", item.number);
    let taken = 2 + COLUMN + number.len() + 1 + columns(&about);
    // on a narrow terminal the command has a line of its own
    let beside = taken + columns(&title) + 5 + columns(&command) <= screen.width;
    let title = fit(&title, screen.width.saturating_sub(taken).max(20));
    let number = screen.paint(Tone::Key, number);
    if beside {
        return writeln!(out, "{number} {title}{about}   → {command}");
    }
    writeln!(out, "{number} {title}{about}")?;
    heading("", Tone::Plain, screen, out)?;
    writeln!(out, "→ {command}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trace() -> Trace {
        let id = "691ed3f28a1c0123456789abcdef0123".parse().expect("an id");
        Trace {
            id,
            w3c_id: id.hex(),
            start: Timestamp::UNIX_EPOCH,
            duration_ms: 1.0,
            partial: false,
            limit_exceeded: false,
            sources: Vec::new(),
            services: Vec::new(),
            log_groups: Vec::new(),
            span_count: 0,
            error_count: 0,
            unreadable: 0,
            spans: Vec::new(),
        }
    }

    #[test]
    fn a_line_does_not_repeat_the_id_of_its_trace() {
        let trace = trace();
        for (message, shown) in [
            (
                "ERROR [trace_id=691ed3f28a1c0123456789abcdef0123 span_id=53995c3f42cd8ad8] GET /",
                "ERROR  GET /",
            ),
            ("[trace_id=1-691ed3f2-8a1c0123456789abcdef0123] x", "x"),
            (
                "[2026] id 691ed3f28a1c0123456789abcdef0123 [x]",
                "[2026] id 691ed3f28a1c0123456789abcdef0123 [x]",
            ),
            ("no id", "no id"),
        ] {
            assert_eq!(without_ids(message, &trace), shown);
        }
    }
}
