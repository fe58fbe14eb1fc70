//! The stack's memory use: idle, with many large responses at once, and afterwards.

use std::fs;
use std::io::Write as _;
use std::net::TcpStream;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::common::{NOW, Stack, User};

const SPANS: u64 = 25_000;
const IN_A_REQUEST: u64 = 5_000;
const READERS: usize = 3;
pub(crate) const MIB: u64 = 1 << 20;
/// Generous, for a debug build on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Returns the anonymous memory of a process in bytes (proc(5), `RssAnon`).
pub(crate) fn anonymous(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("the stack runs");
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("RssAnon:"));
    let number = line.and_then(|line| line.trim().strip_suffix(" kB"));
    let kib: u64 = number
        .expect("it is in kB")
        .trim()
        .parse()
        .expect("it is a number");
    kib << 10
}

fn now() -> i64 {
    let now: jiff::Timestamp = NOW.parse().expect("it is RFC 3339");
    now.as_second()
}

const TRACE: &str = "6b0032dd0000000000000000000000aa";

/// Stores a trace with server spans of a hundred requests, each with calls and inner spans.
fn store_large_trace(stack: &Stack) {
    let start = u64::try_from(now() - 60).expect("it is after 1970") * 1_000_000_000;
    let span = |number: u64| {
        let root = (number - 1) / 400 * 400 + 1;
        let at = start + number * 1_000;
        let attribute =
            json!({ "key": "server.address", "value": { "stringValue": "db.example" } });
        let mut span = json!({
            "traceId": TRACE, "spanId": format!("{number:016x}"),
            "name": format!("step {number} of many"),
            "kind": if number == root { 2 } else if number.is_multiple_of(10) { 3 } else { 1 },
            "startTimeUnixNano": at.to_string(), "endTimeUnixNano": (at + 900_000).to_string(),
            "attributes": [attribute],
        });
        if number != root {
            span["parentSpanId"] = json!(format!("{root:016x}"));
        }
        span
    };
    let service = json!({ "key": "service.name", "value": { "stringValue": "web" } });
    for first in (1..=SPANS).step_by(IN_A_REQUEST as usize) {
        let spans: Vec<Value> = (first..first + IN_A_REQUEST).map(span).collect();
        let resource = json!({ "attributes": [service] });
        let request = json!({ "resource": resource, "scopeSpans": [{ "spans": spans }] });
        stack.otlp("/v1/traces", &json!({ "resourceSpans": [request] }));
    }
}

/// Calls one operation from many clients while others are served. Returns the peak memory.
fn read_by_many(stack: &Stack, path: &str, body: &Value) -> u64 {
    let (peak, done) = (AtomicU64::new(0), AtomicBool::new(false));
    let answers = Mutex::new(Vec::new());
    thread::scope(|scope| {
        let readers: Vec<_> = (0..READERS)
            .map(|_| scope.spawn(|| stack.post_unread(stack.addrs.xray_tcp, path, body)))
            .collect();
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                peak.fetch_max(anonymous(stack.pid()), Ordering::Relaxed);
                thread::sleep(Duration::from_millis(10));
            }
        });
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                let asked = Instant::now();
                stack.xray("/GetSamplingRules", &json!({}));
                stack.otlp("/v1/traces", &json!({}));
                assert!(asked.elapsed() < PATIENCE, "others wait");
                thread::sleep(Duration::from_millis(50));
            }
        });
        for reader in readers {
            let answer = reader.join().expect("it is answered");
            answers.lock().expect("nobody panicked").push(answer);
        }
        done.store(true, Ordering::Relaxed);
    });
    let answers = answers.into_inner().expect("nobody panicked");
    // requests that wait too long are told to retry
    assert!(
        answers.iter().all(|status| [200, 429].contains(status)),
        "{answers:?}"
    );
    assert!(answers.contains(&200), "{path} {answers:?}");
    peak.into_inner()
}

#[test]
fn large_traces_that_many_read_take_little_and_it_is_given_back() {
    let user = User::new();
    let stack = user.stack();
    let quiet = anonymous(stack.pid());
    // half of it in a release build; the rest is relocated addresses of code
    assert!(quiet <= 8 * MIB, "{} KiB", quiet >> 10);
    store_large_trace(&stack);
    let (from, to) = (now() - 600, now());
    let ids = json!([format!("1-{}-{}", &TRACE[..8], &TRACE[8..])]);
    for (path, body) in [
        ("/Traces", json!({ "TraceIds": ids })),
        (
            "/TraceSummaries",
            json!({ "StartTime": from, "EndTime": to }),
        ),
        ("/ServiceGraph", json!({ "StartTime": from, "EndTime": to })),
        ("/TraceGraph", json!({ "TraceIds": ids })),
    ] {
        let peak = read_by_many(&stack, path, &body);
        assert!(peak <= 64 * MIB, "{path} {} KiB", peak >> 10);
    }
    assert_given_back(&stack, quiet);
}

/// Waits until the memory use is close to the idle level.
#[track_caller]
fn assert_given_back(stack: &Stack, quiet: u64) {
    let asked = Instant::now();
    while anonymous(stack.pid()) > quiet + 20 * MIB {
        let kept = anonymous(stack.pid()) >> 10;
        assert!(asked.elapsed() < PATIENCE, "{kept} KiB are kept");
        thread::sleep(Duration::from_millis(100));
    }
}

/// Starts requests on every port and sends endless headers.
fn send_half(stack: &Stack) -> Vec<TcpStream> {
    const EACH: usize = 150;
    let mut half = b"POST /v1/traces HTTP/1.1\r\nhost: localhost\r\n".to_vec();
    for number in 0..80 {
        half.extend_from_slice(format!("x-{number}: {}\r\n", "y".repeat(700)).as_bytes());
    }
    let addrs = &stack.addrs;
    let mut open = Vec::new();
    for addr in [
        addrs.services,
        addrs.otlp_http,
        addrs.otlp_grpc,
        addrs.xray_tcp,
    ] {
        for _ in 0..EACH {
            let mut stream = TcpStream::connect(addr).expect("the stack listens");
            stream.write_all(&half).expect("the stack reads");
            open.push(stream);
        }
    }
    open
}

/// Small buffers are kept for reuse, so later rounds take no more than the first.
#[test]
fn what_half_sent_requests_take_serves_the_next_ones() {
    /// The memory of a connection with endless headers.
    const TAKEN: u64 = 96 << 10;
    let user = User::new();
    let stack = user.stack();
    let quiet = anonymous(stack.pid());
    for _ in 0..3 {
        let open = send_half(&stack);
        let waited = Instant::now();
        // at least some of the requests have arrived
        while anonymous(stack.pid()) < quiet + 16 * MIB {
            assert!(waited.elapsed() < PATIENCE, "nothing is read");
            thread::sleep(Duration::from_millis(20));
        }
        thread::sleep(Duration::from_secs(1));
        let taken = anonymous(stack.pid()) - quiet;
        assert!(
            taken <= open.len() as u64 * TAKEN + 16 * MIB,
            "{} KiB",
            taken >> 10
        );
        stack.xray("/GetSamplingRules", &json!({}));
        drop(open);
        thread::sleep(Duration::from_secs(1));
    }
}
