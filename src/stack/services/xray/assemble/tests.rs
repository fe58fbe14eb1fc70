use opentelemetry_proto::tonic::common::v1::any_value::Value as Any;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::span::{Event, SpanKind};
use opentelemetry_proto::tonic::trace::v1::status::StatusCode;
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span, Status, TracesData};
use prost::Message as _;
use serde_json::json;

use super::Trace as Assembled;
use super::*;
use crate::stack::store::{Source, StoredTrace, TraceFlags};

mod arbitrary;
mod compaction;
mod robust;
mod spans;

const TRACE: &str = "1-581cf771-a006649127e371903a2de979";

fn trace_id() -> TraceId {
    TRACE.parse().unwrap()
}

/// A trace with all that is in it.
#[derive(Debug, PartialEq)]
struct Trace {
    segments: Vec<Node>,
    partial: bool,
    revision: u32,
    unread: u64,
    damaged: bool,
    bounds: (f64, f64),
    documents: Vec<String>,
}

/// A segment or subsegment with the subsegments in it.
#[derive(Debug, PartialEq)]
struct Node {
    entity: Entity,
    children: Vec<Self>,
}

impl Node {
    fn new(trace: &Assembled, node: NodeId) -> Self {
        let (entity, outline) = (trace.entity(node).unwrap(), trace.outline(node));
        // what is known of it is what it says
        assert_eq!((entity.id, entity.parent), (outline.id, outline.parent));
        assert_eq!((entity.start, entity.end), (outline.start, outline.end()));
        assert_eq!(entity.subsegment, outline.subsegment());
        assert_eq!(entity.inferred, outline.inferred());
        for (flag, field) in [
            (TraceFlags::ERROR, "error"),
            (TraceFlags::FAULT, "fault"),
            (TraceFlags::THROTTLE, "throttle"),
        ] {
            assert_eq!(entity.flag(field), outline.has(flag), "{field}");
        }
        let annotated = entity
            .fields
            .get("annotations")
            .is_some_and(Value::is_object);
        assert!(outline.annotated() || !annotated);
        assert_eq!(trace.find(entity.id), Some(node));
        let children = trace.children(node).map(|child| Self::new(trace, child));
        Self {
            entity,
            children: children.collect(),
        }
    }

    fn walk(&self) -> Vec<&Entity> {
        let inner = self.children.iter().flat_map(Self::walk);
        std::iter::once(&self.entity).chain(inner).collect()
    }
}

impl Trace {
    fn bounds(&self) -> (f64, f64) {
        self.bounds
    }
}

fn assemble(stored: &StoredTrace) -> Trace {
    let trace = Assembled::assemble(LoadedTrace::try_from(stored).unwrap()).unwrap();
    let segments = trace.segments();
    Trace {
        partial: trace.partial,
        revision: trace.revision,
        unread: trace.unread,
        damaged: trace.damaged,
        bounds: trace.bounds(),
        documents: segments
            .iter()
            .map(|node| trace.document(*node).unwrap())
            .collect(),
        segments: segments
            .iter()
            .map(|node| Node::new(&trace, *node))
            .collect(),
    }
}

fn assembled(documents: &[Value]) -> Trace {
    assembled_with(documents, &[])
}

fn assembled_with(documents: &[Value], spans: &[TracesData]) -> Trace {
    let mut blocks: Vec<(Source, Vec<u8>)> = documents
        .iter()
        .map(|document| (Source::Xray, document.to_string().into_bytes()))
        .collect();
    blocks.extend(
        spans
            .iter()
            .map(|data| (Source::Otlp, data.encode_to_vec())),
    );
    let stored = StoredTrace {
        id: trace_id(),
        span_ms: (0, 0),
        damaged: false,
        blocks,
    };
    assemble(&stored)
}

fn documents(trace: &Trace) -> Vec<Value> {
    let parsed = trace.documents.iter();
    parsed
        .map(|text| serde_json::from_str(text).unwrap())
        .collect()
}

fn segment(id: u64, changes: Value) -> Value {
    let mut document = json!({
        "id": format!("{id:016x}"), "name": "backend-flask", "trace_id": TRACE,
        "start_time": 100.0, "end_time": 101.0
    });
    merge_into(&mut document, changes);
    document
}

fn subsegment(id: u64, parent: u64, changes: Value) -> Value {
    let mut document = segment(
        id,
        json!({"type": "subsegment", "parent_id": format!("{parent:016x}"), "name": "work"}),
    );
    merge_into(&mut document, changes);
    document
}

fn merge_into(document: &mut Value, changes: Value) {
    let (Value::Object(document), Value::Object(changes)) = (document, changes) else {
        panic!("not an object");
    };
    document.extend(changes);
    document.retain(|_, value| !value.is_null());
}

