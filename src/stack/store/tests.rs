use super::*;
use jiff::SignedDuration;

use crate::model::{Clock, Hands};

mod outage;

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
        .read(|c| {
            Ok(
                c.query_row("SELECT count(*) FROM meta WHERE value = ''", [], |row| {
                    row.get(0)
                })?,
            )
        })
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
async fn a_failing_append_undoes_its_transaction_and_the_rest_is_run() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let insert = |name: &'static str| {
        move |c: &Connection| {
            c.execute("INSERT INTO meta VALUES (?1, '')", [name])?;
            Ok(())
        }
    };
    let (release, held) = std::sync::mpsc::channel::<()>();
    let (entered, inside) = oneshot::channel();
    let slow = store.write(1, move |_| {
        let _ = entered.send(());
        let _ = held.recv();
        Ok(())
    });
    // all of these wait for the slow one, and so are taken together
    let waiting = async {
        inside.await.unwrap();
        tokio::join!(
            store.append(1, insert("undone")),
            store.append(1, move |c| {
                insert("failed")(c)?;
                Err::<(), _>(StoreError::Broken("by itself".to_owned()))
            }),
            store.append(1, insert("later")),
            async {
                tokio::task::yield_now().await;
                release.send(()).unwrap();
            }
        )
    };
    let (slow, (undone, failed, later, ())) = tokio::join!(slow, waiting);
    slow.unwrap();
    assert!(matches!(undone, Err(StoreError::Full { .. })), "{undone:?}");
    assert!(matches!(failed, Err(StoreError::Broken(_))), "{failed:?}");
    later.unwrap();
    let names: String = store
        .read(|c| {
            let sql = "SELECT group_concat(name) FROM meta WHERE value = ''";
            Ok(c.query_row(sql, [], |row| row.get(0))?)
        })
        .await
        .unwrap();
    assert_eq!(names, "later");
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_that_overlap_do_not_let_the_log_grow() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    put(&store, "a").await.unwrap();
    let stop = tokio_util::sync::CancellationToken::new();
    // at any time one of them reads
    let readers: Vec<_> = (0..3)
        .map(|_| {
            let (store, stop) = (store.clone(), stop.clone());
            tokio::spawn(async move {
                while !stop.is_cancelled() {
                    let read = store.read(|c| {
                        let state = c.unchecked_transaction()?;
                        state.query_row("SELECT count(*) FROM meta", [], |_| Ok(()))?;
                        std::thread::sleep(std::time::Duration::from_millis(15));
                        Ok(())
                    });
                    read.await.unwrap();
                }
            })
        })
        .collect();
    let mut longest = 0;
    for _ in 0..250 {
        let blob = |c: &Connection| {
            let sql = "INSERT OR REPLACE INTO meta VALUES ('blob', hex(randomblob(500000)))";
            Ok(c.execute(sql, [])?)
        };
        store.write(1, blob).await.unwrap();
        let log = folder.path().join(LOG).metadata().unwrap().len();
        longest = longest.max(log);
    }
    stop.cancel();
    for reader in readers {
        reader.await.unwrap();
    }
    assert!(longest < 200 << 20, "{longest} bytes");
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
    let written_by = format!("of version {}", crate::model::Version::NUMBER);
    assert!(error.to_string().contains(&written_by), "{error}");
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

const DAY: u64 = 86_400;
const DAY_MS: i64 = 86_400_000;

fn kept(age_days: u64, size: u64) -> StoreOptions {
    StoreOptions {
        retention: Retention {
            age: std::time::Duration::from_secs(age_days * DAY),
            size,
        },
        ..StoreOptions::default()
    }
}

async fn retain_all(store: &Store, clock: Clock) {
    let mut passes = 0;
    while store.retain_some(clock).await.unwrap() {
        passes += 1;
        assert!(passes < 1_000, "never done");
    }
}

async fn starts(store: &Store) -> Vec<u64> {
    let all = store.traces_between(0..u64::MAX, Order::OldestFirst, None, 1_000);
    let all = all.await.unwrap().into_iter();
    all.map(|row| row.start_ns / 1_000_000_000).collect()
}

