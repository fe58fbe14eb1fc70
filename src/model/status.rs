//! The status report of a running stack.

use serde::{Deserialize, Serialize};

/// The path of the status report on the services port. No service has such a path.
pub const STATUS_PATH: &str = "/local/status";

/// The header that identifies each HTTP answer of a stack, with its version. Clients of the
/// services ignore it.
pub const STACK_HEADER: &str = "x-cruddur-obs-stack";

/// What was received and lost since the start, and what the stack can do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StackStatus {
    /// UDP packets received.
    pub udp_packets: u64,
    /// UDP packets that are not a segment: invalid header or JSON.
    pub udp_malformed: u64,
    /// Segments lost because the store was full.
    pub udp_dropped: u64,
    /// Stored X-Ray documents that could not be decoded on reading.
    #[serde(default)]
    pub unread_documents: u64,
    /// Stored blocks and rows found damaged on reading.
    #[serde(default)]
    pub damaged_blocks: u64,
    /// Events of the store that its user should know about, although it works.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<String>,
    /// Bytes in the write queue.
    pub queued_bytes: u64,
    /// Size of the database and its write-ahead log, in bytes.
    pub stored_bytes: u64,
    /// The size above which the oldest data is deleted. Earlier versions do not report it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u64>,
    /// Bytes deleted to stay below the limit.
    #[serde(default)]
    pub trimmed_bytes: u64,
    /// Why writes are currently refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub writes_refused: Option<Refused>,
    /// Why reads are currently refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reads_refused: Option<Refused>,
    /// The version of the running program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The store format.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store_format: Option<i64>,
    /// What each port accepted and rejected.
    #[serde(default)]
    pub ports: Vec<PortStatus>,
    pub services: Vec<ServiceStatus>,
}

/// Why the store does not work, and what to do about it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Refused {
    pub reason: String,
    pub remedy: String,
}

/// The counters of a port since the start.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PortStatus {
    /// `services`, `otlp-http`, `otlp-grpc`, `xray-udp`, `xray-tcp`.
    pub port: String,
    pub requests: Requests,
    pub items: Items,
    /// The latest ones, newest first.
    pub rejections: Vec<Rejection>,
}

/// Requests, or UDP packets, by outcome.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Requests {
    pub accepted: u64,
    pub rejected: u64,
}

/// Spans, documents, log records, events and data points, as far as requests could be decoded.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Items {
    pub accepted: u64,
    pub rejected: u64,
    /// Accepted but not stored: metrics.
    pub not_stored: u64,
}

/// A rejected request and the reason. Contains no query, body or token, since they may hold
/// secrets.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rejection {
    /// The time of the latest one, in RFC 3339.
    pub time: String,
    pub peer: String,
    /// The method and path, `packet`, or `connection` if the peer did not speak HTTP.
    pub request: String,
    /// The status of the response.
    pub answer: String,
    pub reason: String,
    /// The number of consecutive occurrences.
    pub times: u64,
}

/// The implemented operations of a service.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ServiceStatus {
    pub service: String,
    pub operations: Vec<String>,
}
