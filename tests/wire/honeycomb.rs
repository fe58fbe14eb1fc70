//! Honeycomb's API on the services port, against its documented examples.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use cruddur_obs::model::Clock;
use cruddur_obs::stack::store::{HoneycombEvent, StoreOptions};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

use crate::common::TestStack;

mod client;
mod otlp;

const INGEST: &str = "hcxik_1234567890123456789012345612345678901234567890123456789012";
const CLASSIC: &str = "0123456789abcdef0123456789abcdef";
const NOW: &str = "2026-11-20T09:14:00Z";
const ALWAYS: std::ops::Range<i64> = 0..i64::MAX;

fn fixture(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/honeycomb");
    let text = fs::read_to_string(folder.join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

struct Api {
    stack: TestStack,
    client: reqwest::Client,
}

impl Api {
    async fn new() -> Self {
        Self {
            stack: TestStack::start_at(Clock::Fixed(NOW.parse().unwrap())).await,
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.stack.url()))
    }

    fn post(&self, path: &str) -> RequestBuilder {
        let request = self.request(Method::POST, path);
        request.header("x-honeycomb-team", INGEST)
    }

    async fn events(&self, dataset: &str) -> Vec<HoneycombEvent> {
        let store = &self.stack.stack.store;
        store.honeycomb_events(dataset, ALWAYS).await.unwrap()
    }

    async fn auth(&self, key: &str) -> Value {
        let request = self.request(Method::GET, "/1/auth");
        let response = request
            .header("x-honeycomb-team", key)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 200);
        response.json().await.unwrap()
    }
}

async fn assert_error(response: Response, status: u16, expected: &Value) {
    assert_eq!(response.status(), status);
    assert_eq!(response.headers()["content-type"], "application/json");
    assert_eq!(&response.json::<Value>().await.unwrap(), expected);
}

/// Returns names, nesting and types, without values.
fn shape(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let pairs: BTreeMap<_, _> = map.iter().map(|(k, v)| (k.clone(), shape(v))).collect();
            json!(pairs)
        }
        Value::Array(list) => json!(list.first().map(shape)),
        Value::String(_) => json!("text"),
        Value::Bool(_) => json!("boolean"),
        Value::Number(_) => json!("number"),
        Value::Null => Value::Null,
    }
}

#[tokio::test]
async fn a_key_is_told_what_it_is() {
    let api = Api::new().await;
    let auth = api.auth("local").await;
    assert_eq!(shape(&auth), shape(&fixture("auth.json")));
    assert_eq!(auth["type"], "configuration");
    assert_eq!(
        auth["environment"],
        json!({"name": "Local", "slug": "local"})
    );

    let auth = api.auth(INGEST).await;
    assert_eq!(auth["id"], INGEST[..32]);
    assert_eq!(auth["type"], "ingest");
    assert_eq!(auth["api_key_access"], json!({"createDatasets": true}));
    let text = auth.to_string();
    assert!(!text.contains(&INGEST[32..]), "the secret is told");

    let auth = api.auth(CLASSIC).await;
    assert_eq!(auth["type"], "configuration");
    assert_eq!(auth["environment"], json!({"name": "", "slug": ""}));
    assert!(!auth.to_string().contains(CLASSIC), "the secret is told");
}

#[tokio::test]
async fn a_management_key_is_told_what_it_is() {
    let api = Api::new().await;
    let request = || api.request(Method::GET, "/2/auth");
    let key = "hcxmk_01hqk4k20cjeh63wca8vva5stw";
    let response = request()
        .bearer_auth(format!("{key}:secret"))
        .send()
        .await
        .unwrap();
    assert_eq!(
        response.headers()["content-type"],
        "application/vnd.api+json"
    );
    let auth: Value = response.json().await.unwrap();
    assert_eq!(shape(&auth), shape(&fixture("auth_v2.json")));
    assert_eq!(auth["data"]["id"], key);
    assert!(!auth.to_string().contains("secret"));

    let errors = fixture("errors.json");
    assert_error(request().send().await.unwrap(), 401, &errors["unknown_key"]).await;
    let halved = request().bearer_auth(key).send().await.unwrap();
    assert_error(halved, 401, &errors["unknown_key"]).await;
}

