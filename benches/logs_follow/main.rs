//! The latency of followed events: `cargo bench --bench logs_follow [-- EVENTS]`.
//!
//! For `logs tail --follow` of one group, the time from the answer to PutLogEvents to the line in
//! the pipe, against a separate stack. For `--live`, the time from a frame sent by a scripted
//! service to the line.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a report to a person; what fails ends the run"
)]

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use cruddur_obs::model::Clock;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;

#[path = "../ingest/client.rs"]
#[expect(dead_code, reason = "the ingest benchmark uses the rest")]
mod client;
#[path = "../../tests/wire/faults/server.rs"]
#[expect(dead_code, reason = "the tests use the rest")]
mod server;
#[path = "../ingest/stack.rs"]
#[expect(dead_code, reason = "the ingest benchmark uses the rest")]
mod stack;

use client::Connection;
use server::{FaultServer, LiveStep};
use stack::Stack;

const GROUP: &str = "cruddur";
const PATIENCE: Duration = Duration::from_secs(30);

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --benches` also builds and runs this, but it is not a test
    if args.iter().any(|arg| arg == "--test") {
        return;
    }
    let events = args.iter().find_map(|arg| arg.parse().ok()).unwrap_or(100);
    report("put to shown, --follow", &mut put_to_shown(events));
    report("frame to shown, --live", &mut frame_to_shown(events));
}

fn report(what: &str, delays: &mut [Duration]) {
    delays.sort();
    let at = |part: f64| delays[((delays.len() - 1) as f64 * part) as usize].as_secs_f64() * 1e3;
    println!(
        "{what}, {} events: median {:.1} ms, p90 {:.1} ms, longest {:.1} ms",
        delays.len(),
        at(0.5),
        at(0.9),
        at(1.0)
    );
}

fn put_to_shown(events: usize) -> Vec<Duration> {
    let stack = Stack::start();
    let mut connection = Connection::open(stack.addrs.services);
    let mut call = |operation: &str, input: serde_json::Value| {
        let headers = format!(
            "content-type: application/x-amz-json-1.1\r\n\
             x-amz-target: Logs_20140328.{operation}\r\n\
             authorization: AWS4-HMAC-SHA256 Credential=local/20261120/us-east-1/logs/aws4_request, SignedHeaders=host, Signature=00\r\n"
        );
        let status = connection.post("/", &headers, input.to_string().as_bytes());
        assert_eq!(status, 200, "{operation}");
    };
    call("CreateLogGroup", json!({"logGroupName": GROUP}));
    let stream = json!({"logGroupName": GROUP, "logStreamName": "s"});
    call("CreateLogStream", stream);
    let followed = Followed::start(&["--target", "local"], "--follow", |command| {
        command.env("CRUDDUR_OBS_HOME", stack.home())
    });
    let mut put = |number: usize| {
        let events = json!([{"timestamp": now_ms(), "message": format!("event {number}")}]);
        let input = json!({"logGroupName": GROUP, "logStreamName": "s", "logEvents": events});
        call("PutLogEvents", input);
        Instant::now()
    };
    put(events);
    followed.line();
    (0..events)
        .map(|number| {
            // at varying times between two polls
            std::thread::sleep(Duration::from_millis(50 + number as u64 * 137 % 450));
            let put = put(number);
            assert_eq!(followed.line().0, format!("event {number}"));
            followed.since(put)
        })
        .collect()
}

fn frame_to_shown(events: usize) -> Vec<Duration> {
    let server = FaultServer::start(1_000);
    let followed = Followed::start(&["--target", "cloud"], "--live", |command| {
        command
            .env("AWS_ENDPOINT_URL", server.url())
            .env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
            .env("AWS_SECRET_ACCESS_KEY", "of-nobody")
            .env("AWS_REGION", "eu-central-1")
            .env("AWS_CONFIG_FILE", "/dev/null")
    });
    (0..events)
        .map(|number| {
            // hide the event from all other calls
            let late = Duration::from_secs(3_600);
            let id = server.log(GROUP, now_ms(), &format!("event {number}"), late);
            server.live([LiveStep::Update {
                ids: vec![id],
                sampled: false,
            }]);
            assert_eq!(followed.line().0, format!("event {number}"));
            followed.since(server.frames()[number])
        })
        .collect()
}

fn now_ms() -> i64 {
    Clock::System.now_ms()
}

/// A running `logs tail` whose lines are read as they arrive.
struct Followed {
    child: Child,
    lines: Receiver<(String, Instant)>,
    last: std::cell::Cell<Option<Instant>>,
}

impl Followed {
    fn start(
        target: &[&str],
        flag: &str,
        environment: impl Fn(&mut Command) -> &mut Command,
    ) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cruddur-obs"));
        command
            .args(target)
            .args(["--quiet", "logs", "tail", GROUP, flag, "--format", "raw"])
            .stdout(Stdio::piped());
        let mut child = environment(&mut command).spawn().unwrap();
        let (sender, lines) = channel();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                if sender.send((line, Instant::now())).is_err() {
                    break;
                }
            }
        });
        Self {
            child,
            lines,
            last: std::cell::Cell::default(),
        }
    }

    fn line(&self) -> (String, Instant) {
        let line = self.lines.recv_timeout(PATIENCE).unwrap();
        self.last.set(Some(line.1));
        line
    }

    /// The time from `then` to the last line.
    fn since(&self, then: Instant) -> Duration {
        self.last.get().unwrap().saturating_duration_since(then)
    }
}

impl Drop for Followed {
    fn drop(&mut self) {
        let ended = kill_process(Pid::from_child(&self.child), Signal::INT);
        assert!(ended.is_ok() && self.child.wait().is_ok(), "{ended:?}");
    }
}
