//! What no other field takes: annotations where the span asks for an index, metadata
//! else.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::attributes::Attributes;

/// Lists the attributes to be indexed.
const INDEXED: &str = "aws.xray.annotations";
/// Attributes of this prefix hold a namespace of metadata as JSON.
const NAMESPACE: &str = "aws.xray.metadata.";
const USER: &[&str] = &["enduser.id", "user.id"];

/// Whether annotations are asked for.
pub(super) fn is_indexed(attributes: &Attributes<'_>) -> bool {
    attributes.has(&[INDEXED])
}

/// Whether metadata is given as JSON.
pub(super) fn is_json(attributes: &Attributes<'_>) -> bool {
    attributes.keys().any(|key| key.starts_with(NAMESPACE))
}

pub(super) struct Indexed {
    pub(super) user: Option<Value>,
    pub(super) annotations: Option<Value>,
    pub(super) metadata: Option<Value>,
}

/// Takes all remaining attributes. Those of the resource appear once, in the segment.
pub(super) fn take(rest: &mut Attributes<'_>, resource: Option<&Attributes<'_>>) -> Indexed {
    let user = rest.text(USER).map(Value::from);
    let wanted: BTreeSet<String> = rest.list(INDEXED).into_iter().collect();
    if user.is_some() {
        rest.remove(USER);
    }
    rest.remove(&[INDEXED]);
    let mut annotations = Map::new();
    let mut namespaces = Map::new();
    let mut plain = Map::new();
    let of_resource = resource
        .into_iter()
        .flat_map(Attributes::iter)
        .map(|(key, value)| (format!("otel.resource.{key}"), value));
    let of_span = rest.iter().map(|(key, value)| (key.to_owned(), value));
    for (key, value) in of_resource.chain(of_span) {
        if wanted.contains(&key) && !matches!(value, Value::Array(_) | Value::Object(_)) {
            annotations.insert(annotation_key(&key), value);
        } else if let Some((namespace, object)) = namespaced(&key, &value) {
            namespaces.insert(namespace, Value::Object(object));
        } else if !value.is_null() {
            plain.insert(key, value);
        }
    }
    if let Some(Value::Object(default)) = namespaces.remove("default") {
        plain.extend(default);
    }
    if !plain.is_empty() {
        namespaces.insert("default".to_owned(), Value::Object(plain));
    }
    let some = |map: Map<String, Value>| (!map.is_empty()).then_some(Value::Object(map));
    Indexed {
        user,
        annotations: some(annotations),
        metadata: some(namespaces),
    }
}

fn namespaced(key: &str, value: &Value) -> Option<(String, Map<String, Value>)> {
    let namespace = key.strip_prefix(NAMESPACE)?;
    let object = serde_json::from_str(value.as_str()?).ok()?;
    Some((namespace.to_owned(), object))
}

/// Letters, digits, `_` and `.` only.
fn annotation_key(key: &str) -> String {
    let fix = |c: char| {
        if c.is_ascii_alphanumeric() || c == '.' {
            c
        } else {
            '_'
        }
    };
    key.chars().map(fix).collect()
}
