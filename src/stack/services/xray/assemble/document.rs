//! The assembled document of a segment, with its fields in the order in which the
//! service writes them (developer guide, "Example BatchGetTraces output").

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{Error as _, SerializeMap as _, SerializeSeq as _, Serializer};
use serde_json::Value;

use super::{NodeId, Trace};
use crate::model::SpanId;

/// Between the times and whatever else was sent.
const FIRST: &[&str] = &[
    "inferred", "error", "fault", "throttle", "cause", "http", "sql", "aws",
];

pub(super) fn write(trace: &Trace, segment: NodeId, out: &mut impl Write) -> io::Result<()> {
    let view = View {
        trace,
        node: segment,
        within: None,
    };
    Ok(serde_json::to_writer(out, &view)?)
}

/// A segment or subsegment, read when its turn has come.
struct View<'a> {
    trace: &'a Trace,
    node: NodeId,
    /// The one that it is in. What stands by itself says of which trace it is; in a parent
    /// it would only repeat.
    within: Option<SpanId>,
}

impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entity = self.trace.entity(self.node).map_err(S::Error::custom)?;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &entity.id)?;
        map.serialize_entry("name", &entity.name)?;
        map.serialize_entry("start_time", &entity.start)?;
        match entity.end {
            Some(end) => map.serialize_entry("end_time", &end)?,
            None => map.serialize_entry("in_progress", &true)?,
        }
        if let Some(parent) = entity.parent
            && self.within != Some(parent)
        {
            map.serialize_entry("parent_id", &parent)?;
        }
        if self.within.is_none() && entity.subsegment {
            map.serialize_entry("type", "subsegment")?;
        }
        for key in FIRST {
            match entity.fields.get(*key) {
                // the service leaves out what did not happen
                None | Some(Value::Bool(false)) => {}
                Some(value) => map.serialize_entry(key, value)?,
            }
        }
        if self.within.is_none() {
            map.serialize_entry("trace_id", &self.trace.id)?;
        }
        for (key, value) in &entity.fields {
            if !FIRST.contains(&key.as_str()) {
                map.serialize_entry(key, value)?;
            }
        }
        let (trace, id) = (self.trace, entity.id);
        drop(entity);
        if trace.children(self.node).len() > 0 {
            let node = self.node;
            map.serialize_entry("subsegments", &Subsegments { trace, node, id })?;
        }
        map.end()
    }
}

struct Subsegments<'a> {
    trace: &'a Trace,
    node: NodeId,
    id: SpanId,
}

impl Serialize for Subsegments<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let children = self.trace.children(self.node);
        let mut list = serializer.serialize_seq(Some(children.len()))?;
        for node in children {
            list.serialize_element(&View {
                trace: self.trace,
                node,
                within: Some(self.id),
            })?;
        }
        list.end()
    }
}
