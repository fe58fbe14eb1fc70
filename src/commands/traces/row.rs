//! A trace as a row of a list.

use crate::model::TraceSummary;
use crate::render::Tone;

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
