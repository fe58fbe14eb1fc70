//! Many clients that send or read slowly or not at all: other clients are still served on every
//! port, and all resources are released afterwards. Memory is measured in the tests of the binary.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::common::TestStack;

/// Longer than any step here takes, and shorter than a client's timeout.
const SOON: Duration = Duration::from_secs(20);

/// Raises the limit of open files: this process has both ends of every connection.
fn many_files() {
    let limit = getrlimit(Resource::Nofile);
    let wanted = limit.maximum.map_or(8_192, |most| most.min(8_192));
    let raised = Rlimit {
        current: limit.current.map(|now| now.max(wanted)),
        ..limit
    };
    setrlimit(Resource::Nofile, raised).unwrap();
}

/// Checks that each port answers a request on a new connection.
async fn others_are_served(stack: &TestStack) {
    let ports = [
        (stack.addrs.services, "GET /local/status", ""),
        (stack.addrs.otlp_http, "POST /v1/traces", "{}"),
        (stack.addrs.otlp_grpc, "POST /x", ""),
        (stack.addrs.xray_tcp, "POST /GetSamplingRules", "{}"),
    ];
    for (addr, line, body) in ports {
        let head = format!(
            "{line} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let asking = async {
            let mut stream = TcpStream::connect(addr).await.unwrap();
            stream.write_all(head.as_bytes()).await.unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.unwrap();
            answer
        };
        let answer = timeout(SOON, asking).await.expect(line);
        assert!(answer.starts_with("HTTP/1.1 "), "{line}: {answer:?}");
        assert!(!answer.starts_with("HTTP/1.1 503"), "{line}: {answer}");
    }
}

