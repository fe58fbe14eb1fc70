//! Log events as lines.

use std::io::{self, Write};

use serde::Serialize;

use super::escape::escape;
use super::screen::{Screen, Tone};
use super::table::View;
use super::units::time_cell;
use super::width::{columns, fit_end, pad};
use crate::model::LogEvent;

/// The most columns of a stream's name on a terminal.
pub const STREAM_ROOM: usize = 20;

/// One event with what aligns it with its neighbours.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct LogLine<'a> {
    pub event: &'a LogEvent,
    /// Columns of the widest stream's name so far, at most [`STREAM_ROOM`].
    #[serde(skip)]
    pub stream_width: usize,
    /// Whether the events are not all of today.
    #[serde(skip)]
    pub dated: bool,
}

impl View for LogLine<'_> {
    /// Piped: time, stream and message separated by tabs, an event a line. On a terminal
    /// the lines of a message stand below each other.
    fn view(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        let event = self.event;
        if !screen.terminal {
            let time = time_cell(screen, event.at);
            let stream = escape(&event.stream);
            let message = escape(event.message.trim_end_matches(['\n', '\r']));
            return writeln!(out, "{time}\t{stream}\t{message}");
        }
        let time = self.time(screen);
        let stream = fit_end(&escape(&event.stream), STREAM_ROOM);
        let indent = columns(&time) + self.stream_width + 4;
        write!(
            out,
            "{}  {}  ",
            screen.paint(Tone::Faint, &time),
            screen.paint(Tone::Key, pad(&stream, self.stream_width))
        )?;
        let tone = message_tone(&event.message);
        for (n, line) in event.message.trim_end().split('\n').enumerate() {
            let line = line.trim_end_matches('\r').replace('\t', "    ");
            let line = escape(&line);
            match n {
                0 => writeln!(out, "{}", screen.paint(tone, line))?,
                _ => writeln!(out, "{}{line}", " ".repeat(indent))?,
            }
        }
        Ok(())
    }
}

impl LogLine<'_> {
    /// `09:14:03.221`, with its date where it is not today's.
    fn time(&self, screen: &Screen) -> String {
        let at = self.event.at.to_zoned(screen.zone.clone());
        let today = screen.clock.now().to_zoned(screen.zone.clone()).date();
        let format = match self.dated || at.date() != today {
            true => "%Y-%m-%d %H:%M:%S%.3f",
            false => "%H:%M:%S%.3f",
        };
        at.strftime(format).to_string()
    }
}

/// Characters that are looked through for a level.
const LOOKED_THROUGH: usize = 200;

/// The colour of a message by the level that it names: a word in capitals, or the word
/// after `level` in JSON and logfmt.
pub fn message_tone(message: &str) -> Tone {
    let end = message
        .char_indices()
        .nth(LOOKED_THROUGH)
        .map_or(message.len(), |(at, _)| at);
    let mut after_key = false;
    for word in message[..end].split(|c: char| !c.is_ascii_alphanumeric()) {
        if word.is_empty() {
            continue;
        }
        let named = if after_key {
            tone_of_level(&word.to_ascii_uppercase())
        } else {
            tone_of_level(word)
        };
        if let Some(tone) = named {
            return tone;
        }
        after_key = ["level", "severity", "lvl", "levelname"]
            .iter()
            .any(|key| word.eq_ignore_ascii_case(key));
    }
    Tone::Plain
}

fn tone_of_level(word: &str) -> Option<Tone> {
    match word {
        "ERROR" | "ERR" | "FATAL" | "CRITICAL" | "SEVERE" | "PANIC" | "EMERGENCY" | "ALERT"
        | "Traceback" => Some(Tone::Bad),
        "WARN" | "WARNING" => Some(Tone::Warn),
        "INFO" | "NOTICE" => Some(Tone::Plain),
        "DEBUG" | "TRACE" => Some(Tone::Faint),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::model::{Clock, TimeStyle};

    fn screen(terminal: bool) -> Screen {
        Screen {
            terminal,
            color: false,
            width: 80,
            time: TimeStyle::Relative,
            zone: TimeZone::UTC,
            clock: Clock::Fixed("2026-11-20T09:14:05Z".parse().unwrap()),
        }
    }

    fn shown(at: &str, message: &str, terminal: bool) -> String {
        let event = LogEvent {
            id: None,
            at: at.parse().unwrap(),
            ingested: None,
            stream: "2026/11/20/[$LATEST]0123456789".to_owned(),
            message: message.to_owned(),
        };
        let line = LogLine {
            event: &event,
            stream_width: STREAM_ROOM,
            dated: false,
        };
        let mut out = Vec::new();
        line.view(&screen(terminal), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_message_of_several_lines_is_indented_and_cannot_move_the_terminal() {
        assert_eq!(
            shown("2026-11-20T09:14:03.221Z", "a\x1b[2J\r\n\tb\n", true),
            "09:14:03.221  …[$LATEST]0123456789  a\\x1b[2J\n                                        b\n"
        );
        assert!(shown("2026-11-19T09:14:03Z", "a", true).starts_with("2026-11-19 09:14:03.000  "));
    }

    #[test]
    fn piped_an_event_is_a_line_of_three_fields() {
        assert_eq!(
            shown("2026-11-20T09:14:03.221Z", "a\tb\nc\n", false),
            "2026-11-20T09:14:03.221+00:00\t2026/11/20/[$LATEST]0123456789\ta\\tb\\nc\n"
        );
    }

    #[test]
    fn the_level_is_read_where_it_is_named() {
        for (message, tone) in [
            ("ERROR in app: ShowActivity", Tone::Bad),
            ("[2026-11-20] 127.0.0.1 WARNING slow", Tone::Warn),
            (r#"{"time":1,"level":"error","msg":"x"}"#, Tone::Bad),
            ("ts=1 level=debug msg=ERROR", Tone::Faint),
            ("INFO no ERROR at all", Tone::Plain),
            ("no error at all", Tone::Plain),
            ("ERRORS are words too", Tone::Plain),
            ("", Tone::Plain),
        ] {
            assert_eq!(message_tone(message), tone, "{message}");
        }
        let late = format!("{} ERROR", "x".repeat(LOOKED_THROUGH));
        assert_eq!(message_tone(&late), Tone::Plain);
    }
}
