//! PutTraceSegments and PutTelemetryRecords.

use serde::{Deserialize, Serialize};

use super::{Nothing, XrayError};
use crate::stack::Stack;
use crate::stack::ingest::segments;
use crate::stack::store::StoreError;
use crate::stack::traffic::Outcome;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PutTraceSegments {
    trace_segment_documents: Option<Vec<String>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PutTraceSegmentsResult {
    unprocessed_trace_segments: Vec<Unprocessed>,
    #[serde(skip)]
    accepted: u64,
}

impl PutTraceSegmentsResult {
    pub(super) fn outcome(&self) -> Outcome {
        let rejected = &self.unprocessed_trace_segments;
        Outcome {
            accepted: self.accepted,
            rejected: rejected.len() as u64,
            reason: rejected.first().map(|first| first.message.clone()),
            ..Outcome::default()
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Unprocessed {
    /// Left out where the document has none (aws-xray-daemon issue 120).
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    error_code: &'static str,
    message: String,
}

/// Stores the valid documents; answers once they are committed.
pub(super) async fn put(
    stack: &Stack,
    input: PutTraceSegments,
) -> Result<PutTraceSegmentsResult, XrayError> {
    let sent = input
        .trace_segment_documents
        .ok_or_else(|| XrayError::invalid("TraceSegmentDocuments is required"))?;
    let now = stack.clock.now_secs();
    let parsing = tokio::task::spawn_blocking(move || {
        let mut valid = Vec::new();
        let mut rejected = Vec::new();
        for document in &sent {
            let (mut good, mut bad) = segments::parse(document, now);
            valid.append(&mut good);
            rejected.append(&mut bad);
        }
        let accepted = valid.len() as u64;
        Ok::<_, StoreError>((segments::blocks(valid)?, accepted, rejected))
    });
    let (blocks, accepted, rejected) = parsing
        .await
        .map_err(|panic| XrayError::Internal(panic.to_string()))??;
    if !blocks.is_empty() {
        stack
            .store
            .append_traces(blocks, stack.clock.now_ms())
            .await?;
    }
    let unprocessed = rejected.into_iter().map(|rejected| Unprocessed {
        message: rejected.message(),
        error_code: rejected.code,
        id: rejected.id,
    });
    Ok(PutTraceSegmentsResult {
        unprocessed_trace_segments: unprocessed.collect(),
        accepted,
    })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PutTelemetryRecords {
    telemetry_records: Option<Vec<TelemetryRecord>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TelemetryRecord {
    timestamp: Option<f64>,
}

/// What a daemon tells of itself each minute. No operation gives it back, so it is
/// checked and forgotten.
pub(super) fn put_telemetry(input: PutTelemetryRecords) -> Result<Nothing, XrayError> {
    let records = input
        .telemetry_records
        .ok_or_else(|| XrayError::invalid("TelemetryRecords is required"))?;
    if records.iter().any(|record| record.timestamp.is_none()) {
        return Err(XrayError::invalid("Timestamp is required"));
    }
    Ok(Nothing {})
}
