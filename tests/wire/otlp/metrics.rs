//! Metrics: accepted and counted by every OTLP endpoint, but not stored.

use cruddur_obs::stack;
use reqwest::Response;
use serde_json::{Value, json};

use super::errors::call;
use crate::common::TestStack;

const PROTOBUF: &str = "application/x-protobuf";
const JSON: &str = "application/json";
const CALL: &str = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";

/// A length-delimited field.
fn field(number: u8, inner: &[u8]) -> Vec<u8> {
    let mut field = vec![number << 3 | 2, u8::try_from(inner.len()).unwrap()];
    field.extend_from_slice(inner);
    field
}

/// A request with a gauge of two data points.
fn gauge() -> Vec<u8> {
    let points = [field(1, b""), field(1, b"")].concat();
    let metric = [field(1, b"memory"), field(5, &points)].concat();
    field(1, &field(2, &field(2, &metric)))
}

fn gauge_json() -> String {
    let metric = json!({"name": "memory", "gauge": {"dataPoints": [{"asInt": "1"}, {}]}});
    json!({"resourceMetrics": [{"scopeMetrics": [{"metrics": [metric]}]}]}).to_string()
}

async fn post(url: String, headers: &[(&str, &str)], body: impl Into<reqwest::Body>) -> Response {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut post = client.post(url).body(body);
    for (name, value) in headers {
        post = post.header(*name, *value);
    }
    post.send().await.unwrap()
}

#[tokio::test]
async fn the_collector_accepts_metrics_and_refuses_what_is_none() {
    let stack = TestStack::start().await;
    let url = || format!("{}/v1/metrics", stack::url_of(stack.addrs.otlp_http));
    for (kind, body) in [
        (PROTOBUF, gauge()),
        (PROTOBUF, Vec::new()),
        (JSON, gauge_json().into_bytes()),
        (JSON, b"{}".to_vec()),
    ] {
        let response = post(url(), &[("content-type", kind)], body).await;
        assert_eq!(response.status(), 200, "{kind}");
        assert_eq!(response.headers()["content-type"], kind);
        let answer = response.text().await.unwrap();
        let empty = if kind == JSON { "{}" } else { "" };
        assert_eq!(answer, empty, "no warning for what is as it should be");
    }
    for (kind, body) in [(PROTOBUF, "nonsense"), (JSON, r#"{"resourceMetrics":7}"#)] {
        let response = post(url(), &[("content-type", kind)], body).await;
        assert_eq!(response.status(), 400, "{kind}");
        assert_eq!(response.headers()["content-type"], kind);
    }
}

#[tokio::test]
async fn the_grpc_port_accepts_metrics_and_refuses_what_is_none() {
    let stack = TestStack::start().await;
    let url = stack::url_of(stack.addrs.otlp_grpc);
    let channel = tonic::transport::Endpoint::try_from(url).unwrap();
    let channel = channel.connect().await.unwrap();
    let answer = call(&channel, CALL, gauge()).await.unwrap();
    assert!(answer.is_empty(), "{answer:?}");
    let refused = call(&channel, CALL, b"nonsense".to_vec())
        .await
        .unwrap_err();
    assert_eq!(refused.code(), tonic::Code::InvalidArgument);
}

#[tokio::test]
async fn aws_and_honeycomb_accept_metrics_each_in_its_way() {
    let stack = TestStack::start().await;
    let url = || format!("{}/v1/metrics", stack.url());
    let key = ("x-honeycomb-team", "local");
    let signature = |service: &str| {
        let scope = format!("any/20261120/eu-central-1/{service}/aws4_request");
        format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0")
    };
    let monitoring = signature("monitoring");
    let json = ("content-type", JSON);
    for door in [key, ("authorization", &*monitoring)] {
        let taken = post(url(), &[json, door], gauge_json()).await;
        assert_eq!(taken.status(), 200, "{door:?}");
        assert_eq!(taken.text().await.unwrap(), "{}");
        let taken = post(url(), &[("content-type", PROTOBUF), door], gauge()).await;
        assert_eq!(taken.status(), 200, "{door:?}");
        let refused = post(url(), &[json, door], r#"{"resourceMetrics":7}"#).await;
        assert_eq!(refused.status(), 400, "{door:?}");
    }
    let keyless = post(url(), &[json], gauge_json()).await;
    assert_eq!(keyless.status(), 401);
    // the endpoint for traces does not accept metrics
    let xray = signature("xray");
    let elsewhere = post(url(), &[json, ("authorization", &*xray)], gauge_json()).await;
    assert_eq!(elsewhere.status(), 404);
    let profiles = format!("{}/v1development/profiles", stack.url());
    let refused = post(profiles, &[json, key], "{}").await;
    assert_eq!(refused.status(), 404);
    let message: Value = refused.json().await.unwrap();
    let message = message["message"].as_str().unwrap();
    assert!(message.contains("profiles are not supported"), "{message}");
}

/// A request with a gauge of one data point, with an attribute that is not UTF-8.
fn bad_gauge() -> Vec<u8> {
    let value = field(2, &field(1, b"x\xffy"));
    let attribute = [field(1, b"a\xff"), value].concat();
    let metric = [
        field(1, b"memory"),
        field(5, &field(1, &field(7, &attribute))),
    ]
    .concat();
    field(1, &field(2, &field(2, &metric)))
}

const HALF: &str = r#"{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"gauge":{"dataPoints":[
    {"attributes":[{"key":"a","value":{"stringValue":"x\ud83d"}}]}]}}]}]}]}"#;
