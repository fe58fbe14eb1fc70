//! Rollbar items.

use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::{Value, json};

use super::Backend;
use super::sink::{Received, Sink};

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

async fn items(requests: &[(&str, &str)]) -> Vec<Received> {
    let sink = Sink::start().await;
    let endpoint = format!("{}/api/1/", sink.url);
    let backend = Backend::start(&[
        ("ROLLBAR_ACCESS_TOKEN", TOKEN),
        ("ROLLBAR_ENDPOINT", &endpoint),
    ])
    .await;
    for (method, path) in requests {
        let request = backend
            .request(method, path)
            .header("authorization", "Bearer hidden");
        let response = request
            .header("cookie", "session=hidden")
            .send()
            .await
            .unwrap();
        let trace = response.headers()["traceparent"]
            .to_str()
            .unwrap()
            .to_owned();
        assert_eq!(trace.len(), 55);
    }
    assert_eq!(backend.stop().await.lost.rollbar_items, 0);
    sink.received()
}

#[tokio::test]
async fn a_failure_is_an_item_with_its_frames() {
    let received = items(&[("GET", "/api/activities/b7c0?x=1")]).await;
    assert_eq!(received.len(), 1);
    let request = &received[0];
    assert_eq!(request.path, "/api/1/item/");
    assert_eq!(request.header("x-rollbar-access-token"), TOKEN);
    let item: Value = request.json();
    assert_eq!(item["access_token"], TOKEN);
    let data = &item["data"];
    assert_eq!(
        (&data["environment"], &data["level"]),
        (&json!("production"), &json!("error"))
    );
    assert_eq!(data["context"], "GET /api/activities/:uuid");
    assert_eq!(data["person"], json!({ "id": "andrewbrown" }));
    assert_eq!(data["notifier"]["name"], "cruddur-obs");
    assert_eq!(data["uuid"].as_str().unwrap().len(), 36);
    let attribute = &data["attributes"][0];
    assert_eq!(
        (
            &attribute["key"],
            attribute["value"].as_str().unwrap().len()
        ),
        (&json!("trace_id"), 32)
    );
    let url = data["request"]["url"].as_str().unwrap();
    assert!(
        url.starts_with("http://127.0.0.1:") && url.ends_with("/api/activities/b7c0?x=1"),
        "{url}"
    );
    assert_eq!(data["request"]["query_string"], "x=1");
    assert_eq!(data["request"]["user_ip"], "127.0.0.1");
    assert!(
        !request.body.windows(6).any(|part| part == b"hidden"),
        "a secret was sent"
    );

    assert_eq!(
        data["body"].as_object().unwrap().keys().collect::<Vec<_>>(),
        ["trace"]
    );
    let trace = &data["body"]["trace"];
    assert_eq!(
        trace["exception"],
        json!({ "class": "NameError", "message": "ShowActivity" })
    );
    let frames = trace["frames"].as_array().unwrap();
    let last = frames.last().unwrap();
    assert_eq!(
        last["filename"], "src/app/handlers/activities.rs",
        "{frames:?}"
    );
    assert!(
        last["method"]
            .as_str()
            .unwrap()
            .contains("activities::show"),
        "{last}"
    );
    assert!(last["lineno"].as_u64().unwrap() > 0);
    let relative = |frame: &Value| frame["filename"].as_str().unwrap().starts_with("src/");
    assert!(frames.iter().all(relative), "{frames:?}");
}

#[tokio::test]
async fn the_same_failure_has_the_same_frames() {
    let received = items(&[("GET", "/api/activities/a"), ("GET", "/api/activities/b")]).await;
    let frames =
        |at: usize| received[at].json::<Value>()["data"]["body"]["trace"]["frames"].clone();
    assert_eq!(frames(0), frames(1), "Rollbar would make two items of it");
}

#[tokio::test]
async fn the_test_route_sends_a_warning_and_refusals_send_nothing() {
    let requests = [
        ("GET", "/rollbar/test"),
        ("GET", "/api/activities/search"),
        ("GET", "/api/nothing"),
        ("GET", "/api/activities/home"),
    ];
    let received = items(&requests).await;
    assert_eq!(received.len(), 1);
    let item: Value = received[0].json();
    assert_eq!(item["data"]["level"], "warning");
    assert_eq!(
        item["data"]["body"],
        json!({ "message": { "body": "Hello World!" } })
    );
}

#[tokio::test]
async fn a_refused_item_is_counted() {
    let sink = Sink::answering(|_| {
        (
            StatusCode::FORBIDDEN,
            json!({"err": 1, "message": "access token not found"}).to_string(),
        )
            .into_response()
    })
    .await;
    let backend = Backend::start(&[
        ("ROLLBAR_ACCESS_TOKEN", TOKEN),
        ("ROLLBAR_ENDPOINT", &sink.url),
    ])
    .await;
    assert_eq!(backend.get("/rollbar/test").await.0, 200);
    assert_eq!(backend.stop().await.lost.rollbar_items, 1);
    assert_eq!(sink.received().len(), 1);
}
