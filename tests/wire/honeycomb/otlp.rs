//! OTLP on the services port: requests with Honeycomb's key go to Honeycomb, signed requests to
//! AWS.

use opentelemetry_otlp::{SpanExporter, WithExportConfig as _, WithTonicConfig as _};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_client::TraceServiceClient;
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span, TracesData};
use prost::Message as _;
use tonic::metadata::MetadataMap;
use tonic_types::{StatusExt as _, pb};

use super::*;
use crate::otlp::{assert_stored, export};

const PROTOBUF: &str = "application/x-protobuf";

fn traces() -> Value {
    json!({"resourceSpans": [{
        "resource": {"attributes": [
            {"key": "service.name", "value": {"stringValue": " backend-flask "}},
            {"key": "k8s", "value": {"kvlistValue": {"values": [
                {"key": "pod", "value": {"stringValue": "p-1"}}]}}},
        ]},
        "scopeSpans": [{
            "scope": {"name": "opentelemetry.instrumentation.flask", "version": "0.60b0"},
            "spans": [{
                "traceId": "5b8efff798038103d269b633813fc60c",
                "spanId": "eee19b7ec3c1b174",
                "parentSpanId": "eee19b7ec3c1b173",
                "name": "GET /api/activities/home",
                "startTimeUnixNano": "1795166039000000000",
                "endTimeUnixNano": "1795166039041500000",
                "kind": 2,
                "status": {"code": 2, "message": "boom"},
                "attributes": [
                    {"key": "http.response.status_code", "value": {"intValue": "500"}},
                    {"key": "tags", "value": {"arrayValue": {"values": [
                        {"stringValue": "a"}, {"intValue": 1}]}}},
                    {"key": "SampleRate", "value": {"intValue": 3}},
                ],
                "events": [{
                    "name": "exception", "timeUnixNano": "1795166039020000000",
                    "attributes": [{"key": "exception.type", "value": {"stringValue": "NameError"}}],
                }],
                "links": [{"traceId": "6b8efff798038103d269b633813fc60c", "spanId": "fee19b7ec3c1b174"}],
            }],
        }],
    }]})
}

#[tokio::test]
async fn a_span_with_its_events_and_links_becomes_events_of_its_service() {
    let api = Api::new().await;
    let response = api.post("/v1/traces").json(&traces()).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.json::<Value>().await.unwrap(), json!({}));
    let events = api.events("backend-flask").await;
    let data: Vec<_> = events
        .iter()
        .map(|e| Value::Object(e.data.clone()))
        .collect();
    let common = json!({
        "service.name": " backend-flask ", "k8s.pod": "p-1",
        "library.name": "opentelemetry.instrumentation.flask", "library.version": "0.60b0",
    });
    let with_common = |own: Value| {
        let mut all = own;
        for (name, value) in common.as_object().unwrap() {
            all[name] = value.clone();
        }
        all
    };
    let trace = "5b8efff798038103d269b633813fc60c";
    let parent = "GET /api/activities/home";
    let span = with_common(json!({
        "trace.trace_id": trace, "trace.span_id": "eee19b7ec3c1b174",
        "trace.parent_id": "eee19b7ec3c1b173", "name": parent,
        "type": "server", "span.kind": "server", "duration_ms": 41.5,
        "status_code": 2, "status_message": "boom", "error": true,
        "span.num_links": 1, "span.num_events": 1, "meta.signal_type": "trace",
        "http.response.status_code": 500, "tags": "[\"a\",1]",
    }));
    let link = with_common(json!({
        "trace.trace_id": trace, "trace.parent_id": "eee19b7ec3c1b174", "parent_name": parent,
        "trace.link.trace_id": "6b8efff798038103d269b633813fc60c",
        "trace.link.span_id": "fee19b7ec3c1b174",
        "meta.annotation_type": "link", "meta.signal_type": "trace", "error": true,
    }));
    let event = with_common(json!({
        "trace.trace_id": trace, "trace.parent_id": "eee19b7ec3c1b174", "parent_name": parent,
        "name": "exception", "exception.type": "NameError",
        "meta.annotation_type": "span_event", "meta.signal_type": "trace", "error": true,
    }));
    assert_eq!(data, [span, link, event]);
    assert!(events.iter().all(|event| event.sample_rate == 3));
    // the span is also stored as a trace
    let row = api
        .stack
        .stack
        .store
        .trace_row(trace.parse().unwrap())
        .await
        .unwrap();
    assert_eq!(row.unwrap().entry.as_deref(), Some(parent));
}

