//! `ExportLogsServiceRequest` in JSON.

use opentelemetry_proto::tonic::logs::v1 as logs;
use serde::Deserialize;

use super::scalars::uint64;
use super::{
    AnyValue, JsonError, KeyValue, Resource, Scope, hex, int32, into_all, nullable, read, uint32,
};

/// The messages of a request in JSON.
pub fn decode_logs(text: &[u8]) -> Result<logs::LogsData, JsonError> {
    let request: Request = read(text)?;
    Ok(logs::LogsData {
        resource_logs: into_all(request.resource_logs),
    })
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Request {
    #[serde(deserialize_with = "nullable")]
    resource_logs: Vec<ResourceLogs>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct ResourceLogs {
    resource: Option<Resource>,
    #[serde(deserialize_with = "nullable")]
    scope_logs: Vec<ScopeLogs>,
    #[serde(deserialize_with = "nullable")]
    schema_url: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct ScopeLogs {
    scope: Option<Scope>,
    #[serde(deserialize_with = "nullable")]
    log_records: Vec<LogRecord>,
    #[serde(deserialize_with = "nullable")]
    schema_url: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct LogRecord {
    #[serde(deserialize_with = "uint64")]
    time_unix_nano: u64,
    #[serde(deserialize_with = "uint64")]
    observed_time_unix_nano: u64,
    #[serde(deserialize_with = "int32")]
    severity_number: i32,
    #[serde(deserialize_with = "nullable")]
    severity_text: String,
    body: Option<AnyValue>,
    #[serde(deserialize_with = "nullable")]
    attributes: Vec<KeyValue>,
    #[serde(deserialize_with = "uint32")]
    dropped_attributes_count: u32,
    #[serde(deserialize_with = "uint32")]
    flags: u32,
    #[serde(deserialize_with = "hex")]
    trace_id: Vec<u8>,
    #[serde(deserialize_with = "hex")]
    span_id: Vec<u8>,
    #[serde(deserialize_with = "nullable")]
    event_name: String,
}

impl From<ResourceLogs> for logs::ResourceLogs {
    fn from(json: ResourceLogs) -> Self {
        Self {
            resource: json.resource.map(Into::into),
            scope_logs: into_all(json.scope_logs),
            schema_url: json.schema_url,
        }
    }
}

impl From<ScopeLogs> for logs::ScopeLogs {
    fn from(json: ScopeLogs) -> Self {
        Self {
            scope: json.scope.map(Into::into),
            log_records: into_all(json.log_records),
            schema_url: json.schema_url,
        }
    }
}

impl From<LogRecord> for logs::LogRecord {
    fn from(json: LogRecord) -> Self {
        Self {
            time_unix_nano: json.time_unix_nano,
            observed_time_unix_nano: json.observed_time_unix_nano,
            severity_number: json.severity_number,
            severity_text: json.severity_text,
            body: json.body.map(Into::into),
            attributes: into_all(json.attributes),
            dropped_attributes_count: json.dropped_attributes_count,
            flags: json.flags,
            trace_id: json.trace_id,
            span_id: json.span_id,
            event_name: json.event_name,
        }
    }
}
