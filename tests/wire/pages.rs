//! Requests that a browser makes for web pages: sending telemetry is allowed, reading is not.

use reqwest::{Client, Method, Response};

use crate::common::TestStack;

const PAGE: &str = "http://localhost:3000";

struct Browser {
    client: Client,
    stack: TestStack,
}

impl Browser {
    async fn new() -> Self {
        Self {
            client: Client::builder().no_proxy().build().unwrap(),
            stack: TestStack::start().await,
        }
    }

    fn otlp(&self, path: &str) -> String {
        format!("http://{}{path}", self.stack.addrs.otlp_http)
    }

    fn services(&self, path: &str) -> String {
        format!("{}{path}", self.stack.url())
    }

    /// Sends the preflight request of a page.
    async fn ask(&self, url: &str, method: &str, origin: &str) -> Response {
        let question = self
            .client
            .request(Method::OPTIONS, url)
            .header("origin", origin)
            .header("access-control-request-method", method)
            .header(
                "access-control-request-headers",
                "content-type,x-honeycomb-team",
            )
            .header("access-control-request-private-network", "true");
        question.send().await.unwrap()
    }

    async fn post(&self, url: &str, body: &'static str) -> Response {
        let post = self.client.post(url).header("origin", PAGE);
        let post = post.header("content-type", "application/json");
        let post = post.header("x-honeycomb-team", "local");
        post.body(body).send().await.unwrap()
    }
}

fn text<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    response
        .headers()
        .get(name)
        .map(|value| value.to_str().unwrap())
}

#[tokio::test]
async fn pages_of_this_machine_may_send_telemetry() {
    let browser = Browser::new().await;
    let endpoints = [
        (browser.otlp("/v1/traces"), "{}", 200),
        (browser.otlp("/v1/logs"), "{}", 200),
        (browser.otlp("/v1/metrics"), "{}", 200),
        (browser.services("/v1/traces"), "{}", 200),
        // a page may read why it was rejected
        (browser.services("/api/1/item/"), "{}", 422),
        (browser.otlp("/v1/traces"), "broken", 400),
    ];
    for (url, body, status) in endpoints {
        let asked = browser.ask(&url, "POST", PAGE).await;
        assert_eq!(asked.status(), 204, "{url}");
        for (name, value) in [
            ("access-control-allow-origin", PAGE),
            ("access-control-allow-methods", "POST"),
            (
                "access-control-allow-headers",
                "content-type,x-honeycomb-team",
            ),
            ("access-control-allow-credentials", "true"),
            ("access-control-allow-private-network", "true"),
        ] {
            assert_eq!(text(&asked, name), Some(value), "{url} {name}");
        }
        let sent = browser.post(&url, body).await;
        assert_eq!(sent.status(), status, "{url}");
        assert_eq!(
            text(&sent, "access-control-allow-origin"),
            Some(PAGE),
            "{url}"
        );
        assert_eq!(text(&sent, "vary"), Some("origin"), "{url}");
    }
}

#[tokio::test]
async fn nothing_that_can_be_read_becomes_readable_for_a_page() {
    let browser = Browser::new().await;
    let unreadable = |response: &Response| {
        let names = response.headers().keys();
        !names
            .into_iter()
            .any(|name| name.as_str().starts_with("access-control-"))
    };
    for path in [
        "/",
        "/local/status",
        "/TraceSummaries",
        "/1/events/d",
        "/1/auth",
        "/api/1/items/",
        "/api/1/item/1",
    ] {
        let url = browser.services(path);
        for method in ["GET", "POST", "PATCH"] {
            let asked = browser.ask(&url, method, PAGE).await;
            assert!(unreadable(&asked), "{method} {path}: {:?}", asked.headers());
            let request = browser.client.request(method.parse().unwrap(), &url);
            let answer = request.header("origin", PAGE).send().await.unwrap();
            assert!(
                unreadable(&answer),
                "{method} {path}: {:?}",
                answer.headers()
            );
        }
    }
    // the path for sending items can also be used to find them
    for url in [
        browser.services("/api/1/item/?uuid=1"),
        browser.otlp("/v1/traces"),
    ] {
        assert!(unreadable(&browser.ask(&url, "GET", PAGE).await), "{url}");
        let get = browser.client.get(&url).header("origin", PAGE);
        assert!(unreadable(&get.send().await.unwrap()), "{url}");
    }
    // a page of another origin must not even learn that a stack is running
    for origin in [
        "https://evil.example",
        "null",
        "http://localhost.evil.example",
    ] {
        let asked = browser
            .ask(&browser.otlp("/v1/traces"), "POST", origin)
            .await;
        assert_eq!(asked.status(), 403, "{origin}");
        assert!(unreadable(&asked), "{origin}");
    }
    // clients that are not pages need no permission
    let post = browser.client.post(browser.otlp("/v1/traces"));
    let post = post.header("content-type", "application/json").body("{}");
    assert!(unreadable(&post.send().await.unwrap()));
}
