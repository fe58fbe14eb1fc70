use aws_sdk_xray::types::TimeRangeType;

use super::*;

#[tokio::test]
async fn the_example_trace_is_summed_up_as_in_the_example() {
    let sent = fixture("batch-get-traces.json");
    let example = fixture("get-trace-summaries.json");
    let example = &example["TraceSummaries"][1];
    let stack = TestStack::start_at(at(1_499_473_420.0)).await;
    let client = client(&stack);
    let documents: Vec<Value> = sent["Traces"][0]["Segments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|segment| serde_json::from_str(segment["Document"].as_str().unwrap()).unwrap())
        .filter(|document: &Value| document.get("inferred").is_none())
        .collect();
    put(&client, &documents).await;
    let summary = &summaries(&client, 1_499_473_400.0, 1_499_473_420.0).await[0];
    assert_eq!(summary.id(), example["Id"].as_str());
    assert_eq!(summary.duration(), example["Duration"].as_f64());
    assert_eq!(summary.has_error(), example["HasError"].as_bool());
    assert_eq!(summary.has_fault(), example["HasFault"].as_bool());
    assert_eq!(summary.has_throttle(), example["HasThrottle"].as_bool());
    let http = summary.http().unwrap();
    assert_eq!(http.http_url(), example["Http"]["HttpURL"].as_str());
    assert_eq!(http.http_method(), example["Http"]["HttpMethod"].as_str());
    assert_eq!(http.user_agent(), example["Http"]["UserAgent"].as_str());
    assert_eq!(http.http_status(), Some(200));
    assert_eq!(summary.users()[0].user_name(), Some("5M388M1E"));
    let annotations = summary.annotations().unwrap();
    for (key, values) in example["Annotations"].as_object().unwrap() {
        let value = annotations[key][0].annotation_value().unwrap();
        let text = values[0]["AnnotationValue"]["StringValue"]
            .as_str()
            .unwrap();
        assert_eq!(value.as_string_value().unwrap(), text);
        assert_eq!(
            annotations[key][0].service_ids()[0].name(),
            Some("random-name")
        );
    }
    let entry = summary.entry_point().unwrap();
    assert_eq!(entry.name(), Some("Scorekeep"));
    assert_eq!(entry.r#type(), Some("AWS::ElasticBeanstalk::Environment"));
    assert_eq!(summary.instance_ids()[0].id(), Some("i-0cd9e448944061b4a"));
    assert_eq!(summary.availability_zones()[0].name(), Some("us-west-2c"));
    let arns: Vec<_> = summary
        .resource_arns()
        .iter()
        .map(|arn| arn.arn())
        .collect();
    assert_eq!(
        arns,
        [Some(
            "arn:aws:lambda:us-west-2:123456789012:function:random-name"
        )]
    );
    let services: Vec<_> = summary
        .service_ids()
        .iter()
        .map(|s| (s.name(), s.r#type()))
        .collect();
    assert!(services.contains(&(Some("scorekeep-user"), Some("AWS::DynamoDB::Table"))));
    assert!(services.contains(&(Some("SNS"), Some("AWS::SNS"))));
    stack.stop().await;
}

#[tokio::test]
async fn a_fault_is_followed_to_where_it_came_from() {
    let stack = TestStack::start_at(at(NOW)).await;
    let client = client(&stack);
    let exception = json!({"exceptions": [{"id": span_id(99), "type": "NameError", "message": "ShowActivity"}]});
    let show = json!({
        "type": "subsegment", "parent_id": span_id(1), "name": "activities_show",
        "fault": true, "cause": exception, "start_time": NOW - 59.9
    });
    let call = json!({
        "type": "subsegment", "parent_id": span_id(1), "name": "profile", "namespace": "remote",
        "error": true, "throttle": true, "end_time": NOW - 59.8
    });
    let profile = json!({
        "parent_id": span_id(3), "name": "profile", "error": true, "throttle": true,
        "end_time": NOW - 59.9
    });
    put(
        &client,
        &[
            segment(
                1,
                1,
                json!({"fault": true, "annotations": {"shard": 3, "beta": true, "no": []}}),
            ),
            segment(1, 2, show),
            segment(1, 3, call),
            segment(1, 4, profile),
        ],
    )
    .await;
    let summary = &summaries(&client, NOW - 120.0, NOW).await[0];
    assert_eq!(summary.has_fault(), Some(true));
    // from the root only, unlike throttling
    assert_eq!(summary.has_error(), Some(false));
    assert_eq!(summary.has_throttle(), Some(true));
    assert_eq!(summary.response_time(), Some(1.0));
    let faults = summary.fault_root_causes();
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].client_impacting(), Some(true));
    let path = faults[0].services()[0].entity_path();
    let names: Vec<_> = path.iter().map(|entity| entity.name()).collect();
    assert_eq!(names, [Some("backend-flask"), Some("activities_show")]);
    assert_eq!(path[1].exceptions()[0].name(), Some("NameError"));
    assert_eq!(path[1].exceptions()[0].message(), Some("ShowActivity"));
    let errors = summary.error_root_causes();
    assert_eq!(errors[0].client_impacting(), Some(false));
    let services: Vec<_> = errors[0].services().iter().map(|s| s.name()).collect();
    assert_eq!(services, [Some("backend-flask"), Some("profile")]);
    let slow = &summary.response_time_root_causes()[0].services()[0];
    assert_eq!(slow.entity_path()[1].name(), Some("activities_show"));
    assert_eq!(slow.entity_path()[1].coverage(), Some(0.9));
    let annotations = summary.annotations().unwrap();
    assert_eq!(annotations.len(), 2);
    assert_eq!(
        annotations["shard"][0]
            .annotation_value()
            .unwrap()
            .as_number_value(),
        Ok(&3.0)
    );
    stack.stop().await;
}

#[tokio::test]
async fn ranges_are_half_open_and_of_three_kinds() {
    let stack = TestStack::start_at(at(NOW)).await;
    let client = client(&stack);
    let times = |start: f64, end: f64| json!({"start_time": start, "end_time": end});
    put(
        &client,
        &[
            segment(1, 1, times(NOW - 100.0, NOW - 10.0)),
            segment(2, 1, times(NOW - 50.0, NOW - 40.0)),
        ],
    )
    .await;
    let found = async |by: Option<TimeRangeType>, start: f64, end: f64| {
        let answer = client
            .get_trace_summaries()
            .start_time(date(start))
            .end_time(date(end))
            .set_time_range_type(by)
            .send()
            .await
            .unwrap();
        let known = [trace_id(1), trace_id(2)];
        let number = |id: &str| known.iter().position(|known| known == id).unwrap() + 1;
        let found = answer.trace_summaries().iter();
        found
            .map(|summary| number(summary.id().unwrap()))
            .collect::<Vec<_>>()
    };
    assert_eq!(found(None, NOW - 100.0, NOW).await, [2, 1]);
    assert_eq!(found(None, NOW - 99.0, NOW).await, [2]);
    assert_eq!(found(None, NOW - 100.0, NOW - 50.0).await, [1]);
    let event = Some(TimeRangeType::Event);
    assert_eq!(found(event.clone(), NOW - 30.0, NOW).await, [1]);
    assert_eq!(found(event, NOW - 45.0, NOW).await, [2, 1]);
    let service = Some(TimeRangeType::Service);
    assert_eq!(found(service.clone(), NOW - 45.0, NOW - 20.0).await, [2]);
    assert_eq!(found(service, NOW - 20.0, NOW).await, [1]);
    let answer = client
        .get_trace_summaries()
        .start_time(date(NOW - 100.0))
        .end_time(date(NOW))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.traces_processed_count(), Some(2));
    assert_eq!(
        answer.approximate_time().unwrap().as_secs_f64(),
        NOW - 100.0
    );
    stack.stop().await;
}

#[tokio::test]
async fn pages_give_each_trace_once_newest_first() {
    let stack = TestStack::start_at(at(NOW)).await;
    let client = client(&stack);
    #[expect(clippy::cast_precision_loss, reason = "small")]
    let start = |number: u64| NOW - 2_000.0 + number as f64;
    for chunk in (0..1_203_u64).collect::<Vec<_>>().chunks(50) {
        let documents: Vec<Value> = chunk
            .iter()
            .map(|n| {
                segment(
                    *n + 1,
                    1,
                    json!({"start_time": start(*n), "end_time": start(*n)}),
                )
            })
            .collect();
        put(&client, &documents).await;
    }
    let mut pages = client
        .get_trace_summaries()
        .start_time(date(NOW - 3_600.0))
        .end_time(date(NOW))
        .into_paginator()
        .send();
    let mut ids = Vec::new();
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        sizes.push(page.trace_summaries().len());
        ids.extend(
            page.trace_summaries()
                .iter()
                .map(|s| s.id().unwrap().to_owned()),
        );
    }
    assert_eq!(sizes, [500, 500, 203]);
    let expected: Vec<String> = (1..=1_203).rev().map(trace_id).collect();
    assert_eq!(ids, expected);
    stack.stop().await;
}

#[tokio::test]
async fn a_fixed_rate_gives_the_same_part_each_time() {
    let stack = TestStack::start_at(at(NOW)).await;
    let client = client(&stack);
    let documents: Vec<Value> = (0..400)
        .map(|n| {
            let id = format!("1-6afdb818-{:024x}", u128::from(n * 163_u32));
            segment(1, 1, json!({ "trace_id": id }))
        })
        .collect();
    put(&client, &documents).await;
    let strategy = aws_sdk_xray::types::SamplingStrategy::builder()
        .name(aws_sdk_xray::types::SamplingStrategyName::FixedRate)
        .value(0.25)
        .build();
    let ask = async || {
        let answer = client
            .get_trace_summaries()
            .start_time(date(NOW - 3_600.0))
            .end_time(date(NOW))
            .sampling(true)
            .sampling_strategy(strategy.clone())
            .send()
            .await
            .unwrap();
        assert_eq!(answer.traces_processed_count(), Some(400));
        let ids = answer.trace_summaries().iter();
        ids.map(|s| s.id().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let first = ask().await;
    assert!((80..=120).contains(&first.len()), "{}", first.len());
    assert_eq!(ask().await, first);
    stack.stop().await;
}
