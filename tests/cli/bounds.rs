//! The stack's memory use with malicious clients. The process is measured from outside, because its
//! own accounting may miss something.
//!
//! Linux only: other systems do not report a process's memory.
#![cfg(target_os = "linux")]

use std::io::{Read as _, Write as _};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpSocket, TcpStream};

use super::common::{Stack, User, signature};
use super::memory::{MIB, anonymous};

/// Responses may take 64 MiB; requests and the allocator's reserve take as much again.
const MAX: u64 = 220 * MIB;
/// For bodies of the maximum size: decoding two of them takes this much.
const MAX_OF_BODIES: u64 = 320 * MIB;
/// How long clients misbehave.
const WHILE: Duration = Duration::from_secs(3);

/// Raises the limit of open files: this process has both ends of every connection.
fn many_files() {
    let limit = getrlimit(Resource::Nofile);
    let wanted = limit.maximum.map_or(8_192, |most| most.min(8_192));
    let raised = Rlimit {
        current: limit.current.map(|now| now.max(wanted)),
        ..limit
    };
    setrlimit(Resource::Nofile, raised).expect("it may be raised to its maximum");
}

/// Returns the stack's peak memory while `work` runs, minus its memory before.
fn peak_while(stack: &Stack, work: impl FnOnce()) -> u64 {
    let before = anonymous(stack.pid());
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let watching = scope.spawn(|| {
            let mut peak = before;
            while !done.load(Ordering::Relaxed) {
                peak = peak.max(anonymous(stack.pid()));
                thread::sleep(Duration::from_millis(2));
            }
            peak - before
        });
        work();
        done.store(true, Ordering::Relaxed);
        watching.join().expect("the stack is there to its end")
    })
}

fn on_network(work: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime can be built").block_on(work);
}

/// Starts a stack with a group `g` that has a full page of events.
fn with_a_page(user: &User) -> Stack {
    many_files();
    let stack = user.stack();
    let stream = json!({"logGroupName": "g", "logStreamName": "s"});
    stack.logs("CreateLogGroup", &json!({"logGroupName": "g"}));
    stack.logs("CreateLogStream", &stream);
    let now: jiff::Timestamp = super::common::NOW.parse().expect("it is RFC 3339");
    for _ in 0..2 {
        let event = json!({"timestamp": now.as_millisecond(), "message": "x".repeat(3_000)});
        let events = vec![event; 200];
        let put = json!({"logGroupName": "g", "logStreamName": "s", "logEvents": events});
        stack.logs("PutLogEvents", &put);
    }
    stack
}

const PAGE: &str = r#"{"logGroupName":"g"}"#;

fn page_request(version: http::Version) -> http::request::Builder {
    Request::post("http://localhost/")
        .version(version)
        .header("x-amz-target", "Logs_20140328.FilterLogEvents")
        .header("content-type", "application/x-amz-json-1.1")
        .header("authorization", signature("logs"))
}

fn page_head() -> String {
    let request = page_request(http::Version::HTTP_11).body(());
    let request = request.expect("it is a request");
    let headers: String = (request.headers().iter())
        .map(|(name, value)| format!("{name}: {}\r\n", value.to_str().unwrap_or_default()))
        .collect();
    format!(
        "POST / HTTP/1.1\r\nhost: localhost\r\n{headers}content-length: {}\r\n\r\n{PAGE}",
        PAGE.len()
    )
}

/// Opens a connection with small buffers, so that unread data stays with the sender.
async fn narrow(to: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("there are sockets");
    socket
        .set_recv_buffer_size(4 << 10)
        .expect("it may be small");
    socket.connect(to).await.expect("the stack listens")
}

/// Sends all these requests concurrently, one per client, without reading the responses.
async fn send_unread(to: SocketAddr, requests: &[Vec<u8>]) {
    let mut open = Vec::new();
    for request in requests {
        let mut stream = narrow(to).await;
        let request = request.clone();
        open.push(tokio::spawn(async move {
            // may be refused immediately, or blocked for the whole time
            let _ = tokio::time::timeout(WHILE, stream.write_all(&request)).await;
            tokio::time::sleep(WHILE).await;
        }));
    }
    for client in open {
        client.await.expect("a client waits");
    }
}

