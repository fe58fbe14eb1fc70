//! OTLP/HTTP (OTLP specification 1.x, "OTLP/HTTP"): one POST a request, the answer in the
//! request's encoding, errors as `google.rpc.Status`.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, Request, header};
use axum::response::{IntoResponse as _, Response};
use opentelemetry_proto::tonic::collector::logs::v1::{
    ExportLogsPartialSuccess, ExportLogsServiceResponse,
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTracePartialSuccess, ExportTraceServiceResponse,
};
use prost::Message as _;
use serde::Serialize;
use tonic_types::pb;

use super::{Format, ReceiverConfig, Refusal, Signal, outcome, take};
use crate::stack::Stack;
use crate::stack::http::{BodyError, read_body};
use crate::stack::ingest::spans::Taken;
use crate::stack::traffic::Outcome;

const PROTOBUF: HeaderValue = HeaderValue::from_static("application/x-protobuf");
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const ENCODINGS: HeaderValue = HeaderValue::from_static("gzip, deflate, zstd");

/// Answers a request that is for `signal`.
pub async fn answer(
    stack: &Stack,
    request: Request<Body>,
    signal: Signal,
    config: ReceiverConfig,
) -> Response {
    let (parts, body) = request.into_parts();
    if parts.method != Method::POST {
        return refusal(&parts.headers, &Refusal::Method);
    }
    let outcome = match format_of(&parts.headers) {
        Ok(format) => {
            let body = read_body(&parts.headers, body, config.limit, config.encodings).await;
            match body {
                Ok(body) => take(stack, signal, format, body, config)
                    .await
                    .map(|taken| success(signal, format, taken)),
                Err(error) => Err(error.into()),
            }
        }
        Err(error) => Err(error),
    };
    outcome.unwrap_or_else(|error| refusal(&parts.headers, &error))
}

/// The refusal in the encoding that the request has; JSON where it has none of OTLP's.
pub fn refusal(headers: &HeaderMap, refusal: &Refusal) -> Response {
    let code = refusal.code() as i32;
    let message = refusal.to_string();
    let outcome = Outcome::refused(message.clone());
    let (kind, body) = match format_of(headers) {
        Ok(Format::Protobuf) => {
            let status = pb::Status {
                code,
                message,
                details: Vec::new(),
            };
            (PROTOBUF, status.encode_to_vec())
        }
        Ok(Format::Json) | Err(_) => (JSON, to_json(&JsonStatus { code, message })),
    };
    let mut response = (refusal.status(), [(header::CONTENT_TYPE, kind)], body).into_response();
    let headers = response.headers_mut();
    if matches!(refusal, Refusal::Body(BodyError::Encoding(_))) {
        headers.insert(header::ACCEPT_ENCODING, ENCODINGS);
    }
    if let Some(after) = refusal.retry_after() {
        headers.insert(header::RETRY_AFTER, seconds(after));
    }
    if matches!(refusal, Refusal::Method) {
        headers.insert(header::ALLOW, HeaderValue::from_static("POST"));
    }
    outcome.note(response)
}

/// `Retry-After` in whole seconds (RFC 9110, section 10.2.3), at least one.
pub fn seconds(after: Duration) -> HeaderValue {
    let seconds = after.as_millis().div_ceil(1_000).max(1);
    HeaderValue::from(u64::try_from(seconds).unwrap_or(u64::MAX))
}

/// The encoding that `Content-Type` names.
pub fn format_of(headers: &HeaderMap) -> Result<Format, Refusal> {
    let value = headers
        .get(header::CONTENT_TYPE)
        .map_or(&b""[..], HeaderValue::as_bytes);
    let text = String::from_utf8_lossy(value);
    let kind = text.split(';').next().unwrap_or_default().trim();
    match kind.to_ascii_lowercase().as_str() {
        "application/x-protobuf" | "application/protobuf" => Ok(Format::Protobuf),
        "application/json" => Ok(Format::Json),
        _ => Err(Refusal::ContentType(kind.to_owned())),
    }
}

#[derive(Serialize)]
struct JsonStatus {
    code: i32,
    message: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonSuccess {
    #[serde(skip_serializing_if = "Option::is_none")]
    partial_success: Option<JsonPartial>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonPartial {
    /// 64-bit integers are strings in protobuf's JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    rejected_spans: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rejected_log_records: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rejected_data_points: Option<String>,
    error_message: String,
}

/// The answer to a request whose data are stored.
pub fn success(signal: Signal, format: Format, taken: Taken) -> Response {
    let outcome = outcome(signal, &taken);
    let (kind, body) = match format {
        Format::Protobuf => (PROTOBUF, encoded(signal, taken)),
        Format::Json => {
            let rejected = Some(taken.rejected.to_string());
            let (rejected_spans, rejected_log_records, rejected_data_points) = match signal {
                Signal::Traces => (rejected, None, None),
                Signal::Logs => (None, rejected, None),
                Signal::Metrics => (None, None, rejected),
            };
            let partial_success = partial(&taken).then_some(JsonPartial {
                rejected_spans,
                rejected_log_records,
                rejected_data_points,
                error_message: taken.message,
            });
            (JSON, to_json(&JsonSuccess { partial_success }))
        }
    };
    outcome.note(([(header::CONTENT_TYPE, kind)], body).into_response())
}

/// The encoded answer; a partial success is left out when all was taken.
pub(super) fn encoded(signal: Signal, taken: Taken) -> Vec<u8> {
    let is_partial = partial(&taken);
    let rejected = i64::try_from(taken.rejected).unwrap_or(i64::MAX);
    match signal {
        // the answer to metrics has the same fields
        Signal::Traces | Signal::Metrics => ExportTraceServiceResponse {
            partial_success: is_partial.then_some(ExportTracePartialSuccess {
                rejected_spans: rejected,
                error_message: taken.message,
            }),
        }
        .encode_to_vec(),
        Signal::Logs => ExportLogsServiceResponse {
            partial_success: is_partial.then_some(ExportLogsPartialSuccess {
                rejected_log_records: rejected,
                error_message: taken.message,
            }),
        }
        .encode_to_vec(),
    }
}

fn partial(taken: &Taken) -> bool {
    taken.rejected > 0 || !taken.message.is_empty()
}

fn to_json(value: &impl Serialize) -> Vec<u8> {
    // strings and numbers: this cannot fail
    serde_json::to_vec(value).unwrap_or_default()
}
