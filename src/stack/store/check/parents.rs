//! Rows that others belong to and that are lost, made anew from what belongs to them.
//!
//! The values of such a row that can still be read stay. A name that is nowhere else becomes
//! one that says so: `recovered-group-7`.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, Row, params, params_from_iter};

use super::rows::{columns, names};
use super::salvage::is_refused;
use super::traced::Traced;
use crate::stack::store::{StoreError, decompress};

/// A kind of parent whose rows follow from those of its children by statements alone.
struct Kind {
    table: &'static str,
    /// For each that is missing its id, and what follows from its children, by column.
    missing: &'static str,
}

/// Deleted groups and streams are missing for good: their blocks wait to be removed.
const KINDS: [Kind; 4] = [
    Kind {
        table: "log_groups",
        missing: "SELECT c.id AS id, 'recovered-group-' || c.id AS name,
                coalesce((SELECT min(min_ms) FROM log_blocks WHERE group_id = c.id), 0) AS created_ms,
                'STANDARD' AS class
            FROM (SELECT group_id AS id FROM log_blocks UNION SELECT group_id FROM log_streams
                UNION SELECT group_id FROM log_tags UNION SELECT group_id FROM log_filters) c
            WHERE c.id NOT IN (SELECT id FROM log_groups)
                AND c.id NOT IN (SELECT group_id FROM log_leftovers
                    WHERE group_id IS NOT NULL AND stream_id IS NULL)",
    },
    Kind {
        table: "log_streams",
        missing: "SELECT stream_id AS id, min(group_id) AS group_id,
                'recovered-stream-' || stream_id AS name, min(min_ms) AS created_ms,
                min(min_ms) AS first_event_ms, max(max_ms) AS last_event_ms,
                max(received) AS last_ingestion_ms
            FROM log_blocks WHERE stream_id NOT IN (SELECT id FROM log_streams)
                AND group_id IN (SELECT id FROM log_groups)
                AND stream_id NOT IN (SELECT stream_id FROM log_leftovers
                    WHERE stream_id IS NOT NULL)
            GROUP BY stream_id",
    },
    Kind {
        table: "honeycomb_datasets",
        missing: "SELECT dataset_id AS id, 'recovered-dataset-' || dataset_id AS slug,
                'recovered-dataset-' || dataset_id AS name, min(received) AS created_ms,
                max(received) AS last_written_ms
            FROM honeycomb_blocks WHERE dataset_id NOT IN (SELECT id FROM honeycomb_datasets)
            GROUP BY dataset_id",
    },
    Kind {
        table: "rollbar_items",
        missing: "SELECT item_id AS id, 'unknown' AS environment,
                'recovered-' || item_id AS hash, 'recovered item' AS title, 'error' AS level,
                min(id) AS first_occurrence_id, min(timestamp) AS first_occurrence_timestamp,
                max(id) AS activating_occurrence_id, max(received) AS last_activated_timestamp,
                max(id) AS last_occurrence_id, max(timestamp) AS last_occurrence_timestamp,
                count(*) AS total_occurrences
            FROM rollbar_occurrences WHERE item_id NOT IN (SELECT id FROM rollbar_items)
            GROUP BY item_id",
    },
];

/// A row to be: its values by column.
type Values = Vec<(String, Value)>;

/// Makes the missing rows of the tables of the new file; returns their tables and keys.
pub(super) fn rebuild(
    old: &Connection,
    new: &Connection,
) -> Result<Vec<(&'static str, i64)>, StoreError> {
    let mut rebuilt = Vec::new();
    for kind in &KINDS {
        for mut values in missing(new, kind.missing)? {
            let Some((_, Value::Integer(id))) = values.first().cloned() else {
                continue;
            };
            if kind.table == "rollbar_items" {
                describe(new, id, &mut values)?;
            }
            let kept = left_of(old, new, kind.table, id)?;
            if put(new, kind.table, &merged(&values, kept))? || put(new, kind.table, &values)? {
                rebuilt.push((kind.table, id));
            }
        }
    }
    rebuilt.extend(traces(old, new)?.into_iter().map(|seq| ("traces", seq)));
    Ok(rebuilt)
}

