use jiff::tz::TimeZone;
use regex::Regex;

use super::*;
use crate::model::Clock;
use crate::render::log_fields::FieldPath;

pub(in crate::render) fn screen(terminal: bool) -> Screen {
    Screen {
        terminal,
        color: false,
        width: 80,
        time: if terminal {
            TimeStyle::Relative
        } else {
            TimeStyle::Local
        },
        zone: TimeZone::UTC,
        clock: Clock::Fixed("2026-11-20T09:14:05Z".parse().unwrap()),
    }
}

fn event(at: &str, message: &str) -> LogEvent {
    LogEvent {
        id: Some("7".to_owned()),
        at: at.parse().unwrap(),
        ingested: None,
        stream: "2026/11/20/[$LATEST]0123456789".to_owned(),
        message: message.to_owned(),
    }
}

fn styled(style: &LogStyle, message: &str, screen: &Screen) -> String {
    let event = event("2026-11-20T09:14:03.221Z", message);
    let layout = Layout {
        stream: Some(STREAM_ROOM),
        ..Layout::default()
    };
    let mut out = Vec::new();
    LogLine::new("cruddur", &event, style, layout)
        .view(screen, &mut out)
        .unwrap();
    String::from_utf8(out).unwrap()
}

fn shown(format: &str, message: &str, terminal: bool) -> String {
    let style = LogStyle {
        format: LogFormat::parse(format).unwrap(),
        ..LogStyle::default()
    };
    styled(&style, message, &screen(terminal))
}

#[test]
fn a_message_of_several_lines_is_indented_and_cannot_move_the_terminal() {
    assert_eq!(
        shown("pretty", "a\x1b[2J\r\n\tb\n", true),
        "09:14:03.221  2026/11/2…0123456789  a\\x1b[2J\n                                        b\n"
    );
}

#[test]
fn only_a_terminal_cuts_a_message_that_is_too_long() {
    let long = format!("ERROR {}end", "x".repeat(1 << 20));
    for format in ["pretty", "short"] {
        let text = shown(format, &long, true);
        assert!(text.len() < 4_200, "{format}: {}", text.len());
        assert!(
            text.ends_with("x … 1044585 characters more: use `--format raw` to show all\n"),
            "{}",
            &text[text.len() - 100..]
        );
    }
    for (format, terminal) in [
        ("pretty", false),
        ("short", false),
        ("raw", false),
        ("raw", true),
        ("json", true),
        ("template={message}", true),
    ] {
        let text = shown(format, &long, terminal);
        assert!(text.contains(&long), "{format} {terminal}");
    }
}

#[test]
fn a_narrow_terminal_shows_groups_without_streams() {
    let event = event("2026-11-20T09:14:03.221Z", "x");
    let layout = Layout {
        group: Some(5),
        stream: Some(5),
        ..Layout::default()
    };
    let style = LogStyle::default();
    let line = LogLine::new("group", &event, &style, layout);
    for (width, shown) in [
        (80, "09:14:03.221  group  x\n"),
        (200, "09:14:03.221  group  2026/11/2…0123456789  x\n"),
    ] {
        let screen = Screen {
            width,
            ..screen(true)
        };
        let mut out = Vec::new();
        line.view(&screen, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), shown, "{width}");
    }
}

#[test]
fn an_event_of_another_day_has_its_date() {
    let style = LogStyle::default();
    let old = event("2026-11-19T09:14:03Z", "a");
    let line = LogLine::new("g", &old, &style, Layout::default());
    assert_eq!(line.time(&screen(true)), "2026-11-19 09:14:03.000");
}

#[test]
fn piped_an_event_is_a_line_of_fields() {
    assert_eq!(
        shown("pretty", "a\tb\nc\n", false),
        "2026-11-20T09:14:03.221+00:00\t2026/11/20/[$LATEST]0123456789\ta\\tb\\nc\n"
    );
    assert_eq!(shown("short", "a\nb\n", false), "09:14:03.221  a\\nb\n");
}

#[test]
fn raw_is_byte_exact_into_a_pipe_and_escaped_on_a_terminal() {
    assert_eq!(shown("raw", "a\x1b[2J\tb\n", false), "a\x1b[2J\tb\n");
    assert_eq!(shown("raw", "no newline", false), "no newline\n");
    assert_eq!(shown("raw", "a\x1b[2J\tb\n", true), "a\\x1b[2J    b\n");
}

