//! OTLP log records → log events.
//!
//! A record becomes one JSON line of the form that CloudWatch Logs gives OTLP records:
//! resource, scope, times, severity, body, attributes, and the ids of its span, so that
//! a trace finds its lines.

use std::collections::BTreeMap;

use opentelemetry_proto::tonic::logs::v1::{LogRecord, LogsData};
use opentelemetry_proto::tonic::resource::v1::Resource;
use serde::Serialize;
use serde_json::Value;

use self::value::{Attributes, attributes, json, text_of};
use super::spans::Taken;
use crate::model::{SpanId, TraceId};
use crate::stack::store::Store;
use crate::stack::store::logs::{Create, LogBatch, LogsError};

#[cfg(test)]
mod tests;
mod value;

/// Where records go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogPlace {
    /// Each into the group of its service's name, which is made if it is missing.
    Services,
    /// All into one stream, which must be there; records out of the time that
    /// CloudWatch Logs takes are rejected.
    Stream { group: String, stream: String },
}

/// CloudWatch Logs takes events up to 14 days old and 2 hours in the future
/// (`PutLogEvents`).
const OLDEST_MS: i64 = 14 * 86_400_000;
const NEWEST_MS: i64 = 2 * 3_600_000;

const UNKNOWN_SERVICE: &str = "unknown_service";
/// The stream of records that do not tell which instance they are of.
const ONE_STREAM: &str = "otlp";

type Events = Vec<(i64, String)>;

/// Stores the records of a request; returns when they are committed.
pub async fn store_logs(
    store: &Store,
    data: LogsData,
    place: LogPlace,
    now_ms: i64,
) -> Result<Taken, LogsError> {
    match place {
        LogPlace::Services => by_service(store, data, now_ms).await,
        LogPlace::Stream { group, stream } => {
            into_stream(store, data, (group, stream), now_ms).await
        }
    }
}

async fn by_service(store: &Store, data: LogsData, now_ms: i64) -> Result<Taken, LogsError> {
    let mut streams: BTreeMap<(String, String), Events> = BTreeMap::new();
    let mut taken = Taken::default();
    for (place, event) in events(data, now_ms) {
        taken.accepted += 1;
        streams.entry(place).or_default().push(event);
    }
    for ((group, stream), events) in streams {
        let batch = LogBatch {
            group,
            stream,
            events,
            ingested_ms: now_ms,
            create: Create::Missing,
        };
        store.logs().append(batch).await?;
    }
    Ok(taken)
}

/// What was rejected, as CloudWatch Logs words it (user guide, "Sending logs using the
/// OTLP endpoint").
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Rejected {
    too_old_log_event_count: u64,
    too_new_log_event_count: u64,
    expired_log_event_count: u64,
}

async fn into_stream(
    store: &Store,
    data: LogsData,
    (group, stream): (String, String),
    now_ms: i64,
) -> Result<Taken, LogsError> {
    let expiry_ms = store.logs().group(group.clone()).await?.expiry_ms(now_ms);
    let mut rejected = Rejected::default();
    let mut kept = Vec::new();
    for (_, event) in events(data, now_ms) {
        match event.0 {
            at if at < now_ms - OLDEST_MS => rejected.too_old_log_event_count += 1,
            at if at > now_ms + NEWEST_MS => rejected.too_new_log_event_count += 1,
            at if expiry_ms.is_some_and(|expiry| at < expiry) => {
                rejected.expired_log_event_count += 1;
            }
            _ => kept.push(event),
        }
    }
    let accepted = kept.len() as u64;
    let batch = LogBatch {
        group,
        stream,
        events: kept,
        ingested_ms: now_ms,
        create: Create::No,
    };
    store.logs().append(batch).await?;
    let count = rejected.too_old_log_event_count
        + rejected.too_new_log_event_count
        + rejected.expired_log_event_count;
    Ok(Taken {
        accepted,
        rejected: count,
        message: match count {
            0 => String::new(),
            _ => serde_json::to_string(&rejected).unwrap_or_default(),
        },
    })
}

/// Each record's group and stream, time and line.
fn events(data: LogsData, now_ms: i64) -> Vec<((String, String), (i64, String))> {
    let mut events = Vec::new();
    for resource_logs in data.resource_logs {
        let resource = resource_logs.resource.unwrap_or_default();
        let place = place_of(&resource);
        let resource = attributes(&resource.attributes);
        for scope_logs in resource_logs.scope_logs {
            let scope = scope_logs.scope.unwrap_or_default();
            let scope = Scope {
                attributes: attributes(&scope.attributes),
                name: scope.name,
                version: scope.version,
            };
            for record in scope_logs.log_records {
                let at = time_ms(&record, now_ms);
                let line = line(&resource, &scope, record);
                events.push((place.clone(), (at, line)));
            }
        }
    }
    events
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
            .find_map(|pair| text_of(pair.value.as_ref()))
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
    const LONGEST: usize = 512;
    let fitting = |c| if allowed(c) { c } else { '_' };
    text.chars().take(LONGEST).map(fitting).collect()
}

#[derive(Serialize)]
struct Scope {
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    version: String,
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    attributes: Attributes,
}

#[derive(Serialize)]
struct ResourceOf<'a> {
    attributes: &'a Attributes,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    resource: ResourceOf<'a>,
    scope: &'a Scope,
    time_unix_nano: u64,
    observed_time_unix_nano: u64,
    severity_number: i32,
    severity_text: String,
    body: Value,
    attributes: Attributes,
    #[serde(skip_serializing_if = "String::is_empty")]
    event_name: String,
    flags: u32,
    trace_id: String,
    span_id: String,
}

fn line(resource: &Attributes, scope: &Scope, record: LogRecord) -> String {
    let line = Line {
        resource: ResourceOf {
            attributes: resource,
        },
        scope,
        time_unix_nano: record.time_unix_nano,
        observed_time_unix_nano: record.observed_time_unix_nano,
        severity_number: record.severity_number,
        severity_text: record.severity_text,
        body: json(record.body),
        attributes: attributes(&record.attributes),
        event_name: record.event_name,
        flags: record.flags,
        // ids that are none are left empty, as OTLP does
        trace_id: TraceId::from_slice(&record.trace_id).map_or_else(String::new, |id| id.hex()),
        span_id: SpanId::from_slice(&record.span_id).map_or_else(String::new, |id| id.hex()),
    };
    // maps with text keys: this cannot fail
    serde_json::to_string(&line).unwrap_or_default()
}