fn missing(new: &Connection, sql: &str) -> Result<Vec<Values>, StoreError> {
    let mut statement = new.prepare(sql)?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let rows = statement.query_map([], |row| {
        let values = names.iter().enumerate();
        values
            .map(|(at, name)| Ok((name.clone(), row.get(at)?)))
            .collect()
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The values of a damaged row that can be read.
fn left_of(
    old: &Connection,
    new: &Connection,
    table: &str,
    key: i64,
) -> Result<Values, StoreError> {
    let columns = columns(new, table)?;
    let sql = format!(
        "SELECT {} FROM {table} NOT INDEXED WHERE rowid = ?1",
        names(&columns)
    );
    let read = |row: &Row<'_>| {
        let values = columns.iter().enumerate();
        let whole = values
            .filter_map(|(at, column)| Some((column.name.clone(), column.value(table, row, at)?)));
        Ok(whole.collect())
    };
    // of a row that cannot be read nothing is left
    let left = old.query_row(&sql, [key], read).optional();
    Ok(left.ok().flatten().unwrap_or_default())
}

fn merged(values: &Values, kept: Values) -> Values {
    let mut merged = kept;
    for (name, value) in values {
        if !merged.iter().any(|(known, _)| known == name) {
            merged.push((name.clone(), value.clone()));
        }
    }
    merged
}

/// Whether the table takes the row.
fn put(new: &Connection, table: &str, values: &Values) -> Result<bool, StoreError> {
    let names: Vec<&str> = values.iter().map(|(name, _)| &**name).collect();
    let places = vec!["?"; names.len()].join(", ");
    let sql = format!(
        "INSERT INTO {table} ({}) VALUES ({places})",
        names.join(", ")
    );
    match new.execute(
        &sql,
        params_from_iter(values.iter().map(|(_, value)| value)),
    ) {
        Err(error) if is_refused(&error) => Ok(false),
        done => Ok(done? == 1),
    }
}

/// What the last occurrence of an item says of it.
fn describe(new: &Connection, item: i64, values: &mut Values) -> Result<(), StoreError> {
    let sql = "SELECT payload FROM rollbar_occurrences WHERE item_id = ?1 ORDER BY id DESC LIMIT 1";
    let payload: Option<Vec<u8>> = new.query_row(sql, [item], |row| row.get(0)).optional()?;
    let text = payload.and_then(|payload| decompress(&payload).ok());
    let data: Option<serde_json::Value> = text.and_then(|text| serde_json::from_slice(&text).ok());
    let Some(data) = data else { return Ok(()) };
    let traced = &data["body"]["trace"]["exception"];
    let chained = &data["body"]["trace_chain"][0]["exception"];
    let exception = if traced.is_null() { chained } else { traced };
    let title = match (exception["class"].as_str(), exception["message"].as_str()) {
        (Some(class), Some(message)) => Some(format!("{class}: {message}")),
        (Some(class), None) => Some(class.to_owned()),
        _ => data["body"]["message"]["body"].as_str().map(str::to_owned),
    };
    let said = [
        ("title", data["title"].as_str().map(str::to_owned).or(title)),
        (
            "environment",
            data["environment"].as_str().map(str::to_owned),
        ),
        ("level", data["level"].as_str().map(str::to_owned)),
    ];
    for (name, text) in said {
        let is_level = |text: &String| text.parse::<crate::model::Level>().is_ok();
        let text = text.filter(|text| name != "level" || is_level(text));
        if let (Some(text), Some(at)) = (text, values.iter().position(|(known, _)| known == name)) {
            values[at].1 = Value::Text(text);
        }
    }
    Ok(())
}

/// Makes the rows of traces of which blocks are left.
fn traces(old: &Connection, new: &Connection) -> Result<Vec<i64>, StoreError> {
    let sql = "SELECT DISTINCT place >> 20 FROM trace_blocks
        WHERE place >> 20 NOT IN (SELECT seq FROM traces) ORDER BY 1";
    let mut statement = new.prepare(sql)?;
    let seqs = statement.query_map([], |row| row.get(0))?;
    let mut rebuilt = Vec::new();
    for seq in seqs.collect::<Result<Vec<i64>, _>>()? {
        let Some((trace, last, sources)) = traced(new, seq)? else {
            continue;
        };
        let same = "SELECT seq, next FROM traces WHERE id = ?1";
        let same = new
            .query_row(same, [trace.id.0], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        if let Some((other, next)) = same {
            append(new, seq, (other, next), &trace)?;
        } else {
            insert(old, new, seq, &trace, (last, sources))?;
        }
        rebuilt.push(seq);
    }
    Ok(rebuilt)
}

/// What the blocks in row `seq` make, the number of the last one, and their sources.
fn traced(new: &Connection, seq: i64) -> Result<Option<(Traced, i64, u8)>, StoreError> {
    let mut statement = new.prepare_cached(
        "SELECT place - (?1 << 20), source, payload FROM trace_blocks
         WHERE place >= ?1 << 20 AND place < (?1 + 1) << 20 ORDER BY place",
    )?;
    let mut rows = statement.query([seq])?;
    let mut found: Option<Traced> = None;
    let (mut last, mut sources) = (0, 0);
    while let Some(row) = rows.next()? {
        last = row.get(0)?;
        let source: u8 = row.get(1)?;
        let packed: Vec<u8> = row.get(2)?;
        let read = decompress(&packed).ok();
        let Some(read) = read.and_then(|bytes| Traced::read(source, &bytes)) else {
            continue;
        };
        sources |= source;
        match &mut found {
            Some(found) => found.add(read),
            None => found = Some(read),
        }
    }
    Ok(found.map(|found| (found, last, sources)))
}

fn ns(at: u64) -> i64 {
    i64::try_from(at).unwrap_or(i64::MAX)
}

fn insert(
    old: &Connection,
    new: &Connection,
    seq: i64,
    trace: &Traced,
    (last, sources): (i64, u8),
) -> Result<(), StoreError> {
    // rows came in the order of their keys
    let neighbour = "SELECT coalesce(
        (SELECT received FROM traces WHERE seq < ?1 ORDER BY seq DESC LIMIT 1),
        (SELECT received FROM traces WHERE seq > ?1 ORDER BY seq LIMIT 1))";
    let neighbour: Option<i64> = new.query_row(neighbour, [seq], |row| row.get(0))?;
    let left = left_of(old, new, "traces", seq)?;
    let time = |name: &str| {
        let value = left.iter().find(|(known, _)| known == name);
        match value {
            Some((_, Value::Integer(at))) => *at,
            _ => neighbour.unwrap_or(ns(trace.end_ns / 1_000_000)),
        }
    };
    let flags = [
        crate::stack::store::TraceFlags::ERROR,
        crate::stack::store::TraceFlags::FAULT,
        crate::stack::store::TraceFlags::THROTTLE,
    ];
    let flags = flags
        .iter()
        .zip([1, 2, 4])
        .filter(|(flag, _)| trace.flags.contains(**flag));
    new.execute(
        "INSERT INTO traces (seq, id, start, end, spans, flags, sources, next, loose, received,
             renewed, entry, services)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        params![
            seq,
            trace.id.0,
            ns(trace.start_ns),
            ns(trace.end_ns),
            trace.spans,
            flags.map(|(_, bit)| bit).sum::<i64>(),
            sources,
            last + 1,
            // so that it is looked at, and compacted if that makes it smaller
            last,
            time("received"),
            time("renewed"),
            trace.entry,
            serde_json::Value::from(trace.services.clone()).to_string(),
        ],
    )?;
    Ok(())
}

/// Moves the blocks of row `seq` behind those of another row of the same trace.
fn append(
    new: &Connection,
    seq: i64,
    (other, next): (i64, i64),
    trace: &Traced,
) -> Result<(), StoreError> {
    let moved = new.execute(
        "UPDATE trace_blocks SET place = place - (?1 << 20) + (?2 << 20) + ?3
         WHERE place >= ?1 << 20 AND place < (?1 + 1) << 20",
        [seq, other, next],
    )?;
    new.execute(
        "UPDATE traces SET start = min(start, ?2), end = max(end, ?3), spans = spans + ?4,
             loose = loose + ?5,
             next = 1 + (SELECT max(place) FROM trace_blocks
                 WHERE place >= ?1 << 20 AND place < (?1 + 1) << 20) - (?1 << 20)
         WHERE seq = ?1",
        params![
            other,
            ns(trace.start_ns),
            ns(trace.end_ns),
            trace.spans,
            i64::try_from(moved).unwrap_or(i64::MAX)
        ],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests;
