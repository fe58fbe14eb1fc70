//! Every block: whether it can be read, and whether it is what its row says.

use std::collections::{HashMap, HashSet};

use opentelemetry_proto::tonic::trace::v1::TracesData;
use prost::Message as _;
use rusqlite::{Connection, Row};
use serde::de::IgnoredAny;

use super::walk::{Gap, walk};
use super::{Finding, Report};
use crate::model::TraceId;
use crate::stack::store::block::has_checksum;
use crate::stack::store::logs::{is_whole_filter, span_of_block};
use crate::stack::store::traces::{MOST_BLOCKS, Source};
use crate::stack::store::{StoreError, decompress};

/// Looks at every table that holds blocks, and at the rows that lead to them.
pub(super) fn check(connection: &Connection, report: &mut Report) -> Result<(), StoreError> {
    traces(connection, report)?;
    logs(connection, report)?;
    honeycomb(connection, report)?;
    rollbar(connection, report)
}

type Ms = Option<(i64, i64)>;

fn add_gaps(report: &mut Report, table: &'static str, gaps: Vec<Gap>) {
    report.findings.extend(gaps.into_iter().map(|keys| Finding {
        table,
        keys,
        owner: None,
        span_ms: None,
        problem: "rows cannot be read".to_owned(),
    }));
}

/// The payload in a column of a row, unpacked.
fn unpacked(report: &mut Report, row: &Row<'_>, column: usize) -> Result<Vec<u8>, String> {
    report.blocks += 1;
    let packed = row.get_ref(column).map_err(|error| error.to_string())?;
    let packed = packed.as_blob().map_err(|error| error.to_string())?;
    let bytes = decompress(packed).map_err(|error| error.to_string())?;
    report.without_checksum += u64::from(!has_checksum(packed));
    Ok(bytes)
}

fn traces(connection: &Connection, report: &mut Report) -> Result<(), StoreError> {
    let mut known: HashMap<i64, (TraceId, Ms)> = HashMap::new();
    let gaps = walk(connection, "traces", "id, start, end, services", |row| {
        let seq = row.get(0)?;
        let read = || -> rusqlite::Result<(TraceId, Ms)> {
            let ms = |ns: i64| ns / 1_000_000;
            let span = (ms(row.get(2)?), ms(row.get(3)?));
            let services: String = row.get(4)?;
            if serde_json::from_str::<Vec<String>>(&services).is_err() {
                return Err(rusqlite::Error::InvalidQuery);
            }
            Ok((TraceId(row.get(1)?), Some(span)))
        };
        match read() {
            Ok(trace) => {
                known.insert(seq, trace);
            }
            Err(_) => report.findings.push(Finding {
                table: "traces",
                keys: (seq, seq),
                owner: None,
                span_ms: None,
                problem: "the row is not what was written".to_owned(),
            }),
        }
        Ok(())
    })?;
    add_gaps(report, "traces", gaps);
    let mut with_blocks = HashSet::new();
    let gaps = walk(connection, "trace_blocks", "source, payload", |row| {
        let place: i64 = row.get(0)?;
        let seq = place / MOST_BLOCKS;
        with_blocks.insert(seq);
        let trace = known.get(&seq).copied();
        let whole = match trace {
            None => Err("it belongs to no trace that can be read".to_owned()),
            Some((id, _)) => {
                let source = row.get(1).map_err(|error| error.to_string());
                unpacked(report, row, 2).and_then(|bytes| of_trace(id, source?, &bytes))
            }
        };
        if let Err(problem) = whole {
            report.findings.push(Finding {
                table: "trace_blocks",
                keys: (place, place),
                owner: trace.map(|(id, _)| id.to_string()),
                span_ms: trace.and_then(|(_, span)| span),
                problem,
            });
        }
        Ok(())
    })?;
    let lost = !gaps.is_empty();
    add_gaps(report, "trace_blocks", gaps);
    let empty = known.iter().filter(|(seq, _)| !with_blocks.contains(seq));
    report
        .findings
        .extend(empty.map(|(seq, (id, span))| Finding {
            table: "traces",
            keys: (*seq, *seq),
            owner: Some(id.to_string()),
            span_ms: *span,
            problem: match lost {
                true => "none of its blocks can be read".to_owned(),
                false => "it has no blocks".to_owned(),
            },
        }));
    Ok(())
}

