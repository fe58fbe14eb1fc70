//! Secrets in values of JSON.

use serde_json::{Map, Value};

use super::names::{self, Class};
use super::{HIDDEN, clean_text, text};

/// The fields under which lists of pairs have a name, and a value.
pub(super) const NAME_FIELDS: [&str; 4] = ["key", "name", "header", "k"];
pub(super) const VALUE_FIELDS: [&str; 5] = ["value", "values", "val", "content", "v"];

/// Hides the secrets in a value, at any depth.
pub fn clean(value: &mut Value) {
    clean_in(value, false);
}

fn clean_in(value: &mut Value, in_list: bool) {
    match value {
        Value::Object(fields) => clean_fields(fields),
        Value::Array(items) => {
            if let [Value::String(name), value] = &mut items[..]
                && in_list
                && let Some(class) = pair(name)
            {
                return hide(value, class);
            }
            items.iter_mut().for_each(|item| clean_in(item, true));
        }
        Value::String(text) => clean_text(text),
        _ => {}
    }
}

/// The class of a name in a list of pairs.
pub(super) fn pair(name: &str) -> Option<Class> {
    names::find(name).map(|name| name.class)
}

/// As [`clean`], of an object's fields.
pub fn clean_fields(fields: &mut Map<String, Value>) {
    let class = named(fields, &NAME_FIELDS).and_then(|name| pair(&name));
    for (name, value) in fields.iter_mut() {
        let class = match class {
            Some(class) if VALUE_FIELDS.contains(&name.as_str()) => Some(class),
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
    let mut found = names.iter().filter_map(|name| fields.get(*name)?.as_str());
    found.next().map(str::to_owned)
}

/// A name may be a text with a secret in it. One that would meet another stays apart from
/// it by a number.
fn clean_names(fields: &mut Map<String, Value>) {
    let is_dirty = |name: &String| !super::secrets(name).is_empty();
    if !fields.keys().any(is_dirty) {
        return;
    }
    for (name, value) in std::mem::take(fields) {
        let mut clean = name;
        clean_text(&mut clean);
        let mut free = clean.clone();
        let mut number = 2;
        while fields.contains_key(&free) {
            free = format!("{clean}#{number}");
            number += 1;
        }
        fields.insert(free, value);
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
        Value::Number(number) if class != Class::Parameter => *number = 0.into(),
        Value::Array(items) => items.iter_mut().for_each(|item| hide(item, class)),
        Value::Object(fields) => {
            fields.values_mut().for_each(|value| hide(value, class));
            clean_names(fields);
        }
        _ => {}
    }
}
