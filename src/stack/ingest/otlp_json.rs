//! OTLP in JSON → the messages, by OTLP's own mapping (OTLP specification 1.x, "JSON
//! Protobuf Encoding"): ids in hex, 64-bit integers as strings or numbers, enumerations as
//! numbers, names in lowerCamelCase, unknown names ignored, `null` like absent.

use opentelemetry_proto::tonic::common::v1 as common;
use opentelemetry_proto::tonic::resource::v1 as resource;
use serde::Deserialize;
use serde::de::DeserializeOwned;

mod logs;
mod metrics;
mod outdated;
mod scalars;
#[cfg(test)]
mod tests;
mod traces;

use crate::error::plain;
use crate::stack::json_text;
use scalars::{base64, double, hex, int32, int64, nullable, uint32};

pub use logs::decode_logs;
pub use metrics::count_points;
pub use outdated::Outdated;
pub use traces::decode_traces;

/// The text is not JSON, or not of this shape; the message names the line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the request is not valid OTLP/JSON: {0}")]
pub struct JsonError(String);

/// Objects and lists of a request. Each may take a hundred times its text as an object of
/// this program, so they are counted before they are made.
const MAX_VALUES: usize = 1_000_000;

/// Objects and lists in a JSON text.
fn values(text: &[u8]) -> usize {
    let mut count = 0;
    let mut rest = text.iter();
    let mut in_string = false;
    while let Some(byte) = rest.next() {
        match byte {
            b'"' => in_string = !in_string,
            b'\\' if in_string => {
                rest.next();
            }
            b'{' | b'[' if !in_string => count += 1,
            _ => {}
        }
    }
    count
}

fn read<T: DeserializeOwned>(text: &[u8]) -> Result<T, JsonError> {
    // serde would read an array as the fields in their order
    if !text.trim_ascii_start().starts_with(b"{") {
        return Err(JsonError("it is not an object".to_owned()));
    }
    if values(text) > MAX_VALUES {
        let message = format!("it has more than {MAX_VALUES} objects and lists");
        return Err(JsonError(message));
    }
    json_text::from_slice(text).map_err(|error| JsonError(plain(&error.to_string()).into_owned()))
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Resource {
    #[serde(deserialize_with = "nullable")]
    attributes: Vec<KeyValue>,
    #[serde(deserialize_with = "uint32")]
    dropped_attributes_count: u32,
    #[serde(deserialize_with = "nullable")]
    entity_refs: Vec<EntityRef>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct EntityRef {
    #[serde(deserialize_with = "nullable")]
    schema_url: String,
    #[serde(deserialize_with = "nullable")]
    r#type: String,
    #[serde(deserialize_with = "nullable")]
    id_keys: Vec<String>,
    #[serde(deserialize_with = "nullable")]
    description_keys: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Scope {
    #[serde(deserialize_with = "nullable")]
    name: String,
    #[serde(deserialize_with = "nullable")]
    version: String,
    #[serde(deserialize_with = "nullable")]
    attributes: Vec<KeyValue>,
    #[serde(deserialize_with = "uint32")]
    dropped_attributes_count: u32,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct KeyValue {
    #[serde(deserialize_with = "nullable")]
    key: String,
    value: Option<AnyValue>,
}

/// One of these is set; an object without any is an empty value.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct AnyValue {
    string_value: Option<String>,
    bool_value: Option<bool>,
    #[serde(deserialize_with = "int64")]
    int_value: Option<i64>,
    #[serde(deserialize_with = "double")]
    double_value: Option<f64>,
    array_value: Option<Values<Self>>,
    kvlist_value: Option<Values<KeyValue>>,
    #[serde(deserialize_with = "base64")]
    bytes_value: Option<Vec<u8>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
struct Values<T> {
    #[serde(default = "Vec::new", deserialize_with = "nullable")]
    values: Vec<T>,
}

fn into_all<T: Into<U>, U>(values: Vec<T>) -> Vec<U> {
    values.into_iter().map(Into::into).collect()
}

impl From<Resource> for resource::Resource {
    fn from(json: Resource) -> Self {
        Self {
            attributes: into_all(json.attributes),
            dropped_attributes_count: json.dropped_attributes_count,
            entity_refs: into_all(json.entity_refs),
        }
    }
}

impl From<EntityRef> for common::EntityRef {
    fn from(json: EntityRef) -> Self {
        Self {
            schema_url: json.schema_url,
            r#type: json.r#type,
            id_keys: json.id_keys,
            description_keys: json.description_keys,
        }
    }
}

impl From<Scope> for common::InstrumentationScope {
    fn from(json: Scope) -> Self {
        Self {
            name: json.name,
            version: json.version,
            attributes: into_all(json.attributes),
            dropped_attributes_count: json.dropped_attributes_count,
        }
    }
}

impl From<KeyValue> for common::KeyValue {
    fn from(json: KeyValue) -> Self {
        Self {
            key: json.key,
            value: json.value.map(Into::into),
            ..Self::default()
        }
    }
}

impl From<AnyValue> for common::AnyValue {
    fn from(json: AnyValue) -> Self {
        use common::any_value::Value;
        let array = |list: Values<AnyValue>| common::ArrayValue {
            values: into_all(list.values),
        };
        let map = |list: Values<KeyValue>| common::KeyValueList {
            values: into_all(list.values),
        };
        let value = None
            .or(json.string_value.map(Value::StringValue))
            .or(json.bool_value.map(Value::BoolValue))
            .or(json.int_value.map(Value::IntValue))
            .or(json.double_value.map(Value::DoubleValue))
            .or(json.array_value.map(|list| Value::ArrayValue(array(list))))
            .or(json.kvlist_value.map(|list| Value::KvlistValue(map(list))))
            .or(json.bytes_value.map(Value::BytesValue));
        Self { value }
    }
}
