//! All routes and all error responses.

use serde_json::{Value, json};

use super::Backend;

const FIRST: &str = "68f126b0-1ceb-4a33-88be-d90fa7109eee";

#[tokio::test]
async fn lists_have_the_documented_items() {
    let backend = Backend::start(&[]).await;
    let feed: &[&str] = &[
        "uuid",
        "handle",
        "message",
        "created_at",
        "expires_at",
        "likes_count",
        "replies_count",
        "reposts_count",
        "replies",
    ];
    let short: &[&str] = &["uuid", "handle", "message", "created_at", "expires_at"];
    let message: &[&str] = &["uuid", "display_name", "handle", "message", "created_at"];
    for (path, count, keys) in [
        ("/api/activities/home", 3, feed),
        ("/api/activities/notifications", 1, feed),
        ("/api/activities/@andrewbrown", 1, short),
        ("/api/activities/search?term=trace", 1, short),
        (
            "/api/message_groups",
            2,
            &["uuid", "display_name", "handle", "created_at"],
        ),
        (
            "/api/messages/@cruddur?user_reciever_handle=andrewbrown",
            2,
            message,
        ),
    ] {
        let (status, body) = backend.get(path).await;
        assert_eq!(status, 200, "{path}");
        let items: Vec<serde_json::Map<String, Value>> = serde_json::from_str(&body).unwrap();
        assert_eq!(items.len(), count, "{path}");
        for item in &items {
            assert_eq!(item.keys().collect::<Vec<_>>(), keys, "{path}");
        }
    }
    let (_, home) = backend.get("/api/activities/home").await;
    let home: Value = serde_json::from_str(&home).unwrap();
    assert_eq!(home[0]["uuid"], FIRST);
    assert_eq!(home[0]["replies"][0]["reply_to_activity_uuid"], FIRST);
    assert_eq!(backend.stop().await.requests, 7);
}

#[tokio::test]
async fn what_is_written_comes_back() {
    let backend = Backend::start(&[]).await;
    for ttl in [
        "30-days", "7-days", "3-days", "1-day", "12-hours", "3-hours", "1-hour",
    ] {
        let (status, body) = backend
            .post("/api/activities", &json!({"message": "hello", "ttl": ttl}))
            .await;
        assert_eq!(status, 200, "{ttl}");
        let body: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(
            (&body["handle"], &body["message"]),
            (&json!("andrewbrown"), &json!("hello"))
        );
        assert!(
            body["expires_at"].as_str() > body["created_at"].as_str(),
            "{ttl}"
        );
    }
    let (status, body) = backend
        .post(
            &format!("/api/activities/{FIRST}/reply"),
            &json!({"message": "yes"}),
        )
        .await;
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(
        (status, &body["reply_to_activity_uuid"]),
        (200, &json!(FIRST))
    );
    let message = json!({"message": "hi", "user_receiver_handle": "cruddur"});
    let (status, body) = backend.post("/api/messages", &message).await;
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status, &body["message"]), (200, &json!("hi")));
}

