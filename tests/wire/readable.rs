//! Whatever numbers and times clients send, the official SDKs can read every list, and all accepted
//! items are in it.

use std::net::UdpSocket;

use aws_sdk_cloudwatchlogs::Client as Logs;
use aws_sdk_xray::Client as Xray;
use aws_sdk_xray::primitives::DateTime;
use aws_sdk_xray::types::{TimeRangeType, TraceSummary};
use cruddur_obs::model::{AwsAccess, Clock, TimeRange, TraceId};
use cruddur_obs::providers::aws::Aws;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::common::TestStack;

const NOW: &str = "2026-11-20T09:14:00Z";
const NOW_SECS: i64 = 1_795_166_040;
/// The number of items of each kind.
const SENT: usize = 150;

/// JSON numbers at and beyond the limits of number types.
fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("3000000000".to_owned()),
        Just("-3000000000".to_owned()),
        Just("200".to_owned()),
        Just("200.0".to_owned()),
        Just("200.5".to_owned()),
        Just("1e308".to_owned()),
        Just("-1e308".to_owned()),
        Just("4.9e-324".to_owned()),
        Just("-0.0".to_owned()),
        Just("123456789012345678901234567890".to_owned()),
        any::<i64>().prop_map(|n| n.to_string()),
        any::<u64>().prop_map(|n| n.to_string()),
        prop::num::f64::NORMAL.prop_map(|n| format!("{n:e}")),
    ]
}

/// A number, or another JSON scalar.
fn scalar() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => number(),
        1 => prop::sample::select(vec!["null", "true", "[]", "{}", r#""NaN""#, r#""-Infinity""#,
            r#""200""#, r#""""#, r#""a\u0000\u001b\ud83d""#]).prop_map(str::to_owned),
        1 => "\\PC{0,12}".prop_map(|text| json!(text).to_string()),
    ]
}

/// Epoch seconds near the clock, and arbitrary other ones.
fn seconds() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => -3_000.0..100.0_f64,
        1 => Just(-1e9),
        1 => Just(7.2e9 - 1e-6),
        1 => Just(-1_795_166_040.0),
    ]
    .prop_map(|offset: f64| 1_795_166_040.0 + offset)
}

/// Random values for fields that are typed in responses.
fn segment(number: usize) -> impl Strategy<Value = String> {
    let start = (-3_000.0..0.0_f64).prop_map(|offset| 1_795_166_040.0 + offset);
    let parts = prop::collection::vec(scalar(), 12);
    (start, seconds(), parts).prop_map(move |(start, end, v)| {
        let trace = TraceId((0x6b00_0000_u128 << 96 | number as u128).to_be_bytes());
        let id = number + 1;
        format!(
            r#"{{"trace_id":"{}","id":"{id:016x}","name":"shop","start_time":{start},"end_time":{end},
            "http":{{"request":{{"method":{},"url":{},"client_ip":{}}},"response":{{"status":{},"content_length":{}}}}},
            "user":{},"origin":{},"fault":{},"error":true,"annotations":{{"a":{},"b":{}}},
            "aws":{{"ec2":{{"instance_id":{}}}}},"cause":{{"exceptions":[{{"message":{}}},7]}},
            "subsegments":[{{"id":"{:016x}","name":"db","namespace":"remote","start_time":{end},"end_time":{start}}}]}}"#,
            trace.xray(), v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10], v[11],
            id << 32,
        )
    })
}

fn span(number: usize) -> impl Strategy<Value = Value> {
    let any_value = prop_oneof![
        any::<i64>().prop_map(|n| json!({"intValue": n.to_string()})),
        Just(json!({"intValue": "3000000000"})),
        any::<f64>().prop_map(|n| json!({"doubleValue": n})),
        prop::sample::select(vec!["NaN", "Infinity", "-Infinity", "1e308"])
            .prop_map(|n| json!({"doubleValue": n})),
        Just(json!({})),
        scalar().prop_map(|text| json!({"stringValue": text})),
    ];
    let time = prop_oneof![
        3 => (0..3_000_000_000_000_u64).prop_map(|ago| 1_795_166_040_000_000_000 - ago),
        1 => any::<u64>(),
        1 => Just(0),
        1 => Just(u64::MAX),
        1 => Just(i64::MAX as u64),
    ];
    let values = prop::collection::vec(any_value, 5);
    (time.clone(), time, 0..7_i32, any::<i32>(), values).prop_map(move |(start, end, kind, code, v)| {
        let key = |key: &str, value: &Value| json!({"key": key, "value": value});
        json!({"traceId": format!("6b00000100000000{number:016x}"), "spanId": format!("{:016x}", number + 1),
            "name": "GET", "kind": kind, "startTimeUnixNano": start.to_string(),
            "endTimeUnixNano": end.to_string(), "status": {"code": code},
            "attributes": [key("http.response.status_code", &v[0]), key("http.request.method", &v[1]),
                key("url.path", &v[2]), key("http.response.body.size", &v[3]),
                key("aws.xray.annotations", &json!({"stringValue": "indexed"})), key("indexed", &v[4])]})
    })
}

