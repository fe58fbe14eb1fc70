//! Lists of traces, single traces with related data, and the stream of new ones.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::common::{Outcome, Stack, User, assert_screen, standing_in};

/// 09:14:03.1, two seconds before the tests' clock.
pub(crate) const THEN: f64 = 1_795_166_043.1;
/// The trace in the fixture: a request that fails in its handler.
const FAILING: &str = "1-6b000f5b-01fe0123456789abcdef0123";

/// Posts segment documents, all of which must be accepted.
pub(crate) fn post(stack: &Stack, documents: &[Value]) {
    let texts: Vec<String> = documents.iter().map(Value::to_string).collect();
    let answer = stack.xray("/TraceSegments", &json!({ "TraceSegmentDocuments": texts }));
    assert_eq!(answer["UnprocessedTraceSegments"], json!([]), "{answer}");
}

/// A segment of a request that took 40 ms, `n` seconds before [`THEN`].
fn request(n: u8, service: &str, method: &str, path: &str, status: u16) -> Value {
    let start = THEN - f64::from(n);
    json!({
        "id": format!("{n:016x}"), "trace_id": id(n), "name": service,
        "start_time": start, "end_time": start + 0.04,
        "error": (400..500).contains(&status), "fault": status >= 500,
        "http": {
            "request": {"method": method, "url": format!("http://localhost:4567{path}")},
            "response": {"status": status},
        },
    })
}

fn id(n: u8) -> String {
    format!("1-6b000f5a-{n:024x}")
}

/// Stores the failing request, and an earlier one that passed through two services.
pub(crate) fn seed(stack: &Stack) {
    let text = include_str!("../fixtures/xray/python-sdk-fault.json");
    let failing: Vec<Value> = serde_json::from_str(text).expect("fixtures are JSON");
    post(stack, &failing);
    let mut front = request(1, "frontend", "GET", "/feed", 200);
    let start = THEN - 1.0;
    front["subsegments"] = json!([{
        "id": "00000000000000f1", "name": "backend-flask", "namespace": "remote",
        "start_time": start + 0.005, "end_time": start + 0.035,
        "http": {
            "request": {"method": "GET", "url": "http://backend-flask/api/activities/home", "traced": true},
            "response": {"status": 200},
        },
    }]);
    let back = json!({
        "id": "00000000000000f2", "trace_id": id(1), "parent_id": "00000000000000f1",
        "name": "backend-flask", "start_time": start + 0.01, "end_time": start + 0.03,
        "http": {
            "request": {"method": "GET", "url": "http://backend-flask/api/activities/home"},
            "response": {"status": 200},
        },
        "subsegments": [{
            "id": "00000000000000f3", "name": "DynamoDB", "namespace": "aws",
            "start_time": start + 0.012, "end_time": start + 0.02,
            "aws": {"operation": "Query", "table_name": "cruddur-messages"},
            "http": {"response": {"status": 200}},
        }],
    });
    post(stack, &[front, back]);
}

#[test]
fn an_empty_list_says_what_to_do() {
    let user = User::new();
    let _stack = user.stack();
    assert_screen!(user;
        user.run(["traces", "recent"]),
        user.run(["traces", "recent", "-o", "json"]),
        user.run(["traces", "recent", "-o", "ndjson"]),
        user.run(["traces", "show", "last"]),
    );
}

#[test]
fn the_newest_come_first() {
    let user = User::new();
    let stack = user.stack();
    seed(&stack);
    post(
        &stack,
        &[
            request(20, "backend-flask", "POST", "/api/activities", 422),
            request(
                30,
                "backend-flask",
                "GET",
                "/api/activities/%40andrewbrown?x=1",
                200,
            ),
            json!({"id": "0000000000000028", "trace_id": id(40), "name": "worker",
                "start_time": THEN - 40.0, "end_time": THEN - 39.0, "fault": true}),
        ],
    );
    assert_screen!(user;
        user.run(["traces", "recent"]),
        user.run(["traces", "recent", "--limit", "1"]),
        user.run(["traces", "recent", "--since", "15s", "--jq", ".[].entry"]),
        user.run([
            "traces",
            "recent",
            "--since",
            "2026-11-20T09:13:20",
            "--until",
            "9 past 13"
        ]),
        user.run([
            "traces",
            "recent",
            "--since",
            "2026-11-20T09:13:20",
            "--until",
            "2026-11-20T09:13:50",
            "--time",
            "utc"
        ]),
        user.run(["traces", "recent", "--last", "1", "-o", "json"]),
        user.run(["traces", "recent", "--limit", "0"]),
    );
}

