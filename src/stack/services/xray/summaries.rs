//! GetTraceSummaries.

use std::io;
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::assemble::Trace;
use super::summary::{Summary, summarize};
use super::{XrayError, filter, traces};
use crate::model::TraceId;
use crate::stack::Stack;
use crate::stack::http::json_size;
use crate::stack::ingest::segments::{LATEST_SECS, nanos};
use crate::stack::services::typed::{EpochSeconds, Long};
use crate::stack::store::{Order, TraceCursor, TraceRow};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetTraceSummaries {
    start_time: Option<f64>,
    end_time: Option<f64>,
    time_range_type: Option<String>,
    sampling: Option<bool>,
    sampling_strategy: Option<SamplingStrategy>,
    filter_expression: Option<String>,
    next_token: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SamplingStrategy {
    name: Option<String>,
    value: Option<f64>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetTraceSummariesResult {
    trace_summaries: Vec<Summary>,
    /// Where the time of this page begins.
    approximate_time: EpochSeconds,
    traces_processed_count: Long,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

/// Which time of a trace lies in the range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RangeType {
    /// Its start. (The service reads it from the id; ids of other origins hold none.)
    TraceId,
    /// Any: the trace was active in the range.
    Event,
    /// The end of one of its segments.
    Service,
}

/// Summaries of one page.
const PAGE: usize = 500;
/// A page ends with the summary that makes it this large; that of a trace of many services
/// may be alone on it.
const PAGE_BYTES: usize = 2 << 20;
/// Rows of a listing that are looked at before a page is given up half full.
const MAX_ROWS: usize = 20_000;
/// How long before the range an active trace may have begun.
const MAX_TRACE_NS: u64 = 24 * 3_600 * 1_000_000_000;

/// A page, and how many bytes its summaries have.
pub(super) async fn get(
    stack: &Stack,
    input: GetTraceSummaries,
) -> Result<(GetTraceSummariesResult, usize), XrayError> {
    let (start, end) = range(input.start_time, input.end_time, None)?;
    let by = range_type(input.time_range_type.as_deref())?;
    if let Some(expression) = input
        .filter_expression
        .as_deref()
        .filter(|e| !e.trim().is_empty())
    {
        filter::check(expression)?;
        return Err(filter::not_evaluated());
    }
    let share = share(input.sampling, input.sampling_strategy.as_ref())?;
    let after = input.next_token.as_deref().map(read_token).transpose()?;
    let mut page = rows(stack, (nanos(start), nanos(end)), by, after).await?;
    let ids = page.rows.iter().map(|row| row.id);
    let ids = ids.filter(|id| sampled(*id, share)).collect();
    let add = move |found: &mut Found, trace: &Trace| {
        let Some(at) = matched(trace, by, start, end) else {
            return Ok(ControlFlow::Continue(()));
        };
        found.push(trace.id, summarize(trace, at)?)
    };
    let found = traces::each(stack, ids, Found::default(), add).await?;
    if let Some(last) = found.full_at {
        page.end_at(last);
    }
    let processed = page.rows.len();
    let result = GetTraceSummariesResult {
        trace_summaries: found.summaries,
        approximate_time: EpochSeconds::new(match (&page.next, page.rows.last()) {
            (Some(_), Some(last)) => last.start_ns as f64 / 1e9,
            _ => start,
        }),
        traces_processed_count: Long::count(processed),
        next_token: page.next.map(token),
    };
    Ok((result, found.bytes))
}

/// Summaries, until they are as large as a page may be.
#[derive(Default)]
struct Found {
    summaries: Vec<Summary>,
    bytes: usize,
    /// The trace with which the page became full.
    full_at: Option<TraceId>,
}

impl Found {
    fn push(&mut self, id: TraceId, summary: Summary) -> io::Result<ControlFlow<()>> {
        self.bytes = self.bytes.saturating_add(json_size(&summary)?);
        self.summaries.push(summary);
        if self.bytes < PAGE_BYTES {
            return Ok(ControlFlow::Continue(()));
        }
        self.full_at = Some(id);
        Ok(ControlFlow::Break(()))
    }
}

/// The checked range `[start, end)` of a request, at most `most` hours.
pub(super) fn range(
    start: Option<f64>,
    end: Option<f64>,
    most: Option<u32>,
) -> Result<(f64, f64), XrayError> {
    let start = start.ok_or_else(|| XrayError::invalid("StartTime is required"))?;
    let end = end.ok_or_else(|| XrayError::invalid("EndTime is required"))?;
    // also what is no number
    let times = 0.0..LATEST_SECS;
    if !times.contains(&start) || !times.contains(&end) {
        return Err(XrayError::invalid("Invalid time range"));
    }
    if end < start {
        return Err(XrayError::invalid("StartTime must be before EndTime"));
    }
    match most {
        Some(hours) if end - start > f64::from(hours) * 3_600.0 => Err(XrayError::Invalid(
            format!("Time range cannot be longer than {hours} hours"),
        )),
        _ => Ok((start, end)),
    }
}

fn range_type(text: Option<&str>) -> Result<RangeType, XrayError> {
    match text {
        None | Some("TraceId") => Ok(RangeType::TraceId),
        Some("Event") => Ok(RangeType::Event),
        Some("Service") => Ok(RangeType::Service),
        Some(other) => Err(one_of("timeRangeType", other, "TraceId, Event, Service")),
    }
}

fn one_of(field: &'static str, value: &str, values: &str) -> XrayError {
    XrayError::Constraint {
        field,
        value: value.to_owned(),
        rule: format!("Member must satisfy enum value set: [{values}]"),
    }
}

/// The share of traces that is asked for.
fn share(sampling: Option<bool>, strategy: Option<&SamplingStrategy>) -> Result<f64, XrayError> {
    let Some(strategy) = strategy else {
        return Ok(1.0);
    };
    match strategy.name.as_deref() {
        None | Some("PartialScan") => Ok(1.0),
        Some("FixedRate") => {
            let value = strategy.value.unwrap_or(1.0);
            if !(0.0..=1.0).contains(&value) {
                return Err(XrayError::invalid(
                    "SamplingStrategy Value must be between 0 and 1",
                ));
            }
            Ok(if sampling == Some(true) { value } else { 1.0 })
        }
        Some(other) => Err(one_of(
            "samplingStrategy.name",
            other,
            "PartialScan, FixedRate",
        )),
    }
}

/// The same traces each time, spread by the random part of their ids.
fn sampled(id: TraceId, share: f64) -> bool {
    let [.., a, b] = id.0;
    share >= 1.0 || f64::from(u16::from_be_bytes([a, b])) < share * 65_536.0
}

struct Page {
    rows: Vec<TraceRow>,
    next: Option<TraceCursor>,
}

impl Page {
    /// Leaves what comes after this trace to the next page.
    fn end_at(&mut self, last: TraceId) {
        let Some(at) = self.rows.iter().position(|row| row.id == last) else {
            return;
        };
        if at + 1 < self.rows.len() {
            self.next = Some(self.rows[at].cursor());
            self.rows.truncate(at + 1);
        }
    }
}

/// The newest traces of the range after a place.
async fn rows(
    stack: &Stack,
    (start, end): (u64, u64),
    by: RangeType,
    mut after: Option<TraceCursor>,
) -> Result<Page, XrayError> {
    let from = match by {
        RangeType::TraceId => start,
        RangeType::Event | RangeType::Service => start.saturating_sub(MAX_TRACE_NS),
    };
    let mut found = Vec::new();
    let mut seen = 0;
    while seen < MAX_ROWS {
        let listed = stack
            .store
            .traces_between(from..end, Order::NewestFirst, after, PAGE)
            .await?;
        let whole = listed.len() == PAGE;
        seen += listed.len();
        for row in listed {
            let cursor = row.cursor();
            after = Some(cursor);
            if row.end_ns >= start {
                found.push(row);
                if found.len() == PAGE {
                    return Ok(Page {
                        rows: found,
                        next: Some(cursor),
                    });
                }
            }
        }
        if !whole {
            after = None;
            break;
        }
    }
    Ok(Page {
        rows: found,
        next: after,
    })
}

/// The time by which the trace is in the range; none if it is not.
fn matched(trace: &Trace, by: RangeType, start: f64, end: f64) -> Option<f64> {
    let mut segments = trace.segments().iter().map(|node| trace.outline(*node));
    match by {
        RangeType::TraceId => Some(trace.bounds().0),
        RangeType::Event => segments.find_map(|segment| {
            let (from, to) = (segment.start, segment.end().unwrap_or(f64::INFINITY));
            (from < end && to >= start).then_some(from.max(start))
        }),
        RangeType::Service => segments
            .filter_map(|segment| segment.end())
            .find(|at| (start..end).contains(at)),
    }
}

fn token(cursor: TraceCursor) -> String {
    hex::encode(format!("{}:{}", cursor.start_ns, cursor.seq))
}

fn read_token(token: &str) -> Result<TraceCursor, XrayError> {
    let cursor = || {
        let text = String::from_utf8(hex::decode(token).ok()?).ok()?;
        let (start_ns, seq) = text.split_once(':')?;
        Some(TraceCursor {
            start_ns: start_ns.parse().ok()?,
            seq: seq.parse().ok()?,
        })
    };
    cursor().ok_or_else(|| XrayError::invalid("Invalid NextToken"))
}
