//! OTLP with a key: spans go to the traces and to the dataset of their service, log
//! records to their dataset.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use prost::Message as _;
use serde::Serialize;
use tonic::Code;
use tonic_types::pb;

use super::convert;
use super::key::{Key, KeyKind};
use crate::stack::Stack;
use crate::stack::http::{BodyError, RETRY_AFTER, read_body};
use crate::stack::ingest::spans::{self, SpanRules, Taken};
use crate::stack::otlp::{self, Format, ReceiverConfig, Refusal, Signal};
use crate::stack::store::{PackedHoneycomb, StoreError};
use crate::stack::traffic::Outcome;

/// Honeycomb's own errors (`honeycombio/husky`, `otlp/errors.go`).
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("missing 'x-honeycomb-team' header")]
    NoKey,
    #[error("missing 'x-honeycomb-dataset' header")]
    NoDataset,
    #[error(
        "unsupported content-type, valid types are: application/protobuf, application/x-protobuf, application/json"
    )]
    ContentType,
    #[error("invalid OTLP endpoint - should you be sending to /v1/traces?")]
    Endpoint,
    #[error("{}", otlp::NO_PROFILES)]
    Profiles,
    #[error("{0}")]
    Call(String),
    #[error("failed to parse OTLP request body")]
    Parse,
    #[error("request body is too large")]
    TooLarge,
    /// Not Honeycomb's 429, which says that an account is limited: the store is busy, and
    /// exporters for Python dropped what got a 429 until 2026.
    #[error("the store is busy; try again in {} ms", .0.as_millis())]
    Busy(Duration),
    #[error("{0}")]
    Broken(String),
}

impl Failure {
    fn codes(&self) -> (StatusCode, Code) {
        match self {
            Self::NoKey | Self::NoDataset => (StatusCode::UNAUTHORIZED, Code::Unauthenticated),
            Self::ContentType => (StatusCode::UNSUPPORTED_MEDIA_TYPE, Code::Unimplemented),
            Self::Endpoint => (StatusCode::BAD_REQUEST, Code::Unimplemented),
            Self::Profiles | Self::Call(_) => (StatusCode::NOT_FOUND, Code::Unimplemented),
            Self::Parse => (StatusCode::BAD_REQUEST, Code::Internal),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, Code::ResourceExhausted),
            Self::Busy(_) | Self::Broken(_) => (StatusCode::SERVICE_UNAVAILABLE, Code::Unavailable),
        }
    }
}

impl Failure {
    /// When to try again.
    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Busy(after) => Some(*after),
            Self::Broken(_) => Some(RETRY_AFTER),
            _ => None,
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full { retry_after } => Self::Busy(retry_after),
            other => Self::Broken(other.to_string()),
        }
    }
}

impl From<BodyError> for Failure {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::TooLarge { .. } => Self::TooLarge,
            BodyError::Busy => Self::Busy(RETRY_AFTER),
            _ => Self::Parse,
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Body(error) => error.into(),
            Refusal::TooMuch(_) => Self::TooLarge,
            Refusal::Busy { after } => Self::Busy(after),
            Refusal::Unavailable(why) => Self::Broken(why),
            _ => Self::Parse,
        }
    }
}

/// Answers a request to `/v1/…`.
pub(in crate::stack::services) async fn http(
    stack: Arc<Stack>,
    request: Request<Body>,
) -> Response {
    let (parts, body) = request.into_parts();
    let headers = &parts.headers;
    let format = otlp::http::format_of(headers).ok();
    let outcome = async {
        let key = Key::from_headers(headers).ok_or(Failure::NoKey)?.kind;
        let signal = match (&parts.method, parts.uri.path()) {
            (&Method::POST, "/v1/traces") => Signal::Traces,
            (&Method::POST, "/v1/logs") => Signal::Logs,
            (&Method::POST, "/v1/metrics") => Signal::Metrics,
            (_, path) if otlp::route::is_profiles(path) => return Err(Failure::Profiles),
            _ => return Err(Failure::Endpoint),
        };
        let place = Destination::from_headers(headers, key, signal)?;
        let format = format.ok_or(Failure::ContentType)?;
        let config = ReceiverConfig::default();
        let body = read_body(headers, body, config.limit, config.encodings).await?;
        let taken = take(&stack, signal, format, body, place).await?;
        Ok::<_, Failure>(otlp::http::success(signal, format, taken))
    };
    match outcome.await {
        Ok(response) => response,
        Err(failure) => refused(format, &failure),
    }
}

