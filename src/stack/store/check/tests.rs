use std::collections::BTreeSet;
use std::fs;
use std::ops::ControlFlow;

use super::*;
use crate::model::{Level, TraceId};
use crate::stack::store::logs::{
    Create, EventFilter, EventQuery, LogBatch, LogsError, StreamChoice, is_whole_filter,
};
use crate::stack::store::rollbar::NewOccurrence;
use crate::stack::store::{
    HoneycombEvent, Order, Source, Store, StoreError, StoreOptions, TraceBlock, TraceFlags,
    compress, watched,
};

const TRACES: u8 = 40;

fn trace(id: u8) -> TraceBlock {
    let text: String = (0..60)
        .map(|n| format!("{{\"n\":{n},\"of\":{id}}}\n"))
        .collect();
    TraceBlock {
        trace_id: TraceId([id; 16]),
        source: Source::Xray,
        start_ns: u64::from(id) * 1_000_000_000,
        end_ns: u64::from(id) * 1_000_000_000 + 5,
        spans: 1,
        flags: TraceFlags::default(),
        entry: None,
        services: vec!["web".to_owned()],
        payload: compress(text.as_bytes()).unwrap(),
    }
}

/// A line that zstd cannot make small, so that blocks fill pages.
fn line(n: u32) -> String {
    let noise: String = (0..60_u32)
        .map(|at| format!("{:x}", (n * 131 + at).wrapping_mul(2_654_435_761)))
        .collect();
    format!("line {n} {noise}")
}

pub(super) async fn filled(folder: &Path) {
    let store = Store::open(folder, &StoreOptions::default()).unwrap();
    for id in 1..=TRACES {
        store.append_traces(vec![trace(id)], 0).await.unwrap();
    }
    for request in 0..30_u32 {
        let events = (0..20).map(|n| request * 20 + n);
        let batch = LogBatch {
            group: "g".to_owned(),
            stream: "s".to_owned(),
            events: events.map(|n| (i64::from(n) * 1_000, line(n))).collect(),
            ingested_ms: 1,
            create: Create::Missing,
        };
        store.logs().append(batch).await.unwrap();
    }
    for n in 0..20_u32 {
        let event = HoneycombEvent {
            time_ns: u64::from(n) * 1_000_000,
            sample_rate: 1,
            data: [("line".to_owned(), line(n).into())].into_iter().collect(),
        };
        let events = [("d".to_owned(), vec![event])].into();
        store.append_honeycomb(events, Vec::new(), 1).await.unwrap();
        let occurrence = NewOccurrence {
            uuid: format!("uuid-{n}"),
            environment: "production".to_owned(),
            hash: "hash".to_owned(),
            title: "Error".to_owned(),
            level: Level::Error,
            timestamp: i64::from(n) + 1,
            received: 1,
            platform: None,
            framework: None,
            code_version: None,
            payload: compress(format!("{{\"line\":\"{}\"}}", line(n)).as_bytes()).unwrap(),
        };
        store.report_occurrence(occurrence).await.unwrap();
    }
    store.close().await;
}

/// All that every reader gives, a line each.
async fn read(store: &Store) -> Result<BTreeSet<String>, StoreError> {
    let mut found = BTreeSet::new();
    let rows = store
        .traces_between(0..u64::MAX >> 1, Order::OldestFirst, None, 1_000)
        .await?;
    found.extend(rows.iter().map(|row| format!("row {}", row.id)));
    let ids = (1..=TRACES).map(|id| TraceId([id; 16])).collect();
    for trace in store.traces(ids).await? {
        for (_, bytes) in trace.blocks {
            let text = String::from_utf8(bytes).unwrap();
            found.extend(
                text.lines()
                    .map(|line| format!("trace {} {line}", trace.id)),
            );
        }
    }
    let query = EventQuery {
        group: "g".to_owned(),
        streams: StreamChoice::All,
        filter: EventFilter::default(),
        now_ms: 0,
    };
    let logs = store.logs();
    let lines = logs.fold_events(query, Vec::new(), |lines, event| {
        lines.push(format!("log {}", event.message));
        ControlFlow::Continue(())
    });
    match lines.await {
        Ok(lines) => found.extend(lines),
        Err(LogsError::Store(error)) => return Err(error),
        Err(other) => return Err(StoreError::Broken(other.to_string())),
    }
    for event in store.honeycomb_events("d", 0..i64::MAX).await? {
        found.insert(format!("event {:?}", event.data));
    }
    let occurrences = store
        .rollbar_occurrences(None, None, (0, 100), usize::MAX)
        .await?;
    for occurrence in occurrences.unwrap_or_default() {
        found.insert(format!("occurrence {}", occurrence.data.get()));
    }
    Ok(found)
}

