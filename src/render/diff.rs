//! What differs between two texts.

use similar::{ChangeTag, TextDiff};

use super::screen::{Screen, Tone};
use crate::model::escape;

/// Lines that are the same around those that differ.
const AROUND: usize = 1;
/// A longer difference is cut: who wants it all compares the files.
const MAX_LENGTH: usize = 40;

/// The lines that `new` would take away (`-`) and add (`+`), with one line around each.
pub fn diff(screen: &Screen, old: &str, new: &str) -> String {
    let compared = TextDiff::from_lines(old, new);
    let mut lines = Vec::new();
    for (n, group) in compared.grouped_ops(AROUND).iter().enumerate() {
        if n > 0 {
            lines.push(screen.paint(Tone::Faint, "  …"));
        }
        for change in group.iter().flat_map(|op| compared.iter_changes(op)) {
            let (sign, tone) = match change.tag() {
                ChangeTag::Delete => ('-', Tone::Bad),
                ChangeTag::Insert => ('+', Tone::Good),
                ChangeTag::Equal => (' ', Tone::Faint),
            };
            let text = escape(change.value().trim_end_matches(['\n', '\r'])).into_owned();
            lines.push(screen.paint(tone, format!("  {sign} {text}").trim_end()));
        }
    }
    let more = lines.len().saturating_sub(MAX_LENGTH);
    if more > 0 {
        lines.truncate(MAX_LENGTH);
        lines.push(screen.paint(Tone::Faint, format!("  … {more} more lines")));
    }
    lines.join("\n")
}
