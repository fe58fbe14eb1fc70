//! Rollbar's API over plain HTTP, compared with the examples in its reference.

use std::time::Duration;

use cruddur_obs::model::Clock;
use cruddur_obs::stack::store::StoreOptions;
use reqwest::redirect::Policy;
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

use crate::common::TestStack;

const TOKEN: &str = "aaaabbbbccccddddeeeeffff00001111";
const NOW: &str = "2026-11-20T09:14:05Z";
const NOW_SECONDS: i64 = 1_795_166_045;

fn fixture(name: &str) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/rollbar/");
    serde_json::from_slice(&std::fs::read(format!("{folder}{name}.json")).unwrap()).unwrap()
}

/// A client of one stack's Rollbar API.
struct Rollbar {
    stack: TestStack,
    client: Client,
}

impl Rollbar {
    async fn start() -> Self {
        let clock = Clock::Fixed(NOW.parse().unwrap());
        Self::of(TestStack::start_at(clock).await)
    }

    fn of(stack: TestStack) -> Self {
        let client = Client::builder()
            .no_proxy()
            .timeout(Duration::from_secs(10))
            .redirect(Policy::none())
            .build()
            .unwrap();
        Self { stack, client }
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}/api/1{path}", self.stack.url());
        self.client.request(method, url)
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> (StatusCode, Value) {
        let response = request.send().await.unwrap();
        (response.status(), response.json().await.unwrap())
    }

    /// Returns the result of a request, which must succeed.
    async fn get(&self, path: &str) -> Value {
        let request = self.request(Method::GET, path);
        let (status, mut body) = self
            .send(request.header("X-Rollbar-Access-Token", TOKEN))
            .await;
        assert_eq!(
            (status, &body["err"]),
            (StatusCode::OK, &json!(0)),
            "{body}"
        );
        body["result"].take()
    }

    async fn post(&self, payload: &Value) -> (StatusCode, Value) {
        self.send(self.request(Method::POST, "/item/").json(payload))
            .await
    }

    async fn patch(&self, id: &Value, change: &Value) -> (StatusCode, Value) {
        let request = self.request(Method::PATCH, &format!("/item/{id}"));
        self.send(request.header("X-Rollbar-Access-Token", TOKEN).json(change))
            .await
    }
}

/// Checks that every documented field exists, with the documented type or null.
#[track_caller]
fn assert_shape(documented: &Value, got: &Value) {
    for (name, example) in documented.as_object().unwrap() {
        // snoozing requires a paid plan
        if name.starts_with("snooze") {
            continue;
        }
        let value = got
            .get(name)
            .unwrap_or_else(|| panic!("no `{name}` in {got}"));
        let same = std::mem::discriminant(example) == std::mem::discriminant(value);
        assert!(
            same || value.is_null() || example.is_null(),
            "{name}: {value}"
        );
    }
}

#[tokio::test]
async fn the_documented_payload_makes_the_documented_item() {
    let rollbar = Rollbar::start().await;
    let answer = rollbar.post(&fixture("create-item")).await;
    assert_eq!(answer, (StatusCode::OK, fixture("create-item.response")));

    let list = rollbar.get("/items/").await;
    let documented = fixture("list-items.response");
    assert_shape(&documented["result"], &list);
    let item = &list["items"][0];
    assert_shape(&documented["result"]["items"][0], item);
    let expected = json!({
        "counter": 1, "environment": "production", "platform": "linux", "framework": "pyramid",
        "hash": "50a5ef9dbcf9d0e0af2d4e25338da0d430f20e52", "level": "error", "status": "active",
        "title": "NameError when setting last project in views/project.py",
        "first_occurrence_timestamp": 1_369_188_822, "last_activated_timestamp": NOW_SECONDS,
        "total_occurrences": 1, "resolved_in_version": null,
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&item[name], value, "{name}");
    }

    let id = &item["id"];
    let by_id = rollbar.get(&format!("/item/{id}")).await;
    assert_shape(&fixture("item.response")["result"], &by_id);
    assert_eq!(&by_id, item);
    for path in [
        "/item_by_uuid?uuid=d4c7acef55bf4c9ea95e4fe9428a8287",
        "/item/?uuid=d4c7acef55bf4c9ea95e4fe9428a8287",
        "/item/?counter=1",
    ] {
        assert_eq!(&rollbar.get(path).await, item, "{path}");
    }

    let occurrences = rollbar.get(&format!("/item/{id}/instances/")).await;
    let occurrence = &occurrences["instances"][0];
    assert_shape(&fixture("instance.response")["result"], occurrence);
    assert_eq!(occurrence["data"], fixture("create-item")["data"]);
    let alone = rollbar
        .get(&format!("/instance/{}", occurrence["id"]))
        .await;
    assert_eq!(&alone, occurrence);
}

