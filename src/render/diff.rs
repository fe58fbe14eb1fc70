//! Differences between two texts.

use similar::{ChangeTag, TextDiff};

use super::screen::{Screen, Tone};
use crate::model::{counted, escape};

/// Lines of context around a change.
const AROUND: usize = 1;
/// Longer diffs are cut; to see everything, users can compare the files.
const MAX_LENGTH: usize = 40;

/// Returns the lines that `new` removes (`-`) and adds (`+`), with one line of context.
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
        lines.push(screen.paint(Tone::Faint, format!("  … {}", counted(more, "more line"))));
    }
    lines.join("\n")
}
