//! `OTEL_TRACES_SAMPLER`, and X-Ray rules read from the daemon.

use std::time::Duration;

use axum::response::IntoResponse;
use serde_json::{Value, json};

use super::Backend;
use super::sink::{Daemon, Received, Sink};

/// A rule in the form of a `SamplingRuleRecord` in the API reference.
fn rule(name: &str, path: &str, rate: f64, reservoir: u32) -> Value {
    json!({
        "CreatedAt": 1_699_999_000.0, "ModifiedAt": 1_699_999_000.0,
        "SamplingRule": {
            "RuleName": name, "RuleARN": format!("arn:aws:xray:eu-central-1:1:sampling-rule/{name}"),
            "ResourceARN": "*", "Priority": 1, "FixedRate": rate, "ReservoirSize": reservoir,
            "ServiceName": "backend-flask", "ServiceType": "*", "Host": "*", "HTTPMethod": "*",
            "URLPath": path, "Version": 1, "Attributes": {},
        },
    })
}

async fn daemon_api() -> Sink {
    Sink::answering(|request: &Received| {
        let body = match request.path.as_str() {
            "/GetSamplingRules" => json!({
                "SamplingRuleRecords": [
                    rule("Never", "/api/activities/*", 0.0, 0),
                    rule("Always", "/api/health-check", 1.0, 0),
                ],
            }),
            "/SamplingTargets" => json!({
                "SamplingTargetDocuments": [{
                    "RuleName": "Never", "FixedRate": 1.0, "Interval": 10,
                    "ReservoirQuota": 0, "ReservoirQuotaTTL": 1_699_999_010.0,
                }],
                "LastRuleModification": 1_699_999_000.0,
                "UnprocessedStatistics": [],
            }),
            _ => return axum::http::StatusCode::NOT_FOUND.into_response(),
        };
        body.to_string().into_response()
    })
    .await
}

async fn rules_are_read(sink: &Sink) {
    sink.wait(|received| received.iter().any(|r| r.path == "/GetSamplingRules"))
        .await;
    // the rules are applied shortly after the response
    tokio::time::sleep(Duration::from_millis(100)).await;
}

#[tokio::test]
async fn the_rules_of_the_daemon_decide_and_are_named() {
    let (sink, daemon) = (daemon_api().await, Daemon::start().await);
    let address = format!("tcp:{} udp:{}", sink.addr, daemon.addr);
    let backend = Backend::start(&[
        ("AWS_XRAY_DAEMON_ADDRESS", &address),
        ("OTEL_TRACES_SAMPLER", "xray"),
    ])
    .await;
    rules_are_read(&sink).await;
    for _ in 0..5 {
        backend.get("/api/activities/home").await;
        backend.get("/api/health-check").await;
    }
    // a caller's decision takes precedence over any rule
    let sampled = "Root=1-691ed3f2-8a1c0123456789abcdef0123;Parent=53995c3f42cd8ad8;Sampled=1";
    let request = backend.request("GET", "/api/activities/notifications");
    request
        .header("x-amzn-trace-id", sampled)
        .send()
        .await
        .unwrap();
    backend.stop().await;
    let documents = daemon.documents(6).await;
    assert_eq!(daemon.count(), 6);
    let rules = documents
        .iter()
        .map(|document| document["aws"]["xray"]["sampling_rule_name"].as_str());
    assert_eq!(rules.filter(|rule| *rule == Some("Always")).count(), 5);
    let first = &sink.received()[0];
    assert_eq!(
        (first.path.as_str(), first.header("authorization")),
        ("/GetSamplingRules", "")
    );
}

#[tokio::test]
async fn counts_are_reported_and_targets_taken() {
    let (sink, daemon) = (daemon_api().await, Daemon::start().await);
    let address = format!("tcp:{} udp:{}", sink.addr, daemon.addr);
    let backend = Backend::start(&[
        ("AWS_XRAY_DAEMON_ADDRESS", &address),
        ("OTEL_TRACES_SAMPLER", "xray"),
    ])
    .await;
    rules_are_read(&sink).await;
    for _ in 0..3 {
        backend.get("/api/activities/home").await;
    }
    let received = sink
        .wait(|all| all.iter().any(|r| r.path == "/SamplingTargets"))
        .await;
    let targets = received
        .iter()
        .find(|r| r.path == "/SamplingTargets")
        .unwrap();
    let body: Value = targets.json();
    let document = &body["SamplingStatisticsDocuments"][0];
    assert_eq!(document["RuleName"], "Never");
    assert_eq!(document["ClientID"].as_str().unwrap().len(), 24);
    assert_eq!(document["RequestCount"], 3);
    assert_eq!(
        (&document["SampledCount"], &document["BorrowCount"]),
        (&json!(0), &json!(0))
    );
    assert!(document["Timestamp"].as_u64().unwrap() > 1_600_000_000);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(daemon.count(), 0);
    // the target raised the rate to 1
    backend.get("/api/activities/home").await;
    daemon.documents(1).await;
    backend.stop().await;
}

#[tokio::test]
async fn the_standard_samplers() {
    for (sampler, argument, expected) in [
        ("always_off", "", 0),
        ("parentbased_always_off", "", 0),
        ("traceidratio", "0", 0),
        ("parentbased_traceidratio", "1", 3),
        ("", "", 3),
    ] {
        let daemon = Daemon::start().await;
        let address = daemon.addr.to_string();
        let backend = Backend::start(&[
            ("AWS_XRAY_DAEMON_ADDRESS", &address),
            ("OTEL_TRACES_SAMPLER", sampler),
            ("OTEL_TRACES_SAMPLER_ARG", argument),
        ])
        .await;
        for _ in 0..3 {
            backend.get("/api/health-check").await;
        }
        backend.stop().await;
        daemon.documents(expected).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(daemon.count(), expected, "{sampler} {argument}");
    }
}
