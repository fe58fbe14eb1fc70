//! What is sent: every route, and every kind of answer.

use reqwest::{Method, Url};

/// One request; they are sent in turn.
#[derive(Debug)]
pub(super) struct Template {
    pub(super) method: Method,
    /// As the backend names it in its traces.
    pub(super) route: &'static str,
    path: &'static str,
    pub(super) body: Option<&'static str>,
}

impl Template {
    pub(super) fn url(&self, base: &Url) -> Url {
        let mut url = base.clone();
        let (path, query) = match self.path.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (self.path, None),
        };
        url.set_path(&format!("{}{path}", base.path().trim_end_matches('/')));
        url.set_query(query);
        url
    }
}

const fn get(route: &'static str, path: &'static str) -> Template {
    Template {
        method: Method::GET,
        route,
        path,
        body: None,
    }
}

const fn post(route: &'static str, path: &'static str, body: &'static str) -> Template {
    Template {
        method: Method::POST,
        route,
        path,
        body: Some(body),
    }
}

const HOME: &str = "GET /api/activities/home";
const SHOW: &str = "GET /api/activities/:uuid";
const CREATE: &str = "POST /api/activities";
const SEARCH: &str = "GET /api/activities/search";
const FIRST: &str = "/api/activities/68f126b0-1ceb-4a33-88be-d90fa7109eee";
const REPLY: &str = "/api/activities/68f126b0-1ceb-4a33-88be-d90fa7109eee/reply";

/// Sixteen requests over all routes: most of them work, as in a real service, and each
/// kind of refusal and failure is among them.
pub(super) static REQUESTS: [Template; 16] = [
    get(HOME, "/api/activities/home"),
    get(
        "GET /api/activities/notifications",
        "/api/activities/notifications",
    ),
    get(
        "GET /api/activities/@:handle",
        "/api/activities/@andrewbrown",
    ),
    get(SEARCH, "/api/activities/search?term=trace"),
    post(
        CREATE,
        "/api/activities",
        r#"{"message":"Hello, traces","ttl":"7-days"}"#,
    ),
    get(SHOW, FIRST),
    get(HOME, "/api/activities/home"),
    post(
        "POST /api/activities/:uuid/reply",
        REPLY,
        r#"{"message":"Seen"}"#,
    ),
    get("GET /api/message_groups", "/api/message_groups"),
    get(
        "GET /api/messages/@:handle",
        "/api/messages/@cruddur?user_reciever_handle=andrewbrown",
    ),
    post(
        "POST /api/messages",
        "/api/messages",
        r#"{"user_receiver_handle":"cruddur","message":"Are the spans there?"}"#,
    ),
    get("GET /api/health-check", "/api/health-check"),
    get(SEARCH, "/api/activities/search?term="),
    get("GET /rollbar/test", "/rollbar/test"),
    post(
        CREATE,
        "/api/activities",
        r#"{"message":"","ttl":"7-days"}"#,
    ),
    get("GET (no route)", "/api/nothing-here"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_may_have_a_path() {
        let base = Url::parse("http://h:1/below/?x=1").unwrap();
        let url = REQUESTS[9].url(&base).to_string();
        assert_eq!(
            url,
            "http://h:1/below/api/messages/@cruddur?user_reciever_handle=andrewbrown"
        );
    }
}
