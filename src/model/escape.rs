//! Escapes control characters in data. Unescaped, a log line could move the cursor, change the
//! window title or make the terminal send input.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether `text` can be shown unchanged.
pub fn is_clean(text: &str) -> bool {
    is_printable_ascii(text) || !text.chars().any(is_unsafe)
}

/// The fast path for most text; written without branches per byte so that it vectorizes.
pub fn is_printable_ascii(text: &str) -> bool {
    let printable = |byte: u8| byte.wrapping_sub(b' ') < 0x7f - b' ';
    text.bytes().fold(true, |all, byte| all & printable(byte))
}

/// Returns `text` with control characters and bidirectional overrides as `\x1b`, `\u{202e}` and so
/// on, and tabs and newlines as `\t` and `\n`.
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

/// Like [`escape`], but keeps line breaks and tabs.
pub fn escape_text(text: &str) -> Cow<'_, str> {
    if is_printable_ascii(text) || !text.chars().any(is_unsafe_in_text) {
        return Cow::Borrowed(text);
    }
    let pieces = text.split_inclusive(['\n', '\t']).map(|piece| {
        let end = piece.len() - usize::from(piece.ends_with(['\n', '\t']));
        escape(&piece[..end]) + &piece[end..]
    });
    Cow::Owned(pieces.collect())
}

/// Returns a JSON document with the unsafe characters that JSON allows unescaped (DEL, C1, and
/// characters that are invisible or reorder their neighbours) as `\u009b` and so on. They occur
/// only within strings, so the document keeps its value.
pub fn escape_json(document: &str) -> Cow<'_, str> {
    if is_printable_ascii(document) || !document.chars().any(is_unsafe_in_text) {
        return Cow::Borrowed(document);
    }
    let mut safe = String::with_capacity(document.len() + 16);
    for c in document.chars() {
        if is_unsafe_in_text(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // writing to a String cannot fail
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(c);
        }
    }
    Cow::Owned(safe)
}

fn is_unsafe_in_text(c: char) -> bool {
    is_unsafe(c) && c != '\n' && c != '\t'
}

/// Whether `c` is unsafe to show: C0, DEL, C1, the characters that reorder or hide their neighbours
/// (Unicode TR 36 § 3.2), and zero-width characters, which make different texts look equal.
/// Variation selectors of emoji are safe.
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{00ad}'
                | '\u{034f}'
                | '\u{061c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_a_terminal_is_written_out() {
        assert_eq!(escape("plain ünïcode ✓"), "plain ünïcode ✓");
        assert_eq!(escape("a\x1b[2Jb\nc\td"), "a\\x1b[2Jb\\nc\\td");
        assert_eq!(escape("\u{9b}31m\u{202e}x"), "\\x9b31m\\u{202e}x");
        assert_eq!(escape("a\u{200b}b\u{feff}"), "a\\u{200b}b\\u{feff}");
        assert_eq!(escape("x\u{2060}\u{e0041}"), "x\\u{2060}\\u{e0041}");
        assert_eq!(escape("a\u{ad}\u{3164}"), "a\\xad\\u{3164}");
        for hidden in "\u{fff9}\u{fffa}\u{fffb}\u{115f}\u{1160}\u{ffa0}".chars() {
            let code = u32::from(hidden);
            assert_eq!(escape(&hidden.to_string()), format!("\\u{{{code:x}}}"));
        }
        assert_eq!(escape("❤\u{fe0f}"), "❤\u{fe0f}");
    }

    #[test]
    fn text_keeps_its_lines_and_columns() {
        assert_eq!(escape_text("a\tb\nc\n"), "a\tb\nc\n");
        assert_eq!(escape_text("a\tb\x1b[2J\nc\r"), "a\tb\\x1b[2J\nc\\r");
    }

    #[test]
    fn json_stays_the_same_document() {
        let value =
            serde_json::json!({"a\u{9b}": "\u{7f}\u{9b}31m\u{202e}x ✓\n\u{1b}\u{200b}\u{e0041}"});
        let text = serde_json::to_string_pretty(&value).unwrap();
        let safe = escape_json(&text);
        assert!(!safe.chars().any(is_unsafe_in_text), "{safe}");
        assert!(safe.contains(r"\u007f\u009b31m\u202ex ✓\n\u001b"), "{safe}");
        assert!(safe.contains(r"\u200b\udb40\udc41"), "{safe}");
        let read: serde_json::Value = serde_json::from_str(&safe).unwrap();
        assert_eq!(read, value);
    }
}
