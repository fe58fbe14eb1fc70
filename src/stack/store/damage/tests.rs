use std::collections::HashMap;
use std::path::Path;

use super::super::check::{check, salvage};
use super::super::logs::{
    DefinitionQuery, FilterKind, FilterQuery, GroupQuery, PolicyQuery, StreamQuery,
};
use super::super::rollbar::ItemFilter;
use super::super::{FILE, Order, Store, StoreOptions, schema};
use super::watched;
use crate::model::TraceId;

/// Two rows of each table.
const ROWS: &str = "
    INSERT INTO traces (id, start, end, spans, flags, sources, next, loose, received, renewed, services)
        VALUES (zeroblob(16), 1, 2, 1, 0, 1, 1, 0, 0, 0, '[]'),
               (CAST('0123456789abcdef' AS BLOB), 1, 2, 1, 0, 1, 1, 0, 0, 0, '[]');
    INSERT INTO log_groups (id, name, created_ms, class)
        VALUES (1, 'a', 1, 'STANDARD'), (2, 'b', 1, 'STANDARD');
    INSERT INTO log_tags VALUES (2, 'a', ''), (2, 'b', '');
    INSERT INTO log_streams (group_id, name, created_ms) VALUES (2, 'a', 1), (2, 'b', 1);
    INSERT INTO log_filters VALUES (2, 'metric', 'a', 1, 0, ''), (2, 'metric', 'b', 1, 0, '');
    INSERT INTO log_resource_policies VALUES ('', 'a', '', 1, ''), ('', 'b', '', 1, '');
    INSERT INTO log_query_definitions (id, name, language, modified_ms, body)
        VALUES ('a', 'a', 'CWLI', 1, ''), ('b', 'b', 'CWLI', 1, '');
    INSERT INTO honeycomb_datasets (slug, name, created_ms, last_written_ms)
        VALUES ('a', 'a', 1, 1), ('b', 'b', 1, 1);
    INSERT INTO rollbar_items (environment, hash, title, level, first_occurrence_timestamp,
            last_activated_timestamp, last_occurrence_timestamp)
        VALUES ('e', 'a', '', 'error', 1, 1, 1), ('e', 'b', '', 'error', 1, 1, 1);
    INSERT INTO xray_groups VALUES ('a', 'a', '', 0, 0), ('b', 'b', '', 0, 0);
    INSERT INTO xray_rules VALUES ('a', '{}', 1, 1), ('b', '{}', 1, 1);
    INSERT INTO xray_tags VALUES ('arn', 'a', ''), ('arn', 'b', '');
    INSERT INTO xray_sampling VALUES (10, 'a', '', 1, 1, 0), (20, 'b', '', 1, 1, 0);
";

/// How many rows the list of a table gives.
async fn listed(store: &Store, table: &str) -> usize {
    let logs = store.logs();
    let group = || "b".to_owned();
    match table {
        "traces" => {
            let order = Order::OldestFirst;
            store
                .traces_between(0..9, order, None, 9)
                .await
                .unwrap()
                .len()
        }
        "log_groups" => {
            let query = GroupQuery {
                limit: 9,
                ..GroupQuery::default()
            };
            logs.groups(query).await.unwrap().len()
        }
        "log_tags" => logs.tags(group()).await.unwrap().len(),
        "log_streams" => {
            let query = StreamQuery {
                group: group(),
                limit: 9,
                ..StreamQuery::default()
            };
            logs.streams(query).await.unwrap().len()
        }
        "log_filters" => {
            let query = FilterQuery {
                kind: FilterKind::Metric,
                group: None,
                prefix: None,
                after: None,
                limit: 9,
                takes: Box::new(|_| true),
            };
            logs.filters(query).await.unwrap().len()
        }
        "log_resource_policies" => {
            let query = PolicyQuery {
                limit: 9,
                ..PolicyQuery::default()
            };
            logs.policies(query).await.unwrap().len()
        }
        "log_query_definitions" => {
            let query = DefinitionQuery {
                limit: 9,
                ..DefinitionQuery::default()
            };
            logs.definitions(query).await.unwrap().len()
        }
        "honeycomb_datasets" => store.honeycomb_datasets().await.unwrap().len(),
        "rollbar_items" => {
            let items = store.rollbar_items(ItemFilter::default(), 0, 9);
            items.await.unwrap().0.len()
        }
        "xray_groups" => store.xray_groups().await.unwrap().len(),
        "xray_rules" => store.xray_rules().await.unwrap().0.len(),
        "xray_tags" => store.xray_tags("arn".to_owned()).await.unwrap().len(),
        "xray_sampling" => {
            let totals = store.sampling_totals((0, String::new()), 9);
            totals.await.unwrap().len()
        }
        other => panic!("no list of {other}"),
    }
}

