//! X-Ray segment documents.
//!
//! Source: AWS X-Ray developer guide, "X-Ray segment documents". Absent fields are not written.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

/// A segment or a subsegment; times in seconds since the epoch.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Document {
    pub(super) name: String,
    pub(super) id: String,
    pub(super) start_time: f64,
    pub(super) end_time: f64,
    /// Set for segments and for subsegments sent separately.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) trace_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) parent_id: Option<String>,
    /// `subsegment` for a subsegment sent separately.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<&'static str>,
    /// `remote` for a call to another service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) namespace: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) user: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) service: Option<Service>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) http: Option<Http>,
    /// A client error: 4xx.
    #[serde(skip_serializing_if = "is_false")]
    pub(super) error: bool,
    /// 429.
    #[serde(skip_serializing_if = "is_false")]
    pub(super) throttle: bool,
    /// A server error: 5xx, or an exception.
    #[serde(skip_serializing_if = "is_false")]
    pub(super) fault: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cause: Option<Cause>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) aws: Option<Aws>,
    /// Searchable.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) annotations: BTreeMap<String, Value>,
    /// By namespace; displayed but not searchable.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) metadata: BTreeMap<String, BTreeMap<String, Value>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) subsegments: Vec<Self>,
}

impl Document {
    /// The number of spans in the document.
    pub(super) fn spans(&self) -> u64 {
        1 + self.subsegments.iter().map(Self::spans).sum::<u64>()
    }
}

fn is_false(flag: &bool) -> bool {
    !flag
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Service {
    pub(super) version: &'static str,
    pub(super) runtime: &'static str,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Http {
    pub(super) request: HttpRequest,
    pub(super) response: HttpResponse,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct HttpRequest {
    pub(super) method: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) user_agent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) client_ip: Option<String>,
    /// Whether `client_ip` comes from `X-Forwarded-For`.
    #[serde(skip_serializing_if = "is_false")]
    pub(super) x_forwarded_for: bool,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct HttpResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) status: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) content_length: Option<i64>,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Cause {
    pub(super) exceptions: Vec<Exception>,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Exception {
    pub(super) id: String,
    #[serde(rename = "type")]
    pub(super) class: String,
    pub(super) message: String,
    pub(super) remote: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) stack: Vec<StackFrame>,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct StackFrame {
    pub(super) path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) line: Option<i64>,
    pub(super) label: String,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Aws {
    pub(super) xray: Xray,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) cloudwatch_logs: Vec<LogGroup>,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Xray {
    pub(super) sdk: String,
    pub(super) sdk_version: String,
    pub(super) auto_instrumentation: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sampling_rule_name: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct LogGroup {
    pub(super) log_group: String,
}
