//! Lists and streams of traces from an X-Ray that returns errors or incomplete answers.

use std::io::Read as _;
use std::process::{Child, Stdio};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::common::{Aws, NOW, Outcome, User};

const SUMMARIES: &str = "/TraceSummaries";
const TRACES: &str = "/Traces";

fn id(n: u8) -> String {
    format!("1-6b000f5a-{n:024x}")
}

/// A trace that started `ago` seconds before now.
fn summary(n: u8, ago: i64) -> Value {
    let now: jiff::Timestamp = NOW.parse().expect("it is RFC 3339");
    json!({"Id": id(n), "Duration": 0.04, "ResponseTime": 0.04, "StartTime": now.as_second() - ago,
        "Http": {"HttpURL": "http://localhost/a", "HttpMethod": "GET", "HttpStatus": 200}})
}

fn trace(n: u8) -> Value {
    let document =
        json!({"id": format!("{n:016x}"), "name": "api", "start_time": 1, "end_time": 2});
    json!({"Id": id(n), "Duration": 0.04,
        "Segments": [{"Id": format!("{n:016x}"), "Document": document.to_string()}]})
}

/// An X-Ray that lists `summaries` in the window in which they started, or in which they were
/// active, and answers other calls with `traces`.
fn xray(
    summaries: Vec<Value>,
    traces: impl Fn() -> Option<(u16, Value)> + Clone + Send + Sync + 'static,
) -> Aws {
    Aws::answering(move |path, request| {
        if path != SUMMARIES {
            return traces();
        }
        let (since, until) = (&request["StartTime"], &request["EndTime"]);
        let within = |summary: &&Value| {
            let start = summary["StartTime"].as_f64();
            start >= since.as_f64() && start < until.as_f64()
        };
        let found: Vec<Value> = summaries.iter().filter(within).cloned().collect();
        Some((200, json!({"TraceSummaries": found})))
    })
}

fn refused(code: &str) -> Option<(u16, Value)> {
    Some((400, json!({"__type": code, "message": "not today"})))
}

fn tail(user: &User, args: &[&str]) -> Child {
    user.command([&["traces", "tail"], args].concat())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary can be run")
}

fn interrupt(child: &Child) {
    kill_process(Pid::from_child(child), Signal::INT).expect("it runs");
}

fn ended(child: Child, user: &User) -> Outcome {
    let output = child.wait_with_output().expect("it ends");
    Outcome::new("traces tail".to_owned(), &output, user.folder())
}

#[test]
fn a_list_without_counts_is_shown() {
    let aws = xray(vec![summary(1, 60), summary(2, 30)], || {
        refused("InvalidRequestException")
    });
    let listed = aws.user().run(["traces", "recent"]).expect_code(5);
    let rows: Vec<&str> = listed.stdout.lines().skip(1).collect();
    assert_eq!(rows.len(), 2, "{listed}");
    assert!(
        rows.iter().all(|row| row.ends_with("GET /a\t-\t-")),
        "{listed}"
    );
    for text in ["could not be counted", "InvalidRequestException: not today"] {
        assert!(listed.stderr.contains(text), "{listed}");
    }
}

#[test]
fn a_trace_that_is_listed_and_not_given_out_is_named() {
    let aws = xray(vec![summary(1, 60), summary(2, 30)], || {
        Some((200, json!({"Traces": [trace(1)]})))
    });
    let listed = aws.user().run(["traces", "recent"]).expect_code(5);
    let rows: Vec<&str> = listed.stdout.lines().skip(1).collect();
    assert!(
        rows[0].ends_with("\t-\t-") && rows[1].ends_with("\t1\t0"),
        "{listed}"
    );
    assert!(listed.stderr.contains(&id(2)), "{listed}");
    assert!(!listed.stderr.contains(&id(1)), "{listed}");
}

