//! What a running stack says of itself.

use serde::{Deserialize, Serialize};

/// The path of the status on the services port; the one path that is no service's own.
pub const STATUS_PATH: &str = "/local/status";

/// The header by which every HTTP answer of a stack says that it is one, and of which
/// version; clients of the services ignore it.
pub const STACK_HEADER: &str = "x-cruddur-obs-stack";

/// What was taken and lost since the start, and what is answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StackStatus {
    /// UDP packets that arrived.
    pub udp_packets: u64,
    /// Of these, the ones that are no segment: a bad header, no JSON.
    pub udp_malformed: u64,
    /// Segments lost because the store was full.
    pub udp_dropped: u64,
    /// Stored X-Ray documents that could not be read when they were asked for.
    #[serde(default)]
    pub unread_documents: u64,
    /// Stored blocks and rows that were asked for and are damaged.
    #[serde(default)]
    pub damaged_blocks: u64,
    /// What happened to the store that its owner should know, although it works.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<String>,
    /// Bytes that wait to be written.
    pub queued_bytes: u64,
    /// The size of the database with its log, in bytes.
    pub stored_bytes: u64,
    /// The size from which on the oldest data is deleted; earlier versions do not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u64>,
    /// Bytes that were deleted to stay below it.
    #[serde(default)]
    pub trimmed_bytes: u64,
    /// Why nothing can be written for now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub writes_refused: Option<Refused>,
    /// Why nothing can be read for now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reads_refused: Option<Refused>,
    /// The version of the program that runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The format of its store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store_format: Option<i64>,
    /// What each port accepted and rejected.
    #[serde(default)]
    pub ports: Vec<PortStatus>,
    pub services: Vec<ServiceStatus>,
}

/// What keeps the store from working, and what to do about it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Refused {
    pub reason: String,
    pub remedy: String,
}

/// A port since the start.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PortStatus {
    /// `services`, `otlp-http`, `otlp-grpc`, `xray-udp`, `xray-tcp`.
    pub port: String,
    pub requests: Requests,
    pub items: Items,
    /// The last ones, newest first.
    pub rejections: Vec<Rejection>,
}

/// Requests, or packets of UDP, by their answer.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Requests {
    pub accepted: u64,
    pub rejected: u64,
}

/// Spans, documents, log records, events and data points, as far as requests could be read.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Items {
    pub accepted: u64,
    pub rejected: u64,
    /// Of the accepted ones, those that were counted and not stored: metrics.
    pub not_stored: u64,
}

/// What was rejected, and why. No secrets: queries, texts and tokens are left out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rejection {
    /// RFC 3339; of the last time.
    pub time: String,
    pub peer: String,
    /// Method and path, or `packet`, or `connection` where no HTTP was spoken.
    pub request: String,
    /// The status of the answer.
    pub answer: String,
    pub reason: String,
    /// How often it came in a row.
    pub times: u64,
}

/// The operations of a service that are built.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ServiceStatus {
    pub service: String,
    pub operations: Vec<String>,
}
