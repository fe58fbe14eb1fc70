//! A trace as a row of a list.

use crate::model::TraceSummary;
use crate::render::{Align, Screen, Table, Tone, duration_ms, time_cell, trace_id_cell};

pub(super) fn status_tone(summary: &TraceSummary) -> Tone {
    match summary.health.word() {
        "fault" => Tone::Bad,
        "error" | "throttle" => Tone::Warn,
        _ if summary.partial => Tone::Key,
        _ => Tone::Good,
    }
}

/// A count, or `-` while it is unknown.
pub(super) fn counted(count: Option<usize>) -> String {
    count.map_or_else(|| "-".to_owned(), |count| count.to_string())
}

pub(super) fn errors_tone(summary: &TraceSummary) -> Tone {
    match summary.errors {
        Some(0) | None => Tone::Faint,
        Some(_) => Tone::Bad,
    }
}

/// Returns the table of traces; `empty` stands for none.
pub(super) fn table(traces: &[TraceSummary], screen: &Screen, empty: &str) -> Table {
    let headings = [
        ("TRACE", Align::Left),
        ("START", Align::Left),
        ("DURATION", Align::Right),
        ("STATUS", Align::Left),
        ("ENTRY", Align::Left),
        ("SPANS", Align::Right),
        ("ERRORS", Align::Right),
    ];
    let mut table = Table::new(&headings, empty);
    for trace in traces {
        table.row([
            (trace_id_cell(screen, trace.id), Tone::Key),
            (time_cell(screen, trace.start), Tone::Plain),
            (duration_ms(trace.duration_ms), Tone::Plain),
            (trace.status(), status_tone(trace)),
            (trace.entry.clone(), Tone::Plain),
            (counted(trace.spans), Tone::Plain),
            (counted(trace.errors), errors_tone(trace)),
        ]);
    }
    table
}
