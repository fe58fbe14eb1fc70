//! OTLP's values as plain JSON.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use opentelemetry_proto::tonic::common::v1::any_value::Value as Any;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use serde_json::{Map, Number, Value};

/// Attributes by name; of a name that comes twice the later value.
pub(super) type Attributes = Map<String, Value>;

pub(super) fn attributes(pairs: &[KeyValue]) -> Attributes {
    let pair = |pair: &KeyValue| (pair.key.clone(), json(pair.value.clone()));
    pairs.iter().map(pair).collect()
}

/// The value without the name of its type; what JSON has no number for is text.
pub(super) fn json(value: Option<AnyValue>) -> Value {
    match value.and_then(|any| any.value) {
        None | Some(Any::StringValueStrindex(_)) => Value::Null,
        Some(Any::StringValue(text)) => Value::String(text),
        Some(Any::BoolValue(yes)) => Value::Bool(yes),
        Some(Any::IntValue(number)) => Value::from(number),
        Some(Any::DoubleValue(number)) => match Number::from_f64(number) {
            Some(number) => Value::Number(number),
            None => Value::String(number.to_string()),
        },
        Some(Any::ArrayValue(list)) => {
            let values = list.values.into_iter();
            values.map(|value| json(Some(value))).collect()
        }
        Some(Any::KvlistValue(list)) => Value::Object(attributes(&list.values)),
        Some(Any::BytesValue(bytes)) => Value::String(BASE64_STANDARD.encode(bytes)),
    }
}

/// The text of a value that is one.
pub(super) fn text_of(value: Option<&AnyValue>) -> Option<String> {
    match value?.value.as_ref()? {
        Any::StringValue(text) => Some(text.clone()),
        _ => None,
    }
}
