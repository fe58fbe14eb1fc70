//! Text in a number of terminal columns.

use crate::model::is_printable_ascii;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

const CUT: char = '…';

/// The columns that `text` takes.
pub fn columns(text: &str) -> usize {
    if is_printable_ascii(text) {
        text.len()
    } else {
        text.width()
    }
}

/// `text` cut at its end to at most `room` columns.
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

/// `text` cut at its beginning to at most `room` columns: for names whose end tells them apart.
pub fn fit_end(text: &str, room: usize) -> String {
    if columns(text) <= room {
        return text.to_owned();
    }
    match room {
        0 => String::new(),
        room => format!("{CUT}{}", end(text, room - 1)),
    }
}

/// A request line cut to at most `room` columns in its middle: the method and the end of
/// the path tell more than its beginning.
pub fn fit_request(text: &str, room: usize) -> String {
    if columns(text) <= room {
        return text.to_owned();
    }
    match text.split_once(' ') {
        Some((method, path)) if columns(method) + 8 <= room => {
            let tail = end(path, room - columns(method) - 2);
            format!("{method} {CUT}{tail}")
        }
        _ => fit(text, room),
    }
}

/// `text` with spaces up to `width` columns.
pub fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

/// `text` with spaces before it up to `width` columns.
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
        assert_eq!(fit_end("2026/11/20/abcdef", 7), "…abcdef");
        assert_eq!(fit_end("plain", 5), "plain");
        assert_eq!(fit_end("plain", 0), "");
        assert_eq!(pad("日本", 5), "日本 ");
        assert_eq!(pad_left("3 ms", 6), "  3 ms");
    }

    #[test]
    fn a_request_keeps_its_method_and_the_end_of_its_path() {
        let line = "GET /api/activities/notifications";
        assert_eq!(fit_request(line, 40), line);
        assert_eq!(fit_request(line, 20), "GET …s/notifications");
        assert_eq!(fit_request("backend-flask-service", 10), "backend-f…");
        for room in 0..40 {
            assert!(columns(&fit_request(line, room)) <= room);
        }
    }
}
