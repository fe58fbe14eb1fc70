use std::ops::Range;

use proptest::prelude::*;

use super::*;
use crate::query::log_pattern::LogPattern;
use crate::stack::store::logs::{
    CompactionCursor, Create, EventFilter, LogBatch, LogScan, StreamChoice,
};
use crate::stack::store::{Store, StoreOptions};

const CONTINUE: ControlFlow<()> = ControlFlow::Continue(());

fn query(streams: StreamChoice, pattern: &str, window_ms: Range<i64>) -> EventQuery {
    EventQuery {
        group: "g".to_owned(),
        streams,
        filter: EventFilter::new(LogPattern::parse(pattern).unwrap(), window_ms),
        now_ms: 9,
    }
}

fn everything() -> EventQuery {
    query(StreamChoice::All, "", EventFilter::ALL_TIMES)
}

async fn put(logs: &Logs, stream: &str, events: Vec<(i64, String)>) {
    let batch = LogBatch {
        group: "g".to_owned(),
        stream: stream.to_owned(),
        events,
        ingested_ms: 9,
        create: Create::Missing,
    };
    logs.append(batch).await.unwrap();
}

async fn compact(logs: &Logs) {
    let (found, _) = logs
        .uncompacted_blocks(CompactionCursor::default())
        .await
        .unwrap();
    for blocks in found {
        assert!(logs.compact(blocks).await.unwrap());
    }
}

type Collected = Vec<(EventKey, String, String)>;

fn collect(events: &mut Collected, event: EventRef<'_>) -> ControlFlow<()> {
    let (stream, message) = (event.stream.to_string(), event.message.to_owned());
    events.push((event.key, stream, message));
    CONTINUE
}

/// The events of every round, and how many rounds there were.
async fn folded(
    logs: &Logs,
    query: EventQuery,
    max_work: usize,
    between: impl AsyncFn(usize),
) -> (Collected, usize) {
    let mut rounds = Rounds::new(query, Vec::new(), collect);
    let mut count = 0;
    while !rounds.is_done() {
        rounds = rounds.next(logs, max_work).await.unwrap();
        count += 1;
        between(count).await;
    }
    rounds.state.sort();
    (rounds.state, count)
}

/// The same events from pages.
async fn paged(logs: &Logs, query: &EventQuery) -> Collected {
    let mut events = Vec::new();
    let mut from = Position::From(EventKey::FIRST);
    loop {
        let scan = LogScan {
            query: query.clone(),
            from,
            max_events: 7,
            max_bytes: 1 << 20,
        };
        let page = logs.scan(scan).await.unwrap();
        let page_events = page.events.into_iter();
        events.extend(page_events.map(|e| (e.key, e.stream.to_string(), e.message)));
        match page.next {
            Some(next) => from = next,
            None => return events,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_fold_sees_the_events_of_all_pages_once_whatever_its_rounds(
        batches in prop::collection::vec(
            (0..3_u8, prop::collection::vec((0..60_i64, "[ab]{1,3}"), 1..5)),
            1..40,
        ),
        start in 0..30_i64,
        length in 1..60_i64,
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let logs = Store::open(folder.path(), &StoreOptions::default()).unwrap().logs();
            let count: usize = batches.iter().map(|(_, events)| events.len()).sum();
            for (stream, events) in batches {
                put(&logs, &stream.to_string(), events).await;
            }
            let window = start..start + length;
            let some = StreamChoice::Names(vec!["0".to_owned(), "2".to_owned()]);
            for query in [
                everything(),
                query(StreamChoice::All, "a", window.clone()),
                query(some, "?a ?bb", window),
            ] {
                let expected = paged(&logs, &query).await;
                for max_work in [1, 60, MAX_WORK] {
                    let (found, _) = folded(&logs, query.clone(), max_work, async |_| {}).await;
                    assert_eq!(found, expected, "rounds of {max_work}");
                }
            }
            assert_eq!(paged(&logs, &everything()).await.len(), count);
        });
    }
}

#[tokio::test]
async fn rounds_see_each_event_once_while_blocks_are_compacted() {
    let folder = tempfile::tempdir().unwrap();
    let logs = Store::open(folder.path(), &StoreOptions::default())
        .unwrap()
        .logs();
    for n in 0..100 {
        let stream = ["a", "b"][n as usize % 2];
        put(
            &logs,
            stream,
            vec![(n, format!("{n}")), (n + 30, format!("{n} later"))],
        )
        .await;
    }
    let expected = paged(&logs, &everything()).await;
    assert_eq!(expected.len(), 200);
    let (found, rounds) = folded(&logs, everything(), 300, async |round| {
        if round == 5 {
            compact(&logs).await;
        }
    })
    .await;
    assert!(rounds > 5, "{rounds} rounds");
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_fold_stops_where_it_breaks() {
    let folder = tempfile::tempdir().unwrap();
    let logs = Store::open(folder.path(), &StoreOptions::default())
        .unwrap()
        .logs();
    for n in 0..10 {
        put(
            &logs,
            "a",
            (0..10).map(|i| (10 * n + i, "m".to_owned())).collect(),
        )
        .await;
    }
    let fold = |count: &mut usize, _: EventRef<'_>| {
        *count += 1;
        match count {
            25 => ControlFlow::Break(()),
            _ => CONTINUE,
        }
    };
    assert_eq!(logs.fold_events(everything(), 0, fold).await.unwrap(), 25);
    let mut rounds = Rounds::new(everything(), 0, fold);
    while !rounds.is_done() {
        rounds = rounds.next(&logs, 1).await.unwrap();
    }
    assert_eq!(rounds.state, 25);
}

#[tokio::test]
async fn a_fold_passes_over_deleted_streams_and_needs_the_group() {
    let folder = tempfile::tempdir().unwrap();
    let logs = Store::open(folder.path(), &StoreOptions::default())
        .unwrap()
        .logs();
    let none = logs.fold_events(everything(), Vec::new(), collect).await;
    assert!(matches!(none, Err(LogsError::NoGroup)));
    put(&logs, "a", vec![(1, "stays".to_owned())]).await;
    put(&logs, "b", vec![(1, "goes".to_owned())]).await;
    logs.delete_stream("g".to_owned(), "b".to_owned())
        .await
        .unwrap();
    let left = logs.fold_events(everything(), Vec::new(), collect).await;
    let messages: Vec<_> = left.unwrap().into_iter().map(|(.., m)| m).collect();
    assert_eq!(messages, ["stays"]);
}