/// A text of each table that has a list, and the row to damage.
const DAMAGES: [(&str, &str, &str); 16] = [
    ("traces", "services", "seq = 1"),
    ("traces", "entry", "seq = 1"),
    ("log_groups", "name", "id = 1"),
    ("log_groups", "class", "id = 1"),
    ("log_tags", "value", "key = 'a'"),
    ("log_streams", "name", "name = 'a'"),
    ("log_filters", "body", "name = 'a'"),
    ("log_resource_policies", "document", "name = 'a'"),
    ("log_query_definitions", "body", "id = 'a'"),
    ("honeycomb_datasets", "name", "slug = 'a'"),
    ("rollbar_items", "title", "hash = 'a'"),
    ("rollbar_items", "level", "hash = 'a'"),
    ("xray_groups", "filter", "name = 'a'"),
    ("xray_rules", "rule", "name = 'a'"),
    ("xray_tags", "value", "key = 'a'"),
    ("xray_sampling", "rule", "rule = 'a'"),
];

/// Tables without a list of rows: blocks, of which `check/tests.rs` damages each kind, and
/// what only the store itself reads.
const WITHOUT_LIST: [&str; 7] = [
    "trace_blocks",
    "log_blocks",
    "log_grams",
    "honeycomb_blocks",
    "rollbar_occurrences",
    "meta",
    "log_leftovers",
];

#[test]
fn every_table_of_the_schema_is_damaged_here_or_has_no_list() {
    for table in schema::tables() {
        let is_damaged = DAMAGES.iter().any(|(damaged, ..)| *damaged == table);
        let is_exempt = WITHOUT_LIST.contains(&table);
        assert!(
            is_damaged != is_exempt,
            "`{table}`: expected rows in ROWS and a line in DAMAGES, or a line in WITHOUT_LIST"
        );
    }
}

/// A store with `ROWS`, of which one value cannot be read.
async fn damaged(folder: &Path, (table, column, key): (&str, &str, &str)) -> Store {
    let store = Store::open(folder, &StoreOptions::default()).unwrap();
    store
        .write(0, |c| Ok(c.execute_batch(ROWS)?))
        .await
        .unwrap();
    assert_eq!(watched(listed(&store, table)).await, (2, None), "{table}");
    let damage = format!("UPDATE {table} SET {column} = CAST(x'ff' AS TEXT) WHERE {key}");
    let damaged = store.write(0, move |c| Ok(c.execute(&damage, [])?));
    assert_eq!(damaged.await.unwrap(), 1, "{table}.{column}");
    store
}

