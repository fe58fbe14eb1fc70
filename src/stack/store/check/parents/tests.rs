use std::path::Path;

use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span, TracesData};
use prost::Message as _;
use rusqlite::Connection;

use super::super::tests::filled;
use super::super::{Losses, Repaired, check, repair};
use crate::model::TraceId;
use crate::stack::store::{FILE, Source, Store, StoreOptions, TraceBlock, TraceFlags, compress};

const OTLP: TraceId = TraceId([0x77; 16]);
const XRAY: &str = "1-6b000f5a-000000000000000000000001";

/// A trace of each source whose spans name it.
async fn traces(folder: &Path) {
    let span = |name: &str, start: u64| Span {
        trace_id: OTLP.0.to_vec(),
        name: name.to_owned(),
        start_time_unix_nano: start,
        end_time_unix_nano: start + 9,
        ..Span::default()
    };
    let data = TracesData {
        resource_spans: vec![ResourceSpans {
            scope_spans: vec![ScopeSpans {
                spans: vec![span("GET /", 1_000_000), span("query", 2_000_000)],
                ..ScopeSpans::default()
            }],
            ..ResourceSpans::default()
        }],
    };
    let document = format!(
        r#"{{"trace_id":"{XRAY}","id":"1","name":"web","start_time":1.5,"end_time":2,"fault":true,
        "subsegments":[{{"id":"2","name":"db","start_time":1.6,"end_time":1.7}}]}}"#
    );
    let block = |trace_id, source, bytes: &[u8]| TraceBlock {
        trace_id,
        source,
        start_ns: 1_500_000_000,
        end_ns: 2_000_000_000,
        spans: 2,
        flags: TraceFlags::FAULT,
        entry: Some("web".to_owned()),
        services: vec!["web".to_owned()],
        payload: compress(bytes).unwrap(),
    };
    let store = Store::open(folder, &StoreOptions::default()).unwrap();
    let otlp = block(OTLP, Source::Otlp, &data.encode_to_vec());
    let xray = block(
        XRAY.parse().unwrap(),
        Source::Xray,
        document.replace('\n', " ").as_bytes(),
    );
    let again = TraceBlock {
        payload: xray.payload.clone(),
        ..xray.clone()
    };
    store.append_traces(vec![otlp, xray], 77).await.unwrap();
    store.append_traces(vec![again], 78).await.unwrap();
    store.close().await;
}

fn open(folder: &Path) -> Connection {
    let connection = Connection::open(folder.join(FILE)).unwrap();
    connection
        .pragma_update(None, "foreign_keys", false)
        .unwrap();
    connection
}

fn counts(folder: &Path) -> [i64; 4] {
    [
        "trace_blocks WHERE place >> 20 > 40",
        "log_blocks",
        "honeycomb_blocks",
        "rollbar_occurrences",
    ]
    .map(|table| {
        let sql = format!("SELECT count(*) FROM {table}");
        open(folder).query_row(&sql, [], |row| row.get(0)).unwrap()
    })
}

/// What happens to a parent, its table, and a column with the value that it has once it is
/// made anew.
const DAMAGED_PARENTS: [(&str, &str, &str, &str); 11] = [
    (
        "DELETE FROM log_groups",
        "log_groups",
        "name",
        "recovered-group-1",
    ),
    (
        "DELETE FROM log_streams",
        "log_streams",
        "name",
        "recovered-stream-1",
    ),
    (
        "UPDATE log_streams SET name = CAST(x'ff' AS TEXT)",
        "log_streams",
        "name",
        "recovered-stream-1",
    ),
    (
        "UPDATE log_groups SET kms_key_id = CAST(x'ff' AS TEXT)",
        "log_groups",
        "name",
        "g",
    ),
    (
        "DELETE FROM honeycomb_datasets",
        "honeycomb_datasets",
        "slug",
        "recovered-dataset-1",
    ),
    (
        "DELETE FROM rollbar_items",
        "rollbar_items",
        "title",
        "recovered item",
    ),
    (
        "UPDATE rollbar_items SET level = 'errox'",
        "rollbar_items",
        "title",
        "Error",
    ),
    (
        "UPDATE traces SET services = '[' WHERE seq = 41",
        "traces",
        "seq",
        "1",
    ),
    (
        "UPDATE traces SET id = zeroblob(16) WHERE seq = 41",
        "traces",
        "seq",
        "1",
    ),
    (
        "UPDATE traces SET id = zeroblob(16) WHERE seq = 42",
        "traces",
        "seq",
        "1",
    ),
    ("DELETE FROM traces WHERE seq = 42", "traces", "seq", "1"),
];

