//! What a running stack says of itself.

use serde::{Deserialize, Serialize};

/// The path of the status on the services port; the one path that is no service's own.
pub const STATUS_PATH: &str = "/local/status";

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
    /// Bytes that wait to be written.
    pub queued_bytes: u64,
    /// The size of the database with its log, in bytes.
    pub stored_bytes: u64,
    pub services: Vec<ServiceStatus>,
}

/// The operations of a service that are built.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ServiceStatus {
    pub service: String,
    pub operations: Vec<String>,
}
