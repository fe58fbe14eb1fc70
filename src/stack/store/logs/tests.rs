use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::*;
use crate::query::log_pattern::LogPattern;
use crate::stack::store::StoreOptions;

const NOW: i64 = 1_763_630_040_000;

fn open(folder: &Path) -> Logs {
    Store::open(folder, &StoreOptions::default())
        .unwrap()
        .logs()
}

fn group(name: &str, retention_days: Option<u32>) -> NewLogGroup {
    NewLogGroup {
        name: name.to_owned(),
        created_ms: NOW,
        class: LogClass::Standard,
        kms_key_id: None,
        retention_days,
        protected: false,
        tags: Vec::new(),
    }
}

async fn put(logs: &Logs, stream: &str, events: &[(i64, &str)]) {
    logs.append(LogBatch {
        group: "g".to_owned(),
        stream: stream.to_owned(),
        events: events.to_vec(),
        ingested_ms: NOW,
        create: Create::Missing,
    })
    .await
    .unwrap();
}

fn every() -> EventQuery {
    EventQuery {
        group: "g".to_owned(),
        streams: StreamChoice::All,
        filter: EventFilter::default(),
        now_ms: NOW,
    }
}

fn matching(pattern: &str) -> EventFilter {
    let pattern = LogPattern::parse(pattern).unwrap();
    EventFilter::new(pattern, EventFilter::ALL_TIMES)
}

fn within(window_ms: Range<i64>) -> EventFilter {
    EventFilter::new(LogPattern::default(), window_ms)
}

fn all() -> LogScan {
    LogScan {
        query: every(),
        from: Position::From(EventKey::FIRST),
        max_events: 10_000,
        max_bytes: 1 << 20,
    }
}

/// Every page of a scan, one after the other.
async fn read_all(logs: &Logs, scan: impl Fn() -> LogScan) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut from = scan().from;
    loop {
        let page = logs.scan(LogScan { from, ..scan() }).await.unwrap();
        let texts = page.events.iter();
        pages.push(
            texts
                .map(|e| format!("{}/{}", e.stream, e.message))
                .collect(),
        );
        match page.next {
            Some(next) => from = next,
            None => return pages,
        }
    }
}

#[tokio::test]
async fn streams_are_merged_by_time_then_ingestion_then_request() {
    let folder = tempfile::tempdir().unwrap();
    let logs = open(folder.path());
    put(&logs, "a", &[(NOW, "1"), (NOW + 2, "4"), (NOW + 2, "5")]).await;
    put(&logs, "b", &[(NOW, "2"), (NOW + 1, "3"), (NOW + 2, "6")]).await;
    put(&logs, "a", &[(NOW - 1, "0"), (NOW + 9, "7")]).await;
    let expected = ["a/0", "a/1", "b/2", "b/3", "a/4", "a/5", "b/6", "a/7"];
    assert_eq!(read_all(&logs, all).await, [expected.map(str::to_owned)]);
    for size in 1..=8 {
        let paged = || LogScan {
            max_events: size,
            ..all()
        };
        let pages = read_all(&logs, paged).await;
        assert!(pages.iter().all(|page| page.len() <= size));
        assert_eq!(pages.concat(), expected, "pages of {size}");
        let backward = || LogScan {
            from: Position::Before(EventKey::LAST),
            ..paged()
        };
        let mut pages = read_all(&logs, backward).await.concat();
        pages.reverse();
        assert_eq!(pages, expected, "pages of {size}, newest first");
    }
    let window = || LogScan {
        query: EventQuery {
            filter: within(NOW..NOW + 2),
            ..every()
        },
        ..all()
    };
    assert_eq!(read_all(&logs, window).await, [["a/1", "b/2", "b/3"]]);
}

#[tokio::test]
async fn pages_end_by_bytes_and_one_event_always_fits() {
    let folder = tempfile::tempdir().unwrap();
    let logs = open(folder.path());
    let text = "x".repeat(74);
    let events: Vec<(i64, &str)> = (0..10).map(|i| (NOW + i, text.as_str())).collect();
    put(&logs, "a", &events).await;
    for (max_bytes, sizes) in [
        (300, vec![3, 3, 3, 1]),
        (299, vec![2, 2, 2, 2, 2]),
        (1_000, vec![10]),
        (10, vec![1; 10]),
    ] {
        for from in [
            Position::From(EventKey::FIRST),
            Position::Before(EventKey::LAST),
        ] {
            let pages = read_all(&logs, || LogScan {
                max_bytes,
                from,
                ..all()
            })
            .await;
            let found: Vec<usize> = pages.iter().map(Vec::len).collect();
            assert_eq!(found, sizes, "{max_bytes} {from:?}");
        }
    }
}

