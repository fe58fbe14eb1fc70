use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::*;
use crate::stack::store::logs::{GroupQuery, StreamOrder, StreamQuery};
use crate::stack::store::rollbar::ItemFilter;
use crate::stack::store::{FILE, Order, StoreOptions, watched};

/// So many rows of each table that the indexes of the larger ones have several pages.
const ROWS: &str = "
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 900)
    INSERT INTO traces (id, start, end, spans, flags, sources, next, loose, received, renewed, services)
        SELECT CAST(printf('%016d', i * 7919 % 900) AS BLOB), i * 1000000, i * 1000000, 1, 0, 1, 1,
            i % 3, 0, 0, '[]' FROM n;
    INSERT INTO log_groups (id, name, created_ms, class) VALUES (1, 'a', 1, 'STANDARD'), (2, 'b', 1, 'STANDARD');
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 600)
    INSERT INTO log_streams (group_id, name, created_ms, last_event_ms)
        SELECT 2, printf('stream-%d', i), 1, nullif(i, 5) FROM n;
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 600)
    INSERT INTO log_blocks (group_id, stream_id, min_ms, max_ms, received, loose, bytes, payload)
        SELECT 2, i, i, i + 1, 0, nullif(i % 3, 0), 1, x'00' FROM n;
    INSERT INTO honeycomb_datasets (slug, name, created_ms, last_written_ms)
        VALUES ('a', 'a', 1, 1), ('b', 'b', 1, 1);
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300)
    INSERT INTO rollbar_items (environment, hash, title, level, first_occurrence_timestamp,
            last_activated_timestamp, last_occurrence_timestamp)
        SELECT 'e', printf('hash-%d', i), '', 'error', i, i, i FROM n;
";

async fn filled(folder: &Path) {
    let store = Store::open(folder, &StoreOptions::default()).unwrap();
    store
        .write(0, |c| Ok(c.execute_batch(ROWS)?))
        .await
        .unwrap();
    store.close().await;
}

/// The keys of all rows, as lists and look-ups by index find them.
async fn read(store: &Store) -> Result<BTreeSet<String>, StoreError> {
    let mut found = BTreeSet::new();
    let order = Order::NewestFirst;
    let rows = store.traces_between(0..1 << 60, order, None, 2_000).await?;
    for row in &rows {
        found.insert(format!("trace {}", row.id));
        if store.trace_row(row.id).await?.is_some() {
            found.insert(format!("found {}", row.id));
        }
    }
    let uncompacted = store.uncompacted_traces(2_000).await?;
    found.extend(
        uncompacted
            .iter()
            .map(|trace| format!("uncompacted {}", trace.id)),
    );
    let query = GroupQuery {
        limit: 9,
        ..GroupQuery::default()
    };
    let groups = store.logs().groups(query).await;
    found.extend(
        groups
            .map_err(into_store_error)?
            .iter()
            .map(|group| group.name.clone()),
    );
    for by_time in [false, true] {
        let order = if by_time {
            StreamOrder::LastEvent
        } else {
            StreamOrder::Name
        };
        let query = StreamQuery {
            group: "b".to_owned(),
            limit: 2_000,
            order,
            ..StreamQuery::default()
        };
        let streams = store
            .logs()
            .streams(query)
            .await
            .map_err(into_store_error)?;
        found.extend(
            streams
                .iter()
                .map(|stream| format!("{} {by_time}", stream.name)),
        );
    }
    let sets = store.honeycomb_datasets().await?;
    found.extend(sets.iter().map(|set| format!("set {}", set.slug)));
    let items = store.rollbar_items(ItemFilter::default(), 0, 2_000).await?;
    found.extend(items.0.iter().map(|item| format!("item {}", item.id)));
    Ok(found)
}

fn into_store_error(error: crate::stack::store::LogsError) -> StoreError {
    match error {
        crate::stack::store::LogsError::Store(error) => error,
        other => StoreError::Broken(other.to_string()),
    }
}

/// The pages of each index.
fn pages(folder: &Path) -> BTreeMap<String, Vec<usize>> {
    let connection = Connection::open(folder.join(FILE)).unwrap();
    let sql = "SELECT d.name, d.pageno FROM dbstat d JOIN sqlite_schema s USING (name)
        WHERE s.type = 'index' AND d.ncell > 0 ORDER BY d.pageno";
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, u32>(1)? as usize)));
    let mut pages: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (name, page) in rows.unwrap().map(Result::unwrap) {
        pages.entry(name).or_default().push(page);
    }
    pages
}

#[tokio::test]
async fn whole_indexes_are_found_whole() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path()).await;
    let store = Store::open(folder.path(), &StoreOptions::default()).unwrap();
    store.verify_indexes(false).await.unwrap();
    assert!(store.notices().borrow().is_empty());
    let (found, skipped) = watched(read(&store)).await;
    assert!(found.unwrap().len() > 3_000);
    assert_eq!(skipped, None);
}

/// A bit is turned around in pages of each index: nothing is missing without being said.
#[tokio::test]
async fn a_damaged_index_hides_no_row_in_silence() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path()).await;
    let whole = {
        let store = Store::open(folder.path(), &StoreOptions::default()).unwrap();
        let whole = read(&store).await.unwrap();
        store.close().await;
        whole
    };
    let file = fs::read(folder.path().join(FILE)).unwrap();
    let pages = pages(folder.path());
    assert!(pages.len() > 10, "{pages:?}");
    let (mut rebuilt, mut left, mut untouched) = (0, 0, 0);
    let mut hidden_before = 0;
    for (name, pages) in pages {
        for (n, page) in pages.iter().take(3).enumerate() {
            // the header, the places of the cells, and cells at the page's end
            for at in [0, 9, 12, 8_191 - 5, 8_191 - 133 - n] {
                let mut damaged = file.clone();
                damaged[(page - 1) * 8_192 + at] ^= 2;
                let copy = tempfile::tempdir().unwrap();
                fs::write(copy.path().join(FILE), &damaged).unwrap();
                let store = Store::open(copy.path(), &StoreOptions::default()).unwrap();
                let (before, skipped) = watched(read(&store)).await;
                if before.is_ok_and(|before| before != whole) && skipped.is_none() {
                    hidden_before += 1;
                }
                store.verify_indexes(false).await.unwrap();
                let told = store.notices().borrow().clone();
                let (found, skipped) = watched(read(&store)).await;
                match (found, skipped, told.first()) {
                    (Ok(found), None, None) => {
                        assert_eq!(found, whole, "{name} {page} {at}");
                        untouched += 1;
                    }
                    (Ok(found), None, Some(told)) => {
                        assert!(told.contains("has been rebuilt"), "{told}");
                        assert!(told.contains(&name), "{told}");
                        assert_eq!(found, whole, "{name} {page} {at}");
                        rebuilt += 1;
                    }
                    (Err(error), ..) => assert!(error.is_damage(), "{error:?}"),
                    (Ok(_), Some(skipped), told) => {
                        assert!(
                            told.is_some_and(|told| told.contains("may lack rows")),
                            "{name} {page} {at} {skipped:?} {told:?}"
                        );
                        left += 1;
                    }
                }
                store.close().await;
            }
        }
    }
    // otherwise this would test nothing
    let counts = (hidden_before, rebuilt, left, untouched);
    assert!(hidden_before > 10 && rebuilt > 10, "{counts:?}");
}
