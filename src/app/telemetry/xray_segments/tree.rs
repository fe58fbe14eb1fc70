//! Assembles a batch of spans into documents that each fit into a packet.

use std::collections::{HashMap, HashSet};

use opentelemetry::trace::{SpanId, TraceId};
use opentelemetry_sdk::trace::SpanData;

use super::document::Document;
use super::translate::{Program, document, is_segment, trace_id};

type Key = (TraceId, SpanId);

/// Returns the documents of a batch. Subsegments are nested in their parent if it is in the batch,
/// otherwise separate (the request is still running, or the batch was full).
pub(super) fn documents(spans: &[SpanData], program: &Program) -> Vec<Document> {
    let key = |span: &SpanData| (span.span_context.trace_id(), span.span_context.span_id());
    let present: HashSet<Key> = spans.iter().map(key).collect();
    let mut children: HashMap<Key, Vec<&SpanData>> = HashMap::new();
    let mut tops = Vec::new();
    for span in spans {
        let parent = (span.span_context.trace_id(), span.parent_span_id);
        if !is_segment(span) && present.contains(&parent) {
            children.entry(parent).or_default().push(span);
        } else {
            tops.push(span);
        }
    }
    tops.into_iter()
        .map(|span| {
            let mut top = with_children(span, &children, program);
            top.trace_id = Some(trace_id(span.span_context.trace_id()));
            if span.parent_span_id != SpanId::INVALID {
                top.parent_id = Some(span.parent_span_id.to_string());
            }
            top.kind = (!is_segment(span)).then_some("subsegment");
            top
        })
        .collect()
}

fn with_children(
    span: &SpanData,
    children: &HashMap<Key, Vec<&SpanData>>,
    program: &Program,
) -> Document {
    let mut document = document(span, program);
    let key = (span.span_context.trace_id(), span.span_context.span_id());
    for child in children.get(&key).into_iter().flatten() {
        document
            .subsegments
            .push(with_children(child, children, program));
    }
    document
        .subsegments
        .sort_by(|a, b| a.start_time.total_cmp(&b.start_time));
    document
}

/// Splits the document into JSON texts of at most `limit` bytes: sends the largest subsegments
/// separately, and if that is not enough, removes metadata.
pub(super) fn packets(mut document: Document, limit: usize) -> Vec<String> {
    let mut packets = Vec::new();
    let mut text = json(&document);
    let mut sizes: Vec<_> = document
        .subsegments
        .iter()
        .map(|sub| json(sub).len())
        .collect();
    while text.len() > limit {
        let largest = (0..sizes.len()).max_by_key(|at| sizes[*at]);
        let Some(largest) = largest else { break };
        sizes.remove(largest);
        let mut alone = document.subsegments.remove(largest);
        alone.trace_id.clone_from(&document.trace_id);
        alone.parent_id = Some(document.id.clone());
        alone.kind = Some("subsegment");
        packets.extend(self::packets(alone, limit));
        text = json(&document);
    }
    if text.len() > limit {
        // all other fields are bounded, and a span without metadata is better than none
        document.metadata.clear();
        text = json(&document);
    }
    if text.len() > limit {
        document.cause = None;
        document.annotations.clear();
        text = json(&document);
    }
    // parents first: readers that keep the last of two documents see the whole tree either way
    packets.insert(0, text);
    packets
}

fn json(document: &Document) -> String {
    // strings, numbers and maps with string keys always serialize
    serde_json::to_string(document).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::*;

    fn span(id: &str, name: &str, metadata: usize) -> Document {
        let text = BTreeMap::from([("text".to_owned(), json!("x".repeat(metadata)))]);
        Document {
            name: name.to_owned(),
            id: id.to_owned(),
            metadata: BTreeMap::from([("default".to_owned(), text)]),
            ..Document::default()
        }
    }

    fn segment(subsegments: Vec<Document>) -> Document {
        Document {
            trace_id: Some("1-691ed3f2-8a1c0123456789abcdef0123".to_owned()),
            subsegments,
            ..span("aaaaaaaaaaaaaaaa", "backend-flask", 10)
        }
    }

    /// Returns the (id, parent id) of every span in the packets.
    fn pairs(packets: &[String]) -> BTreeMap<String, Option<String>> {
        fn walk(
            document: &Value,
            parent: Option<&str>,
            pairs: &mut BTreeMap<String, Option<String>>,
        ) {
            let id = document["id"].as_str().unwrap();
            let known = pairs.insert(id.to_owned(), parent.map(str::to_owned));
            assert!(known.is_none(), "{id} was sent twice");
            for sub in document["subsegments"].as_array().into_iter().flatten() {
                walk(sub, Some(id), pairs);
            }
        }
        let mut pairs = BTreeMap::new();
        for packet in packets {
            let document: Value = serde_json::from_str(packet).unwrap();
            let parent = document["parent_id"].as_str();
            assert_eq!(parent.is_some(), document["type"] == "subsegment");
            assert_eq!(document["trace_id"], "1-691ed3f2-8a1c0123456789abcdef0123");
            walk(&document, parent, &mut pairs);
        }
        pairs
    }

    #[test]
    fn what_fits_travels_whole() {
        let packets = packets(segment(vec![span("bbbbbbbbbbbbbbbb", "b", 10)]), 65_000);
        assert_eq!(packets.len(), 1);
    }

    #[test]
    fn the_largest_subsegments_travel_alone() {
        let mut b = span("bbbbbbbbbbbbbbbb", "b", 700);
        b.subsegments.push(span("cccccccccccccccc", "c", 700));
        let packets = packets(segment(vec![b, span("dddddddddddddddd", "d", 100)]), 1_200);
        assert!(packets.iter().all(|packet| packet.len() <= 1_200));
        let parent = |id: &str| pairs(&packets)[id].clone();
        assert_eq!(packets.len(), 3);
        assert_eq!(parent("aaaaaaaaaaaaaaaa"), None);
        assert_eq!(
            parent("bbbbbbbbbbbbbbbb").as_deref(),
            Some("aaaaaaaaaaaaaaaa")
        );
        assert_eq!(
            parent("cccccccccccccccc").as_deref(),
            Some("bbbbbbbbbbbbbbbb")
        );
        assert_eq!(
            parent("dddddddddddddddd").as_deref(),
            Some("aaaaaaaaaaaaaaaa")
        );
    }

    #[test]
    fn a_span_that_is_too_large_alone_loses_its_metadata() {
        let packets = packets(
            segment(vec![span("bbbbbbbbbbbbbbbb", "b", 100_000)]),
            65_000,
        );
        assert_eq!(packets.len(), 2);
        assert!(packets.iter().all(|packet| packet.len() <= 65_000));
        assert_eq!(pairs(&packets).len(), 2);
    }

    proptest::proptest! {
        #[test]
        fn no_span_is_lost_and_no_packet_too_large(
            sizes in proptest::collection::vec(0..3_000_usize, 1..40),
            limit in 600..4_000_usize,
        ) {
            // a binary tree: the parent of span n is n / 2
            let mut spans: Vec<Document> = sizes
                .iter()
                .enumerate()
                .map(|(at, size)| span(&format!("{at:016x}"), "sub", *size))
                .collect();
            while spans.len() > 1 {
                let parent = (spans.len() - 1) / 2;
                let last = spans.pop().unwrap();
                spans[parent].subsegments.push(last);
            }
            let packets = packets(segment(spans), limit);
            proptest::prop_assert!(packets.iter().all(|packet| packet.len() <= limit));
            proptest::prop_assert_eq!(pairs(&packets).len(), sizes.len() + 1);
        }
    }
}
