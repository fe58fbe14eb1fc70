//! Which errors belong to a trace.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::{Rollbar, wire};
use crate::error::Result;
use crate::model::{Occurrence, TimeRange, TraceError, TraceId};

/// Occurrences on a page.
const PAGE: usize = 100;
/// Occurrences that are looked through for one trace at most.
pub const MAX_OCCURRENCES: usize = 5_000;
/// Reporters send from threads of their own and may be late: this much older than the
/// range, an occurrence ends the search.
const LATE: SignedDuration = SignedDuration::from_secs(120);

/// What was found for a trace.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundByTrace {
    /// The item seen last first.
    pub errors: Vec<TraceError>,
    /// Whether the whole range was looked through; otherwise there may be more.
    pub complete: bool,
}

impl Rollbar {
    /// The occurrences in `range` that name the trace as theirs, by item.
    ///
    /// The API cannot search for them: the project's occurrences are read from the
    /// newest back to the range, [`MAX_OCCURRENCES`] at most. Its times are whole
    /// seconds, so the range is widened to them.
    pub async fn errors_of_trace(&self, trace: TraceId, range: &TimeRange) -> Result<FoundByTrace> {
        let what = format!("look for the errors of {trace}");
        let since = wire::moment(range.since.as_second() - 1);
        let mut found: BTreeMap<i64, Vec<Occurrence>> = BTreeMap::new();
        let mut last_id: Option<i64> = None;
        let mut read = 0;
        let complete = loop {
            let mut parameters = vec![("limit", PAGE.to_string())];
            parameters.extend(last_id.map(|id| ("lastId", id.to_string())));
            let page: wire::InstanceList = self.get(&what, "/instances", &parameters).await?;
            let page: Vec<_> = page.instances.into_iter().map(Occurrence::from).collect();
            read += page.len();
            let next = page.iter().map(|occurrence| occurrence.id).min();
            let past = page.iter().all(|occurrence| occurrence.at < since - LATE);
            // a service that ignores `lastId` would give the same page for ever
            let stuck = next == last_id;
            let in_range = page
                .into_iter()
                .filter(|o| o.at >= since && o.at < range.until);
            for occurrence in in_range.filter(|o| o.trace_ids.contains(&trace)) {
                found
                    .entry(occurrence.item_id)
                    .or_default()
                    .push(occurrence);
            }
            if past {
                break true;
            }
            if stuck || read >= MAX_OCCURRENCES {
                break false;
            }
            last_id = next;
        };
        let mut errors = Vec::with_capacity(found.len());
        for (id, occurrences) in found {
            let item = self.item_with_id(id).await?;
            errors.push(TraceError { item, occurrences });
        }
        errors.sort_by_key(|error| std::cmp::Reverse(error.item.last_seen));
        Ok(FoundByTrace { errors, complete })
    }
}
