//! Tests of the harness: its seeds arrive.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::common::{NOW, TRACE_IDS, User, assert_screen};

/// [`NOW`] in epoch seconds.
fn now() -> i64 {
    let now: jiff::Timestamp = NOW.parse().expect("it is RFC 3339");
    now.as_second()
}

fn document(trace: &str, id: &str) -> Value {
    json!({
        "trace_id": trace, "id": id, "name": "seeded",
        "start_time": now() - 2, "end_time": now() - 1,
    })
}

#[test]
fn seeds_arrive_whichever_way_they_are_sent() {
    let user = User::new();
    let stack = user.stack();
    let put = document("1-6b0032dd-000000000000000000000001", "0000000000000001");
    stack.xray(
        "/TraceSegments",
        &json!({ "TraceSegmentDocuments": [put.to_string()] }),
    );
    stack.segment(&document(
        "1-6b0032dd-000000000000000000000002",
        "0000000000000002",
    ));
    let span = json!({
        "traceId": "6b0032dd000000000000000000000003", "spanId": "0000000000000003",
        "name": "GET /seeded", "kind": 2,
        "startTimeUnixNano": ((now() - 2) * 1_000_000_000).to_string(),
        "endTimeUnixNano": ((now() - 1) * 1_000_000_000).to_string(),
    });
    let service = json!({ "key": "service.name", "value": { "stringValue": "seeded" } });
    let spans = json!({ "resourceSpans": [{
        "resource": { "attributes": [service] }, "scopeSpans": [{ "spans": [span] }],
    }]});
    stack.otlp("/v1/traces", &spans);
    let started = Instant::now();
    // UDP does not acknowledge packets
    let recent = || {
        user.run(["traces", "recent", "--jq", "length"])
            .json::<usize>()
    };
    while recent() < 3 {
        assert!(
            started.elapsed() < Duration::from_secs(20),
            "{} of 3",
            recent()
        );
        thread::sleep(Duration::from_millis(20));
    }
    assert_screen!(user;user.run(["traces", "recent"]));

    stack.logs("CreateLogGroup", &json!({ "logGroupName": "seeded" }));
    let stream = json!({ "logGroupName": "seeded", "logStreamName": "web" });
    stack.logs("CreateLogStream", &stream);
    let event = json!({ "timestamp": (now() - 1) * 1_000, "message": "seeded" });
    let put = json!({ "logGroupName": "seeded", "logStreamName": "web", "logEvents": [event] });
    stack.logs("PutLogEvents", &put);
    assert_screen!(user;user.run(["logs", "tail", "seeded"]));

    let body = json!({ "message": { "body": "seeded" } });
    let item = json!({ "data": { "environment": "test", "timestamp": now(), "body": body } });
    stack.rollbar(&item);
    assert_screen!(user;user.run(["rollbar", "items"]));
}

#[test]
fn what_differs_from_run_to_run_is_hidden() {
    let user = User::new();
    let drawn = "a1b2c3d4e5f60718293a4b5c6d7e8f90";
    let ids = format!("[\"{drawn}\", \"1-{}-{}\"]", &drawn[..8], &drawn[8..]);
    let outcome = user.run(["local", "status", "--jq", &ids]);
    assert_screen!(outcome.expect_code(3).hide(TRACE_IDS));
}
