//! Secrets are not stored by any endpoint, in any spelling or form.

use aws_sdk_cloudwatchlogs::Client as Logs;
use cruddur_obs::model::Clock;
use cruddur_obs::stack::store::Source;
use serde_json::{Map, Value, json};

use crate::common::TestStack;

const NOW: &str = "2026-11-20T09:14:00Z";
const NOW_SECS: u64 = 1_795_166_040;
const TRACE: &str = "6b000f58000000000000000000000001";
/// Occurs in every secret and nowhere else.
const SECRET: &str = "geheim";
/// Occurs in harmless values only.
const KEPT: &str = "harmless";

/// A field for each spelling of a name and each form of a pair.
fn fields() -> Map<String, Value> {
    let fields = json!({
        "note": KEPT,
        "http.request.header.x-honeycomb-team": "geheim",
        "http.request.header.authorization": ["Splunk geheim"],
        "HTTP_X_API_KEY": "geheim",
        "postgresPassword": "geheim",
        "acc%65ss%5Ftoken": "geheim",
        "pairs": [["Cookie", "geheim"], ["Host", KEPT]],
        "named": [{"name": "Authorization", "value": "geheim"}, {"name": "Host", "value": KEPT}],
        "in_turn": ["Authorization", "geheim", "Host", KEPT],
        "url": "https://me:geheim@host/harmless?a=b",
        "query": "/harmless?a=b&acc%65ss_token=geheim",
        "text": "harmless, sent with Bearer geheim12",
        "document": r#"{"api_key":"geheim","a":"harmless"}"#,
    });
    let Value::Object(fields) = fields else {
        unreachable!("it is an object")
    };
    fields
}

/// How often the harmless text must be left.
fn harmless() -> usize {
    Value::Object(fields()).to_string().matches(KEPT).count()
}

#[track_caller]
fn assert_clean(door: &str, kept: &str) {
    assert!(!kept.contains(SECRET), "{door}: {kept}");
    assert_eq!(kept.matches(KEPT).count(), harmless(), "{door}: {kept}");
}

/// A value in OTLP's form.
fn any_value(value: &Value) -> Value {
    match value {
        Value::String(text) => json!({ "stringValue": text }),
        Value::Array(items) => {
            json!({"arrayValue": {"values": items.iter().map(any_value).collect::<Vec<_>>()}})
        }
        Value::Object(fields) => json!({"kvlistValue": {"values": attributes(fields)}}),
        other => panic!("{other} is in no field"),
    }
}

fn attributes(fields: &Map<String, Value>) -> Vec<Value> {
    let pair = |(key, value): (&String, &Value)| json!({"key": key, "value": any_value(value)});
    fields.iter().map(pair).collect()
}

struct Sender {
    stack: TestStack,
    client: reqwest::Client,
}

impl Sender {
    async fn new() -> Self {
        Self {
            stack: TestStack::start_at(Clock::Fixed(NOW.parse().unwrap())).await,
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
        }
    }

    async fn post(&self, url: String, key: (&str, &str), body: &Value) {
        let post = self.client.post(url).header(key.0, key.1).json(body);
        let answer = post.send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
        let text = answer.text().await.unwrap();
        assert!(!text.contains("rejected"), "{text}");
    }

    async fn collector(&self, path: &str, body: &Value) {
        let url = format!("http://{}{path}", self.stack.addrs.otlp_http);
        self.post(url, ("x-none", "none"), body).await;
    }
}

