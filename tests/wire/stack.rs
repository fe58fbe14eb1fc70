//! Behaviour of every port of the stack, whatever the service.

use std::time::Duration;

use cruddur_obs::model::{Clock, Hands, TraceId};
use cruddur_obs::stack::store::StoreOptions;
use cruddur_obs::stack::store::logs::{Create, LogBatch};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::common::TestStack;

#[tokio::test]
async fn a_page_of_another_host_is_refused_and_a_stop_is_clean() {
    let stack = TestStack::start().await;
    let client = reqwest::Client::builder()
        .no_proxy()
        .timeout(Duration::from_secs(5))
        .build()
        .unwrap();
    let from_page = client
        .post(stack.url())
        .header("origin", "https://evil.example");
    assert_eq!(from_page.send().await.unwrap().status(), 403);
    let url = stack.url();
    let other_host = client.get(&url).header("host", "evil.example");
    assert_eq!(other_host.send().await.unwrap().status(), 403);
    let folder = stack.stop().await;
    assert!(client.get(&url).send().await.is_err(), "still listening");
    assert!(folder.path().join("store.sqlite").exists());
}

const DAY: SignedDuration = SignedDuration::from_hours(24);

#[tokio::test]
async fn retention_goes_by_arrival_and_not_by_the_date_of_a_span_or_an_event() {
    let arrival: Timestamp = "2026-11-20T09:14:00Z".parse().unwrap();
    let dated = arrival - 60 * DAY;
    let id = TraceId([7; 16]);
    let hands = Hands::at(arrival);
    let clock = Clock::Manual(hands);
    let start = |folder| {
        let options = StoreOptions::default();
        async move { TestStack::start_in(folder, clock, &options).await }
    };
    let stack = start(tempfile::tempdir().unwrap()).await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let nanos = dated.as_nanosecond().to_string();
    let span = json!({"resourceSpans": [{"scopeSpans": [{"spans": [{
        "traceId": id.hex(), "spanId": "00000000000000aa", "name": "old",
        "startTimeUnixNano": nanos, "endTimeUnixNano": nanos,
    }]}]}]});
    let otlp = format!("http://{}/v1/traces", stack.addrs.otlp_http);
    let sent = client.post(otlp).json(&span).send().await.unwrap();
    assert_eq!(sent.status(), 200);
    let event = client
        .post(format!("{}/1/events/old", stack.url()))
        .header("x-honeycomb-team", "0123456789abcdef0123456789abcdef")
        .header("x-honeycomb-event-time", dated.to_string())
        .json(&json!({"name": "old"}));
    assert_eq!(event.send().await.unwrap().status(), 200);
    // expires before both: once it is deleted, both would have been too
    let logs = stack.stack.store.logs();
    let marker = LogBatch {
        group: "marker".to_owned(),
        stream: "s".to_owned(),
        events: vec![(arrival.as_millisecond(), "line")],
        ingested_ms: arrival.as_millisecond(),
        create: Create::Missing,
    };
    logs.append(marker).await.unwrap();
    logs.set_retention("marker".to_owned(), Some(1))
        .await
        .unwrap();

    let stack = start(stack.stop().await).await;
    let store = &stack.stack.store;
    let retain = async || while store.retain_some(clock).await.unwrap() {};
    // from now on, elapsed time is measured
    retain().await;
    hands.pass(30 * DAY);
    retain().await;
    assert!(store.logs().oldest_ms().await.unwrap().is_none());
    assert!(store.trace_row(id).await.unwrap().is_some());
    let events = store.honeycomb_events("old", 0..i64::MAX).await.unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(
        events[0].time_ns,
        dated.as_nanosecond().unsigned_abs() as u64
    );

    hands.pass(SignedDuration::from_millis(1));
    retain().await;
    let events = store.honeycomb_events("old", 0..i64::MAX).await.unwrap();
    assert!(events.is_empty());
    assert!(store.trace_row(id).await.unwrap().is_none());
}
