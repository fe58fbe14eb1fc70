//! Log groups and their events, as a person meets them.

use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::common::{Stack, User, assert_screen};

/// The clock of the tests, in milliseconds.
const NOW_MS: i64 = 1_795_166_045_000;
/// Drawn by the service when it takes events.
const EVENT_IDS: (&str, &str) = (r"\b[0-9]{56}\b", "[EVENT ID]");

fn event(seconds_ago: i64, message: &str) -> Value {
    json!({"timestamp": NOW_MS - seconds_ago * 1_000, "message": message})
}

fn put(stack: &Stack, group: &str, stream: &str, events: &[Value]) {
    let batch = json!({"logGroupName": group, "logStreamName": stream, "logEvents": events});
    let answer = stack.logs("PutLogEvents", &batch);
    assert_eq!(answer.get("rejectedLogEventsInfo"), None, "{answer}");
}

/// Two groups, and in `cruddur` two streams with what a request logs.
fn seeded(user: &User) -> Stack {
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
    assert_screen!(
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
    assert_screen!(
        user.run(["logs", "create-group", "backend"]),
        user.run(["logs", "create-group", "other"]),
    );
}

#[test]
fn what_cannot_be_is_refused_before_anything_is_sent() {
    // no stack runs: nothing could be sent
    let user = User::new();
    assert_screen!(
        user.run(["logs", "create-group", "my group"]),
        user.run(["logs", "create-group", "aws/x"]),
        user.run(["logs", "create-group", "a", "--retention-days", "31"]),
        user.run(["logs", "set-retention", "a", "always"]),
        user.run(["logs", "delete-group", "a:b", "--yes"]),
        user.run(["logs", "tail", "grüppe"]),
        user.run(["logs", "tail", "a", "--since", "yesterday"]),
        user.run(["logs", "tail", "a", "--since", "1h", "--until", "2h"]),
        user.run(["logs", "tail", "a", "--follow", "--until", "1m"]),
        user.run(["logs", "tail", "cruddur"]),
    );
}

#[test]
fn the_last_ten_minutes_are_shown() {
    let user = User::new();
    let _stack = seeded(&user);
    assert_screen!(
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
    assert_screen!(
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
    assert_screen!(
        user.run(["logs", "tail", "crudur"]),
        user.run(["logs", "tail", "crudur", "--follow"]),
        user.run(["logs", "streams", "payments"]),
        user.run(["logs", "set-retention", "zzz", "7"]),
        user.run(["logs", "delete-group", "zzz", "--yes"]),
    );
}

#[test]
fn a_filter_that_the_service_does_not_take_is_a_usage_error() {
    let user = User::new();
    let _stack = seeded(&user);
    assert_screen!(
        user.run(["logs", "tail", "cruddur", "--filter", "[ERROR"]),
        user.run(["logs", "tail", "cruddur", "--filter", "\"open"]),
        user.run(["logs", "tail", "cruddur", "--filter", "\"open", "--follow"]),
    );
}

#[test]
fn the_streams_of_a_group() {
    let user = User::new();
    let _stack = seeded(&user);
    assert_screen!(
        user.run(["logs", "streams", "cruddur"]),
        user.run(["logs", "streams", "cruddur", "--last", "1", "-o", "json"]),
        user.run(["logs", "streams", "cruddur", "--last", "1"]),
        user.run(["logs", "streams", "/ecs/payments"]),
    );
}

/// A command that runs until it is stopped.
struct Following {
    child: Child,
    lines: Receiver<String>,
    warnings: Receiver<String>,
}

/// As long as a busy machine may take.
const PATIENCE: Duration = Duration::from_secs(30);

impl Following {
    fn start(user: &User, args: &[&str]) -> Self {
        let mut command = user.command(args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary can be run");
        let stdout = child.stdout.take().expect("stdout is piped");
        let stderr = child.stderr.take().expect("stderr is piped");
        Self {
            lines: lines_of(stdout),
            warnings: lines_of(stderr),
            child,
        }
    }

    fn line(&self) -> String {
        self.lines.recv_timeout(PATIENCE).expect("a line comes")
    }

    /// Sends Ctrl-C. Returns the exit code and what was still said.
    fn interrupt(mut self) -> (Option<i32>, Vec<String>, Vec<String>) {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        kill_process(pid.expect("children have pids"), Signal::INT).expect("it runs");
        let status = self
            .child
            .wait()
            .expect("one's own child can be waited for");
        let (out, err) = (self.lines.iter().collect(), self.warnings.iter().collect());
        (status.code(), out, err)
    }
}

fn lines_of(from: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}

#[test]
fn what_is_being_logged_is_followed_until_ctrl_c() {
    let user = User::new();
    let stack = seeded(&user);
    let args = ["logs", "tail", "cruddur", "--follow", "--filter", "INFO"];
    let following = Following::start(&user, &args);
    assert!(
        following
            .line()
            .ends_with("INFO GET /api/activities/home 200")
    );
    put(&stack, "cruddur", "backend", &[event(1, "INFO new")]);
    assert!(following.line().ends_with("backend\tINFO new"));
    // of before what was shown last: it came late, and is not lost
    put(&stack, "cruddur", "backend", &[event(30, "INFO late")]);
    assert!(following.line().ends_with("backend\tINFO late"));
    // alike but for its id
    put(&stack, "cruddur", "backend", &[event(1, "INFO new")]);
    assert!(following.line().ends_with("backend\tINFO new"));
    let (code, out, err) = following.interrupt();
    assert_eq!((code, out, err), (Some(0), vec![], vec![]));
}

#[test]
fn a_follow_as_json_is_a_whole_array() {
    let user = User::new();
    let _stack = seeded(&user);
    let args = [
        "logs", "tail", "cruddur", "-f", "--filter", "DEBUG", "-o", "json",
    ];
    let following = Following::start(&user, &args);
    assert_eq!(following.line(), "[");
    // the line of the event ends with the next one, or with the array
    thread::sleep(Duration::from_millis(500));
    let (code, out, err) = following.interrupt();
    let events: Vec<Value> = serde_json::from_str(&format!("[{}", out.concat())).expect("an array");
    assert_eq!((code, err), (Some(0), vec![]));
    assert_eq!(events.len(), 1);
    assert_eq!(events[0]["message"], "DEBUG job 7 done");
}

#[test]
fn an_interruption_is_told_and_what_was_missed_is_not_passed_over() {
    let user = User::new();
    let stack = seeded(&user);
    let following = Following::start(&user, &["logs", "tail", "cruddur", "--follow"]);
    for _ in 0..4 {
        following.line();
    }
    stack.kill();
    let warning = following.warnings.recv_timeout(PATIENCE);
    let warning = warning.expect("the interruption is told");
    assert!(
        warning.starts_with("warning: cannot read the log group `cruddur`"),
        "{warning}"
    );
    assert!(warning.ends_with("; trying again"), "{warning}");
    let (code, out, err) = following.interrupt();
    assert_eq!((code, out), (Some(5), vec![]));
    assert_eq!(
        err,
        [
            "error: nothing could be read since 2026-11-20T09:14:05Z",
            "",
            "hint: `cruddur-obs logs tail cruddur --since 2026-11-20T09:14:05Z` shows what was missed"
        ]
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
