//! `logs put`: each line becomes one event, and invalid lines are reported.

use serde_json::{Value, json};

use crate::common::{Stack, User, assert_screen};

fn stack_with_group(user: &User) -> Stack {
    let stack = user.stack();
    stack.logs("CreateLogGroup", &json!({"logGroupName": "cruddur"}));
    stack
}

/// Returns the messages of a stream, in order of time.
fn messages(stack: &Stack, stream: &str) -> Vec<String> {
    let asked = json!({"logGroupName": "cruddur", "logStreamNames": [stream]});
    let page = stack.logs("FilterLogEvents", &asked);
    assert_eq!(page.get("nextToken"), None, "one page holds all");
    let events = page["events"].as_array().expect("a page holds events");
    let text = |event: &Value| event["message"].as_str().unwrap_or_default().to_owned();
    events.iter().map(text).collect()
}

#[test]
fn lines_of_stdin_and_of_a_file_become_events() {
    let user = User::new();
    let stack = stack_with_group(&user);
    user.file("app.log", "first\r\n\n  second, indented\nlast");
    assert_screen!(
        user.run(["logs", "put", "cruddur", "app.log", "--stream", "file"]),
        user.run_with_input(
            ["logs", "put", "cruddur", "--stream", "pipe", "-o", "json"],
            "one\ntwo\n"
        ),
        user.run_with_input(["logs", "put", "cruddur", "-", "--stream", "empty"], ""),
    );
    assert_eq!(
        messages(&stack, "file"),
        ["first", "  second, indented", "last"]
    );
    assert_eq!(messages(&stack, "pipe"), ["one", "two"]);
}

#[test]
fn what_tail_writes_can_be_put_again() {
    let user = User::new();
    let stack = stack_with_group(&user);
    let lines = "{\"timestamp\": 1795166044000, \"message\": \"later\"}\n\
                 {\"at\": \"2026-11-20T09:14:03Z\", \"message\": \"earlier \\u001b[31m\", \"stream\": \"x\"}\n";
    user.run_with_input(["logs", "put", "cruddur", "--json", "--stream", "a"], lines)
        .expect_code(0);
    let tailed = user
        .run(["logs", "tail", "cruddur", "-o", "ndjson"])
        .expect_code(0)
        .stdout;
    user.run_with_input(
        ["logs", "put", "cruddur", "--json", "--stream", "b"],
        &tailed,
    )
    .expect_code(0);
    assert_eq!(messages(&stack, "b"), ["earlier \u{1b}[31m", "later"]);
    assert_eq!(messages(&stack, "b"), messages(&stack, "a"));
}

#[test]
fn what_cannot_be_put_is_listed_and_the_rest_is_there() {
    let user = User::new();
    let stack = stack_with_group(&user);
    let at = |ms: i64, text: &str| json!({"timestamp": ms, "message": text}).to_string();
    let now = 1_795_166_045_000;
    let day = 86_400_000;
    let lines = [
        at(now - 20 * day, "very old"),
        at(now - 20 * day, "very old too"),
        "{\"text\": 1}".to_owned(),
        at(now, "good"),
        at(now + day / 2, "of the future"),
    ];
    user.file("events.ndjson", &lines.join("\n"));
    assert_screen!(
        user.run([
            "logs",
            "put",
            "cruddur",
            "events.ndjson",
            "--json",
            "--stream",
            "s"
        ]),
        user.run([
            "logs",
            "put",
            "cruddur",
            "events.ndjson",
            "--json",
            "--stream",
            "s",
            "-o",
            "json"
        ]),
    );
    assert_eq!(messages(&stack, "s"), ["good", "good"]);
}