#[test]
fn a_trace_by_any_of_its_names() {
    let user = User::new();
    let stack = user.stack();
    seed(&stack);
    let shown = user.run(["traces", "show", FAILING]).expect_code(0);
    for name in [
        "6b000f5b01fe0123456789abcdef0123",
        "6B000F5B01FE0123456789ABCDEF0123",
        "1-6b000f5b-01fe…",
        "1-6b000f5b-01fe...",
        "6b000f5b",
        "last",
    ] {
        let outcome = user.run(["traces", "show", name]);
        assert_eq!(outcome.stdout, shown.stdout, "{name}: {outcome}");
    }
    assert_screen!(
        shown,
        user.run(["traces", "show", "last", "-v", "--time", "utc"]),
        user.run(["traces", "show", &id(1)]),
    );
}

#[test]
fn a_name_that_is_none_or_of_several() {
    let user = User::new();
    let stack = user.stack();
    seed(&stack);
    post(&stack, &[request(2, "backend-flask", "GET", "/", 200)]);
    assert_screen!(user;
        user.run(["traces", "show", "1-6b000f5b-000000000000000000000000"]),
        user.run(["traces", "show", "1-6b000f5a-0000"]),
        user.run(["traces", "show", "abcdef"]),
        user.run(["traces", "show", "soon"]),
        user.run(["traces", "show", "1-6b000f5b-01fe0123456789abcdef01234"]),
        user.run(["traces", "show"]),
    );
}

#[test]
fn a_trace_whole_as_json() {
    let user = User::new();
    let stack = user.stack();
    seed(&stack);
    assert_screen!(user;user.run(["traces", "show", FAILING, "-o", "json"]));
    let names = user.run([
        "traces",
        "show",
        &id(1),
        "--jq",
        ".spans[] | [.depth, .name, .kind] | join(\" \")",
    ]);
    assert_eq!(
        names.stdout.lines().collect::<Vec<_>>(),
        [
            "0 frontend segment",
            "1 backend-flask subsegment",
            "2 backend-flask segment",
            "3 DynamoDB subsegment",
            "4 DynamoDB inferred",
        ],
        "{names}"
    );
}

#[test]
fn what_has_not_arrived_is_said() {
    let user = User::new();
    let stack = user.stack();
    let running = json!({"id": "0000000000000001", "trace_id": id(1), "name": "worker",
        "start_time": THEN, "in_progress": true});
    let streamed = json!({"id": "0000000000000002", "trace_id": id(1), "parent_id": "0000000000000001",
        "type": "subsegment", "name": "step", "start_time": THEN + 0.1, "end_time": THEN + 0.2});
    let orphan = json!({"id": "0000000000000003", "trace_id": id(1), "parent_id": "00000000000000ff",
        "type": "subsegment", "name": "lost", "start_time": THEN + 0.3, "end_time": THEN + 0.4});
    post(&stack, &[orphan, streamed, running]);
    assert_screen!(user;
        user.run(["traces", "show", "last"]),
        user.run(["traces", "recent"]),
    );
    let ended = json!({"id": "0000000000000001", "trace_id": id(1), "name": "worker",
        "start_time": THEN, "end_time": THEN + 0.5});
    post(&stack, &[ended]);
    assert_screen!(user;user.run(["traces", "show", "last"]));
}

#[test]
fn its_error_item_belongs_to_the_story() {
    let user = User::new();
    let stack = user.stack();
    seed(&stack);
    let occurrence = |uuid: u32, trace: &str| {
        json!({"data": {
            "uuid": format!("00000000-0000-4000-8000-{uuid:012}"),
            "environment": "production", "level": "error", "timestamp": 1_795_166_043,
            "body": {"trace": {
                "frames": [{"filename": "show_activity.py", "lineno": 27, "method": "run"}],
                "exception": {"class": "NameError", "message": "ShowActivity"},
            }},
            "attributes": [{"key": "trace_id", "value": trace}],
        }})
    };
    stack.rollbar(&occurrence(1, "6b000f5b01fe0123456789abcdef0123"));
    stack.rollbar(&occurrence(2, "ffffffffffffffffffffffffffffffff"));
    assert_screen!(user;
        user.run(["traces", "show", FAILING]),
        user.run(["traces", "show", FAILING, "--no-errors"]),
        user.run([
            "traces",
            "show",
            FAILING,
            "--jq",
            ".errors[] | [.item.number, .occurrences[].uuid]"
        ]),
    );
}

