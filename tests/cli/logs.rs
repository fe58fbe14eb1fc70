//! Log groups and events on the command line.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::common::{Stack, User, assert_screen};

/// The tests' clock, in milliseconds.
pub(crate) const NOW_MS: i64 = 1_795_166_045_000;
/// Random ids, assigned by the service.
pub(crate) const EVENT_IDS: (&str, &str) = (r"\b[0-9]{56}\b", "[EVENT ID]");

pub(crate) fn event(seconds_ago: i64, message: &str) -> Value {
    json!({"timestamp": NOW_MS - seconds_ago * 1_000, "message": message})
}

pub(crate) fn put(stack: &Stack, group: &str, stream: &str, events: &[Value]) {
    let batch = json!({"logGroupName": group, "logStreamName": stream, "logEvents": events});
    let answer = stack.logs("PutLogEvents", &batch);
    assert_eq!(answer.get("rejectedLogEventsInfo"), None, "{answer}");
}

/// Starts a stack with two groups; `cruddur` has two streams with the log of some requests.
pub(crate) fn seeded(user: &User) -> Stack {
    let stack = user.stack();
    for (group, days) in [("cruddur", Some(30)), ("/ecs/payments", None)] {
        stack.logs("CreateLogGroup", &json!({"logGroupName": group}));
        if let Some(days) = days {
            let policy = json!({"logGroupName": group, "retentionInDays": days});
            stack.logs("PutRetentionPolicy", &policy);
        }
    }
    for stream in ["backend", "2026/11/20/worker/0123456789abcdef"] {
        let stream = json!({"logGroupName": "cruddur", "logStreamName": stream});
        stack.logs("CreateLogStream", &stream);
    }
    put(
        &stack,
        "cruddur",
        "backend",
        &[
            event(7_200, "INFO started"),
            event(120, "INFO GET /api/activities/home 200"),
            event(
                60,
                "ERROR NameError: ShowActivity\n\tat activities_show\r\n\tat run\n",
            ),
            event(2, "WARN slow \u{1b}[31mred\u{1b}]0;title\u{7}"),
        ],
    );
    put(
        &stack,
        "cruddur",
        "2026/11/20/worker/0123456789abcdef",
        &[event(90, "DEBUG job 7 done")],
    );
    stack
}

#[test]
fn a_group_is_created_listed_changed_and_deleted() {
    let user = User::new();
    let _stack = user.stack();
    assert_screen!(user;
        user.run(["logs", "groups"]),
        user.run(["logs", "create-group", "cruddur", "--retention-days", "30"]),
        user.run(["logs", "create-group", "cruddur", "--retention-days", "30"]),
        user.run(["logs", "create-group", "cruddur"]),
        user.run(["logs", "create-group", "cruddur", "--retention-days", "7"]),
        user.run(["logs", "create-group", "/aws/x", "-o", "json"]),
        user.run(["logs", "groups"]),
        user.run(["logs", "groups", "/aws", "--jq", ".[].name"]),
        user.run(["logs", "set-retention", "cruddur", "7"]),
        user.run(["logs", "set-retention", "cruddur", "7"]),
        user.run(["logs", "set-retention", "cruddur", "never", "-o", "json"]),
        user.run(["logs", "delete-group", "cruddur"]),
        user.run(["logs", "delete-group", "cruddur", "--yes"]),
        user.run(["logs", "groups", "-o", "ndjson"]),
    );
}

#[test]
fn the_settings_file_says_how_long_its_group_keeps_events() {
    let user = User::new();
    let _stack = user.stack();
    user.file(
        "cruddur-obs.toml",
        "[logs]\ngroup = \"backend\"\nretention_days = 14\n",
    );
    assert_screen!(user;
        user.run(["logs", "create-group", "backend"]),
        user.run(["logs", "create-group", "other"]),
    );
}

#[test]
fn what_cannot_be_is_refused_before_anything_is_sent() {
    // without a stack, so these errors must occur before anything is sent
    let user = User::new();
    assert_screen!(user;
        user.run(["logs", "create-group", "my group"]),
        user.run(["logs", "create-group", "aws/x"]),
        user.run(["logs", "create-group", "a", "--retention-days", "31"]),
        user.run(["logs", "set-retention", "a", "always"]),
        user.run(["logs", "delete-group", "a:b", "--yes"]),
        user.run(["logs", "tail", "grüppe"]),
        user.run(["logs", "tail", "a", "--since", "soon"]),
        user.run(["logs", "tail", "a", "--since", "1h", "--until", "2h"]),
        user.run(["logs", "tail", "a", "--follow", "--until", "1m"]),
        user.run(["logs", "tail", "cruddur"]),
    );
}

