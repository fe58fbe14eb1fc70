//! Input that SDKs do not send, but somebody may.

use super::*;

#[test]
fn a_span_without_an_end_is_in_progress() {
    let mut open = span(1, 0, SpanKind::Server, "GET /", &json!({}));
    open.end_time_unix_nano = 0;
    let mut call = span(2, 0, SpanKind::Client, "query", &json!({}));
    call.end_time_unix_nano = 0;
    let trace = assembled_with(&[], &[request("web", vec![open, call])]);
    assert!(trace.partial);
    let documents = documents(&trace);
    assert!(!documents.is_empty());
    for document in documents {
        assert_eq!(document["in_progress"], true, "{document}");
        assert!(document.get("end_time").is_none(), "{document}");
    }
    assert!(trace.bounds().1 >= trace.bounds().0);
}

/// `{"a": {"a": … 1}}`
fn nested(levels: usize) -> Value {
    (0..levels).fold(json!(1), |inner, _| json!({ "a": inner }))
}

#[test]
fn deep_chains_of_deep_fields_are_still_documents() {
    let mut chain = vec![segment(1, json!({"metadata": nested(90)}))];
    let metadata = json!({"metadata": {"a": nested(90)}});
    chain.extend((2..100).map(|id| subsegment(id, id - 1, metadata.clone())));
    let trace = assembled(&chain);
    assert_eq!(trace.segments[0].walk().len(), 99);
    // parses each, or panics
    assert_eq!(documents(&trace).len(), 1);
}

#[test]
fn many_circles_are_broken_in_time() {
    let pairs = (1..14_000).map(|n| n * 2);
    let circles: Vec<Value> = pairs
        .flat_map(|n| {
            [
                subsegment(n, n + 1, json!({})),
                subsegment(n + 1, n, json!({})),
            ]
        })
        .collect();
    let begun = std::time::Instant::now();
    let trace = assembled(&circles);
    assert_eq!(trace.segments.len(), 13_999);
    // a debug build takes about a second; looking through all for each circle takes minutes
    assert!(begun.elapsed() < std::time::Duration::from_secs(30));
}

#[test]
fn what_cannot_be_read_is_counted() {
    let stored = StoredTrace {
        id: trace_id(),
        span_ms: (0, 0),
        damaged: false,
        blocks: vec![(
            Source::Xray,
            format!("{}\n{{\"id\":1e999}}\nno\n", segment(1, json!({}))).into_bytes(),
        )],
    };
    let trace = assemble(&stored);
    assert_eq!((trace.segments.len(), trace.unread), (1, 2));
    assert!(trace.partial, "not all of it is here");
}
