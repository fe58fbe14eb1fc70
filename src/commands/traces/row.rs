//! A trace as a row of a list.

use crate::model::{TraceId, TraceSummary};
use crate::render::{Screen, Tone};

/// How many characters of an id a narrow list shows: the second and two bytes.
const SHORT: usize = 15;

/// Where whole ids and most request lines fit.
const WIDE: usize = 110;

/// The id; on a narrow terminal the beginning of it, which `traces show` takes too.
pub(super) fn id_cell(screen: &Screen, id: TraceId) -> String {
    let whole = id.xray();
    if !screen.terminal || screen.width >= WIDE {
        return whole;
    }
    let beginning: String = whole.chars().take(SHORT).collect();
    format!("{beginning}…")
}

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
