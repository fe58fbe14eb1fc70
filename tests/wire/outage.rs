//! A store that cannot be written or read: every endpoint reports why, in its service's format and
//! with a retryable status.

use std::net::UdpSocket;
use std::time::Duration;

use cruddur_obs::model::{Clock, STATUS_PATH, StackStatus};
use cruddur_obs::stack::store::logs::{Create, LogBatch};
use cruddur_obs::stack::store::{Retention, StoreOptions};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_client::TraceServiceClient;
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span};
use reqwest::Method;
use serde_json::{Value, json};

use crate::common::TestStack;

/// A key that is not for Honeycomb Classic.
const INGEST: &str = "hcxik_1234567890123456789012345612345678901234567890123456789012";

/// An HTTP request. Its normal response does not matter here.
struct Call {
    what: &'static str,
    method: Method,
    url: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    /// The status for which the service's clients retry.
    status: u16,
}

fn signed(service: &str) -> (&'static str, String) {
    let scope = format!("20261120/us-east-1/{service}/aws4_request");
    let signature =
        format!("AWS4-HMAC-SHA256 Credential=local/{scope}, SignedHeaders=host, Signature=0");
    ("authorization", signature)
}

fn amz_json() -> (&'static str, String) {
    ("content-type", "application/x-amz-json-1.1".to_owned())
}

fn nanos() -> String {
    Clock::System.now().as_nanosecond().to_string()
}

/// Spans with so much text that they do not fit into a partially filled page.
fn spans(noise: &str) -> Value {
    json!({"resourceSpans": [{"scopeSpans": [{"spans": [{
        "traceId": "6b000000000000000000000000000001", "spanId": "00000000000000aa",
        "name": noise, "startTimeUnixNano": nanos(), "endTimeUnixNano": nanos(),
    }]}]}]})
}

fn records(noise: &str) -> Value {
    json!({"resourceLogs": [{"scopeLogs": [{"logRecords": [{
        "timeUnixNano": nanos(), "body": {"stringValue": noise},
    }]}]}]})
}

type Headers = Vec<(&'static str, String)>;

fn call(what: &'static str, url: String, headers: Headers, body: &Value, status: u16) -> Call {
    let json_type = ("content-type", "application/json".to_owned());
    Call {
        what,
        method: Method::POST,
        url,
        headers: [vec![json_type], headers].concat(),
        body: body.to_string().into_bytes(),
        status,
    }
}

fn team() -> (&'static str, String) {
    ("x-honeycomb-team", INGEST.to_owned())
}

fn calls(stack: &TestStack, noise: &str) -> Vec<Call> {
    let mut calls = own_calls(stack, noise);
    calls.extend(otlp_calls(stack, noise));
    calls
}

/// Requests in the services' own protocols.
fn own_calls(stack: &TestStack, noise: &str) -> Vec<Call> {
    let url = stack.url();
    let logs = |operation: &'static str, body: Value| {
        let target = format!("Logs_20140328.{operation}");
        Call {
            headers: vec![amz_json(), ("x-amz-target", target), signed("logs")],
            ..call(operation, format!("{url}/"), Vec::new(), &body, 500)
        }
    };
    let xray = |path: &'static str, body: Value| {
        call(
            path,
            format!("{url}{path}"),
            vec![signed("xray")],
            &body,
            503,
        )
    };
    let token = || ("x-rollbar-access-token", "local".to_owned());
    let now = Clock::System.now().as_second();
    let segment = json!({"trace_id": "1-6b000000-000000000000000000000002", "name": "x",
        "id": "00000000000000ab", "start_time": now, "end_time": now,
        "metadata": {"noise": noise.get(..60_000).unwrap_or(noise)}});
    vec![
        logs(
            "PutLogEvents",
            json!({"logGroupName": "g", "logStreamName": "s",
            "logEvents": [{"timestamp": now * 1_000, "message": noise}]}),
        ),
        xray(
            "/TraceSegments",
            json!({"TraceSegmentDocuments": [segment.to_string()]}),
        ),
        call(
            "Events",
            format!("{url}/1/events/d"),
            vec![team()],
            &json!({"noise": noise.get(..60_000)}),
            503,
        ),
        call(
            "Batch",
            format!("{url}/1/batch/d"),
            vec![team()],
            &json!([{"data": {"noise": noise.get(..60_000)}}]),
            503,
        ),
        call(
            "Rollbar's items",
            format!("{url}/api/1/item/"),
            vec![token()],
            &json!({"data": {"environment": "e", "body": {"message": {"body": noise}}}}),
            503,
        ),
    ]
}

