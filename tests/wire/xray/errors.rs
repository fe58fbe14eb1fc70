use super::*;

#[tokio::test]
async fn queries_are_checked() {
    let stack = TestStack::start_at(at(NOW)).await;
    let client = client(&stack);
    let invalid = |message: &str| ("InvalidRequestException".to_owned(), message.to_owned());
    let many = (1..=6).map(trace_id).collect();
    let many = client
        .batch_get_traces()
        .set_trace_ids(Some(many))
        .send()
        .await;
    assert_eq!(refusal(many), invalid("Exceeding maximum query size: 5"));
    let token = client
        .batch_get_traces()
        .trace_ids(trace_id(1))
        .next_token("string");
    assert_eq!(
        refusal(token.send().await),
        invalid("NextToken is currently not supported")
    );
    let junk = client.batch_get_traces().trace_ids("1-2-3").send().await;
    assert_eq!(refusal(junk).0, "InvalidRequestException");
    let long = client
        .get_service_graph()
        .start_time(date(NOW - 21_601.0))
        .end_time(date(NOW));
    assert_eq!(
        refusal(long.send().await),
        invalid("Time range cannot be longer than 6 hours")
    );
    let exact = client
        .get_service_graph()
        .start_time(date(NOW - 21_600.0))
        .end_time(date(NOW));
    exact.send().await.unwrap();
    let turned = client
        .get_trace_summaries()
        .start_time(date(NOW))
        .end_time(date(NOW - 1.0));
    assert_eq!(refusal(turned.send().await).0, "InvalidRequestException");
    let none = client.get_trace_summaries().start_time(date(NOW));
    assert_eq!(refusal(none.send().await).0, "InvalidRequestException");
    let range = || {
        client
            .get_trace_summaries()
            .start_time(date(NOW - 60.0))
            .end_time(date(NOW))
    };
    for expression in [
        "service(\"backend-flask\")",
        "ok",
        "http.url CONTAINS \"a",
        "(",
    ] {
        let filtered = range().filter_expression(expression).send().await;
        assert_eq!(
            refusal(filtered).0,
            "InvalidRequestException",
            "{expression}"
        );
    }
    let kind = range().time_range_type("Day".into()).send().await;
    assert_eq!(refusal(kind).0, "ValidationException");
    let token = range().next_token("zz").send().await;
    assert_eq!(refusal(token), invalid("Invalid NextToken"));
    stack.stop().await;
}

#[tokio::test]
async fn what_is_not_built_is_an_unknown_operation() {
    let stack = TestStack::start().await;
    let client = client(&stack);
    let answers = [
        refusal(client.get_encryption_config().send().await).0,
        refusal(client.get_indexing_rules().send().await).0,
        refusal(client.list_resource_policies().send().await).0,
        refusal(client.get_trace_segment_destination().send().await).0,
    ];
    for code in answers {
        assert_eq!(code, "UnknownOperationException");
    }
    stack.stop().await;
}

#[tokio::test]
async fn a_full_store_throttles() {
    use aws_smithy_runtime_api::client::result::SdkError;
    let options = cruddur_obs::stack::store::StoreOptions {
        queue_bytes: 1,
        ..Default::default()
    };
    let folder = tempfile::tempdir().unwrap();
    let stack = TestStack::start_in(folder, at(NOW), &options).await;
    let client = client(&stack);
    let mut calls = tokio::task::JoinSet::new();
    for number in 1..=200 {
        let document = segment(number, 1, json!({"user": "a".repeat(50_000)})).to_string();
        let call = client
            .put_trace_segments()
            .trace_segment_documents(document)
            .send();
        calls.spawn(call);
    }
    let mut taken = 0;
    let mut throttled = 0;
    while let Some(answer) = calls.join_next().await {
        match answer.unwrap() {
            Ok(_) => taken += 1,
            Err(SdkError::ServiceError(error)) => {
                assert_eq!(error.raw().status().as_u16(), 429);
                assert!(error.err().is_throttled_exception());
                throttled += 1;
            }
            Err(other) => panic!("{other:?}"),
        }
    }
    assert!(taken > 0);
    assert!(throttled > 0, "nothing was refused");
    // rejected documents are not stored, accepted ones are
    assert_eq!(summaries(&client, NOW - 120.0, NOW).await.len(), taken);
    stack.stop().await;
}

#[tokio::test]
async fn times_of_another_unit_and_lists_for_objects_are_refused() {
    let stack = TestStack::start_at(at(NOW)).await;
    let client = client(&stack);
    for end in [19_000_000_000.0, NOW * 1_000.0] {
        let summaries = client.get_trace_summaries().start_time(date(NOW));
        let summaries = summaries.end_time(date(end)).send().await;
        assert_eq!(refusal(summaries).0, "InvalidRequestException");
        let graph = client.get_service_graph().start_time(date(end - 1.0));
        let graph = graph.end_time(date(end)).send().await;
        assert_eq!(refusal(graph).0, "InvalidRequestException");
    }
    let daemon = reqwest::Client::builder().no_proxy().build().unwrap();
    let post = daemon
        .post(format!("http://{}/CreateGroup", stack.addrs.xray_tcp))
        .body(r#"["g",null,null,null]"#);
    let answer = post.send().await.unwrap();
    assert_eq!(answer.status(), 400);
    assert_eq!(
        answer.headers()["x-amzn-errortype"],
        "SerializationException"
    );
    assert_eq!(stack.stack.store.xray_groups().await.unwrap(), []);
    stack.stop().await;
}
