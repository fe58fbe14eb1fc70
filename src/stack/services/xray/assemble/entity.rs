//! One segment or subsegment, taken out of the document that brought it.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::model::{SpanId, TraceId};

/// What an assembled document says of one segment or subsegment.
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

    /// The kind of downstream call that the subsegment records, if it is one.
    pub fn namespace(&self) -> Option<&str> {
        self.text("namespace")
            .filter(|namespace| matches!(*namespace, "aws" | "remote"))
    }

    /// Levels of objects and arrays in its fields.
    pub(super) fn levels(&self) -> usize {
        self.fields.values().map(levels).max().unwrap_or(0)
    }
}

/// Levels of objects and arrays in a value.
fn levels(value: &Value) -> usize {
    match value {
        Value::Object(fields) => 1 + fields.values().map(levels).max().unwrap_or(0),
        Value::Array(values) => 1 + values.iter().map(levels).max().unwrap_or(0),
        _ => 0,
    }
}

/// A segment or subsegment as it stands in a document.
pub(super) struct Sent<'a> {
    pub(super) entity: Entity,
    /// The texts of those that it embeds.
    pub(super) embedded: Vec<&'a str>,
}

/// What the text of a document, or of a part of one, holds; its parent is the one that it
/// names. None for what is no segment: lines were checked before they were stored.
pub(super) fn read(text: &str) -> Option<Sent<'_>> {
    let Fields {
        mut own,
        subsegments,
    } = serde_json::from_str(text).ok()?;
    let id: SpanId = own.shift_remove("id")?.as_str()?.parse().ok()?;
    let parent = own.shift_remove("parent_id");
    let parent = parent
        .as_ref()
        .and_then(Value::as_str)
        .and_then(|parent| parent.parse().ok());
    let kind = own.shift_remove("type");
    let Some(Value::String(name)) = own.shift_remove("name") else {
        return None;
    };
    let start = own.shift_remove("start_time")?.as_f64()?;
    let end = own
        .shift_remove("end_time")
        .as_ref()
        .and_then(Value::as_f64);
    // implied by the place in the assembled trace
    own.shift_remove("trace_id");
    own.shift_remove("in_progress");
    let entity = Entity {
        id,
        parent,
        subsegment: kind.as_ref().and_then(Value::as_str) == Some("subsegment"),
        inferred: false,
        name,
        start,
        end,
        fields: own,
    };
    let embedded = subsegments.and_then(|raw| serde_json::from_str::<Vec<&RawValue>>(raw).ok());
    let embedded = embedded.unwrap_or_default().into_iter().map(RawValue::get);
    Some(Sent {
        entity,
        embedded: embedded.filter(|text| text.starts_with('{')).collect(),
    })
}

/// The fields of a segment: of the subsegments nothing but the text, for they may be
/// hundreds.
struct Fields<'a> {
    own: Map<String, Value>,
    subsegments: Option<&'a str>,
}

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a segment")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
        let mut own = Map::new();
        let mut subsegments = None;
        while let Some(key) = map.next_key::<String>()? {
            if key == "subsegments" {
                subsegments = Some(map.next_value::<&'de RawValue>()?.get());
            } else {
                own.insert(key, map.next_value()?);
            }
        }
        Ok(Fields { own, subsegments })
    }
}

/// An id for what the stack adds to a trace: the same whenever the trace is assembled,
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
