//! OTLP/gRPC: unary calls in gRPC's HTTP/2 framing (grpc.io, "gRPC over HTTP2").
//!
//! The frame is read here, not by a generated server: the message then stays in the bytes
//! that ingest copies from, and its limits are those of every other body.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Request, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use super::http::encoded;
use super::{Format, ReceiverConfig, Refusal, Signal, outcome, route, take};
use crate::stack::Stack;
use crate::stack::http::{BodyError, BodyReader};
use crate::stack::ingest::spans::Taken;
use crate::stack::traffic::Outcome;

const GRPC: HeaderValue = HeaderValue::from_static("application/grpc");
const STATUS: HeaderName = HeaderName::from_static("grpc-status");
const ENCODING: HeaderName = HeaderName::from_static("grpc-encoding");
const ACCEPTED: HeaderName = HeaderName::from_static("grpc-accept-encoding");

/// The flag and the length before a message.
const HEADER: usize = 5;

/// Whether a request is a gRPC call.
pub fn is_call(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/grpc"))
}

/// Answers any call of the OTLP services.
pub async fn answer(stack: &Stack, request: Request<Body>, config: ReceiverConfig) -> Response {
    let (parts, body) = request.into_parts();
    if !is_call(&parts.headers) {
        let message = "this port speaks OTLP over gRPC; send OTLP over HTTP to the port that `cruddur-obs local status` calls otlp-http, or set OTEL_EXPORTER_OTLP_PROTOCOL=grpc\n";
        let response = (StatusCode::UNSUPPORTED_MEDIA_TYPE, message).into_response();
        return Outcome::refused(message.trim_end().to_owned()).note(response);
    }
    let outcome = async {
        let signal = route::call(parts.uri.path())?;
        let body = message(&parts.headers, body, &config).await?;
        let taken = take(stack, signal, Format::Protobuf, body, config).await?;
        Ok(success(signal, taken))
    };
    outcome.await.unwrap_or_else(|error| refusal(&error))
}

/// The message of a unary call, unpacked.
pub async fn message(
    headers: &HeaderMap,
    body: Body,
    config: &ReceiverConfig,
) -> Result<Bytes, Refusal> {
    let mut reader = BodyReader::new(HEADER + config.limit, config.encodings);
    let mut frame = reader.read(&HeaderMap::new(), body).await?;
    let (flag, length) = match frame.first_chunk::<HEADER>() {
        Some([flag, length @ ..]) => (*flag, u32::from_be_bytes(*length) as usize),
        None => return Err(Refusal::Malformed("there is no message".to_owned())),
    };
    if length > config.limit {
        return Err(BodyError::TooLarge {
            limit: config.limit,
        }
        .into());
    }
    if frame.len() != HEADER + length {
        return Err(Refusal::Malformed("a call has one message".to_owned()));
    }
    match flag {
        0 => {
            frame.drain(..HEADER);
            Ok(reader.hold(frame))
        }
        1 => {
            // what is no text is no encoding that is known
            let encoding = headers
                .get(ENCODING)
                .map(|value| value.to_str().unwrap_or("?"));
            let message = reader
                .unpack(
                    encoding.unwrap_or("identity"),
                    Bytes::from(frame).slice(HEADER..),
                )
                .await?;
            Ok(reader.hold(message))
        }
        _ => Err(Refusal::Malformed(
            "the flag of the message is unknown".to_owned(),
        )),
    }
}

/// The answer to a call whose data are stored.
pub fn success(signal: Signal, taken: Taken) -> Response {
    let outcome = outcome(signal, &taken);
    let message = encoded(signal, taken);
    let mut frame = Vec::with_capacity(HEADER + message.len());
    frame.push(0);
    // an answer is a few hundred bytes at most
    frame.extend_from_slice(&u32::try_from(message.len()).unwrap_or(0).to_be_bytes());
    frame.extend_from_slice(&message);
    let mut trailers = HeaderMap::new();
    trailers.insert(STATUS, HeaderValue::from_static("0"));
    let body = Full::new(Bytes::from(frame)).with_trailers(std::future::ready(Some(Ok(trailers))));
    outcome.note(([(header::CONTENT_TYPE, GRPC)], Body::new(body)).into_response())
}

/// A status alone, in the headers ("Trailers-Only"). `after` says when to try again:
/// without it (`RetryInfo`), exporters do not repeat what was refused for want of room.
pub fn status(code: Code, message: String, after: Option<Duration>) -> Response {
    let outcome = Outcome::refused(message.clone());
    let status = match after {
        Some(after) => {
            let details = ErrorDetails::with_retry_info(Some(after));
            Status::with_error_details(code, message, details)
        }
        None => Status::new(code, message),
    };
    outcome.note(status.into_http())
}

/// The status of a refusal.
pub fn refusal(refusal: &Refusal) -> Response {
    let message = refusal.to_string();
    let mut response = status(refusal.code(), message, refusal.retry_after());
    if refusal.code() == Code::Unimplemented {
        let accepted = HeaderValue::from_static("identity,gzip,deflate,zstd");
        response.headers_mut().insert(ACCEPTED, accepted);
    }
    response
}