/// Requests for each OTLP/HTTP endpoint.
fn otlp_calls(stack: &TestStack, noise: &str) -> Vec<Call> {
    let (url, otlp) = (stack.url(), &stack.addrs.otlp_http);
    vec![
        call(
            "Honeycomb's traces",
            format!("{url}/v1/traces"),
            vec![team()],
            &spans(noise),
            503,
        ),
        call(
            "Honeycomb's logs",
            format!("{url}/v1/logs"),
            vec![team()],
            &records(noise),
            503,
        ),
        call(
            "OTLP traces",
            format!("http://{otlp}/v1/traces"),
            vec![],
            &spans(noise),
            503,
        ),
        call(
            "OTLP logs",
            format!("http://{otlp}/v1/logs"),
            vec![],
            &records(noise),
            503,
        ),
        call(
            "AWS's traces",
            format!("{url}/v1/traces"),
            vec![signed("xray")],
            &spans(noise),
            503,
        ),
        call(
            "AWS's logs",
            format!("{url}/v1/logs"),
            vec![
                signed("logs"),
                ("x-aws-log-group", "g".to_owned()),
                ("x-aws-log-stream", "s".to_owned()),
            ],
            &records(noise),
            503,
        ),
    ]
}

/// Reads and small writes, which can still succeed on a full disk.
fn small_calls(stack: &TestStack) -> Vec<Call> {
    let url = stack.url();
    let logs = |operation: &'static str, body: Value| Call {
        what: operation,
        method: Method::POST,
        url: format!("{url}/"),
        headers: vec![
            amz_json(),
            ("x-amz-target", format!("Logs_20140328.{operation}")),
            signed("logs"),
        ],
        body: body.to_string().into_bytes(),
        status: 500,
    };
    let xray = |path: &'static str, body: Value| Call {
        what: path,
        method: Method::POST,
        url: format!("{url}{path}"),
        headers: vec![signed("xray")],
        body: body.to_string().into_bytes(),
        status: 503,
    };
    let rollbar = |what: &'static str, method: Method, path: &str, body: &str| Call {
        what,
        method,
        url: format!("{url}/api/1{path}"),
        headers: vec![("x-rollbar-access-token", "local".to_owned())],
        body: body.as_bytes().to_vec(),
        status: 503,
    };
    let group = || json!({"logGroupName": "g"});
    let now = Clock::System.now().as_second();
    let arn = "arn:aws:xray:us-east-1:000000000000:group/x/ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    vec![
        logs("CreateLogGroup", json!({"logGroupName": "new"})),
        logs(
            "CreateLogStream",
            json!({"logGroupName": "g", "logStreamName": "new"}),
        ),
        logs("DeleteLogGroup", group()),
        logs(
            "PutRetentionPolicy",
            json!({"logGroupName": "g", "retentionInDays": 7}),
        ),
        logs("DescribeLogGroups", json!({})),
        logs("DescribeLogStreams", group()),
        logs("FilterLogEvents", group()),
        logs(
            "GetLogEvents",
            json!({"logGroupName": "g", "logStreamName": "s"}),
        ),
        logs("DescribeMetricFilters", json!({})),
        logs("DescribeQueryDefinitions", json!({})),
        logs(
            "PutQueryDefinition",
            json!({"name": "q", "queryString": "fields @message"}),
        ),
        xray(
            "/TraceSummaries",
            json!({"StartTime": now - 60, "EndTime": now}),
        ),
        xray(
            "/Traces",
            json!({"TraceIds": ["1-6b000000-000000000000000000000002"]}),
        ),
        xray(
            "/ServiceGraph",
            json!({"StartTime": now - 60, "EndTime": now}),
        ),
        xray("/Groups", json!({})),
        xray(
            "/CreateGroup",
            json!({"GroupName": "x", "FilterExpression": "fault"}),
        ),
        xray("/GetSamplingRules", json!({})),
        xray("/SamplingStatisticSummaries", json!({})),
        xray("/ListTagsForResource", json!({"ResourceARN": arn})),
        rollbar("items", Method::GET, "/items", ""),
        rollbar("item", Method::GET, "/item/270000001", ""),
        rollbar(
            "resolve",
            Method::PATCH,
            "/item/270000001",
            r#"{"status": "resolved"}"#,
        ),
        rollbar("instances", Method::GET, "/instances", ""),
    ]
}

