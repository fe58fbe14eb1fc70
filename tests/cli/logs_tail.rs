//! Each flag of `logs tail`.

use serde_json::json;

use crate::common::{Stack, User, assert_screen};
use crate::logs::{EVENT_IDS, event, put, seeded};

const W3C: &str = "691ed3e901fe0123456789abcdef0123";
const ARN: &str = "arn:aws:logs:us-east-1:000000000000:log-group:/ecs/web";

/// Starts a stack with groups of two services, one of which logs JSON.
pub(crate) fn services(user: &User) -> Stack {
    let stack = seeded(user);
    for (group, streams) in [("/ecs/web", &["web-1", "web-2"][..]), ("/ecs/db", &["db"])] {
        stack.logs("CreateLogGroup", &json!({"logGroupName": group}));
        for stream in streams {
            let stream = json!({"logGroupName": group, "logStreamName": stream});
            stack.logs("CreateLogStream", &stream);
        }
    }
    let request = |status: u32, path: &str| {
        json!({
            "level": if status < 500 { "info" } else { "error" },
            "http": {"status": status, "path": path},
            "trace_id": W3C,
        })
        .to_string()
    };
    put(
        &stack,
        "/ecs/web",
        "web-1",
        &[
            event(50, &request(200, "/a b")),
            event(30, &request(500, "/c")),
        ],
    );
    put(
        &stack,
        "/ecs/web",
        "web-2",
        &[event(40, "plain text"), event(20, &request(404, "/d"))],
    );
    put(
        &stack,
        "/ecs/db",
        "db",
        &[event(45, "INFO query 1"), event(25, "WARN query 2")],
    );
    stack
}

fn tail(user: &User, args: &[&str]) -> crate::common::Outcome {
    user.run([&["logs", "tail"], args].concat()).hide(EVENT_IDS)
}

#[test]
fn several_groups_are_one_list() {
    let user = User::new();
    let _stack = services(&user);
    assert_screen!(
        tail(&user, &["/ecs/web", "/ecs/db"]),
        tail(&user, &["/ecs/*", "/ecs/db", "--last", "3"]),
        tail(&user, &[ARN, "--last", "1"]),
        tail(&user, &["/ecs/*", "--filter", "query", "-o", "ndjson"]),
        tail(&user, &["/ecs/*", "nope"]),
        tail(&user, &["nope*"]),
        tail(&user, &["nope", "nope2"]),
        tail(&user, &["/ecs/*", "--filter", "Nothing"]),
        tail(&user, &[ARN, "--region", "eu-west-1"]),
    );
}

#[test]
fn streams_are_chosen_by_name_or_glob() {
    let user = User::new();
    let _stack = services(&user);
    assert_screen!(
        tail(&user, &["/ecs/web", "--stream", "web-2"]),
        tail(&user, &["/ecs/*", "--stream", "web-*"]),
        tail(&user, &["/ecs/*", "--stream", "*2", "--stream", "db"]),
        tail(&user, &["/ecs/web", "--stream", "web-3"]),
        tail(&user, &["/ecs/web", "--stream", "a:b"]),
    );
}

#[test]
fn what_is_shown_is_chosen_here_too() {
    let user = User::new();
    let _stack = services(&user);
    assert_screen!(
        tail(
            &user,
            &[
                "/ecs/*",
                "--include",
                "query|500",
                "--exclude",
                "query [0-1]"
            ]
        ),
        tail(
            &user,
            &["/ecs/*", "-i", "plain", "-i", "WARN", "--last", "9"]
        ),
        tail(&user, &["/ecs/web", "-e", "."]),
        tail(&user, &["/ecs/db", "-H", "quer[y]", "--color", "always"]),
        tail(&user, &["/ecs/db", "-i", "a("]),
        tail(&user, &["/ecs/db", "--highlight", "*"]),
    );
}

#[test]
fn events_look_as_they_are_asked_to() {
    let user = User::new();
    let _stack = services(&user);
    let format = |format: &str| tail(&user, &["/ecs/*", "--last", "2", "--format", format]);
    assert_screen!(
        format("pretty"),
        format("raw"),
        format("short"),
        format("json"),
        format(r"template={time}\t{group}/{stream} [{level}] {trace} {{{message}}}"),
        format("template={time} {colour}"),
        format("template={time"),
        format("fancy"),
        tail(&user, &["/ecs/db", "--format", "raw", "-o", "json"]),
        tail(&user, &["/ecs/db", "--format", "raw", "--jq", ".message"]),
        tail(&user, &["/ecs/db", "--time", "utc"]),
        tail(&user, &["/ecs/db", "--time", "local", "--format", "short"]),
        tail(&user, &["/ecs/db", "--time", "relative"]),
    );
}

#[test]
fn json_messages_can_be_taken_apart() {
    let user = User::new();
    let _stack = services(&user);
    assert_screen!(
        tail(
            &user,
            &["/ecs/web", "--fields", "level,http.status,http.path"]
        ),
        tail(&user, &["/ecs/web", "--fields", "level", "--format", "raw"]),
        tail(
            &user,
            &[
                "/ecs/web",
                "--jq",
                "select(.json.http.status >= 400) | .json.http.path"
            ]
        ),
        tail(&user, &["/ecs/web", "--fields", "level", "--jq", "."]),
        tail(&user, &["/ecs/web", "--fields", "a..b"]),
    );
}

#[test]
fn levels_and_trace_ids_stand_out_in_colour() {
    let user = User::new();
    let _stack = services(&user);
    let escape = ("\u{1b}", "␛");
    assert_screen!(
        tail(&user, &["/ecs/*", "--color", "always"]).hide(escape),
        tail(
            &user,
            &["cruddur", "--color", "always", "--format", "short"]
        )
        .hide(escape),
    );
}

#[test]
fn contradictions_and_unknown_groups_are_refused_before_anything_is_sent() {
    // without a stack, so these errors must occur before anything is sent
    let user = User::new();
    assert_screen!(
        tail(&user, &[]),
        tail(&user, &["web[12]"]),
        tail(&user, &["a b*"]),
        tail(&user, &["arn:aws:s3:::bucket"]),
        tail(&user, &["a", "--last", "0"]),
        tail(&user, &["a", "--last", "x"]),
        tail(&user, &["a", "--since", "2h", "--until", "3h"]),
        tail(&user, &["a", "--colour"]),
        tail(&user, &["a", "--live", "--follow"]),
        tail(&user, &["a", "--live", "--until", "1m"]),
    );
}
