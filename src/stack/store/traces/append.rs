//! Blocks into tables. Runs on the writer's thread, which every ingest waits for.

use rusqlite::{CachedStatement, Connection, params};

use super::{MAX_BLOCKS, Source, TraceBlock, add_service, ns, place};
use crate::stack::store::StoreError;

/// What a waiting block occupies, about.
pub(in crate::stack::store) fn weight(block: &TraceBlock) -> usize {
    const ROW: usize = 256;
    let services = block.services.iter().map(String::len).sum::<usize>();
    let entry = block.entry.as_ref().map_or(0, String::len);
    block.payload.len() + services + entry + ROW
}

struct Statements<'c> {
    insert: CachedStatement<'c>,
    block: CachedStatement<'c>,
}

pub(in crate::stack::store) fn append(
    connection: &Connection,
    blocks: &[TraceBlock],
    received_ms: i64,
) -> Result<(), StoreError> {
    let mut statements = Statements {
        insert: connection.prepare_cached(
            "INSERT INTO traces (id, start, end, spans, flags, sources, next, loose, received,
                 renewed, entry, services)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, 0, ?7, ?7, ?8, ?9) ON CONFLICT (id) DO NOTHING",
        )?,
        block: connection.prepare_cached(
            "INSERT INTO trace_blocks (place, source, payload) VALUES (?1, ?2, ?3)",
        )?,
    };
    for block in blocks {
        let inserted = statements.insert.execute(params![
            block.trace_id.0,
            ns(block.start_ns),
            ns(block.end_ns),
            block.spans,
            block.flags.0,
            block.source as u8,
            received_ms,
            block.entry,
            services_text(&block.services),
        ])?;
        let at = match inserted {
            1 => place(connection.last_insert_rowid(), 0),
            _ => widen(connection, block, received_ms)?,
        };
        insert_block(&mut statements.block, at, block.source, &block.payload)?;
    }
    Ok(())
}

pub(super) fn insert_block(
    statement: &mut CachedStatement<'_>,
    place: i64,
    source: Source,
    payload: &[u8],
) -> Result<(), StoreError> {
    statement.execute(params![place, source as u8, payload])?;
    Ok(())
}

/// Adds a block to the row of a known trace; returns the block's place.
fn widen(connection: &Connection, block: &TraceBlock, received_ms: i64) -> Result<i64, StoreError> {
    let mut find = connection
        .prepare_cached("SELECT seq, start, next, entry, services FROM traces WHERE id = ?1")?;
    let (seq, start, next, entry, services) = find.query_row([block.trace_id.0], |row| {
        Ok((
            row.get::<_, i64>(0)?,
            row.get::<_, i64>(1)?,
            row.get::<_, i64>(2)?,
            // what cannot be read of these is made anew, and no reason to refuse a block
            row.get::<_, Option<String>>(3).unwrap_or_default(),
            row.get::<_, String>(4).unwrap_or_default(),
        ))
    })?;
    if next >= MAX_BLOCKS {
        return Err(StoreError::Full {
            retry_after: std::time::Duration::from_secs(5),
        });
    }
    // what was asked for is told by the span that starts first
    let earlier = ns(block.start_ns) < start;
    let entry = match &block.entry {
        Some(new) if earlier || entry.is_none() => Some(new.clone()),
        _ => entry,
    };
    let mut update = connection.prepare_cached(
        "UPDATE traces SET start = min(start, ?2), end = max(end, ?3), spans = spans + ?4,
             flags = flags | ?5, sources = sources | ?6, next = next + 1, loose = loose + 1,
             renewed = max(renewed, ?7), entry = ?8, services = ?9
         WHERE seq = ?1",
    )?;
    update.execute(params![
        seq,
        ns(block.start_ns),
        ns(block.end_ns),
        block.spans,
        block.flags.0,
        block.source as u8,
        received_ms,
        entry,
        with_services(services, &block.services),
    ])?;
    Ok(place(seq, next))
}

pub(super) fn services_text(services: &[String]) -> String {
    serde_json::Value::from(services).to_string()
}

fn with_services(stored: String, new: &[String]) -> String {
    let known = serde_json::from_str::<Vec<String>>(&stored).ok();
    let before = known.as_ref().map(Vec::len);
    let mut services = known.unwrap_or_default();
    for service in new {
        add_service(&mut services, service);
    }
    if Some(services.len()) == before {
        stored
    } else {
        services_text(&services)
    }
}