fn request(line: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let headers: String = (headers.iter())
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let head = format!(
        "{line} HTTP/1.1\r\nhost: localhost\r\n{headers}content-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

#[test]
fn answers_that_nobody_reads_take_little() {
    let user = User::new();
    let stack = with_a_page(&user);
    let requests = vec![page_head().into_bytes(); 400];
    let peak = peak_while(&stack, || {
        on_network(send_unread(stack.addrs.services, &requests));
    });
    assert!(peak < MAX, "{} MiB", peak / MIB);
}

/// Requests pages over HTTP/2 with a window of 0 bytes.
async fn unread_streams(to: SocketAddr, count: usize) {
    let stream = TcpStream::connect(to).await.expect("the stack listens");
    let mut builder = h2::client::Builder::new();
    builder.initial_window_size(0);
    let shaken = builder.handshake::<_, Bytes>(stream).await;
    let (client, connection) = shaken.expect("it speaks HTTP/2");
    let driver = tokio::spawn(connection);
    let mut open = Vec::new();
    for _ in 0..count {
        let request = page_request(http::Version::HTTP_2).body(());
        // the server may have closed the connection in favour of others
        let Ok(mut ready) = client.clone().ready().await else {
            break;
        };
        let Ok((answer, mut body)) = ready.send_request(request.expect("it is a request"), false)
        else {
            break;
        };
        let _ = body.send_data(Bytes::from_static(PAGE.as_bytes()), true);
        open.push((answer, body));
    }
    tokio::time::sleep(WHILE).await;
    driver.abort();
}

#[test]
fn windows_of_http2_that_stay_shut_take_little() {
    let user = User::new();
    let stack = with_a_page(&user);
    let peak = peak_while(&stack, || {
        on_network(async {
            let to = stack.addrs.services;
            let all: Vec<_> = (0..5)
                .map(|_| tokio::spawn(unread_streams(to, 100)))
                .collect();
            for client in all {
                client.await.expect("a client waits");
            }
        });
    });
    assert!(peak < MAX, "{} MiB", peak / MIB);
}

#[test]
fn large_bodies_that_do_not_end_take_little() {
    let user = User::new();
    many_files();
    let stack = user.stack();
    let body = vec![b' '; 19 << 20];
    let mut request = request(
        "POST /v1/traces",
        &[("content-type", "application/json")],
        &body,
    );
    request.pop();
    let requests = vec![request; 30];
    let peak = peak_while(&stack, || {
        on_network(send_unread(stack.addrs.otlp_http, &requests));
    });
    assert!(peak < MAX, "{} MiB", peak / MIB);
}

/// Requests of megabytes with many tiny elements, each of which would need its own entry in the
/// response.
fn lists_of_nothing() -> Vec<(&'static str, Vec<u8>)> {
    let list = |element: &str, count: usize| format!("[{}]", vec![element; count].join(","));
    let key = ("x-honeycomb-team", "local");
    let json = ("content-type", "application/json");
    let nils = [
        &[0xdd][..],
        &4_900_000_u32.to_be_bytes(),
        &vec![0xc0; 4_900_000],
    ]
    .concat();
    // one event with as many values
    let deep = [
        &[0x91, 0xdd][..],
        &4_900_000_u32.to_be_bytes(),
        &vec![0xc0; 4_900_000],
    ]
    .concat();
    let (xray, logs) = (signature("xray"), signature("logs"));
    let segments = |documents: String| format!(r#"{{"TraceSegmentDocuments":{documents}}}"#);
    let numbers = serde_json::to_string(&list("0", 30_000)).expect("a text is JSON");
    let put = format!(
        r#"{{"logGroupName":"g","logStreamName":"s","logEvents":{}}}"#,
        list("{}", 2_500_000)
    );
    let messages = format!(
        r#"{{"filterPattern":"","logEventMessages":{}}}"#,
        list("\"\"", 2_500_000)
    );
    let aws_json = ("content-type", "application/x-amz-json-1.1");
    let target = |name| ("x-amz-target", name);
    let msgpack = ("content-type", "application/msgpack");
    vec![
        ("nils", request("POST /1/batch/x", &[key, msgpack], &nils)),
        (
            "nils in one event",
            request("POST /1/batch/x", &[key, msgpack], &deep),
        ),
        (
            "zeros",
            request(
                "POST /1/batch/x",
                &[key, json],
                list("0", 2_400_000).as_bytes(),
            ),
        ),
        (
            "empty documents",
            request(
                "POST /TraceSegments",
                &[json, ("authorization", &xray)],
                segments(list("\"\"", 2_500_000)).as_bytes(),
            ),
        ),
        (
            "documents of numbers",
            request(
                "POST /TraceSegments",
                &[json, ("authorization", &xray)],
                segments(list(&numbers, 120)).as_bytes(),
            ),
        ),
        (
            "empty events",
            request(
                "POST /",
                &[
                    aws_json,
                    target("Logs_20140328.PutLogEvents"),
                    ("authorization", &logs),
                ],
                put.as_bytes(),
            ),
        ),
        (
            "empty messages",
            request(
                "POST /",
                &[
                    aws_json,
                    target("Logs_20140328.TestMetricFilter"),
                    ("authorization", &logs),
                ],
                messages.as_bytes(),
            ),
        ),
    ]
}

#[test]
fn lists_of_next_to_nothing_take_little_and_are_refused() {
    let user = User::new();
    let stack = user.stack();
    for (what, request) in lists_of_nothing() {
        let answer = first_bytes(stack.addrs.services, &request);
        assert!(
            answer.starts_with("HTTP/1.1 400") || what == "nils in one event",
            "{what}: {answer}"
        );
        let requests = vec![request; 4];
        let peak = peak_while(&stack, || {
            on_network(send_unread(stack.addrs.services, &requests));
        });
        assert!(peak < MAX_OF_BODIES, "{what}: {} MiB", peak / MIB);
    }
    let auth: Value = stack.get("/1/auth", &[("x-honeycomb-team", "local")]);
    assert!(auth.is_object(), "others are served: {auth}");
}

/// Returns the first bytes of the response.
fn first_bytes(to: SocketAddr, request: &[u8]) -> String {
    let mut stream = std::net::TcpStream::connect(to).expect("the stack listens");
    stream.write_all(request).expect("the stack takes it");
    let mut begin = vec![0; 12];
    stream.read_exact(&mut begin).expect("the stack answers");
    String::from_utf8_lossy(&begin).into_owned()
}