async fn read_of(folder: &Path) -> (Result<BTreeSet<String>, StoreError>, Option<u64>) {
    let store = match Store::open(folder, &StoreOptions::default()) {
        Ok(store) => store,
        Err(error) => return (Err(error), None),
    };
    let (found, skipped) = watched(read(&store)).await;
    store.close().await;
    (found, skipped.map(|skipped| skipped.blocks))
}

/// Turns one bit of one block around.
fn flip(folder: &Path, table: &str, column: &str, key: i64) {
    let connection = Connection::open(folder.join(FILE)).unwrap();
    let sql = format!("SELECT {column} FROM {table} WHERE rowid = ?1");
    let mut bytes: Vec<u8> = connection.query_row(&sql, [key], |row| row.get(0)).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    let sql = format!("UPDATE {table} SET {column} = ?2 WHERE rowid = ?1");
    connection.execute(&sql, (key, bytes)).unwrap();
}

#[tokio::test]
async fn a_damaged_block_is_passed_over_told_found_and_repaired() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path()).await;
    let whole = read_of(folder.path()).await;
    assert_eq!(whole.1, None);
    let whole = whole.0.unwrap();
    let keys = |table: &str| -> i64 {
        let connection = Connection::open(folder.path().join(FILE)).unwrap();
        let sql = format!("SELECT min(rowid) FROM {table}");
        connection.query_row(&sql, [], |row| row.get(0)).unwrap()
    };
    for (table, lost) in [
        ("trace_blocks", 60),
        ("log_blocks", 20),
        ("honeycomb_blocks", 1),
        ("rollbar_occurrences", 1),
    ] {
        let copy = tempfile::tempdir().unwrap();
        fs::copy(folder.path().join(FILE), copy.path().join(FILE)).unwrap();
        flip(copy.path(), table, "payload", keys(table));
        let (found, skipped) = read_of(copy.path()).await;
        let found = found.unwrap();
        assert!(found.is_subset(&whole), "{table}");
        assert_eq!(whole.len() - found.len(), lost, "{table}");
        assert_eq!(skipped, Some(1), "{table}");

        let report = check(copy.path()).unwrap().unwrap();
        assert_eq!(report.structure, [""; 0], "{table}");
        let tables: Vec<_> = report.findings.iter().map(|found| found.table).collect();
        assert_eq!(tables, [table]);
        assert!(report.findings[0].owner.is_some(), "{table}");
        assert!(report.findings[0].span_ms.is_some(), "{table}");
        let Repaired::Exchanged { saved, aside } = repair(copy.path(), "now").unwrap() else {
            panic!("its log was whole");
        };
        assert_eq!(saved.report, report);
        assert!(aside.exists());
        assert!(check(copy.path()).unwrap().unwrap().is_whole(), "{table}");
        let (again, skipped) = read_of(copy.path()).await;
        assert_eq!(skipped, None, "{table}");
        let mut again = again.unwrap();
        if table == "trace_blocks" {
            // nothing is left of the trace, so that no list has it
            assert_eq!(found.len() - again.len(), 1);
            again.insert(format!("row {}", TraceId([1; 16])));
        }
        assert_eq!(again, found, "{table}");
    }
}

#[tokio::test]
async fn a_damaged_filter_hides_no_event() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path()).await;
    let store = Store::open(folder.path(), &StoreOptions::default()).unwrap();
    let logs = store.logs();
    let (uncompacted, _) = logs.uncompacted_blocks(Default::default()).await.unwrap();
    assert!(!uncompacted.is_empty());
    for blocks in uncompacted {
        assert!(logs.compact(blocks).await.unwrap());
    }
    let before = read(&store).await.unwrap();
    store.close().await;
    let connection = Connection::open(folder.path().join(FILE)).unwrap();
    let sql = "SELECT block_id, grams FROM log_grams LIMIT 1";
    let (id, filter): (i64, Vec<u8>) = connection
        .query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    drop(connection);
    for at in 0..filter.len() {
        let mut damaged = filter.clone();
        damaged[at] ^= 1;
        assert!(!is_whole_filter(&damaged), "{at}");
    }
    flip(folder.path(), "log_grams", "grams", id);
    let report = check(folder.path()).unwrap().unwrap();
    assert_eq!(report.findings.len(), 1, "{report:?}");
    repair(folder.path(), "now").unwrap();
    assert!(check(folder.path()).unwrap().unwrap().is_whole());
    assert_eq!(read_of(folder.path()).await.0.unwrap(), before);
}

