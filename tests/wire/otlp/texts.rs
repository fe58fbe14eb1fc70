//! Invalid UTF-8, and names from earlier versions of OTLP: neither fails the request.

use aws_sdk_cloudwatchlogs::Client as Logs;
use aws_sdk_xray::Client as Xray;
use bytes::Bytes;
use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceResponse;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceResponse;
use prost::Message as _;
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use super::errors::call;
use crate::common::TestStack;

const START: u64 = 1_795_166_040_000_000_000;
const SIGNED: &str = "AWS4-HMAC-SHA256 Credential=AKID/20261120/eu-central-1/";
const KEY: &str = "hcxik_1234567890123456789012345612345678901234567890123456789012";

/// Two spans, one of them with the text `BAD!`.
fn traces() -> Value {
    let span = |trace: &str, text: &str| {
        json!({"traceId": trace.repeat(32), "spanId": trace.repeat(16), "name": "GET /",
            "kind": 2, "startTimeUnixNano": START.to_string(), "endTimeUnixNano": (START + 7).to_string(),
            "attributes": [{"key": "k", "value": {"stringValue": text}}]})
    };
    json!({"resourceSpans": [{"resource": {"attributes": [
        {"key": "service.name", "value": {"stringValue": "shop"}}]},
        "scopeSpans": [{"spans": [span("a", "good"), span("b", "BAD!")]}]}]})
}

fn logs() -> Value {
    let record =
        |text: &str| json!({"body": {"stringValue": text}, "timeUnixNano": START.to_string()});
    json!({"resourceLogs": [{"resource": {"attributes": [
        {"key": "service.name", "value": {"stringValue": "shop"}}]},
        "scopeLogs": [{"logRecords": [record("good"), record("BAD!")]}]}]})
}

/// Encodes as protobuf, with invalid UTF-8 for `BAD!`.
fn protobuf(request: &Value) -> Vec<u8> {
    use cruddur_obs::stack::ingest::otlp_json::{decode_logs, decode_traces};
    let text = request.to_string();
    let mut bytes = match request.get("resourceLogs") {
        Some(_) => decode_logs(text.as_bytes()).unwrap().encode_to_vec(),
        None => decode_traces(text.as_bytes()).unwrap().encode_to_vec(),
    };
    let at = bytes
        .windows(4)
        .position(|window| window == b"BAD!")
        .unwrap();
    bytes[at..at + 4].copy_from_slice(b"x\xff\xfey");
    assert!(String::from_utf8(bytes.clone()).is_err());
    bytes
}

/// Encodes as JSON, with half an emoji for `BAD!`, which JavaScript produces when it cuts strings.
fn half(request: &Value) -> Vec<u8> {
    request.to_string().replace("BAD!", r"x\ud83d").into_bytes()
}

struct Doors {
    stack: TestStack,
    client: reqwest::Client,
}

impl Doors {
    async fn new() -> Self {
        let clock = cruddur_obs::model::Clock::Fixed("2026-11-20T09:14:00Z".parse().unwrap());
        Self {
            stack: TestStack::start_at(clock).await,
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
        }
    }

    fn collector(&self, path: &str) -> RequestBuilder {
        let url = format!("http://{}{path}", self.stack.addrs.otlp_http);
        self.client.post(url)
    }

    fn services(&self, path: &str) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.stack.url()))
    }

    /// AWS's OTLP endpoint for logs.
    fn aws_logs(&self, group: &str, stream: &str) -> RequestBuilder {
        self.services("/v1/logs")
            .header("authorization", format!("{SIGNED}logs/aws4_request"))
            .header("x-aws-log-group", group)
            .header("x-aws-log-stream", stream)
    }

    /// Returns the assembled documents of the two traces as text.
    async fn documents(&self) -> [String; 2] {
        let client = Xray::new(&self.stack.aws());
        let ids = ["a", "b"].map(|digit| format!("1-{}-{}", digit.repeat(8), digit.repeat(24)));
        let request = client.batch_get_traces().set_trace_ids(Some(ids.to_vec()));
        let answer = request.send().await.unwrap();
        ids.map(|id| {
            let mut traces = answer.traces().iter();
            let trace = traces.find(|trace| trace.id() == Some(&id)).unwrap();
            trace.segments()[0].document().unwrap().to_owned()
        })
    }

    async fn lines(&self, group: &str) -> Vec<String> {
        let client = Logs::new(&self.stack.aws());
        let answer = client.filter_log_events().log_group_name(group).send();
        let answer = answer.await.unwrap();
        let events = answer.events().iter();
        events
            .map(|event| event.message().unwrap().to_owned())
            .collect()
    }
}

async fn taken(request: RequestBuilder, kind: &str, body: Vec<u8>) -> Bytes {
    let answer = request.header("content-type", kind).body(body).send();
    let answer = answer.await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.bytes().await.unwrap()
}

