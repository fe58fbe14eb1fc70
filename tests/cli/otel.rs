//! Traces of OpenTelemetry's instrumentations in lists, including invalid ones.

use serde_json::{Value, json};

use crate::common::{Stack, User, assert_screen};
use crate::logs::EVENT_IDS;
use crate::traces::{THEN, post};

/// Returns the time `ms` milliseconds before 09:14:03.1, in nanoseconds.
fn ago(ms: u64) -> String {
    (1_795_166_043_100_000_000 - ms * 1_000_000).to_string()
}

fn text(key: &str, value: &str) -> Value {
    json!({"key": key, "value": {"stringValue": value}})
}

/// A span of `node-app` that took 40 ms.
fn span(trace: u8, id: u8, parent: Option<u8>, kind: u8, attributes: &Value) -> Value {
    let hex = |n: u8| format!("{n:016x}");
    json!({"traceId": format!("6b000f5a{trace:024x}"), "spanId": hex(id),
        "parentSpanId": parent.map(hex).unwrap_or_default(), "name": "GET", "kind": kind,
        "startTimeUnixNano": ago(1_000 * u64::from(trace)),
        "endTimeUnixNano": ago(1_000 * u64::from(trace) - 40), "attributes": attributes})
}

fn send(stack: &Stack, spans: &[Value]) {
    let resource = json!({"attributes": [text("service.name", "node-app"),
        text("telemetry.sdk.name", "opentelemetry"), text("telemetry.sdk.language", "nodejs")]});
    let answer = stack.otlp(
        "/v1/traces",
        &json!({"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": spans}]}]}),
    );
    assert_eq!(answer, json!({}));
}

