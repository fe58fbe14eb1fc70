//! The compiled document of a segment, with its fields in the order in which the
//! service writes them (developer guide, "Example BatchGetTraces output").

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};
use serde_json::Value;

use super::{Entity, Node};
use crate::model::TraceId;

/// Between the times and whatever else was sent.
const FIRST: &[&str] = &[
    "inferred", "error", "fault", "throttle", "cause", "http", "sql", "aws",
];

pub(super) fn of(node: &Node, trace: TraceId) -> String {
    serde_json::to_string(&View::new(node, trace)).unwrap_or_default()
}

pub(super) fn write(node: &Node, trace: TraceId, out: &mut impl Write) -> io::Result<()> {
    Ok(serde_json::to_writer(out, &View::new(node, trace))?)
}

struct View<'a> {
    node: &'a Node,
    /// Of what stands by itself; in a parent it would only repeat.
    trace: Option<TraceId>,
    within: Option<&'a Entity>,
}

impl<'a> View<'a> {
    fn new(node: &'a Node, trace: TraceId) -> Self {
        Self {
            node,
            trace: Some(trace),
            within: None,
        }
    }
}

impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entity = &self.node.entity;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &entity.id)?;
        map.serialize_entry("name", &entity.name)?;
        map.serialize_entry("start_time", &entity.start)?;
        match entity.end {
            Some(end) => map.serialize_entry("end_time", &end)?,
            None => map.serialize_entry("in_progress", &true)?,
        }
        if let Some(parent) = entity.parent
            && self.within.is_none_or(|within| within.id != parent)
        {
            map.serialize_entry("parent_id", &parent)?;
        }
        if self.trace.is_some() && entity.subsegment {
            map.serialize_entry("type", "subsegment")?;
        }
        for key in FIRST {
            match entity.fields.get(*key) {
                // the service leaves out what did not happen
                None | Some(Value::Bool(false)) => {}
                Some(value) => map.serialize_entry(key, value)?,
            }
        }
        if let Some(trace) = self.trace {
            map.serialize_entry("trace_id", &trace)?;
        }
        for (key, value) in &entity.fields {
            if !FIRST.contains(&key.as_str()) {
                map.serialize_entry(key, value)?;
            }
        }
        if !self.node.children.is_empty() {
            let children: Vec<View<'_>> = self
                .node
                .children
                .iter()
                .map(|node| View {
                    node,
                    trace: None,
                    within: Some(entity),
                })
                .collect();
            map.serialize_entry("subsegments", &children)?;
        }
        map.end()
    }
}
