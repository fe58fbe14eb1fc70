//! What is skipped would not have matched.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use super::*;
use crate::query::log_pattern::LogPattern;
use crate::stack::store::block::decompress_to;
use crate::stack::store::logs::block::{Block, each_candidate, each_event, ngram_filter_of};
use crate::stack::store::logs::{
    BackfillCursor, Create, EventFilter, EventKey, EventQuery, LogBatch, LogScan, Logs, Position,
    StreamChoice, backfill,
};
use crate::stack::store::{Store, StoreOptions};

/// Words and ids of which patterns and messages share some.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => select(vec!["error", "errors", "ERROR", "warn", "status", "aa", "aaa", "timeout", "id", "é"])
            .prop_map(str::to_owned),
        2 => "[ab]{1,5}",
        2 => (0..9_u32).prop_map(|n| format!("{:016x}", u64::from(n).wrapping_mul(0x9e37_79b9_7f4a_7c15))),
        1 => "[0-9]{1,4}",
    ]
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => word(),
        1 => word().prop_map(|word| format!("{word}*")),
        1 => (word(), word()).prop_map(|(a, b)| format!("{a}*{b}")),
    ]
}

fn terms() -> impl Strategy<Value = String> {
    let what = prop_oneof![
        5 => word(),
        2 => (word(), word()).prop_map(|(a, b)| format!("{a} {b}")),
        1 => Just(" ".to_owned()),
    ];
    let term = (select(vec!["", "", "?", "-"]), what).prop_map(|(m, w)| format!("{m}\"{w}\""));
    let regex = select(vec!["%err[a-z]+%", "%[0-9]{4}%", "?%a{3}%", "-%warn%"]);
    let any = prop_oneof![6 => term, 1 => regex.prop_map(str::to_owned)];
    let optional = prop::collection::vec(word(), 1..4)
        .prop_map(|words| words.iter().map(|w| format!("?\"{w}\" ")).collect());
    prop_oneof![
        3 => prop::collection::vec(any, 1..4).prop_map(|terms| terms.join(" ")),
        1 => optional,
    ]
}

fn pattern() -> impl Strategy<Value = String> {
    let key = || select(vec!["error", "status", "a", "id"]);
    let op = select(vec!["=", "!="]);
    let test = prop_oneof![
        4 => (key(), op, value()).prop_map(|(k, op, v)| format!("$.{k} {op} \"{v}\"")),
        1 => (key(), 0..3_u32).prop_map(|(k, n)| format!("$.{k} > {n}")),
        1 => key().prop_map(|k| format!("$.{k} NOT EXISTS")),
        1 => key().prop_map(|k| format!("$.{k} IS NULL")),
    ];
    let tests = (
        prop::collection::vec(test, 1..4),
        select(vec![" && ", " || "]),
    )
        .prop_map(|(tests, and)| format!("{{ {} }}", tests.join(and)));
    let field = prop_oneof![
        2 => Just("w".to_owned()),
        2 => value().prop_map(|v| format!("w = \"{v}\"")),
        1 => (word(), word()).prop_map(|(a, b)| format!("w = \"{a}\" || w = \"{b}\"")),
    ];
    let fields = prop::collection::vec(field, 1..4).prop_map(|fields| {
        let numbered = fields.iter().enumerate();
        let named: Vec<String> = numbered
            .map(|(n, f)| f.replace('w', &format!("w{n}")))
            .collect();
        format!("[{}]", named.join(", "))
    });
    prop_oneof![4 => terms(), 3 => tests, 2 => fields]
}

fn message() -> impl Strategy<Value = String> {
    let line = prop::collection::vec(word(), 0..5).prop_map(|words| words.join(" "));
    let key = select(vec!["error", "status", "a", "id"]);
    let value = prop_oneof![
        3 => word().prop_map(|word| format!("\"{word}\"")),
        1 => (0..4_u32).prop_map(|n| n.to_string()),
        1 => Just("null".to_owned()),
    ];
    let json = (prop::collection::vec((key, value), 0..4), 0..6).prop_map(|(members, spelling)| {
        let members = members.into_iter().map(|(k, v)| format!("\"{k}\":{v}"));
        let text = format!("{{{}}}", members.collect::<Vec<_>>().join(","));
        match spelling {
            0 => text.replace("\"a", "\"\\u0061"),
            1 => text.replace("\"e", "\"\\u0065"),
            _ => text,
        }
    });
    prop_oneof![3 => line, 2 => json]
}

