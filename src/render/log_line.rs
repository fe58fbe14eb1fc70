//! Log events as lines of text.

use std::borrow::Cow;
use std::io::{self, Write};

use anstyle::AnsiColor;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::log_bounds::shown;
use super::log_fields;
use super::log_format::{Field, LogFormat, LogStyle, Piece, Template};
use super::log_message::{level_name, message_tone, name_of_number, paint, trace_ids};
use super::otlp_record::OtlpRecord;
use super::screen::{Screen, Tone};
use super::table::View;
use super::units::{ago, time_cell};
use super::width::{columns, fit_name, pad};
use crate::model::{LogEvent, TimeStyle, escape, escape_json};

/// The maximum width of a group's or stream's name on a terminal.
pub const STREAM_ROOM: usize = 20;
/// The width of a terminal with room for groups and streams.
const ROOMY: usize = 100;

/// One event and its layout.
#[derive(Debug, Serialize)]
pub struct LogLine<'a> {
    pub group: &'a str,
    #[serde(flatten)]
    pub event: &'a LogEvent,
    /// The message as JSON, if it is an object and that was requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub json: Option<Value>,
    #[serde(skip)]
    pub style: &'a LogStyle,
    #[serde(skip)]
    pub layout: Layout,
}

/// The columns of a line. They stay the same until a wider name appears.
#[derive(Debug, Clone, Copy, Default)]
pub struct Layout {
    /// The width of the widest group name so far, at most [`STREAM_ROOM`]; `None` for a single
    /// group.
    pub group: Option<usize>,
    /// The same for streams.
    pub stream: Option<usize>,
    /// The index of the source, which selects its colour.
    pub source: usize,
    /// Whether some events are not from today.
    pub dated: bool,
}

impl<'a> LogLine<'a> {
    pub fn new(group: &'a str, event: &'a LogEvent, style: &'a LogStyle, layout: Layout) -> Self {
        Self {
            group,
            json: style
                .parsed
                .then(|| log_fields::object(&event.message))
                .flatten(),
            event,
            style,
            layout,
        }
    }
}

impl View for LogLine<'_> {
    /// Writes one event. In a pipe, the pretty format is one line of tab-separated fields; on a
    /// terminal, the lines of a message are aligned below each other.
    fn view(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        match &self.style.format {
            LogFormat::Pretty if screen.terminal => self.pretty(screen, out),
            LogFormat::Pretty => self.piped(screen, out),
            LogFormat::Short => {
                let time = self.time(screen);
                write!(out, "{}  ", screen.paint(Tone::Faint, &time))?;
                self.message(screen, columns(&time) + 2, out)
            }
            LogFormat::Raw => self.raw(screen, out),
            LogFormat::Json => {
                let document = serde_json::to_string(self)?;
                if screen.terminal {
                    writeln!(out, "{}", escape_json(&document))
                } else {
                    writeln!(out, "{document}")
                }
            }
            LogFormat::Template(template) => self.template(template, screen, out),
        }
    }
}

