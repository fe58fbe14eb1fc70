use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span, TracesData};
use prost::Message as _;

use super::*;
use crate::model::TraceId;
use crate::stack::ingest::spans::SpanRules;
use crate::stack::store::{StoreOptions, compress};

const TRACE: TraceId = TraceId([7; 16]);

async fn send(store: &Store, service: &str, ids: &[u8]) {
    let name = KeyValue {
        key: "service.name".to_owned(),
        value: Some(AnyValue {
            value: Some(Value::StringValue(service.to_owned())),
        }),
        ..KeyValue::default()
    };
    let sent = ids.iter().map(|id| Span {
        trace_id: TRACE.0.to_vec(),
        span_id: vec![*id; 8],
        name: format!("span {id}"),
        start_time_unix_nano: 1_000 - u64::from(*id),
        end_time_unix_nano: 2_000,
        ..Span::default()
    });
    let request = TracesData {
        resource_spans: vec![ResourceSpans {
            resource: Some(Resource {
                attributes: vec![name],
                ..Resource::default()
            }),
            scope_spans: vec![ScopeSpans {
                spans: sent.collect(),
                ..ScopeSpans::default()
            }],
            ..ResourceSpans::default()
        }],
    };
    let (blocks, _) = spans::blocks(&request.encode_to_vec(), SpanRules::default()).unwrap();
    store.append_traces(blocks, 0).await.unwrap();
}

async fn send_segment(store: &Store, id: &str, start: f64) {
    let document = format!(
        r#"{{"name":"web","id":"{id}","trace_id":"{TRACE}","start_time":{start},"end_time":{}}}"#,
        start + 1.0
    );
    let (valid, rejected) = segments::parse(&document, 0.0);
    assert!(rejected.is_empty(), "{rejected:?}");
    let blocks = segments::blocks(valid).unwrap();
    store.append_traces(blocks, 0).await.unwrap();
}

#[tokio::test]
async fn many_blocks_become_one_of_each_source() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), &StoreOptions::default()).unwrap();
    send(&store, "web", &[1, 2]).await;
    send(&store, "api", &[3]).await;
    // a retried request: its spans are known
    send(&store, "web", &[2, 4]).await;
    for _ in 0..2 {
        send_segment(&store, "00000000000000aa", 1.5).await;
    }
    let row = store.trace_row(TRACE).await.unwrap().unwrap();
    assert_eq!(row.spans, 7, "counted as they came");

    let traces = store.uncompacted_traces(10).await.unwrap();
    assert_eq!(traces.len(), 1);
    assert_eq!(traces[0].uncompacted, 4);
    assert!(compact_trace(&store, traces[0]).await.unwrap());
    assert!(store.uncompacted_traces(10).await.unwrap().is_empty());

    let row = store.trace_row(TRACE).await.unwrap().unwrap();
    assert_eq!(row.spans, 5);
    assert_eq!((row.start_ns, row.end_ns), (996, 2_500_000_000));
    assert_eq!(row.services, ["web", "api"]);
    assert_eq!(
        row.entry.as_deref(),
        Some("span 4"),
        "the first of the spans"
    );
    let trace = store.trace(TRACE).await.unwrap().unwrap();
    let sources: Vec<_> = trace.blocks.iter().map(|(source, _)| *source).collect();
    assert_eq!(sources, [Source::Otlp, Source::Xray]);
    let data = TracesData::decode(&trace.blocks[0].1[..]).unwrap();
    let names: Vec<Vec<_>> = data
        .resource_spans
        .iter()
        .map(|resource| {
            assert_eq!(resource.scope_spans.len(), 1);
            let spans = resource.scope_spans[0].spans.iter();
            spans.map(|span| span.name.as_str()).collect()
        })
        .collect();
    assert_eq!(names, [vec!["span 1", "span 2", "span 4"], vec!["span 3"]]);
    let lines = String::from_utf8(trace.blocks[1].1.clone()).unwrap();
    assert_eq!(lines.lines().count(), 1);
}