fn generated<S: Strategy>(runner: &mut TestRunner, strategy: impl Fn(usize) -> S) -> Vec<S::Value> {
    (0..SENT)
        .map(|number| strategy(number).new_tree(runner).unwrap().current())
        .collect()
}

async fn post(url: String, body: &Value) -> Value {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = client.post(url).json(body).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{body}");
    answer.json().await.unwrap()
}

/// Sends spans over all three protocols. Returns the number of accepted ones.
async fn send(stack: &TestStack, runner: &mut TestRunner) -> usize {
    let client = Xray::new(&stack.aws());
    let documents = generated(runner, segment);
    let mut taken = 0;
    for (at, document) in documents.iter().enumerate() {
        let put = client
            .put_trace_segments()
            .trace_segment_documents(document);
        let answer = put.send().await.unwrap();
        taken += usize::from(answer.unprocessed_trace_segments().is_empty());
        if at % 2 == 0 {
            let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
            let packet = format!("{{\"format\":\"json\",\"version\":1}}\n{document}");
            socket
                .send_to(packet.as_bytes(), stack.addrs.xray_udp)
                .unwrap();
        }
    }
    let spans = generated(runner, span);
    let resource = json!({"attributes": []});
    let traces =
        json!({"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": spans}]}]});
    let url = format!("http://{}/v1/traces", stack.addrs.otlp_http);
    let answer = post(url, &traces).await;
    let rejected = &answer["partialSuccess"]["rejectedSpans"];
    let rejected: usize = rejected.as_str().map_or(0, |n| n.parse().unwrap());
    let logs = json!({"resourceLogs": [{"scopeLogs": [{"logRecords": spans.iter().map(|span| json!({
        "timeUnixNano": span["startTimeUnixNano"], "observedTimeUnixNano": span["endTimeUnixNano"],
        "severityNumber": span["status"]["code"], "body": span["attributes"][0]["value"],
        "attributes": span["attributes"]})).collect::<Vec<_>>()}]}]});
    let url = format!("http://{}/v1/logs", stack.addrs.otlp_http);
    assert_eq!(post(url, &logs).await, json!({}));
    taken + SENT - rejected
}