#[test]
fn json_is_exact_into_a_pipe_and_escaped_on_a_terminal() {
    let message = "a\u{7f}\u{9b}2J\u{202e}\u{200b}b";
    assert!(shown("json", message, false).contains(message));
    let line = shown("json", message, true);
    assert!(line.contains(r"a\u007f\u009b2J\u202e\u200bb"), "{line:?}");
    let line: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(line["message"], message);
}

#[test]
fn a_record_of_opentelemetry_is_readable_and_raw_is_whole() {
    let id = "691ed3e901fe0123456789abcdef0123";
    let message = format!(
        r#"{{"resource":{{"attributes":{{"service.name":"s"}}}},"scope":{{"name":"app"}},"timeUnixNano":1,"severityNumber":17,"severityText":"","body":"not found\n  at x","attributes":{{"user":"A B"}},"traceId":"{id}","spanId":""}}"#
    );
    let rest = format!("user=\"A B\" trace_id={id}");
    assert_eq!(
        shown("short", &message, true),
        format!(
            "09:14:03.221  ERROR not found\n{0}  at x\n{0}{rest}\n",
            " ".repeat(14)
        )
    );
    assert_eq!(
        shown("short", &message, false),
        format!("09:14:03.221  ERROR not found\\n  at x  {rest}\n")
    );
    assert_eq!(shown("raw", &message, false), format!("{message}\n"));
    assert!(shown("json", &message, false).contains("timeUnixNano"));
    assert_eq!(
        shown("template={level}|{trace}", &message, true),
        format!("ERROR|{id}\n")
    );
    let style = LogStyle {
        fields: vec![FieldPath::parse("body").unwrap()],
        ..LogStyle::default()
    };
    assert!(styled(&style, &message, &screen(false)).ends_with("body=\"not found\\n  at x\"\n"));
}

#[test]
fn a_numeric_level_has_its_name_for_people() {
    let pino = r#"{"level":50,"msg":"boom"}"#;
    assert_eq!(
        shown("short", pino, true),
        format!("09:14:03.221  ERROR {pino}\n")
    );
    assert_eq!(
        shown("short", pino, false),
        format!("09:14:03.221  {pino}\n")
    );
    assert_eq!(shown("raw", pino, true), format!("{pino}\n"));
    assert_eq!(shown("template={level}", pino, false), "ERROR\n");
}

#[test]
fn a_template_writes_its_fields() {
    let id = "691ed3e901fe0123456789abcdef0123";
    let message = format!("level=warn trace={id}\n");
    assert_eq!(
        shown(
            "template={group}|{id}|{level}|{trace}|{ingested}|{message}",
            &message,
            true
        ),
        format!("cruddur|7|WARN|{id}||level=warn trace={id}\n")
    );
    assert_eq!(
        shown("template={time} {stream}", "x", true),
        "2026-11-20T09:14:03.221+00:00 2026/11/20/[$LATEST]0123456789\n"
    );
}

#[test]
fn fields_stand_for_a_json_message_and_others_stay() {
    let style = LogStyle {
        format: LogFormat::Raw,
        fields: vec![FieldPath::parse("a.b").unwrap()],
        ..LogStyle::default()
    };
    let screen = screen(false);
    assert_eq!(styled(&style, r#"{"a":{"b":1}}"#, &screen), "a.b=1\n");
    assert_eq!(styled(&style, "plain", &screen), "plain\n");
}

#[test]
fn as_json_the_messages_own_fields_can_be_reached() {
    let style = LogStyle {
        format: LogFormat::Json,
        parsed: true,
        ..LogStyle::default()
    };
    let line = styled(&style, r#"{"a":1}"#, &screen(false));
    let line: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(line["json"]["a"], 1);
    assert_eq!(
        (&line["group"], &line["id"]),
        (&"cruddur".into(), &"7".into())
    );
    let text = styled(&style, "text", &screen(false));
    let text: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((text.get("json"), &text["message"]), (None, &"text".into()));
}

#[test]
fn relative_times_are_for_people() {
    let style = LogStyle {
        format: LogFormat::Short,
        relative: true,
        highlight: vec![Regex::new("a").unwrap()],
        ..LogStyle::default()
    };
    assert_eq!(styled(&style, "a", &screen(true)), "  1s ago  a\n");
    let asked = Screen {
        time: TimeStyle::Relative,
        ..screen(false)
    };
    assert_eq!(styled(&style, "a", &asked), "  1s ago  a\n");
    let pretty = LogStyle {
        relative: true,
        ..LogStyle::default()
    };
    let line = styled(&pretty, "a", &asked);
    assert!(line.starts_with("1s ago\t"), "{line}");
}
