//! The Rollbar client: its results from a stack, and its handling of errors, rate limits and
//! redirects, which a stack does not produce.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use cruddur_obs::error::Kind;
use cruddur_obs::model::{HttpAccess, ItemStatus, Level, TimeRange, TraceId};
use cruddur_obs::providers::rollbar::{ItemQuery, Rollbar};
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::common::TestStack;

const TOKEN: &str = "0123456789abcdef0123456789abcdef";
const TRACE: &str = "691ed3e901fe0123456789abcdef0123";

fn client(url: String) -> Rollbar {
    Rollbar::new(&HttpAccess {
        url,
        key: Some(SecretString::from(TOKEN)),
        write_key: Some(SecretString::from(TOKEN)),
        key_source: "the test".to_owned(),
        place: "the local stack".to_owned(),
        url_source: None,
        local: true,
    })
    .unwrap()
}

fn all() -> ItemQuery {
    ItemQuery {
        last: 50,
        ..ItemQuery::default()
    }
}

/// A server that gives these answers in order, repeating the last one, and counts the requests with
/// the token.
struct Scripted {
    url: String,
    asked: Arc<AtomicUsize>,
}

type Answer = (u16, Vec<(&'static str, String)>, String);

impl Scripted {
    async fn start(answers: Vec<Answer>) -> Self {
        let asked = Arc::new(AtomicUsize::new(0));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = (Arc::clone(&asked), Arc::new(answers));
        let router = Router::new().fallback(answer).with_state(state);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, asked }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    fn client(&self) -> Rollbar {
        client(self.url.clone())
    }
}

async fn answer(
    State((asked, answers)): State<(Arc<AtomicUsize>, Arc<Vec<Answer>>)>,
    request: Request,
) -> Response {
    assert_eq!(request.headers()["x-rollbar-access-token"], TOKEN);
    let n = asked.fetch_add(1, Ordering::SeqCst).min(answers.len() - 1);
    let (status, headers, body) = &answers[n];
    let mut response = Response::builder().status(*status);
    for (name, value) in headers {
        response = response.header(*name, value);
    }
    response.body(Body::from(body.clone())).unwrap()
}

fn refusal(status: u16, message: &str) -> Answer {
    (
        status,
        vec![],
        json!({"err": 1, "message": message}).to_string(),
    )
}

fn success(result: &Value) -> Answer {
    (200, vec![], json!({"err": 0, "result": result}).to_string())
}

/// Returns everything that a user or a log would see of an error.
fn told(error: &cruddur_obs::error::Error) -> String {
    let text = format!(
        "{error}\n{:?}\n{:?}\n{error:?}",
        error.causes(),
        error.hints()
    );
    assert!(!text.contains(TOKEN), "{text}");
    text
}

#[tokio::test]
async fn a_token_that_the_service_echoes_is_hidden() {
    for status in [401, 403] {
        let answers = vec![refusal(status, &format!("access token not found: {TOKEN}"))];
        let service = Scripted::start(answers).await;
        let error = service.client().items(&all()).await.unwrap_err();
        assert_eq!(error.kind(), Kind::Unauthorised);
        let told = told(&error);
        assert!(told.contains("access token not found: [hidden]"), "{told}");
        assert!(told.contains("scope `read`"), "{told}");
    }
    let missing = client("http://127.0.0.1:1".to_owned());
    let error = missing.items(&all()).await.unwrap_err();
    assert_eq!(error.kind(), Kind::Failed);
    assert!(told(&error).contains("127.0.0.1:1: "));
}

#[tokio::test]
async fn a_busy_service_is_asked_again_and_not_for_ever() {
    let items = json!({"page": 1, "total_count": 0, "items": []});
    let busy = || refusal(429, "slow down");
    let service = Scripted::start(vec![busy(), refusal(503, "?"), success(&items)]).await;
    assert_eq!(service.client().items(&all()).await.unwrap().items, []);
    assert_eq!(service.asked(), 3);

    let service = Scripted::start(vec![busy()]).await;
    let error = service.client().items(&all()).await.unwrap_err();
    assert_eq!((error.kind(), service.asked()), (Kind::Failed, 4));

    let long = vec![("x-rate-limit-remaining-seconds", "57".to_owned())];
    let service = Scripted::start(vec![(429, long, "{}".to_owned())]).await;
    let error = service.client().items(&all()).await.unwrap_err();
    assert_eq!(
        service.asked(),
        1,
        "the user decides whether to wait a minute"
    );
    assert!(told(&error).contains("try again in 57 s"));
}

#[tokio::test]
async fn what_is_refused_is_not_asked_again() {
    for (status, kind) in [
        (400, Kind::Failed),
        (404, Kind::NotFound),
        (422, Kind::Failed),
    ] {
        let service = Scripted::start(vec![refusal(status, "no such thing")]).await;
        let error = service.client().item_with_id(1).await.unwrap_err();
        assert_eq!((error.kind(), service.asked()), (kind, 1), "{status}");
        assert!(told(&error).contains("no such thing"));
    }
    for body in ["", "<html>", r#"{"err": 0}"#, r#"{"err": 0, "result": []}"#] {
        let service = Scripted::start(vec![(200, vec![], body.to_owned())]).await;
        let error = service.client().item_with_id(1).await.unwrap_err();
        assert_eq!(error.kind(), Kind::Failed, "{body}");
    }
}

#[tokio::test]
async fn redirections_are_followed_within_the_service_only() {
    let item = json!({"id": 5, "counter": 1, "title": "t", "level": 50, "status": 2});
    let moved = |to: String| (301, vec![("location", to)], String::new());
    let token = format!("/item/5?access_token={TOKEN}");
    let service = Scripted::start(vec![moved(token.clone()), success(&item)]).await;
    let found = service.client().item(1).await.unwrap();
    assert_eq!((found.id, service.asked()), (5, 2));
    assert_eq!(
        (found.level, found.status),
        (Level::Critical, ItemStatus::Resolved)
    );

    let service = Scripted::start(vec![moved(token), refusal(404, "gone")]).await;
    let error = service.client().item(1).await.unwrap_err();
    assert_eq!(error.kind(), Kind::NotFound);
    told(&error);

    let other = Scripted::start(vec![success(&item)]).await;
    let service = Scripted::start(vec![moved(format!("{}/item/5", other.url))]).await;
    let error = service.client().item(1).await.unwrap_err();
    assert_eq!((error.kind(), other.asked()), (Kind::Failed, 0));

    let service = Scripted::start(vec![moved("/item/5".to_owned())]).await;
    service.client().item(1).await.unwrap_err();
    assert!(service.asked() <= 4, "{} redirections", service.asked());
}

#[tokio::test]
async fn the_errors_of_a_trace_are_found_among_many_occurrences() {
    let stack = TestStack::start().await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let post = async |n: i64, kind: &str, trace: &str| {
        let payload = json!({"access_token": TOKEN, "data": {
            "environment": "production", "timestamp": 10_000 + n, "fingerprint": kind,
            "body": {"message": {"body": kind}}, "custom": {"trace_id": trace},
        }});
        let url = format!("{}/api/1/item/", stack.url());
        let sent = http.post(url).json(&payload).send().await.unwrap();
        assert_eq!(sent.status(), 200);
    };
    let other = "691ed3e901fe0123456789abcdef9999";
    post(0, "before the range", TRACE).await;
    post(500, "first", TRACE).await;
    post(501, "first", TRACE).await;
    post(502, "second", TRACE).await;
    for n in 503..720 {
        post(n, "of another trace", other).await;
    }
    post(900, "after the range", TRACE).await;
    let client = client(format!("{}/api/1", stack.url()));
    let range = TimeRange {
        // half a second after the first occurrence, but the API has whole seconds
        since: "1970-01-01T02:55:00.5Z".parse().unwrap(),
        until: "1970-01-01T03:01:40Z".parse().unwrap(),
    };
    let trace: TraceId = TRACE.parse().unwrap();
    let found = client.errors_of_trace(trace, &range).await.unwrap();
    assert!(found.complete);
    let errors: Vec<(&str, usize)> = found
        .errors
        .iter()
        .map(|error| (&*error.item.title, error.occurrences.len()))
        .collect();
    assert_eq!(errors, [("second", 1), ("first", 2)]);
    assert!(
        found
            .errors
            .iter()
            .all(|e| e.occurrences[0].trace_ids == [trace])
    );
}

#[tokio::test]
async fn lists_of_several_pages_are_read_to_their_end() {
    let stack = TestStack::start().await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    for n in 0..230 {
        let payload = json!({"access_token": TOKEN, "data": {
            "environment": "production", "timestamp": 10_000 + n, "fingerprint": n.to_string(),
            "body": {"message": {"body": format!("item <{n}>")}},
        }});
        let url = format!("{}/api/1/item/", stack.url());
        http.post(url).json(&payload).send().await.unwrap();
    }
    let client = client(format!("{}/api/1", stack.url()));
    let query = |last| ItemQuery {
        last,
        ..ItemQuery::default()
    };
    let found = client.items(&query(1_000)).await.unwrap();
    assert_eq!((found.items.len(), found.truncated), (230, false));
    assert!(found.items.is_sorted_by(|a, b| a.last_seen > b.last_seen));
    assert_eq!(client.items(&query(120)).await.unwrap().items.len(), 120);
    let since = ItemQuery {
        since: Some("1970-01-01T02:50:00Z".parse().unwrap()),
        until: Some("1970-01-01T02:50:09Z".parse().unwrap()),
        ..query(50)
    };
    assert_eq!(client.items(&since).await.unwrap().items.len(), 9);
}
