//! Merging blocks in the background: those of a trace once its spans have stopped coming,
//! and small ones of a log stream. And making the filters of large ones.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::{segments, spans};
use crate::stack::store::logs::{LogsError, LooseCursor, SiftCursor};
use crate::stack::store::{LooseBlock, LooseTrace, MergedBlocks, Source, Store, StoreError};

/// Between two looks for traces to merge. A trace to which nothing was added in this
/// time is merged.
const PAUSE: Duration = Duration::from_secs(3);
/// A trace that keeps growing is merged when it has this many blocks.
const MANY: u32 = 64;
/// Traces looked at in one pass.
const AT_ONCE: usize = 2_000;
/// What is larger than this stays in its blocks.
const MAX_SIZE: usize = 16 << 20;
/// After each merge, so that ingest is not starved.
const BREATH: Duration = Duration::from_millis(1);

/// Merges until `shutdown`.
pub async fn compact(store: Store, shutdown: CancellationToken) {
    tokio::join!(
        compact_every(PAUSE, store.clone(), shutdown.clone()),
        merge_logs_every(PAUSE, store.clone(), shutdown.clone()),
        sift_logs_every(PAUSE, store, shutdown),
    );
}

async fn merge_logs_every(pause: Duration, store: Store, shutdown: CancellationToken) {
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
        before = match merge_logs(&store, &shutdown).await {
            Ok(()) => newest,
            // what fails now (a full queue, a busy disk) is tried again in the next pass
            Err(_) => None,
        };
    }
}

/// Merges until nothing is left that can be.
async fn merge_logs(store: &Store, shutdown: &CancellationToken) -> Result<(), LogsError> {
    let mut after = LooseCursor::default();
    let mut merged_some = false;
    while !shutdown.is_cancelled() {
        let (found, next) = store.logs().loose_blocks(after).await?;
        for blocks in found {
            if shutdown.is_cancelled() {
                break;
            }
            merged_some |= store.logs().merge(blocks).await?;
            tokio::time::sleep(BREATH).await;
        }
        after = match next {
            Some(next) => next,
            // what was merged may be merged further
            None if std::mem::take(&mut merged_some) => LooseCursor::default(),
            None => break,
        };
    }
    Ok(())
}

/// Filters are made in a third of the time at most, and at this pace while something waits
/// to be written: a search without them takes longer, and that is all.
const UNHURRIED: Duration = Duration::from_millis(500);

async fn sift_logs_every(pause: Duration, store: Store, shutdown: CancellationToken) {
    let mut cursor = SiftCursor::default();
    let mut rest = pause;
    loop {
        tokio::select! {
            () = tokio::time::sleep(rest) => {}
            () = shutdown.cancelled() => return,
        }
        let started = Instant::now();
        // what fails now is tried again in the next pass
        rest = match store.logs().sift(cursor).await {
            Ok((next, true)) => {
                cursor = next;
                match store.queued_bytes() {
                    0 => 2 * started.elapsed(),
                    _ => UNHURRIED,
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

async fn compact_every(pause: Duration, store: Store, shutdown: CancellationToken) {
    let mut before = HashSet::new();
    loop {
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = shutdown.cancelled() => return,
        }
        // what fails now (a full queue, a busy disk) is tried again in the next pass
        if let Ok(loose) = store.loose_traces(AT_ONCE).await {
            merge_settled(&store, &loose, &before, &shutdown).await;
            before = loose.into_iter().collect();
        }
    }
}

async fn merge_settled(
    store: &Store,
    loose: &[LooseTrace],
    before: &HashSet<LooseTrace>,
    shutdown: &CancellationToken,
) {
    for trace in loose {
        if shutdown.is_cancelled() {
            return;
        }
        if trace.loose >= MANY || before.contains(trace) {
            let _ = merge(store, *trace).await;
            tokio::time::sleep(BREATH).await;
        }
    }
}

/// Merges the blocks of one trace; `false` if spans came in between.
pub async fn merge(store: &Store, trace: LooseTrace) -> Result<bool, StoreError> {
    let blocks = store.loose_blocks(trace, MAX_SIZE).await?;
    let merged = match blocks {
        None => MergedBlocks::default(),
        Some(blocks) => tokio::task::spawn_blocking(move || merged(&blocks))
            .await
            .map_err(|panic| StoreError::Broken(panic.to_string()))??,
    };
    store.replace_blocks(trace, merged).await
}

/// One block a source. A span counts once, by whatever way it came.
///
/// What was accepted is moved and never judged again; a block that cannot be taken apart
/// stays as it is.
fn merged(blocks: &[LooseBlock]) -> Result<MergedBlocks, StoreError> {
    let of = |wanted: Source| blocks.iter().filter(move |block| block.source == wanted);
    let mut counted = HashSet::new();
    let spans = spans::moved(of(Source::Otlp).map(LooseBlock::bytes), &mut counted);
    let otlp = of(Source::Otlp).zip(&spans.taken);
    let otlp = otlp.filter(|(_, taken)| **taken).map(|(block, _)| block);
    let mut merged = MergedBlocks::default();
    merged.spans = u32::try_from(counted.len()).unwrap_or(u32::MAX);
    merged.put(Source::Otlp, otlp, &spans.encoded)?;
    let documents = segments::moved(of(Source::Xray).map(LooseBlock::bytes), &mut counted);
    merged.spans = merged.spans.saturating_add(documents.spans);
    merged.put(Source::Xray, of(Source::Xray), &documents.lines)?;
    Ok(merged)
}

#[cfg(test)]
mod tests;
