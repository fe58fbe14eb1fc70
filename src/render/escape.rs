//! Control characters in data must not reach a terminal: a log line could move the
//! cursor, retitle the window or answer back.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether `text` can be shown as it is.
pub fn is_clean(text: &str) -> bool {
    !text.chars().any(is_unsafe)
}

/// `text` with every control and bidirectional-override character written as `\x1b`,
/// `\u{202e}` and the like. Tabs and newlines are written as `\t` and `\n`.
pub fn escape(text: &str) -> Cow<'_, str> {
    if is_clean(text) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' => safe.push_str("\\n"),
            '\r' => safe.push_str("\\r"),
            '\t' => safe.push_str("\\t"),
            c if is_unsafe(c) && (c as u32) < 0x100 => {
                // writing to a String cannot fail
                let _ = write!(safe, "\\x{:02x}", c as u32);
            }
            c if is_unsafe(c) => safe.extend(c.escape_unicode()),
            c => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

/// C0, DEL, C1, and the characters that reorder or hide their neighbours (Unicode TR 36 § 3.2).
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_a_terminal_is_written_out() {
        assert_eq!(escape("plain ünïcode ✓"), "plain ünïcode ✓");
        assert_eq!(escape("a\x1b[2Jb\nc\td"), "a\\x1b[2Jb\\nc\\td");
        assert_eq!(escape("\u{9b}31m\u{202e}x"), "\\x9b31m\\u{202e}x");
    }
}
