use super::*;

#[tokio::test]
async fn every_documented_document_comes_back() {
    let examples = fixture("segment-documents.json");
    assert!(examples.as_object().unwrap().len() >= 11);
    for (title, document) in examples.as_object().unwrap() {
        let mut document = document.clone();
        // complete an example that the guide shows only in part
        if document.get("trace_id").is_none() {
            document["trace_id"] = json!("1-5880168b-fd5158284b67678a3bb5a78c");
            document["type"] = json!("subsegment");
            document["parent_id"] = json!("6b55dcc497934f1a");
        }
        let start = document["start_time"].as_f64().unwrap();
        let stack = TestStack::start_at(at(start + 60.0)).await;
        let client = client(&stack);
        let answer = client
            .put_trace_segments()
            .trace_segment_documents(document.to_string())
            .send()
            .await
            .unwrap();
        // the trace id in one example contains an `s`, which is not a hex digit
        if title == "segment for http call with annotations" {
            let refused = &answer.unprocessed_trace_segments()[0];
            assert_eq!(refused.error_code(), Some("InvalidTraceId"));
            assert_eq!(
                refused.message(),
                Some("Invalid segment. ErrorCode: InvalidTraceId")
            );
            continue;
        }
        assert_eq!(answer.unprocessed_trace_segments(), [], "{title}");
        let trace = get(&client, document["trace_id"].as_str().unwrap())
            .await
            .unwrap();
        let found = documents(&trace);
        let same = found
            .iter()
            .find(|other| other["id"] == document["id"])
            .unwrap();
        assert_eq!(same, &document, "{title}");
        stack.stop().await;
    }
}

fn by_start(mut document: Value) -> Value {
    if let Some(subsegments) = document
        .get_mut("subsegments")
        .and_then(Value::as_array_mut)
    {
        let start = |document: &Value| document["start_time"].as_f64().unwrap();
        subsegments.sort_by(|a, b| start(a).total_cmp(&start(b)));
    }
    document
}

#[tokio::test]
async fn the_example_trace_comes_back_with_its_inferred_segments() {
    let example = fixture("batch-get-traces.json");
    let example = &example["Traces"][0];
    let expected: Vec<Value> = example["Segments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|segment| serde_json::from_str(segment["Document"].as_str().unwrap()).unwrap())
        .collect();
    let sent: Vec<Value> = expected
        .iter()
        .filter(|d| d.get("inferred").is_none())
        .cloned()
        .collect();
    let stack = TestStack::start_at(at(1_499_473_420.0)).await;
    let client = client(&stack);
    put(&client, &sent).await;
    let trace = get(&client, example["Id"].as_str().unwrap()).await.unwrap();
    assert_eq!(trace.duration(), example["Duration"].as_f64());
    assert_eq!(trace.limit_exceeded(), Some(false));
    let found = documents(&trace);
    assert_eq!(found.len(), expected.len());
    for document in &expected {
        let same = |other: &&Value| {
            other["name"] == document["name"] && other["start_time"] == document["start_time"]
        };
        let mut other = found.iter().find(same).unwrap().clone();
        if document["inferred"] == true {
            // the service generates this id
            other["id"] = document["id"].clone();
        }
        // the service returns embedded subsegments in the order in which they were sent
        assert_eq!(by_start(other), by_start(document.clone()));
    }
    for segment in trace.segments() {
        let document: Value = serde_json::from_str(segment.document().unwrap()).unwrap();
        assert_eq!(document["id"].as_str(), segment.id());
    }
    stack.stop().await;
}

#[tokio::test]
async fn unprocessed_segments_are_told_and_the_others_stand() {
    let stack = TestStack::start_at(at(NOW)).await;
    let client = client(&stack);
    let old = segment(1, 9, json!({"start_time": 1e9, "end_time": 1e9}));
    let embedded = segment(1, 8, json!({"subsegments": [{"id": "a"}]}));
    let answer = client
        .put_trace_segments()
        .trace_segment_documents("x")
        .trace_segment_documents("[]")
        .trace_segment_documents(old.to_string())
        .trace_segment_documents(embedded.to_string())
        .trace_segment_documents(segment(1, 1, json!({})).to_string())
        .send()
        .await
        .unwrap();
    let told: Vec<(Option<&str>, Option<&str>, Option<&str>)> = answer
        .unprocessed_trace_segments()
        .iter()
        .map(|refused| (refused.id(), refused.error_code(), refused.message()))
        .collect();
    let (nine, eight) = (span_id(9), span_id(8));
    assert_eq!(
        told,
        [
            (
                None,
                Some("ParseError"),
                Some("Invalid segment. ErrorCode: ParseError")
            ),
            (
                None,
                Some("MissingId"),
                Some("Invalid segment. ErrorCode: MissingId")
            ),
            (
                Some(nine.as_str()),
                Some("InvalidTraceId"),
                Some("Invalid segment. ErrorCode: InvalidTraceId")
            ),
            (
                Some(eight.as_str()),
                Some("InvalidId"),
                Some("Invalid subsegment. ErrorCode: InvalidId, Cause: null")
            ),
        ]
    );
    let trace = get(&client, &trace_id(1)).await.unwrap();
    assert_eq!(trace.segments().len(), 1);
    stack.stop().await;
}

#[tokio::test]
async fn parts_in_any_request_and_order_make_one_trace() {
    let stack = TestStack::start_at(at(NOW)).await;
    let client = client(&stack);
    let open = json!({"end_time": null, "in_progress": true});
    let streamed = json!({"type": "subsegment", "parent_id": span_id(2), "name": "mock-data"});
    put(&client, &[segment(1, 3, streamed)]).await;
    put(&client, &[segment(1, 1, open)]).await;
    let partial = &summaries(&client, NOW - 120.0, NOW).await[0];
    assert_eq!(partial.is_partial(), Some(true));
    assert_eq!(partial.response_time(), None);
    let middle = json!({"type": "subsegment", "parent_id": span_id(1), "name": "activities_home"});
    // an array of subsegments in one document
    let array = json!([
        segment(1, 2, middle),
        segment(1, 1, json!({"user": "andrewbrown"}))
    ]);
    put(&client, &[array]).await;
    let found = documents(&get(&client, &trace_id(1)).await.unwrap());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["user"], "andrewbrown");
    assert_eq!(
        found[0]["subsegments"][0]["subsegments"][0]["name"],
        "mock-data"
    );
    let whole = &summaries(&client, NOW - 120.0, NOW).await[0];
    assert_eq!(whole.is_partial(), Some(false));
    assert!(whole.revision() > partial.revision());
    stack.stop().await;
}

#[tokio::test]
async fn both_spellings_of_a_trace_id_are_one_trace() {
    let stack = TestStack::start_at(at(NOW)).await;
    let client = client(&stack);
    let hex = trace_id(1).replace("1-", "").replacen('-', "", 1);
    let w3c = "4efaaf4d1e8720b39541901950019ee5";
    put(
        &client,
        &[
            segment(1, 1, json!({"trace_id": w3c})),
            segment(
                1,
                2,
                json!({"trace_id": "1-4efaaf4d-1e8720b39541901950019ee5"}),
            ),
        ],
    )
    .await;
    assert_ne!(hex, w3c);
    let answer = client
        .batch_get_traces()
        .trace_ids(w3c)
        .trace_ids(&hex)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.traces()[0].segments().len(), 2);
    assert_eq!(
        answer.traces()[0].id(),
        Some("1-4efaaf4d-1e8720b39541901950019ee5")
    );
    assert_eq!(answer.unprocessed_trace_ids(), [trace_id(1)]);
    stack.stop().await;
}