#[tokio::test]
async fn a_page_that_works_long_ends_early_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let logs = open(folder.path());
    // 100 MB that do not match, in streams that overlap
    let text = "x".repeat(1 << 20);
    for i in 0..100 {
        put(&logs, ["a", "b"][i % 2], &[(NOW + i as i64, &text)]).await;
    }
    put(&logs, "a", &[(NOW + 5, "found"), (NOW + 99, "found too")]).await;
    for from in [
        Position::From(EventKey::FIRST),
        Position::Before(EventKey::LAST),
    ] {
        let scan = || LogScan {
            query: EventQuery {
                filter: matching("found"),
                ..every()
            },
            from,
            ..all()
        };
        let pages = read_all(&logs, scan).await;
        assert!(pages.len() > 1, "one page of 100 MB");
        assert_eq!(pages.concat().len(), 2, "{from:?}");
    }
}

#[tokio::test]
async fn streams_are_chosen_by_name_and_prefix() {
    let folder = tempfile::tempdir().unwrap();
    let logs = open(folder.path());
    for stream in ["web-1", "web-2", "worker", "WEB"] {
        put(&logs, stream, &[(NOW, "m")]).await;
    }
    for (streams, expected) in [
        (StreamChoice::One("worker".into()), vec!["worker/m"]),
        (
            StreamChoice::Each(vec!["WEB".into(), "web-2".into()]),
            vec!["web-2/m", "WEB/m"],
        ),
        (
            StreamChoice::Names(vec!["web-2".into(), "none".into()]),
            vec!["web-2/m"],
        ),
        (StreamChoice::Names(vec!["none".into()]), vec![]),
        (
            StreamChoice::Prefixes(vec!["web-".into(), "wor".into()]),
            vec!["web-1/m", "web-2/m", "worker/m"],
        ),
    ] {
        let scan = || LogScan {
            query: EventQuery {
                streams: streams.clone(),
                ..every()
            },
            ..all()
        };
        assert_eq!(read_all(&logs, scan).await.concat(), expected);
    }
    for streams in [
        StreamChoice::One("none".into()),
        StreamChoice::Each(vec!["web-2".into(), "none".into()]),
    ] {
        let query = EventQuery { streams, ..every() };
        let missing = LogScan { query, ..all() };
        assert!(matches!(logs.scan(missing).await, Err(LogsError::NoStream)));
    }
    let query = EventQuery {
        group: "none".into(),
        ..every()
    };
    let missing = LogScan { query, ..all() };
    assert!(matches!(logs.scan(missing).await, Err(LogsError::NoGroup)));
}

#[tokio::test]
async fn retention_hides_at_once_and_removes_later() {
    let folder = tempfile::tempdir().unwrap();
    let logs = open(folder.path());
    logs.create_group(group("g", Some(1))).await.unwrap();
    put(
        &logs,
        "a",
        &[(NOW - 3 * DAY_MS, "old"), (NOW - 3 * DAY_MS + 1, "old")],
    )
    .await;
    put(
        &logs,
        "a",
        &[(NOW - DAY_MS - 1, "just old"), (NOW - DAY_MS, "just in")],
    )
    .await;
    let scan = || all();
    assert_eq!(read_all(&logs, scan).await.concat(), ["a/just in"]);
    let before = logs.group("g".into()).await.unwrap().stored_bytes;
    assert_eq!(before, 4 * 26 + 3 + 3 + 8 + 7);
    while logs.tidy(NOW).await.unwrap() {}
    let after = logs.group("g".into()).await.unwrap().stored_bytes;
    assert_eq!(after, 2 * 26 + 8 + 7, "the block with one kept event stays");
    logs.set_retention("g".into(), None).await.unwrap();
    assert_eq!(read_all(&logs, scan).await.concat().len(), 2);
}

#[tokio::test]
async fn what_was_deleted_never_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let logs = open(folder.path());
    put(&logs, "a", &[(NOW, "first life")]).await;
    put(&logs, "b", &[(NOW, "stays")]).await;
    logs.delete_stream("g".into(), "a".into()).await.unwrap();
    put(&logs, "a", &[(NOW, "second life")]).await;
    assert_eq!(
        read_all(&logs, all).await.concat(),
        ["b/stays", "a/second life"]
    );
    let bytes = logs.group("g".into()).await.unwrap().stored_bytes;
    assert_eq!(bytes, 2 * 26 + 5 + 11);
    logs.delete_group("g".into()).await.unwrap();
    put(&logs, "a", &[(NOW, "third life")]).await;
    assert_eq!(read_all(&logs, all).await.concat(), ["a/third life"]);
    while logs.tidy(NOW).await.unwrap() {}
    let blocks: i64 = logs
        .read(|c| Ok(c.query_row("SELECT count(*) FROM log_blocks", [], |row| row.get(0))?))
        .await
        .unwrap();
    assert_eq!(blocks, 1);
    assert!(logs.remove_oldest(1).await.unwrap() > 0);
    assert_eq!(read_all(&logs, all).await.concat(), Vec::<String>::new());
    assert_eq!(logs.group("g".into()).await.unwrap().stored_bytes, 0);
}