#[test]
fn its_log_lines_belong_to_the_story_in_both_spellings() {
    let user = User::new();
    let stack = user.stack();
    seed(&stack);
    let quiet = user.run(["traces", "show", FAILING]).expect_code(0);
    assert!(
        !quiet.stdout.contains("LOG\t"),
        "there is no group: {quiet}"
    );
    for group in ["cruddur", "other"] {
        stack.logs("CreateLogGroup", &json!({ "logGroupName": group }));
        let stream = json!({ "logGroupName": group, "logStreamName": "web" });
        stack.logs("CreateLogStream", &stream);
    }
    let at = |ms: i64| 1_795_166_043_100 + ms;
    let put = |group: &str, events: Value| {
        let batch = json!({"logGroupName": group, "logStreamName": "web", "logEvents": events});
        stack.logs("PutLogEvents", &batch);
    };
    put(
        "cruddur",
        json!([
            {"timestamp": at(-20_000), "message": "too early 1-6b000f5b-01fe0123456789abcdef0123"},
            {"timestamp": at(1), "message": "HomeActivities"},
            {"timestamp": at(121), "message": "ERROR [trace_id=6b000f5b01fe0123456789abcdef0123 span_id=02baecc193318737] ShowActivity\n  File \"app.py\""},
            {"timestamp": at(133), "message": "INFO done 1-6b000f5b-01fe0123456789abcdef0123"},
        ]),
    );
    put(
        "other",
        json!([{"timestamp": at(125), "message": "{\"trace_id\":\"6b000f5b01fe0123456789abcdef0123\"}"}]),
    );
    assert_screen!(user;
        user.run(["traces", "show", FAILING]),
        user.run(["traces", "show", FAILING, "--no-logs"]),
        user.run([
            "traces",
            "show",
            FAILING,
            "--log-group",
            "cruddur",
            "--log-group",
            "other",
            "--jq",
            ".logs[] | [.group, .at, .message]"
        ]),
        user.run(["traces", "show", FAILING, "--log-group", "crudur"]),
    );
}

#[test]
fn what_a_service_could_not_answer_is_said_and_the_rest_is_shown() {
    let user = User::new();
    let stack = user.stack();
    seed(&stack);
    let cloud = User::new()
        .env("AWS_ENDPOINT_URL", &standing_in(stack.addrs.services))
        .env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "example")
        .env("AWS_EC2_METADATA_DISABLED", "true");
    let show = [
        "--target",
        "cloud",
        "--region",
        "eu-central-1",
        "traces",
        "show",
        FAILING,
    ];
    assert_screen!(cloud.run(show));
    let cloud = cloud
        .env("ROLLBAR_API_URL", "http://127.0.0.1:1/api/1")
        .env("ROLLBAR_READ_TOKEN", "0123456789abcdef0123456789abcdef");
    assert_screen!(cloud.run(show));
    let json = cloud.run([&show[..], &["--jq", ".missing | length"]].concat());
    assert_eq!(
        (json.code, json.stdout.as_str()),
        (Some(5), "1\n"),
        "{json}"
    );
}

/// Runs `traces tail` until it has printed `lines` lines, then interrupts it.
fn tail(user: &User, args: &[&str], lines: usize, meanwhile: impl FnOnce()) -> Vec<String> {
    let mut command = user.command([&["traces", "tail"], args].concat());
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary can be run");
    let stdout = child.stdout.take().expect("it is piped");
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(stdout).lines() {
            let _ = sender.send(line.expect("it is text"));
        }
    });
    meanwhile();
    let mut shown = Vec::new();
    while shown.len() < lines {
        match receiver.recv_timeout(Duration::from_secs(30)) {
            Ok(line) => shown.push(line),
            Err(_) => panic!("only this came: {shown:?}"),
        }
    }
    // long enough to detect a repeated trace
    thread::sleep(Duration::from_millis(1_200));
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    kill_process(pid.expect("children have pids"), Signal::INT).expect("it runs");
    let output = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    shown.extend(receiver.try_iter());
    shown
}

