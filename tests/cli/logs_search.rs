//! `logs search`: all events of a window, once and in order.

use serde_json::json;

use crate::common::{Stack, User, assert_screen};
use crate::logs::{NOW_MS, event, put};
use crate::logs_follow::Following;

fn make(stack: &Stack, group: &str, streams: &[&str]) {
    stack.logs("CreateLogGroup", &json!({"logGroupName": group}));
    for stream in streams {
        let stream = json!({"logGroupName": group, "logStreamName": stream});
        stack.logs("CreateLogStream", &stream);
    }
}

/// Starts a stack with two groups; `web` has 25,000 events over the last 50 minutes in two streams.
fn seeded(user: &User) -> Stack {
    let stack = user.stack();
    make(&stack, "web", &["a", "b"]);
    make(&stack, "db", &["main"]);
    for (number, stream) in ["a", "b"].into_iter().enumerate() {
        let number = i64::try_from(number).expect("there are two");
        for call in 0..5 {
            let event = |n: i64| {
                let n = 2 * (call * 2_500 + n) + number;
                json!({"timestamp": NOW_MS - 3_000_000 + n * 120, "message": format!("event {n}")})
            };
            put(
                &stack,
                "web",
                stream,
                &(0..2_500).map(event).collect::<Vec<_>>(),
            );
        }
    }
    let event = json!({"timestamp": NOW_MS - 1_500_000, "message": "ERROR checkpoint is late"});
    put(&stack, "db", "main", &[event]);
    stack
}

#[test]
fn a_window_is_complete_and_in_order_both_ways() {
    let user = User::new();
    let _stack = seeded(&user);
    let messages = |args: &[&str]| -> Vec<String> {
        let mut line = vec!["logs", "search"];
        line.extend(args);
        line.extend(["-o", "ndjson", "--jq", ".message"]);
        let shown = user.run(line).expect_code(0).stdout;
        shown.lines().map(str::to_owned).collect()
    };
    let all: Vec<String> = (0..25_000).map(|n| format!("event {n}")).collect();
    assert_eq!(messages(&["web"]), all);
    let mut newest: Vec<String> = all.clone();
    newest.reverse();
    assert_eq!(messages(&["web", "--newest-first"]), newest);
    assert_eq!(
        messages(&["web", "--newest-first", "--limit", "3"]),
        newest[..3]
    );
    let both = messages(&["*"]);
    assert_eq!(both.len(), 25_001);
    assert_eq!(both[12_500], "ERROR checkpoint is late");
    assert_eq!(
        messages(&["*", "--filter", "ERROR"]),
        ["ERROR checkpoint is late"]
    );
    assert_eq!(
        messages(&["web", "--stream", "b", "--include", " 2499[89]$"]),
        ["event 24999"]
    );
    let half = [
        "web",
        "--since",
        "2026-11-20T08:39:05Z",
        "--until",
        "2026-11-20T08:49:05Z",
    ];
    assert_eq!(messages(&half), all[7_500..12_500]);
}

#[test]
fn what_can_be_seen_of_a_search() {
    let user = User::new();
    let stack = seeded(&user);
    let infrequent = json!({"logGroupName": "archive", "logGroupClass": "INFREQUENT_ACCESS"});
    stack.logs("CreateLogGroup", &infrequent);
    let delivered = json!({"logGroupName": "mail", "logGroupClass": "DELIVERY"});
    stack.logs("CreateLogGroup", &delivered);
    make(&stack, "quiet", &[]);
    assert_screen!(user;
        user.run([
            "logs",
            "search",
            "web",
            "db",
            "--filter",
            "?checkpoint ?\"event 24999\""
        ]),
        user.run(["logs", "search", "web", "--filter", "nothing"]),
        user.run([
            "logs", "search", "db", "nope*", "--filter", "-ERROR", "--since", "1d"
        ]),
        user.run(["logs", "search", "d?", "--since", "1d", "-e", "-x"]),
        user.run(["logs", "search", "db", "--since", "5m"]),
        user.run(["logs", "search", "quiet"]),
        user.run([
            "logs", "search", "db", "quiet", "--until", "1m", "--since", "2m"
        ]),
        user.run([
            "logs", "search", "arch*", "d*", "--since", "1d", "--limit", "1"
        ]),
        user.run(["logs", "search", "webb"]),
        user.run(["logs", "search", "archive"]),
        user.run(["logs", "search", "mail"]),
        user.run(["logs", "tail", "archive"]),
        user.run(["logs", "tail", "mail", "--follow"]),
        user.run(["logs", "search", "web", "--filter", "{ $.a = "]),
        user.run([
            "logs",
            "search",
            "web",
            "--newest-first",
            "--since",
            "2023-01-01"
        ]),
        user.run(["logs", "search", "web", "--limit", "0"]),
    );
}

/// The clock of a producer is ahead.
#[test]
fn events_that_are_dated_ahead_are_a_part_of_everything() {
    let user = User::new();
    let stack = user.stack();
    make(&stack, "ahead", &["s"]);
    put(
        &stack,
        "ahead",
        "s",
        &[event(5, "of now"), event(-3_600, "of later")],
    );
    let all = user.run(["logs", "search", "ahead", "--format", "raw"]);
    assert_eq!(all.stdout, "of now\nof later\n");
    let until = user.run([
        "logs", "search", "ahead", "--format", "raw", "--until", "now",
    ]);
    assert_eq!(until.stdout, "of now\n");
}

/// The service accepts the filter but interprets it differently.
#[test]
fn a_filter_that_probably_means_something_else_is_warned_about_and_used() {
    let user = User::new();
    let stack = user.stack();
    make(&stack, "g", &["s"]);
    let events = ["[ERROR] boom", "error in line 1", "a warn", "fine"];
    let events = events.map(|message| json!({"timestamp": NOW_MS - 1_000, "message": message}));
    stack.logs(
        "PutLogEvents",
        &json!({"logGroupName": "g", "logStreamName": "s", "logEvents": events}),
    );
    let raw = |verb: &str, filter: &str| {
        user.run(["logs", verb, "g", "--format", "raw", "--filter", filter])
    };
    assert_screen!(
        raw("search", "[ERROR]"),
        raw("tail", "NOT error"),
        raw("search", "error OR warn"),
        raw("tail", "?error line"),
        raw("search", "error OR warn line"),
        raw("tail", "!error"),
        raw("search", "error|warn"),
        raw("search", "level=error"),
        raw("tail", "ERROR*"),
        raw("tail", "not found"),
    );
    for how in ["--follow", "--live"] {
        let args = [
            "logs", "tail", "g", how, "--format", "raw", "--filter", "[ERROR]",
        ];
        let following = Following::start(&user, &args);
        let warning = following.warning();
        assert!(
            warning.starts_with("warning: `--filter`: `[ERROR]` matches every line"),
            "{warning}"
        );
        assert_eq!(following.warning(), "", "{how}");
        let hint = r#"hint: use `--filter '"[ERROR]"'` to match the text `[ERROR]`"#;
        assert_eq!(following.warning(), hint, "{how}");
        for _ in 0..4 {
            following.line();
        }
        let (code, out, err) = following.interrupt();
        assert_eq!((code, out), (Some(0), vec![]), "{how}");
        assert!(!err.iter().any(|line| line.contains("filter")), "{err:?}");
    }
}
