//! What the row of a trace says about its spans.

use super::request::{Request, Span, key_value, text};
use super::{UNKNOWN_SERVICE, verdict};
use crate::stack::ingest::wire::{DEPTH, Malformed, fields};
use crate::stack::store::{TraceFlags, cut_name};

pub(super) struct Summary {
    pub start_ns: u64,
    pub end_ns: u64,
    pub flags: TraceFlags,
    pub entry: Option<String>,
}

/// OTLP's `SpanKind`: what others ask for.
const SERVER: u64 = 2;
const CONSUMER: u64 = 5;

/// The summary of the spans of one trace (at least one).
pub(super) fn summary(spans: &[Span<'_>]) -> Summary {
    let mut flags = TraceFlags::default();
    for span in spans {
        flags |= outcome(span);
    }
    let earliest = |accept: fn(&Span<'_>) -> bool| {
        let accepted = spans.iter().filter(|span| accept(span));
        accepted.min_by_key(|span| span.start_ns)
    };
    // the caller may not report here; then the first span that answers somebody is the entry
    let entry = earliest(|span| span.is_root)
        .or_else(|| earliest(|span| matches!(span.kind, SERVER | CONSUMER)));
    Summary {
        start_ns: spans.iter().map(|span| span.start_ns).min().unwrap_or(0),
        end_ns: spans.iter().map(|span| span.end_ns).max().unwrap_or(0),
        flags,
        entry: entry.and_then(|span| entry_of(span).ok()),
    }
}

/// The services of the spans of one trace, each as often as its resource changes.
pub(super) fn services<'a>(
    request: &'a Request<'_>,
    spans: &'a [Span<'_>],
) -> impl Iterator<Item = &'a str> {
    let resource_of = |span: &Span<'_>| request.scopes[span.scope].resource;
    let runs = spans.chunk_by(move |a, b| resource_of(a) == resource_of(b));
    runs.map(
        move |run| match request.resources[resource_of(&run[0])].service {
            "" => UNKNOWN_SERVICE,
            service => service,
        },
    )
}

fn outcome(span: &Span<'_>) -> TraceFlags {
    const ERROR: u64 = 2;
    verdict(span.http_status, span.status == ERROR)
}

/// `GET /api/…`: the span's name; where that is the method alone, with its route or path.
fn entry_of(span: &Span<'_>) -> Result<String, Malformed> {
    let mut name = "";
    let (mut method, mut route, mut path) = ("", "", "");
    let mut rest = fields(span.body);
    while let Some(field) = rest.next(DEPTH)? {
        match field.number {
            5 => name = field.text()?,
            9 => {
                let (key, value) = key_value(field.bytes()?, DEPTH)?;
                let slot = match key {
                    "http.request.method" | "http.method" => &mut method,
                    "http.route" => &mut route,
                    "url.path" | "http.target" => &mut path,
                    _ => continue,
                };
                *slot = text(value)?.unwrap_or_default();
            }
            _ => {}
        }
    }
    let path = path.split('?').next().unwrap_or_default();
    let place = if route.is_empty() { path } else { route };
    let alone = name == method || name.strip_prefix("HTTP ") == Some(method);
    Ok(if method.is_empty() || place.is_empty() || !alone {
        cut_name(name).to_owned()
    } else {
        cut_name(&format!("{method} {place}")).to_owned()
    })
}