async fn summaries(client: &Xray, by: TimeRangeType) -> Vec<TraceSummary> {
    let pages = client
        .get_trace_summaries()
        .start_time(DateTime::from_secs(0))
        .end_time(DateTime::from_secs(8_999_999_999))
        .time_range_type(by)
        .into_paginator()
        .items()
        .send();
    pages.collect::<Result<Vec<_>, _>>().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_accepted_every_list_can_be_read() {
    let stack = TestStack::start_at(Clock::Fixed(NOW.parse().unwrap())).await;
    let mut runner = TestRunner::deterministic();
    let taken = send(&stack, &mut runner).await;
    assert!(taken > SENT, "most of it is taken: {taken}");

    let client = Xray::new(&stack.aws());
    let found = summaries(&client, TimeRangeType::TraceId).await;
    assert_eq!(found.len(), taken, "every trace is listed");
    for by in [TimeRangeType::Event, TimeRangeType::Service] {
        assert!(!summaries(&client, by).await.is_empty());
    }
    let ids: Vec<String> = found.iter().map(|s| s.id().unwrap().to_owned()).collect();
    for ids in ids.chunks(5) {
        let request = client.batch_get_traces().set_trace_ids(Some(ids.to_vec()));
        let answer = request.send().await.unwrap();
        assert_eq!(answer.unprocessed_trace_ids(), [] as [&str; 0]);
        assert_eq!(answer.traces().len(), ids.len());
        for trace in answer.traces() {
            assert!(trace.duration().unwrap() >= 0.0, "{trace:?}");
            assert!(!trace.segments().is_empty(), "{trace:?}");
            for segment in trace.segments() {
                let document: Value = serde_json::from_str(segment.document().unwrap()).unwrap();
                assert!(document["id"].is_string());
            }
        }
    }
    for ids in ids.chunks(100) {
        let graph = client.get_trace_graph().set_trace_ids(Some(ids.to_vec()));
        assert!(!graph.send().await.unwrap().services().is_empty());
    }
    let graph = client
        .get_service_graph()
        .start_time(DateTime::from_secs(NOW_SECS - 3_600))
        .end_time(DateTime::from_secs(NOW_SECS + 60));
    assert!(!graph.send().await.unwrap().services().is_empty());

    let logs = Logs::new(&stack.aws());
    let groups = logs.describe_log_groups().send().await.unwrap();
    assert!(!groups.log_groups().is_empty());
    for group in groups.log_groups() {
        let name = group.log_group_name().unwrap();
        let streams = logs.describe_log_streams().log_group_name(name).send();
        let streams = streams.await.unwrap();
        assert!(!streams.log_streams().is_empty(), "{name}");
        for stream in streams.log_streams() {
            let stream = stream.log_stream_name().unwrap();
            let events = logs
                .get_log_events()
                .log_group_name(name)
                .log_stream_name(stream);
            assert!(!events.send().await.unwrap().events().is_empty());
        }
    }
    let events = logs.filter_log_events().log_group_name("unknown_service");
    let pages = events.into_paginator().send();
    let pages = pages.collect::<Result<Vec<_>, _>>().await.unwrap();
    let events: usize = pages.iter().map(|page| page.events().len()).sum();
    assert_eq!(events, SENT);

    // and our own client
    let access = AwsAccess::Fixed {
        url: stack.url(),
        region: "eu-central-1".to_owned(),
        access_key_id: "local".to_owned(),
        secret_access_key: "local".to_owned(),
    };
    let xray = cruddur_obs::providers::xray::Xray::new(Aws::connect(&access).await.unwrap());
    let range = TimeRange {
        since: "2026-11-20T08:14:00Z".parse().unwrap(),
        until: NOW.parse().unwrap(),
    };
    let recent = xray.recent(range, 1_000).await.unwrap();
    assert!(recent.len() > SENT / 2);
    let ids: Vec<TraceId> = recent.iter().map(|summary| summary.id).collect();
    let fetched = xray.traces(&ids).await.unwrap();
    assert_eq!(
        (fetched.traces.len(), fetched.missing.len()),
        (ids.len(), 0)
    );
    assert!(fetched.traces.iter().all(|trace| trace.unreadable == 0));
    stack.stop().await;
}

#[tokio::test]
async fn an_odd_status_hides_nothing_and_stays_in_its_document() {
    let stack = TestStack::start_at(Clock::Fixed(NOW.parse().unwrap())).await;
    let client = Xray::new(&stack.aws());
    let document = |id: u8, status: &str| {
        format!(
            r#"{{"trace_id":"1-6b000000-{id:024x}","id":"{id:016x}","name":"shop","start_time":1795166000.1234567,
            "end_time":1795166001,"http":{{"response":{{"status":{status}}}}}}}"#
        )
    };
    let put = client
        .put_trace_segments()
        .trace_segment_documents(document(1, "3000000000"))
        .trace_segment_documents(document(2, "200.0"));
    assert!(
        put.send()
            .await
            .unwrap()
            .unprocessed_trace_segments()
            .is_empty()
    );
    let mut found = summaries(&client, TimeRangeType::TraceId).await;
    found.sort_by(|a, b| a.id().cmp(&b.id()));
    let statuses: Vec<_> = found
        .iter()
        .map(|s| s.http().unwrap().http_status())
        .collect();
    assert_eq!(statuses, [None, Some(200)]);
    let whole = client.batch_get_traces().trace_ids(found[0].id().unwrap());
    let whole = whole.send().await.unwrap();
    let document = whole.traces()[0].segments()[0].document().unwrap();
    assert!(document.contains(r#""status":3000000000"#), "{document}");
    assert!(
        document.contains(r#""start_time":1795166000.1234567"#),
        "{document}"
    );
    stack.stop().await;
}
