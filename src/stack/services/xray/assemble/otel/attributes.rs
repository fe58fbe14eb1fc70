//! Attributes by name, taken one by one; what nobody takes becomes metadata.

use std::collections::BTreeMap;

use opentelemetry_proto::tonic::common::v1::any_value::Value as Any;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use serde_json::Value;

use crate::stack::ingest::value::json;

/// The attributes of a span or a resource.
#[derive(Debug, Clone, Default)]
pub(super) struct Attributes<'a>(BTreeMap<&'a str, &'a AnyValue>);

impl<'a> Attributes<'a> {
    pub(super) fn new(pairs: &'a [KeyValue]) -> Self {
        let known = |pair: &'a KeyValue| Some((pair.key.as_str(), pair.value.as_ref()?));
        Self(pairs.iter().filter_map(known).collect())
    }

    /// The first of `keys` that holds a text. Conventions rename attributes: list the
    /// present name first.
    pub(super) fn text(&self, keys: &[&str]) -> Option<&'a str> {
        keys.iter()
            .filter_map(|key| match &self.0.get(key)?.value {
                Some(Any::StringValue(text)) if !text.is_empty() => Some(text.as_str()),
                _ => None,
            })
            .next()
    }

    pub(super) fn integer(&self, keys: &[&str]) -> Option<i64> {
        keys.iter()
            .filter_map(|key| match &self.0.get(key)?.value {
                Some(Any::IntValue(number)) => Some(*number),
                Some(Any::StringValue(text)) => text.parse().ok(),
                _ => None,
            })
            .next()
    }

    pub(super) fn has(&self, keys: &[&str]) -> bool {
        keys.iter().any(|key| self.0.contains_key(key))
    }

    pub(super) fn remove(&mut self, keys: &[&str]) {
        for key in keys {
            self.0.remove::<str>(key);
        }
    }

    /// As texts: an array of them, or one text with `&` between them, which is how
    /// `OTEL_RESOURCE_ATTRIBUTES` has to write a list.
    pub(super) fn list(&self, key: &str) -> Vec<String> {
        match self.0.get(key).and_then(|value| value.value.as_ref()) {
            Some(Any::StringValue(text)) => text
                .split('&')
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
                .collect(),
            Some(Any::ArrayValue(array)) => array
                .values
                .iter()
                .filter_map(|item| match &item.value {
                    Some(Any::StringValue(text)) => Some(text.clone()),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &'a str> {
        self.0.keys().copied()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&'a str, Value)> {
        self.0.iter().map(|(key, value)| (*key, json(value)))
    }
}
