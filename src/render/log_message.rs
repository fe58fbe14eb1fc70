//! Highlights in a message: its level, trace ids and matches of the user's expressions.

use std::borrow::Cow;
use std::ops::Range;

use regex::Regex;

use super::log_level::{Level, is_key, json_number};
use super::screen::{Screen, Tone};

/// The number of characters searched for a level.
const LOOKED_THROUGH: usize = 200;

/// Returns the colour of a message, from its level: a word in capitals, or the word or number after
/// `level` in JSON and logfmt.
pub fn message_tone(message: &str) -> Tone {
    find_level(message).map_or(Tone::Plain, |found| found.level.tone())
}

/// A level and the word that names it; `None` for a number.
#[derive(Debug, PartialEq, Eq)]
struct FoundLevel<'m> {
    word: Option<&'m str>,
    level: Level,
}

/// Returns the word that names the level, such as `ERROR`, or the name of a numeric level.
pub(super) fn level_name(message: &str) -> Option<String> {
    let found = find_level(message)?;
    Some(
        found
            .word
            .unwrap_or(found.level.name())
            .to_ascii_uppercase(),
    )
}

/// Returns the name of a numeric level, which readers would not recognize.
pub(super) fn name_of_number(message: &str) -> Option<&'static str> {
    let found = find_level(message)?;
    found.word.is_none().then(|| found.level.name())
}

fn find_level(message: &str) -> Option<FoundLevel<'_>> {
    let end = message
        .char_indices()
        .nth(LOOKED_THROUGH)
        .map_or(message.len(), |(at, _)| at);
    let looked_through = &message[..end];
    let mut after_key = false;
    let mut at = 0;
    for word in looked_through.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let start = at;
        at += word.len();
        let word = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        if word.is_empty() {
            continue;
        }
        let named = if after_key {
            Level::from_word(&word.to_ascii_uppercase())
        } else {
            Level::from_word(word)
        };
        if let Some(level) = named {
            return Some(FoundLevel {
                word: Some(word),
                level,
            });
        }
        after_key = is_key(word);
        if after_key && let Some(level) = numbered(word, &message[start + word.len()..]) {
            return Some(FoundLevel { word: None, level });
        }
    }
    None
}

fn numbered(key: &str, rest: &str) -> Option<Level> {
    Level::from_number(key, json_number(rest)?)
}

/// Returns the positions of trace ids in either format: 32 hex digits, or `1-8hex-24hex`.
pub(super) fn trace_ids(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let length = bytes[at..].iter().take_while(|byte| word(byte)).count();
        let end = at + length;
        let hex = |from: usize, digits: usize| {
            let run = bytes.get(from..from + digits)?;
            let ends = bytes.get(from + digits).is_none_or(|byte| !word(byte));
            let whole = ends && run.iter().all(u8::is_ascii_hexdigit);
            (whole && run.iter().any(|byte| *byte != b'0')).then_some(from + digits)
        };
        let of_xray = (&bytes[at..end] == b"1" && bytes.get(end) == Some(&b'-'))
            .then(|| hex(end + 1, 8))
            .flatten()
            .filter(|epoch| bytes.get(*epoch) == Some(&b'-'))
            .and_then(|epoch| hex(epoch + 1, 24));
        let of_w3c = || (length == 32).then(|| hex(at, 32)).flatten();
        if let Some(end) = of_xray.or_else(of_w3c) {
            found.push(at..end);
            at = end;
        } else {
            at = end.max(at + 1);
        }
    }
    found
}

/// Escapes one line of a message and paints it in its level's colour, with trace ids underlined and
/// matches of `highlight` inverted.
pub(super) fn paint<'a>(
    screen: &Screen,
    tone: impl FnOnce() -> Tone,
    line: &'a str,
    highlight: &[Regex],
) -> Cow<'a, str> {
    if !screen.color {
        return line.into();
    }
    let tone = tone();
    let ids = trace_ids(line);
    let mut marked: Vec<Range<usize>> = highlight
        .iter()
        .flat_map(|regex| regex.find_iter(line).map(|found| found.range()))
        .filter(|range| !range.is_empty())
        .collect();
    if ids.is_empty() && marked.is_empty() {
        return screen.paint(tone, line).into();
    }
    marked.sort_by_key(|range| range.start);
    let mut cuts: Vec<usize> = ids
        .iter()
        .chain(&marked)
        .flat_map(|r| [r.start, r.end])
        .collect();
    cuts.extend([0, line.len()]);
    cuts.sort_unstable();
    cuts.dedup();
    let (mut ids, mut marked) = (Cursor::of(&ids), Cursor::of(&marked));
    let mut painted = String::with_capacity(line.len() + cuts.len() * 12);
    for piece in cuts.windows(2) {
        let mut style = tone.style();
        if ids.covers(piece[0]) {
            style = style.underline();
        }
        if marked.covers(piece[0]) {
            style = style.invert();
        }
        painted.push_str(&format!("{style}{}{style:#}", &line[piece[0]..piece[1]]));
    }
    painted.into()
}

