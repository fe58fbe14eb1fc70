//! The facts about a request that its span, log line and Rollbar item contain.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use axum::extract::{ConnectInfo, MatchedPath, Request};
use axum::http::{HeaderMap, Method, Version, header};
use axum::response::Response;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use opentelemetry::KeyValue;

use super::handlers::USER;
use super::secrets::{
    path_without_secrets, text_without_secrets, url_without_secrets, visible, without_secrets,
};
use super::telemetry::{names, rollbar};

/// A request before it is handled.
pub(crate) struct Incoming {
    method: &'static str,
    /// Such as `/api/activities/:uuid`; `None` without a handler.
    route: Option<String>,
    path: String,
    query: Option<String>,
    host: Option<String>,
    user_agent: Option<String>,
    peer: String,
    /// The client's address from `X-Forwarded-For`, or the peer's.
    client: String,
    version: &'static str,
}

impl Incoming {
    pub(crate) fn new(request: &Request) -> Self {
        let headers = request.headers();
        let text = |name| {
            let text = headers.get(name)?.to_str().ok()?;
            Some(cut(&text_without_secrets(text)))
        };
        let extensions = request.extensions();
        let peer = extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or_else(|| "-".to_owned(), |ConnectInfo(peer)| peer.ip().to_string());
        let forwarded = text(header::HeaderName::from_static("x-forwarded-for"))
            .and_then(|chain| chain.split(',').next().map(|first| first.trim().to_owned()))
            .filter(|first| !first.is_empty());
        Self {
            method: known(request.method()),
            route: extensions
                .get::<MatchedPath>()
                .map(|path| route(path.as_str())),
            path: cut(&path_without_secrets(request.uri().path())),
            query: request
                .uri()
                .query()
                .map(|query| cut(&visible(&without_secrets(query)))),
            host: text(header::HOST).map(|host| without_user(&host).to_owned()),
            user_agent: text(header::USER_AGENT),
            client: forwarded.unwrap_or_else(|| peer.clone()),
            peer,
            version: match request.version() {
                Version::HTTP_10 => "1.0",
                Version::HTTP_2 => "2",
                _ => "1.1",
            },
        }
    }

    /// The span's name. It must have low cardinality, so it never contains the path.
    pub(crate) fn name(&self) -> String {
        let method = if self.method == OTHER {
            "HTTP"
        } else {
            self.method
        };
        match &self.route {
            Some(route) => format!("{method} {route}"),
            None => method.to_owned(),
        }
    }

    /// The attributes set at the start of the span, so that samplers can use them.
    pub(crate) fn attributes(&self) -> Vec<KeyValue> {
        let mut attributes = vec![
            KeyValue::new(names::HTTP_METHOD, self.method),
            KeyValue::new(names::URL_SCHEME, "http"),
            KeyValue::new(names::URL_PATH, self.path.clone()),
            KeyValue::new(names::CLIENT_ADDRESS, self.client.clone()),
            KeyValue::new(names::PEER_ADDRESS, self.peer.clone()),
            KeyValue::new(names::HTTP_VERSION, self.version),
            KeyValue::new(names::ENDUSER, USER),
        ];
        if let Some(host) = &self.host {
            let (address, port) = match host.rsplit_once(':') {
                Some((address, port)) => (address, port.parse::<u16>().ok()),
                None => (host.as_str(), None),
            };
            attributes.push(KeyValue::new(names::SERVER_ADDRESS, address.to_owned()));
            attributes.extend(port.map(|p| KeyValue::new(names::SERVER_PORT, i64::from(p))));
        }
        let optional = [
            (names::HTTP_ROUTE, &self.route),
            (names::URL_QUERY, &self.query),
            (names::USER_AGENT, &self.user_agent),
        ];
        for (name, value) in optional {
            attributes.extend(value.clone().map(|value| KeyValue::new(name, value)));
        }
        attributes
    }

    /// The request's part of a Rollbar item.
    pub(crate) fn report(&self, headers: &HeaderMap) -> rollbar::Request {
        let host = self.host.as_deref().unwrap_or("localhost");
        let query = self.query.clone().unwrap_or_default();
        let mark = if query.is_empty() { "" } else { "?" };
        rollbar::Request {
            url: format!("http://{host}{}{mark}{query}", self.path),
            method: self.method.to_owned(),
            headers: harmless(headers),
            query_string: query,
            user_ip: self.client.clone(),
        }
    }

    /// The log line of the course's after-request hook.
    pub(crate) fn line(&self, at: Timestamp, zone: &TimeZone, response: &Response) -> String {
        let status = response.status();
        format!(
            "[{}] {} {} http {}?{} {} {}",
            at.to_zoned(zone.clone()).strftime("%Y-%b-%d %H:%M"),
            self.peer,
            self.method,
            self.path,
            self.query.as_deref().unwrap_or_default(),
            status.as_str(),
            status.canonical_reason().unwrap_or_default().to_uppercase(),
        )
    }
}

