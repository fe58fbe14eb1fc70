//! Segments for callees that send none themselves.

use std::io;

use serde_json::{Map, Value, json};

use super::entity::{Entity, derived_id};
use super::outline::{Fact, Origin, Outline, order};
use super::{NodeId, Trace};

/// Fields of the caller's subsegment that describe the callee as well.
const SHARED: &[&str] = &["error", "fault", "throttle", "cause", "http", "sql", "aws"];

/// Adds an inferred segment for each `aws` or `remote` subsegment that no segment names
/// as its parent.
pub(super) fn add(trace: &mut Trace) {
    let mut answered = vec![false; trace.outlines.len()];
    for segment in trace.outlines.iter().filter(|o| !o.subsegment()) {
        if let Some(call) = segment.parent.and_then(|parent| trace.find(parent)) {
            answered[call.0 as usize] = true;
        }
    }
    let calls = (0..).zip(&trace.outlines).zip(answered);
    let unanswered =
        calls.filter(|((_, call), answered)| call.is(Fact::Call) && call.subsegment() && !answered);
    let inferred = unanswered.map(|((at, call), _)| infer(trace, NodeId(at), call));
    let mut inferred: Vec<Outline> = inferred.collect();
    inferred.sort_unstable_by_key(|outline| outline.id);
    let first = trace.outlines.len();
    trace.outlines.append(&mut inferred);
    let mut added: Vec<NodeId> = (first..trace.outlines.len())
        .filter_map(|at| u32::try_from(at).ok().map(NodeId))
        .collect();
    added.sort_unstable_by(|a, b| order(trace.outline(*a), trace.outline(*b)));
    trace.segments.append(&mut added);
}

fn infer(trace: &Trace, node: NodeId, call: &Outline) -> Outline {
    let id = derived_id(trace.id, call.id, "inferred");
    let mut outline = Outline::new(Origin::Inferred, id, call.extent());
    outline.parent = Some(call.id);
    outline.start = call.start;
    outline.set_end(call.end());
    outline.of = node.0;
    for flag in [Fact::Error, Fact::Fault, Fact::Throttle] {
        outline.set(flag, call.is(flag));
    }
    outline
}

/// What is said of the callee of a call.
///
/// # Errors
/// When the call cannot be had.
pub(super) fn entity(trace: &Trace, outline: &Outline) -> io::Result<Entity> {
    let call = trace.entity(NodeId(outline.of))?;
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
    if call.namespace() == Some("aws") {
        fields.insert("origin".to_owned(), json!(origin(&call)));
    }
    Ok(Entity {
        id: outline.id,
        parent: outline.parent,
        subsegment: false,
        inferred: true,
        name: call.name,
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
