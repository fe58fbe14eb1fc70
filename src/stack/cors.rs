//! Pages that send telemetry (Fetch Standard, "CORS protocol").
//!
//! Browser SDKs of OpenTelemetry and Rollbar ask before they send. They are answered on
//! the endpoints that only take data, for pages that the guard lets through: nothing that
//! can be read becomes readable for a page.

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use super::traffic::Port;

const REQUEST_PRIVATE_NETWORK: HeaderName =
    HeaderName::from_static("access-control-request-private-network");
const ALLOW_PRIVATE_NETWORK: HeaderName =
    HeaderName::from_static("access-control-allow-private-network");
/// How long browsers keep the answer, in seconds: Chromium's longest.
const MAX_AGE: HeaderValue = HeaderValue::from_static("7200");

/// Whether a request sends data to an endpoint that only takes them, or asks whether it
/// may.
pub(super) fn only_sends<B>(port: Port, request: &Request<B>) -> bool {
    let method = if is_preflight(request) {
        let wanted = request.headers().get(header::ACCESS_CONTROL_REQUEST_METHOD);
        wanted.is_some_and(|method| method == "POST")
    } else {
        request.method() == Method::POST
    };
    method && takes_data(port, request.uri().path())
}

fn takes_data(port: Port, path: &str) -> bool {
    match path {
        "/v1/traces" | "/v1/logs" | "/v1/metrics" => {
            matches!(port, Port::OtlpHttp | Port::Services)
        }
        "/api/1/item" | "/api/1/item/" => port == Port::Services,
        _ => false,
    }
}

fn is_preflight<B>(request: &Request<B>) -> bool {
    let asks = |name| request.headers().contains_key(name);
    request.method() == Method::OPTIONS && asks(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// A page that sends something.
pub(super) struct Page {
    origin: HeaderValue,
    /// The answer to its question, if it only asks.
    preflight: Option<HeaderMap>,
}

impl Page {
    /// None for what is from no page, and for what is not only sent.
    pub(super) fn new<B>(port: Port, request: &Request<B>) -> Option<Self> {
        let origin = request.headers().get(header::ORIGIN)?.clone();
        only_sends(port, request).then(|| Self {
            origin,
            preflight: is_preflight(request).then(|| permission(request.headers())),
        })
    }

    /// The whole answer to a question.
    pub(super) fn preflight(&mut self) -> Option<Response> {
        let permission = self.preflight.take()?;
        let mut response = StatusCode::NO_CONTENT.into_response();
        response.headers_mut().extend(permission);
        Some(response)
    }

    /// The page may know how its request went.
    pub(super) fn allow(self, mut response: Response) -> Response {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, self.origin);
        // sendBeacon, which SDKs use, sends with credentials or not at all
        let allowed = HeaderValue::from_static("true");
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, allowed);
        let exposed = HeaderValue::from_static("retry-after");
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
        headers.append(header::VARY, HeaderValue::from_static("origin"));
        response
    }
}

/// The answer to a page that asks whether it may send with these headers.
fn permission(asked: &HeaderMap) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let post = HeaderValue::from_static("POST");
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, post);
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE);
    if let Some(wanted) = asked.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, wanted.clone());
        let vary = HeaderValue::from_static("access-control-request-headers");
        headers.append(header::VARY, vary);
    }
    if asked.contains_key(REQUEST_PRIVATE_NETWORK) {
        headers.insert(ALLOW_PRIVATE_NETWORK, HeaderValue::from_static("true"));
    }
    headers
}
