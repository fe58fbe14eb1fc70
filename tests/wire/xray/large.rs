//! Traces too large to be assembled in memory.

use cruddur_obs::stack::ingest::spans::{SpanRules, blocks};
use cruddur_obs::stack::services::xray::assemble::Trace;
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span, TracesData};
use prost::Message as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::*;

const SPANS: u64 = 24_000;
const LARGE: TraceId = TraceId([0x6a; 16]);

/// Stores a server span and its internal spans, in requests of a few thousand.
async fn store_large(stack: &TestStack) {
    let start = 1_795_166_040_000_000_000;
    let numbers: Vec<u64> = (1..=SPANS).collect();
    for part in numbers.chunks(6_000) {
        let span = |number: &u64| Span {
            trace_id: LARGE.0.to_vec(),
            span_id: number.to_be_bytes().to_vec(),
            parent_span_id: match number {
                1 => Vec::new(),
                _ => 1_u64.to_be_bytes().to_vec(),
            },
            kind: if *number == 1 { 2 } else { 1 },
            name: format!("step \"{number}\" \\ of a loop that has very many of them, é"),
            start_time_unix_nano: start + number,
            end_time_unix_nano: start + number + 10,
            ..Span::default()
        };
        let scope_spans = vec![ScopeSpans {
            spans: part.iter().map(span).collect(),
            ..ScopeSpans::default()
        }];
        let resource_spans = vec![ResourceSpans {
            scope_spans,
            ..ResourceSpans::default()
        }];
        let request = TracesData { resource_spans }.encode_to_vec();
        let (blocks, taken) = blocks(&request, SpanRules::default()).unwrap();
        assert_eq!(taken.rejected, 0);
        let received_ms = at(NOW).now_ms();
        let appended = stack.stack.store.append_traces(blocks, received_ms).await;
        appended.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_trace_is_streamed_whole_among_small_ones() {
    let stack = TestStack::start_at(at(NOW)).await;
    let client = client(&stack);
    store_large(&stack).await;
    put(
        &client,
        &[segment(7, 1, json!({"user": "a \"quoted\" \\ é"}))],
    )
    .await;
    let answer = client
        .batch_get_traces()
        .trace_ids(trace_id(7))
        .trace_ids(LARGE.xray())
        .trace_ids(trace_id(8))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.unprocessed_trace_ids(), [trace_id(8)]);
    let [small, large] = answer.traces() else {
        panic!("{} traces", answer.traces().len());
    };
    assert_eq!(small.id(), Some(trace_id(7).as_str()));
    for (answered, id) in [(small, trace_id(7)), (large, LARGE.xray())] {
        let id: TraceId = id.parse().unwrap();
        let loaded = stack.stack.store.load_traces(vec![id]).await.unwrap();
        let trace = Trace::assemble(loaded.into_iter().next().unwrap()).unwrap();
        let segments = trace.segments().iter();
        let documents = segments.map(|segment| trace.document(*segment).unwrap());
        let answered = answered.segments().iter().map(|s| s.document().unwrap());
        assert!(answered.eq(documents.collect::<Vec<_>>()), "{id}");
    }
    let document = &documents(large)[0];
    let steps = document["subsegments"].as_array().unwrap().len() as u64;
    assert_eq!(steps, SPANS - 1);
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_trace_that_nobody_reads_keeps_it_from_nobody() {
    let stack = TestStack::start_at(at(NOW)).await;
    store_large(&stack).await;
    let body = json!({"TraceIds": [LARGE.xray()]}).to_string();
    let head = format!(
        "POST /Traces HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stalled = Vec::new();
    for _ in 0..12 {
        let mut stream = TcpStream::connect(stack.addrs.xray_tcp).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        // read the start of the response and no more
        let mut first = [0; 12];
        let began = timeout(Duration::from_secs(60), stream.read_exact(&mut first));
        began.await.expect("it is answered").unwrap();
        // a request that waits too long is told to retry
        assert!(matches!(&first, b"HTTP/1.1 200" | b"HTTP/1.1 429"));
        stalled.push(stream);
        assert!(stack.stack.limits.answer_bytes() <= 64 << 20);
    }
    let client = client(&stack);
    let read = async {
        loop {
            let read = client.batch_get_traces().trace_ids(LARGE.xray());
            if let Ok(answer) = read.send().await {
                return answer;
            }
        }
    };
    let answer = timeout(Duration::from_secs(120), read).await;
    let answer = answer.expect("it is answered");
    assert_eq!(
        answer.traces().len(),
        1,
        "{:?}",
        answer.unprocessed_trace_ids()
    );
    drop(stalled);
    stack.stop().await;
}
