//! The backend in the environment of the local stack: its reports, read through the services' own
//! APIs, agree with each other.

use std::time::Duration;

use aws_sdk_cloudwatchlogs::Client as Logs;
use aws_sdk_xray::Client as Xray;
use cruddur_obs::model::{Names, StackHosts, local_environment};
use serde_json::Value;

use super::Backend;
use crate::common::{REGION, TestStack};

async fn backend_of(stack: &TestStack) -> Backend {
    let names = Names {
        service: "backend-flask",
        region: Some(REGION),
        log_group: "cruddur",
        rollbar_environment: "production",
        metrics_exporter: "none",
    };
    let vars = local_environment(&StackHosts::from(&stack.addrs), &names, REGION);
    let vars: Vec<(&str, &str)> = vars.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    Backend::start(&vars).await
}

/// Waits for the segments of a trace, because UDP is not acknowledged, and returns them.
async fn segments(stack: &TestStack, trace_id: &str) -> Vec<Value> {
    let xray = Xray::new(&stack.aws());
    for _ in 0..200 {
        let found = xray
            .batch_get_traces()
            .trace_ids(trace_id)
            .send()
            .await
            .unwrap();
        let segments = found.traces().iter().flat_map(|trace| trace.segments());
        let documents = segments.filter_map(|segment| segment.document());
        let documents: Vec<Value> = documents
            .map(|text| serde_json::from_str(text).unwrap())
            .collect();
        if !documents.is_empty() {
            return documents;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Vec::new()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_is_found_in_every_service_by_its_trace() {
    let stack = TestStack::start().await;
    let backend = backend_of(&stack).await;
    for path in [
        "/api/activities/home",
        "/api/activities/search",
        "/rollbar/test",
    ] {
        backend.get(path).await;
    }
    let response = backend
        .request("GET", "/api/activities/b7c0")
        .send()
        .await
        .unwrap();
    let traceparent = response.headers()["traceparent"]
        .to_str()
        .unwrap()
        .to_owned();
    let trace_id = traceparent.split('-').nth(1).unwrap();
    let served = backend.stop().await;
    assert_eq!(served.lost.told(), Vec::<String>::new());

    // sent by OTLP and by UDP, but stored once
    let xray_id = format!("1-{}-{}", &trace_id[..8], &trace_id[8..]);
    let segments = segments(&stack, &xray_id).await;
    assert_eq!(segments.len(), 1, "{segments:?}");
    assert_eq!(segments[0]["fault"], true);
    let show = &segments[0]["subsegments"][0];
    assert_eq!(show["name"], "activities_show");
    assert_eq!(
        show["subsegments"].as_array().map(Vec::len),
        Some(1),
        "{show}"
    );
    assert_eq!(show["subsegments"][0]["name"], "mock-data");

    let logs = Logs::new(&stack.aws());
    let found = logs.filter_log_events().log_group_name("cruddur");
    let found = found
        .filter_pattern(format!("\"{trace_id}\""))
        .send()
        .await
        .unwrap();
    let lines: Vec<&str> = found
        .events()
        .iter()
        .filter_map(|event| event.message())
        .collect();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].contains("/api/activities/b7c0? 500"), "{lines:?}");

    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let read = async |path: &str| {
        let url = format!("{}/api/1{path}", stack.url());
        let request = client.get(url).header("x-rollbar-access-token", "any");
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        answer["result"].clone()
    };
    let items = read("/items/").await;
    let items = items["items"].as_array().unwrap();
    let item = items
        .iter()
        .find(|item| item["title"] == "NameError: ShowActivity")
        .unwrap();
    assert_eq!(item["level"], "error");
    let occurrences = read(&format!("/item/{}/instances", item["id"])).await;
    let attributes = &occurrences["instances"][0]["data"]["attributes"];
    assert_eq!(attributes[0]["value"], trace_id, "{attributes}");
    assert_eq!(items.len(), 2, "one for the failure, one of the test route");
}
