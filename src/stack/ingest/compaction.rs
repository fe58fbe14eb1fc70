//! Merging blocks in the background: those of a trace once its spans have stopped coming,
//! and small ones of a log stream. And making the filters of large ones.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::spans::IngestError;
use super::{segments, spans};
use crate::model::SpanId;
use crate::stack::store::logs::{LogsError, LooseCursor, SiftCursor};
use crate::stack::store::{LooseTrace, Source, Store, StoreError, TraceBlock};

/// Between two looks for traces to merge. A trace to which nothing was added in this
/// time is merged.
const PAUSE: Duration = Duration::from_secs(3);
/// A trace that keeps growing is merged when it has this many blocks.
const MANY: u32 = 64;
/// Traces looked at in one pass.
const AT_ONCE: usize = 2_000;
/// What is larger than this stays in its blocks.
const LARGEST: usize = 16 << 20;
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
pub async fn merge(store: &Store, trace: LooseTrace) -> Result<bool, IngestError> {
    let blocks = store.loose_blocks(trace, LARGEST).await?;
    let merged = match blocks {
        None => Vec::new(),
        Some(blocks) => tokio::task::spawn_blocking(move || merged(&blocks))
            .await
            .map_err(|panic| StoreError::Broken(panic.to_string()))??,
    };
    Ok(store.replace_blocks(trace, merged).await?)
}

/// One block a source. A span counts once: with the first of its documents, and with OTLP
/// where it came by both ways.
fn merged(blocks: &[(Source, Vec<u8>)]) -> Result<Vec<TraceBlock>, IngestError> {
    let of = |wanted: Source| {
        let blocks = blocks.iter().filter(move |(source, _)| *source == wanted);
        blocks.map(|(_, block)| block.as_slice())
    };
    let otlp: Vec<&[u8]> = of(Source::Otlp).collect();
    let mut counted = HashSet::new();
    let mut merged = spans::merged(&otlp, &mut counted)?;
    merged.extend(merged_segments(of(Source::Xray), &mut counted)?);
    Ok(merged)
}

/// All documents that differ: a later one of the same segment adds to an earlier one.
fn merged_segments<'a>(
    blocks: impl Iterator<Item = &'a [u8]>,
    counted: &mut HashSet<SpanId>,
) -> Result<Vec<TraceBlock>, IngestError> {
    let mut seen = HashSet::new();
    let mut documents = Vec::new();
    for block in blocks {
        for line in String::from_utf8_lossy(block).lines() {
            if !seen.contains(line) {
                // what is stored was judged by its age when it came
                let (mut valid, _) = segments::parse(line, f64::NEG_INFINITY);
                for document in &mut valid {
                    document.count_new(counted);
                }
                documents.append(&mut valid);
                seen.insert(line.to_owned());
            }
        }
    }
    Ok(segments::blocks(documents)?)
}

#[cfg(test)]
mod tests;
