//! Our CloudWatch Logs client against the stack, and against a service that fails in the known ways
//! of the real one.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_sdk_cloudwatchlogs::Client;
use aws_sdk_cloudwatchlogs::types::InputLogEvent;
use axum::Router;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use cruddur_obs::error::Kind;
use cruddur_obs::model::{AwsAccess, Clock, TimeRange};
use cruddur_obs::providers::aws::Aws;
use cruddur_obs::providers::cloudwatch_logs::{
    EventQuery, EventSource as _, FailureClass, LiveFrame, LiveQuery, Logs, Made, Pages, Search,
    Streams,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::common::{REGION, TestStack};

const NOW: &str = "2026-11-20T09:14:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

async fn client(url: String) -> Logs {
    let access = AwsAccess::Fixed {
        url,
        region: REGION.to_owned(),
        access_key_id: "local".to_owned(),
        secret_access_key: "local".to_owned(),
    };
    Logs::new(Aws::connect(&access).await.unwrap())
}

/// A stack with the group `cruddur`, the official client for filling it, and ours.
struct Seeded {
    stack: TestStack,
    sdk: Client,
    logs: Logs,
}

impl Seeded {
    async fn start() -> Self {
        let stack = TestStack::start_at(Clock::Fixed(now())).await;
        let sdk = Client::new(&stack.aws());
        let logs = client(stack.url()).await;
        assert_eq!(logs.create_group("cruddur").await.unwrap(), Made::Created);
        Self { stack, sdk, logs }
    }

    async fn put(&self, stream: &str, events: impl IntoIterator<Item = (i64, String)>) {
        let create = self.sdk.create_log_stream().log_group_name("cruddur");
        // fails for the second batch, when the stream exists
        let _ = create.log_stream_name(stream).send().await;
        let ago = |ms: i64| now().as_millisecond() - ms;
        let events = events.into_iter().map(|(ms_ago, message)| {
            let event = InputLogEvent::builder().timestamp(ago(ms_ago));
            event.message(message).build().unwrap()
        });
        self.sdk
            .put_log_events()
            .log_group_name("cruddur")
            .log_stream_name(stream)
            .set_log_events(Some(events.collect()))
            .send()
            .await
            .unwrap();
    }
}

fn last_hour() -> TimeRange {
    TimeRange {
        since: now() - SignedDuration::from_hours(1),
        until: now(),
    }
}

fn query() -> EventQuery {
    EventQuery {
        until: Some(now()),
        ..EventQuery::all("cruddur", last_hour().since)
    }
}

async fn messages(logs: &Logs) -> cruddur_obs::error::Result<Vec<String>> {
    messages_of(logs, query()).await
}

async fn messages_of(logs: &Logs, query: EventQuery) -> cruddur_obs::error::Result<Vec<String>> {
    let reader = logs.reader();
    let mut pages = Pages::new(&reader, query);
    let mut messages = Vec::new();
    while let Some(events) = pages.next_patiently(|_, _| {}).await? {
        messages.extend(events.into_iter().map(|event| event.message));
    }
    Ok(messages)
}

#[tokio::test]
async fn every_page_of_many_events_is_read() {
    let seeded = Seeded::start().await;
    for batch in 0..3_i64 {
        // 8,000 events per stream, at the same times in all three streams
        let of = |n: i64| (60_000 - n, format!("{n:05} of {batch} {}", "x".repeat(60)));
        seeded.put(&format!("s{batch}"), (0..8_000).map(of)).await;
    }
    let messages = messages(&seeded.logs).await.unwrap();
    let mut expected: Vec<_> = (0..8_000)
        .flat_map(|n| (0..3).map(move |batch| format!("{n:05} of {batch} {}", "x".repeat(60))))
        .collect();
    expected.sort();
    assert!(messages.is_sorted_by_key(|message| message[..5].to_owned()));
    let mut sorted = messages;
    sorted.sort();
    assert!(
        sorted == expected,
        "{} events of {}",
        sorted.len(),
        expected.len()
    );
}

#[tokio::test]
async fn the_end_of_a_range_is_exclusive() {
    let seeded = Seeded::start().await;
    let events = [(3_600_000, "first"), (1, "last"), (0, "after")];
    seeded
        .put("s", events.map(|(ago, text)| (ago, text.to_owned())))
        .await;
    assert_eq!(messages(&seeded.logs).await.unwrap(), ["first", "last"]);
}

#[tokio::test]
async fn streams_arns_and_the_newest_first() {
    let seeded = Seeded::start().await;
    for stream in ["web-1", "web-2", "db"] {
        let ago = |n: i64| (1_000 * n, format!("{stream} {n}"));
        seeded.put(stream, (1..4).rev().map(ago)).await;
    }
    let read = async |streams: Streams, newest_first| {
        let query = EventQuery {
            streams,
            newest_first,
            page: Some(2),
            ..query()
        };
        messages_of(&seeded.logs, query).await.unwrap()
    };
    let named = Streams::Named(vec!["db".to_owned()]);
    assert_eq!(read(named.clone(), false).await, ["db 3", "db 2", "db 1"]);
    assert_eq!(read(named, true).await, ["db 1", "db 2", "db 3"]);
    assert_eq!(
        read(Streams::Prefix("web-".to_owned()), false).await.len(),
        6
    );
    assert_eq!(read(Streams::All, true).await.len(), 9);
    let arn = seeded
        .logs
        .group("cruddur")
        .await
        .unwrap()
        .unwrap()
        .arn
        .unwrap();
    let by_arn = EventQuery {
        group: arn,
        ..query()
    };
    assert_eq!(messages_of(&seeded.logs, by_arn).await.unwrap().len(), 9);
    assert!(seeded.logs.has_stream("cruddur", "web-1").await.unwrap());
    assert!(!seeded.logs.has_stream("cruddur", "web").await.unwrap());
}

#[tokio::test]
async fn both_spellings_of_a_trace_id_are_searched_at_once() {
    let seeded = Seeded::start().await;
    let (xray, w3c) = (
        "1-691ed3e9-01fe0123456789abcdef0123",
        "691ed3e901fe0123456789abcdef0123",
    );
    let events = [
        (5_000, format!("INFO trace={xray} begins")),
        (4_000, "INFO something else".to_owned()),
        (3_000, format!("both {xray} {w3c}")),
        (2_000, format!(r#"{{"trace_id":"{w3c}"}}"#)),
    ];
    seeded.put("s", events.clone()).await;
    let words = [xray, w3c];
    let found = seeded
        .logs
        .search("cruddur", Search::AnyOf(&words), last_hour(), 100)
        .await
        .unwrap();
    let texts: Vec<_> = found.events.iter().map(|event| &*event.message).collect();
    assert_eq!(texts, [&*events[0].1, &events[2].1, &events[3].1]);
    assert!(!found.more);
    let found = seeded
        .logs
        .search("cruddur", Search::AnyOf(&words), last_hour(), 2)
        .await
        .unwrap();
    assert_eq!((found.events.len(), found.more), (2, true));
    let found = seeded
        .logs
        .search("cruddur", Search::Pattern("INFO else"), last_hour(), 100)
        .await
        .unwrap();
    assert_eq!(found.events.len(), 1);
    let missing = seeded
        .logs
        .search("other", Search::Pattern("INFO"), last_hour(), 100)
        .await;
    assert_eq!(missing.unwrap_err().kind(), Kind::NotFound);
}

#[tokio::test]
async fn more_groups_than_a_page_holds() {
    let seeded = Seeded::start().await;
    for n in 0..120 {
        let name = format!("cruddur/{n:03}");
        seeded.logs.create_group(&name).await.unwrap();
    }
    let logs = &seeded.logs;
    assert_eq!(logs.groups(None).await.unwrap().len(), 121);
    assert_eq!(logs.groups(Some("cruddur/01")).await.unwrap().len(), 10);
    let group = logs.group("cruddur").await.unwrap().unwrap();
    assert_eq!((&*group.name, group.retention_days), ("cruddur", None));
    assert_eq!(logs.group("cruddur/").await.unwrap(), None);
    assert_eq!(logs.create_group("cruddur").await.unwrap(), Made::Existed);
    logs.set_retention("cruddur", Some(30)).await.unwrap();
    let group = logs.group("cruddur").await.unwrap().unwrap();
    assert_eq!(group.retention_days, Some(30));
}

#[tokio::test]
async fn live_tail_reaches_an_address_without_its_prefix() {
    let seeded = Seeded::start().await;
    let group = seeded.logs.group("cruddur").await.unwrap().unwrap();
    let arn = group.arn.unwrap();
    let query = LiveQuery {
        groups: vec![arn.clone()],
        streams: Streams::Prefix("s".to_owned()),
        pattern: Some("ERROR".to_owned()),
    };
    let mut session = seeded.logs.live_tail(&query).await.unwrap();
    let events = [
        (2_000, "INFO no".to_owned()),
        (1_000, "ERROR yes".to_owned()),
    ];
    seeded.put("s", events).await;
    let (group, event) = loop {
        let frame = tokio::time::timeout(Duration::from_secs(10), session.next());
        match frame.await.unwrap().expect("the session goes on") {
            LiveFrame::Started { session } => assert_eq!(session.len(), 36, "{session}"),
            LiveFrame::Events { events, sampled } => {
                assert!(!sampled);
                if let [event] = &*events {
                    break event.clone();
                }
            }
        }
    };
    assert_eq!(group, arn);
    assert_eq!((&*event.message, &*event.stream), ("ERROR yes", "s"));
    assert_eq!(event.at, now() - SignedDuration::from_secs(1));
    assert_eq!(event.id, None);
    drop(session);
    seeded.stack.stop().await;
}

/// Gives these answers, one per request, and records the tokens of the requests.
#[derive(Clone)]
struct Script {
    answers: Arc<Mutex<VecDeque<(StatusCode, Value)>>>,
    tokens: Arc<Mutex<Vec<Value>>>,
}

impl Script {
    async fn serve(answers: impl IntoIterator<Item = (StatusCode, Value)>) -> (Self, Logs) {
        let script = Self {
            answers: Arc::new(Mutex::new(answers.into_iter().collect())),
            tokens: Arc::default(),
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = script.clone();
        let router = Router::new().fallback(move |body: String| {
            let shared = shared.clone();
            async move {
                let request: Value = serde_json::from_str(&body).unwrap();
                let token = request.get("nextToken").cloned().unwrap_or_default();
                shared.tokens.lock().unwrap().push(token);
                let answer = shared.answers.lock().unwrap().pop_front();
                let (status, body) = answer.unwrap();
                let kind = [("content-type", "application/x-amz-json-1.1")];
                (status, kind, body.to_string()).into_response()
            }
        });
        tokio::spawn(async move { axum::serve(listener, router).await });
        (script, client(url).await)
    }
}

fn page(id: Option<&str>, token: Option<&str>) -> (StatusCode, Value) {
    let event = |id: &str| {
        json!({"eventId": id, "logStreamName": "s", "message": id,
               "timestamp": now().as_millisecond() - 1_000})
    };
    let events: Vec<_> = id.map(event).into_iter().collect();
    (
        StatusCode::OK,
        json!({"events": events, "nextToken": token}),
    )
}

/// `{"__type": …}` as in AWS JSON 1.1.
fn throttled() -> (StatusCode, Value) {
    let body = json!({"__type": "ThrottlingException", "message": "Rate exceeded"});
    (StatusCode::BAD_REQUEST, body)
}

#[tokio::test]
async fn an_empty_page_is_not_the_end_not_even_with_the_same_token() {
    let (script, logs) = Script::serve([
        page(Some("a"), Some("1")),
        page(None, Some("1")),
        page(None, Some("2")),
        page(Some("b"), None),
    ])
    .await;
    assert_eq!(messages(&logs).await.unwrap(), ["a", "b"]);
    let tokens = script.tokens.lock().unwrap().clone();
    assert_eq!(tokens, [json!(null), json!("1"), json!("1"), json!("2")]);
}

#[tokio::test]
async fn throttles_in_a_row_are_waited_out() {
    let answers = [page(Some("a"), Some("1"))]
        .into_iter()
        .chain((0..5).map(|_| throttled()))
        .chain([page(Some("b"), None)]);
    let (script, logs) = Script::serve(answers).await;
    assert_eq!(messages(&logs).await.unwrap(), ["a", "b"]);
    assert_eq!(script.tokens.lock().unwrap().len(), 7);
}

#[tokio::test]
async fn what_passes_and_what_does_not_are_told_apart() {
    let nowhere = client("http://127.0.0.1:1".to_owned()).await;
    let failed = nowhere.page(&query(), None).await.unwrap_err();
    // an unreachable address is not retried, but a broken connection is
    assert_eq!(failed.class, FailureClass::Refused);
    assert_eq!(failed.error.kind(), Kind::Failed);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let logs = client(format!("http://{}", listener.local_addr().unwrap())).await;
    let once = async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        assert!(stream.read(&mut [0; 8_192]).await.unwrap() > 0);
        let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 13\r\n\r\n";
        let answer = format!("{head}{{\"events\":[]}}");
        stream.write_all(answer.as_bytes()).await.unwrap();
    };
    let query_of_one = query();
    let (_, answered) = tokio::join!(once, logs.page(&query_of_one, None));
    assert!(answered.unwrap().events.is_empty());
    let failed = logs.page(&query(), None).await.unwrap_err();
    assert_eq!(failed.class, FailureClass::Unreachable);

    let body = json!({"__type": "AccessDeniedException", "message": "no"});
    let (_, logs) = Script::serve([(StatusCode::BAD_REQUEST, body)]).await;
    let failed = logs.page(&query(), None).await.unwrap_err();
    assert_eq!(failed.class, FailureClass::Refused);
    assert_eq!(failed.error.kind(), Kind::Unauthorised);

    let body = json!({"__type": "InvalidParameterException", "message": "Invalid filter pattern"});
    let (_, logs) = Script::serve([(StatusCode::BAD_REQUEST, body)]).await;
    let filtered = EventQuery {
        pattern: Some("\"".to_owned()),
        ..query()
    };
    let failed = logs.page(&filtered, None).await.unwrap_err();
    assert_eq!(failed.error.kind(), Kind::Usage);
}