fn of_trace(id: TraceId, source: u8, bytes: &[u8]) -> Result<(), String> {
    let other = || "it holds another trace".to_owned();
    if source == Source::Otlp as u8 {
        let data = TracesData::decode(bytes).map_err(|error| error.to_string())?;
        let mut scopes = data.resource_spans.iter().flat_map(|r| &r.scope_spans);
        let all = scopes.all(|scope| scope.spans.iter().all(|span| span.trace_id == id.0));
        return all.then_some(()).ok_or_else(other);
    }
    if source != Source::Xray as u8 {
        return Err(format!("unknown source {source}"));
    }
    for line in bytes
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
    {
        serde_json::from_slice::<IgnoredAny>(line).map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// The names of the rows of a small table.
fn names(
    connection: &Connection,
    report: &mut Report,
    table: &'static str,
    column: &str,
) -> Result<HashMap<i64, String>, StoreError> {
    let mut names = HashMap::new();
    let gaps = walk(connection, table, column, |row| {
        if let Ok(name) = row.get(1) {
            names.insert(row.get(0)?, name);
        }
        Ok(())
    })?;
    add_gaps(report, table, gaps);
    Ok(names)
}

fn logs(connection: &Connection, report: &mut Report) -> Result<(), StoreError> {
    let groups = names(connection, report, "log_groups", "name")?;
    let streams = names(connection, report, "log_streams", "name")?;
    let columns = "group_id, stream_id, min_ms, max_ms, payload";
    let gaps = walk(connection, "log_blocks", columns, |row| {
        let id: i64 = row.get(0)?;
        let span = row.get(3).ok().zip(row.get(4).ok());
        let whole = unpacked(report, row, 5).and_then(|bytes| {
            let found = span_of_block(&bytes, id).map_err(|error| error.to_string())?;
            let same = found == span;
            same.then_some(())
                .ok_or_else(|| "its row names other times".to_owned())
        });
        if let Err(problem) = whole {
            let name = |names: &HashMap<i64, String>, column: usize| {
                row.get::<_, i64>(column)
                    .ok()
                    .and_then(|id| names.get(&id).cloned())
            };
            let owner = name(&groups, 1).map(|group| match name(&streams, 2) {
                Some(stream) => format!("{group} {stream}"),
                None => group,
            });
            report.findings.push(Finding {
                table: "log_blocks",
                keys: (id, id),
                owner,
                span_ms: span,
                problem,
            });
        }
        Ok(())
    })?;
    add_gaps(report, "log_blocks", gaps);
    let gaps = walk(connection, "log_grams", "grams", |row| {
        let whole = row.get_ref(1)?.as_blob().is_ok_and(is_whole_filter);
        if !whole {
            let id = row.get(0)?;
            report.findings.push(Finding {
                table: "log_grams",
                keys: (id, id),
                owner: None,
                span_ms: None,
                problem: "the filter of a block is damaged; searches read the block".to_owned(),
            });
        }
        Ok(())
    })?;
    add_gaps(report, "log_grams", gaps);
    Ok(())
}

fn honeycomb(connection: &Connection, report: &mut Report) -> Result<(), StoreError> {
    let datasets = names(connection, report, "honeycomb_datasets", "name")?;
    let columns = "dataset_id, min_ms, max_ms, payload";
    let gaps = walk(connection, "honeycomb_blocks", columns, |row| {
        let id: i64 = row.get(0)?;
        let whole = unpacked(report, row, 4).and_then(|bytes| {
            let mut lines = serde_json::Deserializer::from_slice(&bytes).into_iter();
            lines
                .try_for_each(|line: Result<IgnoredAny, _>| line.map(drop))
                .map_err(|error| error.to_string())
        });
        if let Err(problem) = whole {
            let dataset = row.get::<_, i64>(1).ok();
            report.findings.push(Finding {
                table: "honeycomb_blocks",
                keys: (id, id),
                owner: dataset.and_then(|id| datasets.get(&id).cloned()),
                span_ms: row.get(2).ok().zip(row.get(3).ok()),
                problem,
            });
        }
        Ok(())
    })?;
    add_gaps(report, "honeycomb_blocks", gaps);
    Ok(())
}

fn rollbar(connection: &Connection, report: &mut Report) -> Result<(), StoreError> {
    let items = names(connection, report, "rollbar_items", "title")?;
    let columns = "item_id, timestamp, payload";
    let gaps = walk(connection, "rollbar_occurrences", columns, |row| {
        let id: i64 = row.get(0)?;
        let whole = unpacked(report, row, 3).and_then(|bytes| {
            serde_json::from_slice::<IgnoredAny>(&bytes)
                .map(drop)
                .map_err(|error| error.to_string())
        });
        if let Err(problem) = whole {
            let item = row.get::<_, i64>(1).ok();
            let at = row
                .get::<_, i64>(2)
                .ok()
                .map(|seconds| seconds.saturating_mul(1_000));
            report.findings.push(Finding {
                table: "rollbar_occurrences",
                keys: (id, id),
                owner: item.and_then(|id| items.get(&id).cloned()),
                span_ms: at.zip(at),
                problem,
            });
        }
        Ok(())
    })?;
    add_gaps(report, "rollbar_occurrences", gaps);
    Ok(())
}
