//! Who may speak to the HTTP ports.
//!
//! A web page that a developer visits can send requests to loopback, directly or by
//! rebinding its own name to 127.0.0.1. So a request passes only if it names a loopback
//! host, and if it comes from no page or from one of this machine.

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};

/// The hosts that requests may name beside the loopback ones.
#[derive(Debug, Clone, Default)]
pub struct Guard {
    allowed: Vec<String>,
}

impl Guard {
    /// `hosts` are names or addresses without a port.
    pub fn new(hosts: impl IntoIterator<Item = String>) -> Self {
        Self {
            allowed: hosts.into_iter().map(|h| h.to_ascii_lowercase()).collect(),
        }
    }

    /// The refusal, if the request may not pass.
    pub fn refuse(&self, request: &Request<Body>) -> Option<Response> {
        let host = host(request.uri(), request.headers());
        if !host.as_deref().is_some_and(|host| self.allows(host)) {
            let host = host.unwrap_or_default();
            return Some(forbidden(&format!(
                "host `{host}` is not served here: use 127.0.0.1 or localhost, or start the stack with --allow-host"
            )));
        }
        let origin = request.headers().get(header::ORIGIN)?;
        let origin = origin
            .to_str()
            .ok()
            .and_then(|text| text.parse::<Uri>().ok());
        let passes = origin.as_ref().and_then(Uri::host).is_some_and(is_loopback);
        (!passes).then(|| forbidden("requests from pages of other hosts are not served"))
    }

    fn allows(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        // SDKs prefix the host of Live Tail
        let host = host.strip_prefix("stream-").unwrap_or(&host);
        is_loopback(host) || self.allowed.iter().any(|allowed| allowed == host)
    }
}

/// This machine. Pages come from nowhere else: a host that may be named as the stack's own
/// (`--allow-host`) need not be one that serves only trusted pages.
fn is_loopback(host: &str) -> bool {
    ["localhost", "127.0.0.1", "[::1]"]
        .iter()
        .any(|known| host.eq_ignore_ascii_case(known))
}

/// The host without its port; HTTP/2 has it in the URI's authority.
fn host(uri: &Uri, headers: &HeaderMap) -> Option<String> {
    if let Some(host) = uri.host() {
        return Some(host.to_owned());
    }
    let text = headers.get(header::HOST)?.to_str().ok()?;
    let authority: axum::http::uri::Authority = text.parse().ok()?;
    Some(authority.host().to_owned())
}

fn forbidden(message: &str) -> Response {
    let body = serde_json::json!({ "message": message }).to_string();
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (StatusCode::FORBIDDEN, kind, body).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(host: &str, origin: Option<&str>) -> bool {
        let mut request = Request::builder().uri("/v1/traces").header("host", host);
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        let guard = Guard::new(["host.docker.internal".to_owned()]);
        guard
            .refuse(&request.body(Body::empty()).unwrap())
            .is_none()
    }

    #[test]
    fn loopback_names_pass_and_others_do_not() {
        for host in [
            "localhost",
            "localhost:4570",
            "127.0.0.1:4570",
            "[::1]:4570",
            "stream-localhost:4570",
            "stream-127.0.0.1:1",
            "host.docker.internal:4570",
            "LOCALHOST",
        ] {
            assert!(passes(host, None), "{host}");
        }
        for host in [
            "evil.example",
            "127.0.0.1.evil.example",
            "localhost.evil.example:4570",
            "",
            "10.0.0.1",
        ] {
            assert!(!passes(host, None), "{host}");
        }
    }

    #[test]
    fn pages_of_other_hosts_are_refused() {
        assert!(passes("localhost", Some("http://localhost:3000")));
        assert!(passes("localhost", Some("http://127.0.0.1:8080")));
        for origin in [
            "https://evil.example",
            "null",
            "http://localhost.evil.example",
            // it may be named as the host, which says nothing of its pages
            "http://host.docker.internal:3000",
            "http://stream-localhost",
        ] {
            assert!(!passes("localhost", Some(origin)), "{origin}");
            assert!(!passes("host.docker.internal", Some(origin)), "{origin}");
        }
    }
}
