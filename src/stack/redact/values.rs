//! Secrets in values of JSON.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::names::{self, Class};
use super::{HIDDEN, Items, Shape, clean_text, text};

/// The fields under which lists of pairs have a name, and a value.
pub(super) const NAME_FIELDS: [&str; 15] = [
    "argument",
    "attribute",
    "field",
    "fieldname",
    "header",
    "headername",
    "k",
    "key",
    "name",
    "option",
    "param",
    "parameter",
    "paramname",
    "property",
    "variable",
];
/// The fields under which what a validation found has the way to a value, whose last part
/// is a name: `{"loc": ["body", "password"], "input": "x"}`.
pub(super) const PATH_FIELDS: [&str; 2] = ["loc", "path"];
pub(super) const VALUE_FIELDS: [&str; 12] = [
    "content",
    "fieldvalue",
    "headervalue",
    "input",
    "newvalue",
    "oldvalue",
    "paramvalue",
    "rejectedvalue",
    "v",
    "val",
    "value",
    "values",
];

/// Hides the secrets in a value, at any depth.
pub(crate) fn clean(value: &mut Value) {
    clean_in(value, false);
}

fn clean_in(value: &mut Value, in_list: bool) {
    match value {
        Value::Object(fields) => clean_fields(fields),
        Value::Array(items) => {
            if let [Value::String(name), value] = &mut items[..]
                && in_list
                && let Some(class) = pair(name)
                && !value.as_str().is_some_and(names::is_header)
            {
                return hide(value, class);
            }
            let mut shape = Shape::default();
            items.iter().for_each(|item| shape.push(item.as_str()));
            let mut before = Items::new(&shape);
            for item in items {
                match before.next(item.as_str()) {
                    Some(class) => hide(item, class),
                    None => clean_in(item, true),
                }
            }
        }
        Value::String(text) => clean_text(text),
        _ => {}
    }
}

/// Whether a field has one of these names, in any spelling.
pub(super) fn is_in(field: &str, names: &[&str]) -> bool {
    const MAX_LENGTH: usize = 20;
    field.len() <= MAX_LENGTH && names.contains(&names::compact(field).as_str())
}

/// The class of a name in a list of pairs.
pub(super) fn pair(name: &str) -> Option<Class> {
    names::find(name).map(|name| name.class)
}

/// As [`clean`], of an object's fields.
pub(crate) fn clean_fields(fields: &mut Map<String, Value>) {
    let class = named(fields, &NAME_FIELDS).and_then(|name| pair(&name));
    for (name, value) in fields.iter_mut() {
        let class = match class {
            Some(class) if is_in(name, &VALUE_FIELDS) => Some(class),
            _ => names::find(name).map(|name| name.class),
        };
        match class {
            Some(class) => hide(value, class),
            None => clean_in(value, false),
        }
    }
    clean_names(fields);
}

fn named(fields: &Map<String, Value>, names: &[&str]) -> Option<String> {
    let mut found = fields.iter().filter_map(|(name, value)| match value {
        Value::String(text) if is_in(name, names) => Some(text.as_str()),
        Value::Array(path) if is_in(name, &PATH_FIELDS) => path.last()?.as_str(),
        _ => None,
    });
    found.find(|name| pair(name).is_some()).map(str::to_owned)
}

/// A name may be a text with a secret in it. One that would meet another stays apart from
/// it by a number.
fn clean_names(fields: &mut Map<String, Value>) {
    let is_dirty = |name: &String| !super::secrets(name).is_empty();
    if !fields.keys().any(is_dirty) {
        return;
    }
    // counted on from where each was left: many names may become one
    let mut numbers = HashMap::<String, usize>::new();
    for (name, value) in std::mem::take(fields) {
        let mut clean = name;
        clean_text(&mut clean);
        if !fields.contains_key(&clean) {
            fields.insert(clean, value);
            continue;
        }
        let mut number = numbers.get(&clean).copied().unwrap_or(2);
        let mut free = format!("{clean}#{number}");
        while fields.contains_key(&free) {
            number += 1;
            free = format!("{clean}#{number}");
        }
        fields.insert(free, value);
        numbers.insert(clean, number + 1);
    }
}

/// Hides every text and number in a value.
fn hide(value: &mut Value, class: Class) {
    match value {
        Value::String(text) if text.is_empty() => {}
        Value::String(text) if class == Class::Parameter && !text::is_token(text) => {
            clean_text(text);
        }
        Value::String(text) => {
            *text = HIDDEN[..text.len().min(HIDDEN.len())].to_owned();
        }
        Value::Number(number)
            if class == Class::Countable && number.as_f64().is_some_and(super::is_count) => {}
        Value::Number(number) if class != Class::Parameter => *number = 0.into(),
        Value::Array(items) => items.iter_mut().for_each(|item| hide(item, class)),
        Value::Object(fields) => {
            fields.values_mut().for_each(|value| hide(value, class));
            clean_names(fields);
        }
        _ => {}
    }
}
