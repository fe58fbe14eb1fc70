//! The counters of `local status` for every port.

use std::net::UdpSocket;
use std::time::Duration;

use cruddur_obs::model::{Clock, PortStatus, StackStatus};
use serde_json::{Value, json};

use crate::common::{TestStack, raw_call};

const JSON: &str = "application/json";

struct Sender {
    stack: TestStack,
    client: reqwest::Client,
}

impl Sender {
    async fn new() -> Self {
        Self {
            stack: TestStack::start().await,
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
        }
    }

    async fn post(&self, url: String, headers: &[(&str, &str)], body: &Value) -> u16 {
        let mut post = self.client.post(url).body(body.to_string());
        for (name, value) in headers {
            post = post.header(*name, *value);
        }
        post.send().await.unwrap().status().as_u16()
    }

    async fn port(&self, name: &str) -> PortStatus {
        let url = format!("{}/local/status", self.stack.url());
        let status: StackStatus = self
            .client
            .get(url)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let mut ports = status.ports.into_iter();
        ports.find(|port| port.port == name).unwrap()
    }
}

/// Requests accepted and rejected, and items accepted and rejected.
fn counted(port: &PortStatus) -> [u64; 4] {
    [
        port.requests.accepted,
        port.requests.rejected,
        port.items.accepted,
        port.items.rejected,
    ]
}

fn reasons(port: &PortStatus) -> Vec<String> {
    let told = port.rejections.iter();
    told.map(|r| format!("{} {} {}", r.request, r.answer, r.reason))
        .collect()
}

fn spans(trace_ids: &[&str]) -> Value {
    let span = |id: &&str| json!({"traceId": id, "spanId": "eee19b7ec3c1b174", "startTimeUnixNano": "1795166040000000000"});
    let spans: Vec<_> = trace_ids.iter().map(span).collect();
    json!({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]})
}

const TRACE: &str = "5b8efff798038103d269b633813fc60c";

#[tokio::test]
async fn otlp_counts_requests_items_and_what_is_not_stored() {
    let sender = Sender::new().await;
    let url = |path: &str| format!("http://{}{path}", sender.stack.addrs.otlp_http);
    let json = [("content-type", JSON)];
    assert_eq!(
        sender
            .post(url("/v1/traces"), &json, &spans(&[TRACE, ""]))
            .await,
        200
    );
    let logs = json!({"resourceLogs": [{"scopeLogs": [{"logRecords": [{}, {}, {}]}]}]});
    assert_eq!(sender.post(url("/v1/logs"), &json, &logs).await, 200);
    let points = json!([{"asInt": 1}, {"asInt": 2}]);
    let metrics = json!({"resourceMetrics": [{"scopeMetrics": [{"metrics":
        [{"name": "m", "gauge": {"dataPoints": points}}]}]}]});
    assert_eq!(sender.post(url("/v1/metrics"), &json, &metrics).await, 200);
    let secret = json!({"resourceSpans": "Bearer geheim012345"});
    assert_eq!(sender.post(url("/v1/traces"), &json, &secret).await, 400);
    let text = [("content-type", "text/plain")];
    assert_eq!(
        sender
            .post(url("/v1/traces?token=geheim"), &text, &secret)
            .await,
        415
    );
    let port = sender.port("otlp-http").await;
    assert_eq!(counted(&port), [3, 2, 6, 1]);
    assert_eq!(port.items.not_stored, 2);
    let told = reasons(&port);
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(
        told[0].starts_with("POST /v1/traces 415 content type `text/plain`"),
        "{told:?}"
    );
    assert!(
        told[1].contains("expected a sequence at line 1"),
        "{told:?}"
    );
    let partly = "POST /v1/traces partly accepted rejected spans: 1 without a valid trace id";
    assert!(told[2].starts_with(partly), "{told:?}");
    assert!(!format!("{told:?}").contains("geheim"), "{told:?}");
    let peer = port.rejections[0].peer.parse::<std::net::SocketAddr>();
    assert!(peer.unwrap().ip().is_loopback());
}

