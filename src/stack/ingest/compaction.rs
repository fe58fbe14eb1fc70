//! Background compaction: of the blocks of a trace once no more spans arrive, and of the small
//! blocks of log streams. Also the backfill of the n-gram filters of large ones.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::{segments, spans};
use crate::stack::store::logs::{BackfillCursor, CompactionCursor, LogsError};
use crate::stack::store::{
    CompactedBlocks, Source, Store, StoreError, UncompactedBlock, UncompactedTrace,
};

/// Between two passes. A trace to which nothing was added in this time is compacted.
const PAUSE: Duration = Duration::from_secs(3);
/// A trace that keeps growing is compacted when it has this many blocks.
const MANY: u32 = 64;
/// Traces examined in one pass.
const MAX_TRACES: usize = 2_000;
/// A larger trace keeps its blocks (bytes).
const MAX_SIZE: usize = 16 << 20;
/// After each compaction, so that ingest is not starved.
const BREATH: Duration = Duration::from_millis(1);

/// Runs until `shutdown`.
pub(crate) async fn run(store: Store, shutdown: CancellationToken) {
    tokio::join!(
        compact_traces_every(PAUSE, store.clone(), shutdown.clone()),
        compact_logs_every(PAUSE, store.clone(), shutdown.clone()),
        backfill_filters_every(PAUSE, store, shutdown),
    );
}

async fn compact_logs_every(pause: Duration, store: Store, shutdown: CancellationToken) {
    let mut before = None;
    loop {
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = shutdown.cancelled() => return,
        }
        let newest = store.logs().tail_from_now().await.ok();
        if newest == before {
            continue;
        }
        before = match compact_logs(&store, &shutdown).await {
            Ok(()) => newest,
            // what fails now (a full queue, a busy disk) is tried again in the next pass
            Err(_) => None,
        };
    }
}

/// Compacts until no blocks are left that can be.
async fn compact_logs(store: &Store, shutdown: &CancellationToken) -> Result<(), LogsError> {
    let mut after = CompactionCursor::default();
    let mut has_compacted = false;
    while !shutdown.is_cancelled() {
        let (found, next) = store.logs().uncompacted_blocks(after).await?;
        for blocks in found {
            if shutdown.is_cancelled() {
                break;
            }
            has_compacted |= store.logs().compact(blocks).await?;
            tokio::time::sleep(BREATH).await;
        }
        after = match next {
            Some(next) => next,
            // the results may be compacted further
            None if std::mem::take(&mut has_compacted) => CompactionCursor::default(),
            None => break,
        };
    }
    Ok(())
}

/// Filters are built in at most a third of the time, and with this pause while something waits
/// to be written: without them, a search only takes longer.
const BUSY_PAUSE: Duration = Duration::from_millis(500);

async fn backfill_filters_every(pause: Duration, store: Store, shutdown: CancellationToken) {
    let mut cursor = BackfillCursor::default();
    let mut rest = pause;
    loop {
        tokio::select! {
            () = tokio::time::sleep(rest) => {}
            () = shutdown.cancelled() => return,
        }
        let started = Instant::now();
        // what fails now is tried again in the next pass
        rest = match store.logs().backfill_filter(cursor).await {
            Ok((next, true)) => {
                cursor = next;
                match store.queued_bytes() {
                    0 => 2 * started.elapsed(),
                    _ => BUSY_PAUSE,
                }
            }
            Ok((next, false)) => {
                cursor = next;
                pause
            }
            Err(_) => pause,
        };
    }
}

async fn compact_traces_every(pause: Duration, store: Store, shutdown: CancellationToken) {
    let mut before = HashSet::new();
    loop {
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = shutdown.cancelled() => return,
        }
        // what fails now (a full queue, a busy disk) is tried again in the next pass
        if let Ok(traces) = store.uncompacted_traces(MAX_TRACES).await {
            compact_settled(&store, &traces, &before, &shutdown).await;
            before = traces.into_iter().collect();
        }
    }
}

async fn compact_settled(
    store: &Store,
    traces: &[UncompactedTrace],
    before: &HashSet<UncompactedTrace>,
    shutdown: &CancellationToken,
) {
    for trace in traces {
        if shutdown.is_cancelled() {
            return;
        }
        if trace.uncompacted >= MANY || before.contains(trace) {
            let _ = compact_trace(store, *trace).await;
            tokio::time::sleep(BREATH).await;
        }
    }
}

/// Compacts the blocks of one trace; `false` if spans arrived in between.
pub(in crate::stack) async fn compact_trace(
    store: &Store,
    trace: UncompactedTrace,
) -> Result<bool, StoreError> {
    let blocks = store.uncompacted_blocks(trace, MAX_SIZE).await?;
    let compacted = match blocks {
        None => CompactedBlocks::default(),
        Some(blocks) => tokio::task::spawn_blocking(move || compacted_blocks(&blocks))
            .await
            .map_err(|panic| StoreError::Broken(panic.to_string()))??,
    };
    store.replace_blocks(trace, compacted).await
}

/// One block a source. A span that arrived several times, or over both protocols, counts
/// once.
///
/// Accepted spans are moved and not validated again; a block that cannot be parsed stays as
/// it is.
fn compacted_blocks(blocks: &[UncompactedBlock]) -> Result<CompactedBlocks, StoreError> {
    let of = |wanted: Source| blocks.iter().filter(move |block| block.source == wanted);
    let mut counted = HashSet::new();
    let spans = spans::moved(of(Source::Otlp).map(UncompactedBlock::bytes), &mut counted);
    let otlp = of(Source::Otlp).zip(&spans.taken);
    let otlp = otlp.filter(|(_, taken)| **taken).map(|(block, _)| block);
    let mut compacted = CompactedBlocks::default();
    compacted.spans = u32::try_from(counted.len()).unwrap_or(u32::MAX);
    compacted.put(Source::Otlp, otlp, &spans.encoded)?;
    let documents = segments::moved(of(Source::Xray).map(UncompactedBlock::bytes), &mut counted);
    compacted.spans = compacted.spans.saturating_add(documents.spans);
    compacted.put(Source::Xray, of(Source::Xray), &documents.lines)?;
    Ok(compacted)
}

#[cfg(test)]
mod tests;
