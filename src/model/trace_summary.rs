//! A trace in a list.

use jiff::Timestamp;
use serde::Serialize;

use super::{Health, TraceId};

/// What a list tells of a trace without reading it whole.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TraceSummary {
    pub id: TraceId,
    /// The same id in W3C's spelling.
    pub w3c_id: String,
    pub start: Timestamp,
    /// From the earliest start to the latest end.
    pub duration_ms: f64,
    /// Of the root: until the response was sent, if it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_ms: Option<f64>,
    /// The HTTP status of the root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    #[serde(flatten)]
    pub health: Health,
    /// Some of it is still in progress.
    pub partial: bool,
    /// The request that entered: `GET /api/activities/home`, or the first service's name.
    pub entry: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    pub services: Vec<String>,
    /// Grows as parts of the trace arrive.
    pub revision: i32,
    /// How many spans were reported; known once the trace itself was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spans: Option<usize>,
    /// How many of them failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errors: Option<usize>,
}

impl TraceSummary {
    /// The HTTP status, or how it ended in a word.
    pub fn status(&self) -> String {
        match self.status {
            Some(status) => status.to_string(),
            None if self.partial => "running".to_owned(),
            None => self.health.word().to_owned(),
        }
    }
}