#[tokio::test]
async fn log_records_become_events_of_their_service_or_of_the_named_dataset() {
    let api = Api::new().await;
    let record = json!({
        "timeUnixNano": "1795166039000000000", "severityNumber": 17, "severityText": "ERROR",
        "body": {"kvlistValue": {"values": [{"key": "msg", "value": {"stringValue": "no"}}]}},
        "traceId": "5b8efff798038103d269b633813fc60c", "spanId": "eee19b7ec3c1b174",
    });
    let logs = |attributes: Value| {
        json!({"resourceLogs": [{
            "resource": {"attributes": attributes},
            "scopeLogs": [{"logRecords": [record]}],
        }]})
    };
    let named = json!([{"key": "service.name", "value": {"stringValue": "web"}}]);
    let send = |body: Value, dataset: Option<&'static str>| {
        let post = api.post("/v1/logs").json(&body);
        match dataset {
            Some(dataset) => post.header("x-honeycomb-dataset", dataset).send(),
            None => post.send(),
        }
    };
    for (attributes, header) in [
        (named, Some("other")),
        (json!([]), Some("chosen")),
        (json!([]), None),
    ] {
        assert_eq!(send(logs(attributes), header).await.unwrap().status(), 200);
    }
    for dataset in ["web", "chosen", "unknown_log_source"] {
        let events = api.events(dataset).await;
        assert_eq!(events.len(), 1, "{dataset}");
        let data = &events[0].data;
        assert_eq!(data["body.msg"], "no");
        assert_eq!(data["body"], r#"{"msg":"no"}"#);
        assert_eq!(data["severity"], "error");
        assert_eq!(data["trace.parent_id"], "eee19b7ec3c1b174");
        assert_eq!(data["meta.signal_type"], "log");
    }
    assert!(api.events("other").await.is_empty());
}

#[tokio::test]
async fn a_classic_key_names_its_dataset() {
    let api = Api::new().await;
    let post = || {
        let post = api.request(Method::POST, "/v1/traces");
        post.header("x-honeycomb-team", CLASSIC).json(&traces())
    };
    let response = post().send().await.unwrap();
    let errors = &fixture("errors.json")["otlp"];
    assert_error(response, 401, &errors["no_dataset"]).await;
    let response = post()
        .header("x-honeycomb-dataset", "classic")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(api.events("classic").await.len(), 3);
    assert!(api.events("backend-flask").await.is_empty());
}