/// Sends these calls and returns the answers that do not give `reason`.
async fn silent(calls: Vec<Call>, reason: &str) -> Vec<String> {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut wrong = Vec::new();
    for call in calls {
        let mut request = client.request(call.method, call.url).body(call.body);
        for (name, value) in call.headers {
            request = request.header(name, value);
        }
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        let text = answer.text().await.unwrap();
        if status != call.status || !text.contains(reason) {
            wrong.push(format!("{}: {status} {text}", call.what));
        }
    }
    wrong
}

async fn status(stack: &TestStack) -> StackStatus {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let asked = client.get(format!("{}{STATUS_PATH}", stack.url()));
    asked.send().await.unwrap().json().await.unwrap()
}

async fn grpc(stack: &TestStack, noise: &str) -> tonic::Status {
    let endpoint = format!("http://{}", stack.addrs.otlp_grpc);
    let mut client = TraceServiceClient::connect(endpoint).await.unwrap();
    let span = Span {
        trace_id: vec![7; 16],
        span_id: vec![7; 8],
        name: noise.to_owned(),
        start_time_unix_nano: Clock::System.now_ns(),
        end_time_unix_nano: Clock::System.now_ns(),
        ..Span::default()
    };
    let request = ExportTraceServiceRequest {
        resource_spans: vec![ResourceSpans {
            resource: Some(Resource::default()),
            scope_spans: vec![ScopeSpans {
                spans: vec![span],
                ..ScopeSpans::default()
            }],
            ..ResourceSpans::default()
        }],
    };
    client.export(request).await.unwrap_err()
}

fn noise(bytes: usize) -> String {
    // characters that JSON does not escape; random, so that zstd saves at most a quarter
    (0..bytes)
        .map(|_| char::from(b'0' + rand::random::<u8>() % 74))
        .map(|c| if c == '\\' { '-' } else { c })
        .collect()
}

/// The size limit of the store, and how much its file may exceed it.
const LIMIT: u64 = 4 << 20;
const SLACK: u64 = 64 << 20;

/// Fills the store to its limit from another program, with data that retention does not delete.
fn fill(stack: &TestStack) {
    let file = rusqlite::Connection::open(stack.stack.store.path()).unwrap();
    let page: i64 = file
        .pragma_query_value(None, "page_size", |row| row.get(0))
        .unwrap();
    let pages = (LIMIT + SLACK) / page.unsigned_abs();
    file.busy_timeout(Duration::from_secs(5)).unwrap();
    file.pragma_update(None, "max_page_count", pages.cast_signed())
        .unwrap();
    let filler =
        "INSERT INTO meta (name, value) VALUES ('filler' || random(), hex(zeroblob(?1 / 2)))";
    for bytes in [1 << 20, 64 << 10, 4 << 10] {
        let refused = loop {
            if let Err(error) = file.execute(filler, [bytes]) {
                break error;
            }
        };
        let code = refused.sqlite_error_code();
        assert_eq!(code, Some(rusqlite::ErrorCode::DiskFull), "{refused}");
    }
}

