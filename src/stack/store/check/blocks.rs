//! Every block: whether it can be read, and whether it is what its row says.

use std::collections::{BTreeMap, HashMap, HashSet};

use opentelemetry_proto::tonic::trace::v1::TracesData;
use prost::Message as _;
use rusqlite::{Connection, Row};
use serde::de::IgnoredAny;

use super::traced::Traced;
use super::walk::walk;
use super::{Finding, Report};
use crate::model::TraceId;
use crate::stack::store::block::has_checksum;
use crate::stack::store::logs::{is_whole_filter, span_of_block};
use crate::stack::store::traces::{MAX_BLOCKS, Source};
use crate::stack::store::{StoreError, decompress};

/// The tables that are looked at here; `rows` looks at all others.
pub(super) const TABLES: [&str; 6] = [
    "traces",
    "trace_blocks",
    "log_blocks",
    "log_grams",
    "honeycomb_blocks",
    "rollbar_occurrences",
];

/// Looks at every table that holds blocks, and at the rows that lead to them.
pub(super) fn check(connection: &Connection, report: &mut Report) -> Result<(), StoreError> {
    traces(connection, report)?;
    logs(connection, report)?;
    honeycomb(connection, report)?;
    rollbar(connection, report)
}

type Ms = Option<(i64, i64)>;

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
    let gaps = walk(
        connection,
        "traces",
        "id, start, end, services, entry",
        |row| {
            let seq = row.get(0)?;
            let read = || -> rusqlite::Result<(TraceId, Ms)> {
                let ms = |ns: i64| ns / 1_000_000;
                let span = (ms(row.get(2)?), ms(row.get(3)?));
                let services: String = row.get(4)?;
                if serde_json::from_str::<Vec<String>>(&services).is_err() {
                    return Err(rusqlite::Error::InvalidQuery);
                }
                row.get::<_, Option<String>>(5)?;
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
                    is_orphan: false,
                }),
            }
            Ok(())
        },
    )?;
    report.add_gaps("traces", gaps);
    let mut with_blocks = HashSet::new();
    let mut orphans = Orphans::new("trace_blocks", "traces");
    // blocks have checksums: where they disagree, it is the row that is damaged
    let mut misnamed = HashSet::new();
    let gaps = walk(connection, "trace_blocks", "source, payload", |row| {
        let place: i64 = row.get(0)?;
        let seq = place / MAX_BLOCKS;
        with_blocks.insert(seq);
        let trace = known.get(&seq).copied();
        let source = row.get(1).map_err(|error| error.to_string());
        let whole = unpacked(report, row, 2).and_then(|bytes| match trace {
            Some((id, _)) => {
                if !is_of_trace(id, source?, &bytes)? {
                    misnamed.insert(seq);
                }
                Ok(())
            }
            None => {
                let read = Traced::read(source?, &bytes);
                let read = read.ok_or("it belongs to no trace that can be read")?;
                orphans.add(seq, place, || Some(read.id.to_string()));
                Ok(())
            }
        });
        if let Err(problem) = whole {
            report.findings.push(Finding {
                table: "trace_blocks",
                keys: (place, place),
                owner: trace.map(|(id, _)| id.to_string()),
                span_ms: trace.and_then(|(_, span)| span),
                problem,
                is_orphan: false,
            });
        }
        Ok(())
    })?;
    let lost = !gaps.is_empty();
    report.add_gaps("trace_blocks", gaps);
    report.findings.extend(orphans.findings());
    report
        .findings
        .extend(misnamed.into_iter().map(|seq| Finding {
            table: "traces",
            keys: (seq, seq),
            owner: None,
            span_ms: known.get(&seq).and_then(|(_, span)| *span),
            problem: "its blocks are of another trace".to_owned(),
            is_orphan: false,
        }));
    let empty = known.iter().filter(|(seq, _)| !with_blocks.contains(seq));
    report
        .findings
        .extend(empty.map(|(seq, (id, span))| Finding {
            table: "traces",
            keys: (*seq, *seq),
            owner: Some(id.to_string()),
            span_ms: *span,
            problem: if lost {
                "none of its blocks can be read".to_owned()
            } else {
                "it has no blocks".to_owned()
            },
            is_orphan: false,
        }));
    Ok(())
}

/// A document as far as it says whose it is.
#[derive(serde::Deserialize)]
struct Named {
    trace_id: Option<String>,
}

/// Whether a block is of this trace; an error if it is none.
fn is_of_trace(id: TraceId, source: u8, bytes: &[u8]) -> Result<bool, String> {
    if source == Source::Otlp as u8 {
        let data = TracesData::decode(bytes).map_err(|error| error.to_string())?;
        let mut scopes = data.resource_spans.iter().flat_map(|r| &r.scope_spans);
        return Ok(scopes.all(|scope| scope.spans.iter().all(|span| span.trace_id == id.0)));
    }
    if source != Source::Xray as u8 {
        return Err(format!("unknown source {source}"));
    }
    let lines = bytes.split(|byte| *byte == b'\n');
    let mut is_same = true;
    for line in lines.filter(|line| !line.is_empty()) {
        serde_json::from_slice::<IgnoredAny>(line).map_err(|error| error.to_string())?;
        // one that says it twice, or not in a text, was accepted for what it is
        let named = serde_json::from_slice::<Named>(line).ok();
        let named = named.and_then(|named| named.trace_id?.parse().ok());
        is_same &= named.is_none_or(|named: TraceId| named == id);
    }
    Ok(is_same)
}

/// The rows of a small table: their names, as far as they can be read.
fn names(
    connection: &Connection,
    table: &'static str,
    column: &str,
) -> Result<HashMap<i64, Option<String>>, StoreError> {
    let mut names = HashMap::new();
    // what cannot be read of them is found with all other rows
    walk(connection, table, column, |row| {
        names.insert(row.get(0)?, row.get(1).ok());
        Ok(())
    })?;
    Ok(names)
}

