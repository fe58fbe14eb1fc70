//! OTLP spans → one block a trace.
//!
//! The encoded request is walked once, its spans are sorted by trace, and each trace's
//! spans are copied, as they came, under their resources and scopes into a block.

use self::request::{Request, Scope, Span};
use self::summary::{services, summary};
use super::segments::{LATEST_SECS, nanos};
use super::wire::{Malformed, field_len, put_header};
use crate::model::TraceId;
use crate::stack::store::{Source, StoreError, TraceBlock, TraceFlags, compress};

mod moved;
mod request;
mod summary;
#[cfg(test)]
mod tests;

pub(super) use moved::moved;

/// What became of a request that could be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    pub accepted: u64,
    pub rejected: u64,
    /// Why the rejected ones were.
    pub message: String,
}

/// Why a request was not taken at all.
#[derive(Debug, Clone, thiserror::Error)]
pub enum IngestError {
    #[error(transparent)]
    Malformed(#[from] Malformed),
    #[error("the request has {spans} spans; the maximum is {most}")]
    TooMany { spans: usize, most: usize },
    /// What of it is more than can be taken at once.
    #[error("{0} of the request is too large")]
    TooLarge(&'static str),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a service allows beyond OTLP itself.
#[derive(Debug, Clone, Copy)]
pub struct SpanRules {
    /// Spans in a request; with more it is refused whole.
    pub most: usize,
    /// The largest encoded span, in bytes.
    pub largest: usize,
    /// The earliest and the latest start, in nanoseconds since the epoch.
    pub starts: (u64, u64),
}

impl Default for SpanRules {
    /// OTLP's own: a span must have ids and a start, nothing else.
    fn default() -> Self {
        Self {
            most: usize::MAX,
            largest: usize::MAX,
            starts: (1, u64::MAX),
        }
    }
}

impl SpanRules {
    /// What the stack takes over every receiver: a start that its lists can be asked for, as
    /// of segment documents. (Stored spans are not held to it again.)
    pub fn received() -> Self {
        Self {
            starts: (1, nanos(LATEST_SECS) - 1),
            ..Self::default()
        }
    }
}

/// The blocks that an encoded request makes: decoding, grouping and compressing.
pub fn blocks(request: &[u8], rules: SpanRules) -> Result<(Vec<TraceBlock>, Taken), IngestError> {
    let mut request = Request::read(request, rules)?;
    let accepted = request.spans.len();
    if accepted > rules.most {
        return Err(IngestError::TooMany {
            spans: accepted,
            most: rules.most,
        });
    }
    let taken = Taken {
        accepted: accepted as u64,
        rejected: request.rejected.count(),
        message: request.rejected.message(),
    };
    // stable: within a trace, spans stay in the order of their scopes and resources
    request.spans.sort_by_key(|span| span.trace);
    Ok((packed(&request)?, taken))
}

/// What is sent without a `service.name` belongs to it, as SDKs do that have none
/// (OpenTelemetry, resource semantic conventions).
pub const UNKNOWN_SERVICE: &str = "unknown_service";

/// As AWS makes segments of spans: the HTTP status (0 if there is none) decides where it
/// says so; otherwise a span's status of error is a fault.
pub fn verdict(http_status: u64, failed: bool) -> TraceFlags {
    match http_status {
        429 => TraceFlags::ERROR | TraceFlags::THROTTLE,
        400..=499 => TraceFlags::ERROR,
        500..=599 => TraceFlags::FAULT,
        _ if failed => TraceFlags::FAULT,
        _ => TraceFlags::default(),
    }
}

/// Reads and checks an encoded request; returns how many spans could be stored.
pub fn check(request: &[u8]) -> Result<usize, Malformed> {
    Ok(Request::read(request, SpanRules::default())?.spans.len())
}

/// One block for each trace of a request whose spans are sorted by trace.
fn packed(request: &Request<'_>) -> Result<Vec<TraceBlock>, StoreError> {
    let mut encoded = Vec::new();
    let mut blocks = Vec::new();
    for spans in request.spans.chunk_by(|a, b| a.trace == b.trace) {
        encoded.clear();
        encode(request, spans, &mut encoded);
        let facts = summary(spans);
        let mut block = TraceBlock {
            trace_id: TraceId(spans[0].trace),
            source: Source::Otlp,
            start_ns: facts.start_ns,
            end_ns: facts.end_ns,
            spans: u32::try_from(spans.len()).unwrap_or(u32::MAX),
            flags: facts.flags,
            entry: facts.entry,
            services: Vec::new(),
            payload: compress(&encoded)?,
        };
        for service in services(request, spans) {
            block.add_service(service);
        }
        blocks.push(block);
    }
    Ok(blocks)
}

const RESOURCE_SPANS: u32 = 1;
const SCOPE_SPANS: u32 = 2;

/// Writes one trace's spans as a `TracesData`. `spans` are in the order of their scopes.
fn encode(request: &Request<'_>, spans: &[Span<'_>], out: &mut Vec<u8>) {
    let resource_of = |span: &Span<'_>| request.scopes[span.scope].resource;
    for spans in spans.chunk_by(|a, b| resource_of(a) == resource_of(b)) {
        let resource = &request.resources[resource_of(&spans[0])];
        let scopes = || spans.chunk_by(|a, b| a.scope == b.scope);
        let scope_len = |spans: &[Span<'_>]| {
            let head = request.scopes[spans[0].scope].head_len;
            head + spans.iter().map(|span| span.raw.len()).sum::<usize>()
        };
        let len = scopes().map(|spans| field_len(SCOPE_SPANS, scope_len(spans)));
        put_header(RESOURCE_SPANS, resource.head_len + len.sum::<usize>(), out);
        put_all(&resource.head, out);
        for spans in scopes() {
            let scope: &Scope<'_> = &request.scopes[spans[0].scope];
            put_header(SCOPE_SPANS, scope_len(spans), out);
            put_all(&scope.head, out);
            for span in spans {
                out.extend_from_slice(span.raw);
            }
        }
    }
}

fn put_all(parts: &[&[u8]], out: &mut Vec<u8>) {
    for part in parts {
        out.extend_from_slice(part);
    }
}