#[tokio::test]
async fn lost_parents_are_made_anew_from_what_belongs_to_them() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path()).await;
    traces(folder.path()).await;
    let before = counts(folder.path());
    assert_eq!(before, [3, 30, 20, 20]);
    let all = "SELECT * FROM traces WHERE seq > 40 ORDER BY seq";
    let rows = |folder: &Path| -> Vec<String> {
        let connection = open(folder);
        let mut statement = connection.prepare(all).unwrap();
        let rows = statement.query_map([], |row| {
            let columns = [
                "id", "flags", "sources", "next", "received", "renewed", "spans",
            ];
            Ok(columns
                .map(|column| format!("{column} {:?}", row.get_ref(column)))
                .join(" "))
        });
        rows.unwrap().map(Result::unwrap).collect()
    };
    for (damage, table, found, name) in DAMAGED_PARENTS {
        let copy = tempfile::tempdir().unwrap();
        std::fs::copy(folder.path().join(FILE), copy.path().join(FILE)).unwrap();
        let expected = rows(copy.path());
        assert_eq!(
            open(copy.path()).execute(damage, []).unwrap(),
            1,
            "{damage}"
        );
        let report = check(copy.path()).unwrap().unwrap();
        assert!(!report.findings.is_empty(), "{damage}");
        let Repaired::Exchanged { saved, .. } = repair(copy.path(), "now").unwrap() else {
            panic!("the log is whole");
        };
        let losses = Losses {
            lost: 0,
            more: false,
            rebuilt: 1,
        };
        assert_eq!(
            saved.losses,
            [(table.to_owned(), losses)].into(),
            "{damage}"
        );
        assert_eq!(counts(copy.path()), before, "{damage}");
        let report = check(copy.path()).unwrap().unwrap();
        assert!(report.is_whole(), "{damage}: {report:?}");
        if table == "traces" {
            let id = |row: &String| row.split(" flags ").next().map(str::to_owned);
            let ids = |rows: &[String]| rows.iter().map(id).collect::<Vec<_>>();
            assert_eq!(ids(&rows(copy.path())), ids(&expected), "{damage}");
        } else {
            let sql = format!("SELECT {found} FROM {table}");
            let is: String = open(copy.path())
                .query_row(&sql, [], |row| row.get(0))
                .unwrap();
            assert_eq!(is, name, "{damage}");
        }
        let store = Store::open(copy.path(), &StoreOptions::default()).unwrap();
        let ids = vec![OTLP, XRAY.parse().unwrap()];
        let found = store.traces(ids).await.unwrap();
        let blocks: Vec<usize> = found.iter().map(|trace| trace.blocks.len()).collect();
        assert_eq!(blocks, [1, 2], "{damage}");
        store.close().await;
    }
}

/// A trace whose row was damaged gets another row when more of it comes.
#[tokio::test]
async fn the_blocks_of_two_rows_of_a_trace_come_together() {
    let folder = tempfile::tempdir().unwrap();
    traces(folder.path()).await;
    let damage = "DELETE FROM traces WHERE seq = 1";
    open(folder.path()).execute(damage, []).unwrap();
    traces(folder.path()).await;
    repair(folder.path(), "now").unwrap();
    assert!(check(folder.path()).unwrap().unwrap().is_whole());
    let store = Store::open(folder.path(), &StoreOptions::default()).unwrap();
    let found = store.traces(vec![OTLP]).await.unwrap();
    assert_eq!(found[0].blocks.len(), 2);
    store.close().await;
}

#[tokio::test]
async fn what_was_deleted_does_not_come_back() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path()).await;
    let connection = open(folder.path());
    connection
        .execute_batch(
            "DELETE FROM log_groups; DELETE FROM log_streams;
             INSERT INTO log_leftovers VALUES (1, NULL);
             UPDATE honeycomb_datasets SET name = CAST(x'ff' AS TEXT);",
        )
        .unwrap();
    drop(connection);
    repair(folder.path(), "now").unwrap();
    let connection = open(folder.path());
    let count = |table: &str| -> i64 {
        let sql = format!("SELECT count(*) FROM {table}");
        connection.query_row(&sql, [], |row| row.get(0)).unwrap()
    };
    assert_eq!((count("log_groups"), count("log_streams")), (0, 0));
    let slug: String = connection
        .query_row("SELECT slug FROM honeycomb_datasets", [], |row| row.get(0))
        .unwrap();
    assert_eq!(slug, "d", "what can be read of a row stays");
}
