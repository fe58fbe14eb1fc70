//! Text measured in terminal columns.

use crate::model::is_printable_ascii;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

const CUT: char = '…';

/// The width of `text` in columns.
pub fn columns(text: &str) -> usize {
    if is_printable_ascii(text) {
        text.len()
    } else {
        text.width()
    }
}

/// Cuts the end of `text` to fit into `room` columns.
pub fn fit(text: &str, room: usize) -> String {
    if columns(text) <= room {
        return text.to_owned();
    }
    let mut kept = start(text, room.saturating_sub(1)).trim_end().to_owned();
    if room > 0 {
        kept.push(CUT);
    }
    kept
}

/// Cuts the middle of a name to fit into `room` columns: the start shows which names belong
/// together, the end how they differ.
pub fn fit_name(name: &str, room: usize) -> String {
    if columns(name) <= room {
        return name.to_owned();
    }
    let Some(left) = room.checked_sub(1) else {
        return String::new();
    };
    // the start of a request line is only its method, so keep more of the end
    let kept = if name.contains(' ') {
        left - left / 3
    } else {
        left.div_ceil(2)
    };
    let end = end(name, kept);
    let start = start(name, left - columns(end));
    format!("{start}{CUT}{end}")
}

/// Cuts a name in the middle, other text at the end.
pub(super) fn fit_cell(text: &str, room: usize) -> String {
    if is_name(text) {
        fit_name(text, room)
    } else {
        fit(text, room)
    }
}

/// Whether the text is one word, or the method and path of a request.
fn is_name(text: &str) -> bool {
    let word = match text.split_once(' ') {
        Some((method, path)) if method.bytes().all(|byte| byte.is_ascii_uppercase()) => path,
        _ => text,
    };
    !word.contains(char::is_whitespace)
}

/// Pads `text` with trailing spaces to `width` columns.
pub fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

/// Pads `text` with leading spaces to `width` columns.
pub fn pad_left(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(columns(text))))
}

fn start(text: &str, room: usize) -> &str {
    let mut taken = 0;
    for (at, c) in text.char_indices() {
        taken += c.width().unwrap_or(0);
        if taken > room {
            return &text[..at];
        }
    }
    text
}

fn end(text: &str, room: usize) -> &str {
    let mut taken = 0;
    for (at, c) in text.char_indices().rev() {
        taken += c.width().unwrap_or(0);
        if taken > room {
            return &text[at + c.len_utf8()..];
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_by_columns() {
        assert_eq!(fit("plain", 5), "plain");
        assert_eq!(fit("plainer", 5), "plai…");
        assert_eq!(fit("a b c d", 5), "a b…", "no space before the cut");
        assert_eq!(fit("日本語です", 5), "日本…");
        assert_eq!(fit("plain", 0), "");
        assert_eq!(pad("日本", 5), "日本 ");
        assert_eq!(pad_left("3 ms", 6), "  3 ms");
    }

    #[test]
    fn a_name_is_cut_in_its_middle() {
        let line = "GET /api/activities/notifications";
        assert_eq!(fit_name(line, 40), line);
        assert_eq!(fit_name(line, 20), "GET /a…notifications");
        assert_eq!(fit_name("backend-flask-service", 10), "back…rvice");
        assert_eq!(fit_name("日本語です", 5), "日…す");
        assert_eq!(fit_name("plain", 1), "…");
        for room in 0..40 {
            assert!(columns(&fit_name(line, room)) <= room);
        }
    }

    #[test]
    fn a_sentence_is_cut_at_its_end() {
        assert_eq!(fit_cell("NameError: no such activity", 12), "NameError:…");
        assert_eq!(
            fit_cell("POST /api/activities/:uuid/reply", 12),
            "POS…id/reply"
        );
        assert_eq!(fit_cell("/aws/lambda/checkout", 12), "/aws/…eckout");
    }
}
