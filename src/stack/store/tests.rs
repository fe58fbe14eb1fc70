use super::*;

fn open(folder: &Path) -> Store {
    Store::open(folder, &StoreOptions::default()).unwrap()
}

async fn put(store: &Store, name: &'static str) -> Result<(), StoreError> {
    store
        .write(1, move |c| {
            c.execute("INSERT INTO meta VALUES (?1, '')", [name])?;
            Ok(())
        })
        .await
}

async fn count(store: &Store) -> i64 {
    store
        .read(|c| Ok(c.query_row("SELECT count(*) FROM meta", [], |row| row.get(0))?))
        .await
        .unwrap()
}

#[tokio::test]
async fn a_failing_job_undoes_only_itself() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    put(&store, "a").await.unwrap();
    let twice = store
        .write(1, |c| {
            c.execute("INSERT INTO meta VALUES ('b', '')", [])?;
            c.execute("INSERT INTO meta VALUES ('a', '')", [])?;
            Ok(())
        })
        .await;
    assert!(matches!(twice, Err(StoreError::Sqlite(_))));
    put(&store, "c").await.unwrap();
    assert_eq!(count(&store).await, 2);
}

#[tokio::test]
async fn a_full_queue_refuses_and_recovers() {
    let folder = tempfile::tempdir().unwrap();
    let options = StoreOptions {
        queue_bytes: 100,
        ..StoreOptions::default()
    };
    let store = Store::open(folder.path(), &options).unwrap();
    let (release, held) = std::sync::mpsc::channel::<()>();
    let (entered, inside) = oneshot::channel();
    let slow = {
        let store = store.clone();
        tokio::spawn(async move {
            store
                .write(60, move |_| {
                    let _ = entered.send(());
                    let _ = held.recv();
                    Ok(())
                })
                .await
        })
    };
    inside.await.unwrap();
    let refused = store.write(60, |_| Ok(())).await;
    assert!(matches!(refused, Err(StoreError::Full { .. })));
    release.send(()).unwrap();
    slow.await.unwrap().unwrap();
    store.write(60, |_| Ok(())).await.unwrap();
    assert_eq!(store.queued_bytes(), 0);
}

#[tokio::test]
async fn closing_writes_what_waits_and_refuses_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    put(&store, "a").await.unwrap();
    store.close().await;
    assert!(matches!(put(&store, "b").await, Err(StoreError::Closed)));
    assert_eq!(count(&open(folder.path())).await, 1);
}

#[tokio::test]
async fn a_store_of_a_later_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path()).close().await;
    let file = Connection::open(folder.path().join(FILE)).unwrap();
    file.pragma_update(None, "user_version", VERSION + 1)
        .unwrap();
    drop(file);
    let error = Store::open(folder.path(), &StoreOptions::default())
        .err()
        .unwrap();
    assert!(matches!(error, StoreError::Newer { found, .. } if found == VERSION + 1));
}

#[test]
fn blocks_come_back_whole_and_damage_is_noticed() {
    let text = b"spans ".repeat(10_000);
    let block = compress(&text).unwrap();
    assert!(block.len() < text.len() / 10);
    assert_eq!(decompress(&block).unwrap(), text);
    assert!(decompress(&block[..block.len() / 2]).is_err());
    assert!(decompress(b"nonsense").is_err());
}

/// A trace that starts at `start_secs`, with this many bytes that do not compress.
fn trace(number: u32, start_secs: u64, bytes: usize) -> TraceBlock {
    let mut id = [1; 16];
    id[..4].copy_from_slice(&number.to_be_bytes());
    let noise: Vec<u8> = (0..bytes).map(|_| rand::random()).collect();
    TraceBlock {
        trace_id: crate::model::TraceId(id),
        source: Source::Otlp,
        start_ns: start_secs * 1_000_000_000,
        end_ns: start_secs * 1_000_000_000,
        spans: 1,
        flags: TraceFlags::default(),
        entry: None,
        services: Vec::new(),
        payload: compress(&noise).unwrap(),
    }
}

#[tokio::test]
async fn what_is_over_the_limits_is_deleted_oldest_first() {
    use crate::model::Clock;
    use std::time::Duration;

    const DAY: u64 = 86_400;
    const NOW: u64 = 100 * DAY;
    let folder = tempfile::tempdir().unwrap();
    let options = StoreOptions {
        retention: Retention {
            age: Duration::from_secs(30 * DAY),
            size: 2 << 20,
        },
        ..StoreOptions::default()
    };
    let store = Store::open(folder.path(), &options).unwrap();
    let old = (0..10).map(|n| trace(n, 60 * DAY, 1_000));
    let recent = (10..800).map(|n| trace(n, NOW - 2_000 + u64::from(n), 10_000));
    store
        .append_traces(old.chain(recent).collect())
        .await
        .unwrap();
    let events = (0..100).map(|n| (i64::from(n), "line"));
    let batch = logs::LogBatch {
        group: "g".to_owned(),
        stream: "s".to_owned(),
        events: events.collect(),
        ingested_ms: 0,
        create: logs::Create::Missing,
    };
    store.logs().append(batch).await.unwrap();

    let clock = Clock::Fixed("1970-04-11T00:00:00Z".parse().unwrap());
    assert_eq!(clock.now_ns(), NOW * 1_000_000_000);
    let mut passes = 0;
    while store.retain_some(clock).await.unwrap() {
        passes += 1;
        assert!(passes < 1_000, "never done");
    }
    assert!(
        store.logs().oldest_ms().await.unwrap().is_none(),
        "older than any trace"
    );
    let all = 0..u64::MAX;
    let left = store
        .traces_between(all, Order::OldestFirst, None, 1_000)
        .await
        .unwrap();
    assert!(
        (100..250).contains(&left.len()),
        "{} traces left",
        left.len()
    );
    let newest = left.last().unwrap().start_ns / 1_000_000_000;
    assert_eq!(newest, NOW - 2_000 + 799, "the newest stay");
    store.close().await;
    let size = std::fs::metadata(folder.path().join(FILE)).unwrap().len();
    assert!(size < 4 << 20, "{size} bytes are not given back");
}