/// If a page is overwritten, or the end of the file is lost, nothing that is read is wrong, the
/// check reports what is missing, and the salvaged store opens and is intact.
#[tokio::test]
async fn any_page_may_be_lost() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path()).await;
    let whole = read_of(folder.path()).await.0.unwrap();
    let file = fs::read(folder.path().join(FILE)).unwrap();
    let pages = file.len() / 8_192;
    assert!(pages > 30, "{pages}");
    let mut saved = 0;
    let lost: Vec<usize> = (1..pages).step_by(pages / 20).collect();
    for (n, page) in lost.iter().copied().enumerate() {
        let cut = n % 5 == 4;
        let mut damaged = file.clone();
        if cut {
            damaged.truncate(page * 8_192);
        } else {
            damaged[page * 8_192..(page + 1) * 8_192].fill(0xa5);
        }
        let copy = tempfile::tempdir().unwrap();
        fs::write(copy.path().join(FILE), &damaged).unwrap();
        let report = check(copy.path());
        match read_of(copy.path()).await {
            (Ok(found), skipped) => {
                assert!(found.is_subset(&whole), "page {page}");
                let is_less = found.len() < whole.len();
                assert!(!is_less || skipped.is_some(), "page {page}: {report:?}");
            }
            (Err(error), _) => assert!(error.is_damage(), "page {page}: {error:?}"),
        }
        fs::write(copy.path().join(FILE), &damaged).unwrap();
        let new = tempfile::tempdir().unwrap();
        match salvage(copy.path(), &new.path().join(FILE)) {
            Ok(_) => {
                let report = check(new.path()).unwrap().unwrap();
                assert!(report.is_whole(), "page {page}: {report:?}");
                let (found, skipped) = read_of(new.path()).await;
                if let Ok(found) = found {
                    assert_eq!(skipped, None);
                    assert!(found.is_subset(&whole), "page {page}");
                    saved += usize::from(found.len() * 2 > whole.len());
                }
            }
            Err(error) => assert!(error.is_damage(), "page {page}: {error:?}"),
        }
    }
    assert!(saved * 2 > lost.len(), "{saved} of {}", lost.len());
}

/// The pages of a file by what they are: above others in a tree, or with rows in them.
fn pages_of(file: &[u8], kind: u8) -> Vec<usize> {
    let pages = file.chunks(8_192).enumerate().skip(2);
    let pages = pages.filter(|(_, page)| page[0] == kind);
    pages.map(|(number, _)| number).collect()
}

/// A tree of more than one level, whose pages in between are lost: all rows are there.
#[tokio::test]
async fn a_page_above_others_hides_nothing_that_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), &StoreOptions::default()).unwrap();
    for request in 0..130_u32 {
        let blocks = (0..20_u32).map(|n| {
            let number = request * 20 + n;
            let noise: String = (0..300_u64)
                .map(|at| {
                    let mixed = (u64::from(number) << 32 | at).wrapping_mul(0x9e37_79b9_7f4a_7c15);
                    format!(
                        "{:016x}",
                        (mixed ^ mixed >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9)
                    )
                })
                .collect();
            let document = format!("{{\"n\":{number},\"noise\":\"{noise}\"}}");
            TraceBlock {
                trace_id: TraceId((1 + u128::from(number)).to_be_bytes()),
                payload: compress(document.as_bytes()).unwrap(),
                ..trace(1)
            }
        });
        store.append_traces(blocks.collect(), 0).await.unwrap();
    }
    store.close().await;
    let file = fs::read(folder.path().join(FILE)).unwrap();
    let lost = pages_of(&file, 0x05);
    // the first of them are the roots
    let roots = lost.iter().position(|page| *page > 60).unwrap();
    assert!(lost.len() > roots + 1, "{lost:?}");
    let rows = |file: &Path| -> (u32, u32) {
        let of = Connection::open(file).unwrap();
        let count =
            |table| of.query_row(&format!("SELECT count(*) FROM {table}"), [], |r| r.get(0));
        (count("traces").unwrap(), count("trace_blocks").unwrap())
    };
    let salvaged = |damaged: &[u8]| {
        let copy = tempfile::tempdir().unwrap();
        fs::write(copy.path().join(FILE), damaged).unwrap();
        let new = copy.path().join("new");
        let saved = salvage(copy.path(), &new).unwrap();
        let names = fs::read_dir(copy.path()).unwrap();
        let left = names.filter(|name| {
            name.as_ref()
                .unwrap()
                .path()
                .to_str()
                .unwrap()
                .contains("copy")
        });
        assert_eq!(left.count(), 0);
        fs::rename(&new, copy.path().join(FILE)).unwrap();
        assert!(check(copy.path()).unwrap().unwrap().is_whole());
        (rows(&copy.path().join(FILE)), saved.losses)
    };
    let mut damaged = file.clone();
    for page in &lost[roots..] {
        damaged[page * 8_192..(page + 1) * 8_192].fill(0);
    }
    assert_eq!(salvaged(&damaged), ((2_600, 2_600), Default::default()));

    // half of the file is lost, and with it the pages that lead to the other half
    let half = &file[..file.len() / 2];
    let ((traces, blocks), losses) = salvaged(half);
    assert!(traces > 1_000 && traces == blocks, "{traces} {blocks}");
    assert!(losses["trace_blocks"].more);
}

