//! X-Ray segment documents: parsing, validation, and grouping into trace blocks.
//!
//! The rules are those of the developer guide's "segment documents" page; the codes are
//! those that PutTraceSegments was seen to answer (`ParseError`: aws-xray-daemon issue
//! 120; `MissingId`, also for an empty array: humanmade/aws-xray issue 29; `MissingName`:
//! aws-xray-sdk-python issue 168; `InvalidName`: aws-xray-daemon issue 184;
//! `MissingEndTime`: Napp/xray-laravel issue 16; `MissingParentId`: collector-contrib
//! issue 482; `InvalidTraceId`: the guide). The others are formed like these.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;
use serde_json::value::RawValue;

use self::scalar::{Object, Objects, Scalar};
use crate::model::{SpanId, TraceId};
use crate::stack::json_text;
use crate::stack::redact;
use crate::stack::store::{Source, StoreError, TraceBlock, TraceFlags, compress, cut_name};

mod moved;
mod scalar;
#[cfg(test)]
mod tests;
pub(crate) mod text;

pub(super) use moved::moved;

/// A document may have 64 KB.
const MAX_SIZE: usize = 64 << 10;
/// X-Ray keeps traces for 30 days; what started before is refused.
const OLDEST_SECS: f64 = 30.0 * 86_400.0;
/// Nanoseconds since the epoch are kept in 63 bits: a later start is no time, but
/// milliseconds taken for seconds.
pub(crate) const LATEST_SECS: f64 = 9e9;
const NAME_CHARS: usize = 200;

/// Why a document was not taken, as PutTraceSegments words it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rejected {
    /// The id of the document, where it has one.
    pub id: Option<String>,
    pub code: &'static str,
    /// The fault is in a subsegment, independent or embedded.
    pub subsegment: bool,
}

impl Rejected {
    /// The service's own message.
    pub(crate) fn message(&self) -> String {
        if self.subsegment {
            format!("Invalid subsegment. ErrorCode: {}, Cause: null", self.code)
        } else {
            format!("Invalid segment. ErrorCode: {}", self.code)
        }
    }
}

/// A valid document: one segment or independent subsegment with all that it embeds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Document {
    pub trace_id: TraceId,
    start_ns: u64,
    end_ns: u64,
    /// With the embedded subsegments.
    spans: u32,
    flags: TraceFlags,
    entry: Option<String>,
    /// The name, if it is a segment.
    service: Option<String>,
    /// As it was sent, on one line.
    line: String,
}

/// The fields that are looked at; all others pass through unread.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Entity<'a> {
    #[serde(borrow)]
    id: Scalar<'a>,
    trace_id: Scalar<'a>,
    parent_id: Scalar<'a>,
    name: Scalar<'a>,
    #[serde(rename = "type")]
    kind: Scalar<'a>,
    start_time: Scalar<'a>,
    end_time: Scalar<'a>,
    in_progress: Scalar<'a>,
    error: Scalar<'a>,
    fault: Scalar<'a>,
    throttle: Scalar<'a>,
    http: Object<Http<'a>>,
    subsegments: Objects<Self>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Http<'a> {
    #[serde(borrow)]
    request: Object<HttpRequest<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct HttpRequest<'a> {
    #[serde(borrow)]
    method: Scalar<'a>,
    url: Scalar<'a>,
}

/// The segments and subsegments of one document, which is an object or an array of
/// them. `now` is in seconds since the epoch.
///
/// # Errors
/// Each part that is not valid; the others stand.
pub(crate) fn parse(document: &str, now: f64) -> (Vec<Document>, Vec<Rejected>) {
    let mut valid = Vec::new();
    let mut rejected = Vec::new();
    let document = json_text::without_lone_surrogates(document);
    for part in parts(&document) {
        match part.and_then(|part| parse_one(part, now)) {
            Ok(document) => valid.push(document),
            Err(rejection) => rejected.push(rejection),
        }
    }
    (valid, rejected)
}

