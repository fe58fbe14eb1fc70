//! Error items as the commands show them, whatever service they were read from.

use jiff::Timestamp;
use serde::Serialize;

use super::{Exception, ItemStatus, Level, TraceId};

/// Occurrences of one error in one environment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ErrorItem {
    /// The number that people use: `#12`.
    pub number: u64,
    /// The service's own id, which its API and its links use.
    pub id: i64,
    pub title: String,
    pub level: Level,
    pub status: ItemStatus,
    pub environment: String,
    pub occurrences: u64,
    pub first_seen: Timestamp,
    pub last_seen: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub framework: Option<String>,
    /// The version in which somebody says that it is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved_in_version: Option<String>,
}

/// One time that an error happened.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Occurrence {
    pub id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
    pub item_id: i64,
    pub at: Timestamp,
    /// The traces that it says it belongs to, the surest first: an app that reports to
    /// X-Ray and OpenTelemetry with different ids has two.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub trace_ids: Vec<TraceId>,
    /// The text of a message, which has no exception.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The outermost first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<Exception>,
    /// `GET http://localhost:4567/api/activities/home`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// The affected user's name or id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_version: Option<String>,
    /// The part of the application, as it names itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
}

/// What went wrong in a trace: an item, and its occurrences there.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TraceError {
    pub item: ErrorItem,
    pub occurrences: Vec<Occurrence>,
}