#[test]
fn what_is_not_utf8_is_put_and_said() {
    let user = User::new();
    let stack = stack_with_group(&user);
    let latin1 = b"first\nGr\xfc\xdfe\nok\n\n\xff\n";
    std::fs::write(user.work().join("latin1.log"), latin1).expect("files can be written");
    let put = |stream: &str, more: &[&str]| {
        let args = ["logs", "put", "cruddur", "latin1.log", "--stream", stream];
        user.run([&args[..], more].concat()).expect_code(0)
    };
    let told = "each byte that could not be read was put as `\u{fffd}`";
    let said = put("whole", &[]).stderr;
    let warning = format!("warning: 2 lines are not UTF-8, the first is line 2: {told}\n");
    assert!(said.contains(&warning), "{said}");
    assert_eq!(
        messages(&stack, "whole"),
        ["first", "Gr\u{fffd}\u{fffd}e", "ok", "\u{fffd}"]
    );
    // `-q` does not suppress this warning
    let said = put("rest", &["--from-line", "3", "-q"]).stderr;
    assert_eq!(said, format!("warning: line 5 is not UTF-8: {told}\n"));
    let report: Value = put("again", &["-o", "json"]).json();
    assert_eq!(report["not_utf8"], json!({"lines": 2, "first_line": 2}));
    let clean = user.run_with_input(
        ["logs", "put", "cruddur", "-o", "json"],
        "gr\u{fc}\u{df}e\n",
    );
    assert!(!clean.stderr.contains("warning"), "{clean}");
    assert_eq!(clean.json::<Value>()["not_utf8"], Value::Null);
}

#[test]
fn many_lines_take_several_calls_and_keep_their_order() {
    let user = User::new();
    let stack = stack_with_group(&user);
    let lines: Vec<String> = (1..=10_500).map(|n| format!("line {n}")).collect();
    user.file("many.log", &lines.join("\n"));
    let run = user.run([
        "logs", "put", "cruddur", "many.log", "--stream", "s", "--jq", ".calls",
    ]);
    assert_eq!(run.expect_code(0).stdout, "2\n");
    user.run([
        "logs",
        "put",
        "cruddur",
        "many.log",
        "--stream",
        "rest",
        "--from-line",
        "10500",
    ])
    .expect_code(0);
    assert_eq!(messages(&stack, "rest"), ["line 10500"]);
    let tailed = user.run([
        "logs", "tail", "cruddur", "--jq", ".message", "-o", "ndjson",
    ]);
    let tailed = tailed.expect_code(0).stdout;
    let of_first: Vec<&str> = tailed.lines().take(10_500).collect();
    assert_eq!(of_first, lines);
}

#[test]
fn what_cannot_be_is_refused_before_anything_is_sent() {
    let user = User::new();
    assert_screen!(
        user.run(["logs", "put", "my group"]),
        user.run(["logs", "put", "cruddur", "--stream", "a:b"]),
        user.run(["logs", "put", "cruddur", "missing.log"]),
        user.run(["logs", "put", "cruddur", "--from-line", "0"]),
        user.run(["logs", "put", "cruddur", "."]),
    );
    let _stack = user.stack();
    assert_screen!(user.run_with_input(["logs", "put", "cruddur", "--stream", "s"], "a\n"));
}

#[test]
fn a_line_to_begin_with_after_the_end_is_an_error() {
    let user = User::new();
    let stack = stack_with_group(&user);
    user.file("five.log", "1\n2\n3\n4\n5\n");
    let put = |from: &str, input: Option<&str>| {
        let file = if input.is_some() { "-" } else { "five.log" };
        let args = ["logs", "put", "cruddur", file, "--stream", "s"];
        let args = [&args[..], &["--from-line", from]].concat();
        user.run_with_input(args, input.unwrap_or_default())
    };
    for (from, input, has) in [
        ("99", None, "has 5 lines"),
        ("7", None, "has 5 lines"),
        ("3", Some("one\n"), "has 1 line"),
        ("2", Some(""), "is empty"),
    ] {
        let refused = put(from, input).expect_code(2);
        let error =
            format!("error: `--from-line {from}` is after the end of the input, which {has}\n");
        assert_eq!(refused.stderr, error);
        assert_eq!(refused.stdout, "");
    }
    // continues after a run that had put all lines
    put("6", None).expect_code(0);
    assert_eq!(messages(&stack, "s"), Vec::<String>::new());
    put("5", None).expect_code(0);
    assert_eq!(messages(&stack, "s"), ["5"]);
}
