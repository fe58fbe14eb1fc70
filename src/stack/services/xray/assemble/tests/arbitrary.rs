//! What holds for any documents and spans, in any order.

use proptest::prelude::*;

use super::*;

fn any_document() -> impl Strategy<Value = Value> {
    let id = 1_u64..8;
    (id.clone(), id, 0..6_u8, any::<bool>(), 100..104_u32).prop_map(
        |(id, parent, shape, done, start)| {
            let mut changes = json!({"start_time": start, "user": format!("u{start}")});
            if done {
                changes["end_time"] = json!(f64::from(start) + 0.5);
            } else {
                changes["end_time"] = Value::Null;
                changes["in_progress"] = json!(true);
            }
            match shape {
                0 => segment(id, changes),
                1 => {
                    changes["parent_id"] = json!(format!("{parent:016x}"));
                    segment(id, changes)
                }
                2 => {
                    changes["subsegments"] = json!([{
                        "id": format!("{:016x}", parent + 8), "name": "in", "namespace": "remote",
                        "start_time": start, "end_time": start + 1
                    }]);
                    segment(id, changes)
                }
                3 => {
                    changes["namespace"] = json!("aws");
                    subsegment(id, parent, changes)
                }
                4 => subsegment(id + 8, parent, changes),
                _ => subsegment(id, parent + 8, changes),
            }
        },
    )
}

fn any_span() -> impl Strategy<Value = Span> {
    (1_u64..12, 0_u64..12, 1..6_i32, "[ab]").prop_map(|(id, parent, kind, name)| {
        span(
            id,
            parent,
            SpanKind::try_from(kind).unwrap(),
            &name,
            &json!({}),
        )
    })
}

proptest! {
    #[test]
    fn the_order_of_arrival_never_matters(
        (documents, shuffled) in prop::collection::vec(any_document(), 1..14)
            .prop_flat_map(|d| (Just(d.clone()), Just(d).prop_shuffle())),
        (spans, mixed) in prop::collection::vec(any_span(), 0..8)
            .prop_flat_map(|s| (Just(s.clone()), Just(s).prop_shuffle())),
    ) {
        let one = assembled_with(&documents, &[request("a", spans)]);
        let requests: Vec<TracesData> = mixed.into_iter().map(|s| request("a", vec![s])).collect();
        let mut other = assembled_with(&shuffled, &requests);
        other.revision = one.revision;
        prop_assert_eq!(one, other);
    }

    #[test]
    fn nothing_that_arrived_is_lost(documents in prop::collection::vec(any_document(), 1..14)) {
        let trace = assembled(&documents);
        let found: std::collections::BTreeSet<String> = trace
            .segments
            .iter()
            .flat_map(Node::walk)
            .map(|entity| entity.id.hex())
            .collect();
        for document in &documents {
            prop_assert!(found.contains(document["id"].as_str().unwrap()));
        }
    }
}
