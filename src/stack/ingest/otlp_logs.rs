//! OTLP log records → log events.
//!
//! A record becomes one JSON line of the form that CloudWatch Logs gives OTLP records:
//! resource, scope, times, severity, body, attributes, and the ids of its span, so that
//! a trace finds its lines. Each line repeats its resource, so lines are packed as they
//! are made: a request's lines are never in memory together.

use std::collections::BTreeMap;

use opentelemetry_proto::tonic::common::v1::InstrumentationScope;
use opentelemetry_proto::tonic::logs::v1::LogRecord;
use opentelemetry_proto::tonic::resource::v1::Resource;
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::spans::{IngestError, Taken, UNKNOWN_SERVICE};
use super::value::{json, object};
use super::walk::{Visitor, decoded, walk};
use crate::model::{SpanId, TraceId};
use crate::stack::store::logs::{Create, LogsError, PackedBatch, PackedEvents};
use crate::stack::store::{Store, StoreError};

#[cfg(test)]
mod tests;

/// Where records go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogDestination {
    /// Each into the group of its service's name, which is made if it is missing.
    Services,
    /// All into one stream, which must be there; records out of the time that
    /// CloudWatch Logs takes are rejected.
    Stream { group: String, stream: String },
}

/// CloudWatch Logs takes events up to 14 days old and 2 hours in the future, and up to
/// 1 MB large (`PutLogEvents`).
const OLDEST_MS: i64 = 14 * 86_400_000;
const NEWEST_MS: i64 = 2 * 3_600_000;
const MAX_SIZE: usize = 1 << 20;
/// Of one request, which is refused whole with more: records, their streams, and the
/// bytes of their lines.
const MAX_RECORDS: u64 = 200_000;
const MAX_STREAMS: usize = 1_000;
const MAX_BYTES: usize = 256 << 20;
/// Bytes of lines that wait to be packed.
const WAITING: usize = 4 << 20;

/// The stream of records that do not tell which instance they are of.
const ONE_STREAM: &str = "otlp";

/// The records of a request, ready to be written.
#[derive(Debug)]
pub struct Packed {
    streams: Vec<PackedBatch>,
    create: Create,
    taken: Taken,
    now_ms: i64,
}

/// Packs the records of an encoded `LogsData`. `expiry_ms` is the time before which the
/// events of a [`LogDestination::Stream`] are expired.
pub fn pack(
    request: &[u8],
    place: LogDestination,
    expiry_ms: Option<i64>,
    now_ms: i64,
) -> Result<Packed, IngestError> {
    let mut packer = Packer::new(place, expiry_ms, now_ms);
    walk(request, &mut packer)?;
    packer.finish()
}

/// The time before which what goes to `place` is expired, if there is one.
pub async fn expiry_ms(
    store: &Store,
    place: &LogDestination,
    now_ms: i64,
) -> Result<Option<i64>, LogsError> {
    match place {
        LogDestination::Services => Ok(None),
        LogDestination::Stream { group, .. } => {
            let group = store.logs().group(group.clone()).await?;
            Ok(group.expiry_ms(now_ms))
        }
    }
}

/// Stores what was packed, all or nothing; returns when it is committed.
pub async fn store(store: &Store, packed: Packed) -> Result<Taken, LogsError> {
    if !packed.streams.is_empty() {
        let logs = store.logs();
        logs.append_packed(packed.streams, packed.create, packed.now_ms)
            .await?;
    }
    Ok(packed.taken)
}