#[test]
fn nobody_asks_for_what_is_no_longer_kept() {
    let aws = Aws::answering(|path, _| match path {
        SUMMARIES => Some((200, json!({"TraceSummaries": []}))),
        _ => Some((200, json!({"Services": []}))),
    });
    for (command, path) in [
        (["traces", "recent"], SUMMARIES),
        (["xray", "service-map"], "/ServiceGraph"),
    ] {
        let args = [&command[..], &["--since", "2020-01-01"]].concat();
        let listed = aws.user().run(args).expect_code(0);
        let told = "X-Ray keeps traces for 30 days: starting at 2026-10-21T09:14Z";
        assert!(listed.stderr.contains(told), "{listed}");
        let calls = aws.calls(path);
        // 120 windows of six hours, and the smaller first windows of a list
        assert!((120..=126).contains(&calls.len()), "{} calls", calls.len());
        let first = calls
            .iter()
            .filter_map(|call| call["StartTime"].as_i64())
            .min();
        let kept: jiff::Timestamp = "2026-10-21T09:14:05Z".parse().expect("it is RFC 3339");
        assert_eq!(first, Some(kept.as_second()));
    }
    let none = [
        "traces",
        "recent",
        "--since",
        "2020-01-01",
        "--until",
        "2020-02-01",
    ];
    let before = aws.calls(SUMMARIES).len();
    aws.user().run(none).expect_code(0);
    assert_eq!(aws.calls(SUMMARIES).len(), before);
}

#[test]
fn a_tail_begins_where_it_is_told() {
    let hours = 3_600;
    let aws = xray(vec![summary(1, 20 * hours), summary(2, 30 * hours)], || {
        Some((200, json!({"Traces": [trace(1)]})))
    });
    let user = aws.user();
    let child = tail(&user, &["--since", "1d", "--jq", ".id"]);
    aws.wait_for(SUMMARIES);
    // five windows, slightly more than a day
    while aws.calls(SUMMARIES).len() < 5 {
        thread::sleep(Duration::from_millis(10));
    }
    thread::sleep(Duration::from_millis(500));
    interrupt(&child);
    let outcome = ended(child, &user).expect_code(0);
    assert_eq!(outcome.stdout.trim(), id(1), "{outcome}");
}

#[test]
fn a_tail_does_not_repeat_what_cannot_help() {
    let aws = Aws::answering(|_, _| refused("UnrecognizedClientException"));
    let outcome = aws
        .user()
        .run(["traces", "tail", "-o", "json"])
        .expect_code(4);
    assert_eq!(aws.calls(SUMMARIES).len(), 1, "{outcome}");
    assert_eq!(outcome.json::<Vec<Value>>(), Vec::<Value>::new());
}

#[test]
fn a_tail_that_gives_up_shows_what_it_has() {
    let aws = xray(vec![summary(1, 5)], || refused("AccessDeniedException"));
    // it waits ten seconds before giving up on the trace
    let outcome = aws
        .user()
        .run(["traces", "tail", "-o", "json", "--since", "1m"]);
    let outcome = outcome.expect_code(4);
    let shown: Vec<Value> = outcome.json();
    assert_eq!(
        (shown.len(), &shown[0]["id"]),
        (1, &json!(id(1))),
        "{outcome}"
    );
    assert_eq!(shown[0]["spans"], Value::Null);
}

#[test]
fn a_tail_that_is_stopped_while_it_counts_shows_what_it_has() {
    let aws = xray(vec![summary(1, 5)], || None);
    let user = aws.user();
    let child = tail(&user, &["--since", "1m", "--jq", ".id"]);
    aws.wait_for(TRACES);
    interrupt(&child);
    let outcome = ended(child, &user).expect_code(0);
    assert_eq!(outcome.stdout.trim(), id(1), "{outcome}");
}

#[test]
fn a_tail_that_is_stopped_while_nobody_answers_says_so() {
    let aws = Aws::answering(|_, _| refused("InvalidRequestException"));
    let user = aws.user();
    let mut child = tail(&user, &["-o", "json"]);
    let mut stderr = child.stderr.take().expect("it is piped");
    let mut said = [0; 8];
    // the warning about the retry
    stderr.read_exact(&mut said).expect("it says something");
    interrupt(&child);
    let outcome = ended(child, &user).expect_code(5);
    assert_eq!(outcome.json::<Vec<Value>>(), Vec::<Value>::new());
    let mut rest = String::new();
    stderr.read_to_string(&mut rest).expect("it is text");
    assert!(rest.contains("the newest traces may be missing"), "{rest}");
}
