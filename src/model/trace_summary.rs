//! Traces as list entries.

use jiff::Timestamp;
use serde::Serialize;

use super::{Health, TraceId};

/// A trace without its spans.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TraceSummary {
    pub id: TraceId,
    /// The id in W3C format.
    pub w3c_id: String,
    pub start: Timestamp,
    /// From the earliest start to the latest end.
    pub duration_ms: f64,
    /// The root's duration until it sent the response, if it has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_ms: Option<f64>,
    /// The root's HTTP status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    #[serde(flatten)]
    pub health: Health,
    /// Whether some of it is still in progress.
    pub partial: bool,
    /// The request that started it, such as `GET /api/activities/home`, or the first service's
    /// name.
    pub entry: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    pub services: Vec<String>,
    /// Increases as parts of the trace arrive.
    pub revision: i32,
    /// The number of reported spans; `None` until the trace itself was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spans: Option<usize>,
    /// The number of failed spans.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errors: Option<usize>,
}

impl TraceSummary {
    /// Returns the HTTP status, or the outcome in one word.
    pub fn status(&self) -> String {
        match self.status {
            Some(status) => status.to_string(),
            None if self.partial => "running".to_owned(),
            None => self.health.word().to_owned(),
        }
    }
}
