use super::*;
use crate::stack::store::{StoreOptions, compress};

fn block(id: u8, start_ns: u64, entry: Option<&str>, text: &str) -> TraceBlock {
    TraceBlock {
        trace_id: TraceId([id; 16]),
        source: Source::Otlp,
        start_ns,
        end_ns: start_ns + 10,
        spans: 1,
        flags: TraceFlags::default(),
        entry: entry.map(str::to_owned),
        services: vec!["web".to_owned()],
        payload: compress(text.as_bytes()).unwrap(),
    }
}

fn open() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), &StoreOptions::default()).unwrap();
    (folder, store)
}

fn texts(trace: &StoredTrace) -> Vec<&str> {
    let blocks = trace.blocks.iter();
    blocks
        .map(|(_, text)| std::str::from_utf8(text).unwrap())
        .collect()
}

#[tokio::test]
async fn blocks_of_one_trace_widen_its_row() {
    let (_folder, store) = open();
    let mut later = block(1, 50, None, "later");
    later.services = vec!["db".to_owned(), "web".to_owned()];
    later.flags = TraceFlags::FAULT;
    later.source = Source::Xray;
    let blocks = vec![
        block(1, 100, Some("GET /b"), "first"),
        later,
        block(1, 20, Some("GET /a"), "earliest"),
    ];
    store.append_traces(blocks, 0).await.unwrap();
    let row = store.trace_row(TraceId([1; 16])).await.unwrap().unwrap();
    assert_eq!((row.start_ns, row.end_ns, row.spans), (20, 110, 3));
    assert_eq!(row.entry.as_deref(), Some("GET /a"));
    assert_eq!(row.services, ["web", "db"]);
    assert!(row.flags.contains(TraceFlags::FAULT));
    assert!(!row.flags.contains(TraceFlags::ERROR));
    assert!(row.sources.contains(Source::Otlp) && row.sources.contains(Source::Xray));
    let trace = store.trace(TraceId([1; 16])).await.unwrap().unwrap();
    assert_eq!(texts(&trace), ["first", "later", "earliest"]);
    assert_eq!(trace.blocks[1].0, Source::Xray);
}

#[tokio::test]
async fn a_listing_goes_on_after_its_cursor() {
    let (_folder, store) = open();
    // two traces share a start, as they do when clocks are coarse
    let blocks = [(1, 10), (2, 20), (3, 20), (4, 30), (5, 40)]
        .map(|(id, start)| block(id, start, None, "x"))
        .to_vec();
    store.append_traces(blocks, 0).await.unwrap();
    for (order, expected) in [
        (Order::NewestFirst, [4, 3, 2, 1]),
        (Order::OldestFirst, [1, 2, 3, 4]),
    ] {
        let mut after = None;
        let mut seen = Vec::new();
        loop {
            let page = store.traces_between(10..40, order, after, 1).await.unwrap();
            let Some(row) = page.first() else { break };
            seen.push(row.id.0[0]);
            after = Some(row.cursor());
        }
        assert_eq!(seen, expected, "{order:?}");
    }
}

#[tokio::test]
async fn traces_come_in_the_order_asked_for_without_those_that_are_not_there() {
    let (_folder, store) = open();
    store
        .append_traces(vec![block(1, 1, None, "a"), block(2, 2, None, "b")], 0)
        .await
        .unwrap();
    let ids = [2, 9, 1].map(|id| TraceId([id; 16])).to_vec();
    let found = store.traces(ids).await.unwrap();
    assert_eq!(found.iter().map(|t| t.id.0[0]).collect::<Vec<_>>(), [2, 1]);
    assert!(store.trace(TraceId([9; 16])).await.unwrap().is_none());
}

/// All blocks of the trace as one of another text.
async fn compacted(store: &Store, trace: UncompactedTrace) -> CompactedBlocks {
    let blocks = store
        .uncompacted_blocks(trace, 1 << 20)
        .await
        .unwrap()
        .unwrap();
    let mut compacted = CompactedBlocks::default();
    compacted.spans = 1;
    compacted
        .put(Source::Otlp, blocks.iter(), b"compacted")
        .unwrap();
    compacted
}

#[tokio::test]
async fn compaction_replaces_the_blocks_unless_one_came_in_between() {
    let (_folder, store) = open();
    let id = TraceId([1; 16]);
    store
        .append_traces(
            vec![block(1, 5, Some("GET /"), "a"), block(1, 6, None, "a")],
            0,
        )
        .await
        .unwrap();
    store
        .append_traces(vec![block(2, 5, None, "alone")], 0)
        .await
        .unwrap();
    let uncompacted = store.uncompacted_traces(10).await.unwrap();
    assert_eq!(uncompacted.iter().map(|t| t.id).collect::<Vec<_>>(), [id]);

    let compacted = compacted(&store, uncompacted[0]).await;
    assert!(
        store
            .replace_blocks(uncompacted[0], compacted.clone())
            .await
            .unwrap()
    );
    assert_eq!(store.uncompacted_traces(10).await.unwrap(), []);
    let row = store.trace_row(id).await.unwrap().unwrap();
    assert_eq!((row.spans, row.end_ns), (1, 16));

    store
        .append_traces(vec![block(1, 7, None, "new")], 0)
        .await
        .unwrap();
    let before = store.uncompacted_traces(10).await.unwrap()[0];
    store
        .append_traces(vec![block(1, 8, None, "newer")], 0)
        .await
        .unwrap();
    assert!(!store.replace_blocks(before, compacted).await.unwrap());
    let trace = store.trace(id).await.unwrap().unwrap();
    assert_eq!(texts(&trace), ["compacted", "new", "newer"]);
}

