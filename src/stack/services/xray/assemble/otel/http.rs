//! `http` of a segment: the semantic conventions, present and former.

use opentelemetry_proto::tonic::trace::v1::Span;
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use serde_json::{Value, json};

use super::super::object;
use super::attributes::Attributes;

const METHOD: &[&str] = &["http.request.method", "http.method"];
const STATUS: &[&str] = &["http.response.status_code", "http.status_code"];
const URL: &[&str] = &["url.full", "http.url"];
const SCHEME: &[&str] = &["url.scheme", "http.scheme"];
const TARGET: &[&str] = &["http.target"];
const PATH: &[&str] = &["url.path"];
const QUERY: &[&str] = &["url.query"];
const USER_AGENT: &[&str] = &["user_agent.original", "http.user_agent"];
/// The client as a forwarding header names it.
const CLIENT: &[&str] = &["client.address", "http.client_ip"];
/// The other end of the connection.
const PEER: &[&str] = &["network.peer.address", "net.sock.peer.addr", "net.peer.ip"];
const SERVER_HOST: &[&str] = &[
    "http.host",
    "server.address",
    "http.server_name",
    "net.host.name",
    "host.name",
];
const SERVER_PORT: &[&str] = &["server.port", "net.host.port"];
const CALLED_HOST: &[&str] = &[
    "http.host",
    "server.address",
    "net.peer.name",
    "net.peer.ip",
];
const CALLED_PORT: &[&str] = &["server.port", "net.peer.port"];
const SIZE: &[&str] = &["http.response.body.size", "http.response_content_length"];

/// The status of the response, which decides over error and fault.
pub(super) fn status(attributes: &Attributes<'_>) -> Option<i64> {
    attributes.integer(STATUS)
}

/// Takes what belongs to HTTP; none if nothing says that it is HTTP.
pub(super) fn take(span: &Span, rest: &mut Attributes<'_>) -> Option<Value> {
    let telling = [METHOD, STATUS, URL, SCHEME, TARGET, USER_AGENT];
    if !telling.iter().any(|keys| rest.has(keys)) {
        return None;
    }
    let client = rest.text(CLIENT);
    let request = object([
        ("method", rest.text(METHOD).map(Value::from)),
        ("url", url(span, rest).map(Value::from)),
        ("user_agent", rest.text(USER_AGENT).map(Value::from)),
        (
            "client_ip",
            client.or_else(|| rest.text(PEER)).map(Value::from),
        ),
        ("x_forwarded_for", client.map(|_| Value::Bool(true))),
    ]);
    let response = object([
        ("status", status(rest).map(Value::from)),
        (
            "content_length",
            rest.integer(SIZE)
                .or_else(|| received(span))
                .map(Value::from),
        ),
    ]);
    for keys in [
        METHOD, STATUS, URL, SCHEME, TARGET, PATH, QUERY, USER_AGENT, CLIENT, PEER,
    ] {
        rest.remove(keys);
    }
    for keys in [SERVER_HOST, SERVER_PORT, CALLED_HOST, CALLED_PORT, SIZE] {
        rest.remove(keys);
    }
    object([("request", request), ("response", response)]).or_else(|| Some(json!({})))
}

fn url(span: &Span, attributes: &Attributes<'_>) -> Option<String> {
    if let Some(url) = attributes.text(URL) {
        return Some(url.to_owned());
    }
    let (hosts, ports) = if span.kind() == SpanKind::Server {
        (SERVER_HOST, SERVER_PORT)
    } else {
        (CALLED_HOST, CALLED_PORT)
    };
    let target = match (attributes.text(PATH), attributes.text(QUERY)) {
        (Some(path), Some(query)) => Some(format!("{path}?{}", query.trim_start_matches('?'))),
        (Some(path), None) => Some(path.to_owned()),
        _ => attributes.text(TARGET).map(str::to_owned),
    };
    // the collector's X-Ray exporter leaves the place of an unknown host empty
    let host = match (attributes.text(hosts), &target) {
        (Some(host), _) => host,
        (None, Some(_)) => "",
        (None, None) => return None,
    };
    let target = target.as_deref().unwrap_or("/");
    let scheme = attributes.text(SCHEME).unwrap_or("http");
    let default = if scheme == "https" { 443 } else { 80 };
    // a Host header brings its own port
    let port = match attributes.integer(ports) {
        Some(port) if port != default && !host.contains(':') => format!(":{port}"),
        _ => String::new(),
    };
    Some(format!("{scheme}://{host}{port}{target}"))
}

/// The size as older instrumentation reports it: in an event for the received message.
fn received(span: &Span) -> Option<i64> {
    span.events.iter().find_map(|event| {
        let event = Attributes::new(&event.attributes);
        (event.text(&["message.type"]) == Some("RECEIVED"))
            .then(|| event.integer(&["messaging.message_payload_size_bytes"]))
            .flatten()
    })
}
