use super::super::logs::{DefinitionQuery, FilterKind, FilterQuery, GroupQuery, StreamQuery};
use super::super::rollbar::ItemFilter;
use super::super::{Order, Store, StoreOptions};
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
        other => panic!("no list of {other}"),
    }
}

#[tokio::test]
async fn a_row_that_cannot_be_read_hides_no_other() {
    for (table, column, key) in [
        ("traces", "services", "seq = 1"),
        ("traces", "entry", "seq = 1"),
        ("log_groups", "name", "id = 1"),
        ("log_groups", "class", "id = 1"),
        ("log_tags", "value", "key = 'a'"),
        ("log_streams", "name", "name = 'a'"),
        ("log_filters", "body", "name = 'a'"),
        ("log_query_definitions", "body", "id = 'a'"),
        ("honeycomb_datasets", "name", "slug = 'a'"),
        ("rollbar_items", "title", "hash = 'a'"),
        ("rollbar_items", "level", "hash = 'a'"),
        ("xray_groups", "filter", "name = 'a'"),
        ("xray_rules", "rule", "name = 'a'"),
        ("xray_tags", "value", "key = 'a'"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), &StoreOptions::default()).unwrap();
        store
            .write(0, |c| Ok(c.execute_batch(ROWS)?))
            .await
            .unwrap();
        assert_eq!(watched(listed(&store, table)).await, (2, None), "{table}");
        let damage = format!("UPDATE {table} SET {column} = CAST(x'ff' AS TEXT) WHERE {key}");
        let damaged = store.write(0, move |c| Ok(c.execute(&damage, [])?));
        assert_eq!(damaged.await.unwrap(), 1, "{table}.{column}");
        for _ in 0..2 {
            let (left, skipped) = watched(listed(&store, table)).await;
            assert_eq!(left, 1, "{table}.{column}");
            assert_eq!(skipped.unwrap().blocks, 1, "{table}.{column}");
        }
        assert_eq!(store.unreadable(), 1, "{table}.{column}");
        let trace = store.trace_row(TraceId([0; 16]));
        assert_eq!(trace.await.unwrap().is_none(), table == "traces");
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
