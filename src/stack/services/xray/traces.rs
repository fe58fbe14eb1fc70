//! BatchGetTraces, and the loading of assembled traces that every query shares.

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::response::Response;
use serde::{Deserialize, Serialize};

use super::assemble::{Trace, memory};
use super::{XrayError, streamed};
use crate::model::TraceId;
use crate::stack::Stack;
use crate::stack::http::TINY;
use crate::stack::services::typed::Double;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct BatchGetTraces {
    trace_ids: Option<Vec<String>>,
    next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct BatchGetTracesResult {
    traces: Vec<TraceShape>,
    unprocessed_trace_ids: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct TraceShape {
    id: TraceId,
    duration: Double,
    limit_exceeded: bool,
    segments: Vec<SegmentShape>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct SegmentShape {
    id: String,
    document: String,
}

/// Spans of up to so many bytes are answered from memory, more while they are assembled.
const WRITTEN_AT_ONCE: usize = 2 << 20;
/// Ids that one call may name.
const MAX_IDS: usize = 5;

pub(super) async fn batch_get(
    stack: &Arc<Stack>,
    input: BatchGetTraces,
) -> Result<Response, XrayError> {
    // the service's own words for both (boto/boto3 issue 3924)
    if input.next_token.is_some() {
        return Err(XrayError::invalid("NextToken is currently not supported"));
    }
    let ids = ids(input.trace_ids, MAX_IDS)?;
    let sizes = stack.store.trace_sizes(ids.clone()).await?;
    let bytes = sizes.iter().map(|size| size.bytes);
    let size = bytes.fold(0, usize::saturating_add);
    if size > WRITTEN_AT_ONCE {
        let needed = sizes.into_iter().map(memory);
        let needed = needed.fold(0, usize::saturating_add);
        let room = stack.limits.assembly(needed).await?;
        let loaded = stack.store.load_traces(ids.clone()).await?;
        return Ok(streamed::answer(Arc::clone(stack), ids, loaded, room).await);
    }
    // as JSON in JSON, with the names of the fields
    let room = stack.limits.room(8 * size.max(TINY)).await?;
    let add = |found: &mut Vec<_>, trace: &Trace| {
        found.push((trace.id, trace.damaged, shape(trace)?));
        Ok(ControlFlow::Continue(()))
    };
    let found = each(stack, ids.clone(), Vec::new(), add).await?;
    // also what was found in part
    let missing = |id: &&TraceId| {
        let whole = |(found, damaged, _): &(TraceId, bool, _)| found == *id && !damaged;
        !found.iter().any(whole)
    };
    let result = BatchGetTracesResult {
        unprocessed_trace_ids: ids
            .iter()
            .filter(missing)
            .map(ToString::to_string)
            .collect(),
        traces: found.into_iter().map(|(_, _, shape)| shape).collect(),
    };
    super::large(room, &result)
}

/// The ids of a request, each once.
pub(super) fn ids(texts: Option<Vec<String>>, most: usize) -> Result<Vec<TraceId>, XrayError> {
    let texts = texts.ok_or_else(|| XrayError::invalid("TraceIds is required"))?;
    if texts.len() > most {
        let message = format!("Exceeding maximum query size: {most}");
        return Err(XrayError::Invalid(message));
    }
    let mut ids: Vec<TraceId> = Vec::with_capacity(texts.len());
    for text in texts {
        let id = text
            .parse()
            .map_err(|_| XrayError::Invalid(format!("Invalid trace id: {text}")))?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

/// Traces are loaded together that take less than this.
const AT_ONCE: usize = 8 << 20;

/// Hands the assembled traces of those ids that are stored, in their order, to `take`: some
/// at a time, so that never more than a few are in memory, until it breaks.
pub(super) async fn each<S, F>(
    stack: &Stack,
    mut ids: Vec<TraceId>,
    state: S,
    take: F,
) -> Result<S, XrayError>
where
    S: Send + 'static,
    F: FnMut(&mut S, &Trace) -> io::Result<ControlFlow<()>> + Send + 'static,
{
    let mut working = (state, take);
    let sizes = stack.store.trace_sizes(ids.clone()).await?;
    let mut needs = sizes.into_iter().map(memory).peekable();
    while !ids.is_empty() {
        let mut needed = needs.next().unwrap_or(0);
        let mut count = 1;
        while let Some(next) = needs.next_if(|next| needed.saturating_add(*next) <= AT_ONCE) {
            needed += next;
            count += 1;
        }
        let later = ids.split_off(count.min(ids.len()));
        let some = std::mem::replace(&mut ids, later);
        let room = stack.limits.assembly(needed).await?;
        let loaded = stack.store.load_traces(some).await?;
        let assembling = tokio::task::spawn_blocking(move || {
            let mut unread = (0, Vec::new());
            let mut end = ControlFlow::Continue(());
            let (state, take) = &mut working;
            for loaded in loaded {
                let unreadable = loaded.unreadable();
                let trace = Trace::assemble(loaded)?;
                if trace.unread > 0 {
                    unread.0 += trace.unread;
                    unread.1.push(unreadable);
                }
                // a block without a single readable entity is no trace
                if !trace.segments().is_empty() {
                    end = take(state, &trace)?;
                    if end.is_break() {
                        break;
                    }
                }
            }
            drop(room);
            Ok::<_, io::Error>((working, unread, end))
        });
        let (documents, traces, end);
        (working, (documents, traces), end) = assembling
            .await
            .map_err(|panic| XrayError::Internal(panic.to_string()))??;
        let counter = &stack.counters.unread_documents;
        counter.fetch_add(documents, Ordering::Relaxed);
        stack.store.pass_over(&traces);
        if end.is_break() {
            break;
        }
    }
    Ok(working.0)
}

fn shape(trace: &Trace) -> io::Result<TraceShape> {
    let (start, end) = trace.bounds();
    let segments = trace.segments().iter().map(|segment| {
        Ok(SegmentShape {
            id: trace.outline(*segment).id.hex(),
            document: trace.document(*segment)?,
        })
    });
    Ok(TraceShape {
        id: trace.id,
        duration: Double::new(micros(end - start)),
        limit_exceeded: false,
        segments: segments.collect::<io::Result<_>>()?,
    })
}

/// A difference of epoch seconds without the noise of the doubles that hold them.
pub(super) fn micros(seconds: f64) -> f64 {
    (seconds * 1e6).round() / 1e6
}