impl LogLine<'_> {
    fn pretty(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        let time = self.time(screen);
        let mut indent = columns(&time) + 2;
        write!(out, "{}  ", screen.paint(Tone::Faint, &time))?;
        // next to group names, show streams only if that leaves enough room for the message
        let roomy = self.layout.group.is_none() || screen.width >= ROOMY;
        let cells = [
            (self.layout.group, self.group),
            (self.layout.stream.filter(|_| roomy), &*self.event.stream),
        ];
        let shown = cells
            .into_iter()
            .filter_map(|(width, name)| Some((width?, name)));
        for (width, name) in shown {
            let name = fit_name(&escape(name), STREAM_ROOM);
            let width = width.min(STREAM_ROOM);
            write!(out, "{}  ", self.source(screen, &pad(&name, width)))?;
            indent += width.max(columns(&name)) + 2;
        }
        self.message(screen, indent, out)
    }

    /// Paints each source in its own colour, none of which is used for a level.
    fn source(&self, screen: &Screen, text: &str) -> String {
        const COLORS: [AnsiColor; 8] = [
            AnsiColor::Cyan,
            AnsiColor::Green,
            AnsiColor::Magenta,
            AnsiColor::Blue,
            AnsiColor::BrightCyan,
            AnsiColor::BrightGreen,
            AnsiColor::BrightMagenta,
            AnsiColor::BrightBlue,
        ];
        if !screen.color {
            return text.to_owned();
        }
        let style = COLORS[self.layout.source % COLORS.len()].on_default();
        format!("{style}{text}{style:#}")
    }

    /// Writes the lines of the message, all but the first indented. In a pipe, writes it as one
    /// line, uncut.
    fn message(&self, screen: &Screen, indent: usize, out: &mut dyn Write) -> io::Result<()> {
        let record = self.record();
        let (text, rest): (Cow<'_, str>, String) = match &record {
            Some(record) => (record.text.as_str().into(), record.rest()),
            None => (self.named_text(screen), String::new()),
        };
        let tone = || match &record {
            Some(record) => record.tone,
            None => message_tone(&self.event.message),
        };
        if !screen.terminal {
            let line = escape(text.trim_end_matches(['\n', '\r']));
            write!(out, "{}", self.painted(screen, tone, &line))?;
            return self.rest(screen, if text.is_empty() { "" } else { "  " }, &rest, out);
        }
        let lines = shown(&text);
        let several = lines.len() > 1;
        for (n, shown) in lines.into_iter().enumerate() {
            let line = shown.line.replace('\t', "    ");
            let line = escape(&line);
            match n {
                0 => write!(out, "{}", self.painted(screen, tone, &line))?,
                _ => {
                    let line = self.painted(screen, || Tone::Plain, &line);
                    write!(out, "\n{}{line}", " ".repeat(indent))?;
                }
            }
            if let Some(left_out) = shown.left_out {
                write!(out, "{}", screen.paint(Tone::Faint, &left_out))?;
            }
        }
        let gap = match (several, text.is_empty()) {
            (true, _) => format!("\n{}", " ".repeat(indent)),
            (false, true) => String::new(),
            (false, false) => "  ".to_owned(),
        };
        self.rest(screen, &gap, &rest, out)
    }

    /// Writes what follows the text of a record, if anything, and ends the line.
    fn rest(&self, screen: &Screen, gap: &str, rest: &str, out: &mut dyn Write) -> io::Result<()> {
        if !rest.is_empty() {
            let bounded = shown(rest);
            let (line, left_out) = match bounded.first() {
                Some(first) if screen.terminal => (first.line, first.left_out.as_deref()),
                _ => (rest, None),
            };
            let line = escape(line);
            let line = self.painted(screen, || Tone::Faint, &line);
            write!(out, "{gap}{line}")?;
            if let Some(left_out) = left_out {
                write!(out, "{}", screen.paint(Tone::Faint, left_out))?;
            }
        }
        writeln!(out)
    }

    /// Returns the message as an OpenTelemetry record; `None` if fields were selected.
    fn record(&self) -> Option<OtlpRecord> {
        if self.style.fields.is_empty() {
            OtlpRecord::read(&self.event.message)
        } else {
            None
        }
    }

    fn painted<'a>(
        &self,
        screen: &Screen,
        tone: impl FnOnce() -> Tone,
        line: &'a str,
    ) -> Cow<'a, str> {
        paint(screen, tone, line, &self.style.highlight)
    }

    fn piped(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{}\t", time_cell(screen, self.event.at))?;
        if self.layout.group.is_some() {
            write!(out, "{}\t", escape(self.group))?;
        }
        write!(out, "{}\t", escape(&self.event.stream))?;
        self.message(screen, 0, out)
    }

    /// Writes the message byte for byte in a pipe, escaped on a terminal.
    fn raw(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        let text = self.text();
        if !screen.terminal {
            out.write_all(text.as_bytes())?;
            return if text.ends_with('\n') {
                Ok(())
            } else {
                out.write_all(b"\n")
            };
        }
        for line in text.trim_end_matches('\n').split('\n') {
            let line = line.trim_end_matches('\r').replace('\t', "    ");
            writeln!(out, "{}", escape(&line))?;
        }
        Ok(())
    }

    fn template(
        &self,
        template: &Template,
        screen: &Screen,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let event = self.event;
        for piece in &template.0 {
            let field = match piece {
                Piece::Text(text) => {
                    out.write_all(text.as_bytes())?;
                    continue;
                }
                Piece::Field(field) => field,
            };
            match field {
                Field::Time => write!(out, "{}", self.full_time(screen, event.at))?,
                Field::Ingested => {
                    if let Some(at) = event.ingested {
                        write!(out, "{}", self.full_time(screen, at))?;
                    }
                }
                Field::Group => write!(out, "{}", escape(self.group))?,
                Field::Stream => write!(out, "{}", escape(&event.stream))?,
                Field::Id => write!(out, "{}", escape(event.id.as_deref().unwrap_or_default()))?,
                Field::Level => {
                    let level = match OtlpRecord::read(&event.message) {
                        Some(record) => record.level,
                        None => level_name(&event.message).unwrap_or_default(),
                    };
                    write!(out, "{}", escape(&level))?;
                }
                Field::Trace => {
                    if let Some(id) = trace_ids(&event.message).into_iter().next() {
                        write!(out, "{}", &event.message[id])?;
                    }
                }
                Field::Message => {
                    let text = self.text();
                    let line = escape(text.trim_end_matches(['\n', '\r']));
                    let tone = || message_tone(&event.message);
                    write!(out, "{}", self.painted(screen, tone, &line))?;
                }
            }
        }
        writeln!(out)
    }

    /// Returns the message, or the selected fields of it.
    fn text(&self) -> Cow<'_, str> {
        let picked = if self.style.fields.is_empty() {
            None
        } else {
            log_fields::picked(&self.event.message, &self.style.fields)
        };
        picked.map_or_else(|| (&*self.event.message).into(), Into::into)
    }

    /// Like [`Self::text`]; on a terminal, prefixed with the name of a numeric level.
    fn named_text(&self, screen: &Screen) -> Cow<'_, str> {
        let is_whole = screen.terminal && self.style.fields.is_empty();
        match name_of_number(&self.event.message).filter(|_| is_whole) {
            Some(name) => format!("{name} {}", self.event.message).into(),
            None => self.text(),
        }
    }

    fn full_time(&self, screen: &Screen, at: Timestamp) -> String {
        let time = match screen.time {
            // log lines have full times by default
            TimeStyle::Relative if !self.style.relative => TimeStyle::Local,
            time => time,
        };
        let screen = Screen {
            time,
            ..screen.clone()
        };
        time_cell(&screen, at)
    }

    /// Returns `09:14:03.221`, with the date if it is not today, or `3s ago` in relative style.
    fn time(&self, screen: &Screen) -> String {
        if self.style.relative {
            return format!("{:>8}", ago(screen, self.event.at));
        }
        let at = self.event.at.to_zoned(screen.zone.clone());
        let today = screen.clock.now().to_zoned(screen.zone.clone()).date();
        let format = if self.layout.dated || at.date() != today {
            "%Y-%m-%d %H:%M:%S%.3f"
        } else {
            "%H:%M:%S%.3f"
        };
        at.strftime(format).to_string()
    }
}

#[cfg(test)]
pub(super) mod tests;