#[tokio::test]
async fn a_span_that_came_over_two_wires_counts_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), &StoreOptions::default()).unwrap();
    send(&store, "web", &[1, 2]).await;
    let put = async |text: &str| {
        let document = format!(r#"{{"trace_id":"{TRACE}","name":"web",{text}}}"#);
        let (valid, rejected) = segments::parse(&document, 0.0);
        assert!(rejected.is_empty(), "{rejected:?}");
        let blocks = segments::blocks(valid).unwrap();
        store.append_traces(blocks, 0).await.unwrap();
    };
    // span 1 again, first while it runs, and then with one that is new and one that is not
    put(r#""id":"0101010101010101","start_time":1,"in_progress":true"#).await;
    put(
        r#""id":"0101010101010101","start_time":1,"end_time":2,"subsegments":[
        {"id":"0202020202020202","name":"known","start_time":1,"end_time":2},
        {"id":"0303030303030303","name":"new","start_time":1,"end_time":2}]"#,
    )
    .await;
    let count = async || store.trace_row(TRACE).await.unwrap().unwrap().spans;
    assert_eq!(count().await, 6, "counted as they came");
    let trace = store.uncompacted_traces(1).await.unwrap()[0];
    assert!(compact_trace(&store, trace).await.unwrap());
    assert_eq!(count().await, 3);
    // and so it stays when one of them comes once more
    send(&store, "web", &[1]).await;
    let trace = store.uncompacted_traces(1).await.unwrap()[0];
    assert!(compact_trace(&store, trace).await.unwrap());
    assert_eq!(count().await, 3);
    let trace = store.trace(TRACE).await.unwrap().unwrap();
    let lines = String::from_utf8(trace.blocks[1].1.clone()).unwrap();
    assert_eq!(lines.lines().count(), 2, "both documents are kept");
}

/// Earlier versions stored what redaction had made longer, or had given names that no
/// document may have; it stays all the same.
#[tokio::test]
async fn what_was_accepted_is_not_judged_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), &StoreOptions::default()).unwrap();
    let many = r#""x-api-key=********","#.repeat(4_500);
    let documents = [
        r#""id":"0000000000000001","name":"Authorization:********""#.to_owned(),
        r#""id":"0000000000000002","name":"web","subsegments":[{"id":"0000000000000003",
            "name":"GET /x&access_token=********","start_time":1,"end_time":2}]"#
            .to_owned(),
        format!(r#""id":"0000000000000004","name":"web","metadata":{{"a":[{many}1]}}"#),
    ];
    for document in &documents {
        let text = format!(r#"{{"trace_id":"{TRACE}","start_time":1,"end_time":2,{document}}}"#);
        let line = text.replace('\n', " ");
        assert_eq!(
            segments::parse(&line, 0.0).1.len(),
            1,
            "it would be refused"
        );
        let stood_for = text
            .split(many.as_str())
            .collect::<String>()
            .replace('*', "x");
        let (valid, rejected) = segments::parse(&stood_for, 0.0);
        assert!(rejected.is_empty(), "{rejected:?}");
        let mut blocks = segments::blocks(valid).unwrap();
        blocks[0].payload = compress(format!("{line}\n").as_bytes()).unwrap();
        store.append_traces(blocks, 0).await.unwrap();
    }
    let lines = async || {
        let trace = store.trace(TRACE).await.unwrap().unwrap();
        let bytes: Vec<u8> = trace.blocks.into_iter().flat_map(|(_, b)| b).collect();
        String::from_utf8(bytes).unwrap()
    };
    let before = lines().await;
    assert!(before.lines().any(|line| line.len() > 64 << 10));
    let trace = store.uncompacted_traces(1).await.unwrap()[0];
    assert!(compact_trace(&store, trace).await.unwrap());
    assert_eq!(lines().await, before);
    let row = store.trace_row(TRACE).await.unwrap().unwrap();
    assert_eq!(row.spans, 4);
}

#[tokio::test]
async fn a_damaged_block_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), &StoreOptions::default()).unwrap();
    for id in 1..=4 {
        send(&store, "web", &[id]).await;
    }
    let damaged = store
        .write(0, |c| {
            let sql = "UPDATE trace_blocks SET payload = substr(payload, 1, 20)
                 WHERE place & 1048575 = 1 RETURNING payload";
            Ok(c.query_row(sql, [], |row| row.get::<_, Vec<u8>>(0))?)
        })
        .await
        .unwrap();
    let trace = store.uncompacted_traces(1).await.unwrap()[0];
    assert!(compact_trace(&store, trace).await.unwrap());
    // and again with what comes then
    send(&store, "web", &[5]).await;
    let trace = store.uncompacted_traces(1).await.unwrap()[0];
    assert!(compact_trace(&store, trace).await.unwrap());
    let blocks = store
        .read(|c| {
            let mut statement = c.prepare("SELECT payload FROM trace_blocks ORDER BY place")?;
            let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?)
        })
        .await
        .unwrap();
    assert_eq!(blocks.len(), 2);
    assert_eq!(blocks[1], damaged);
    let compacted = crate::stack::store::decompress(&blocks[0]).unwrap();
    let data = TracesData::decode(&compacted[..]).unwrap();
    assert_eq!(data.resource_spans[0].scope_spans[0].spans.len(), 4);
}

