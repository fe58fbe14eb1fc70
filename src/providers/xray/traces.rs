//! Lists of traces, and whole traces.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use aws_sdk_xray::types::TimeRangeType;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::pages::Pages;
use super::summary::{newest_first, oldest_first, summary};
use super::{Xray, assemble, to_aws};
use crate::error::Result;
use crate::model::{TimeRange, Trace, TraceId, TraceSummary};

/// BatchGetTraces takes no more ids in a call.
const BATCH: usize = 5;
/// Calls under way at once; X-Ray throttles beyond a few.
const AT_ONCE: usize = 4;
/// Before ids that were left unprocessed are asked for again.
const RETRY_AFTER: Duration = Duration::from_millis(200);

/// The traces that were found, and the ids that were not.
#[derive(Debug, Default)]
pub struct Fetched {
    /// In the order of the ids.
    pub traces: Vec<Trace>,
    pub missing: Vec<TraceId>,
}

impl Fetched {
    /// Adds to summaries what only whole traces tell: the counts, and the request where the
    /// summary has no path of it.
    pub fn count(&self, summaries: &mut [TraceSummary]) {
        for summary in summaries {
            if let Some(trace) = self.traces.iter().find(|trace| trace.id == summary.id) {
                summary.spans = Some(trace.span_count);
                summary.errors = Some(trace.error_count);
                if summary.url.is_none()
                    && !summary.entry.contains(" /")
                    && let Some(request) = trace.request()
                {
                    summary.entry = request;
                }
            }
        }
    }
}

impl Xray {
    /// The newest `limit` traces that started in `range`, the newest first.
    pub async fn recent(&self, range: TimeRange, limit: usize) -> Result<Vec<TraceSummary>> {
        self.recent_watched(range, limit, || {}).await
    }

    /// How many windows [`Self::recent`] asks for at most.
    pub fn recent_windows(range: TimeRange) -> usize {
        newest_first(range).count()
    }

    /// The same as [`Self::recent`]; calls `after_window` after each.
    pub async fn recent_watched(
        &self,
        range: TimeRange,
        limit: usize,
        after_window: impl Fn(),
    ) -> Result<Vec<TraceSummary>> {
        let mut found: Vec<TraceSummary> = Vec::new();
        let mut seen = HashSet::new();
        for window in newest_first(range) {
            for summary in self.summaries(window, TimeRangeType::TraceId).await? {
                if seen.insert(summary.id) {
                    found.push(summary);
                }
            }
            after_window();
            if found.len() >= limit {
                break;
            }
        }
        found.sort_by_key(|summary| (std::cmp::Reverse(summary.start), summary.id));
        found.truncate(limit);
        Ok(found)
    }

    /// The traces that were active in `range`, whenever they began, each once; in no order.
    pub async fn active(&self, range: TimeRange) -> Result<Vec<TraceSummary>> {
        let mut found = HashMap::new();
        for window in oldest_first(range) {
            let summaries = self.summaries(window, TimeRangeType::Event).await?;
            found.extend(summaries.into_iter().map(|summary| (summary.id, summary)));
        }
        Ok(found.into_values().collect())
    }

    async fn summaries(&self, window: TimeRange, by: TimeRangeType) -> Result<Vec<TraceSummary>> {
        const WHAT: &str = "list traces";
        let mut found = Vec::new();
        let mut pages = Pages::new(WHAT);
        loop {
            let page = self
                .client
                .get_trace_summaries()
                .start_time(to_aws(window.since))
                .end_time(to_aws(window.until))
                .time_range_type(by.clone())
                .set_next_token(pages.token())
                .send()
                .await
                .map_err(|error| self.aws.failure(WHAT, error))?;
            found.extend(page.trace_summaries().iter().filter_map(summary));
            if !pages.more(page.next_token())? {
                return Ok(found);
            }
        }
    }

    /// Whole traces, each id once.
    pub async fn traces(&self, ids: &[TraceId]) -> Result<Fetched> {
        let mut parts = self.documents(ids).await?;
        let left: Vec<TraceId> = ids
            .iter()
            .copied()
            .filter(|id| !parts.contains_key(id))
            .collect();
        if !left.is_empty() {
            // an id that the service was too busy for looks like one that it has not got
            tokio::time::sleep(RETRY_AFTER).await;
            parts.extend(self.documents(&left).await?);
        }
        let mut fetched = Fetched::default();
        for &id in ids {
            match parts.remove(&id) {
                Some(part) => {
                    let documents = part.documents.iter().map(String::as_str);
                    fetched
                        .traces
                        .push(assemble::trace(id, part.limit_exceeded, documents));
                }
                None if fetched.traces.iter().any(|trace| trace.id == id) => {}
                None => fetched.missing.push(id),
            }
        }
        Ok(fetched)
    }

    async fn documents(&self, ids: &[TraceId]) -> Result<HashMap<TraceId, Part>> {
        // owned chunks: a stream of borrowing futures is not Send enough for every caller
        let chunks: Vec<Vec<TraceId>> = ids.chunks(BATCH).map(<[TraceId]>::to_vec).collect();
        stream::iter(chunks)
            .map(|chunk| self.batch(chunk))
            .buffer_unordered(AT_ONCE)
            .try_fold(HashMap::new(), |mut all, batch| async {
                all.extend(batch);
                Ok(all)
            })
            .await
    }

    /// One BatchGetTraces, to the last page. The segments of a trace may be spread over
    /// pages.
    async fn batch(&self, ids: Vec<TraceId>) -> Result<HashMap<TraceId, Part>> {
        const WHAT: &str = "read traces";
        let mut parts: HashMap<TraceId, Part> = HashMap::new();
        let mut pages = Pages::new(WHAT);
        loop {
            let page = self
                .client
                .batch_get_traces()
                .set_trace_ids(Some(ids.iter().map(TraceId::xray).collect()))
                .set_next_token(pages.token())
                .send()
                .await
                .map_err(|error| self.aws.failure(WHAT, error))?;
            let more = pages.more(page.next_token())?;
            for trace in page.traces.unwrap_or_default() {
                let Some(id) = trace.id.as_deref().and_then(|id| id.parse().ok()) else {
                    continue;
                };
                let segments = trace.segments.unwrap_or_default();
                if segments.is_empty() {
                    continue;
                }
                let part = parts.entry(id).or_default();
                part.limit_exceeded |= trace.limit_exceeded.unwrap_or_default();
                part.documents
                    .extend(segments.into_iter().filter_map(|s| s.document));
            }
            if !more {
                return Ok(parts);
            }
        }
    }
}

/// What is known of a trace before it is put together.
#[derive(Default)]
struct Part {
    limit_exceeded: bool,
    documents: Vec<String>,
}
