//! What came of it.

use std::io::{self, Write};

use serde::Serialize;

use crate::error::Hint;
use crate::providers::cloudwatch_logs::Refusal;
use crate::render::{Align, Screen, Table, Tone, View};

/// The whole run.
#[derive(Debug, Serialize)]
pub(super) struct Report {
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
        let mut report = Report {
            group: String::new(),
            stream: String::new(),
            events: 0,
            bytes: 0,
            calls: 0,
            blank: 0,
            not_utf8: None,
            rejected: Vec::new(),
        };
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
