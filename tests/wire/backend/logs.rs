//! Log lines over PutLogEvents, as sent by the AWS SDK.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::Backend;
use super::sink::{Received, Sink};

fn vars(sink: &Sink) -> Vec<(&str, &str)> {
    vec![
        ("CLOUDWATCH_LOG_GROUP", "cruddur"),
        ("CLOUDWATCH_LOG_STREAM", "test/stream"),
        ("AWS_ENDPOINT_URL", &sink.url),
        ("AWS_REGION", "eu-central-1"),
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
    ]
}

fn error(code: &str) -> Response {
    let body = json!({ "__type": code, "message": "no" }).to_string();
    let kind = [("content-type", "application/x-amz-json-1.1")];
    (StatusCode::BAD_REQUEST, kind, body).into_response()
}

/// A service without group and stream until they are created.
async fn empty_account() -> Sink {
    let made = Arc::new(AtomicBool::new(false));
    Sink::answering(move |request: &Received| match request.operation() {
        "PutLogEvents" if !made.load(Ordering::Relaxed) => error("ResourceNotFoundException"),
        "CreateLogGroup" => error("ResourceAlreadyExistsException"),
        "CreateLogStream" => {
            made.store(true, Ordering::Relaxed);
            "{}".into_response()
        }
        _ => "{}".into_response(),
    })
    .await
}

fn events(received: &[Received]) -> Vec<Value> {
    let puts = received
        .iter()
        .filter(|request| request.operation() == "PutLogEvents");
    let bodies = puts.map(|request| request.json::<Value>());
    bodies
        .flat_map(|body| body["logEvents"].as_array().unwrap().clone())
        .collect()
}

#[tokio::test]
async fn group_and_stream_are_made_and_every_line_arrives_once() {
    let sink = empty_account().await;
    let backend = Backend::start(&vars(&sink)).await;
    backend.get("/api/activities/home").await;
    let response = backend
        .request("GET", "/api/activities/b7c0")
        .send()
        .await
        .unwrap();
    let traceparent = response.headers()["traceparent"]
        .to_str()
        .unwrap()
        .to_owned();
    let served = backend.stop().await;
    assert_eq!(served.lost.log_events, 0);

    let received = sink.received();
    let operations: Vec<&str> = received.iter().map(Received::operation).collect();
    assert_eq!(
        operations[..4],
        [
            "PutLogEvents",
            "CreateLogGroup",
            "CreateLogStream",
            "PutLogEvents"
        ]
    );
    assert!(
        received[0]
            .header("authorization")
            .starts_with("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
    );
    let put: Value = received[3].json();
    assert_eq!(
        (&put["logGroupName"], &put["logStreamName"]),
        (&json!("cruddur"), &json!("test/stream"))
    );

    // the first call was rejected entirely
    let events = events(&received[3..]);
    let messages: Vec<&str> = events
        .iter()
        .map(|e| e["message"].as_str().unwrap())
        .collect();
    assert_eq!(messages.len(), 3, "{messages:?}");
    assert!(
        messages[0].starts_with("INFO [trace_id=") && messages[0].ends_with("] HomeActivities")
    );
    let ids: Vec<&str> = traceparent.split('-').collect();
    let start = format!("ERROR [trace_id={} span_id={}] [20", ids[1], ids[2]);
    assert!(messages[2].starts_with(&start), "{}", messages[2]);
    let end = "] 127.0.0.1 GET http /api/activities/b7c0? 500 INTERNAL SERVER ERROR";
    assert!(messages[2].ends_with(end), "{}", messages[2]);
    assert!(events.is_sorted_by_key(|event| event["timestamp"].as_i64().unwrap()));
}

#[tokio::test]
async fn only_the_apps_own_lines_are_sent() {
    let sink = Sink::start().await;
    let backend = Backend::start(&vars(&sink)).await;
    // if sending were logged, each line would cause another one
    for _ in 0..20 {
        backend.get("/api/health-check").await;
    }
    sink.wait(|received| events(received).len() >= 20).await;
    tokio::time::sleep(std::time::Duration::from_millis(1_200)).await;
    backend.stop().await;
    assert_eq!(events(&sink.received()).len(), 20);
}

#[tokio::test]
async fn a_call_that_may_work_later_is_tried_again() {
    let failing = Arc::new(AtomicBool::new(true));
    let answer = failing.clone();
    let sink = Sink::answering(move |_| {
        if answer.load(Ordering::Relaxed) {
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        } else {
            "{}".into_response()
        }
    })
    .await;
    let backend = Backend::start(&vars(&sink)).await;
    backend.get("/api/health-check").await;
    sink.wait(|received| !received.is_empty()).await;
    failing.store(false, Ordering::Relaxed);
    backend.get("/api/activities/home").await;
    let lost = backend.stop().await.lost.log_events;
    assert_eq!(lost, 0);
    let messages: BTreeSet<String> = events(&sink.received())
        .iter()
        .map(|event| event["message"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(messages.len(), 3, "{messages:?}");
}

#[tokio::test]
async fn what_is_refused_for_good_is_counted() {
    let sink = Sink::answering(|_| error("AccessDeniedException")).await;
    let backend = Backend::start(&vars(&sink)).await;
    backend.get("/api/health-check").await;
    assert_eq!(backend.stop().await.lost.log_events, 1);
}