#[tokio::test]
async fn without_a_key_nothing_is_answered() {
    let api = Api::new().await;
    let expected = &fixture("errors.json")["unknown_key"];
    for (method, path) in [
        (Method::GET, "/1/auth"),
        (Method::POST, "/1/events/d"),
        (Method::POST, "/1/batch/d"),
        (Method::GET, "/1/queries/d"),
    ] {
        let response = api.request(method.clone(), path).send().await.unwrap();
        assert_error(response, 401, expected).await;
        let request = api.request(method, path).header("x-honeycomb-team", " ");
        assert_error(request.send().await.unwrap(), 401, expected).await;
    }
    assert!(
        api.stack
            .stack
            .store
            .honeycomb_datasets()
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn the_documented_batch_is_stored() {
    let api = Api::new().await;
    let request = api
        .post("/1/batch/My%20Dataset")
        .json(&fixture("batch_request.json"));
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    let outcomes: Value = response.json().await.unwrap();
    assert_eq!(outcomes, json!([{"status": 202}, {"status": 202}]));
    let events = api.events("my dataset").await;
    let told: Vec<_> = events
        .iter()
        .map(|e| (e.time_ns, e.sample_rate, Value::Object(e.data.clone())))
        .collect();
    assert_eq!(
        told,
        [
            (1_518_141_683_115_000_000, 4, json!({"key1": true})),
            (
                1_795_166_040_000_000_000,
                1,
                json!({"key1": "value1", "key2": 2.0})
            ),
        ]
    );
    let datasets = api.stack.stack.store.honeycomb_datasets().await.unwrap();
    assert_eq!(datasets[0].name, "My Dataset");
}

#[tokio::test]
async fn a_batch_without_a_type_of_its_own_is_told_by_its_first_byte() {
    use std::io::Write as _;

    use rmpv::Value as V;
    let api = Api::new().await;
    let json = json!([{"data": {"a": 1}}]).to_string().into_bytes();
    let mut msgpack = Vec::new();
    let event = V::Map(vec![("data".into(), V::Map(vec![("a".into(), 2.into())]))]);
    rmpv::encode::write_value(&mut msgpack, &V::Array(vec![event])).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&json).unwrap();
    for (encoding, body) in [
        ("gzip", gzip.finish().unwrap()),
        ("zstd", zstd::encode_all(&msgpack[..], 2).unwrap()),
        ("identity", json),
    ] {
        let post = api
            .post("/1/batch/raw")
            .header("content-type", "application/octet-stream")
            .header("content-encoding", encoding)
            .body(body);
        let response = post.send().await.unwrap();
        assert_eq!(response.status(), 200, "{encoding}");
        let outcomes: Value = response.json().await.unwrap();
        assert_eq!(outcomes, json!([{"status": 202}]), "{encoding}");
    }
    assert_eq!(api.events("raw").await.len(), 3);
    let post = api
        .post("/1/batch/raw")
        .header("content-type", "application/octet-stream")
        .body("neither");
    assert_eq!(post.send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn each_event_of_a_batch_is_judged_alone() {
    let api = Api::new().await;
    let columns: BTreeMap<String, u32> = (0..=2_000).map(|n| (format!("c{n}"), n)).collect();
    let batch = json!([{"data": {"a": 1}}, {"data": columns}, {"data": "text"}]);
    let response = api.post("/1/batch/d").json(&batch).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let outcomes: Value = response.json().await.unwrap();
    assert_eq!(outcomes, fixture("batch_response.json"));

    let large = "x".repeat(1_000_001);
    let batch =
        json!([{"data": {}}, {}, {"data": {"a": large}}, {"time": "soon", "data": {"a": 1}}]);
    let response = api.post("/1/batch/d").json(&batch).send().await.unwrap();
    let outcomes: Vec<Value> = response.json().await.unwrap();
    let errors: Vec<_> = outcomes
        .iter()
        .map(|o| o["error"].as_str().unwrap())
        .collect();
    assert_eq!(
        errors,
        [
            "Request body should not be empty.",
            "Request body should not be empty.",
            "Request body is too large.",
            "Request body is malformed and cannot be read.",
        ]
    );
    assert_eq!(api.events("d").await.len(), 1);
}

#[tokio::test]
async fn one_event_has_its_time_and_rate_in_headers() {
    let api = Api::new().await;
    let request = api
        .post("/1/events/d")
        .header("x-honeycomb-event-time", "2018-02-09T02:01:23.115Z")
        .header("x-honeycomb-samplerate", "2")
        .json(&json!({"key1": "value1"}));
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.bytes().await.unwrap().is_empty());
    // the reference's own example, as curl sends it
    let request = api.post("/1/events/curl").body(r#"{"method":"GET"}"#);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(request.send().await.unwrap().status(), 200);
    assert_eq!(api.events("curl").await[0].data["method"], "GET");
    let packed = zstd::encode_all(&br#"{"key1":"packed"}"#[..], 1).unwrap();
    let request = api.post("/1/events/d").header("content-encoding", "zstd");
    assert_eq!(request.body(packed).send().await.unwrap().status(), 200);
    let events = api.events("d").await;
    assert_eq!(events[0].time_ns, 1_518_141_683_115_000_000);
    assert_eq!((events[0].sample_rate, events[1].sample_rate), (2, 1));
    assert_eq!(events[1].data["key1"], "packed");
}

/// A batch as libhoney for Go sends it with `EnableMsgpackEncoding`: maps of `time` (a 96-bit
/// timestamp), `samplerate` and `data`, compressed with zstd.
#[tokio::test]
async fn events_may_be_written_in_msgpack() {
    use rmpv::Value as V;
    let api = Api::new().await;
    let time = |second: i64, nanosecond: u32| {
        let mut bytes = nanosecond.to_be_bytes().to_vec();
        bytes.extend(second.to_be_bytes());
        V::Ext(-1, bytes)
    };
    let data = V::Map(vec![
        (V::from("key1"), V::from("value1")),
        (V::from("duration_ms"), V::F64(2.5)),
        (V::from("at"), time(1_518_141_683, 0)),
        (V::from("url"), V::from("http://x/?access_token=geheim12")),
    ]);
    let event = |time: V, rate: u64| {
        V::Map(vec![
            (V::from("time"), time),
            (V::from("samplerate"), V::from(rate)),
            (V::from("data"), data.clone()),
        ])
    };
    let packed = |value: &V| {
        let mut bytes = Vec::new();
        rmpv::encode::write_value(&mut bytes, value).unwrap();
        bytes
    };
    let batch = packed(&V::Array(vec![
        event(time(1_518_141_683, 115_000_001), 4),
        V::Array(vec![V::Nil, V::Nil, data.clone()]),
        V::Map(vec![(V::from("data"), V::Map(Vec::new()))]),
        // Go's zero time
        event(time(-62_135_596_800, 0), 0),
    ]));
    let request = api
        .post("/1/batch/d")
        .header("content-type", "application/msgpack")
        .header("content-encoding", "zstd")
        .body(zstd::encode_all(&batch[..], 2).unwrap());
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "application/json");
    let outcomes: Value = response.json().await.unwrap();
    let statuses: Vec<_> = outcomes.as_array().unwrap().iter().collect();
    let statuses: Vec<_> = statuses.iter().map(|o| o["status"].as_u64()).collect();
    assert_eq!(statuses, [Some(202), Some(400), Some(400), Some(202)]);
    let request = api
        .post("/1/events/d")
        .header("content-type", "application/x-msgpack")
        .header("x-honeycomb-samplerate", "9")
        .body(packed(&data));
    assert_eq!(request.send().await.unwrap().status(), 200);

    let mut events = api.events("d").await;
    events.sort_by_key(|event| event.time_ns);
    assert_eq!(events[0].time_ns, 1_518_141_683_115_000_001);
    let rates: Vec<_> = events.iter().map(|event| event.sample_rate).collect();
    assert_eq!(rates, [4, 1, 9]);
    for event in &events {
        let expected = json!({"key1": "value1", "duration_ms": 2.5,
            "at": "2018-02-09T02:01:23Z", "url": "http://x/?access_token=********"});
        assert_eq!(Value::from(event.data.clone()), expected);
    }
    assert!(events[2].time_ns > 1_700_000_000_000_000_000, "now");
}

#[tokio::test]
async fn bad_requests_have_the_documented_errors() {
    let api = Api::new().await;
    let errors = fixture("errors.json");
    let send = |path: &str, body: Vec<u8>| api.post(path).body(body).send();
    for path in ["/1/events/d", "/1/batch/d"] {
        let response = send(path, b" \n".to_vec()).await.unwrap();
        assert_error(response, 400, &errors["empty"]).await;
        let response = send(path, b"{\"a\"".to_vec()).await.unwrap();
        assert_error(response, 400, &errors["malformed"]).await;
        let response = send(path, vec![b'['; 5_000_001]).await.unwrap();
        assert_error(response, 400, &errors["too_large"]).await;
    }
    let response = send("/1/events/d", b"[1]".to_vec()).await.unwrap();
    assert_error(response, 400, &errors["malformed"]).await;
    let response = send("/1/batch/d", b"[]".to_vec()).await.unwrap();
    assert_error(response, 400, &errors["empty"]).await;
    let cases: [(&str, &str, &[u8], u16); 6] = [
        ("/1/batch/d", "text/plain", b"[]", 415),
        ("/1/batch/d", "application/msgpack", &[0x90], 400),
        ("/1/batch/d", "application/msgpack", &[0x80], 400),
        ("/1/batch/d", "application/msgpack", &[0x92, 0x80], 400),
        ("/1/events/d", "application/msgpack", &[0x80], 400),
        ("/1/events/d", "application/msgpack", &[0x91, 0x01], 400),
    ];
    for (path, kind, body, status) in cases {
        let request = api.post(path).header("content-type", kind);
        let response = request.body(body.to_vec()).send().await.unwrap();
        assert_eq!(response.status(), status, "{path} {kind} {body:?}");
    }
    for path in ["/1/batch/", "/1/batch/a%2Fb", "/1/boards"] {
        let response = send(path, b"{}".to_vec()).await.unwrap();
        assert_eq!(response.status(), 404, "{path}");
        assert_eq!(
            response.headers()["content-type"],
            "application/problem+json"
        );
    }
    assert!(api.events("d").await.is_empty());
}

#[tokio::test]
async fn secrets_are_not_kept() {
    let api = Api::new().await;
    let event = json!({"http.request.header.authorization": "Bearer geheim",
        "url": "http://x/?access_token=geheim&a=b", "n": 1});
    let one = api.post("/1/events/d").json(&event).send().await.unwrap();
    assert_eq!(one.status(), 200);
    let batch = json!([{ "data": event }]);
    let batch = api.post("/1/batch/d").json(&batch).send().await.unwrap();
    assert_eq!(batch.status(), 200);
    let spans = json!({"resourceSpans": [{"scopeSpans": [{"spans": [{
        "traceId": "5b8efff798038103d269b633813fc60c", "spanId": "eee19b7ec3c1b174",
        "startTimeUnixNano": "1795166039000000000", "attributes": [
            {"key": "http.request.header.x-honeycomb-team", "value": {"stringValue": "geheim"}},
            {"key": "url.full", "value": {"stringValue": "http://x/?access_token=geheim"}}],
    }]}]}]});
    let otlp = api.post("/v1/traces").json(&spans).send().await.unwrap();
    assert_eq!(otlp.status(), 200);
    let mut events = api.events("d").await;
    events.append(&mut api.events("unknown_service").await);
    assert_eq!(events.len(), 3);
    for event in events {
        let text = serde_json::to_string(&event.data).unwrap();
        assert!(
            text.contains("access_token=") && !text.contains("geheim"),
            "{text}"
        );
    }
    let store = &api.stack.stack.store;
    let id = "5b8efff798038103d269b633813fc60c".parse().unwrap();
    let trace = store.trace(id).await.unwrap().unwrap();
    let block = String::from_utf8_lossy(&trace.blocks[0].1);
    assert!(block.contains("access_token=") && !block.contains("geheim"));
}

#[tokio::test]
async fn the_name_of_a_dataset_keeps_no_secret() {
    let api = Api::new().await;
    let path = "ds%3Faccess_token%3Dgeheim12";
    let event = json!({"a": 1});
    let one = api.post(&format!("/1/events/{path}")).json(&event);
    assert_eq!(one.send().await.unwrap().status(), 200);
    let batch = json!([{ "data": event }]);
    let batch = api.post(&format!("/1/batch/{path}")).json(&batch);
    assert_eq!(batch.send().await.unwrap().status(), 200);
    assert_eq!(api.events("ds?access_token=********").await.len(), 2);
}

#[tokio::test]
async fn an_event_of_a_batch_is_an_object() {
    let api = Api::new().await;
    let batch = json!([[NOW, 1, {"a": 1}], {"data": {"a": 1}}]);
    let response = api.post("/1/batch/d").json(&batch).send().await.unwrap();
    let outcomes: Value = response.json().await.unwrap();
    assert_eq!(outcomes[0]["status"], 400);
    assert_eq!(outcomes[1]["status"], 202);
    assert_eq!(api.events("d").await.len(), 1);
}

#[tokio::test]
async fn a_full_store_drops_the_request_as_the_service_does() {
    let options = StoreOptions {
        queue_bytes: 1_000,
        ..StoreOptions::default()
    };
    let folder = tempfile::tempdir().unwrap();
    let stack = TestStack::start_in(folder, Clock::System, &options).await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let (release, held) = std::sync::mpsc::channel::<()>();
    let store = stack.stack.store.clone();
    let busy = tokio::spawn(async move {
        store
            .write(1_000, move |_| {
                let _ = held.recv();
                Ok(())
            })
            .await
    });
    while stack.stack.store.queued_bytes() == 0 {
        tokio::task::yield_now().await;
    }
    let post = client
        .post(format!("{}/1/events/d", stack.url()))
        .header("x-honeycomb-team", INGEST)
        .json(&json!({"a": 1}));
    let response = post.send().await.unwrap();
    assert!(response.headers().get("retry-after").is_none());
    otlp::assert_told_when_to_try_again(&stack, &client).await;
    assert_error(response, 429, &fixture("errors.json")["rate_limited"]).await;
    release.send(()).unwrap();
    busy.await.unwrap().unwrap();
}