const OUTDATED: &str = r#"{"resourceMetrics":[{"instrumentationLibraryMetrics":[{"metrics":[
    {"intGauge":{"dataPoints":[{},{}]}}]}]},{"scopeMetrics":[{"metrics":[
    {"intGauge":{"dataPoints":[{}]}},{"gauge":{"dataPoints":[{}]}}]}]}]}"#;

#[tokio::test]
async fn a_bad_text_costs_no_metrics_and_outdated_names_are_told_at_every_door() {
    let stack = TestStack::start().await;
    let collector = format!("{}/v1/metrics", stack::url_of(stack.addrs.otlp_http));
    let services = format!("{}/v1/metrics", stack.url());
    let scope = "any/20261120/eu-central-1/monitoring/aws4_request";
    let signature = format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0");
    for (url, door) in [
        (&collector, ("accept", "*/*")),
        (&services, ("x-honeycomb-team", "local")),
        (&services, ("authorization", &*signature)),
    ] {
        let sent = async |kind, body: Vec<u8>| {
            post(url.clone(), &[("content-type", kind), door], body).await
        };
        for (kind, body) in [(PROTOBUF, bad_gauge()), (JSON, HALF.into())] {
            let taken = sent(kind, body).await;
            assert_eq!(taken.status(), 200, "{door:?}: {kind}");
            let empty = if kind == JSON { "{}" } else { "" };
            assert_eq!(taken.text().await.unwrap(), empty, "{door:?}: {kind}");
        }
        let taken = sent(JSON, OUTDATED.into()).await;
        assert_eq!(taken.status(), 200, "{door:?}");
        let answer: Value = taken.json().await.unwrap();
        assert_eq!(
            answer["partialSuccess"],
            json!({"rejectedDataPoints": "3", "errorMessage":
                "ignored outdated OTLP/JSON fields with 3 data points: \
                 `instrumentationLibraryMetrics` (now `scopeMetrics`), `intGauge` (now `gauge`); \
                 upgrade the exporter"}),
            "{door:?}"
        );
    }
    let channel = tonic::transport::Endpoint::try_from(stack::url_of(stack.addrs.otlp_grpc));
    let channel = channel.unwrap().connect().await.unwrap();
    let answer = call(&channel, CALL, bad_gauge()).await.unwrap();
    assert!(answer.is_empty(), "{answer:?}");
}

#[tokio::test]
async fn an_exporter_with_a_key_and_a_wrong_path_gets_the_hint_of_honeycomb() {
    let stack = TestStack::start().await;
    let headers = [("x-honeycomb-team", "local"), ("content-type", JSON)];
    for path in ["/", "/v1/traces/v1/traces", "/v1/trace", "/otlp/v1/traces"] {
        let response = post(format!("{}{path}", stack.url()), &headers, "{}").await;
        assert_eq!(response.status(), 400, "{path}");
        let message: Value = response.json().await.unwrap();
        let hint = "invalid OTLP endpoint - should you be sending to /v1/traces?";
        assert_eq!(message, json!({ "message": hint }), "{path}");
    }
}
