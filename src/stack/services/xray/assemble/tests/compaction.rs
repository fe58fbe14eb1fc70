//! Whatever was accepted is read alike before and after its blocks were compacted.

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use super::*;
use crate::stack::ingest::spans::SpanRules;
use crate::stack::ingest::{compaction, secrets, segments, spans};
use crate::stack::store::{Store, StoreOptions};

/// What one request brings.
#[derive(Debug, Clone)]
enum Sent {
    Document(String),
    Spans(TracesData),
}

/// Names that redaction makes something else of, or that are odd in themselves.
fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{1,4}",
        r"[\PC]{0,5}",
        Just("Authorization:Bearer abc123".to_owned()),
        Just("GET /x&access_token=abc".to_owned()),
        Just("x-api-key: k".to_owned()),
    ]
}

/// Many short secrets make a document longer than one may be.
fn any_metadata() -> impl Strategy<Value = Value> {
    prop_oneof![
        any_name().prop_map(|name| json!({ name.clone(): name })),
        Just(json!({ "Authorization": { "name": "x", "id": 7 } })),
        (1..4_400_usize).prop_map(|many| json!({ "all": vec!["x-api-key=a"; many] })),
    ]
}

fn any_document() -> impl Strategy<Value = Sent> {
    let ids = (1_u64..6, 1_u64..6, 1_u64..9);
    let times = (1.0..5.0_f64, prop::option::of(1.0..5.0_f64));
    let names = (any_name(), any_name());
    (ids, times, names, any_metadata(), 0..4_u8, any::<bool>()).prop_map(
        |((id, parent, inner), (start, end), (name, within), metadata, shape, again)| {
            let mut changes = json!({
                "name": name, "start_time": start, "end_time": end, "metadata": metadata,
            });
            if end.is_none() {
                changes["in_progress"] = json!(true);
            }
            if shape == 1 {
                changes["subsegments"] = json!([{
                    "id": format!("{inner:016x}"), "name": within, "start_time": 1, "end_time": 2,
                    "http": {"request": {"url": "https://x/?access_token=geheim"}},
                }]);
            }
            let document = match shape {
                2 => subsegment(id, parent, changes),
                _ => segment(id, changes),
            };
            let text = document.to_string();
            Sent::Document(if again {
                format!("[{text},\n{text}]")
            } else {
                text
            })
        },
    )
}

fn any_spans() -> impl Strategy<Value = Sent> {
    let span = (1_u64..6, 0_u64..6, 1..6_i32, any_name(), 0..3_u64).prop_map(
        |(id, parent, kind, name, end)| {
            let kind = SpanKind::try_from(kind).unwrap();
            let pairs = json!({"http.request.header.authorization": "geheim"});
            let mut span = span(id, parent, kind, &name, &pairs);
            span.end_time_unix_nano *= end;
            span
        },
    );
    (prop::collection::vec(span, 1..4), "[ab]")
        .prop_map(|(spans, service)| Sent::Spans(request(&service, spans)))
}

/// Returns how many blocks were stored.
async fn take(store: &Store, sent: &Sent) -> usize {
    let blocks = match sent {
        Sent::Document(text) => {
            let (valid, _) = segments::parse(text, 0.0);
            segments::blocks(valid).unwrap()
        }
        Sent::Spans(data) => {
            let sent = data.encode_to_vec();
            let clean = secrets::cleaned_traces(&sent).unwrap();
            let clean = clean.unwrap_or(sent);
            spans::blocks(&clean, SpanRules::default()).unwrap().0
        }
    };
    let count = blocks.len();
    store.append_traces(blocks, 0).await.unwrap();
    count
}

/// The assembled trace, with its documents as they are answered.
async fn read(store: &Store) -> Option<Trace> {
    let stored = store.trace(trace_id()).await.unwrap()?;
    Some(assemble(&stored))
}

async fn compact_all(store: &Store) {
    for trace in store.uncompacted_traces(10).await.unwrap() {
        assert!(compaction::compact_trace(store, trace).await.unwrap());
    }
    assert!(store.uncompacted_traces(1).await.unwrap().is_empty());
}

/// Of what the property below is about, most is taken, and some of it needs compaction.
#[tokio::test]
async fn what_is_made_is_taken() {
    let mut runner = TestRunner::deterministic();
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), &StoreOptions::default()).unwrap();
    let sent = prop_oneof![any_document(), any_spans()];
    let mut taken = 0;
    for _ in 0..60 {
        let sent = sent.new_tree(&mut runner).unwrap().current();
        taken += usize::from(take(&store, &sent).await > 0);
    }
    assert!(taken > 40, "{taken} of 60");
    assert_eq!(store.uncompacted_traces(10).await.unwrap().len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn compaction_changes_nothing_that_is_read(
        first in prop::collection::vec(prop_oneof![any_document(), any_spans()], 1..8),
        more in prop::collection::vec(prop_oneof![any_document(), any_spans()], 0..4),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let store = Store::open(folder.path(), &StoreOptions::default()).unwrap();
            let mut taken = 0;
            for sent in [first, more] {
                for sent in &sent {
                    taken += take(&store, sent).await;
                }
                let before = read(&store).await;
                prop_assert_eq!(before.is_some(), taken > 0);
                if let Some(trace) = &before {
                    prop_assert_eq!(trace.unread, 0);
                }
                compact_all(&store).await;
                prop_assert_eq!(before, read(&store).await);
            }
            Ok(())
        })?;
    }
}