#[tokio::test]
async fn spans_and_segments_keep_none() {
    let sender = Sender::new().await;
    let start = NOW_SECS * 1_000_000_000;
    let spans = json!({"resourceSpans": [{"scopeSpans": [{"spans": [{
        "traceId": TRACE, "spanId": "eee19b7ec3c1b174", "name": "x", "kind": 2,
        "startTimeUnixNano": start.to_string(), "endTimeUnixNano": (start + 1).to_string(),
        "attributes": attributes(&fields()),
    }]}]}]});
    sender.collector("/v1/traces", &spans).await;
    let segment = json!({"trace_id": format!("1-{}-{}", &TRACE[..8], &TRACE[8..]),
        "id": "eee19b7ec3c1b175", "name": "x", "start_time": NOW_SECS, "end_time": NOW_SECS,
        "metadata": {"default": fields()}});
    let put = json!({"TraceSegmentDocuments": [segment.to_string()]});
    let url = format!("http://{}/TraceSegments", sender.stack.addrs.xray_tcp);
    sender.post(url, ("x-none", "none"), &put).await;
    let store = &sender.stack.stack.store;
    let trace = store.trace(TRACE.parse().unwrap()).await.unwrap().unwrap();
    let sources: Vec<Source> = trace.blocks.iter().map(|(source, _)| *source).collect();
    assert_eq!(sources, [Source::Otlp, Source::Xray]);
    for (source, block) in &trace.blocks {
        assert_clean(&format!("{source:?}"), &String::from_utf8_lossy(block));
    }
}

#[tokio::test]
async fn log_records_keep_none() {
    let sender = Sender::new().await;
    let fields = fields();
    let body = any_value(&Value::Object(fields.clone()));
    for record in [
        json!({"body": {"stringValue": "x"}, "attributes": attributes(&fields)}),
        json!({ "body": body }),
    ] {
        let time = NOW_SECS * 1_000_000_000;
        let mut record = record;
        record["timeUnixNano"] = json!(time.to_string());
        let logs = json!({"resourceLogs": [{"scopeLogs": [{"logRecords": [record]}]}]});
        sender.collector("/v1/logs", &logs).await;
    }
    let logs = Logs::new(&sender.stack.aws());
    let groups = logs.describe_log_groups().send().await.unwrap();
    let [group] = groups.log_groups() else {
        panic!("{groups:?}");
    };
    let group = group.log_group_name().unwrap();
    let page = logs.filter_log_events().log_group_name(group).send().await;
    let page = page.unwrap();
    assert_eq!(page.events().len(), 2);
    for event in page.events() {
        assert_clean(group, event.message().unwrap());
    }
}

#[tokio::test]
async fn events_and_occurrences_keep_none() {
    let sender = Sender::new().await;
    let key = ("x-honeycomb-team", "local");
    let data = Value::Object(fields());
    let url = |path: &str| sender.stack.url() + path;
    sender.post(url("/1/events/d"), key, &data).await;
    let batch = json!([{ "data": data }]);
    sender.post(url("/1/batch/d"), key, &batch).await;
    let store = &sender.stack.stack.store;
    let events = store.honeycomb_events("d", 0..i64::MAX).await.unwrap();
    assert_eq!(events.len(), 2);
    for event in &events {
        assert_clean("d", &serde_json::to_string(&event.data).unwrap());
    }

    let token = ("x-rollbar-access-token", "local");
    let item = json!({"data": {"environment": "e", "body": {"message": {"body": "x"}},
        "custom": data}});
    sender.post(url("/api/1/item/"), token, &item).await;
    let get = sender.client.get(url("/api/1/instances"));
    let answer = get.header(token.0, token.1).send().await.unwrap();
    let answer: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    let shown = &answer["result"]["instances"][0]["data"]["custom"];
    assert_clean("custom", &shown.to_string());
}

/// A dataset's name can also be sent in a header.
#[tokio::test]
async fn the_dataset_of_a_header_keeps_none() {
    const CLASSIC: &str = "0123456789abcdef0123456789abcdef";
    let sender = Sender::new().await;
    let spans = json!({"resourceSpans": [{"scopeSpans": [{"spans": [{
        "traceId": TRACE, "spanId": "eee19b7ec3c1b174", "name": "x",
        "startTimeUnixNano": (NOW_SECS * 1_000_000_000).to_string(),
    }]}]}]});
    let post = sender.client.post(sender.stack.url() + "/v1/traces");
    let post = post.header("x-honeycomb-team", CLASSIC).json(&spans);
    let post = post.header("x-honeycomb-dataset", "d?access_token=geheim12");
    assert_eq!(post.send().await.unwrap().status(), 200);
    let store = &sender.stack.stack.store;
    let clean = "d?access_token=********";
    let events = store.honeycomb_events(clean, 0..i64::MAX).await.unwrap();
    assert_eq!(events.len(), 1);
}
