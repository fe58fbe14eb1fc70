use std::net::UdpSocket;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use cruddur_obs::model::STATUS_PATH;
use prost::Message as _;

use super::*;

const HEADER: &str = "{\"format\":\"json\",\"version\":1}\n";

fn socket(stack: &TestStack) -> UdpSocket {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.connect(stack.addrs.xray_udp).unwrap();
    socket
}

/// Returns the numbers of received and malformed packets.
async fn counted(stack: &TestStack) -> (u64, u64) {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let status = http
        .get(format!("{}{STATUS_PATH}", stack.url()))
        .send()
        .await
        .unwrap();
    let status: Value = status.json().await.unwrap();
    (
        status["udp_packets"].as_u64().unwrap(),
        status["udp_malformed"].as_u64().unwrap(),
    )
}

#[tokio::test]
async fn packets_become_traces() {
    let stack = TestStack::start_at(at(NOW + 60.0)).await;
    let client = client(&stack);
    let socket = socket(&stack);
    // a fault as sent by the Python SDK
    let sent = fixture("python-sdk-fault.json")[0].clone();
    socket.send(format!("{HEADER}{sent}").as_bytes()).unwrap();
    let id = sent["trace_id"].as_str().unwrap();
    let trace = eventually(async || get(&client, id).await).await;
    let found = documents(&trace);
    assert_eq!(found[0]["name"], sent["name"]);
    assert_eq!(found[0]["annotations"], sent["annotations"]);
    assert_eq!(found[0]["fault"], true);
    let nested = &found[0]["subsegments"][0];
    assert_eq!(nested["name"], sent["subsegments"][0]["name"]);
    assert_eq!(
        nested["subsegments"][0]["metadata"],
        sent["subsegments"][0]["subsegments"][0]["metadata"]
    );
    stack.stop().await;
}

#[tokio::test]
async fn junk_is_counted_and_harms_nothing() {
    let stack = TestStack::start_at(at(NOW)).await;
    let client = client(&stack);
    let socket = socket(&stack);
    let large = format!("{HEADER}{}", "x".repeat(60_000));
    let junk: &[&[u8]] = &[
        b"",
        b"\n",
        b"hello",
        b"\xff\xfe\n\xff",
        b"{\"format\":\"json\",\"version\":1}",
        b"{\"format\":\"json\",\"version\":1}\n",
        b"{\"format\":\"json\",\"version\":2}\n{}",
        b"{\"format\":\"xml\",\"version\":1}\n{}",
        b"{\"format\":\"json\",\"version\":1}\nx",
        b"{\"format\":\"json\",\"version\":1}\n{}",
        b"{\"format\":\"json\",\"version\":1}\n[]",
        b"{\"format\":\"json\",\"version\":1}\nT1Snot base64!",
        b"{\"format\":\"json\",\"version\":1}\nT1S/////w==",
        large.as_bytes(),
    ];
    for packet in junk {
        socket.send(packet).unwrap();
    }
    let metrics = format!("{HEADER}M1CgA=");
    socket.send(metrics.as_bytes()).unwrap();
    socket
        .send(format!("{HEADER}{}", segment(1, 1, json!({}))).as_bytes())
        .unwrap();
    eventually(async || get(&client, &trace_id(1)).await).await;
    let expected = (junk.len() as u64 + 2, junk.len() as u64);
    eventually(async || (counted(&stack).await == expected).then_some(())).await;
    stack.stop().await;
}

#[tokio::test]
async fn spans_come_over_udp_too() {
    use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span, TracesData};
    let stack = TestStack::start_at(at(NOW)).await;
    let client = client(&stack);
    for (number, prefix) in [(1, "T1S"), (2, "T1U")] {
        let id: TraceId = trace_id(number).parse().unwrap();
        let span = Span {
            trace_id: id.0.to_vec(),
            span_id: vec![7; 8],
            name: "GET /".to_owned(),
            kind: 2,
            start_time_unix_nano: 1_795_166_000_000_000_000,
            end_time_unix_nano: 1_795_166_001_000_000_000,
            ..Span::default()
        };
        let request = TracesData {
            resource_spans: vec![ResourceSpans {
                scope_spans: vec![ScopeSpans {
                    spans: vec![span],
                    ..ScopeSpans::default()
                }],
                ..ResourceSpans::default()
            }],
        };
        let encoded = BASE64_STANDARD.encode(request.encode_to_vec());
        socket(&stack)
            .send(format!("{HEADER}{prefix}{encoded}").as_bytes())
            .unwrap();
        let trace = eventually(async || get(&client, &trace_id(number)).await).await;
        assert_eq!(trace.duration(), Some(1.0));
    }
    stack.stop().await;
}

#[tokio::test]
async fn what_arrived_before_the_stop_is_stored() {
    const PACKETS: u64 = 150;
    let stack = TestStack::start_at(at(NOW)).await;
    let socket = socket(&stack);
    for number in 1..=PACKETS {
        let packet = format!("{HEADER}{}", segment(number, 1, json!({})));
        socket.send(packet.as_bytes()).unwrap();
    }
    let folder = stack.stop().await;
    let options = cruddur_obs::stack::store::StoreOptions::default();
    let stack = TestStack::start_in(folder, at(NOW), &options).await;
    let found = summaries(&client(&stack), NOW - 3_600.0, NOW).await;
    assert_eq!(found.len() as u64, PACKETS);
    stack.stop().await;
}