#[tokio::test]
async fn what_the_model_refuses_is_422_with_every_reason() {
    let backend = Backend::start(&[]).await;
    let long = |chars: usize| "ü".repeat(chars);
    let reply = format!("/api/activities/{FIRST}/reply");
    for (path, body, status, reasons) in [
        (
            "/api/activities",
            json!({"message": "x"}),
            422,
            json!(["ttl_blank"]),
        ),
        (
            "/api/activities",
            json!({"message": "x", "ttl": "2-days"}),
            422,
            json!(["ttl_blank"]),
        ),
        (
            "/api/activities",
            json!({"ttl": "1-day"}),
            422,
            json!(["message_blank"]),
        ),
        (
            "/api/activities",
            json!({"ttl": "1-day", "message": ""}),
            422,
            json!(["message_blank"]),
        ),
        (
            "/api/activities",
            json!({}),
            422,
            json!(["ttl_blank", "message_blank"]),
        ),
        (
            "/api/activities",
            json!({"ttl": "1-day", "message": long(281)}),
            422,
            json!(["message_exceed_max_chars"]),
        ),
        (
            "/api/messages",
            json!({"user_receiver_handle": "a"}),
            422,
            json!(["message_blank"]),
        ),
        (
            "/api/messages",
            json!({"message": "x"}),
            422,
            json!(["user_reciever_handle_blank"]),
        ),
        (
            "/api/messages",
            json!({"message": long(1_025), "user_receiver_handle": "a"}),
            422,
            json!(["message_exceed_max_chars"]),
        ),
        (
            &reply,
            json!({"message": long(1_025)}),
            422,
            json!(["message_exceed_max_chars"]),
        ),
        (
            &reply,
            json!({"message": ""}),
            500,
            json!(["internal_server_error"]),
        ),
    ] {
        let answered = backend.post(path, &body).await;
        assert_eq!(answered, (status, reasons.to_string()), "{path} {body}");
    }
    for path in ["/api/activities/search", "/api/activities/search?term="] {
        assert_eq!(
            backend.get(path).await,
            (422, r#"["search_term_blank"]"#.to_owned())
        );
    }
    // the maximum length, counted in characters
    let longest = json!({"ttl": "1-day", "message": long(280)});
    assert_eq!(backend.post("/api/activities", &longest).await.0, 200);
}

#[tokio::test]
async fn what_is_not_there_and_what_fails() {
    let backend = Backend::start(&[]).await;
    let words = |word: &str| json!([word]).to_string();
    let missing = backend.get("/api/nothing").await;
    assert_eq!(missing, (404, words("not_found")));
    let wrong = backend.post("/api/activities/home", &json!({})).await;
    assert_eq!(wrong, (405, words("method_not_allowed")));
    let probe = backend.get(&format!("/api/activities/{FIRST}")).await;
    assert_eq!(probe, (500, words("internal_server_error")));
    assert_eq!(
        backend.get("/rollbar/test").await,
        (200, "Hello World!".to_owned())
    );
    assert_eq!(
        backend.get("/api/health-check").await,
        (200, r#"{"success":true}"#.to_owned())
    );
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_refused() {
    let backend = Backend::start(&[]).await;
    let post = |body: String, kind: &str| {
        super::answer(
            backend
                .request("POST", "/api/activities")
                .header("content-type", kind)
                .body(body),
        )
    };
    for body in ["", "{", "[]", r#"{"message": 5}"#, r#""x""#, "\u{0}"] {
        let answered = post(body.to_owned(), "application/json").await;
        assert_eq!(
            answered,
            (400, r#"["body_malformed"]"#.to_owned()),
            "{body}"
        );
    }
    assert_eq!(
        post("{}".to_owned(), "text/plain").await,
        (415, r#"["content_type_not_json"]"#.to_owned())
    );
    let huge = format!(r#"{{"message":"{}"}}"#, "x".repeat(3_000_000));
    assert_eq!(post(huge, "application/json").await.0, 413);
}

#[tokio::test]
async fn what_cannot_be_read_of_an_address_is_told_in_words_as_well() {
    let backend = Backend::start(&[]).await;
    for (path, word) in [
        ("/api/activities/search?term=a&term=b", "query_malformed"),
        ("/api/activities/@%ff", "path_malformed"),
        ("/api/activities/%ff", "path_malformed"),
        ("/api/messages/@%ff", "path_malformed"),
    ] {
        let refused = (400, json!([word]).to_string());
        assert_eq!(backend.get(path).await, refused, "{path}");
    }
}

#[tokio::test]
async fn browsers_are_let_in_from_the_two_configured_origins() {
    let vars = [
        ("FRONTEND_URL", "https://3000-x.example.com/"),
        ("BACKEND_URL", "https://4567-x.example.com"),
    ];
    let backend = Backend::start(&vars).await;
    for (path, origin, allowed) in [
        ("/api/activities/home", "https://3000-x.example.com", true),
        ("/api/nothing", "https://4567-x.example.com", true),
        ("/api/activities/home", "https://evil.example.com", false),
        ("/api/activities/home", "null", false),
        ("/rollbar/test", "https://3000-x.example.com", false),
    ] {
        let response = backend
            .request("GET", path)
            .header("origin", origin)
            .send()
            .await
            .unwrap();
        let header = response.headers().get("access-control-allow-origin");
        let expected = allowed.then_some(origin);
        assert_eq!(
            header.map(|h| h.to_str().unwrap()),
            expected,
            "{path} {origin}"
        );
    }
    let preflight = backend
        .request("OPTIONS", "/api/activities")
        .header("origin", "https://3000-x.example.com")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type");
    let response = preflight.send().await.unwrap();
    assert!(response.status().is_success());
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_lowercase();
    assert!(header("access-control-allow-methods").contains("post"));
    assert!(header("access-control-allow-headers").contains("content-type"));
}

#[tokio::test]
async fn the_trace_of_a_request_is_in_its_answer() {
    let backend = Backend::start(&[]).await;
    let root = "1-691ed3f2-8a1c0123456789abcdef0123";
    let header = format!("Root={root};Parent=53995c3f42cd8ad8;Sampled=0");
    let request = backend.request("GET", "/api/activities/home");
    let response = request
        .header("X-Amzn-Trace-Id", header)
        .send()
        .await
        .unwrap();
    let out = response.headers()["x-amzn-trace-id"].to_str().unwrap();
    assert!(
        out.starts_with(&format!("Root={root};Parent=")) && out.ends_with(";Sampled=0"),
        "{out}"
    );
    let out = response.headers()["traceparent"].to_str().unwrap();
    assert!(
        out.starts_with("00-691ed3f28a1c0123456789abcdef0123-") && out.ends_with("-00"),
        "{out}"
    );

    let response = backend.request("GET", "/api/nothing").send().await.unwrap();
    let out = response.headers()["x-amzn-trace-id"].to_str().unwrap();
    assert!(
        out.starts_with("Root=1-") && out.ends_with(";Sampled=1"),
        "{out}"
    );
}