fn parts(document: &str) -> Vec<Result<&str, Rejected>> {
    if document.len() > MAX_SIZE {
        return vec![Err(segment("DocumentTooLarge"))];
    }
    if !document.trim_start().starts_with('[') {
        return vec![Ok(document)];
    }
    match serde_json::from_str::<Vec<&RawValue>>(document) {
        Ok(parts) if parts.is_empty() => vec![Err(segment("MissingId"))],
        Ok(parts) => parts.into_iter().map(|part| Ok(part.get())).collect(),
        Err(_) => vec![Err(segment("ParseError"))],
    }
}

fn segment(code: &'static str) -> Rejected {
    Rejected {
        id: None,
        code,
        subsegment: false,
    }
}

fn parse_one(text: &str, now: f64) -> Result<Document, Rejected> {
    let Object(entity) =
        serde_json::from_str::<Object<Entity<'_>>>(text).map_err(|_| segment("ParseError"))?;
    if !text::is_readable(text) {
        return Err(Rejected {
            id: entity.id.text().map(str::to_owned),
            ..segment("ParseError")
        });
    }
    let subsegment = entity.kind.text() == Some("subsegment");
    let reject = |code, subsegment| Rejected {
        id: entity.id.text().map(str::to_owned),
        code,
        subsegment,
    };
    let trace_id = check_root(&entity, subsegment, now).map_err(|code| reject(code, subsegment))?;
    for embedded in &entity.subsegments.0 {
        check_tree(embedded).map_err(|code| reject(code, true))?;
    }
    // what is kept beside the text is made of what is kept of it
    let clean = redact::clean_document(text).ok_or_else(|| segment("ParseError"))?;
    let Object(entity) = match &clean {
        Cow::Borrowed(_) => Object(entity),
        Cow::Owned(clean) => serde_json::from_str(clean).map_err(|_| segment("ParseError"))?,
    };
    let mut document = Document {
        trace_id,
        start_ns: u64::MAX,
        end_ns: 0,
        spans: 0,
        flags: TraceFlags::default(),
        entry: entry(&entity, subsegment),
        service: (!subsegment).then(|| entity.name.text().unwrap_or_default().to_owned()),
        line: one_line(&clean),
    };
    measure(&entity, &mut document);
    Ok(document)
}

