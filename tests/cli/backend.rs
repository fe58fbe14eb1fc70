//! `backend`: the instrumented app and load for it.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::common::{DURATIONS, User, assert_screen};

/// Stops what `backend start` started, even if the test fails.
struct Background<'a>(&'a User);

impl Drop for Background<'_> {
    fn drop(&mut self) {
        let stopped = self.0.run(["backend", "stop"]);
        if !thread::panicking() {
            stopped.expect_code(0);
        }
    }
}

#[test]
fn start_finds_the_stack_and_stop_sends_what_is_left() {
    let user = User::new();
    let _stack = user.stack();
    let _background = Background(&user);
    assert_screen!(
        user.run(["backend", "status"]),
        user.run(["backend", "start", "--port", "0"]),
        user.run(["backend", "start"]),
        user.run(["backend", "run"]),
        user.run(["backend", "status", "-o", "json"])
            .hide((r#""started": "[^"]+""#, r#""started": "[TIME]""#)),
        user.run(["backend", "stop"]),
        user.run(["backend", "stop"]),
        user.run(["backend", "status"]),
    );
}

#[test]
fn load_calls_every_route() {
    // the backend uses the real time, and the stack rejects log lines from the future
    let user = User::new().with_running_clock();
    let _stack = user.stack();
    let _background = Background(&user);
    user.run(["backend", "start", "--port", "0"]).expect_code(0);
    assert_screen!(
        user.run(["backend", "load", "--rate", "200", "--duration", "480ms"])
            .hide(DURATIONS)
    );
    let counts = "[.requests, .failed, .statuses, (.routes | length)] | tostring";
    let counted = user.run([
        "backend",
        "load",
        "--rate",
        "160",
        "--duration",
        "1s",
        "--jq",
        counts,
    ]);
    assert_eq!(
        counted.expect_code(0).stdout.trim(),
        r#"[160,0,{"200":120,"404":10,"422":20,"500":10},13]"#
    );
    // on SIGTERM, it sends queued data and would report any loss
    user.run(["backend", "stop"]).expect_code(0);
    let log = user.home().join(".local/share/cruddur-obs/backend.log");
    let log = fs::read_to_string(log).expect("the backend wrote it");
    assert!(log.contains("backend: answered 256 requests"), "{log}");
    assert!(!log.contains("not delivered"), "{log}");
}

#[test]
fn a_backend_whose_stack_is_gone_is_told() {
    let user = User::new();
    let stack = user.stack();
    let _background = Background(&user);
    user.run(["backend", "start", "--port", "0"]).expect_code(0);
    let cloud = user.run(["--target", "cloud", "backend", "start"]);
    let cloud = cloud.expect_code(1);
    assert!(
        cloud.stderr.contains("sends telemetry to this machine"),
        "{cloud}"
    );
    let status = user.run(["backend", "status"]).expect_code(0);
    assert!(!status.stderr.contains("warning"), "{status}");
    drop(stack);
    let _other = user.stack();
    for command in [["backend", "status"], ["backend", "start"]] {
        let told = user.run(command).expect_code(0);
        assert!(told.stderr.contains("was reporting to is gone"), "{told}");
    }
}

#[test]
fn a_machine_without_certificates_works_locally() {
    let user = User::new()
        .with_running_clock()
        .env("SSL_CERT_FILE", "/nonexistent")
        .env("SSL_CERT_DIR", "/nonexistent")
        .env("HTTP_PROXY", "http://127.0.0.1:9");
    let _stack = user.stack();
    let _background = Background(&user);
    user.run(["backend", "start", "--port", "0", "--bind", "0.0.0.0"])
        .expect_code(0);
    user.run(["backend", "load", "--rate", "100", "--duration", "200ms"])
        .expect_code(0);
    for command in [
        ["local", "status"],
        ["rollbar", "items"],
        ["traces", "recent"],
    ] {
        user.run(command).expect_code(0);
    }
    user.run(["backend", "stop"]).expect_code(0);
    let log = user.home().join(".local/share/cruddur-obs/backend.log");
    let log = fs::read_to_string(log).expect("the backend wrote it");
    assert!(!log.contains("not delivered"), "{log}");
}

/// Sends a request and returns the whole response.
fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("it listens");
    let patience = Some(Duration::from_secs(20));
    stream.set_read_timeout(patience).expect("it is not zero");
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream
        .write_all(request.as_bytes())
        .expect("requests are taken");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    answer
}

#[test]
fn a_reader_of_stderr_that_stalls_holds_no_request_up() {
    let user = User::new().with_running_clock();
    let mut child = user
        .command(["backend", "run", "--port", "0"])
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary can be run");
    let mut stderr = child.stderr.take().expect("it is piped");
    let started = Instant::now();
    let address = loop {
        let status = user.run(["backend", "status", "--jq", ".backend.address // empty"]);
        match status.stdout.trim() {
            "" => assert!(
                started.elapsed() < Duration::from_secs(30),
                "it does not start"
            ),
            address => break address.to_owned(),
        }
    };
    // about 1.4 MB of lines, while a pipe holds 64 KB
    let path = format!("/api/activities/@{}", "x".repeat(2_000));
    for _ in 0..700 {
        get(&address, &path);
    }
    let healthy = get(&address, "/api/health-check");
    assert!(healthy.starts_with("HTTP/1.1 200"), "{healthy}");
    kill_process(Pid::from_child(&child), Signal::TERM).expect("it runs");
    let mut said = String::new();
    stderr.read_to_string(&mut said).expect("it is text");
    assert_eq!(child.wait().expect("one's own child").code(), Some(0));
    let last = said.lines().last().unwrap_or_default();
    let lost = last.starts_with("warning: not delivered: ") && last.ends_with(" lines for stderr");
    assert!(
        lost,
        "{} lines, the last: {last:.200}",
        said.lines().count()
    );
}

#[test]
fn the_log_of_a_backend_in_the_background_is_bounded() {
    let user = User::new();
    let log = user.data().join("backend.log");
    fs::create_dir_all(user.data()).expect("folders can be made");
    let before = "a line of an earlier run\n".repeat(700_000);
    fs::write(&log, before).expect("files can be written");
    let _background = Background(&user);
    user.run(["backend", "start", "--port", "0"]).expect_code(0);
    let started = Instant::now();
    // the file is empty for a moment
    while !(1..2 << 20).contains(&fs::metadata(&log).expect("it is there").len()) {
        assert!(
            started.elapsed() < Duration::from_secs(30),
            "it is never cut"
        );
        thread::sleep(Duration::from_millis(50));
    }
    let said = fs::read_to_string(&log).expect("it is text");
    assert!(said.starts_with("… cut here"), "it says so");
    assert!(said.contains("backend: http://"), "the end stays");
}

#[test]
fn without_a_stack_it_reports_nowhere_and_says_so() {
    let user = User::new().env("ROLLBAR_ACCESS_TOKEN", "0123456789abcdef0123456789abcdef");
    let _background = Background(&user);
    // a key alone does not enable reports to the cloud
    assert_screen!(user.run(["backend", "start", "--port", "0"]));
}

#[test]
fn a_destination_of_the_users_own_is_for_the_cloud() {
    let endpoint = "https://user:secret@collector.invalid/x";
    let user = User::new().env("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
    let _stack = user.stack();
    let _background = Background(&user);
    assert_screen!(user.run(["backend", "start", "--port", "0"]));
}

#[test]
fn what_cannot_be_used_is_named_with_the_remedy() {
    let user = User::new();
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has free ports");
    let port = listener
        .local_addr()
        .expect("it is bound")
        .port()
        .to_string();
    let taken = (r"(cannot listen on 127\.0\.0\.1:|--port )\d+", "$1[PORT]");
    assert_screen!(
        user.run(["backend", "load"]),
        user.run([
            "backend",
            "load",
            "--url",
            "http://127.0.0.1:1",
            "--rate",
            "50",
            "--duration",
            "100ms"
        ])
        .hide(DURATIONS),
        user.run(["backend", "load", "--url", "127.0.0.1:4567"]),
        user.run(["backend", "load", "--rate", "0"]),
        user.run(["backend", "load", "--duration", "ten"]),
        user.run(["backend", "run", "--port", &port]).hide(taken),
        user.run(["backend", "start", "--port", &port]).hide(taken),
    );
    let user = user.env("OTEL_TRACES_SAMPLER", "sometimes");
    assert_screen!(
        user.run(["backend", "run", "--port", "0"]),
        user.run(["backend", "start", "--port", "0"]),
    );
}