#[tokio::test]
async fn long_batches_become_blocks_of_a_day_at_most() {
    let folder = tempfile::tempdir().unwrap();
    let logs = open(folder.path());
    let days: Vec<(i64, &str)> = (0..5).map(|day| (NOW - day * DAY_MS, "m")).collect();
    put(&logs, "a", &days).await;
    let spans: i64 = logs
        .read(|c| {
            let sql = "SELECT max(max_ms - min_ms) FROM log_blocks";
            Ok(c.query_row(sql, [], |row| row.get(0))?)
        })
        .await
        .unwrap();
    assert!(spans <= DAY_MS);
    assert_eq!(read_all(&logs, all).await.concat().len(), 5);
    let last = || LogScan {
        query: EventQuery {
            filter: within(NOW..NOW + 1),
            ..every()
        },
        ..all()
    };
    assert_eq!(read_all(&logs, last).await.concat().len(), 1);
}

#[tokio::test]
async fn a_tail_sees_each_new_event_once_and_samples_many() {
    let folder = tempfile::tempdir().unwrap();
    let logs = open(folder.path());
    put(&logs, "a", &[(NOW, "before")]).await;
    let cursor = logs.tail_from_now().await.unwrap();
    let tail = Arc::new(LogTail {
        groups: vec!["none".into(), "g".into()],
        streams: StreamChoice::All,
        filter: matching("-noise"),
        max_events: 10,
    });
    // older than what was there: a tail goes by arrival
    put(&logs, "a", &[(NOW - 5, "late"), (NOW, "noise")]).await;
    let seen = logs.tail(Arc::clone(&tail), cursor).await.unwrap();
    assert_eq!((seen.events.len(), seen.matched), (1, 1));
    assert_eq!((seen.events[0].0, &*seen.events[0].1.message), (1, "late"));
    let many: Vec<(i64, &str)> = (0..1_000).map(|i| (NOW + i, "m")).collect();
    put(&logs, "b", &many).await;
    let seen = logs.tail(Arc::clone(&tail), seen.cursor).await.unwrap();
    assert_eq!((seen.events.len(), seen.matched), (10, 1_000));
    assert!(seen.events.is_sorted_by_key(|(_, event)| event.key));
    let seen = logs.tail(tail, seen.cursor).await.unwrap();
    assert_eq!(seen.matched, 0);
}

async fn count(logs: &Logs) -> i64 {
    let counted =
        logs.read(|c| Ok(c.query_row("SELECT count(*) FROM log_blocks", [], |row| row.get(0))?));
    counted.await.unwrap()
}

/// One pass; returns how many blocks resulted.
async fn compact_once(logs: &Logs) -> usize {
    let (found, _) = logs
        .uncompacted_blocks(CompactionCursor::default())
        .await
        .unwrap();
    let mut compacted = 0;
    for blocks in found {
        compacted += usize::from(logs.compact(blocks).await.unwrap());
    }
    compacted
}

async fn keys(logs: &Logs, scan: impl Fn() -> LogScan) -> Vec<(EventKey, String)> {
    let mut keys = Vec::new();
    let mut from = scan().from;
    loop {
        let page = logs.scan(LogScan { from, ..scan() }).await.unwrap();
        let events = page.events.into_iter();
        keys.extend(events.map(|e| (e.key, format!("{}/{}", e.stream, e.message))));
        match page.next {
            Some(next) => from = next,
            None => return keys,
        }
    }
}

