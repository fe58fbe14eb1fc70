//! OTLP's values as plain JSON.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use opentelemetry_proto::tonic::common::v1::any_value::Value as Any;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use serde_json::{Map, Number, Value};

/// Attributes by name; of a name that comes twice the later value. What has no value is
/// null.
pub(crate) fn object(pairs: &[KeyValue]) -> Map<String, Value> {
    let value = |pair: &KeyValue| pair.value.as_ref().map_or(Value::Null, json);
    let pair = |pair: &KeyValue| (pair.key.clone(), value(pair));
    pairs.iter().map(pair).collect()
}

/// The value without the name of its type; what JSON has no number for is text, bytes are
/// base64 as in OTLP/JSON.
pub(crate) fn json(value: &AnyValue) -> Value {
    match &value.value {
        // an index into a table that these signals do not have
        None | Some(Any::StringValueStrindex(_)) => Value::Null,
        Some(Any::StringValue(text)) => Value::from(text.as_str()),
        Some(Any::BoolValue(flag)) => Value::from(*flag),
        Some(Any::IntValue(number)) => Value::from(*number),
        Some(Any::DoubleValue(number)) => match Number::from_f64(*number) {
            Some(number) => Value::Number(number),
            None => Value::from(number.to_string()),
        },
        Some(Any::ArrayValue(array)) => array.values.iter().map(json).collect(),
        Some(Any::KvlistValue(list)) => Value::Object(object(&list.values)),
        Some(Any::BytesValue(bytes)) => Value::from(BASE64_STANDARD.encode(bytes)),
    }
}