#[tokio::test]
async fn a_call_is_counted_by_its_status() {
    let sender = Sender::new().await;
    for (service, flag) in [
        ("trace.v1.Trace", 0),
        ("metrics.v1.Metrics", 0),
        ("trace.v1.Trace", 9),
    ] {
        let path = format!("/opentelemetry.proto.collector.{service}Service/Export");
        let frame = vec![flag, 0, 0, 0, 0];
        raw_call(sender.stack.addrs.otlp_grpc, &path, None, frame).await;
    }
    let port = sender.port("otlp-grpc").await;
    assert_eq!(counted(&port), [2, 1, 0, 0]);
    assert_eq!(port.rejections[0].answer, "INVALID_ARGUMENT");
    assert_eq!(
        port.rejections[0].reason,
        "the flag of the message is unknown"
    );
}

#[tokio::test]
async fn a_client_with_tls_is_told_of() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let sender = Sender::new().await;
    let client = tokio::net::TcpStream::connect(sender.stack.addrs.otlp_grpc);
    let mut client = client.await.unwrap();
    // the start of a TLS ClientHello
    client.write_all(&[22, 3, 1, 0, 200, 1]).await.unwrap();
    let _ = client.read(&mut [0; 16]).await;
    let port = sender.port("otlp-grpc").await;
    assert_eq!(counted(&port), [0, 1, 0, 0]);
    assert_eq!(port.rejections[0].request, "connection");
    assert!(port.rejections[0].reason.contains("http://"));
}

#[tokio::test]
async fn each_service_counts_its_items_and_a_look_counts_nothing() {
    let sender = Sender::new().await;
    let url = |path: &str| sender.stack.url() + path;
    let key = [("x-honeycomb-team", "local"), ("content-type", JSON)];
    let batch = json!([{"data": {"a": 1}}, {"data": {"a": 2}}, {}]);
    assert_eq!(sender.post(url("/1/batch/d"), &key, &batch).await, 200);
    assert_eq!(
        sender
            .post(url("/1/events/d"), &key, &json!({"a": 1}))
            .await,
        200
    );
    let token = [("x-rollbar-access-token", "local"), ("content-type", JSON)];
    let item = json!({"data": {"environment": "test", "body": {"message": {"body": "hello"}}}});
    assert_eq!(sender.post(url("/api/1/item/"), &token, &item).await, 200);
    assert_eq!(
        sender.post(url("/api/1/item/"), &token, &json!({})).await,
        422
    );
    assert_eq!(
        sender.post(url("/v1/traces"), &key, &spans(&[TRACE])).await,
        200
    );
    assert_eq!(sender.post(url("/nothing"), &[], &json!({})).await, 404);
    let port = sender.port("services").await;
    assert_eq!(counted(&port), [4, 2, 5, 1]);
    let told = reasons(&port);
    assert!(told[0].starts_with("POST /nothing 404 "), "{told:?}");
    assert!(
        told[1].starts_with("POST /api/1/item/ 422 Invalid format."),
        "{told:?}"
    );
    assert!(
        told[2].starts_with("POST /1/batch/d partly accepted "),
        "{told:?}"
    );
    assert_eq!(counted(&sender.port("services").await), [4, 2, 5, 1]);
}

