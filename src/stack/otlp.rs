//! OTLP as every port of the stack speaks it: one request in, stored, one answer out.
//!
//! The collector's ports and the endpoints of AWS and Honeycomb differ in limits and in
//! who may come in ([`ReceiverConfig`]); what they do with a request is the same.

use std::borrow::Cow;
use std::time::Duration;

use axum::http::StatusCode;
use bytes::Bytes;
use prost::Message as _;
use tonic::Code;

use super::Stack;
use super::http::{BodyError, Encodings, RETRY_AFTER};
use super::ingest::otlp_json::{self, JsonError, Outdated};
use super::ingest::otlp_logs::{self, LogDestination};
use super::ingest::otlp_metrics;
use super::ingest::secrets;
use super::ingest::spans::{self, IngestError, SpanRules, Taken};
use super::ingest::utf8;
use super::store::StoreError;
use super::store::logs::LogsError;
use super::traffic::Outcome;

pub mod grpc;
pub mod http;
pub mod route;

/// What a request carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    Traces,
    Logs,
    /// Read and counted, not stored.
    Metrics,
}

/// How a request is encoded; its answer is encoded alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Protobuf,
    Json,
}

/// What a port or a service allows.
#[derive(Debug, Clone)]
pub struct ReceiverConfig {
    /// Bytes of a body, unpacked.
    pub limit: usize,
    pub encodings: Encodings,
    pub spans: SpanRules,
    /// Where log records go.
    pub logs: LogDestination,
}

impl Default for ReceiverConfig {
    /// As the OpenTelemetry Collector: 20 MiB (confighttp, `max_request_body_size`).
    fn default() -> Self {
        Self {
            limit: 20 << 20,
            encodings: Encodings::All,
            spans: SpanRules::received(),
            logs: LogDestination::Services,
        }
    }
}

/// The answer to profiles, whose protocol is still in development.
pub const NO_PROFILES: &str =
    "profiles are not supported: the local stack accepts traces, logs and metrics";

/// Why a request is refused.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Refusal {
    #[error("{0}")]
    Path(String),
    #[error("expected a POST request")]
    Method,
    #[error("content type `{0}` is not supported: send application/x-protobuf or application/json")]
    ContentType(String),
    #[error(transparent)]
    Body(BodyError),
    #[error("{0}")]
    Malformed(String),
    /// More than can be taken at once, although the body is not too large.
    #[error("{0}")]
    TooMuch(String),
    /// What the request names is not there.
    #[error("{0}")]
    Missing(&'static str),
    /// The store takes no more for now.
    #[error("the store is busy; try again in {} ms", after.as_millis())]
    Busy { after: Duration },
    /// The store is closing, or the disk fails: not the sender's fault.
    #[error("{0}")]
    Unavailable(String),
}

impl Refusal {
    /// OTLP specification, "Failures": what is worth trying again is 429 or 503. Overload
    /// is 503: exporters for Python dropped what got a 429 until 2026.
    fn status(&self) -> StatusCode {
        match self {
            Self::Path(_) => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::ContentType(_) | Self::Body(BodyError::Encoding(_)) => {
                StatusCode::UNSUPPORTED_MEDIA_TYPE
            }
            Self::Body(BodyError::TooLarge { .. }) | Self::TooMuch(_) => {
                StatusCode::PAYLOAD_TOO_LARGE
            }
            Self::Body(BodyError::Broken | BodyError::Corrupt(_))
            | Self::Malformed(_)
            | Self::Missing(_) => StatusCode::BAD_REQUEST,
            Self::Busy { .. } | Self::Body(BodyError::Busy) | Self::Unavailable(_) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
        }
    }

    /// The code of a `google.rpc.Status`, also in the bodies of OTLP/HTTP.
    fn code(&self) -> Code {
        match self {
            Self::Path(_) | Self::Method | Self::Body(BodyError::Encoding(_)) => {
                Code::Unimplemented
            }
            Self::Body(BodyError::TooLarge { .. }) | Self::TooMuch(_) => Code::ResourceExhausted,
            Self::Busy { .. } | Self::Body(BodyError::Busy) | Self::Unavailable(_) => {
                Code::Unavailable
            }
            Self::ContentType(_) | Self::Body(_) | Self::Malformed(_) => Code::InvalidArgument,
            Self::Missing(_) => Code::NotFound,
        }
    }

