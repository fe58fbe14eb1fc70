//! Attribute names, from the OpenTelemetry semantic conventions unless noted otherwise.

use opentelemetry::{KeyValue, Value};

pub(crate) const CLIENT_ADDRESS: &str = "client.address";
pub(crate) const CODE_FILE: &str = "code.file.path";
pub(crate) const CODE_LINE: &str = "code.line.number";
pub(crate) const ENDUSER: &str = "enduser.id";
pub(crate) const EXCEPTION: &str = "exception";
pub(crate) const EXCEPTION_MESSAGE: &str = "exception.message";
pub(crate) const EXCEPTION_STACKTRACE: &str = "exception.stacktrace";
pub(crate) const EXCEPTION_TYPE: &str = "exception.type";
pub(crate) const HTTP_METHOD: &str = "http.request.method";
pub(crate) const HTTP_RESPONSE_SIZE: &str = "http.response.body.size";
pub(crate) const HTTP_ROUTE: &str = "http.route";
pub(crate) const HTTP_STATUS: &str = "http.response.status_code";
pub(crate) const HTTP_VERSION: &str = "network.protocol.version";
pub(crate) const PEER_ADDRESS: &str = "network.peer.address";
pub(crate) const SERVER_ADDRESS: &str = "server.address";
pub(crate) const SERVER_PORT: &str = "server.port";
pub(crate) const URL_PATH: &str = "url.path";
pub(crate) const URL_QUERY: &str = "url.query";
pub(crate) const URL_SCHEME: &str = "url.scheme";
pub(crate) const USER_AGENT: &str = "user_agent.original";

/// The sampling rule that selected a trace; a field of X-Ray segments.
pub(crate) const SAMPLING_RULE: &str = "aws.xray.sampling_rule_name";
/// The prefix of a metadata namespace; the value is a JSON object. AWS's exporters and X-Ray's OTLP
/// endpoint turn such attributes into segment metadata.
pub(crate) const XRAY_METADATA: &str = "aws.xray.metadata.";

pub(crate) fn find<'a>(attributes: &'a [KeyValue], name: &str) -> Option<&'a Value> {
    let found = attributes
        .iter()
        .find(|attribute| attribute.key.as_str() == name);
    found.map(|attribute| &attribute.value)
}

pub(crate) fn text<'a>(attributes: &'a [KeyValue], name: &str) -> Option<&'a str> {
    match find(attributes, name) {
        Some(Value::String(text)) => Some(text.as_str()),
        _ => None,
    }
}

pub(crate) fn number(attributes: &[KeyValue], name: &str) -> Option<i64> {
    match find(attributes, name) {
        Some(Value::I64(number)) => Some(*number),
        _ => None,
    }
}

/// Returns the request's `Host` header: the address, and the port unless it is the default.
pub(crate) fn host(attributes: &[KeyValue]) -> Option<String> {
    let address = text(attributes, SERVER_ADDRESS)?;
    Some(match number(attributes, SERVER_PORT) {
        Some(port) => format!("{address}:{port}"),
        None => address.to_owned(),
    })
}