#[test]
fn the_last_ten_minutes_are_shown() {
    let user = User::new();
    let _stack = seeded(&user);
    assert_screen!(user;
        user.run(["logs", "tail", "cruddur"]),
        user.run([
            "logs", "tail", "cruddur", "--time", "utc", "--since", "3h", "--until", "1m"
        ]),
        user.run(["logs", "tail", "cruddur", "--filter", "ERROR"]),
        user.run(["logs", "tail", "cruddur", "--filter", "\"GET /api\" 200"]),
        user.run(["logs", "tail", "cruddur", "-o", "json"])
            .hide(EVENT_IDS),
        user.run([
            "logs", "tail", "cruddur", "-o", "ndjson", "--jq", ".message"
        ]),
    );
}

#[test]
fn an_empty_window_says_what_to_try() {
    let user = User::new();
    let stack = seeded(&user);
    let old = json!({"logGroupName": "/ecs/payments", "logStreamName": "s"});
    stack.logs("CreateLogStream", &old);
    put(
        &stack,
        "/ecs/payments",
        "s",
        &[event(7_200, "INFO started")],
    );
    assert_screen!(user;
        user.run(["logs", "tail", "/ecs/payments"]),
        user.run(["logs", "tail", "/ecs/payments", "--since", "3h"]),
        user.run(["logs", "tail", "cruddur", "--filter", "Nothing"]),
        user.run([
            "logs", "tail", "cruddur", "--since", "5h", "--until", "4h", "-o", "json"
        ]),
    );
}

#[test]
fn a_group_that_is_not_there_is_told_with_those_that_are() {
    let user = User::new();
    let _stack = seeded(&user);
    assert_screen!(user;
        user.run(["logs", "tail", "crudur"]),
        user.run(["logs", "tail", "crudur", "--follow"]),
        user.run(["logs", "streams", "payments"]),
        user.run(["logs", "set-retention", "zzz", "7"]),
        user.run(["logs", "delete-group", "zzz", "--yes"]),
    );
}

#[test]
fn a_group_to_delete_that_is_not_there_is_not_to_be_created() {
    let user = User::new();
    let _stack = seeded(&user);
    for (name, near) in [("nope", None), ("crudder", Some("there is `cruddur`"))] {
        let deleted = user.run(["logs", "delete-group", name, "--yes"]);
        assert_eq!(deleted.code, Some(3), "{}", deleted.stderr);
        assert!(!deleted.stderr.contains("create"), "{}", deleted.stderr);
        assert!(deleted.stderr.contains("`cruddur-obs logs groups`"));
        assert!(near.is_none_or(|near| deleted.stderr.contains(near)));
    }
}

#[test]
fn a_filter_that_the_service_does_not_take_is_a_usage_error() {
    let user = User::new();
    let _stack = seeded(&user);
    assert_screen!(user;
        user.run(["logs", "tail", "cruddur", "--filter", "[ERROR"]),
        user.run(["logs", "tail", "cruddur", "--filter", "\"open"]),
        user.run(["logs", "tail", "cruddur", "--filter", "{ $.a = "]),
        user.run(["logs", "tail", "cruddur", "--filter", "ERROR %5[0-9"]),
        user.run(["logs", "tail", "cruddur", "--filter", "\"open", "--follow"]),
    );
}

#[test]
fn the_streams_of_a_group() {
    let user = User::new();
    let _stack = seeded(&user);
    assert_screen!(user;
        user.run(["logs", "streams", "cruddur"]),
        user.run(["logs", "streams", "cruddur", "--last", "1", "-o", "json"]),
        user.run(["logs", "streams", "cruddur", "--last", "1"]),
        user.run(["logs", "streams", "/ecs/payments"]),
    );
}

#[test]
fn a_reader_that_has_enough_ends_it_in_silence() {
    let user = User::new();
    let stack = seeded(&user);
    let many: Vec<_> = (0..9_000).map(|_| event(3, &"x".repeat(80))).collect();
    put(&stack, "cruddur", "backend", &many);
    let mut command = user.command(["logs", "tail", "cruddur"]);
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the binary can be run");
    let mut first = String::new();
    let stdout = child.stdout.take().expect("stdout is piped");
    BufReader::new(stdout)
        .read_line(&mut first)
        .expect("a line comes");
    let output = child
        .wait_with_output()
        .expect("one's own child can be waited for");
    assert!(
        first.ends_with("INFO GET /api/activities/home 200\n"),
        "{first}"
    );
    assert_eq!((output.status.code(), &*output.stderr), (Some(0), &b""[..]));
}