#[tokio::test]
async fn the_traces_that_came_first_go_first_whatever_their_times() {
    let (_folder, store) = open();
    // the later one came, the earlier it started
    for id in 1..=10_u8 {
        let block = block(id, 2_000 - u64::from(id) * 100, None, "x");
        store
            .append_traces(vec![block], i64::from(id) * 10)
            .await
            .unwrap();
    }
    assert_eq!(store.oldest_trace_ms().await.unwrap(), Some(10));
    assert!(!store.remove_traces_before(10).await.unwrap());
    assert_eq!(store.oldest_trace_ms().await.unwrap(), Some(10));
    assert!(!store.remove_traces_before(11).await.unwrap());
    assert_eq!(store.oldest_trace_ms().await.unwrap(), Some(20));
    assert!(store.trace(TraceId([1; 16])).await.unwrap().is_none());
    let freed = store.remove_oldest_traces(400).await.unwrap();
    assert!((400..800).contains(&freed), "{freed}");
    assert_eq!(store.oldest_trace_ms().await.unwrap(), Some(40));
    let left = store
        .traces_between(0..5_000, Order::OldestFirst, None, 100)
        .await
        .unwrap();
    assert_eq!(left.len(), 7);
}

#[tokio::test]
async fn a_trace_that_still_grows_outlasts_those_that_came_after_it() {
    let (_folder, store) = open();
    for (id, received_ms) in [(1, 10), (2, 20), (3, 30), (1, 40)] {
        let block = block(id, 5, None, "x");
        store.append_traces(vec![block], received_ms).await.unwrap();
    }
    let gone = async |cutoff_ms| {
        store.remove_traces_before(cutoff_ms).await.unwrap();
        let all = store.traces_between(0..9, Order::OldestFirst, None, 9);
        let all = all.await.unwrap();
        all.iter().map(|row| row.id.0[0]).collect::<Vec<_>>()
    };
    assert_eq!(gone(30).await, [1, 3]);
    // compacting its blocks does not renew a trace, nor make it forget that it was
    let uncompacted = store.uncompacted_traces(1).await.unwrap()[0];
    let compacted = compacted(&store, uncompacted).await;
    assert!(store.replace_blocks(uncompacted, compacted).await.unwrap());
    assert_eq!(gone(40).await, [1]);
    assert!(gone(41).await.is_empty());
}

#[tokio::test]
async fn sizes_are_known_without_unpacking() {
    let (_folder, store) = open();
    let texts = ["x".repeat(1_000), "y".repeat(3_000)];
    let blocks = texts.map(|text| block(1, 1, None, &text)).to_vec();
    store.append_traces(blocks, 0).await.unwrap();
    // the second one is not stored
    let ids: Vec<TraceId> = [1, 9].map(|id| TraceId([id; 16])).into();
    let sizes = store.trace_sizes(ids).await.unwrap();
    let size = TraceSize {
        bytes: 4_000,
        largest: 3_000,
        spans: 2,
    };
    assert_eq!(sizes, [size, TraceSize::default()]);
}

#[tokio::test]
async fn a_large_trace_is_loaded_into_a_file_that_leaves_nothing_behind() {
    let (folder, store) = open();
    let files = || std::fs::read_dir(folder.path()).unwrap().count();
    let before = files();
    // as bytes that do not repeat, so that their order is seen
    let texts: Vec<String> = (0..9).map(|n| n.to_string().repeat(1 << 20)).collect();
    let blocks = texts.iter().map(|text| block(1, 1, None, text)).collect();
    store.append_traces(blocks, 0).await.unwrap();
    let loaded = store.load_traces(vec![TraceId([1; 16])]).await.unwrap();
    assert_eq!(files(), before);
    for ((_, place), text) in loaded[0].blocks.iter().zip(&texts).rev() {
        let read = loaded[0].bytes.read(*place).unwrap();
        assert!(*read == *text.as_bytes(), "{place:?}");
    }
    let whole = store.trace(TraceId([1; 16])).await.unwrap().unwrap();
    assert_eq!(super::tests::texts(&whole), texts);
}

#[tokio::test]
async fn a_trace_that_came_under_a_clock_that_was_ahead_keeps_no_other() {
    let (_folder, store) = open();
    for (number, received) in [(1, 5_000), (2, 10), (3, 20)] {
        let traces = vec![block(number, 1, None, "x")];
        store.append_traces(traces, received).await.unwrap();
    }
    store.remove_traces_before(15).await.unwrap();
    let left = store.traces_between(0..u64::MAX, Order::OldestFirst, None, 10);
    assert_eq!(left.await.unwrap().len(), 2);
}
