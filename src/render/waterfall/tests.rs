use jiff::tz::TimeZone;
use serde_json::Map;

use super::*;
use crate::model::{Clock, Frame, Http, SpanId, TimeStyle, TraceId};

fn screen(terminal: bool, width: usize) -> Screen {
    Screen {
        terminal,
        color: false,
        width,
        time: TimeStyle::Utc,
        zone: TimeZone::UTC,
        clock: Clock::Fixed("2026-11-20T09:16:00Z".parse().unwrap()),
    }
}

/// A span that starts `at` milliseconds after the start of the trace.
fn span(id: u8, depth: usize, name: &str, at: f64, ms: Option<f64>) -> Span {
    let start: jiff::Timestamp = "2026-11-20T09:14:03.1Z".parse().unwrap();
    Span {
        id: SpanId([id; 8]),
        parent_id: None,
        depth,
        orphan: false,
        kind: match depth {
            0 => SpanKind::Segment,
            _ => SpanKind::Subsegment,
        },
        name: name.to_owned(),
        service: None,
        start: start + jiff::SignedDuration::from_secs_f64(at / 1e3),
        duration_ms: ms,
        health: Health::default(),
        origin: None,
        namespace: None,
        http: None,
        call: None,
        user: None,
        source: None,
        exceptions: Vec::new(),
        cause_id: None,
        annotations: Map::new(),
        metadata: Map::new(),
    }
}

fn trace(duration_ms: f64, spans: Vec<Span>) -> Trace {
    Trace {
        id: TraceId([7; 16]),
        w3c_id: TraceId([7; 16]).hex(),
        start: "2026-11-20T09:14:03.1Z".parse().unwrap(),
        duration_ms,
        partial: false,
        limit_exceeded: false,
        sources: Vec::new(),
        services: Vec::new(),
        log_groups: Vec::new(),
        span_count: spans.len(),
        error_count: 0,
        unreadable: 0,
        spans,
    }
}

/// A request that failed in its handler.
fn failing() -> Trace {
    let mut root = span(1, 0, "backend-flask", 0.0, Some(132.0));
    root.health.fault = true;
    root.http = Some(Http {
        method: Some("GET".to_owned()),
        url: Some("http://localhost:4567/api/activities/68f126b0".to_owned()),
        status: Some(500),
        ..Http::default()
    });
    root.exceptions.push(Exception {
        class: "NameError".to_owned(),
        message: "name 'ShowActivity' is not defined".to_owned(),
        ..Exception::default()
    });
    let mut show = span(2, 1, "activities_show", 41.0, Some(87.0));
    show.health.fault = true;
    show.exceptions.push(Exception {
        class: "NameError".to_owned(),
        message: "name 'ShowActivity' is not defined".to_owned(),
        stack: vec![Frame {
            path: Some("show_activity.py".to_owned()),
            line: Some(27),
            label: Some("run".to_owned()),
        }],
        ..Exception::default()
    });
    let mut mock = span(3, 2, "mock-data", 120.0, Some(3.0));
    mock.annotations.insert("rows".to_owned(), 3.into());
    trace(132.0, vec![root, show, mock])
}

fn drawn(trace: &Trace, details: bool, screen: &Screen) -> String {
    let mut out = Vec::new();
    waterfall(trace, details, screen, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_failing_request_at_eighty_columns() {
    insta::assert_snapshot!(drawn(&failing(), false, &screen(true, 80)), @r"
    backend-flask  GET /api/activities/68f126b0   132 ms  █████████████████  500
    └─ activities_show                             87 ms       ███████████   fault
       │  ✗ NameError: name 'ShowActivity' is not defined  (show_activity.py:27 i…
       └─ mock-data                               3.0 ms                 █
    ");
}

#[test]
fn details_show_what_a_span_carries() {
    insta::assert_snapshot!(drawn(&failing(), true, &screen(true, 100)), @r"
    backend-flask  GET /api/activities/68f126b0   132 ms  █████████████████████████████████████  500
    └─ activities_show                             87 ms             █████████████████████████   fault
       │  ✗ NameError: name 'ShowActivity' is not defined  (show_activity.py:27 in run)
       │    at show_activity.py:27 in run
       └─ mock-data                               3.0 ms                                    █
             rows = 3
    ");
}

#[test]
fn piped_it_is_columns_without_truncation() {
    insta::assert_snapshot!(drawn(&failing(), false, &screen(false, 20)), @r"
    SPAN	OFFSET	DURATION	STATUS
    backend-flask  GET /api/activities/68f126b0	0 µs	132 ms	500
    └─ activities_show	41 ms	87 ms	fault
       │  ✗ NameError: name 'ShowActivity' is not defined  (show_activity.py:27 in run)			
       └─ mock-data	120 ms	3.0 ms
    ");
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let mut trace = failing();
    for depth in 3..40 {
        trace.spans.push(span(
            u8::try_from(depth).unwrap(),
            depth,
            "a name that is longer than most of the names that people give",
            120.0,
            Some(1.0),
        ));
    }
    for width in [50, 60, 80, 120, 200, 300] {
        for line in drawn(&trace, true, &screen(true, width)).lines() {
            assert!(columns(line) <= width, "{width}: {} {line}", columns(line));
        }
    }
}

#[test]
fn what_runs_what_is_inferred_and_what_has_no_parent() {
    let root = span(1, 0, "worker", 0.0, None);
    let mut table = span(2, 1, "DynamoDB", 10.0, Some(20.0));
    table.call = Some("UpdateItem scorekeep-user".to_owned());
    table.health.throttle = true;
    table.health.error = true;
    let mut inferred = span(3, 2, "DynamoDB", 10.0, Some(20.0));
    inferred.kind = SpanKind::Inferred;
    let mut downstream = span(4, 1, "api", 40.0, Some(20.0));
    downstream.kind = SpanKind::Inferred;
    let mut inner = span(5, 2, "inner", 45.0, Some(5.0));
    inner.kind = SpanKind::Segment;
    let mut late = span(6, 0, "late", 70.0, Some(10.0));
    late.orphan = true;
    let trace = trace(80.0, vec![root, table, inferred, downstream, inner, late]);
    insta::assert_snapshot!(drawn(&trace, false, &screen(true, 90)), @r"
    worker                                        …  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  running
    ├─ DynamoDB  UpdateItem scorekeep-user    20 ms      ███████                    throttle
    └─ api                                    20 ms                 ███████
       └─ inner                              5.0 ms                  ██
    late  (its parent has not arrived)        10 ms                           ████
    ");
}

#[test]
fn control_characters_stay_off_the_terminal() {
    let mut root = span(1, 0, "a\x1b[2J", 0.0, Some(1.0));
    root.http = Some(Http {
        url: Some("/x%1b[31m".to_owned()),
        ..Http::default()
    });
    root.exceptions.push(Exception {
        message: "line\nbreak\x07".to_owned(),
        ..Exception::default()
    });
    let trace = trace(1.0, vec![root]);
    for terminal in [true, false] {
        let text = drawn(&trace, true, &screen(terminal, 80));
        assert!(
            !text
                .chars()
                .any(|c| c.is_control() && c != '\n' && c != '\t'),
            "{text}"
        );
        assert!(text.contains("line\\nbreak\\x07"), "{text}");
    }
}

#[test]
fn a_trace_without_length_or_spans_is_drawn() {
    let text = drawn(
        &trace(0.0, vec![span(1, 0, "instant", 0.0, Some(0.0))]),
        false,
        &screen(true, 80),
    );
    assert!(text.contains('█'));
    assert_eq!(drawn(&trace(0.0, Vec::new()), false, &screen(true, 80)), "");
}