fn attribute(key: &str, value: &Value) -> KeyValue {
    let value = match value {
        Value::String(text) => Any::StringValue(text.clone()),
        Value::Number(number) => Any::IntValue(number.as_i64().unwrap()),
        other => panic!("{other}"),
    };
    KeyValue {
        key: key.to_owned(),
        value: Some(AnyValue { value: Some(value) }),
        ..KeyValue::default()
    }
}

fn attributes(pairs: &Value) -> Vec<KeyValue> {
    pairs
        .as_object()
        .unwrap()
        .iter()
        .map(|(k, v)| attribute(k, v))
        .collect()
}

fn span(id: u64, parent: u64, kind: SpanKind, name: &str, pairs: &Value) -> Span {
    Span {
        trace_id: trace_id().0.to_vec(),
        span_id: id.to_be_bytes().to_vec(),
        parent_span_id: if parent == 0 {
            Vec::new()
        } else {
            parent.to_be_bytes().to_vec()
        },
        kind: kind as i32,
        name: name.to_owned(),
        start_time_unix_nano: 100_000_000_000,
        end_time_unix_nano: 101_000_000_000,
        attributes: attributes(pairs),
        ..Span::default()
    }
}

fn request(service: &str, spans: Vec<Span>) -> TracesData {
    TracesData {
        resource_spans: vec![ResourceSpans {
            resource: Some(Resource {
                attributes: attributes(&json!({
                    "service.name": service,
                    "telemetry.sdk.name": "opentelemetry",
                    "telemetry.sdk.language": "python",
                    "telemetry.sdk.version": "1.30.0"
                })),
                ..Resource::default()
            }),
            scope_spans: vec![ScopeSpans {
                spans,
                ..ScopeSpans::default()
            }],
            ..ResourceSpans::default()
        }],
    }
}

#[test]
fn complete_overwrites_in_progress_with_what_it_embedded() {
    let open = segment(
        1,
        json!({
            "end_time": null, "in_progress": true,
            "subsegments": [{"id": "00000000000000aa", "name": "open", "start_time": 100.0, "in_progress": true}]
        }),
    );
    let closed = segment(1, json!({"in_progress": false, "user": "andrewbrown"}));
    for order in [[open.clone(), closed.clone()], [closed, open]] {
        let trace = assembled(&order);
        assert!(!trace.partial);
        assert_eq!(
            documents(&trace),
            [json!({
                "id": "0000000000000001", "name": "backend-flask", "trace_id": TRACE,
                "start_time": 100.0, "end_time": 101.0, "user": "andrewbrown"
            })]
        );
    }
}

#[test]
fn in_progress_is_partial() {
    let trace = assembled(&[segment(1, json!({"end_time": null, "in_progress": true}))]);
    assert!(trace.partial);
    assert_eq!(documents(&trace)[0]["in_progress"], true);
    assert_eq!(documents(&trace)[0].get("end_time"), None);
}

#[test]
fn streamed_subsegments_find_their_parent_whenever_it_comes() {
    let parts = [
        subsegment(3, 2, json!({"name": "mock-data", "start_time": 100.4})),
        subsegment(2, 1, json!({"name": "activities_home"})),
        segment(1, json!({})),
    ];
    let trace = assembled(&parts);
    assert!(!trace.partial);
    let found = documents(&trace);
    assert_eq!(found.len(), 1);
    let home = &found[0]["subsegments"][0];
    assert_eq!(home["name"], "activities_home");
    assert_eq!(home["subsegments"][0]["name"], "mock-data");
    for key in ["trace_id", "parent_id", "type"] {
        assert_eq!(home.get(key), None, "{key}");
    }
    // before the parent is there, nothing is lost
    let trace = assembled(&parts[..1]);
    assert!(trace.partial);
    let orphan = &documents(&trace)[0];
    assert_eq!(orphan["type"], "subsegment");
    assert_eq!(orphan["parent_id"], "0000000000000002");
}

#[test]
fn unknown_fields_come_back() {
    let sent = json!({"custom": {"deep": [1, {"a": null}]}, "metadata": {"ns": {"k": "v"}}});
    let trace = assembled(&[segment(1, sent.clone())]);
    let found = documents(&trace).remove(0);
    assert_eq!(found["custom"], sent["custom"]);
    assert_eq!(found["metadata"], sent["metadata"]);
}