/// Walks ranges sorted by start.
struct Cursor<'a> {
    rest: &'a [Range<usize>],
    covered_to: usize,
}

impl<'a> Cursor<'a> {
    fn of(ranges: &'a [Range<usize>]) -> Self {
        Self {
            rest: ranges,
            covered_to: 0,
        }
    }

    /// Whether a range covers `at`. `at` must never decrease between calls.
    fn covers(&mut self, at: usize) -> bool {
        while let Some((first, rest)) = self.rest.split_first()
            && first.start <= at
        {
            self.covered_to = self.covered_to.max(first.end);
            self.rest = rest;
        }
        at < self.covered_to
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_level_is_read_where_it_is_named() {
        for (message, tone) in [
            ("ERROR in app: ShowActivity", Tone::Bad),
            ("[2026-11-20] 127.0.0.1 WARNING slow", Tone::Warn),
            (r#"{"time":1,"level":"error","msg":"x"}"#, Tone::Bad),
            ("ts=1 level=debug msg=ERROR", Tone::Faint),
            ("INFO no ERROR at all", Tone::Plain),
            ("no error at all", Tone::Plain),
            ("ERRORS are words too", Tone::Plain),
            ("", Tone::Plain),
        ] {
            assert_eq!(message_tone(message), tone, "{message}");
        }
        let late = format!("{} ERROR", "x".repeat(LOOKED_THROUGH));
        assert_eq!(message_tone(&late), Tone::Plain);
        assert_eq!(level_name("[x] level=warn").as_deref(), Some("WARN"));
        assert_eq!(name_of_number("[x] level=warn"), None);
    }

    #[test]
    fn a_number_is_a_level_where_json_has_it_as_one() {
        for (message, name) in [
            (r#"{"level":50,"time":1,"msg":"boom"}"#, Some("ERROR")),
            (r#"{"name":"app","pid":1,"level": 20}"#, Some("DEBUG")),
            (
                r#"{"level":35,"msg":"ERROR is only a word here"}"#,
                Some("INFO"),
            ),
            (r#"{"severityNumber":17,"body":"x"}"#, Some("ERROR")),
            // numbers of other scales
            (r#"{"level":3,"msg":"syslog"}"#, None),
            (r#"{"level":400,"msg":"Monolog"}"#, None),
            (r#"{"msg":"{\"level\":50,"}"#, None),
            ("level 50 is reached", None),
            ("level=50", None),
        ] {
            assert_eq!(name_of_number(message), name, "{message}");
        }
        let monolog = r#"{"level":400,"level_name":"ERROR"}"#;
        assert_eq!(level_name(monolog).as_deref(), Some("ERROR"));
        assert_eq!(message_tone(r#"{"level":60,"msg":"x"}"#), Tone::Bad);
        assert_eq!(message_tone(r#"{"level":10,"msg":"x"}"#), Tone::Faint);
    }

    #[test]
    fn both_spellings_of_a_trace_id_are_found() {
        let xray = "1-691ed3e9-01fe0123456789abcdef0123";
        let w3c = "691ed3e901fe0123456789abcdef0123";
        for (text, found) in [
            (format!("trace={xray} x"), vec![xray]),
            (format!(r#"{{"trace_id":"{w3c}"}}"#), vec![w3c]),
            (format!("00-{w3c}-53995c3f42cd8ad8-01"), vec![w3c]),
            (format!("Root={xray};Parent=53995c3f42cd8ad8"), vec![xray]),
            (format!("{xray},{w3c}"), vec![xray, w3c]),
            (format!("x{w3c}"), vec![]),
            (format!("{w3c}0"), vec![]),
            (format!("é{w3c}é"), vec![w3c]),
            ("0".repeat(32), vec![]),
            ("1-691ed3e9-01fe".to_owned(), vec![]),
            ("c0ffee00-1234-5678-9abc-def012345678".to_owned(), vec![]),
            (String::new(), vec![]),
        ] {
            let ids = trace_ids(&text);
            let ids: Vec<_> = ids.into_iter().map(|range| &text[range]).collect();
            assert_eq!(ids, found, "{text}");
        }
    }

    #[test]
    fn ids_and_highlights_overlap_in_one_colour() {
        let screen = Screen {
            color: true,
            ..super::super::log_line::tests::screen(true)
        };
        let id = "691ed3e901fe0123456789abcdef0123";
        let mark = [Regex::new("e9..").unwrap(), Regex::new("x*").unwrap()];
        let line = format!("a {id}");
        let painted = paint(&screen, || Tone::Plain, &line, &mark);
        assert_eq!(
            painted,
            "a \x1b[4m691ed3\x1b[0m\x1b[4m\x1b[7me901\x1b[0m\x1b[4mfe0123456789abcdef0123\x1b[0m"
        );
        let plain = paint(&screen.plain(), || Tone::Bad, id, &mark);
        assert_eq!(plain, id);
    }
}