#[tokio::test]
async fn a_row_that_cannot_be_read_hides_no_other() {
    let mut parts = HashMap::new();
    for (table, column, key) in DAMAGES {
        let folder = tempfile::tempdir().unwrap();
        let store = damaged(folder.path(), (table, column, key)).await;
        for _ in 0..2 {
            let (left, skipped) = watched(listed(&store, table)).await;
            assert_eq!(left, 1, "{table}.{column}");
            assert_eq!(skipped.unwrap().blocks, 1, "{table}.{column}");
        }
        assert_eq!(store.unreadable(), 1, "{table}.{column}");
        // rows of two tables in one part would be counted as one
        let known = store.0.found.known.lock().unwrap().clone();
        for (part, _) in known {
            assert_eq!(*parts.entry(part).or_insert(table), table, "{part:?}");
        }
        let trace = store.trace_row(TraceId([0; 16]));
        assert_eq!(trace.await.unwrap().is_none(), table == "traces");
    }
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_found_by_a_check_and_left_out_by_a_repair() {
    for (table, column, key) in DAMAGES {
        let folder = tempfile::tempdir().unwrap();
        let store = damaged(folder.path(), (table, column, key)).await;
        store.close().await;
        let report = check(folder.path()).unwrap().unwrap();
        let mut found = report.findings.iter();
        // the traces of ROWS have no blocks, which is found as well
        let is_of_row = |problem: &str| problem.contains("is not what was written");
        let found = found.any(|found| found.table == table && is_of_row(&found.problem));
        assert!(found, "{table}.{column}: {report:?}");
        let new = tempfile::tempdir().unwrap();
        let saved = salvage(folder.path(), &new.path().join(FILE)).unwrap();
        let losses = saved.losses[table];
        assert!(losses.lost + losses.rebuilt > 0, "{table}.{column}");
        let store = Store::open(new.path(), &StoreOptions::default()).unwrap();
        let (left, skipped) = watched(listed(&store, table)).await;
        let expected = if table == "traces" { 0 } else { 1 };
        assert_eq!((left, skipped), (expected, None), "{table}.{column}");
    }
}

/// By a mapping of the file, the process would end here.
#[tokio::test]
async fn a_file_that_is_cut_while_it_is_read_fails_and_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), &StoreOptions::default()).unwrap();
    let fill = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 500)
        INSERT INTO trace_blocks SELECT i << 20, 2, randomblob(5000) FROM n";
    store.write(0, |c| Ok(c.execute(fill, [])?)).await.unwrap();
    let path = store.path().to_owned();
    let checkpoint = rusqlite::Connection::open(&path).unwrap();
    let sql = "PRAGMA wal_checkpoint(FULL)";
    checkpoint.query_row(sql, [], |_| Ok(())).unwrap();
    let read = || {
        store.read(|c| {
            let sql = "SELECT sum(length(payload)) FROM trace_blocks WHERE hex(payload) > ''";
            Ok(c.query_row(sql, [], |row| row.get::<_, i64>(0))?)
        })
    };
    assert_eq!(read().await.unwrap(), 2_500_000);
    let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.set_len(100_000).unwrap();
    let failed = read().await.unwrap_err();
    assert!(failed.is_damage(), "{failed:?}");
    assert_eq!(store.unreadable(), 1);
}

/// Each name would have a lock of its own.
#[test]
fn a_store_that_has_another_name_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let [own, other] = ["own", "other"].map(|name| folder.path().join(name));
    for folder in [&own, &other] {
        std::fs::create_dir(folder).unwrap();
    }
    let options = StoreOptions::default();
    drop(Store::open(&own, &options).unwrap());
    let (file, link) = (own.join("store.sqlite"), other.join("store.sqlite"));
    std::os::unix::fs::symlink(&file, &link).unwrap();
    let refused = |folder| Store::open(folder, &options).err().unwrap().to_string();
    assert!(refused(&other).contains("is a symbolic link to"));
    drop(Store::open(&own, &options).unwrap());
    std::fs::remove_file(&link).unwrap();
    std::fs::hard_link(&file, &link).unwrap();
    assert!(refused(&other).contains("hard links"));
    assert!(refused(&own).contains("hard links"));
    std::fs::remove_file(&link).unwrap();
    drop(Store::open(&own, &options).unwrap());
}
