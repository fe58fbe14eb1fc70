//! What a segment or subsegment of a span is called.
//!
//! A segment is called after its service, the subsegment of a call after what it calls:
//! neither is the span's name, which says what is done there.

use std::sync::LazyLock;

use opentelemetry_proto::tonic::trace::v1::Span;
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use regex::Regex;

use super::attributes::Attributes;
use crate::stack::ingest::spans::UNKNOWN_SERVICE;

/// A segment's name may have 200 characters.
const MAX_LENGTH: usize = 200;
const RPC_AWS: &str = "aws-api";

pub(super) fn service_name(attributes: &Attributes<'_>, service: Option<&str>) -> String {
    let local = attributes.text(&["aws.local.service"]);
    allowed(local.or(service).unwrap_or_default()).unwrap_or_else(|| UNKNOWN_SERVICE.to_owned())
}

/// The name of a subsegment and its namespace: `aws`, `remote`, or none for work inside
/// the service.
pub(super) fn call_name(
    span: &Span,
    attributes: &Attributes<'_>,
) -> (String, Option<&'static str>) {
    if is_work(span) {
        return (work_name(&span.name), None);
    }
    let to_aws = is_to_aws(attributes);
    let remote = attributes.text(&["aws.remote.service"]);
    let aws_service = attributes.text(&["aws.service"]);
    let named = remote
        .map(|name| if to_aws { plain_service(name) } else { name })
        .or_else(|| attributes.text(&["peer.service", "service.peer.name"]))
        .or(aws_service)
        .map(str::to_owned)
        .or_else(|| database(attributes));
    let name = named.unwrap_or_else(|| {
        attributes
            .text(&["rpc.service"])
            .or_else(|| attributes.text(&["http.host", "server.address", "net.peer.name"]))
            .unwrap_or(&span.name)
            .to_owned()
    });
    (work_name(&name), namespace(span, attributes))
}

/// Of the subsegment of a call: see [`call_name`].
pub(super) fn namespace(span: &Span, attributes: &Attributes<'_>) -> Option<&'static str> {
    if is_work(span) {
        return None;
    }
    let remote = attributes.text(&["aws.remote.service"]).is_some();
    if is_to_aws(attributes) || (!remote && attributes.text(&["aws.service"]).is_some()) {
        Some("aws")
    } else if span.kind() == SpanKind::Client || remote {
        Some("remote")
    } else {
        None
    }
}

/// Whether it is work inside the service.
fn is_work(span: &Span) -> bool {
    matches!(
        span.kind(),
        SpanKind::Internal | SpanKind::Unspecified | SpanKind::Server
    )
}

fn is_to_aws(attributes: &Attributes<'_>) -> bool {
    attributes.text(&["rpc.system", "rpc.system.name"]) == Some(RPC_AWS)
}

/// `AWS.SDK.S3` and `AWS::S3` as X-Ray's own SDKs call the service: `S3`.
fn plain_service(name: &str) -> &str {
    name.strip_prefix("AWS.SDK.")
        .or_else(|| name.strip_prefix("AWS::"))
        .unwrap_or(name)
}

/// `<database>@<host>`.
fn database(attributes: &Attributes<'_>) -> Option<String> {
    let name = attributes.text(&["db.namespace", "db.name"])?;
    let host = attributes
        .text(&["db.connection_string"])
        .and_then(host_of)
        .or_else(|| attributes.text(&["server.address", "net.peer.name"]));
    Some(match host {
        Some(host) => format!("{name}@{host}"),
        None => name.to_owned(),
    })
}

/// The host of `jdbc:mysql://user@db.example.com:3306/ebdb` and the like.
fn host_of(connection: &str) -> Option<&str> {
    let (_, rest) = connection.split_once("://")?;
    let authority = rest.split(['/', '?', ';']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = host.split(':').next()?;
    (!host.is_empty()).then_some(host)
}

/// The name of a call or of work inside a service.
fn work_name(name: &str) -> String {
    // as the exporter names what is left with no name
    allowed(name).unwrap_or_else(|| "span".to_owned())
}

/// `name` without the characters that X-Ray does not allow in one; `None` if none is left.
fn allowed(name: &str) -> Option<String> {
    static OTHERS: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"[^\p{L}\p{N}\p{Z}_.:/%&#=+\\\-@]").ok());
    let name = match OTHERS.as_ref() {
        Some(regex) => regex.replace_all(name, ""),
        None => name.into(),
    };
    let name: String = name.chars().take(MAX_LENGTH).collect();
    (!name.trim().is_empty()).then_some(name)
}