fn check_root(entity: &Entity<'_>, subsegment: bool, now: f64) -> Result<TraceId, &'static str> {
    let id = entity.id.text().ok_or("MissingId")?;
    id.parse::<SpanId>().map_err(|_| "InvalidId")?;
    let trace_id = entity.trace_id.text().ok_or("MissingTraceId")?;
    let trace_id = trace_id.parse().map_err(|_| "InvalidTraceId")?;
    check_body(entity)?;
    if entity
        .start_time
        .number()
        .is_some_and(|start| start < now - OLDEST_SECS)
    {
        // the documented answer to what is too old; the id itself need not hold a time
        return Err("InvalidTraceId");
    }
    match entity.parent_id.text() {
        None if subsegment => return Err("MissingParentId"),
        Some(parent) if parent.parse::<SpanId>().is_err() => return Err("InvalidParentId"),
        _ => {}
    }
    Ok(trace_id)
}

fn check_tree(entity: &Entity<'_>) -> Result<(), &'static str> {
    let id = entity.id.text().ok_or("MissingId")?;
    id.parse::<SpanId>().map_err(|_| "InvalidId")?;
    check_body(entity)?;
    entity.subsegments.0.iter().try_for_each(check_tree)
}

fn check_body(entity: &Entity<'_>) -> Result<(), &'static str> {
    let name = entity.name.text().ok_or("MissingName")?;
    if !is_name(name) {
        return Err("InvalidName");
    }
    let start = entity.start_time.number().ok_or("MissingStartTime")?;
    if !is_time(start) {
        return Err("InvalidStartTime");
    }
    match entity.end_time.number() {
        Some(end) if !is_time(end) => Err("InvalidEndTime"),
        None if !entity.in_progress.is_true() => Err("MissingEndTime"),
        _ => Ok(()),
    }
}

fn is_time(seconds: f64) -> bool {
    (0.0..LATEST_SECS).contains(&seconds)
}

/// Unicode letters, numbers and white space, and ``_ . : / % & # = + \ - @``.
fn is_name(name: &str) -> bool {
    static OTHERS: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"^[\p{L}\p{N}\p{Z}_.:/%&#=+\\\-@]*$").ok());
    let plain = |b: u8| b.is_ascii_alphanumeric() || br" _.:/%&#=+\-@".contains(&b);
    if name.is_empty() {
        return false;
    }
    if name.bytes().all(plain) {
        return name.len() <= NAME_CHARS;
    }
    let letters = OTHERS.as_ref().is_some_and(|regex| regex.is_match(name));
    letters && name.chars().count() <= NAME_CHARS
}

fn measure(entity: &Entity<'_>, document: &mut Document) {
    let start = entity.start_time.number().map_or(0, nanos);
    document.start_ns = document.start_ns.min(start);
    let end = entity.end_time.number().map_or(start, nanos);
    document.end_ns = document.end_ns.max(end).max(start);
    document.spans += 1;
    for (flag, bit) in [
        (&entity.error, TraceFlags::ERROR),
        (&entity.fault, TraceFlags::FAULT),
        (&entity.throttle, TraceFlags::THROTTLE),
    ] {
        if flag.is_true() {
            document.flags |= bit;
        }
    }
    for embedded in &entity.subsegments.0 {
        measure(embedded, document);
    }
}

/// Seconds as nanoseconds. A double holds an epoch to some 200 ns: microseconds, which
/// is what SDKs measure, come back exactly.
pub(crate) fn nanos(seconds: f64) -> u64 {
    ((seconds * 1e6).round() as u64).saturating_mul(1_000)
}

/// `GET /path` of a segment at the entry of the trace, or its name.
fn entry(entity: &Entity<'_>, subsegment: bool) -> Option<String> {
    if subsegment || entity.parent_id.text().is_some() {
        return None;
    }
    let request = &entity.http.0.request.0;
    match (request.method.text(), request.url.text()) {
        (Some(method), Some(url)) => {
            let entry = format!("{method} {}", path_of(url));
            Some(cut_name(&entry).to_owned())
        }
        _ => entity.name.text().map(str::to_owned),
    }
}

/// The path of a URL, without its query.
pub(crate) fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').map_or("/", |at| &rest[at..]);
    path.split(['?', '#']).next().unwrap_or(path)
}

/// Line breaks in JSON can only stand between tokens, where a space is the same.
fn one_line(text: &str) -> String {
    text.trim().replace(['\n', '\r'], " ")
}

/// The documents as one block for each trace, in the order of their first document.
///
/// # Errors
/// [`StoreError::Broken`] if compression fails.
pub(crate) fn blocks(documents: Vec<Document>) -> Result<Vec<TraceBlock>, StoreError> {
    let mut places: HashMap<TraceId, usize> = HashMap::new();
    let mut traces: Vec<(TraceBlock, String)> = Vec::new();
    for document in documents {
        let place = *places.entry(document.trace_id).or_insert(traces.len());
        if place == traces.len() {
            traces.push((empty(document.trace_id), String::new()));
        }
        let (block, lines) = &mut traces[place];
        lines.push_str(&document.line);
        lines.push('\n');
        block.start_ns = block.start_ns.min(document.start_ns);
        block.end_ns = block.end_ns.max(document.end_ns);
        block.spans += document.spans;
        block.flags |= document.flags;
        block.entry = block.entry.take().or(document.entry);
        if let Some(service) = document.service {
            block.add_service(&service);
        }
    }
    traces
        .into_iter()
        .map(|(mut block, lines)| {
            block.payload = compress(lines.as_bytes())?;
            Ok(block)
        })
        .collect()
}

fn empty(trace_id: TraceId) -> TraceBlock {
    TraceBlock {
        trace_id,
        source: Source::Xray,
        start_ns: u64::MAX,
        end_ns: 0,
        spans: 0,
        flags: TraceFlags::default(),
        entry: None,
        services: Vec::new(),
        payload: Vec::new(),
    }
}