#[tokio::test]
async fn errors_are_worded_as_by_the_service() {
    let api = Api::new().await;
    let errors = &fixture("errors.json")["otlp"];
    let unkeyed = |path: &str| api.request(Method::POST, path);
    let response = unkeyed("/v1/traces").json(&traces()).send().await.unwrap();
    assert_error(response, 401, &errors["no_key"]).await;
    let response = unkeyed("/v1/traces").header("content-type", PROTOBUF);
    let response = response.body(Vec::new()).send().await.unwrap();
    assert_eq!(response.status(), 401);
    assert_eq!(response.headers()["content-type"], PROTOBUF);
    let status = pb::Status::decode(response.bytes().await.unwrap()).unwrap();
    assert_eq!(status.code, 16);
    assert_eq!(
        status.message,
        errors["no_key"]["message"].as_str().unwrap()
    );

    let post = |path: &str, kind: &str, body: &[u8]| {
        let post = api.post(path).header("content-type", kind);
        post.body(body.to_vec()).send()
    };
    let response = post("/v1/traces", "text/plain", b"{}").await.unwrap();
    assert_error(response, 415, &errors["content_type"]).await;
    let response = post("/v1/traces", "application/json", b"{").await.unwrap();
    assert_error(response, 400, &errors["parse"]).await;
    let response = post("/v1/trace", "application/json", b"{}").await.unwrap();
    assert_error(response, 400, &errors["endpoint"]).await;
    assert!(api.events("backend-flask").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_grpc_exporter_with_and_without_a_key() {
    let api = Api::new().await;
    let exporter = |key: Option<&str>| {
        let mut metadata = MetadataMap::new();
        if let Some(key) = key {
            metadata.insert("x-honeycomb-team", key.parse().unwrap());
        }
        let exporter = SpanExporter::builder().with_tonic();
        let exporter = exporter.with_endpoint(api.stack.url());
        exporter.with_metadata(metadata).build().unwrap()
    };
    let id = export(exporter(Some(INGEST))).await.unwrap();
    assert_stored(&api.stack, id).await;
    assert_eq!(api.events("backend-flask").await.len(), 3);
    let error = export(exporter(None)).await.unwrap_err();
    assert!(error.contains("Unauthenticated"), "{error}");
}

/// Adds a SigV4 header. The signature itself is not checked.
fn signed(api: &Api, service: &str, path: &str) -> RequestBuilder {
    let credential = format!("AKID/20261120/eu-central-1/{service}/aws4_request");
    let authorization =
        format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=00");
    let post = api.request(Method::POST, path);
    post.header("authorization", authorization)
}

#[tokio::test]
async fn aws_takes_signed_traces_within_its_limits() {
    let api = Api::new().await;
    let post = |body: &Value| signed(&api, "xray", "/v1/traces").json(body).send();
    let response = post(&traces()).await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(
        api.events("backend-flask").await.is_empty(),
        "not Honeycomb's"
    );
    let trace = "5b8efff798038103d269b633813fc60c".parse().unwrap();
    assert!(
        api.stack
            .stack
            .store
            .trace_row(trace)
            .await
            .unwrap()
            .is_some()
    );

    // one span for each reason to reject it, and one valid span
    let mut body = traces();
    let scope = &mut body["resourceSpans"][0]["scopeSpans"][0];
    let good = scope["spans"][0].clone();
    let with = |name: &str, value: Value| {
        let mut span = good.clone();
        span[name] = value;
        span
    };
    let day = 86_400_000_000_000_u64;
    let now = 1_795_166_040_000_000_000_u64;
    scope["spans"] = json!([
        good,
        with("startTimeUnixNano", json!((now - 15 * day).to_string())),
        with("startTimeUnixNano", json!((now + day).to_string())),
        with("name", json!("n".repeat(201 << 10))),
    ]);
    let answer: Value = post(&body).await.unwrap().json().await.unwrap();
    assert_eq!(answer["partialSuccess"]["rejectedSpans"], "3");

    let spans = vec![good; 10_001];
    let mut body = traces();
    body["resourceSpans"][0]["scopeSpans"][0]["spans"] = json!(spans);
    let data = cruddur_obs::stack::ingest::otlp_json::decode_traces(body.to_string().as_bytes());
    let encoded = data.unwrap().encode_to_vec();
    assert!(encoded.len() < 5 << 20);
    let post = |body: Vec<u8>| {
        let post = signed(&api, "xray", "/v1/traces").header("content-type", PROTOBUF);
        post.body(body).send()
    };
    assert_eq!(post(encoded).await.unwrap().status(), 400);
    assert_eq!(post(vec![0; (5 << 20) + 1]).await.unwrap().status(), 413);
    assert!(TracesData::decode(&[][..]).is_ok());
    assert_eq!(post(Vec::new()).await.unwrap().status(), 200);
}

#[tokio::test]
async fn aws_takes_signed_logs_into_a_stream_that_is_there() {
    let api = Api::new().await;
    let body = json!({"resourceLogs": [{"scopeLogs": [{"logRecords": [
        {"timeUnixNano": "1795166039000000000", "body": {"stringValue": "line"}},
        {"timeUnixNano": "1000000000", "body": {"stringValue": "old"}},
    ]}]}]});
    let bare = || signed(&api, "logs", "/v1/logs").json(&body);
    let post = || {
        bare()
            .header("x-aws-log-group", "g")
            .header("x-aws-log-stream", "s")
    };
    let message = async |response: Response| {
        assert_eq!(response.status(), 400);
        response.json::<Value>().await.unwrap()["message"].clone()
    };
    let response = bare().send().await.unwrap();
    assert_eq!(
        message(response).await,
        "the header `x-aws-log-group` is missing"
    );
    let response = post().send().await.unwrap();
    assert_eq!(
        message(response).await,
        "The specified log group does not exist."
    );

    let logs = aws_sdk_cloudwatchlogs::Client::new(&api.stack.aws());
    logs.create_log_group()
        .log_group_name("g")
        .send()
        .await
        .unwrap();
    let response = post().send().await.unwrap();
    assert_eq!(
        message(response).await,
        "The specified log stream does not exist."
    );
    let stream = logs
        .create_log_stream()
        .log_group_name("g")
        .log_stream_name("s");
    stream.send().await.unwrap();
    let answer: Value = post().send().await.unwrap().json().await.unwrap();
    let partial = &answer["partialSuccess"];
    assert_eq!(partial["rejectedLogRecords"], "1");
    let told: Value = serde_json::from_str(partial["errorMessage"].as_str().unwrap()).unwrap();
    assert_eq!(told["tooOldLogEventCount"], 1);
    let events = logs
        .filter_log_events()
        .log_group_name("g")
        .send()
        .await
        .unwrap();
    let [event] = events.events() else {
        panic!("{} events", events.events().len());
    };
    let line: Value = serde_json::from_str(event.message().unwrap()).unwrap();
    assert_eq!(line["body"], "line");

    let response = signed(&api, "monitoring", "/v1/logs").send().await.unwrap();
    assert_eq!(response.status(), 404);
}

/// Without this header, exporters drop a rejected request instead of retrying.
pub(crate) async fn assert_told_when_to_try_again(stack: &TestStack, client: &reqwest::Client) {
    let http = client
        .post(format!("{}/v1/traces", stack.url()))
        .header("x-honeycomb-team", INGEST)
        .json(&traces());
    let http = http.send().await.unwrap();
    assert_eq!(http.status(), 503);
    assert_eq!(http.headers()["retry-after"], "1");
    let mut caller = TraceServiceClient::connect(stack.url()).await.unwrap();
    let mut call = tonic::Request::new(ExportTraceServiceRequest {
        resource_spans: vec![ResourceSpans {
            scope_spans: vec![ScopeSpans {
                spans: vec![Span {
                    trace_id: vec![1; 16],
                    span_id: vec![1; 8],
                    start_time_unix_nano: 1,
                    ..Span::default()
                }],
                ..ScopeSpans::default()
            }],
            ..ResourceSpans::default()
        }],
    });
    let key = INGEST.parse().unwrap();
    call.metadata_mut().insert("x-honeycomb-team", key);
    let refused = caller.export(call).await.unwrap_err();
    assert_eq!(refused.code(), tonic::Code::Unavailable);
    let retry = refused.get_details_retry_info().unwrap();
    assert!(retry.retry_delay.is_some());
}

#[tokio::test]
async fn events_that_would_fill_the_memory_are_refused() {
    let api = Api::new().await;
    let text = "x".repeat(50_000);
    let attributes: Vec<Value> = (0..10)
        .map(|n| json!({"key": format!("a{n}"), "value": {"stringValue": text}}))
        .collect();
    let spans = |count: u64| {
        let span = |n: u64| {
            json!({"traceId": "5b8efff798038103d269b633813fc60c", "spanId": format!("{n:016x}"),
                "startTimeUnixNano": "1795166039000000000"})
        };
        json!({"resourceSpans": [{"resource": {"attributes": attributes},
            "scopeSpans": [{"spans": (1..=count).map(span).collect::<Vec<_>>()}]}]})
    };
    let send = async |count| {
        let post = api.post("/v1/traces").json(&spans(count));
        post.send().await.unwrap().status().as_u16()
    };
    assert_eq!(send(1_000).await, 413);
    assert_eq!(send(10).await, 200);
    let logs = json!({"resourceLogs": [{"resource": {"attributes": attributes},
        "scopeLogs": [{"logRecords": vec![json!({}); 1_000]}]}]});
    let post = api.post("/v1/logs").json(&logs);
    assert_eq!(post.send().await.unwrap().status(), 413);
}
