//! One segment or subsegment, taken out of the document that brought it.

use serde_json::{Map, Value};

use crate::model::{SpanId, TraceId};

/// What a compiled document says of one segment or subsegment.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    pub id: SpanId,
    pub parent: Option<SpanId>,
    pub subsegment: bool,
    /// Made from the subsegment of a caller, because the callee sends nothing itself.
    pub inferred: bool,
    pub name: String,
    /// Seconds since the epoch.
    pub start: f64,
    /// None while in progress.
    pub end: Option<f64>,
    /// All other fields as they were sent, but the embedded subsegments.
    pub fields: Map<String, Value>,
}

impl Entity {
    /// The top-level field as a text.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.fields.get(field)?.as_str()
    }

    /// Whether the top-level field is `true`.
    pub fn flag(&self, field: &str) -> bool {
        self.fields.get(field) == Some(&Value::Bool(true))
    }

    /// The field at a path of objects, such as `["http", "response", "status"]`.
    pub fn at(&self, path: &[&str]) -> Option<&Value> {
        let (first, rest) = path.split_first()?;
        let mut value = self.fields.get(*first)?;
        for key in rest {
            value = value.get(*key)?;
        }
        Some(value)
    }

    /// Seconds from start to end; none while in progress.
    pub fn duration(&self) -> Option<f64> {
        self.end.map(|end| (end - self.start).max(0.0))
    }

    /// The kind of downstream call that the subsegment records, if it is one.
    pub fn namespace(&self) -> Option<&str> {
        self.text("namespace")
            .filter(|namespace| matches!(*namespace, "aws" | "remote"))
    }
}

/// Segments and subsegments of one document: the outermost first.
pub(super) struct Document {
    pub(super) entities: Vec<Entity>,
}

impl Document {
    pub(super) fn root(&self) -> &Entity {
        &self.entities[0]
    }
}

/// The document that a stored line holds. None for what is no document: lines were
/// checked before they were stored.
pub(super) fn read(line: &str) -> Option<Document> {
    let Ok(Value::Object(fields)) = serde_json::from_str(line) else {
        return None;
    };
    let mut entities = Vec::new();
    flatten(fields, None, &mut entities)?;
    Some(Document { entities })
}

fn flatten(
    mut fields: Map<String, Value>,
    embedded_in: Option<SpanId>,
    entities: &mut Vec<Entity>,
) -> Option<()> {
    let embedded = fields.shift_remove("subsegments");
    let id: SpanId = fields.shift_remove("id")?.as_str()?.parse().ok()?;
    let parent = fields.shift_remove("parent_id");
    let parent = parent
        .as_ref()
        .and_then(Value::as_str)
        .and_then(|parent| parent.parse().ok());
    let kind = fields.shift_remove("type");
    let Some(Value::String(name)) = fields.shift_remove("name") else {
        return None;
    };
    let start = fields.shift_remove("start_time")?.as_f64()?;
    let end = fields
        .shift_remove("end_time")
        .as_ref()
        .and_then(Value::as_f64);
    // implied by the place in the compiled trace
    fields.shift_remove("trace_id");
    fields.shift_remove("in_progress");
    entities.push(Entity {
        id,
        // SDKs repeat the parent of an embedded subsegment; where it stands decides
        parent: embedded_in.or(parent),
        subsegment: embedded_in.is_some()
            || kind.as_ref().and_then(Value::as_str) == Some("subsegment"),
        inferred: false,
        name,
        start,
        end,
        fields,
    });
    if let Some(Value::Array(embedded)) = embedded {
        for value in embedded {
            if let Value::Object(fields) = value {
                flatten(fields, Some(id), entities)?;
            }
        }
    }
    Some(())
}

/// An id for what the stack adds to a trace: the same whenever the trace is compiled,
/// and different for each role.
pub(super) fn derived_id(trace: TraceId, of: SpanId, role: &str) -> SpanId {
    use sha2::{Digest as _, Sha256};
    let mut hash = Sha256::new();
    hash.update(trace.0);
    hash.update(of.0);
    hash.update(role.as_bytes());
    let digest = hash.finalize();
    let mut id = [0; 8];
    id.copy_from_slice(&digest[..8]);
    SpanId(id)
}