async fn limited() -> TestStack {
    let options = StoreOptions {
        retention: Retention {
            size: LIMIT,
            ..Retention::default()
        },
        ..StoreOptions::default()
    };
    let folder = tempfile::tempdir().unwrap();
    let stack = TestStack::start_in(folder, Clock::System, &options).await;
    let batch = LogBatch {
        group: "g".to_owned(),
        stream: "s".to_owned(),
        events: vec![(Clock::System.now().as_millisecond(), "line")],
        ingested_ms: Clock::System.now().as_millisecond(),
        create: Create::Missing,
    };
    stack.stack.store.logs().append(batch).await.unwrap();
    stack
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_store_is_told_by_every_endpoint_that_stores() {
    let stack = limited().await;
    fill(&stack);
    let noise = noise(200_000);
    let wrong = silent(calls(&stack, &noise), "size limit").await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let refused = grpc(&stack, &noise).await;
    assert_eq!(refused.code(), tonic::Code::Unavailable, "{refused:?}");
    assert!(refused.message().contains("size limit"), "{refused:?}");
    let told = status(&stack).await.writes_refused.unwrap();
    assert!(told.reason.contains("size limit"), "{told:?}");
    assert!(told.remedy.contains("--max-size"), "{told:?}");

    // when there is room again, the stack notices even without a write
    let file = rusqlite::Connection::open(stack.stack.store.path()).unwrap();
    file.execute("DELETE FROM meta WHERE name LIKE 'filler%'", [])
        .unwrap();
    drop(file);
    for _ in 0..500 {
        if status(&stack).await.writes_refused.is_none() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("still: {:?}", status(&stack).await.writes_refused);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_whose_files_are_gone_is_told_by_every_endpoint() {
    let stack = limited().await;
    let path = stack.stack.store.path().to_owned();
    std::fs::rename(&path, path.with_extension("away")).unwrap();
    let all = [calls(&stack, "line"), small_calls(&stack)]
        .into_iter()
        .flatten();
    let wrong = silent(all.collect(), "deleted or replaced").await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let refused = grpc(&stack, "line").await;
    assert!(
        refused.message().contains("deleted or replaced"),
        "{refused:?}"
    );
    let told = status(&stack).await;
    for refused in [told.writes_refused, told.reads_refused] {
        let refused = refused.unwrap();
        assert!(
            refused.reason.contains("deleted or replaced"),
            "{refused:?}"
        );
        assert!(refused.remedy.contains("local stop"), "{refused:?}");
    }

    // another database at the same path is not accepted
    drop(rusqlite::Connection::open(&path).unwrap());
    std::fs::write(&path, "").unwrap();
    let wrong = silent(calls(&stack, "line"), "deleted or replaced").await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // but the original is accepted when it is back
    std::fs::rename(path.with_extension("away"), &path).unwrap();
    let logs = stack.stack.store.logs();
    assert!(logs.group("g".to_owned()).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_another_program_locks_is_told_by_every_endpoint_at_once() {
    let stack = limited().await;
    let other = rusqlite::Connection::open(stack.stack.store.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    // one writer at a time waits for the lock
    let waiting = tokio::spawn({
        let store = stack.stack.store.clone();
        async move {
            let now = Clock::System.now().as_millisecond();
            let mut refused = 0;
            loop {
                let batch = LogBatch {
                    group: "g".to_owned(),
                    stream: "s".to_owned(),
                    events: vec![(now, "line")],
                    ingested_ms: now,
                    create: Create::Missing,
                };
                match store.logs().append(batch).await {
                    Ok(_) => return refused,
                    Err(_) => refused += 1,
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
    });
    for _ in 0..500 {
        if status(&stack).await.writes_refused.is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let told = status(&stack).await.writes_refused.unwrap();
    assert!(
        told.reason.contains("another program has locked the store"),
        "{told:?}"
    );
    let asked = std::time::Instant::now();
    let wrong = silent(calls(&stack, "line"), "locked the store").await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let refused = grpc(&stack, "line").await;
    assert_eq!(refused.code(), tonic::Code::Unavailable, "{refused:?}");
    // one call may have to wait, but not each of them
    assert!(
        asked.elapsed() < Duration::from_secs(20),
        "{:?}",
        asked.elapsed()
    );
    let logs = stack.stack.store.logs();
    assert!(logs.group("g".to_owned()).await.is_ok(), "reading goes on");

    other.execute_batch("ROLLBACK").unwrap();
    let ended = std::time::Instant::now();
    while status(&stack).await.writes_refused.is_some() {
        assert!(ended.elapsed() < Duration::from_secs(20), "still refused");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    waiting.await.unwrap();
}

/// UDP has no response, so these losses are counted.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_packet_that_cannot_be_stored_is_counted() {
    let stack = limited().await;
    std::fs::remove_file(stack.stack.store.path()).unwrap();
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let now = Clock::System.now().as_second();
    let segment = json!({"trace_id": format!("1-{now:x}-000000000000000000000002"),
        "name": "x", "id": "00000000000000ab", "start_time": now, "end_time": now});
    let packet = format!("{{\"format\":\"json\",\"version\":1}}\n{segment}");
    socket
        .send_to(packet.as_bytes(), stack.addrs.xray_udp)
        .unwrap();
    for _ in 0..500 {
        let told = status(&stack).await;
        if told.udp_dropped == 1 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the packet is not counted");
}