    /// When to try again.
    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Busy { after } => Some(*after),
            Self::Body(BodyError::Busy) => Some(RETRY_AFTER),
            Self::Unavailable(_) => Some(Duration::from_secs(1)),
            _ => None,
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full { retry_after } => Self::Busy { after: retry_after },
            other => Self::Unavailable(other.to_string()),
        }
    }
}

impl From<LogsError> for Refusal {
    /// The wording of CloudWatch Logs.
    fn from(error: LogsError) -> Self {
        match error {
            LogsError::NoGroup => Self::Missing("The specified log group does not exist."),
            LogsError::NoStream => Self::Missing("The specified log stream does not exist."),
            LogsError::Store(error) => error.into(),
            other => Self::Unavailable(other.to_string()),
        }
    }
}

impl From<IngestError> for Refusal {
    fn from(error: IngestError) -> Self {
        match error {
            IngestError::Store(error) => error.into(),
            IngestError::TooLarge(_) => Self::TooMuch(error.to_string()),
            refused => Self::Malformed(refused.to_string()),
        }
    }
}

impl From<JsonError> for Refusal {
    fn from(error: JsonError) -> Self {
        Self::Malformed(error.to_string())
    }
}

impl From<BodyError> for Refusal {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::Busy => Self::Busy { after: RETRY_AFTER },
            other => Self::Body(other),
        }
    }
}

/// What was read of a request, and what its sender has to know of the rest.
#[derive(Debug)]
pub struct Read<T> {
    pub value: T,
    pub outdated: Option<Outdated>,
}

/// Adds what was not read to what became of the request.
pub fn add_outdated(outdated: Option<Outdated>, taken: &mut Taken) {
    if let Some(outdated) = outdated {
        taken.rejected += outdated.lost;
        if !taken.message.is_empty() {
            taken.message.push_str("; ");
        }
        taken.message.push_str(&outdated.message);
    }
}

/// Hands a trace request to `reader` as protobuf, whatever it is encoded in, and without
/// secrets. One that cannot be read because of texts that are not UTF-8 is repaired and
/// read again.
pub fn read_traces<T>(
    format: Format,
    body: &[u8],
    reader: impl Fn(&[u8]) -> Result<T, IngestError>,
) -> Result<Read<T>, Refusal> {
    let decode = || Ok(otlp_json::decode_traces(body)?.encode_to_vec());
    let (request, outdated) = as_protobuf(format, body, decode, Outdated::from_traces)?;
    let value = read_encoded_traces(&request, reader)?;
    Ok(Read { value, outdated })
}

/// The request as protobuf, and what of its JSON is outdated.
fn as_protobuf<'b>(
    format: Format,
    body: &'b [u8],
    decode: impl FnOnce() -> Result<Vec<u8>, JsonError>,
    outdated: impl FnOnce(&[u8]) -> Option<Outdated>,
) -> Result<(Cow<'b, [u8]>, Option<Outdated>), JsonError> {
    Ok(match format {
        Format::Protobuf => (body.into(), None),
        Format::Json => (decode()?.into(), outdated(body)),
    })
}

/// As [`read_traces`], of log records.
pub fn read_logs<T>(
    format: Format,
    body: &[u8],
    reader: impl Fn(&[u8]) -> Result<T, IngestError>,
) -> Result<Read<T>, Refusal> {
    let decode = || Ok(otlp_json::decode_logs(body)?.encode_to_vec());
    let (request, outdated) = as_protobuf(format, body, decode, Outdated::from_logs)?;
    let read = |request: &[u8]| {
        let clean = secrets::cleaned_logs(request)?;
        reader(clean.as_deref().unwrap_or(request))
    };
    let value = repairing(&request, read, utf8::repaired_logs)?;
    Ok(Read { value, outdated })
}

