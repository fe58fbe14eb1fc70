//! All endpoints at once, over several kills: OTLP spans, segments, log events, Honeycomb events
//! and Rollbar items.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::ops::Range;

use cruddur_obs::model::{StackAddrs, TraceId};
use cruddur_obs::stack::store::{Source, Store, StoreOptions};
use opentelemetry_proto::tonic::trace::v1::TracesData;
use prost::Message as _;

use super::*;

const ROUNDS: u32 = 3;
/// Requests acknowledged before each kill.
const REQUESTS: usize = 120;
const NOW_NS: u64 = 1_795_166_045_000_000_000;
const TRACES: u32 = 10;

/// A request: its destination, and the keys by which to find its data.
struct Request {
    to: SocketAddr,
    path: &'static str,
    headers: Vec<(&'static str, String)>,
    body: Value,
    keys: Vec<String>,
}

type Make = fn(&StackAddrs, u32, u32) -> Request;

/// The concurrent writers. Each makes a request from a round and a number.
const WRITERS: [Make; 6] = [spans, late_spans, segments, logs, events, items];

fn json_headers(more: &[(&'static str, String)]) -> Vec<(&'static str, String)> {
    let kind = ("content-type", "application/json".to_owned());
    std::iter::once(kind).chain(more.iter().cloned()).collect()
}

fn trace_id(round: u32, number: u32, trace: u32) -> String {
    format!("691ed3e9{round:08x}{number:08x}{trace:08x}")
}

fn numbers() -> Range<u32> {
    1..TRACES + 1
}

fn span_request(addrs: &StackAddrs, round: u32, number: u32, span: u32) -> Request {
    let span_id = format!("{span:016x}");
    let spans: Vec<Value> = numbers()
        .map(|trace| {
            json!({
                "traceId": trace_id(round, number, trace), "spanId": span_id, "name": "GET /",
                "startTimeUnixNano": NOW_NS.to_string(), "endTimeUnixNano": (NOW_NS + 1).to_string(),
            })
        })
        .collect();
    let key = |trace| format!("span {} {span_id}", trace_id(round, number, trace));
    Request {
        to: addrs.otlp_http,
        path: "/v1/traces",
        headers: json_headers(&[]),
        body: json!({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}),
        keys: numbers().map(key).collect(),
    }
}

fn spans(addrs: &StackAddrs, round: u32, number: u32) -> Request {
    span_request(addrs, round, number, 1)
}

/// More spans of the same traces, so that traces have several blocks.
fn late_spans(addrs: &StackAddrs, round: u32, number: u32) -> Request {
    span_request(addrs, round, number, 2)
}

fn segments(addrs: &StackAddrs, round: u32, number: u32) -> Request {
    let id = "00000000000000aa";
    let document = |trace| {
        let trace = trace_id(round, number, trace);
        json!({
            "name": "web", "id": id, "trace_id": format!("1-{}-{}", &trace[..8], &trace[8..]),
            "start_time": 1_795_166_044.5, "end_time": 1_795_166_044.75,
        })
    };
    let documents: Vec<String> = numbers().map(|trace| document(trace).to_string()).collect();
    let key = |trace| format!("segment {} {id}", trace_id(round, number, trace));
    Request {
        to: addrs.services,
        path: "/TraceSegments",
        headers: json_headers(&[("authorization", signature("xray"))]),
        body: json!({"TraceSegmentDocuments": documents}),
        keys: numbers().map(key).collect(),
    }
}

fn logs(addrs: &StackAddrs, round: u32, number: u32) -> Request {
    let line = |event| format!("log {round} {number} {event}");
    let events: Vec<Value> = numbers()
        .map(|event| json!({"timestamp": NOW_MS, "message": line(event)}))
        .collect();
    Request {
        to: addrs.services,
        path: "/",
        headers: vec![
            ("content-type", "application/x-amz-json-1.1".to_owned()),
            ("x-amz-target", "Logs_20140328.PutLogEvents".to_owned()),
            ("authorization", signature("logs")),
        ],
        body: json!({"logGroupName": "load", "logStreamName": "one", "logEvents": events}),
        keys: numbers().map(line).collect(),
    }
}

fn events(addrs: &StackAddrs, round: u32, number: u32) -> Request {
    let key = |event| format!("event {round} {number} {event}");
    let events: Vec<Value> = numbers()
        .map(|event| json!({"data": {"key": key(event)}}))
        .collect();
    Request {
        to: addrs.services,
        path: "/1/batch/load",
        headers: json_headers(&[("x-honeycomb-team", "local".to_owned())]),
        body: json!(events),
        keys: numbers().map(key).collect(),
    }
}

fn items(addrs: &StackAddrs, round: u32, number: u32) -> Request {
    let uuid = format!("{round:08x}-0000-4000-8000-{number:012x}");
    Request {
        to: addrs.services,
        path: "/api/1/item/",
        headers: json_headers(&[("x-rollbar-access-token", "local".to_owned())]),
        body: json!({"data": {
            "uuid": uuid, "environment": "test", "level": "error", "timestamp": NOW_MS / 1_000,
            "body": {"message": {"body": "load"}},
        }}),
        keys: vec![format!("item {uuid}")],
    }
}

/// Sends until the stack is gone. Returns the keys of acknowledged data.
fn send_until_gone(addrs: &StackAddrs, make: Make, round: u32, load: &Load) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be built");
    let client = reqwest::Client::builder()
        .no_proxy()
        .timeout(Duration::from_secs(5))
        .build()
        .expect("a client can be built");
    let mut acknowledged = Vec::new();
    for number in 0.. {
        let request = make(addrs, round, number);
        let mut post = client
            .post(format!("http://{}{}", request.to, request.path))
            .body(request.body.to_string());
        for (name, value) in &request.headers {
            post = post.header(*name, value);
        }
        // creating the request already needs the runtime, for the client's timer
        match runtime.block_on(async { post.send().await }) {
            Ok(answer) if answer.status().is_success() => {
                acknowledged.extend(request.keys);
                load.batches.fetch_add(1, Ordering::SeqCst);
            }
            Ok(answer) => panic!("{} answered {}", request.path, answer.status()),
            Err(_) if load.over.load(Ordering::SeqCst) => break,
            Err(error) => panic!("the stack went away by itself: {error}"),
        }
    }
    acknowledged
}

/// Runs one round of load and kills the stack. Returns the keys of acknowledged data.
fn round(stack: Stack, round: u32) -> Vec<String> {
    let load = Load::default();
    let addrs = stack.addrs.clone();
    thread::scope(|scope| {
        let (addrs, load) = (&addrs, &load);
        let writers: Vec<_> = WRITERS
            .into_iter()
            .map(|make| scope.spawn(move || send_until_gone(addrs, make, round, load)))
            .collect();
        let started = Instant::now();
        while load.batches.load(Ordering::SeqCst) < REQUESTS && started.elapsed() < PATIENCE {
            thread::sleep(POLL);
        }
        load.over.store(true, Ordering::SeqCst);
        stack.kill();
        writers
            .into_iter()
            .flat_map(|writer| writer.join().expect("a writer ends well"))
            .collect()
    })
}

/// Returns the keys of stored data: for traces, only those in `acknowledged`.
async fn kept(store: &Store, acknowledged: &HashSet<String>) -> HashSet<String> {
    let mut kept = HashSet::new();
    let traces: HashSet<TraceId> = acknowledged
        .iter()
        .filter_map(|key| key.split(' ').nth(1)?.parse().ok())
        .collect();
    let traces = store.traces(traces.into_iter().collect()).await;
    for trace in traces.expect("traces can be read") {
        for (source, block) in &trace.blocks {
            kept.extend(match source {
                Source::Otlp => spans_of(trace.id, block),
                Source::Xray => segments_of(trace.id, block),
            });
        }
    }
    let events = store.honeycomb_events("load", 0..i64::MAX).await;
    for event in events.expect("events can be read") {
        kept.insert(event.data["key"].as_str().unwrap_or_default().to_owned());
    }
    let uuids = store.read(|connection| {
        let mut statement = connection.prepare("SELECT uuid FROM rollbar_occurrences")?;
        let uuids = statement.query_map([], |row| row.get::<_, String>(0))?;
        Ok(uuids.collect::<Result<Vec<_>, _>>()?)
    });
    let uuids = uuids.await.expect("items can be read");
    kept.extend(uuids.into_iter().map(|uuid| format!("item {uuid}")));
    kept
}

fn spans_of(trace: TraceId, block: &[u8]) -> Vec<String> {
    let data = TracesData::decode(block).expect("a block can be read");
    let scopes = data.resource_spans.into_iter().flat_map(|r| r.scope_spans);
    let key = |id: Vec<u8>| format!("span {} {}", trace.hex(), hex::encode(id));
    scopes
        .flat_map(|scope| scope.spans)
        .map(|span| key(span.span_id))
        .collect()
}

fn segments_of(trace: TraceId, block: &[u8]) -> Vec<String> {
    let lines = std::str::from_utf8(block)
        .expect("a block can be read")
        .lines();
    let key = |line: &str| {
        let document: Value = serde_json::from_str(line).expect("a document can be read");
        format!(
            "segment {} {}",
            trace.hex(),
            document["id"].as_str().unwrap_or_default()
        )
    };
    lines.map(key).collect()
}

#[test]
fn whatever_was_acknowledged_survives_several_kills() {
    let user = User::new();
    let mut acknowledged = HashSet::new();
    for number in 0..ROUNDS {
        let stack = user.stack();
        if number == 0 {
            stack.logs("CreateLogGroup", &json!({"logGroupName": "load"}));
            let stream = json!({"logGroupName": "load", "logStreamName": "one"});
            stack.logs("CreateLogStream", &stream);
        }
        let round = round(stack, number);
        assert!(round.len() > REQUESTS, "too slow: {} keys", round.len());
        acknowledged.extend(round);
    }
    for kind in ["span", "segment", "log", "event", "item"] {
        let some = acknowledged.iter().any(|key| key.starts_with(kind));
        assert!(some, "no {kind} was acknowledged");
    }
    let stack = user.stack();
    let mut found: HashSet<String> = stored(&stack).into_iter().collect();
    assert!(stack.stop().success());
    let runtime = tokio::runtime::Runtime::new().expect("a runtime can be built");
    found.extend(runtime.block_on(async {
        let store = Store::open(&user.data(), &StoreOptions::default()).expect("the store opens");
        kept(&store, &acknowledged).await
    }));
    let lost: Vec<_> = acknowledged.difference(&found).take(5).collect();
    assert!(
        lost.is_empty(),
        "of {} acknowledged: {lost:?} …",
        acknowledged.len()
    );
}