/// Deleted groups and streams whose blocks are still to be removed.
fn leftovers(connection: &Connection) -> Result<[HashSet<i64>; 2], StoreError> {
    let mut deleted = [HashSet::new(), HashSet::new()];
    walk(connection, "log_leftovers", "group_id, stream_id", |row| {
        for (at, deleted) in deleted.iter_mut().enumerate() {
            deleted.extend(row.get::<_, Option<i64>>(at + 1).ok().flatten());
        }
        Ok(())
    })?;
    Ok(deleted)
}

/// Rows whose parents are missing: how many, by the key of the parent.
struct Orphans {
    table: &'static str,
    parents: &'static str,
    found: BTreeMap<i64, Family>,
}

struct Family {
    keys: (i64, i64),
    rows: u64,
    owner: Option<String>,
}

impl Orphans {
    fn new(table: &'static str, parents: &'static str) -> Self {
        Self {
            table,
            parents,
            found: BTreeMap::new(),
        }
    }

    fn add(&mut self, parent: i64, key: i64, owner: impl FnOnce() -> Option<String>) {
        let family = self.found.entry(parent).or_insert_with(|| Family {
            keys: (key, key),
            rows: 0,
            owner: owner(),
        });
        family.keys.1 = key;
        family.rows += 1;
    }

    fn findings(self) -> impl Iterator<Item = Finding> {
        let Self { table, parents, .. } = self;
        self.found.into_iter().map(move |(parent, family)| Finding {
            table,
            keys: family.keys,
            owner: family.owner,
            span_ms: None,
            problem: match family.rows {
                1 => format!("its row {parent} in `{parents}` cannot be read"),
                rows => format!(
                    "row {parent} in `{parents}`, of which these are {rows} rows, cannot be read"
                ),
            },
            is_orphan: true,
        })
    }
}

fn logs(connection: &Connection, report: &mut Report) -> Result<(), StoreError> {
    let groups = names(connection, "log_groups", "name")?;
    let streams = names(connection, "log_streams", "name")?;
    let [deleted_groups, deleted_streams] = leftovers(connection)?;
    let mut without_group = Orphans::new("log_blocks", "log_groups");
    let mut without_stream = Orphans::new("log_blocks", "log_streams");
    let columns = "group_id, stream_id, min_ms, max_ms, payload";
    let gaps = walk(connection, "log_blocks", columns, |row| {
        let id: i64 = row.get(0)?;
        let span = row.get(3).ok().zip(row.get(4).ok());
        if let (Ok(group), Ok(stream)) = (row.get(1), row.get(2))
            && !deleted_groups.contains(&group)
            && !deleted_streams.contains(&stream)
        {
            if !groups.contains_key(&group) {
                without_group.add(group, id, || None);
            }
            if !streams.contains_key(&stream) {
                without_stream.add(stream, id, || groups.get(&group).cloned().flatten());
            }
        }
        let whole = unpacked(report, row, 5).and_then(|bytes| {
            let found = span_of_block(&bytes, id).map_err(|error| error.to_string())?;
            let same = found == span;
            same.then_some(())
                .ok_or_else(|| "its row names other times".to_owned())
        });
        if let Err(problem) = whole {
            let name = |names: &HashMap<i64, Option<String>>, column: usize| {
                let id = row.get::<_, i64>(column).ok()?;
                names.get(&id).cloned().flatten()
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
                is_orphan: false,
            });
        }
        Ok(())
    })?;
    report.add_gaps("log_blocks", gaps);
    report.findings.extend(without_group.findings());
    report.findings.extend(without_stream.findings());
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
                is_orphan: false,
            });
        }
        Ok(())
    })?;
    report.add_gaps("log_grams", gaps);
    Ok(())
}

fn honeycomb(connection: &Connection, report: &mut Report) -> Result<(), StoreError> {
    let datasets = names(connection, "honeycomb_datasets", "name")?;
    let mut orphans = Orphans::new("honeycomb_blocks", "honeycomb_datasets");
    let columns = "dataset_id, min_ms, max_ms, payload";
    let gaps = walk(connection, "honeycomb_blocks", columns, |row| {
        let id: i64 = row.get(0)?;
        if let Ok(parent) = row.get(1)
            && !datasets.contains_key(&parent)
        {
            orphans.add(parent, id, || None);
        }
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
                owner: dataset.and_then(|id| datasets.get(&id).cloned().flatten()),
                span_ms: row.get(2).ok().zip(row.get(3).ok()),
                problem,
                is_orphan: false,
            });
        }
        Ok(())
    })?;
    report.add_gaps("honeycomb_blocks", gaps);
    report.findings.extend(orphans.findings());
    Ok(())
}

fn rollbar(connection: &Connection, report: &mut Report) -> Result<(), StoreError> {
    let items = names(connection, "rollbar_items", "title")?;
    let mut orphans = Orphans::new("rollbar_occurrences", "rollbar_items");
    let columns = "item_id, timestamp, payload";
    let gaps = walk(connection, "rollbar_occurrences", columns, |row| {
        let id: i64 = row.get(0)?;
        if let Ok(parent) = row.get(1)
            && !items.contains_key(&parent)
        {
            orphans.add(parent, id, || None);
        }
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
                owner: item.and_then(|id| items.get(&id).cloned().flatten()),
                span_ms: at.zip(at),
                problem,
                is_orphan: false,
            });
        }
        Ok(())
    })?;
    report.add_gaps("rollbar_occurrences", gaps);
    report.findings.extend(orphans.findings());
    Ok(())
}