#[tokio::test]
async fn an_item_is_found_by_its_number_without_telling_the_token() {
    let rollbar = Rollbar::start().await;
    rollbar.post(&fixture("message")).await;
    let path = format!("/item_by_counter/1?access_token={TOKEN}");
    let response = rollbar.request(Method::GET, &path).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::MOVED_PERMANENTLY);
    let location = response.headers()["location"].to_str().unwrap().to_owned();
    let body: Value = response.json().await.unwrap();
    assert_shape(
        &fixture("item-by-counter.response")["result"],
        &body["result"],
    );
    assert_eq!(body["result"]["path"], *location);
    assert!(!location.contains(TOKEN) && !body.to_string().contains(TOKEN));
    let item = rollbar.get(location.strip_prefix("/api/1").unwrap()).await;
    assert_eq!(item["counter"], 1);
    assert_eq!(
        (&item["title"], &item["level"]),
        (&json!("Hello, world!"), &json!("info"))
    );
}

#[tokio::test]
async fn what_is_resolved_and_occurs_again_is_active_again() {
    let rollbar = Rollbar::start().await;
    rollbar.post(&fixture("message")).await;
    let id = rollbar.get("/items").await["items"][0]["id"].clone();
    let (status, body) = rollbar.patch(&id, &fixture("update-item")).await;
    assert_eq!((status, &body["err"]), (StatusCode::OK, &json!(0)));
    assert_eq!(body["result"], fixture("update-item"));
    let item = rollbar.get(&format!("/item/{id}")).await;
    assert_eq!(item["status"], "resolved");
    assert_eq!(item["resolved_in_version"], "aabbcc1");
    assert_eq!(item["last_resolved_timestamp"], NOW_SECONDS);
    assert_eq!(rollbar.get("/items?status=active").await["total_count"], 0);

    rollbar.post(&fixture("message")).await;
    let item = rollbar.get(&format!("/item/{id}")).await;
    assert_eq!(
        (&item["status"], &item["total_occurrences"]),
        (&json!("active"), &json!(2))
    );
    assert_eq!(item["resolved_in_version"], Value::Null);
}

#[tokio::test]
async fn a_uuid_that_is_known_is_dropped() {
    let rollbar = Rollbar::start().await;
    for _ in 0..3 {
        assert_eq!(
            rollbar.post(&fixture("create-item")).await.0,
            StatusCode::OK
        );
    }
    assert_eq!(
        rollbar.get("/items").await["items"][0]["total_occurrences"],
        1
    );
}

#[tokio::test]
async fn lists_are_filtered_by_repeated_names_and_paged_by_a_hundred() {
    let rollbar = Rollbar::start().await;
    for n in 0..103 {
        let level = ["debug", "warning", "critical"][n % 3];
        let payload = json!({"access_token": TOKEN, "data": {
            "environment": "production", "level": level, "timestamp": 1_000 + n,
            "fingerprint": n.to_string(), "body": {"message": {"body": format!("item <{n}>")}},
        }});
        assert_eq!(rollbar.post(&payload).await.0, StatusCode::OK);
    }
    let first = rollbar.get("/items/").await;
    assert_eq!(
        (&first["page"], &first["total_count"]),
        (&json!(1), &json!(103))
    );
    assert_eq!(first["items"].as_array().unwrap().len(), 100);
    assert_eq!(first["items"][0]["title"], "item <102>");
    let second = rollbar.get("/items/?page=2&status=active").await;
    assert_eq!(second["items"].as_array().unwrap().len(), 3);
    assert_eq!(
        rollbar.get("/items/?page=4000000000").await["items"],
        json!([])
    );
    let filtered = "/items/?level=warning&level=debug&environment=production&environment=";
    assert_eq!(rollbar.get(filtered).await["total_count"], 69);
    let found = rollbar.get("/items/?query=ITEM+%3C7%3E").await;
    assert_eq!(
        (&found["total_count"], &found["items"][0]["counter"]),
        (&json!(1), &json!(8))
    );

    let occurrences = rollbar.get("/instances").await;
    let page = occurrences["instances"].as_array().unwrap();
    assert_eq!(page.len(), 20);
    let older = format!("/instances?lastId={}&limit=100&page=9", page[19]["id"]);
    let older = rollbar.get(&older).await;
    assert_eq!(older["instances"].as_array().unwrap().len(), 83);
    assert_eq!(
        older["instances"][0]["data"]["body"]["message"]["body"],
        "item <82>"
    );
}