/// Of the patterns and messages that the properties below are about, enough match, and enough
/// are skipped.
#[test]
fn what_is_made_matches_and_is_skipped() {
    let mut runner = TestRunner::deterministic();
    let made = (pattern(), prop::collection::vec(message(), 1..12));
    let (mut matching, mut skipped, mut ruled_out) = (0, 0, 0);
    for _ in 0..500 {
        let (pattern, messages) = made.new_tree(&mut runner).unwrap().current();
        let Ok(pattern) = LogPattern::parse(&pattern) else {
            continue;
        };
        let prefilter = Prefilter::new(&pattern.literals());
        let events: Vec<(i64, &String)> = (0..).zip(&messages).collect();
        let block = Block::pack(&events, 9).unwrap();
        let mut raw = Vec::new();
        decompress_to(&mut raw, &block.payload).unwrap();
        let mut candidates = 0;
        each_candidate(&raw, 1, &prefilter, |_, _| candidates += 1).unwrap();
        let stored = ngram_filter_of(&block.payload, 1).unwrap().unwrap();
        let filter = NgramFilter::parse(&stored).unwrap();
        matching += usize::from(messages.iter().any(|message| pattern.matches(message)));
        skipped += usize::from(candidates < messages.len());
        ruled_out += usize::from(prefilter.uses_ngrams() && !prefilter.may_match(filter));
    }
    let counts = [matching, skipped, ruled_out];
    assert!(counts.iter().all(|count| *count > 50), "{counts:?} of 500");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(800))]

    #[test]
    fn no_event_that_matches_is_skipped(
        pattern in pattern(),
        messages in prop::collection::vec(message(), 1..12),
    ) {
        // longer than allowed; too many of them fail the test
        let pattern = LogPattern::parse(&pattern);
        prop_assume!(pattern.is_ok());
        let pattern = pattern.unwrap();
        let prefilter = Prefilter::new(&pattern.literals());
        let events: Vec<(i64, &String)> = (0..).zip(&messages).collect();
        let block = Block::pack(&events, 9).unwrap();
        let mut expected = Vec::new();
        each_event(&block.payload, 1, |key, message| {
            if pattern.matches(message) {
                expected.push((key, message.to_owned()));
            }
        }).unwrap();
        let mut raw = Vec::new();
        decompress_to(&mut raw, &block.payload).unwrap();
        let mut found = Vec::new();
        each_candidate(&raw, 1, &prefilter, |key, message| {
            if pattern.matches(message) {
                found.push((key, message.to_owned()));
            }
        }).unwrap();
        prop_assert_eq!(&found, &expected);
        let stored = ngram_filter_of(&block.payload, 1).unwrap().unwrap();
        let filter = NgramFilter::parse(&stored).unwrap();
        prop_assert!(expected.is_empty() || prefilter.may_match(filter));
    }
}

/// Gives every block a filter, whatever its size.
async fn backfill_all(logs: &Logs) {
    logs.write(0, |connection| {
        let blocks: Vec<(i64, Vec<u8>)> = connection
            .prepare("SELECT id, payload FROM log_blocks")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        for (id, payload) in blocks {
            backfill::insert(connection, id, &ngram_filter_of(&payload, id)?.unwrap())?;
        }
        Ok(())
    })
    .await
    .unwrap();
}

/// All pages, of `size` events each.
async fn read(
    logs: &Logs,
    filter: &EventFilter,
    (mut from, size): (Position, usize),
) -> Vec<(EventKey, String)> {
    let mut events = Vec::new();
    loop {
        let scan = LogScan {
            query: EventQuery {
                group: "g".to_owned(),
                streams: StreamChoice::All,
                filter: filter.clone(),
                now_ms: 9,
            },
            from,
            max_events: size,
            max_bytes: 1 << 20,
        };
        let page = logs.scan(scan).await.unwrap();
        events.extend(page.events.into_iter().map(|e| (e.key, e.message)));
        match page.next {
            Some(next) => from = next,
            None => return events,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_scan_answers_the_same_with_a_prefilter_and_without(
        requests in prop::collection::vec(
            (any::<bool>(), prop::collection::vec((0_i64..40, message()), 1..6)),
            1..12,
        ),
        patterns in prop::collection::vec(pattern(), 8),
        size in 1..9_usize,
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let logs = Store::open(folder.path(), &StoreOptions::default()).unwrap().logs();
            for (stream, events) in requests {
                let batch = LogBatch {
                    group: "g".to_owned(),
                    stream: stream.to_string(),
                    events,
                    ingested_ms: 9,
                    create: Create::Missing,
                };
                logs.append(batch).await.unwrap();
            }
            backfill_all(&logs).await;
            let parsed = patterns.iter().filter_map(|text| LogPattern::parse(text).ok());
            let parsed: Vec<LogPattern> = parsed.collect();
            // few are over a limit
            assert!(parsed.len() * 2 > patterns.len(), "{patterns:?}");
            for pattern in parsed {
                for from in [Position::From(EventKey::FIRST), Position::Before(EventKey::LAST)] {
                    let mut expected = read(&logs, &EventFilter::default(), (from, size)).await;
                    expected.retain(|(_, message)| pattern.matches(message));
                    let filter = EventFilter::new(pattern.clone(), EventFilter::ALL_TIMES);
                    let found = read(&logs, &filter, (from, size)).await;
                    assert_eq!(found, expected, "{pattern}");
                }
            }
        });
    }
}

