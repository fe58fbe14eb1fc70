//! Segments for callees that send none themselves.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::entity::{Entity, derived_id};
use super::{Node, Trace, tree};
use crate::model::{SpanId, TraceId};

/// Fields of the caller's subsegment that describe the callee as well.
const SHARED: &[&str] = &["error", "fault", "throttle", "cause", "http", "sql", "aws"];

/// Adds an inferred segment for each `aws` or `remote` subsegment that no segment names
/// as its parent.
pub(super) fn add(trace: &mut Trace) {
    let answered: HashSet<SpanId> = trace
        .segments
        .iter()
        .filter(|segment| !segment.entity.subsegment)
        .filter_map(|segment| segment.entity.parent)
        .collect();
    let mut inferred: Vec<Node> = trace
        .segments
        .iter()
        .flat_map(Node::walk)
        .filter(|entity| entity.subsegment && !answered.contains(&entity.id))
        .filter_map(|entity| infer(trace.id, entity))
        .map(|entity| Node {
            entity,
            children: Vec::new(),
        })
        .collect();
    inferred.sort_by(|a, b| tree::order(&a.entity, &b.entity));
    trace.segments.append(&mut inferred);
}

fn infer(trace: TraceId, call: &Entity) -> Option<Entity> {
    let namespace = call.namespace()?;
    let mut fields = Map::new();
    fields.insert("inferred".to_owned(), Value::Bool(true));
    for key in SHARED {
        if let Some(value) = call.fields.get(*key) {
            fields.insert((*key).to_owned(), value.clone());
        }
    }
    if let Some(request) = fields
        .get_mut("http")
        .and_then(|http| http.get_mut("request"))
        .and_then(Value::as_object_mut)
    {
        // says something of the caller's expectation, not of the request
        request.shift_remove("traced");
    }
    if namespace == "aws" {
        fields.insert("origin".to_owned(), json!(origin(call)));
    }
    Some(Entity {
        id: derived_id(trace, call.id, "inferred"),
        parent: Some(call.id),
        subsegment: false,
        inferred: true,
        name: call.name.clone(),
        start: call.start,
        end: call.end,
        fields,
    })
}

/// `AWS::DynamoDB::Table` where a table is named, `AWS::DynamoDB` where none is (API
/// reference, `Service.Type`); queues likewise; for other services `AWS::<name>`, as the
/// guide's example has `AWS::SNS`.
fn origin(call: &Entity) -> String {
    let has = |key: &str| call.at(&["aws", key]).is_some_and(|v| !v.is_null());
    match call.name.as_str() {
        "DynamoDB" if has("table_name") => "AWS::DynamoDB::Table".to_owned(),
        "SQS" if has("queue_url") => "AWS::SQS::Queue".to_owned(),
        name => format!("AWS::{}", name.strip_prefix("AWS::").unwrap_or(name)),
    }
}