/// The name of unknown methods in the semantic conventions. Callers can invent any number of
/// methods.
const OTHER: &str = "_OTHER";

fn known(method: &Method) -> &'static str {
    const METHODS: [&str; 9] = [
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE",
    ];
    METHODS
        .into_iter()
        .find(|known| method.as_str() == *known)
        .unwrap_or(OTHER)
}

/// Limits the length of text from callers, because many copies of it wait in queues.
fn cut(text: &str) -> String {
    const MAX_CHARS: usize = 2_048;
    text.chars().take(MAX_CHARS).collect()
}

/// Removes the user and password from a host.
fn without_user(host: &str) -> &str {
    host.rsplit('@').next().unwrap_or(host)
}

/// Converts axum's `{uuid}` to the more common `:uuid`.
fn route(matched: &str) -> String {
    matched.replace('{', ":").replace('}', "")
}

/// Returns the headers that never contain secrets.
fn harmless(headers: &HeaderMap) -> BTreeMap<String, String> {
    const HARMLESS: [&str; 9] = [
        "accept",
        "content-length",
        "content-type",
        "host",
        "origin",
        "referer",
        "traceparent",
        "user-agent",
        "x-amzn-trace-id",
    ];
    let pairs = HARMLESS.iter().filter_map(|name| {
        let value = headers.get(*name)?.to_str().ok()?;
        let value = match *name {
            "referer" | "origin" => cut(&url_without_secrets(value)),
            "host" => cut(&text_without_secrets(without_user(value))),
            _ => cut(&text_without_secrets(value)),
        };
        Some(((*name).to_owned(), value))
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;

    use super::*;

    #[test]
    fn the_line_is_the_courses() {
        let request =
            Request::get("/api/activities/search?term=a%20b").body(axum::body::Body::empty());
        let incoming = Incoming::new(&request.unwrap());
        let response = (http::StatusCode::UNPROCESSABLE_ENTITY, "").into_response();
        let at: Timestamp = "2026-11-20T09:27:59Z".parse().unwrap();
        assert_eq!(
            incoming.line(at, &TimeZone::UTC, &response),
            "[2026-Nov-20 09:27] - GET http /api/activities/search?term=a%20b 422 UNPROCESSABLE ENTITY"
        );
    }

    #[test]
    fn no_secret_is_told_wherever_a_caller_puts_it() {
        let request = Request::get("/get/http://u:geheim@h/x;token=geheim?password=geheim&x=%0a")
            .header("host", "u:geheim@h:80")
            .header("user-agent", "bot (token=geheim) Bearer geheim1234")
            .header("referer", "http://u:geheim@h/api_key=geheim?token=geheim")
            .header("origin", "http://u:geheim@h")
            .header("accept", "x; token=geheim")
            .header("x-forwarded-for", "token=geheim, 10.0.0.1")
            .body(axum::body::Body::empty())
            .unwrap();
        let incoming = Incoming::new(&request);
        let response = (http::StatusCode::OK, "").into_response();
        let told = [
            incoming.name(),
            format!("{:?}", incoming.attributes()),
            incoming.line(Timestamp::UNIX_EPOCH, &TimeZone::UTC, &response),
            serde_json::to_string(&incoming.report(request.headers())).unwrap(),
        ];
        for text in told {
            assert!(!text.contains("geheim"), "{text}");
        }
    }

    #[test]
    fn nothing_that_a_caller_sends_controls_a_terminal() {
        let text = "/a\u{9b}2J\u{202e}?b=\u{9b}";
        let request = Request::get(text).body(axum::body::Body::empty()).unwrap();
        let incoming = Incoming::new(&request);
        let response = (http::StatusCode::OK, "").into_response();
        let line = incoming.line(Timestamp::UNIX_EPOCH, &TimeZone::UTC, &response);
        assert!(
            line.is_ascii() && !line.contains(char::is_control),
            "{line:?}"
        );
        let attributes = format!("{:?}", incoming.attributes());
        assert!(
            attributes.is_ascii() && !attributes.contains("\\u{"),
            "{attributes}"
        );
    }

    #[test]
    fn what_a_caller_makes_up_is_bounded() {
        let query = "x".repeat(60_000);
        let request = Request::builder()
            .method("BREW")
            .uri(format!("/tea?{query}"));
        let incoming = Incoming::new(&request.body(axum::body::Body::empty()).unwrap());
        assert_eq!(
            (incoming.name().as_str(), incoming.method),
            ("HTTP", "_OTHER")
        );
        assert_eq!(incoming.query.map(|query| query.len()), Some(2_048));
    }

    #[test]
    fn routes_are_shown_as_most_of_the_web_writes_them() {
        assert_eq!(
            route("/api/activities/{uuid}/reply"),
            "/api/activities/:uuid/reply"
        );
        assert_eq!(
            route("/api/activities/@{handle}"),
            "/api/activities/@:handle"
        );
    }
}
