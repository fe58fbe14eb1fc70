//! A line of input → an event.

use jiff::Timestamp;
use serde::Deserialize;

use super::batch::MAX_MESSAGE;
use super::input::Line;
use crate::model::Clock;
use crate::providers::cloudwatch_logs::NewEvent;

/// An event as JSON: as `logs tail -o ndjson` writes it, or as the service's API does.
/// What else stands in it is left out.
#[derive(Deserialize)]
#[serde(expecting = "an object with `message`, and `at` or `timestamp`")]
struct Document {
    message: String,
    #[serde(alias = "timestamp")]
    at: Option<Time>,
}

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "a time is a number of milliseconds, or a text such as \"2026-11-20T09:14:05Z\""
)]
enum Time {
    Ms(i64),
    Text(Timestamp),
}

/// What a line is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Parsed {
    Event(NewEvent),
    /// CloudWatch Logs takes no empty message.
    Blank,
    /// Why it cannot be an event.
    Bad(String),
}

/// Plain lines happen when they are read; so do documents that tell no time.
pub(super) fn parse(line: Line, json: bool, clock: Clock) -> Parsed {
    let text = match line {
        Line::Text(text) | Line::Mended(text) => text,
        Line::TooLong(bytes) => return Parsed::Bad(too_long(bytes)),
    };
    if text.trim().is_empty() {
        return Parsed::Blank;
    }
    let event = if !json {
        NewEvent {
            at_ms: clock.now_ms(),
            message: text,
        }
    } else {
        match serde_json::from_str::<Document>(&text) {
            // serde takes a list as well, as the members in their order
            Ok(_) if !text.trim_start().starts_with('{') => {
                return Parsed::Bad(
                    "invalid JSON event: expected an object, found a list".to_owned(),
                );
            }
            Ok(document) => NewEvent {
                at_ms: match document.at {
                    None => clock.now_ms(),
                    Some(Time::Ms(ms)) => ms,
                    Some(Time::Text(at)) => at.as_millisecond(),
                },
                message: document.message,
            },
            Err(error) => return Parsed::Bad(no_document(&error)),
        }
    };
    match event.message.len() {
        0 => Parsed::Blank,
        length if length > MAX_MESSAGE => Parsed::Bad(too_long(length)),
        _ if event.at_ms < 0 => Parsed::Bad("its time is before 1970".to_owned()),
        _ => Parsed::Event(event),
    }
}

/// The place is a column: it is one line, and not the first of the input.
fn no_document(error: &serde_json::Error) -> String {
    let column = error.column();
    let text = error.to_string();
    let place = format!(" at line 1 column {column}");
    let what = text.strip_suffix(&place).unwrap_or(&text);
    format!("invalid JSON event: {what} (column {column})")
}

fn too_long(bytes: usize) -> String {
    format!("{bytes} bytes: an event holds at most {MAX_MESSAGE}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, json: bool) -> Parsed {
        let clock = Clock::Fixed(Timestamp::from_millisecond(7).unwrap());
        parse(Line::Text(text.to_owned()), json, clock)
    }

    fn event(at_ms: i64, message: &str) -> Parsed {
        let message = message.to_owned();
        Parsed::Event(NewEvent { at_ms, message })
    }

    #[test]
    fn plain_lines_happen_now() {
        assert_eq!(of("  a b ", false), event(7, "  a b "));
        assert_eq!(
            of("{\"message\":\"a\"}", false),
            event(7, "{\"message\":\"a\"}")
        );
        assert_eq!(of(" ", false), Parsed::Blank);
    }

    #[test]
    fn documents_tell_their_time_in_two_ways() {
        assert_eq!(
            of(
                r#"{"id":"1","at":"1970-01-01T00:00:01.5Z","message":"a","stream":"s"}"#,
                true
            ),
            event(1_500, "a")
        );
        assert_eq!(of(r#"{"timestamp":3,"message":"a"}"#, true), event(3, "a"));
        assert_eq!(of(r#"{"message":"a"}"#, true), event(7, "a"));
        assert_eq!(of(r#"{"message":""}"#, true), Parsed::Blank);
    }

    #[test]
    fn what_is_no_event_says_why() {
        let why = |text: &str| match of(text, true) {
            Parsed::Bad(why) => why,
            other => panic!("{other:?}"),
        };
        assert!(why("a").starts_with("invalid JSON event: expected value"));
        assert!(why("{}").contains("missing field `message`"));
        assert!(why(r#"["a", 5]"#).contains("a list"));
        assert!(why(r#"{"message":"a","at":"yesterday"}"#).contains("invalid JSON event"));
        assert!(why(r#"{"message":"a","timestamp":-1}"#).contains("1970"));
        let long = format!(r#"{{"message":"{}"}}"#, "x".repeat(MAX_MESSAGE + 1));
        assert!(why(&long).contains("at most 1048550"));
    }
}
