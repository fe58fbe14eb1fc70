//! Error items on the command line.

use serde_json::{Value, json};

use crate::common::{Stack, UUIDS, User, assert_screen};

/// 40 s before the tests' clock.
const THEN: i64 = 1_795_166_005;
const TRACE: &str = "691ed3e901fe0123456789abcdef0123";

/// The exception of a request that failed with 500, `n` seconds after [`THEN`].
fn probe(n: i64) -> Value {
    json!({"data": {
        "uuid": format!("00000000-0000-4000-8000-{n:012}"),
        "environment": "production", "level": "error", "timestamp": THEN + n,
        "framework": "flask", "platform": "linux", "code_version": "1.0",
        "body": {"trace": {
            "frames": [
                {"filename": "app.py", "lineno": 162, "method": "data_show_activity"},
                {"filename": "services/show_activity.py", "lineno": 4, "method": "run"},
            ],
            "exception": {"class": "NameError", "message": "ShowActivity"},
        }},
        "request": {"method": "GET", "url": "http://localhost:4567/api/activities/x"},
        "person": {"id": "andrewbrown", "username": "andrewbrown"},
        "attributes": [{"key": "trace_id", "value": TRACE}],
    }})
}

fn warning(environment: &str) -> Value {
    json!({"data": {
        "uuid": format!("00000000-0000-4000-8000-{environment:0>12}"),
        "environment": environment, "level": "warning", "timestamp": THEN - 3_600,
        "body": {"message": {"body": "Hello \u{1b}[31mWorld!"}},
    }})
}

fn seeded(user: &User) -> Stack {
    let stack = user.stack();
    stack.rollbar(&warning("staging"));
    for n in 0..3 {
        stack.rollbar(&probe(n));
    }
    stack
}

#[test]
fn items_are_listed_opened_and_resolved() {
    let user = User::new();
    let stack = user.stack();
    assert_screen!(user;user.run(["rollbar", "items"]));
    drop(stack);
    let _stack = seeded(&user);
    assert_screen!(user;
        user.run(["rollbar", "items"]),
        user.run(["rollbar", "item", "2"]),
        user.run(["rollbar", "item", "#1", "--time", "utc"]),
        user.run(["rollbar", "resolve", "2", "--version", "1.1"]),
        user.run(["rollbar", "resolve", "2"]),
        user.run(["rollbar", "resolve", "#1", "-o", "json"]),
        user.run(["rollbar", "items", "--status", "resolved"]),
    );
}

#[test]
fn the_json_has_everything() {
    let user = User::new();
    let _stack = seeded(&user);
    assert_screen!(user;
        user.run(["rollbar", "item", "2", "--last", "1", "-o", "json"])
            .hide(UUIDS),
        user.run(["rollbar", "items", "-o", "ndjson"]),
        user.run(["rollbar", "items", "--jq", ".[].title"]),
    );
}

#[test]
fn lists_are_narrowed() {
    let user = User::new();
    let _stack = seeded(&user);
    let numbers = |args: &[&str]| {
        let args = [&["rollbar", "items", "--jq", "map(.number)"], args].concat();
        let outcome = user.run(args).expect_code(0);
        outcome.json::<Vec<u64>>()
    };
    assert_eq!(numbers(&[]), [2, 1]);
    assert_eq!(numbers(&["--level", "warning,info"]), [1]);
    assert_eq!(numbers(&["--level", "critical"]), [] as [u64; 0]);
    assert_eq!(numbers(&["--environment", "production"]), [2]);
    assert_eq!(
        numbers(&["--environment", "production", "--environment", "staging"]),
        [2, 1]
    );
    assert_eq!(numbers(&["--status", "muted"]), [] as [u64; 0]);
    assert_eq!(numbers(&["--since", "5m"]), [2]);
    assert_eq!(numbers(&["--until", "5m"]), [1]);
    assert_eq!(numbers(&["--last", "1"]), [2]);
}

#[test]
fn what_is_wrong_is_said_with_a_remedy() {
    let user = User::new();
    assert_screen!(user;user.run(["rollbar", "items"]));
    let _stack = seeded(&user);
    assert_screen!(user;
        user.run(["rollbar", "item", "7"]),
        user.run(["rollbar", "resolve", "7"]),
        user.run(["rollbar", "item", "twelve"]),
        user.run(["rollbar", "item", "0"]),
        user.run(["rollbar", "items", "--level", "fatal"]),
        user.run(["rollbar", "items", "--since", "soon"]),
        user.run(["rollbar", "items", "--since", "1h", "--until", "2h"]),
        user.run(["rollbar", "resolve", "1", "--version", ""]),
        user.run(["--target", "cloud", "rollbar", "items"]),
        user.run(["--target", "cloud", "rollbar", "resolve", "1"]),
    );
}