/// What was rejected; the first three as CloudWatch Logs words it (user guide, "Sending
/// logs using the OTLP endpoint").
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Rejected {
    too_old_log_event_count: u64,
    too_new_log_event_count: u64,
    expired_log_event_count: u64,
    #[serde(skip_serializing_if = "is_none")]
    too_large_log_event_count: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_none(count: &u64) -> bool {
    *count == 0
}

impl Rejected {
    fn count(&self) -> u64 {
        self.too_old_log_event_count
            + self.too_new_log_event_count
            + self.expired_log_event_count
            + self.too_large_log_event_count
    }
}

/// Lines of one stream, waiting or packed.
#[derive(Default)]
struct Stream {
    waiting: Vec<(i64, String)>,
    packed: PackedEvents,
}

struct Packer {
    /// The one stream of all, or none if each service has its own.
    only: Option<(String, String)>,
    expiry_ms: Option<i64>,
    now_ms: i64,
    streams: BTreeMap<(String, String), Stream>,
    /// What the walk met last, as it stands in each line.
    place: (String, String),
    resource: Box<RawValue>,
    scope: Box<RawValue>,
    waiting: usize,
    bytes: usize,
    records: u64,
    accepted: u64,
    rejected: Rejected,
}

impl Packer {
    fn new(place: LogDestination, expiry_ms: Option<i64>, now_ms: i64) -> Self {
        let only = match place {
            LogDestination::Services => None,
            LogDestination::Stream { group, stream } => Some((group, stream)),
        };
        let mut streams = BTreeMap::new();
        if let Some(only) = &only {
            // also checked when no record is for it
            streams.insert(only.clone(), Stream::default());
        }
        Self {
            only,
            expiry_ms,
            now_ms,
            streams,
            place: Default::default(),
            resource: RawValue::NULL.to_owned(),
            scope: RawValue::NULL.to_owned(),
            waiting: 0,
            bytes: 0,
            records: 0,
            accepted: 0,
            rejected: Rejected::default(),
        }
    }

    /// Whether a record of this time and size is taken; counts it if it is not.
    fn takes(&mut self, at: i64, size: usize) -> bool {
        let rejected = &mut self.rejected;
        let now_ms = self.now_ms;
        let count = if size > MAX_SIZE {
            &mut rejected.too_large_log_event_count
        } else if self.only.is_none() {
            return true;
        } else if at < now_ms - OLDEST_MS {
            &mut rejected.too_old_log_event_count
        } else if at > now_ms + NEWEST_MS {
            &mut rejected.too_new_log_event_count
        } else if self.expiry_ms.is_some_and(|expiry| at < expiry) {
            &mut rejected.expired_log_event_count
        } else {
            return true;
        };
        *count += 1;
        false
    }

    fn add(&mut self, at: i64, line: String) -> Result<(), IngestError> {
        self.bytes += line.len();
        self.waiting += line.len();
        if self.bytes > MAX_BYTES {
            return Err(IngestError::TooLarge("the lines of the log records"));
        }
        if !self.streams.contains_key(&self.place) {
            if self.streams.len() == MAX_STREAMS {
                return Err(IngestError::TooLarge("the list of log streams"));
            }
            self.streams.insert(self.place.clone(), Stream::default());
        }
        if let Some(stream) = self.streams.get_mut(&self.place) {
            stream.waiting.push((at, line));
        }
        self.accepted += 1;
        if self.waiting > WAITING {
            self.pack()?;
        }
        Ok(())
    }

    fn pack(&mut self) -> Result<(), StoreError> {
        self.waiting = 0;
        for stream in self.streams.values_mut() {
            let waiting = std::mem::take(&mut stream.waiting);
            stream.packed.add(waiting, self.now_ms)?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Packed, IngestError> {
        self.pack()?;
        let rejected = self.rejected.count();
        let message = match (rejected, &self.only) {
            (0, _) => String::new(),
            (_, Some(_)) => serde_json::to_string(&self.rejected).unwrap_or_default(),
            (_, None) => format!("rejected log records: {rejected} whose line is over 1 MiB"),
        };
        let streams = self.streams.into_iter();
        Ok(Packed {
            streams: streams
                .map(|((group, stream), lines)| PackedBatch {
                    group,
                    stream,
                    events: lines.packed,
                })
                .collect(),
            create: match self.only {
                Some(_) => Create::No,
                None => Create::Missing,
            },
            taken: Taken {
                accepted: self.accepted,
                rejected,
                message,
            },
            now_ms: self.now_ms,
        })
    }
}

impl Visitor for Packer {
    fn resource(&mut self, resource: Resource) -> Result<(), IngestError> {
        self.place = match &self.only {
            Some(only) => only.clone(),
            None => place_of(&resource),
        };
        self.resource = raw(&ResourceOf {
            attributes: object(&resource.attributes),
        });
        Ok(())
    }

    fn scope(&mut self, scope: InstrumentationScope) -> Result<(), IngestError> {
        self.scope = raw(&Scope {
            attributes: object(&scope.attributes),
            name: scope.name,
            version: scope.version,
        });
        Ok(())
    }

    fn item(&mut self, item: &[u8]) -> Result<(), IngestError> {
        self.records += 1;
        if self.records > MAX_RECORDS {
            return Err(IngestError::TooLarge("the list of log records"));
        }
        let record: LogRecord = decoded(item)?;
        let at = time_ms(&record, self.now_ms);
        // before it is made: it has the resource and the scope in it
        let least = self.resource.get().len() + self.scope.get().len();
        if self.takes(at, least) {
            let line = line(&self.resource, &self.scope, record);
            // its time was looked at
            if line.len() > MAX_SIZE {
                self.rejected.too_large_log_event_count += 1;
            } else {
                self.add(at, line)?;
            }
        }
        Ok(())
    }
}

/// Maps with text keys: this cannot fail.
fn raw(value: &impl Serialize) -> Box<RawValue> {
    serde_json::value::to_raw_value(value).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// When it happened, or when it was seen, or now.
fn time_ms(record: &LogRecord, now_ms: i64) -> i64 {
    let ns = match record.time_unix_nano {
        0 => record.observed_time_unix_nano,
        at => at,
    };
    match ns {
        0 => now_ms,
        ns => i64::try_from(ns / 1_000_000).unwrap_or(i64::MAX),
    }
}

/// Group and stream of a service's records.
fn place_of(resource: &Resource) -> (String, String) {
    let find = |key: &str| {
        let mut found = resource.attributes.iter().filter(|pair| pair.key == key);
        found
            .find_map(|pair| match json(pair.value.as_ref()?) {
                Value::String(text) => Some(text),
                _ => None,
            })
            .filter(|text| !text.is_empty())
    };
    let group = find("service.name").unwrap_or_else(|| UNKNOWN_SERVICE.to_owned());
    let stream = find("service.instance.id").or_else(|| find("host.name"));
    let stream = stream.unwrap_or_else(|| ONE_STREAM.to_owned());
    // CreateLogGroup, CreateLogStream: the characters and the length of names
    let in_group = |c: char| c.is_ascii_alphanumeric() || ".-_/#".contains(c);
    let in_stream = |c: char| c != ':' && c != '*' && !c.is_control();
    (named(&group, in_group), named(&stream, in_stream))
}

fn named(text: &str, allowed: impl Fn(char) -> bool) -> String {
    const MAX_LENGTH: usize = 512;
    let fitting = |c| if allowed(c) { c } else { '_' };
    text.chars().take(MAX_LENGTH).map(fitting).collect()
}

#[derive(Serialize)]
struct Scope {
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    version: String,
    #[serde(skip_serializing_if = "Map::is_empty")]
    attributes: Map<String, Value>,
}

#[derive(Serialize)]
struct ResourceOf {
    attributes: Map<String, Value>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    resource: &'a RawValue,
    scope: &'a RawValue,
    time_unix_nano: u64,
    observed_time_unix_nano: u64,
    severity_number: i32,
    severity_text: String,
    body: Value,
    attributes: Map<String, Value>,
    #[serde(skip_serializing_if = "String::is_empty")]
    event_name: String,
    flags: u32,
    trace_id: String,
    span_id: String,
}

fn line(resource: &RawValue, scope: &RawValue, record: LogRecord) -> String {
    let line = Line {
        resource,
        scope,
        time_unix_nano: record.time_unix_nano,
        observed_time_unix_nano: record.observed_time_unix_nano,
        severity_number: record.severity_number,
        severity_text: record.severity_text,
        body: record.body.as_ref().map_or(Value::Null, json),
        attributes: object(&record.attributes),
        event_name: record.event_name,
        flags: record.flags,
        // ids that are none are left empty, as OTLP does
        trace_id: TraceId::from_slice(&record.trace_id).map_or_else(String::new, |id| id.hex()),
        span_id: SpanId::from_slice(&record.span_id).map_or_else(String::new, |id| id.hex()),
    };
    // maps with text keys: this cannot fail
    serde_json::to_string(&line).unwrap_or_default()
}