#[tokio::test]
async fn a_form_and_a_body_without_a_type_are_taken() {
    let rollbar = Rollbar::start().await;
    let text = fixture("message").to_string();
    let escaped: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let form = rollbar
        .request(Method::POST, "/item/")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("payload={escaped}"));
    assert_eq!(rollbar.send(form).await.0, StatusCode::OK);
    let bare = rollbar.request(Method::POST, "/item").body(text);
    assert_eq!(rollbar.send(bare).await.0, StatusCode::OK);
    assert_eq!(
        rollbar.get("/items").await["items"][0]["total_occurrences"],
        2
    );
}

#[tokio::test]
async fn refusals_have_the_services_status_and_envelope() {
    let rollbar = Rollbar::start().await;
    let post = || rollbar.request(Method::POST, "/item/");
    let with_token =
        |request: reqwest::RequestBuilder| request.header("X-Rollbar-Access-Token", "t");
    let get = |path: &str| with_token(rollbar.request(Method::GET, path));
    let message = json!({"data": fixture("message")["data"]});
    let large =
        json!({"data": {"environment": "e", "body": {"message": {"body": "x".repeat(1 << 20)}}}});
    let gzipped = post().header("content-encoding", "gzip").body("x");
    let cases = [
        (
            rollbar.request(Method::GET, "/items/"),
            401,
            "access token required",
        ),
        (
            post().json(&message),
            422,
            "Invalid format. access_token is missing and it is required.",
        ),
        (
            with_token(post()).json(&json!({})),
            422,
            "Invalid format. data is missing and it is required.",
        ),
        (with_token(post()), 400, "bad request: there is no payload"),
        (
            with_token(post()).body("{"),
            400,
            "bad request: the payload cannot be decoded",
        ),
        (
            with_token(post()).body("[]"),
            400,
            "bad request: the payload cannot be decoded",
        ),
        (
            with_token(gzipped),
            400,
            "bad request: content encoding `gzip` is not supported",
        ),
        (
            with_token(post()).json(&large),
            413,
            "request entity too large",
        ),
        (get("/item/5"), 404, "Item not found"),
        (get("/item/five"), 404, "not found"),
        (get("/item_by_counter/5"), 404, "Item not found"),
        (get("/item/?counter=5"), 404, "Item not found"),
        (get("/item_by_uuid?uuid=x"), 404, "Item not found"),
        (get("/item_by_uuid"), 400, "bad request: uuid is missing"),
        (get("/item/5/instances"), 404, "Item not found"),
        (get("/instance/5"), 404, "Occurrence not found"),
        (get("/nothing"), 404, "not found"),
        (
            get("/items?level=fatal"),
            422,
            "invalid level: `fatal` is not one of the known words",
        ),
        (
            get("/items?page=0"),
            422,
            "invalid page: pages are numbered from 1",
        ),
        (
            get("/items?limit=5001"),
            422,
            "invalid limit: it is between 1 and 5000",
        ),
    ];
    for (request, status, message) in cases {
        let (got, body) = rollbar.send(request).await;
        assert_eq!(
            (got.as_u16(), &body["err"]),
            (status, &json!(1)),
            "{message}: {body}"
        );
        let told = body["message"].as_str().unwrap();
        assert!(told.starts_with(message), "{told} instead of {message}");
        assert_eq!(body.as_object().unwrap().len(), 2, "{body}");
    }
    let ping = rollbar
        .request(Method::GET, "/status/ping")
        .send()
        .await
        .unwrap();
    assert_eq!(ping.text().await.unwrap(), "pong");
}