#[tokio::test]
async fn what_is_too_large_to_merge_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), &StoreOptions::default()).unwrap();
    send(&store, "web", &[1]).await;
    send(&store, "web", &[2]).await;
    let trace = store.uncompacted_traces(10).await.unwrap()[0];
    assert!(store.uncompacted_blocks(trace, 10).await.unwrap().is_none());
    assert!(
        store
            .replace_blocks(trace, CompactedBlocks::default())
            .await
            .unwrap()
    );
    assert!(store.uncompacted_traces(10).await.unwrap().is_empty());
    let trace = store.trace(TRACE).await.unwrap().unwrap();
    assert_eq!(trace.blocks.len(), 2);
}

/// Two blocks that together are too large for compaction stay two.
#[tokio::test]
async fn compaction_has_its_own_largest_size() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), &StoreOptions::default()).unwrap();
    for (id, bytes, blocks) in [(1, MAX_SIZE / 4, 1), (3, MAX_SIZE / 2 + 1, 2)] {
        let trace = TraceId([id; 16]);
        for span in [id, id + 1] {
            let sent = Span {
                trace_id: trace.0.to_vec(),
                span_id: vec![span; 8],
                name: "x".repeat(bytes),
                start_time_unix_nano: 1,
                end_time_unix_nano: 2,
                ..Span::default()
            };
            let request = TracesData {
                resource_spans: vec![ResourceSpans {
                    scope_spans: vec![ScopeSpans {
                        spans: vec![sent],
                        ..ScopeSpans::default()
                    }],
                    ..ResourceSpans::default()
                }],
            };
            let request = request.encode_to_vec();
            let (blocks, _) = spans::blocks(&request, SpanRules::default()).unwrap();
            store.append_traces(blocks, 0).await.unwrap();
        }
        let uncompacted = store.uncompacted_traces(1).await.unwrap()[0];
        assert!(compact_trace(&store, uncompacted).await.unwrap());
        assert!(store.uncompacted_traces(1).await.unwrap().is_empty());
        let stored = store.trace(trace).await.unwrap().unwrap();
        assert_eq!(stored.blocks.len(), blocks, "{bytes}");
    }
}

#[tokio::test]
async fn how_large_it_is_is_known_before_anything_is_unpacked() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), &StoreOptions::default()).unwrap();
    send(&store, "web", &[1]).await;
    send(&store, "web", &[2]).await;
    let trace = store.uncompacted_traces(10).await.unwrap()[0];
    let most = store.trace_sizes(vec![TRACE]).await.unwrap()[0].bytes - 1;
    // unpacked, this block would be none, and the other one small enough
    let cut = "UPDATE trace_blocks SET payload = substr(payload, 1, 20)
        WHERE place = (SELECT max(place) FROM trace_blocks)";
    let cutting = store.write(0, |c| {
        c.execute(cut, [])?;
        Ok(())
    });
    cutting.await.unwrap();
    assert!(
        store
            .uncompacted_blocks(trace, most)
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn a_trace_is_merged_once_it_has_been_quiet() {
    const PAUSE: Duration = Duration::from_millis(400);
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), &StoreOptions::default()).unwrap();
    let shutdown = CancellationToken::new();
    let task = tokio::spawn(compact_traces_every(PAUSE, store.clone(), shutdown.clone()));
    // as long as spans come more often than the task looks, they stay in their blocks
    for id in 1..=20 {
        send(&store, "web", &[id]).await;
        tokio::time::sleep(PAUSE / 20).await;
    }
    assert_eq!(
        store.uncompacted_traces(1).await.unwrap()[0].uncompacted,
        19
    );
    let mut rounds = 0;
    while !store.uncompacted_traces(1).await.unwrap().is_empty() {
        tokio::time::sleep(PAUSE).await;
        rounds += 1;
        assert!(rounds < 100, "never compacted");
    }
    let trace = store.trace(TRACE).await.unwrap().unwrap();
    assert_eq!(trace.blocks.len(), 1);
    shutdown.cancel();
    task.await.unwrap();
}