/// Answers a call over gRPC.
pub(in crate::stack::services) async fn grpc(
    stack: Arc<Stack>,
    request: Request<Body>,
) -> Response {
    let (parts, body) = request.into_parts();
    let outcome = async {
        let key = Key::from_headers(&parts.headers)
            .ok_or(Failure::NoKey)?
            .kind;
        let signal = otlp::route::call(parts.uri.path())
            .map_err(|refusal| Failure::Call(refusal.to_string()))?;
        let place = Destination::from_headers(&parts.headers, key, signal)?;
        let config = ReceiverConfig::default();
        let message = otlp::grpc::message(&parts.headers, body, &config);
        let taken = take(&stack, signal, Format::Protobuf, message.await?, place).await?;
        Ok::<_, Failure>(otlp::grpc::success(signal, taken))
    };
    match outcome.await {
        Ok(response) => response,
        Err(failure) => {
            let code = failure.codes().1;
            otlp::grpc::status(code, failure.to_string(), failure.retry_after())
        }
    }
}

/// Where events go, from the headers.
struct Destination {
    key: KeyKind,
    dataset: Option<String>,
}

impl Destination {
    fn from_headers(headers: &HeaderMap, key: KeyKind, signal: Signal) -> Result<Self, Failure> {
        let dataset = convert::dataset_header(headers);
        // Classic has no services to name datasets by
        if signal == Signal::Traces && key.is_classic() && dataset.is_none() {
            return Err(Failure::NoDataset);
        }
        Ok(Self { key, dataset })
    }
}

async fn take(
    stack: &Stack,
    signal: Signal,
    format: Format,
    body: Bytes,
    place: Destination,
) -> Result<Taken, Failure> {
    let (now_ms, now_ns) = (stack.clock.now_ms(), stack.clock.now_ns());
    let size = body.len();
    let read = match signal {
        Signal::Traces => {
            let packing = otlp::decoding(size, move || {
                let read = otlp::read_traces(format, &body, |request| {
                    // checks the request before its spans become events
                    let (blocks, taken) = spans::blocks(request, SpanRules::received())?;
                    let events = convert::spans(request, place.key, place.dataset.as_deref())?;
                    Ok((PackedHoneycomb::pack(events, blocks)?, taken))
                });
                read.map_err(Failure::from)
            });
            packing.await?
        }
        Signal::Logs => {
            let packing = otlp::decoding(size, move || {
                let read = otlp::read_logs(format, &body, |request| {
                    let events = convert::logs(request, place.dataset.as_deref(), now_ns)?;
                    let taken = Taken {
                        accepted: events.values().map(|events| events.len() as u64).sum(),
                        ..Taken::default()
                    };
                    Ok((PackedHoneycomb::pack(events, Vec::new())?, taken))
                });
                read.map_err(Failure::from)
            });
            packing.await?
        }
        Signal::Metrics => {
            return Ok(otlp::count_metrics(format, body).await?);
        }
    };
    let (packed, mut taken) = read.value;
    otlp::add_outdated(read.outdated, &mut taken);
    stack.store.append_packed_honeycomb(packed, now_ms).await?;
    Ok(taken)
}

#[derive(Serialize)]
struct Message {
    message: String,
}

/// A `google.rpc.Status` to a protobuf request, `{"message": …}` to any other.
fn refused(format: Option<Format>, failure: &Failure) -> Response {
    let (status, code) = failure.codes();
    let message = failure.to_string();
    let outcome = Outcome::refused(message.clone());
    let (kind, body) = match format {
        Some(Format::Protobuf) => {
            let status = pb::Status {
                code: code as i32,
                message,
                details: Vec::new(),
            };
            ("application/x-protobuf", status.encode_to_vec())
        }
        // one string: this cannot fail
        _ => (
            "application/json",
            serde_json::to_vec(&Message { message }).unwrap_or_default(),
        ),
    };
    let mut response = (status, [(header::CONTENT_TYPE, kind)], body).into_response();
    if let Some(after) = failure.retry_after() {
        let after = otlp::http::seconds(after);
        response.headers_mut().insert(header::RETRY_AFTER, after);
    }
    outcome.note(response)
}