#[test]
fn spans_are_counted_as_sent_and_the_entry_is_method_and_path() {
    const SERVER: u8 = 2;
    const CLIENT: u8 = 3;
    let user = User::new();
    let stack = user.stack();
    let present = |path: &str| json!([text("http.request.method", "GET"), text("url.path", path)]);
    let status =
        |code: &str| json!({"key": "http.response.status_code", "value": {"intValue": code}});
    send(
        &stack,
        &[
            // a script that makes a request to itself, without a span around it
            span(
                1,
                1,
                None,
                CLIENT,
                &json!([
                    text("http.request.method", "GET"),
                    status("503"),
                    text("url.full", "http://localhost:3000/feed?x=1")
                ]),
            ),
            span(1, 2, Some(1), SERVER, &present("/feed")),
            span(2, 3, None, SERVER, &present("/present")),
            span(
                3,
                4,
                None,
                SERVER,
                &json!([
                    text("http.method", "GET"),
                    text("http.target", "/former?x=1"),
                    text("http.host", "localhost:3000")
                ]),
            ),
            span(
                4,
                5,
                None,
                SERVER,
                &json!([
                    text("http.request.method", "GET"),
                    text("http.route", "/route/:id")
                ]),
            ),
            span(
                5,
                6,
                None,
                CLIENT,
                &json!([
                    text("http.method", "GET"),
                    text("http.url", "http://other/called")
                ]),
            ),
        ],
    );
    assert_screen!(user.run(["traces", "recent"]));
    let listed: Value = user.run(["traces", "recent", "-o", "json"]).json();
    let told: Vec<_> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|trace| {
            (
                trace["entry"].as_str().unwrap(),
                trace["spans"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("GET /feed", 2),
            ("GET /present", 1),
            ("GET /former", 1),
            ("GET /route/:id", 1),
            ("GET /called", 1),
        ]
    );
    assert_eq!(listed[0]["errors"], 1, "{listed}");
}

#[test]
fn log_records_are_lines_to_read_and_raw_is_whole() {
    let user = User::new();
    let stack = user.stack();
    let trace = "691ed3e901fe0123456789abcdef0123";
    let records = json!([
        {"timeUnixNano": ago(30), "severityNumber": 9, "body": {"stringValue": "started"}},
        {"timeUnixNano": ago(20), "severityNumber": 17, "severityText": "ERROR", "traceId": trace,
            "spanId": "53995c3f42cd8ad8", "body": {"stringValue": "no such user"}, "attributes": [
                text("user", "A B"), text("otelTraceID", trace),
                text("exception.stacktrace", "Traceback:\n  File \"app.py\", line 7\nKeyError: 'A B'")]},
        {"timeUnixNano": ago(10), "severityNumber": 13, "body": {"kvlistValue": {"values": [
            text("event", "slow")]}}},
    ]);
    let resource = json!({"attributes": [text("service.name", "node-app")]});
    stack.otlp(
        "/v1/logs",
        &json!({"resourceLogs": [{"resource": resource, "scopeLogs": [{"logRecords": records}]}]}),
    );
    let tail = |args: &[&str]| {
        user.run([&["logs", "tail", "node-app"], args].concat())
            .hide(EVENT_IDS)
    };
    assert_screen!(
        tail(&[]),
        tail(&["--format", "short"]),
        tail(&["--format", "template={time} [{level}] {trace}"]),
        tail(&["--fields", "body"]),
        tail(&["--format", "raw", "--last", "1"]),
        tail(&["-o", "ndjson", "--last", "1"]),
        user.run([
            "logs", "tail", "node-app", "--color", "always", "--last", "2"
        ]),
    );
}

#[test]
fn a_trace_is_shown_with_what_its_services_log() {
    let user = User::new();
    let stack = user.stack();
    send(&stack, &[span(1, 1, None, 2, &json!([]))]);
    let trace = format!("6b000f5a{:024x}", 1);
    let resource = json!({"attributes": [text("service.name", "node-app")]});
    let records = json!([{"timeUnixNano": ago(990), "traceId": trace, "spanId": "0000000000000001",
        "severityText": "WARN", "body": {"stringValue": "slow feed"}}]);
    stack.otlp(
        "/v1/logs",
        &json!({"resourceLogs": [{"resource": resource, "scopeLogs": [{"logRecords": records}]}]}),
    );
    let story = user
        .run(["traces", "show", "last", "-o", "json"])
        .expect_code(0);
    let logs = &story.json::<Value>()["logs"];
    assert_eq!(logs.as_array().map(Vec::len), Some(1), "{logs}");
    assert_eq!(logs[0]["group"], "node-app");
    // the group `cruddur` of the settings does not exist, so there is none to search
    let status = user.run(["local", "status", "-o", "json"]).expect_code(0);
    let ports = &status.json::<Value>()["status"]["ports"];
    assert_eq!(ports[0]["requests"]["rejected"], 0, "{ports}");
}

#[test]
fn odd_values_hide_nothing_from_any_list() {
    let user = User::new();
    let stack = user.stack();
    let odd = json!({"id": "0000000000000001", "trace_id": format!("1-6b000f5a-{:024x}", 9),
        "name": "odd", "start_time": THEN - 9.0, "end_time": 7_199_999_999.0,
        "http": {"request": {"method": 7, "url": ["x"]}, "response": {"status": 3_000_000_000_u64}},
        "annotations": {"n": 1e308, "m": -0.0}, "subsegments": [{"id": "0000000000000002",
            "name": "back", "namespace": "remote", "start_time": THEN, "end_time": 0.0}]});
    post(&stack, &[odd]);
    let big = json!([{"key": "http.response.status_code", "value": {"intValue": "3000000000"}},
        {"key": "n", "value": {"doubleValue": "NaN"}}, text("http.request.method", "GET")]);
    send(
        &stack,
        &[span(2, 3, None, 2, &json!([])), span(3, 4, None, 2, &big)],
    );
    let listed: Value = user
        .run(["traces", "recent", "-o", "json"])
        .expect_code(0)
        .json();
    assert_eq!(listed.as_array().unwrap().len(), 3, "{listed}");
    assert_screen!(
        user.run(["traces", "recent"]),
        user.run(["xray", "service-map"]),
        user.run(["traces", "show", &format!("1-6b000f5a-{:024x}", 9)]),
    );
}
