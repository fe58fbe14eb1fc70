//! The X-Ray service and daemon, with the AWS SDK, raw packets and the documented examples in
//! `tests/fixtures/xray`.

use std::time::Duration;

use aws_sdk_xray::Client;
use aws_sdk_xray::error::ProvideErrorMetadata;
use aws_sdk_xray::primitives::DateTime;
use aws_sdk_xray::types::{Trace, TraceSummary};
use cruddur_obs::model::{Clock, SpanId, TraceId};
use serde_json::{Value, json};

use crate::common::TestStack;

mod config;
mod daemon;
mod errors;
mod graph;
mod large;
mod load;
mod sampling;
mod segments;
mod summaries;
mod unsigned;

/// The default time of the tests.
const NOW: f64 = 1_795_166_040.0;

fn client(stack: &TestStack) -> Client {
    Client::new(&stack.aws())
}

/// A clock fixed at `seconds`.
fn at(seconds: f64) -> Clock {
    #[expect(clippy::cast_possible_truncation, reason = "whole seconds")]
    let whole = seconds as i64;
    Clock::Fixed(jiff::Timestamp::from_second(whole).unwrap())
}

fn date(seconds: f64) -> DateTime {
    DateTime::from_secs_f64(seconds)
}

fn trace_id(number: u64) -> String {
    let mut id = [0; 16];
    id[..4].copy_from_slice(&0x6afd_b818_u32.to_be_bytes());
    id[8..].copy_from_slice(&number.to_be_bytes());
    TraceId(id).xray()
}

fn span_id(number: u64) -> String {
    SpanId(number.to_be_bytes()).hex()
}

/// A segment of `backend-flask` that takes one second, with these changes to its fields.
fn segment(trace: u64, id: u64, changes: Value) -> Value {
    let mut document = json!({
        "trace_id": trace_id(trace), "id": span_id(id), "name": "backend-flask",
        "start_time": NOW - 60.0, "end_time": NOW - 59.0
    });
    if let (Value::Object(document), Value::Object(changes)) = (&mut document, changes) {
        document.extend(changes);
    }
    document
}

async fn put(client: &Client, documents: &[Value]) {
    let mut request = client.put_trace_segments();
    for document in documents {
        request = request.trace_segment_documents(document.to_string());
    }
    let answer = request.send().await.unwrap();
    assert_eq!(answer.unprocessed_trace_segments(), []);
}

async fn get(client: &Client, id: &str) -> Option<Trace> {
    let answer = client
        .batch_get_traces()
        .trace_ids(id)
        .send()
        .await
        .unwrap();
    answer.traces().first().cloned()
}

/// Returns the assembled documents of a trace.
fn documents(trace: &Trace) -> Vec<Value> {
    let segments = trace.segments().iter();
    segments
        .map(|s| serde_json::from_str(s.document().unwrap()).unwrap())
        .collect()
}

async fn summaries(client: &Client, start: f64, end: f64) -> Vec<TraceSummary> {
    let pages = client
        .get_trace_summaries()
        .start_time(date(start))
        .end_time(date(end))
        .into_paginator()
        .items()
        .send();
    pages.collect::<Result<Vec<_>, _>>().await.unwrap()
}

/// Asks until there is an answer, because storing a packet is not acknowledged.
async fn eventually<T, F: Future<Output = Option<T>>>(mut ask: impl FnMut() -> F) -> T {
    for _ in 0..200 {
        if let Some(answer) = ask().await {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("it did not happen in 5 s");
}

/// Returns the code and the message of an error.
fn refusal<T: std::fmt::Debug, E: ProvideErrorMetadata>(answer: Result<T, E>) -> (String, String) {
    let error = answer.err().unwrap();
    (
        error.code().unwrap_or_default().to_owned(),
        error.message().unwrap_or_default().to_owned(),
    )
}

/// Reads a document from the fixtures.
fn fixture(name: &str) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/xray");
    serde_json::from_slice(&std::fs::read(format!("{folder}/{name}")).unwrap()).unwrap()
}