#[tokio::test]
async fn what_is_over_the_limits_is_deleted_in_the_order_of_arrival() {
    const NOW: u64 = 100 * DAY;
    const NOW_MS: i64 = 100 * DAY_MS;
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), &kept(30, 2 << 20)).unwrap();
    // these came too long ago, however new they say to be
    let expired = (0..10).map(|n| trace(n, NOW, 1_000)).collect();
    store.append_traces(expired, 60 * DAY_MS).await.unwrap();
    let events = (0..100).map(|n| (NOW_MS + n, "line"));
    let batch = logs::LogBatch {
        group: "g".to_owned(),
        stream: "s".to_owned(),
        events: events.collect(),
        ingested_ms: 80 * DAY_MS,
        create: logs::Create::Missing,
    };
    store.logs().append(batch).await.unwrap();
    // and these came just now, the oldest last
    for n in 0..79 {
        let traces = (0..10).map(|of| trace(10 + n * 10 + of, NOW - u64::from(n), 10_000));
        store
            .append_traces(traces.collect(), NOW_MS + i64::from(n))
            .await
            .unwrap();
    }

    let clock = Clock::Fixed("1970-04-11T00:00:00Z".parse().unwrap());
    assert_eq!(clock.now_ns(), NOW * 1_000_000_000);
    retain_all(&store, clock).await;
    assert!(
        store.logs().oldest_ms().await.unwrap().is_none(),
        "came before any trace that is left"
    );
    let left = starts(&store).await;
    assert!(
        (100..250).contains(&left.len()),
        "{} traces left",
        left.len()
    );
    assert_eq!(left[0], NOW - 78, "what came last stays");
    store.close().await;
    let size = std::fs::metadata(folder.path().join(FILE)).unwrap().len();
    assert!(size < 4 << 20, "{size} bytes are not given back");
}

#[tokio::test]
async fn old_data_that_came_just_now_is_kept_as_long_as_any_other() {
    const ARRIVAL: u64 = 100 * DAY;
    const ARRIVAL_MS: i64 = 100 * DAY_MS;
    const DATED_MS: i64 = 40 * DAY_MS;
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), &kept(30, 1 << 30)).unwrap();
    let dated = 40 * DAY;
    store
        .append_traces(vec![trace(1, dated, 10)], ARRIVAL_MS)
        .await
        .unwrap();
    let event = HoneycombEvent {
        time_ns: dated * 1_000_000_000,
        sample_rate: 1,
        data: serde_json::Map::new(),
    };
    store
        .append_honeycomb(
            [("d".to_owned(), vec![event])].into(),
            Vec::new(),
            ARRIVAL_MS,
        )
        .await
        .unwrap();
    // a group without a retention of its own keeps its events for ever
    let batch = logs::LogBatch {
        group: "g".to_owned(),
        stream: "s".to_owned(),
        events: vec![(DATED_MS, "line")],
        ingested_ms: ARRIVAL_MS,
        create: logs::Create::Missing,
    };
    store.logs().append(batch).await.unwrap();

    let arrival = i64::try_from(ARRIVAL).unwrap();
    let hands = Hands::at(jiff::Timestamp::from_second(arrival).unwrap());
    let clock = Clock::Manual(hands);
    let left = async || {
        let traces = starts(&store).await.len();
        let events = store.honeycomb_events("d", 0..i64::MAX).await.unwrap();
        let logs = store.logs().oldest_ms().await.unwrap();
        (traces, events.len(), logs.is_some())
    };
    retain_all(&store, clock).await;
    assert_eq!(left().await, (1, 1, true));
    hands.pass(SignedDuration::from_hours(30 * 24));
    retain_all(&store, clock).await;
    assert_eq!(left().await, (1, 1, true));
    hands.pass(SignedDuration::from_secs(1));
    retain_all(&store, clock).await;
    assert_eq!(left().await, (0, 0, true));
}