#[test]
fn a_tail_shows_each_trace_once_when_it_is_whole() {
    let user = User::new();
    let stack = user.stack();
    post(
        &stack,
        &[request(30, "backend-flask", "GET", "/before", 200)],
    );
    let running = json!({"id": "0000000000000005", "trace_id": id(5), "name": "worker",
        "start_time": THEN - 5.0, "in_progress": true});
    let shown = tail(&user, &["--since", "20s"], 3, || {
        post(
            &stack,
            &[running, request(1, "backend-flask", "GET", "/first", 200)],
        );
        thread::sleep(Duration::from_millis(700));
        let ended = json!({"id": "0000000000000005", "trace_id": id(5), "name": "worker",
            "start_time": THEN - 5.0, "end_time": THEN - 4.0});
        let part = json!({"id": "0000000000000006", "trace_id": id(5), "parent_id": "0000000000000005",
            "type": "subsegment", "name": "step", "start_time": THEN - 4.9, "end_time": THEN - 4.5});
        post(&stack, &[part, ended]);
    });
    let mut rows = shown[1..].to_vec();
    rows.sort();
    assert_eq!(
        rows,
        [
            format!("{}\t09:14:02\t40 ms\t200\tGET /first\t1\t0", id(1)),
            format!("{}\t09:13:58\t1.00 s\tok\tworker\t2\t0", id(5)),
        ]
    );
    assert_eq!(
        shown[0],
        "TRACE\tSTART\tDURATION\tSTATUS\tENTRY\tSPANS\tERRORS"
    );
}

#[test]
fn a_tail_streams_json_and_leaves_out_what_was_there() {
    let user = User::new();
    let stack = user.stack();
    post(
        &stack,
        &[request(3, "backend-flask", "GET", "/before", 200)],
    );
    let shown = tail(&user, &["--jq", ".entry"], 1, || {
        // the first poll only learns which traces exist
        thread::sleep(Duration::from_millis(1_500));
        post(&stack, &[request(4, "backend-flask", "GET", "/late", 200)]);
    });
    assert_eq!(shown, ["GET /late"]);
}

/// An outage longer than the client's own retries.
#[test]
fn a_tail_rides_out_an_outage_and_says_so_once() {
    let user = User::new();
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("loopback has free ports");
    let port = free.local_addr().expect("it is bound").port();
    drop(free);
    let stack = user.stack_on(port);
    let mut child = user
        .command(["traces", "tail", "--jq", ".entry"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary can be run");
    let mut shown = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let mut next = || shown.next().expect("it runs").expect("it is text");
    // the first poll only learns which traces exist
    thread::sleep(Duration::from_millis(1_500));
    post(&stack, &[request(1, "backend-flask", "GET", "/first", 200)]);
    assert_eq!(next(), "GET /first");
    stack.kill();
    thread::sleep(Duration::from_secs(16));
    let stack = user.stack_on(port);
    post(&stack, &[request(2, "backend-flask", "GET", "/after", 200)]);
    assert_eq!(next(), "GET /after");
    kill_process(Pid::from_child(&child), Signal::INT).expect("it runs");
    let output = child.wait_with_output().expect("it ends");
    let outcome = Outcome::new("traces tail".to_owned(), &output, user.folder()).expect_code(0);
    let said: Vec<&str> = outcome.stderr.lines().collect();
    assert_eq!(said.len(), 2, "{outcome}");
    assert!(said[0].ends_with("; trying again"), "{outcome}");
    assert!(
        said[1].starts_with("reading traces again after"),
        "{outcome}"
    );
}

#[test]
fn a_tail_that_nobody_has_ever_answered_ends_with_an_error() {
    let user = User::new();
    let stack = user.stack();
    let state = user.state_file("stack");
    // now another program uses the port
    let deaf = std::net::TcpListener::bind("127.0.0.1:0").expect("loopback has free ports");
    let port = deaf.local_addr().expect("it is bound");
    drop(deaf);
    let told = std::fs::read_to_string(&state).expect("it is there");
    let services = format!("\"services\": \"{}\"", stack.addrs.services);
    assert!(told.contains(&services), "{told}");
    let moved = told.replace(&services, &format!("\"services\": \"{port}\""));
    std::fs::write(&state, moved).expect("files can be written");
    let outcome = user.run(["traces", "tail"]).expect_code(1);
    assert!(outcome.stderr.contains("does not answer"), "{outcome}");
}