#[tokio::test]
async fn small_blocks_of_logs_are_compacted_behind_ingest() {
    use std::ops::ControlFlow;

    use crate::stack::store::logs::{Create, EventFilter, EventQuery, LogBatch, StreamChoice};

    const PAUSE: Duration = Duration::from_millis(20);
    const PUTS: i64 = 400;
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), &StoreOptions::default()).unwrap();
    let shutdown = CancellationToken::new();
    let task = tokio::spawn(compact_logs_every(PAUSE, store.clone(), shutdown.clone()));
    let blocks = async || {
        let sql = "SELECT count(*) FROM log_blocks";
        let counted = store.read(move |c| Ok(c.query_row(sql, [], |row| row.get::<_, i64>(0))?));
        counted.await.unwrap()
    };
    for n in 0..PUTS {
        let batch = LogBatch {
            group: "g".to_owned(),
            stream: "s".to_owned(),
            events: vec![(n, n.to_string())],
            ingested_ms: PUTS,
            create: Create::Missing,
        };
        store.logs().append(batch).await.unwrap();
    }
    let mut rounds = 0;
    while blocks().await > 50 {
        tokio::time::sleep(PAUSE).await;
        rounds += 1;
        assert!(rounds < 500, "{} blocks are left", blocks().await);
    }
    shutdown.cancel();
    task.await.unwrap();
    let query = EventQuery {
        group: "g".to_owned(),
        streams: StreamChoice::All,
        filter: EventFilter::default(),
        now_ms: PUTS,
    };
    let logs = store.logs();
    let events = logs.fold_events(query, Vec::new(), |events, event| {
        events.push((event.key.put_id, event.key.index, event.message.to_owned()));
        ControlFlow::Continue(())
    });
    let mut events = events.await.unwrap();
    events.sort_unstable();
    // each put has an id of its own, counted from one
    let expected = (0..PUTS).map(|n| (n + 1, 0, n.to_string()));
    assert_eq!(events, expected.collect::<Vec<_>>());
}

mod logs {
    use proptest::prelude::*;

    use super::*;
    use crate::stack::store::logs::{
        Create, EventFilter, EventKey, EventQuery, LogBatch, LogPage, LogScan, Position,
        StreamChoice,
    };

    async fn page(store: &Store, from: Position) -> LogPage {
        let scan = LogScan {
            query: EventQuery {
                group: "g".to_owned(),
                streams: StreamChoice::All,
                filter: EventFilter::default(),
                now_ms: 0,
            },
            from,
            max_events: 10_000,
            max_bytes: 64 << 20,
        };
        store.logs().scan(scan).await.unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn compaction_changes_no_event_and_no_order(
            batches in prop::collection::vec(
                (0..2_u8, 0..3_i64, prop::collection::vec((0..6_i64, "\\PC{0,9}"), 1..4)),
                20..60,
            ),
        ) {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .build()
                .unwrap();
            runtime.block_on(async {
                let folder = tempfile::tempdir().unwrap();
                let store = Store::open(folder.path(), &StoreOptions::default()).unwrap();
                for (stream, ingested_ms, events) in batches {
                    let batch = LogBatch {
                        group: "g".to_owned(),
                        stream: stream.to_string(),
                        events,
                        ingested_ms,
                        create: Create::Missing,
                    };
                    store.logs().append(batch).await.unwrap();
                }
                let directions = [
                    Position::From(EventKey::FIRST),
                    Position::Before(EventKey::at_start_of(100)),
                ];
                let mut before = Vec::new();
                for from in directions {
                    before.push(page(&store, from).await.events);
                }
                compact_logs(&store, &CancellationToken::new()).await.unwrap();
                let logs = store.logs();
                let (left, _) = logs.uncompacted_blocks(CompactionCursor::default()).await.unwrap();
                prop_assert!(left.is_empty());
                for (from, before) in directions.into_iter().zip(before) {
                    prop_assert!(!before.is_empty());
                    prop_assert_eq!(before, page(&store, from).await.events);
                }
                Ok(())
            })?;
        }
    }

    #[tokio::test]
    async fn a_damaged_block_keeps_no_other_from_being_compacted() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), &StoreOptions::default()).unwrap();
        for n in 0..40 {
            let batch = LogBatch {
                group: "g".to_owned(),
                stream: "s".to_owned(),
                events: vec![(n, format!("line {n}"))],
                ingested_ms: 0,
                create: Create::Missing,
            };
            store.logs().append(batch).await.unwrap();
        }
        store
            .write(0, |c| {
                c.execute("UPDATE log_blocks SET payload = x'00' WHERE id = 7", [])?;
                Ok(())
            })
            .await
            .unwrap();
        compact_logs(&store, &CancellationToken::new())
            .await
            .unwrap();
        let sql = "SELECT count(*), sum(payload = x'00') FROM log_blocks";
        let read = store.read(move |c| Ok(c.query_row(sql, [], |r| Ok((r.get(0)?, r.get(1)?)))?));
        let (blocks, damaged): (i64, i64) = read.await.unwrap();
        assert_eq!((blocks, damaged), (2, 1));
        let events = page(&store, Position::From(EventKey::FIRST)).await.events;
        assert_eq!(events.len(), 39);
    }
}