/// Something of every kind that expires, taken at `now_ms`.
async fn put_all(store: &Store, now_ms: i64) {
    let secs = now_ms / 1_000;
    let traces = vec![trace(1, secs.unsigned_abs(), 10)];
    store.append_traces(traces, now_ms).await.unwrap();
    let event = HoneycombEvent {
        time_ns: now_ms.unsigned_abs() * 1_000_000,
        sample_rate: 1,
        data: serde_json::Map::new(),
    };
    let events = [("d".to_owned(), vec![event])].into();
    store
        .append_honeycomb(events, Vec::new(), now_ms)
        .await
        .unwrap();
    let batch = logs::LogBatch {
        group: "g".to_owned(),
        stream: "s".to_owned(),
        events: vec![(now_ms, "line")],
        ingested_ms: now_ms,
        create: logs::Create::Missing,
    };
    store.logs().append(batch).await.unwrap();
    let kept = store.logs().set_retention("g".to_owned(), Some(7)).await;
    kept.unwrap();
    let occurrence = rollbar::tests::occurrence("a", "x", secs);
    store.report_occurrence(occurrence).await.unwrap();
    report(store, secs).await;
}

async fn report(store: &Store, secs: i64) {
    let report = xray::SamplingReport {
        rule: "r".to_owned(),
        client: "c".to_owned(),
        requests: 1,
        sampled: 1,
        borrowed: 0,
    };
    store
        .add_sampling_reports(vec![report], secs)
        .await
        .unwrap();
}

/// How many of each kind are left: traces, events of Honeycomb, of logs, occurrences, and
/// the seconds of sampling reports.
async fn rows(store: &Store) -> [i64; 5] {
    let count = |table: &str| format!("SELECT count(*) FROM {table}");
    let tables = [
        "traces",
        "honeycomb_blocks",
        "log_blocks",
        "rollbar_occurrences",
        "xray_sampling",
    ];
    let counts = tables.map(count);
    let read = store.read(move |c| {
        let mut rows = [0; 5];
        for (row, sql) in rows.iter_mut().zip(&counts) {
            *row = c.query_row(sql, [], |row| row.get(0))?;
        }
        Ok(rows)
    });
    read.await.unwrap()
}

#[tokio::test]
async fn a_clock_that_jumps_ahead_deletes_nothing() {
    let month = SignedDuration::from_hours(31 * 24);
    let folder = tempfile::tempdir().unwrap();
    let hands = Hands::at("2026-11-20T09:00:00Z".parse().unwrap());
    let clock = Clock::Manual(hands);
    let store = open(folder.path());
    retain_all(&store, clock).await;
    put_all(&store, clock.now_ms()).await;

    // ahead, for some passes, after which somebody reports
    hands.jump(month);
    for _ in 0..60 {
        hands.pass(SignedDuration::from_secs(10));
        retain_all(&store, clock).await;
    }
    report(&store, clock.now().as_second()).await;
    assert_eq!(rows(&store).await, [1, 1, 1, 1, 2]);
    // and when the stack is started with the wrong clock
    store.close().await;
    drop(store);
    let store = open(folder.path());
    retain_all(&store, clock).await;
    assert_eq!(rows(&store).await, [1, 1, 1, 1, 2]);
    // and when it is right again
    hands.jump(-month);
    retain_all(&store, clock).await;
    assert_eq!(rows(&store).await, [1, 1, 1, 1, 2]);
    let now = clock.now().as_second();
    let clients = store.sampling_clients(now - 7_200..=now).await.unwrap();
    assert_eq!(clients[0].requests, 1, "what is dated ahead counts later");

    // time that passes deletes, and so does a clock that stays where it is
    for _ in 0..31 * 24 {
        hands.pass(SignedDuration::from_hours(1));
        retain_all(&store, clock).await;
    }
    report(&store, clock.now().as_second()).await;
    assert_eq!(rows(&store).await[..4], [0, 0, 0, 0]);
}

#[tokio::test]
async fn a_stack_that_was_away_for_long_catches_up() {
    let folder = tempfile::tempdir().unwrap();
    let hands = Hands::at("2026-11-20T09:00:00Z".parse().unwrap());
    let clock = Clock::Manual(hands);
    let store = open(folder.path());
    put_all(&store, clock.now_ms()).await;
    store.close().await;
    drop(store);
    hands.jump(SignedDuration::from_hours(60 * 24));
    let store = open(folder.path());
    let mut days = 0;
    while rows(&store).await[..4] != [0, 0, 0, 0] {
        days += 1;
        hands.pass(SignedDuration::from_hours(24));
        retain_all(&store, clock).await;
    }
    // one for the start, one to begin measuring, and two a day
    assert!((15..=17).contains(&days), "{days} days");
}