/// What says which tables there are is lost, and with it what they held.
#[tokio::test]
async fn tables_that_are_missing_are_told() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path()).await;
    let connection = Connection::open(folder.path().join(FILE)).unwrap();
    connection
        .pragma_update(None, "writable_schema", true)
        .unwrap();
    let sql = "DELETE FROM sqlite_schema WHERE tbl_name NOT LIKE 'sqlite%'";
    connection.execute(sql, []).unwrap();
    drop(connection);
    let report = check(folder.path()).unwrap().unwrap();
    let tables: Vec<_> = report.findings.iter().map(|found| found.table).collect();
    for table in schema::tables() {
        assert!(tables.contains(&table), "{table}: {tables:?}");
    }
    let Repaired::Exchanged { saved, .. } = repair(folder.path(), "now").unwrap() else {
        panic!("its log was whole");
    };
    // the filters of blocks are made anew and are no loss
    for table in schema::tables().filter(|table| *table != "log_grams") {
        assert!(saved.losses[table].more, "{table}");
    }
}

#[test]
fn a_store_that_lost_its_number_is_repaired() {
    let folder = tempfile::tempdir().unwrap();
    drop(Store::open(folder.path(), &StoreOptions::default()).unwrap());
    let file = Connection::open(folder.path().join(FILE)).unwrap();
    file.pragma_update(None, "user_version", 0).unwrap();
    drop(file);
    let opened = Store::open(folder.path(), &StoreOptions::default());
    assert!(matches!(opened.err(), Some(StoreError::Damaged(_))));
    let report = check(folder.path()).unwrap().unwrap();
    assert_eq!(report.structure, [schema::UNNUMBERED]);
    let repaired = repair(folder.path(), "now").unwrap();
    assert!(matches!(repaired, Repaired::Exchanged { .. }));
    drop(Store::open(folder.path(), &StoreOptions::default()).unwrap());
}

#[test]
fn what_is_no_store_is_said_to_be_none() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(check(folder.path()).unwrap(), None);
    fs::write(folder.path().join(FILE), vec![7; 20_000]).unwrap();
    assert!(matches!(
        check(folder.path()),
        Err(StoreError::NotADatabase)
    ));
    let opened = Store::open(folder.path(), &StoreOptions::default());
    assert!(matches!(opened.err(), Some(StoreError::NotADatabase)));
    fs::remove_file(folder.path().join(FILE)).unwrap();
    let other = Connection::open(folder.path().join(FILE)).unwrap();
    other.execute_batch("CREATE TABLE notes (text)").unwrap();
    assert!(matches!(check(folder.path()), Err(StoreError::Foreign)));
    let opened = Store::open(folder.path(), &StoreOptions::default());
    assert!(matches!(opened.err(), Some(StoreError::Foreign)));
    let tables: i64 = other
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .unwrap();
    assert_eq!(tables, 1, "nothing is written to it");
    drop(other);
    fs::remove_file(folder.path().join(FILE)).unwrap();
    fs::create_dir(folder.path().join(FILE)).unwrap();
    let opened = Store::open(folder.path(), &StoreOptions::default());
    assert!(matches!(opened.err(), Some(StoreError::Unavailable(_))));
}