#[tokio::test]
async fn a_refused_change_has_its_status() {
    let rollbar = Rollbar::start().await;
    rollbar.post(&fixture("message")).await;
    let id = rollbar.get("/items").await["items"][0]["id"].clone();
    for (change, status) in [
        (json!({"status": "closed"}), 422),
        (json!({"title": ""}), 422),
        (json!({"resolved_in_version": "1.2"}), 422),
        (
            json!({"status": "resolved", "resolved_in_version": "v".repeat(41)}),
            422,
        ),
        (json!([]), 400),
    ] {
        assert_eq!(rollbar.patch(&id, &change).await.0, status, "{change}");
    }
    assert_eq!(
        rollbar
            .patch(&json!(1), &json!({"status": "muted"}))
            .await
            .0,
        404
    );
}

#[tokio::test]
async fn what_is_changed_keeps_no_secret() {
    let rollbar = Rollbar::start().await;
    rollbar.post(&fixture("message")).await;
    let id = rollbar.get("/items").await["items"][0]["id"].clone();
    let change = json!({"status": "resolved", "title": "sent password=geheim12",
        "resolved_in_version": format!("v1 {}", &TOKEN[..32])});
    let (status, body) = rollbar.patch(&id, &change).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let item = rollbar.get(&format!("/item/{id}")).await;
    for shown in [&body["result"], &item] {
        assert_eq!(shown["title"], "sent password=********");
        assert_eq!(shown["resolved_in_version"], "v1 ********");
    }
}

#[tokio::test]
async fn secrets_are_not_kept() {
    let rollbar = Rollbar::start().await;
    let payload = json!({"access_token": "geheim-token-1", "data": {
        "environment": "e", "body": {"message": {"body": "sent with geheim-token-1"}},
        "request": {"headers": {"Authorization": "Bearer geheim", "Accept": "text/html"},
            "url": "http://localhost/?access_token=geheim"},
    }});
    assert_eq!(rollbar.post(&payload).await.0, StatusCode::OK);
    let occurrence = rollbar.get("/instances").await["instances"][0]["data"].clone();
    assert!(!occurrence.to_string().contains("geheim"), "{occurrence}");
    assert_eq!(occurrence["request"]["headers"]["Accept"], "text/html");
    let folder = rollbar.stack.stop().await;
    let files = std::fs::read_dir(folder.path()).unwrap();
    let files: Vec<_> = files
        .map(|file| std::fs::read(file.unwrap().path()).unwrap())
        .collect();
    let contain = |text: &[u8]| {
        let mut windows = files.iter().flat_map(|bytes| bytes.windows(text.len()));
        windows.any(|window| window == text)
    };
    // the title is stored unchanged
    assert!(contain(b"sent with"));
    assert!(!contain(b"geheim"));
}

#[tokio::test]
async fn a_full_store_asks_to_slow_down() {
    let folder = tempfile::tempdir().unwrap();
    let options = StoreOptions {
        queue_bytes: 1_000,
        ..StoreOptions::default()
    };
    let clock = Clock::Fixed(NOW.parse().unwrap());
    let rollbar = Rollbar::of(TestStack::start_in(folder, clock, &options).await);
    let (release, held) = std::sync::mpsc::channel::<()>();
    let (entered, inside) = tokio::sync::oneshot::channel();
    let store = rollbar.stack.stack.store.clone();
    let busy = tokio::spawn(async move {
        let work = move |_: &_| {
            entered.send(()).unwrap();
            held.recv().unwrap();
            Ok(())
        };
        store.write(900, work).await
    });
    inside.await.unwrap();
    let request = rollbar
        .request(Method::POST, "/item/")
        .json(&fixture("message"));
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("x-rate-limit-remaining"), "0");
    assert_eq!(header("x-rate-limit-remaining-seconds"), "1");
    assert_eq!(header("x-rate-limit-reset"), (NOW_SECONDS + 1).to_string());
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["err"], 1);
    release.send(()).unwrap();
    busy.await.unwrap().unwrap();
    assert_eq!(rollbar.post(&fixture("message")).await.0, StatusCode::OK);
}