#[test]
fn a_callee_that_sends_nothing_is_inferred() {
    let table = json!({"table_name": "scorekeep-user", "operation": "UpdateItem"});
    let http = json!({"response": {"status": 200, "content_length": 57}});
    let parts = [
        segment(1, json!({})),
        subsegment(
            2,
            1,
            json!({"name": "DynamoDB", "namespace": "aws", "aws": table, "http": http}),
        ),
        subsegment(
            3,
            1,
            json!({
                "name": "names.example.com", "namespace": "remote", "fault": true,
                "http": {"request": {"url": "https://names.example.com/", "traced": true}}
            }),
        ),
        subsegment(4, 1, json!({"name": "activities", "namespace": "local"})),
        subsegment(5, 1, json!({"name": "downstream", "namespace": "remote"})),
        segment(
            6,
            json!({"name": "downstream", "parent_id": "0000000000000005"}),
        ),
    ];
    let trace = assembled(&parts);
    let inferred: Vec<Value> = documents(&trace)
        .into_iter()
        .filter(|document| document["inferred"] == true)
        .collect();
    assert_eq!(inferred.len(), 2, "{inferred:#?}");
    let dynamo = inferred.iter().find(|d| d["name"] == "DynamoDB").unwrap();
    assert_eq!(dynamo["origin"], "AWS::DynamoDB::Table");
    assert_eq!(dynamo["parent_id"], "0000000000000002");
    assert_eq!(dynamo["aws"], table);
    assert_eq!(dynamo["http"], http);
    assert_eq!(dynamo["trace_id"], TRACE);
    let remote = inferred
        .iter()
        .find(|d| d["name"] == "names.example.com")
        .unwrap();
    assert_eq!(remote["fault"], true);
    assert_eq!(remote.get("origin"), None);
    assert_eq!(
        remote["http"],
        json!({"request": {"url": "https://names.example.com/"}})
    );
    // the id of what is inferred does not change from reading to reading
    assert_eq!(assembled(&parts), trace);
}

#[test]
fn the_guides_trace_is_assembled_to_itself() {
    let fixture = include_str!("../../../../../tests/fixtures/xray/batch-get-traces.json");
    let fixture: Value = serde_json::from_str(fixture).unwrap();
    let expected: Vec<Value> = fixture["Traces"][0]["Segments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|segment| serde_json::from_str(segment["Document"].as_str().unwrap()).unwrap())
        .collect();
    let (inferred, sent): (Vec<Value>, Vec<Value>) = expected
        .into_iter()
        .partition(|document| document["inferred"] == true);
    let stored = StoredTrace {
        id: "1-59602603-23fc5b688855d396af79b496".parse().unwrap(),
        span_ms: (0, 0),
        damaged: false,
        blocks: sent
            .iter()
            .map(|d| (Source::Xray, d.to_string().into_bytes()))
            .collect(),
    };
    let trace = assemble(&stored);
    let (mut found_inferred, found): (Vec<Value>, Vec<Value>) = documents(&trace)
        .into_iter()
        .partition(|document| document["inferred"] == true);
    let by_id = |documents: &[Value]| -> Vec<String> {
        let mut texts: Vec<String> = documents
            .iter()
            .map(|document| document["id"].as_str().unwrap().to_owned())
            .collect();
        texts.sort();
        texts
    };
    assert_eq!(by_id(&found), by_id(&sent));
    for document in &sent {
        let same = found
            .iter()
            .find(|other| other["id"] == document["id"])
            .unwrap();
        assert_eq!(same["aws"], document["aws"]);
        assert_eq!(same["origin"], document["origin"]);
    }
    let scorekeep = |documents: &[Value]| {
        documents
            .iter()
            .find(|d| d["name"] == "Scorekeep")
            .unwrap()
            .clone()
    };
    assert_eq!(scorekeep(&found), scorekeep(&sent));
    // the ids of inferred segments are the service's own invention
    for document in &inferred {
        let at = found_inferred
            .iter()
            .position(|other| other["parent_id"] == document["parent_id"])
            .unwrap();
        let mut other = found_inferred.remove(at);
        other["id"] = document["id"].clone();
        assert_eq!(&other, document);
    }
    assert_eq!(found_inferred, Vec::<Value>::new());
    let (start, end) = trace.bounds();
    assert!((end - start - 3.232).abs() < 1e-3);
}

#[test]
fn circles_and_endless_chains_do_no_harm() {
    let trace = assembled(&[
        subsegment(1, 1, json!({})),
        subsegment(2, 3, json!({})),
        subsegment(3, 2, json!({})),
    ]);
    assert!(trace.partial);
    let ids: usize = trace.segments.iter().map(|s| s.walk().len()).sum();
    assert_eq!(ids, 3);
    let mut chain = vec![segment(1, json!({}))];
    chain.extend((2..5_000).map(|id| subsegment(id, id - 1, json!({"start_time": 100.0}))));
    let trace = assembled(&chain);
    assert_eq!(trace.segments.len(), 1);
    assert_eq!(trace.segments[0].walk().len(), 4_999);
    // still a document that any parser reads, each with its true parent
    let text = documents(&trace)[0].to_string();
    assert!(text.contains(r#""parent_id":"0000000000001386""#));
}
