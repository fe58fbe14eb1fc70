//! Error items, independent of the service that they were read from.

use jiff::Timestamp;
use serde::Serialize;

use super::{Exception, ItemStatus, Level, TraceId};

/// The occurrences of one error in one environment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ErrorItem {
    /// The number shown to users: `#12`.
    pub number: u64,
    /// The service's own id, used by its API and links.
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
    /// The version in which the item was marked as resolved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved_in_version: Option<String>,
}

/// One occurrence of an error.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Occurrence {
    pub id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
    pub item_id: i64,
    pub at: Timestamp,
    /// The traces that it refers to, the most reliable first. An app that reports to X-Ray and
    /// OpenTelemetry under different ids has two.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub trace_ids: Vec<TraceId>,
    /// The text of a message item, which has no exceptions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Outermost first.
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
    /// The part of the application, as reported by the application.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
}

/// An error in a trace: the item and its occurrences in that trace.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TraceError {
    pub item: ErrorItem,
    pub occurrences: Vec<Occurrence>,
}