const PROTOBUF: &str = "application/x-protobuf";
const JSON: &str = "application/json";

#[tokio::test]
async fn a_bad_text_of_a_span_costs_that_text() {
    for (kind, body, text) in [
        (PROTOBUF, protobuf(&traces()), "x\u{fffd}\u{fffd}y"),
        (JSON, half(&traces()), "x\u{fffd}"),
    ] {
        let doors = Doors::new().await;
        for request in [
            doors.collector("/v1/traces"),
            doors.services("/v1/traces").header("x-honeycomb-team", KEY),
            doors
                .services("/v1/traces")
                .header("authorization", format!("{SIGNED}xray/aws4_request")),
        ] {
            let answer = taken(request, kind, body.clone()).await;
            if kind == PROTOBUF {
                assert!(answer.is_empty(), "nothing is rejected");
            }
            let [good, bad] = doors.documents().await;
            assert!(good.contains("good"), "{good}");
            assert!(bad.contains(&format!("\"k\":\"{text}\"")), "{bad}");
        }
        let events = doors
            .stack
            .stack
            .store
            .honeycomb_events("shop", 0..i64::MAX);
        let texts: Vec<Value> = events
            .await
            .unwrap()
            .iter()
            .map(|e| e.data["k"].clone())
            .collect();
        assert_eq!(texts, [json!("good"), json!(text)]);
        doors.stack.stop().await;
    }
}

