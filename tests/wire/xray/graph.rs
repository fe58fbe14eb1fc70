use std::collections::BTreeMap;
use std::ops::Range;

use aws_sdk_xray::primitives::DateTime;
use aws_sdk_xray::types::{HistogramEntry, Service};

use super::*;

/// The identity of a service in a graph: its name and type.
type Key = (String, String);

fn key(service: &Service) -> Key {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    (text(service.name()), text(service.r#type()))
}

fn histogram(entries: &[HistogramEntry]) -> Vec<(String, i32)> {
    let mut entries: Vec<_> = entries
        .iter()
        .map(|e| (format!("{:.3}", e.value()), e.count()))
        .collect();
    entries.sort();
    entries
}

/// Returns the graph in a form independent of numbering, order and times.
fn normal(services: &[Service]) -> BTreeMap<Key, Vec<String>> {
    let by_id: BTreeMap<i32, Key> = services
        .iter()
        .map(|s| (s.reference_id().unwrap(), key(s)))
        .collect();
    let mut graph = BTreeMap::new();
    for service in services {
        let mut lines = vec![
            format!(
                "{:?} {:?} {:?}",
                service.names(),
                service.root(),
                service.state()
            ),
            format!("{:?}", service.summary_statistics()),
            format!("{:?}", histogram(service.duration_histogram())),
            format!("{:?}", histogram(service.response_time_histogram())),
        ];
        let mut edges: Vec<String> = service
            .edges()
            .iter()
            .map(|edge| {
                let to = &by_id[&edge.reference_id().unwrap()];
                let spread = histogram(edge.response_time_histogram());
                format!("{to:?} {:?} {spread:?}", edge.summary_statistics())
            })
            .collect();
        edges.sort();
        lines.extend(edges);
        graph.insert(key(service), lines);
    }
    graph
}

/// The documented response, as parsed by the SDK.
fn example() -> Vec<Service> {
    use aws_sdk_xray::types as t;
    let example = fixture("get-service-graph.json");
    let count = |value: &Value| value.as_i64();
    let spread = |value: &Value| {
        let entries = value
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default()
            .iter();
        let entry = |e: &Value| {
            let count = i32::try_from(e["Count"].as_i64().unwrap()).unwrap();
            HistogramEntry::builder()
                .value(e["Value"].as_f64().unwrap())
                .count(count)
                .build()
        };
        Some(entries.map(entry).collect::<Vec<_>>())
    };
    let errors = |s: &Value| {
        t::ErrorStatistics::builder()
            .set_throttle_count(count(&s["ErrorStatistics"]["ThrottleCount"]))
            .set_other_count(count(&s["ErrorStatistics"]["OtherCount"]))
            .set_total_count(count(&s["ErrorStatistics"]["TotalCount"]))
            .build()
    };
    let faults = |s: &Value| {
        t::FaultStatistics::builder()
            .set_other_count(count(&s["FaultStatistics"]["OtherCount"]))
            .set_total_count(count(&s["FaultStatistics"]["TotalCount"]))
            .build()
    };
    let number = |value: &Value| value.as_i64().map(|n| i32::try_from(n).unwrap());
    let edge = |e: &Value| {
        let s = &e["SummaryStatistics"];
        let statistics = t::EdgeStatistics::builder()
            .set_ok_count(count(&s["OkCount"]))
            .error_statistics(errors(s))
            .fault_statistics(faults(s))
            .set_total_count(count(&s["TotalCount"]))
            .set_total_response_time(s["TotalResponseTime"].as_f64());
        t::Edge::builder()
            .set_reference_id(number(&e["ReferenceId"]))
            .summary_statistics(statistics.build())
            .set_response_time_histogram(spread(&e["ResponseTimeHistogram"]))
            .build()
    };
    let service = |v: &Value| {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let s = &v["SummaryStatistics"];
        let statistics = s.is_object().then(|| {
            t::ServiceStatistics::builder()
                .set_ok_count(count(&s["OkCount"]))
                .error_statistics(errors(s))
                .fault_statistics(faults(s))
                .set_total_count(count(&s["TotalCount"]))
                .set_total_response_time(s["TotalResponseTime"].as_f64())
                .build()
        });
        Service::builder()
            .set_reference_id(number(&v["ReferenceId"]))
            .set_name(text(&v["Name"]))
            .names(v["Names"][0].as_str().unwrap())
            .set_root(v["Root"].as_bool())
            .set_type(text(&v["Type"]))
            .set_state(text(&v["State"]))
            .set_summary_statistics(statistics)
            .set_duration_histogram(spread(&v["DurationHistogram"]))
            .set_response_time_histogram(spread(&v["ResponseTimeHistogram"]))
            .set_edges(Some(
                v["Edges"].as_array().unwrap().iter().map(edge).collect(),
            ))
            .build()
    };
    example["Services"]
        .as_array()
        .unwrap()
        .iter()
        .map(service)
        .collect()
}

/// Four requests; two of them write to a table and publish to a topic.
fn four_requests() -> Vec<Value> {
    let mut sent = Vec::new();
    for (trace, (seconds, error, calls)) in (1..).zip([
        (0.005, true, None),
        (0.015, false, None),
        (0.157, false, Some((0.076, 0.049))),
        (0.096, false, Some((0.044, 0.076))),
    ]) {
        let start = NOW - 600.0;
        let call = |id: u64, name: &str, took: f64, aws: Value| {
            json!({
                "id": span_id(id), "name": name, "namespace": "aws", "aws": aws,
                "start_time": start, "end_time": start + took
            })
        };
        let table = "awseb-e-dixzws4s9p-stack-StartupSignupsTable-4IMSMHAYX2BA";
        let subsegments = calls.map(|(table_took, topic_took)| {
            vec![
                call(2, "DynamoDB", table_took, json!({"table_name": table})),
                call(3, "SNS", topic_took, json!({"operation": "Publish"})),
            ]
        });
        sent.push(segment(
            trace,
            1,
            json!({
                "name": "xray-sample.elasticbeanstalk.com", "origin": "AWS::EC2::Instance",
                "start_time": start, "end_time": start + seconds, "error": error,
                "subsegments": subsegments.unwrap_or_default()
            }),
        ));
    }
    sent
}

#[tokio::test]
async fn the_example_requests_make_the_example_graph() {
    let stack = TestStack::start_at(at(NOW)).await;
    let client = client(&stack);
    put(&client, &four_requests()).await;
    let answer = client
        .get_service_graph()
        .start_time(date(NOW - 3_600.0))
        .end_time(date(NOW))
        .send()
        .await
        .unwrap();
    assert_eq!(normal(answer.services()), normal(&example()));
    assert!(!answer.contains_old_group_versions());
    let one = client
        .get_trace_graph()
        .trace_ids(trace_id(1))
        .send()
        .await
        .unwrap();
    let names: Vec<Key> = one.services().iter().map(key).collect();
    assert_eq!(names.len(), 2);
    assert_eq!(names[0].1, "client");
    stack.stop().await;
}

#[tokio::test]
async fn services_that_call_each_other_are_joined() {
    let stack = TestStack::start_at(at(NOW)).await;
    let client = client(&stack);
    let call = json!({
        "type": "subsegment", "parent_id": span_id(1), "name": "worker.internal",
        "namespace": "remote", "fault": true, "end_time": NOW - 59.5
    });
    put(
        &client,
        &[
            segment(1, 1, json!({"end_time": null, "in_progress": true})),
            segment(1, 2, call),
            segment(
                1,
                3,
                json!({"name": "worker", "parent_id": span_id(2), "end_time": NOW - 59.6}),
            ),
            // its caller's segment has not arrived
            segment(
                2,
                3,
                json!({"name": "worker", "parent_id": span_id(9), "throttle": true, "error": true}),
            ),
        ],
    )
    .await;
    let answer = client
        .get_service_graph()
        .start_time(date(NOW - 3_600.0))
        .end_time(date(NOW))
        .send()
        .await
        .unwrap();
    let find = |name: &str, kind: Option<&str>| {
        answer
            .services()
            .iter()
            .find(|s| s.name() == Some(name) && s.r#type() == kind)
            .unwrap()
    };
    let backend = find("backend-flask", None);
    assert_eq!(backend.state(), Some("active"));
    // in progress, so not a completed request
    assert_eq!(backend.summary_statistics().unwrap().total_count(), Some(0));
    let edge = &backend.edges()[0];
    let worker = find("worker", None);
    assert_eq!(edge.reference_id(), worker.reference_id());
    // the edge has the caller's measurements, the node the service's own
    let seen = edge.summary_statistics().unwrap();
    assert_eq!(seen.fault_statistics().unwrap().total_count(), Some(1));
    assert_eq!(seen.total_response_time(), Some(0.5));
    let own = worker.summary_statistics().unwrap();
    assert_eq!(own.ok_count(), Some(1));
    assert_eq!(own.error_statistics().unwrap().throttle_count(), Some(1));
    assert_eq!(worker.root(), Some(true));
    assert!(
        find("worker", Some("client"))
            .summary_statistics()
            .is_none()
    );
    stack.stop().await;
}

/// Sends a server span of each of these services.
async fn send_services(stack: &TestStack, trace: TraceId, numbers: Range<u64>) {
    let start = "1795166040000000000";
    let service = |number: u64| {
        let name = json!({"key": "service.name", "value": {"stringValue": format!("s{number}")}});
        json!({"resource": {"attributes": [name]}, "scopeSpans": [{"spans": [{
            "traceId": trace.hex(), "spanId": format!("{:016x}", number + 1), "kind": 2,
            "name": "x", "startTimeUnixNano": start, "endTimeUnixNano": start}]}]})
    };
    let services: Vec<_> = numbers.map(service).collect();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let sent = client
        .post(format!("http://{}/v1/traces", stack.addrs.otlp_http))
        .json(&json!({ "resourceSpans": services }))
        .send();
    assert_eq!(sent.await.unwrap().status(), 200);
}

/// Summaries may be large, so a page ends early and the next one continues.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_large_summaries_ends_early() {
    let stack = TestStack::start().await;
    let traces: Vec<_> = (1..=4).map(|number| TraceId([number; 16])).collect();
    for trace in &traces {
        for request in 0..4_u64 {
            send_services(&stack, *trace, request * 5_000..(request + 1) * 5_000).await;
        }
    }
    let client = Client::new(&stack.aws());
    let (mut found, mut pages, mut token) = (Vec::new(), 0, None);
    loop {
        let page = client
            .get_trace_summaries()
            .start_time(DateTime::from_secs(1_795_166_000))
            .end_time(DateTime::from_secs(1_795_166_100))
            .set_next_token(token)
            .send()
            .await
            .unwrap();
        pages += 1;
        let summaries = page.trace_summaries();
        let count = i64::try_from(summaries.len()).unwrap();
        assert_eq!(page.traces_processed_count(), Some(count));
        found.extend(summaries.iter().map(|summary| {
            assert_eq!(summary.service_ids().len(), 20_000);
            summary.id().unwrap().to_owned()
        }));
        token = page.next_token().map(str::to_owned);
        if token.is_none() {
            break;
        }
    }
    found.sort();
    let sent: Vec<_> = traces.iter().map(TraceId::xray).collect();
    assert_eq!((found, pages), (sent, 2));
    stack.stop().await;
}

/// Each service takes memory, so a graph with too many is refused early.
#[tokio::test(flavor = "multi_thread")]
async fn a_graph_of_too_many_services_is_refused() {
    let stack = TestStack::start().await;
    let trace = TraceId([0x6b; 16]);
    for request in 0..4_u64 {
        send_services(&stack, trace, request * 2_500..(request + 1) * 2_500).await;
        let client = Client::new(&stack.aws());
        let graph = client
            .get_trace_graph()
            .trace_ids(trace.xray())
            .send()
            .await;
        if request == 0 {
            // and a client for each
            assert_eq!(graph.unwrap().services().len(), 5_000);
        } else if request == 3 {
            let Err(error) = graph else {
                panic!("it was answered");
            };
            let error = error.into_service_error();
            assert!(error.is_invalid_request_exception(), "{error:?}");
            assert!(error.message().unwrap().contains("too many services"));
        }
    }
    stack.stop().await;
}
