//! PutTraceSegments and PutTelemetryRecords.

use axum::response::Response;
use serde::{Deserialize, Serialize};

use super::{JSON, Nothing, XrayError};
use crate::stack::Stack;
use crate::stack::at_most::AtMost;
use crate::stack::ingest::segments;
use crate::stack::traffic::Outcome;

/// Segments of one request. The service model names no limit; no valid ones of 8 MiB are
/// more, and each that is refused takes more in the answer than in the request.
const MAX_SEGMENTS: usize = 100_000;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PutTraceSegments {
    trace_segment_documents: Option<AtMost<String, MAX_SEGMENTS>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct PutTraceSegmentsResult {
    unprocessed_trace_segments: Vec<Unprocessed>,
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
pub(super) async fn put(stack: &Stack, input: PutTraceSegments) -> Result<Response, XrayError> {
    let sent = input
        .trace_segment_documents
        .ok_or_else(|| XrayError::invalid("TraceSegmentDocuments is required"))?;
    let sent = sent.list().ok_or_else(too_many)?;
    let now = stack.clock.now_secs();
    let parsing = tokio::task::spawn_blocking(move || {
        let mut valid = Vec::new();
        let mut rejected = Vec::new();
        for document in &sent {
            let (mut good, mut bad) = segments::parse(document, now);
            valid.append(&mut good);
            rejected.append(&mut bad);
            // a document may be a list of them
            if valid.len() + rejected.len() > MAX_SEGMENTS {
                return Err(too_many());
            }
        }
        let accepted = valid.len() as u64;
        Ok((segments::blocks(valid)?, accepted, rejected))
    });
    let (blocks, accepted, rejected) = parsing
        .await
        .map_err(|panic| XrayError::Internal(panic.to_string()))??;
    let unprocessed = rejected.into_iter().map(|rejected| Unprocessed {
        message: rejected.message(),
        error_code: rejected.code,
        id: rejected.id,
    });
    let unprocessed: Vec<Unprocessed> = unprocessed.collect();
    let outcome = Outcome {
        accepted,
        rejected: unprocessed.len() as u64,
        reason: unprocessed.first().map(|first| first.message.clone()),
        ..Outcome::default()
    };
    let result = PutTraceSegmentsResult {
        unprocessed_trace_segments: unprocessed,
    };
    // before anything is stored: whoever is told to try again sends all of it again
    let answer = stack.limits.json(&result).await?;
    if !blocks.is_empty() {
        stack
            .store
            .append_traces(blocks, stack.clock.now_ms())
            .await?;
    }
    Ok(outcome.note(answer.into_response(JSON)))
}

fn too_many() -> XrayError {
    XrayError::invalid(format!(
        "TraceSegmentDocuments has more than {MAX_SEGMENTS} segments: send fewer at once"
    ))
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