#[tokio::test]
async fn filters_are_made_once_and_go_with_their_blocks() {
    let folder = tempfile::tempdir().unwrap();
    let logs = Store::open(folder.path(), &StoreOptions::default())
        .unwrap()
        .logs();
    let put = async |stream: &str, texts: Vec<String>| {
        let batch = LogBatch {
            group: "g".to_owned(),
            stream: stream.to_owned(),
            events: (0..).zip(texts).collect(),
            ingested_ms: 9,
            create: Create::Missing,
        };
        logs.append(batch).await.unwrap();
    };
    let filters = async || {
        let sql = "SELECT count(*) FROM log_grams";
        let counted = logs.read(move |c| Ok(c.query_row(sql, [], |row| row.get::<_, i64>(0))?));
        counted.await.unwrap()
    };
    // two large blocks, and small ones that are to be compacted
    let lines = |n: usize| {
        (0..n)
            .map(|n| format!("line {n} of some text"))
            .collect::<Vec<_>>()
    };
    put("large", lines(9_000)).await;
    for _ in 0..20 {
        put("small", lines(200)).await;
    }
    put("large", lines(9_000)).await;
    let mut cursor = BackfillCursor::default();
    let mut rounds = 0;
    loop {
        let (next, more) = logs.backfill_filter(cursor).await.unwrap();
        cursor = next;
        if !more {
            break;
        }
        rounds += 1;
    }
    assert_eq!((rounds, filters().await), (2, 2));
    assert!(!logs.backfill_filter(cursor).await.unwrap().1);
    // and a start from the beginning, as after a restart, finds nothing to do
    assert!(
        !logs
            .backfill_filter(BackfillCursor::default())
            .await
            .unwrap()
            .1
    );
    let (found, _) = logs.uncompacted_blocks(Default::default()).await.unwrap();
    assert_eq!(found.len(), 1);
    assert!(logs.compact(found[0].clone()).await.unwrap());
    assert_eq!(filters().await, 3);
    // the filter of other events goes, and so does that of a block that is deleted
    logs.write(0, |connection| {
        connection.execute("UPDATE log_blocks SET payload = x'00' WHERE id = 1", [])?;
        Ok(())
    })
    .await
    .unwrap();
    assert_eq!(filters().await, 2);
    assert!(logs.remove_oldest(u64::MAX).await.unwrap() > 0);
    assert_eq!(filters().await, 0);
}

#[tokio::test]
async fn a_store_from_before_there_were_filters_gets_them() {
    let folder = tempfile::tempdir().unwrap();
    let open = || Store::open(folder.path(), &StoreOptions::default()).unwrap();
    let store = open();
    let lines = (0..9_000).map(|n| (n, format!("line {n} of some text")));
    let batch = LogBatch {
        group: "g".to_owned(),
        stream: "s".to_owned(),
        events: lines.collect(),
        ingested_ms: 9,
        create: Create::Missing,
    };
    store.logs().append(batch).await.unwrap();
    // the first format
    let back =
        "DROP TRIGGER log_grams_of_other_events; DROP TABLE log_grams; PRAGMA user_version = 1";
    store
        .write(0, move |connection| Ok(connection.execute_batch(back)?))
        .await
        .unwrap();
    store.close().await;
    drop(store);
    let logs = open().logs();
    let pattern = LogPattern::parse("8765").unwrap();
    let filter = EventFilter::new(pattern, EventFilter::ALL_TIMES);
    let all = (Position::From(EventKey::FIRST), 10);
    let found = read(&logs, &filter, all).await;
    assert_eq!(found.len(), 1);
    assert!(
        logs.backfill_filter(BackfillCursor::default())
            .await
            .unwrap()
            .1
    );
    assert_eq!(read(&logs, &filter, all).await, found);
}