#[tokio::test]
async fn cloudwatch_logs_and_x_ray_count_what_they_put() {
    let sender = Sender::new().await;
    let config = sender.stack.aws();
    let logs = aws_sdk_cloudwatchlogs::Client::new(&config);
    logs.create_log_group()
        .log_group_name("g")
        .send()
        .await
        .unwrap();
    let stream = logs
        .create_log_stream()
        .log_group_name("g")
        .log_stream_name("s");
    stream.send().await.unwrap();
    let now = Clock::System.now().as_millisecond();
    let mut put = logs
        .put_log_events()
        .log_group_name("g")
        .log_stream_name("s");
    for timestamp in [now - 30 * 86_400_000, now, now] {
        let event = aws_sdk_cloudwatchlogs::types::InputLogEvent::builder();
        let event = event.timestamp(timestamp).message("line").build().unwrap();
        put = put.log_events(event);
    }
    put.send().await.unwrap();
    let xray = aws_sdk_xray::Client::new(&config);
    let seconds = now / 1_000;
    let segment = json!({"id": "70de5b6f19ff9a0a", "name": "a", "start_time": seconds,
        "end_time": seconds, "trace_id": format!("1-{seconds:08x}-{}", "a".repeat(24))});
    let put = xray
        .put_trace_segments()
        .trace_segment_documents(segment.to_string());
    let put = put.trace_segment_documents("{}");
    put.send().await.unwrap();
    let port = sender.port("services").await;
    assert_eq!(counted(&port), [4, 0, 3, 2]);
    let told = reasons(&port);
    assert!(told[0].contains("Invalid segment"), "{told:?}");
    assert!(told[1].ends_with("log events that are too old"), "{told:?}");
    let daemon = format!("http://{}/TraceSegments", sender.stack.addrs.xray_tcp);
    let body = json!({"TraceSegmentDocuments": [segment.to_string()]});
    assert_eq!(sender.post(daemon, &[], &body).await, 200);
    assert_eq!(counted(&sender.port("xray-tcp").await), [1, 0, 1, 0]);
}

#[tokio::test]
async fn packets_are_counted_with_where_they_came_from() {
    let sender = Sender::new().await;
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.connect(sender.stack.addrs.xray_udp).unwrap();
    let seconds = Clock::System.now().as_second();
    let segment = json!({"id": "70de5b6f19ff9a0a", "name": "a", "start_time": seconds,
        "end_time": seconds, "trace_id": format!("1-{seconds:08x}-{}", "a".repeat(24))});
    let header = r#"{"format":"json","version":1}"#;
    for packet in [
        format!("{header}\n{segment}"),
        format!("{header}\n{{}}"),
        format!("{segment}"),
        // a request for metrics with one resource
        format!("{header}\nM1CgA="),
    ] {
        socket.send(packet.as_bytes()).unwrap();
    }
    for _ in 0..500 {
        let port = sender.port("xray-udp").await;
        if port.requests.accepted + port.requests.rejected < 4 {
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        }
        assert_eq!(counted(&port), [2, 2, 1, 1]);
        let peer = socket.local_addr().unwrap().to_string();
        assert!(
            port.rejections
                .iter()
                .all(|rejection| rejection.peer == peer)
        );
        let told = reasons(&port);
        assert!(
            told[0].contains("the first line is not the header"),
            "{told:?}"
        );
        assert!(told[1].contains("Invalid segment"), "{told:?}");
        return;
    }
    panic!("not within 10 s");
}

#[tokio::test]
async fn what_is_no_http_is_counted_with_its_reason() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let sender = Sender::new().await;
    let long = format!("GET / HTTP/1.1\r\nx: {}\r\n\r\n", "x".repeat(100_000));
    for (sent, status, is_read_whole) in [
        ("what is this\r\n\r\n", "400", true),
        ("GET / HTTP/1.1\r\nbad header\r\n\r\n", "400", true),
        (&*long, "431", false),
    ] {
        let mut stream = tokio::net::TcpStream::connect(sender.stack.addrs.services)
            .await
            .unwrap();
        stream.write_all(sent.as_bytes()).await.unwrap();
        let mut answer = String::new();
        // if the rest of the request is not read, the connection may be reset
        let _ = stream.read_to_string(&mut answer).await;
        let is_reset = answer.is_empty() && !is_read_whole;
        assert!(is_reset || answer.contains(status), "{answer}");
    }
    let mut port = sender.port("services").await;
    for _ in 0..100 {
        if port.requests.rejected == 3 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        port = sender.port("services").await;
    }
    assert_eq!(port.requests.rejected, 3);
    let reasons = reasons(&port);
    let malformed = "connection none the request is not valid HTTP";
    assert!(
        reasons.iter().any(|reason| reason == malformed),
        "{reasons:?}"
    );
    let long = "connection none the headers of the request are longer than 64 KiB";
    assert!(reasons.iter().any(|reason| reason == long), "{reasons:?}");
}