/// As [`read_traces`], of a request that is protobuf.
pub fn read_encoded_traces<T>(
    request: &[u8],
    reader: impl Fn(&[u8]) -> Result<T, IngestError>,
) -> Result<T, IngestError> {
    let read = |request: &[u8]| {
        let clean = secrets::cleaned_traces(request)?;
        reader(clean.as_deref().unwrap_or(request))
    };
    repairing(request, read, utf8::repaired_traces)
}

/// Reads a request; where it is malformed and `repair` finds a reason, once more.
fn repairing<T>(
    request: &[u8],
    read: impl Fn(&[u8]) -> Result<T, IngestError>,
    repair: fn(&[u8]) -> Option<Vec<u8>>,
) -> Result<T, IngestError> {
    read(request).or_else(|error| match error {
        IngestError::Malformed(_) => match repair(request) {
            Some(repaired) => read(&repaired),
            None => Err(error),
        },
        _ => Err(error),
    })
}

/// Counts the data points of metrics in protobuf.
pub fn count_encoded_metrics(request: &[u8]) -> Result<u64, IngestError> {
    let count = |request: &[u8]| Ok(otlp_metrics::points(request)?);
    repairing(request, count, utf8::repaired_metrics)
}

/// Reads a request of metrics and counts its data points, which nothing keeps yet.
pub async fn count_metrics(format: Format, body: Bytes) -> Result<Taken, Refusal> {
    let counting = decoding(body.len(), move || {
        Ok::<_, Refusal>(match format {
            Format::Protobuf => (count_encoded_metrics(&body)?, None),
            Format::Json => (
                otlp_json::count_points(&body)?,
                Outdated::from_metrics(&body),
            ),
        })
    });
    let (accepted, outdated) = counting.await?;
    let mut taken = Taken {
        accepted,
        ..Taken::default()
    };
    add_outdated(outdated, &mut taken);
    Ok(taken)
}

/// Bodies up to this size are decoded, and their secrets hidden, in less time than it takes
/// to be noticed.
const SMALL: usize = 16 << 10;

/// Runs what takes the longer the larger a body is, off the asynchronous threads if the
/// body is not small.
pub async fn decoding<T, E>(
    size: usize,
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, E>
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    if size <= SMALL {
        return work();
    }
    let working = tokio::task::spawn_blocking(work).await;
    working.map_err(|panic| StoreError::Broken(panic.to_string()))?
}

/// What `local status` counts of a request that was taken.
fn outcome(signal: Signal, taken: &Taken) -> Outcome {
    Outcome {
        accepted: taken.accepted,
        rejected: taken.rejected,
        not_stored: match signal {
            Signal::Metrics => taken.accepted,
            Signal::Traces | Signal::Logs => 0,
        },
        reason: (taken.rejected > 0).then(|| taken.message.clone()),
    }
}

/// Stores what a request carries. Its body keeps its room until it is packed; what is
/// packed is counted by the store's queue.
async fn take(
    stack: &Stack,
    signal: Signal,
    format: Format,
    body: Bytes,
    config: ReceiverConfig,
) -> Result<Taken, Refusal> {
    let now_ms = stack.clock.now_ms();
    let size = body.len();
    match signal {
        Signal::Traces => {
            let packing = decoding(size, move || {
                read_traces(format, &body, |request| {
                    spans::blocks(request, config.spans)
                })
            });
            let read = packing.await?;
            let (blocks, mut taken) = read.value;
            add_outdated(read.outdated, &mut taken);
            if !blocks.is_empty() {
                stack.store.append_traces(blocks, now_ms).await?;
            }
            Ok(taken)
        }
        Signal::Logs => {
            let expiry_ms = otlp_logs::expiry_ms(&stack.store, &config.logs, now_ms).await?;
            let packing = decoding(size, move || {
                read_logs(format, &body, |request| {
                    otlp_logs::pack(request, config.logs.clone(), expiry_ms, now_ms)
                })
            });
            let read = packing.await?;
            let mut taken = otlp_logs::store(&stack.store, read.value).await?;
            add_outdated(read.outdated, &mut taken);
            Ok(taken)
        }
        Signal::Metrics => count_metrics(format, body).await,
    }
}
