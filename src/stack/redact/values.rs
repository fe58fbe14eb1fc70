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
                && !value.as_str().is_some_and(names::is_header)
            {
                return hide(value, class);
            }
            let texts: Option<Vec<_>> = items.iter().map(Value::as_str).collect();
            if texts.is_some_and(|texts| is_flat(&texts)) {
                return hide_flat(items);
            }
            items.iter_mut().for_each(|item| clean_in(item, true));
        }
        Value::String(text) => clean_text(text),
        _ => {}
    }
}

/// Whether a list is `["Authorization", "x", "Host", "y"]`, and not one of names alone.
pub(super) fn is_flat(texts: &[&str]) -> bool {
    let joint = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let is_name = |name: &str| !name.is_empty() && name.bytes().all(joint);
    let (pairs, rest) = texts.as_chunks::<2>();
    rest.is_empty()
        && pairs.iter().all(|[name, _]| is_name(name))
        && pairs
            .iter()
            .any(|[name, value]| pair(name) == Some(Class::Header) && !names::is_header(value))
}

fn hide_flat(items: &mut [Value]) {
    for two in items.chunks_exact_mut(2) {
        if let [Value::String(name), value] = two {
            match pair(name) {
                Some(Class::Header) => hide(value, Class::Header),
                _ => clean_in(value, true),
            }
        }
    }
}

/// Whether a field has one of these names, in any case.
pub(super) fn is_in(field: &str, names: &[&str]) -> bool {
    names.iter().any(|name| name.eq_ignore_ascii_case(field))
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
    let mut named = fields.iter().filter(|(name, _)| is_in(name, names));
    let found = named.find_map(|(_, value)| value.as_str().filter(|name| pair(name).is_some()));
    found.map(str::to_owned)
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
        Value::Number(number)
            if class == Class::Countable && number.as_i64().is_some_and(super::is_count) => {}
        Value::Number(number) if class != Class::Parameter => *number = 0.into(),
        Value::Array(items) => items.iter_mut().for_each(|item| hide(item, class)),
        Value::Object(fields) => {
            fields.values_mut().for_each(|value| hide(value, class));
            clean_names(fields);
        }
        _ => {}
    }
}