/// Waits until all counters of the limits are back to zero.
async fn all_is_given_back(stack: &TestStack) {
    let limits = &stack.stack.limits;
    for _ in 0..500 {
        if limits.requests() == 0 && limits.answer_bytes() == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!(
        "{} requests and {} bytes are left",
        limits.requests(),
        limits.answer_bytes()
    );
}

/// Opens `count` connections to `addr` and sends `bytes` on each.
async fn connections(addr: SocketAddr, count: usize, bytes: &[u8]) -> Vec<TcpStream> {
    let mut open = Vec::with_capacity(count);
    for _ in 0..count {
        let mut stream = TcpStream::connect(addr).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        open.push(stream);
    }
    open
}

/// Starts a stack with a group `g` that has more than one page of events.
async fn with_a_page() -> TestStack {
    many_files();
    let stack = TestStack::start().await;
    let now = stack.stack.clock.now_ms();
    call(&stack, "CreateLogGroup", &json!({"logGroupName": "g"})).await;
    let stream = json!({"logGroupName": "g", "logStreamName": "s"});
    call(&stack, "CreateLogStream", &stream).await;
    for _ in 0..3 {
        let events: Vec<Value> = (0..200)
            .map(|_| json!({"timestamp": now, "message": "x".repeat(3_000)}))
            .collect();
        let put = json!({"logGroupName": "g", "logStreamName": "s", "logEvents": events});
        call(&stack, "PutLogEvents", &put).await;
    }
    stack
}

const SIGNED: &str = "AWS4-HMAC-SHA256 Credential=any/20261120/eu-central-1/logs/aws4_request, SignedHeaders=host, Signature=0";

async fn call(stack: &TestStack, operation: &str, input: &Value) -> Value {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let sent = client
        .post(stack.url())
        .header("x-amz-target", format!("Logs_20140328.{operation}"))
        .header("content-type", "application/x-amz-json-1.1")
        .header("authorization", SIGNED)
        .body(input.to_string());
    let answer = sent.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let text = answer.text().await.unwrap();
    serde_json::from_str(&text).unwrap_or_default()
}

async fn a_reader_is_served(stack: &TestStack) {
    let group = json!({"logGroupName": "g"});
    let page = timeout(SOON, call(stack, "FilterLogEvents", &group)).await;
    let page = page.expect("a reader is served");
    assert!(page["events"].as_array().unwrap().len() > 100);
}

/// A request for a page over HTTP/1.
fn page_head() -> String {
    let body = r#"{"logGroupName":"g"}"#;
    format!(
        "POST / HTTP/1.1\r\nhost: localhost\r\nx-amz-target: Logs_20140328.FilterLogEvents\r\ncontent-type: application/x-amz-json-1.1\r\nauthorization: {SIGNED}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn idle_and_half_open_connections_close_no_port() {
    many_files();
    let stack = TestStack::start().await;
    let halves: [&[u8]; 3] = [b"", b"P", b"POST / HTTP/1.1\r\nhost: loc"];
    let mut open = Vec::new();
    for half in halves {
        // in total, twice as many as a port allows
        open.extend(connections(stack.addrs.services, 350, half).await);
    }
    others_are_served(&stack).await;
    drop(open);
    all_is_given_back(&stack).await;
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bodies_that_never_come_take_nobodys_place() {
    many_files();
    let stack = TestStack::start().await;
    let head = b"POST /v1/traces HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 90000\r\n\r\n{";
    let mut open = connections(stack.addrs.otlp_http, 300, head).await;
    open.extend(connections(stack.addrs.services, 300, head).await);
    others_are_served(&stack).await;
    drop(open);
    all_is_given_back(&stack).await;
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_nobody_reads_hold_up_nobody() {
    let stack = with_a_page().await;
    // data in the kernel's buffers is not counted
    let open = connections(stack.addrs.services, 200, page_head().as_bytes()).await;
    tokio::time::sleep(Duration::from_millis(400)).await;
    others_are_served(&stack).await;
    a_reader_is_served(&stack).await;
    drop(open);
    all_is_given_back(&stack).await;
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn windows_of_http2_that_stay_shut_hold_up_nobody() {
    let stack = with_a_page().await;
    let mut open = Vec::new();
    for window in [0, 0, 0, 1, 1, 7, 100] {
        let stream = TcpStream::connect(stack.addrs.services).await.unwrap();
        let mut builder = h2::client::Builder::new();
        builder.initial_window_size(window);
        let (client, connection) = builder.handshake::<_, Bytes>(stream).await.unwrap();
        let driver = tokio::spawn(connection);
        let mut answers = Vec::new();
        for _ in 0..100 {
            let request = Request::post("http://localhost/")
                .header("x-amz-target", "Logs_20140328.FilterLogEvents")
                .header("content-type", "application/x-amz-json-1.1")
                .header("authorization", SIGNED)
                .body(())
                .unwrap();
            // the server may have closed the connection in favour of others
            let Ok(mut ready) = client.clone().ready().await else {
                break;
            };
            let Ok((answer, mut body)) = ready.send_request(request, false) else {
                break;
            };
            let _ = body.send_data(Bytes::from_static(br#"{"logGroupName":"g"}"#), true);
            answers.push((answer, body));
        }
        open.push((client, driver, answers));
    }
    let sent: usize = open.iter().map(|(_, _, answers)| answers.len()).sum();
    assert!(sent >= 300, "only {sent} requests were taken");
    tokio::time::sleep(Duration::from_millis(400)).await;
    others_are_served(&stack).await;
    a_reader_is_served(&stack).await;
    for (_, driver, _) in &open {
        driver.abort();
    }
    drop(open);
    all_is_given_back(&stack).await;
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_that_are_taken_back_keep_their_place_until_they_are_done() {
    let stack = with_a_page().await;
    let stream = TcpStream::connect(stack.addrs.services).await.unwrap();
    let (client, connection) = h2::client::handshake(stream).await.unwrap();
    let driver = tokio::spawn(connection);
    let mut taken_back = 0;
    for _ in 0..2_000 {
        let request = Request::post("http://localhost/")
            .header("x-amz-target", "Logs_20140328.FilterLogEvents")
            .header("content-type", "application/x-amz-json-1.1")
            .header("authorization", SIGNED)
            .body(())
            .unwrap();
        // the server may close the connection of such a client
        let Ok(mut ready) = client.clone().ready().await else {
            break;
        };
        let Ok((_, mut body)) = ready.send_request(request, false) else {
            break;
        };
        let _ = body.send_data(Bytes::from_static(br#"{"logGroupName":"g"}"#), true);
        body.send_reset(h2::Reason::CANCEL);
        taken_back += 1;
    }
    assert!(taken_back >= 20, "only {taken_back} requests were taken");
    others_are_served(&stack).await;
    driver.abort();
    all_is_given_back(&stack).await;
    stack.stop().await;
}
