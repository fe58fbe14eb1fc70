//! Who may speak to the HTTP ports.
//!
//! A web page that a developer visits can send requests to loopback, directly or by
//! rebinding its own name to 127.0.0.1. So a request passes only if it names a loopback
//! host, and if it comes from no page or from one of this machine. A page of another
//! origin that was allowed may send telemetry and nothing else.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};

use super::cors;
use super::traffic::{Outcome, Port};

/// What is let through beside this machine.
#[derive(Debug, Clone, Default)]
pub struct Guard {
    /// Hosts that requests may name.
    hosts: Vec<String>,
    /// Pages that may send telemetry.
    origins: Vec<Origin>,
}

/// Where a page is from, written as browsers do: `https://app.example:8443`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(String);

/// A text that is no origin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a scheme, a host and perhaps a port, such as https://3000-app.example")]
pub struct NoOrigin;

impl FromStr for Origin {
    type Err = NoOrigin;

    fn from_str(text: &str) -> Result<Self, NoOrigin> {
        let uri: Uri = text.parse().map_err(|_| NoOrigin)?;
        let (scheme, authority) = (uri.scheme_str(), uri.authority());
        let (Some(scheme), Some(authority)) = (scheme, authority) else {
            return Err(NoOrigin);
        };
        let bare = matches!(uri.path(), "" | "/") && uri.query().is_none();
        let default = match scheme {
            "http" => 80,
            "https" => 443,
            _ => return Err(NoOrigin),
        };
        let host = authority.host();
        if !bare || host.is_empty() || authority.as_str().contains(['@', '*']) {
            return Err(NoOrigin);
        }
        let port = match authority.port_u16() {
            // browsers leave it out
            Some(port) if port != default => format!(":{port}"),
            _ => String::new(),
        };
        Ok(Self(
            format!("{scheme}://{host}{port}").to_ascii_lowercase(),
        ))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Guard {
    /// `hosts` are names or addresses without a port.
    pub fn new(hosts: impl IntoIterator<Item = String>, origins: Vec<Origin>) -> Self {
        Self {
            hosts: hosts.into_iter().map(|h| h.to_ascii_lowercase()).collect(),
            origins,
        }
    }

    /// The refusal, if the request may not pass.
    pub fn refuse(&self, port: Port, request: &Request<Body>) -> Option<Response> {
        let host = host(request.uri(), request.headers());
        if !host.as_deref().is_some_and(|host| self.allows(host)) {
            let host = host.unwrap_or_default();
            return Some(forbidden(&format!(
                "host `{host}` is not served here: use 127.0.0.1 or localhost, or start the stack with --allow-host"
            )));
        }
        let origin = request.headers().get(header::ORIGIN)?.to_str().ok();
        let page = origin.and_then(|text| text.parse::<Uri>().ok());
        let is_ours = page.as_ref().and_then(Uri::host).is_some_and(is_loopback);
        if is_ours {
            return None;
        }
        let known = self.origins.iter().any(|known| Some(&*known.0) == origin);
        if known && cors::only_sends(port, request) {
            return None;
        }
        Some(forbidden(if known {
            "pages of other origins may send telemetry and nothing else"
        } else {
            "requests from pages of other origins are not served: start the stack with --allow-origin to let one send telemetry"
        }))
    }

    fn allows(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        // SDKs prefix the host of Live Tail
        let host = host.strip_prefix("stream-").unwrap_or(&host);
        is_loopback(host) || self.hosts.iter().any(|allowed| allowed == host)
    }
}

/// This machine. Pages come from nowhere else: a host that may be named as the stack's own
/// (`--allow-host`) need not be one that serves only trusted pages.
///
/// Of names these are `localhost` and all below it, which browsers look up nowhere (RFC 6761,
/// section 6.3); of addresses all of 127.0.0.0/8, of which none is another machine's.
fn is_loopback(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let is_name = host == "localhost" || host.ends_with(".localhost");
    let is_ip = host.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback());
    is_name || is_ip || host == "[::1]"
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
    let response = (StatusCode::FORBIDDEN, kind, body).into_response();
    Outcome::refused(message.to_owned()).note(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(host: &str, origin: Option<&str>) -> bool {
        let mut request = Request::builder().uri("/v1/traces").header("host", host);
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        let guard = Guard::new(["host.docker.internal".to_owned()], Vec::new());
        guard
            .refuse(Port::OtlpHttp, &request.body(Body::empty()).unwrap())
            .is_none()
    }

    #[test]
    fn origins_are_written_as_browsers_do() {
        for (text, expected) in [
            ("https://App.example/", "https://app.example"),
            ("https://app.example:443", "https://app.example"),
            ("http://app.example:443", "http://app.example:443"),
            ("http://app.example:80", "http://app.example"),
        ] {
            let origin: Origin = text.parse().unwrap();
            assert_eq!(origin.to_string(), expected);
        }
        for text in [
            "",
            "*",
            "null",
            "app.example",
            "https://",
            "https://*.example",
            "https://app.example/path",
            "https://app.example?a",
            "https://user@app.example",
            "ftp://app.example",
        ] {
            assert!(text.parse::<Origin>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_page_that_is_allowed_may_send_telemetry_and_nothing_else() {
        const PAGE: &str = "https://3000-app.example";
        let guard = Guard::new([], vec![PAGE.parse().unwrap()]);
        let passes = |port, method: &str, path: &str, origin: &str| {
            let request = Request::builder()
                .method(method)
                .uri(path)
                .header("host", "localhost")
                .header("origin", origin);
            let request = request.body(Body::empty()).unwrap();
            guard.refuse(port, &request).is_none()
        };
        for (port, path) in [
            (Port::OtlpHttp, "/v1/traces"),
            (Port::OtlpHttp, "/v1/logs"),
            (Port::Services, "/v1/metrics"),
            (Port::Services, "/api/1/item/"),
        ] {
            assert!(passes(port, "POST", path, PAGE), "{path}");
            assert!(!passes(port, "GET", path, PAGE), "{path}");
            assert!(
                !passes(port, "POST", path, "https://3001-app.example"),
                "{path}"
            );
        }
        for path in [
            "/",
            "/api/1/items/",
            "/1/events/d",
            "/TraceSummaries",
            "/local/status",
        ] {
            assert!(!passes(Port::Services, "POST", path, PAGE), "{path}");
            assert!(!passes(Port::Services, "GET", path, PAGE), "{path}");
        }
        assert!(!passes(Port::XrayTcp, "POST", "/v1/traces", PAGE));
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
            "app.localhost:3000",
            "127.0.0.2",
        ] {
            assert!(passes(host, None), "{host}");
        }
        for host in [
            "evil.example",
            "127.0.0.1.evil.example",
            "localhost.evil.example:4570",
            "",
            "10.0.0.1",
            "notlocalhost",
            "127.0.0.1.localhost.example",
        ] {
            assert!(!passes(host, None), "{host}");
        }
    }

    #[test]
    fn pages_of_other_hosts_are_refused() {
        assert!(passes("localhost", Some("http://localhost:3000")));
        assert!(passes("localhost", Some("http://127.0.0.1:8080")));
        assert!(passes("localhost", Some("http://app.localhost:3000")));
        assert!(passes("localhost", Some("http://127.0.0.2:3000")));
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
