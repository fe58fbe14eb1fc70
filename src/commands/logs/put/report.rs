//! What came of it.

use std::io::{self, Write};

use serde::Serialize;

use crate::context::Ctx;
use crate::error::{Error, Hint, Kind, Result};
use crate::model::counted;
use crate::providers::cloudwatch_logs::Refusal;
use crate::render::{Align, Screen, Table, Tone, View, size};

/// The whole run.
#[derive(Debug, Serialize)]
pub(in crate::commands::logs) struct Report {
    pub(super) group: String,
    pub(super) stream: String,
    /// Events that the service has now.
    pub(super) events: u64,
    /// The UTF-8 of their messages.
    pub(super) bytes: u64,
    /// Calls of PutLogEvents.
    pub(super) calls: u64,
    /// Lines without text, of which no event is made.
    pub(super) blank: u64,
    /// Events whose text is not that of the input.
    pub(super) not_utf8: Option<NotUtf8>,
    pub(super) rejected: Vec<Rejected>,
    /// Where the group is.
    #[serde(skip)]
    place: String,
    /// Lines that were read.
    #[serde(skip)]
    pub(super) read: u64,
    /// The line to go on with, where somebody broke it off.
    #[serde(skip)]
    next_line: Option<u64>,
}

/// Lines with bytes that are no UTF-8, which U+FFFD stands for in what was put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct NotUtf8 {
    pub(super) lines: u64,
    /// Counted from 1.
    pub(super) first_line: u64,
}

/// Lines in a row that were left out for the same reason.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Rejected {
    /// The first, counted from 1.
    pub(super) from_line: u64,
    /// The last.
    pub(super) to_line: u64,
    pub(super) reason: String,
}

impl Report {
    /// Of a run that begins.
    pub(super) fn new(group: &str, stream: &str, place: &str) -> Self {
        Self {
            group: group.to_owned(),
            stream: stream.to_owned(),
            events: 0,
            bytes: 0,
            calls: 0,
            blank: 0,
            not_utf8: None,
            rejected: Vec::new(),
            place: place.to_owned(),
            read: 0,
            next_line: None,
        }
    }

    /// Of a run that ended, or was broken off before `next_line`.
    pub(super) fn finished(mut self, next_line: Option<u64>) -> Self {
        // what the service refuses is known later than what is no event at all
        self.rejected.sort_by_key(|lines| lines.from_line);
        Self { next_line, ..self }
    }

    /// Says what was put, and what of it is not as it was.
    pub(super) fn say(&self, ctx: &Ctx) {
        ctx.output.note(&format!(
            "put {} ({}) into the log group `{}` on {}, stream `{}`",
            counted(self.events, "event"),
            size(self.bytes),
            self.group,
            self.place,
            self.stream,
        ));
        if self.blank > 0 {
            let blank = counted(self.blank, "blank line");
            ctx.output.note(&format!("{blank} left out"));
        }
        if let Some(NotUtf8 { lines, first_line }) = self.not_utf8 {
            let what = match lines {
                1 => format!("line {first_line} is not UTF-8"),
                _ => format!("{lines} lines are not UTF-8, the first is line {first_line}"),
            };
            ctx.output.warn(&format!(
                "{what}: each byte that could not be read was put as `\u{fffd}`"
            ));
        }
    }

    /// An error where something is missing.
    pub(super) fn outcome(&self) -> Result<()> {
        if let Some(next) = self.next_line {
            return Err(Error::new(
                Kind::Interrupted,
                format!("stopped before line {next} of the input"),
            )
            .hint(format!("run it again with `--from-line {next}` to go on")));
        }
        match self.rejected_lines() {
            0 => Ok(()),
            lines => Err(Error::incomplete(format!(
                "{} of {} could not be put",
                lines,
                counted(self.read, "line")
            ))),
        }
    }

    /// Lines are told as they come; those of a call in order of time.
    pub(super) fn reject(&mut self, line: u64, reason: String) {
        if let Some(last) = self.rejected.last_mut()
            && last.to_line + 1 == line
            && last.reason == reason
        {
            last.to_line = line;
            return;
        }
        self.rejected.push(Rejected {
            from_line: line,
            to_line: line,
            reason,
        });
    }

    /// Notes a line that is not put as it was.
    pub(super) fn mended(&mut self, line: u64) {
        let first = NotUtf8 {
            lines: 0,
            first_line: line,
        };
        self.not_utf8.get_or_insert(first).lines += 1;
    }

    pub(super) fn rejected_lines(&self) -> u64 {
        let lines = |rejected: &Rejected| rejected.to_line - rejected.from_line + 1;
        self.rejected.iter().map(lines).sum()
    }
}

/// The reason in words (API reference, RejectedLogEventsInfo).
pub(super) fn reason(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Expired => "older than the group's retention",
        Refusal::TooOld => "more than 14 days ago",
        Refusal::TooNew => "more than 2 hours ahead",
    }
}

impl View for Report {
    fn view(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        if self.rejected.is_empty() {
            return Ok(());
        }
        let columns = [("LINES", Align::Right), ("LEFT OUT BECAUSE", Align::Left)];
        let mut table = Table::new(&columns, "");
        for rejected in &self.rejected {
            let lines = match (rejected.from_line, rejected.to_line) {
                (from, to) if from == to => from.to_string(),
                (from, to) => format!("{from}-{to}"),
            };
            table.row([(lines, Tone::Key), (rejected.reason.clone(), Tone::Plain)]);
        }
        table.draw(screen, out)
    }

    fn hints(&self) -> Vec<Hint> {
        let tail = || Hint::run(["logs", "tail", &self.group], "show what was logged last");
        (self.events > 0).then(tail).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_told_together() {
        let mut report = Report::new("g", "s", "the local stack");
        for (line, reason) in [(3, "a"), (4, "a"), (5, "b"), (7, "b")] {
            report.reject(line, reason.to_owned());
        }
        let found: Vec<_> = report
            .rejected
            .iter()
            .map(|r| (r.from_line, r.to_line, r.reason.as_str()))
            .collect();
        assert_eq!(found, [(3, 4, "a"), (5, 5, "b"), (7, 7, "b")]);
        assert_eq!(report.rejected_lines(), 4);
    }
}