#[tokio::test]
async fn compacted_blocks_read_as_before_in_both_directions() {
    let folder = tempfile::tempdir().unwrap();
    let logs = open(folder.path());
    for n in 0..300_i64 {
        let stream = ["a", "b", "c"][n as usize % 3];
        // equal times, late ones, and requests that overlap
        let at = NOW + n / 4 - if n % 7 == 0 { 50 } else { 0 };
        let (first, second) = (format!("{n}"), format!("{n} too"));
        put(&logs, stream, &[(at, &first), (at + n % 5, &second)]).await;
    }
    let sizes = || {
        [3, 100, 10_000].map(|max_events| {
            [
                Position::From(EventKey::FIRST),
                Position::Before(EventKey::LAST),
            ]
            .map(|from| (max_events, from))
        })
    };
    let mut before = Vec::new();
    for (max_events, from) in sizes().into_iter().flatten() {
        let scan = || LogScan {
            max_events,
            from,
            ..all()
        };
        before.push(keys(&logs, scan).await);
    }
    assert_eq!(before[0].len(), 600);
    let bytes = logs.group("g".into()).await.unwrap().stored_bytes;
    assert_eq!(count(&logs).await, 300);
    assert_eq!(compact_once(&logs).await, 3);
    assert_eq!(count(&logs).await, 3);
    assert_eq!(compact_once(&logs).await, 0);
    for ((max_events, from), before) in sizes().into_iter().flatten().zip(before) {
        let scan = || LogScan {
            max_events,
            from,
            ..all()
        };
        assert_eq!(keys(&logs, scan).await, before, "{max_events} {from:?}");
    }
    assert_eq!(logs.group("g".into()).await.unwrap().stored_bytes, bytes);
    // and what is compacted can be deleted as any other block
    assert!(logs.remove_oldest(u64::MAX).await.unwrap() > 0);
    assert_eq!(logs.group("g".into()).await.unwrap().stored_bytes, 0);
}

#[tokio::test]
async fn compaction_goes_on_with_its_results_and_keeps_to_its_bounds() {
    let folder = tempfile::tempdir().unwrap();
    let logs = open(folder.path());
    let mut n = 0;
    let mut compacted = 0;
    for _ in 0..16 {
        for _ in 0..16 {
            n += 1;
            put(&logs, "a", &[(NOW + n, "m")]).await;
        }
        compacted += compact_once(&logs).await;
    }
    // sixteen of sixteen, and the last look finds these too
    compacted += compact_once(&logs).await;
    assert_eq!((compacted, count(&logs).await), (17, 1));
    // too far apart for one block, and too large
    for day in 1..=40 {
        put(&logs, "far", &[(NOW - day * (DAY_MS + 1), "m")]).await;
    }
    let text = "x".repeat(100 << 10);
    for i in 0..40 {
        put(&logs, "large", &[(NOW + i, &text)]).await;
    }
    while compact_once(&logs).await > 0 {}
    let shapes: Vec<(i64, i64, Option<i64>)> = logs
        .read(|c| {
            let sql = "SELECT bytes, max_ms - min_ms, loose FROM log_blocks ORDER BY id";
            let mut statement = c.prepare(sql)?;
            let rows =
                statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
        .unwrap();
    assert_eq!(shapes[0], (256 * 27, 255, Some(2)));
    assert_eq!(shapes[1..41], [(27, 0, Some(0)); 40]);
    // ten fit in one; the last ten wait for more
    assert_eq!(shapes.len(), 41 + 3 + 10);
    for (bytes, span, loose) in &shapes[41..44] {
        assert!(*bytes <= 1 << 20 && *span <= DAY_MS, "{bytes} {span}");
        assert_eq!(*loose, None, "it is large");
    }
    assert!(shapes[44..].iter().all(|(_, _, loose)| *loose == Some(0)));
}

#[tokio::test]
async fn a_tail_sees_each_event_once_while_blocks_are_compacted() {
    let folder = tempfile::tempdir().unwrap();
    let logs = open(folder.path());
    let tail = Arc::new(LogTail {
        groups: vec!["g".into()],
        streams: StreamChoice::All,
        filter: EventFilter::default(),
        max_events: 1_000,
    });
    let mut cursor = logs.tail_from_now().await.unwrap();
    let mut seen = Vec::new();
    for n in 0..60_i64 {
        put(&logs, "a", &[(NOW + n, &n.to_string())]).await;
        if n % 25 == 24 {
            // some of what is compacted was seen, and some was not
            assert_eq!(compact_once(&logs).await, 1);
        }
        if n % 10 == 3 || n == 59 {
            let new = logs.tail(Arc::clone(&tail), cursor).await.unwrap();
            cursor = new.cursor;
            seen.extend(new.events.into_iter().map(|(_, event)| event.message));
        }
    }
    let expected: Vec<String> = (0..60).map(|n: i32| n.to_string()).collect();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn blocks_that_are_deleted_meanwhile_are_not_compacted() {
    let folder = tempfile::tempdir().unwrap();
    let logs = open(folder.path());
    for n in 0..20 {
        put(&logs, "a", &[(NOW + n, "m")]).await;
    }
    let (found, _) = logs
        .uncompacted_blocks(CompactionCursor::default())
        .await
        .unwrap();
    assert_eq!(found.len(), 1);
    // the block that came first
    assert!(logs.remove_oldest(1).await.unwrap() > 0);
    assert!(!logs.compact(found[0].clone()).await.unwrap());
    assert_eq!(count(&logs).await, 19);
    assert_eq!(read_all(&logs, all).await.concat().len(), 19);
}