#[tokio::test]
async fn a_bad_text_of_a_log_record_costs_that_text() {
    for (kind, body, text) in [
        (PROTOBUF, protobuf(&logs()), "x\u{fffd}\u{fffd}y"),
        (JSON, half(&logs()), "x\u{fffd}"),
    ] {
        let doors = Doors::new().await;
        taken(doors.collector("/v1/logs"), kind, body.clone()).await;
        let lines = doors.lines("shop").await;
        assert!(lines[0].contains(r#""body":"good""#), "{lines:?}");
        assert!(
            lines[1].contains(&format!("\"body\":\"{text}\"")),
            "{lines:?}"
        );
        let logs = Logs::new(&doors.stack.aws());
        logs.create_log_group()
            .log_group_name("g")
            .send()
            .await
            .unwrap();
        let stream = logs.create_log_stream().log_group_name("g");
        stream.log_stream_name("s").send().await.unwrap();
        let signed = doors.aws_logs("g", "s");
        taken(signed, kind, body.clone()).await;
        let lines = doors.lines("g").await;
        assert!(
            lines[1].contains(&format!("\"body\":\"{text}\"")),
            "{lines:?}"
        );
        let request = doors.services("/v1/logs").header("x-honeycomb-team", KEY);
        taken(request, kind, body.clone()).await;
        let events = doors
            .stack
            .stack
            .store
            .honeycomb_events("shop", 0..i64::MAX);
        assert_eq!(events.await.unwrap()[1].data["body"], text);
        doors.stack.stop().await;
    }
}

#[tokio::test]
async fn over_grpc_too() {
    let doors = Doors::new().await;
    let address = format!("http://{}", doors.stack.addrs.otlp_grpc);
    let channel = tonic::transport::Channel::from_shared(address).unwrap();
    let channel = channel.connect().await.unwrap();
    let path = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    call(&channel, path, protobuf(&traces())).await.unwrap();
    let [good, bad] = doors.documents().await;
    assert!(good.contains("good") && bad.contains("x\u{fffd}\u{fffd}y"));
    doors.stack.stop().await;
}

#[tokio::test]
async fn half_an_emoji_elsewhere_costs_no_more() {
    let doors = Doors::new().await;
    let item = r#"{"data":{"environment":"test","body":{"message":{"body":"x\ud83d"}}}}"#;
    let request = doors
        .services("/api/1/item/")
        .header("x-rollbar-access-token", "a");
    taken(request, JSON, item.into()).await;
    let batch = r#"[{"data":{"a":"x\ud83d"}},{"data":{"a":"good"}}]"#;
    let request = doors.services("/1/batch/d").header("x-honeycomb-team", KEY);
    let answer = taken(request, JSON, batch.into()).await;
    assert_eq!(
        serde_json::from_slice::<Value>(&answer).unwrap(),
        json!([{"status": 202}, {"status": 202}])
    );
    let logs = |target: &str| {
        doors
            .services("/")
            .header("x-amz-target", format!("Logs_20140328.{target}"))
            .header("authorization", format!("{SIGNED}logs/aws4_request"))
    };
    const AWS: &str = "application/x-amz-json-1.1";
    taken(
        logs("CreateLogGroup"),
        AWS,
        br#"{"logGroupName":"g"}"#.into(),
    )
    .await;
    let stream = br#"{"logGroupName":"g","logStreamName":"s"}"#;
    taken(logs("CreateLogStream"), AWS, stream.into()).await;
    let put = format!(
        r#"{{"logGroupName":"g","logStreamName":"s","logEvents":[{{"timestamp":{0},"message":"x\ud83d"}},{{"timestamp":{0},"message":"good"}}]}}"#,
        START / 1_000_000
    );
    taken(logs("PutLogEvents"), AWS, put.into_bytes()).await;
    assert_eq!(doors.lines("g").await, ["x\u{fffd}", "good"]);
    doors.stack.stop().await;
}

#[tokio::test]
async fn outdated_names_are_told_and_nothing_else_is_said_of_unknown_ones() {
    let doors = Doors::new().await;
    let old =
        br#"{"resourceSpans":[{"instrumentationLibrarySpans":[{"spans":[{"name":"lost"}]}]}]}"#;
    for request in [
        doors.collector("/v1/traces"),
        doors.services("/v1/traces").header("x-honeycomb-team", KEY),
        doors
            .services("/v1/traces")
            .header("authorization", format!("{SIGNED}xray/aws4_request")),
    ] {
        let answer = taken(request, JSON, old.into()).await;
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        let told = &answer["partialSuccess"];
        assert_eq!(told["rejectedSpans"], "1", "{answer}");
        assert_eq!(
            told["errorMessage"],
            "ignored outdated OTLP/JSON fields with 1 span: `instrumentationLibrarySpans` \
             (now `scopeSpans`); upgrade the exporter"
        );
    }
    let logs = Logs::new(&doors.stack.aws());
    let group = logs.create_log_group().log_group_name("g");
    group.send().await.unwrap();
    let stream = logs.create_log_stream().log_group_name("g");
    stream.log_stream_name("s").send().await.unwrap();
    let old = br#"{"resourceLogs":[{"instrumentationLibraryLogs":[{"logs":[{},{}]}]}]}"#;
    for request in [
        doors.collector("/v1/logs"),
        doors.services("/v1/logs").header("x-honeycomb-team", KEY),
        doors.aws_logs("g", "s"),
    ] {
        let answer = taken(request, JSON, old.into()).await;
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        assert_eq!(
            answer["partialSuccess"]["rejectedLogRecords"], "2",
            "{answer}"
        );
    }
    let unknown = br#"{"resourceSpans":[],"resourceSpams":[{"later":1}]}"#;
    let answer = taken(doors.collector("/v1/traces"), JSON, unknown.into()).await;
    assert_eq!(&answer[..], b"{}");
    // in protobuf, such a field is only an unknown number and not rejected
    let empty = taken(doors.collector("/v1/traces"), PROTOBUF, Vec::new()).await;
    assert_eq!(
        ExportTraceServiceResponse::decode(empty)
            .unwrap()
            .partial_success,
        None
    );
    let empty = taken(doors.collector("/v1/logs"), PROTOBUF, Vec::new()).await;
    assert_eq!(
        ExportLogsServiceResponse::decode(empty)
            .unwrap()
            .partial_success,
        None
    );
    doors.stack.stop().await;
}

#[tokio::test]
async fn what_has_no_service_is_of_unknown_service_everywhere() {
    let doors = Doors::new().await;
    let mut spans = traces();
    spans["resourceSpans"][0]["resource"] = Value::Null;
    taken(
        doors.collector("/v1/traces"),
        JSON,
        spans.to_string().into_bytes(),
    )
    .await;
    let mut records = logs();
    records["resourceLogs"][0]["resource"] = Value::Null;
    taken(
        doors.collector("/v1/logs"),
        JSON,
        records.to_string().into_bytes(),
    )
    .await;
    assert_eq!(doors.lines("unknown_service").await.len(), 2);
    let [document, _] = doors.documents().await;
    assert!(
        document.contains(r#""name":"unknown_service""#),
        "{document}"
    );
    let client = Xray::new(&doors.stack.aws());
    let second = i64::try_from(START / 1_000_000_000).unwrap();
    let date = aws_sdk_xray::primitives::DateTime::from_secs;
    let summaries = client
        .get_trace_summaries()
        .start_time(date(second - 60))
        .end_time(date(second + 60));
    let summaries = summaries.send().await.unwrap();
    let entry = summaries.trace_summaries()[0].entry_point().unwrap();
    assert_eq!(entry.name(), Some("unknown_service"));
    let graph = client
        .get_service_graph()
        .start_time(date(second - 60))
        .end_time(date(second + 60));
    let graph = graph.send().await.unwrap();
    let mut names = graph.services().iter().map(|service| service.name());
    assert!(
        names.all(|name| name == Some("unknown_service")),
        "{graph:?}"
    );
    doors.stack.stop().await;
}
