//! Names that OTLP had before its version 1.0.
//!
//! A receiver ignores the fields that it does not know, so an exporter of 2021 would be
//! answered "all taken" while everything it sends is dropped. These names are looked for
//! and told.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::stack::json_text;

/// The outdated fields of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outdated {
    /// The spans or log records in them, which are not read.
    pub lost: u64,
    /// For the sender.
    pub message: String,
}

/// The former name, and the present one.
type Renamed = (&'static str, &'static str);

/// What the former names of a signal's three levels are.
struct Names {
    resources: &'static str,
    scopes: Renamed,
    items: &'static [Renamed],
    item: &'static str,
}

const SCOPE: Renamed = ("instrumentationLibrary", "scope");

const TRACES: Names = Names {
    resources: "resourceSpans",
    scopes: ("instrumentationLibrarySpans", "scopeSpans"),
    items: &[("spans", "spans")],
    item: "span",
};

const LOGS: Names = Names {
    resources: "resourceLogs",
    scopes: ("instrumentationLibraryLogs", "scopeLogs"),
    items: &[("logRecords", "logRecords"), ("logs", "logRecords")],
    item: "log record",
};

/// All of these names have it in them, but for the `logs` of log records.
const TELLTALES: [&[u8]; 2] = [b"instrumentationLibrary", b"\"logs\""];

impl Outdated {
    pub fn of_traces(text: &[u8]) -> Option<Self> {
        find(&TRACES, text)
    }

    pub fn of_logs(text: &[u8]) -> Option<Self> {
        find(&LOGS, text)
    }
}

fn find(names: &Names, text: &[u8]) -> Option<Outdated> {
    let has = |name: &&[u8]| memchr::memmem::find(text, name).is_some();
    if !TELLTALES.iter().any(has) {
        return None;
    }
    let request: Value = json_text::from_slice(text).ok()?;
    let mut fields = BTreeSet::new();
    let mut lost = 0;
    for resource in list(&request, names.resources) {
        for scope in list(resource, names.scopes.1) {
            if scope.get(SCOPE.0).is_some() {
                fields.insert(SCOPE);
            }
            for renamed in names.items.iter().filter(|(old, new)| old != new) {
                if scope.get(renamed.0).is_some() {
                    fields.insert(*renamed);
                    lost += list(scope, renamed.0).len();
                }
            }
        }
        if resource.get(names.scopes.0).is_some() {
            fields.insert(names.scopes);
            for scope in list(resource, names.scopes.0) {
                let items = names.items.iter().map(|(name, _)| list(scope, name).len());
                lost += items.sum::<usize>();
            }
        }
    }
    (!fields.is_empty()).then(|| Outdated {
        lost: lost as u64,
        message: message(&fields, lost, names.item),
    })
}

fn message(fields: &BTreeSet<Renamed>, lost: usize, item: &str) -> String {
    let fields: Vec<String> = fields
        .iter()
        .map(|(old, new)| format!("`{old}` (now `{new}`)"))
        .collect();
    let lost = match lost {
        0 => String::new(),
        1 => format!(" with 1 {item}"),
        many => format!(" with {many} {item}s"),
    };
    format!(
        "ignored outdated OTLP/JSON fields{lost}: {}; upgrade the exporter",
        fields.join(", ")
    )
}

/// The list of this name; empty if there is none.
fn list<'a>(object: &'a Value, name: &str) -> &'a [Value] {
    let list = object.get(name).and_then(Value::as_array);
    list.map(Vec::as_slice).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn former_names_are_told_with_what_is_lost() {
        let found = Outdated::of_traces(
            br#"{"resourceSpans":[
                {"instrumentationLibrarySpans":[{"spans":[{},{}]},{"spans":7},[]]},
                {"scopeSpans":[{"instrumentationLibrary":{},"spans":[{}]}]}]}"#,
        )
        .unwrap();
        assert_eq!(found.lost, 2);
        assert_eq!(
            found.message,
            "ignored outdated OTLP/JSON fields with 2 spans: `instrumentationLibrary` (now `scope`), \
             `instrumentationLibrarySpans` (now `scopeSpans`); upgrade the exporter"
        );
        let found = Outdated::of_logs(
            br#"{"resourceLogs":[{"scopeLogs":[{"logs":[{}]}]},
                {"instrumentationLibraryLogs":[{"logs":[{}]},{"logRecords":[{}]}]}]}"#,
        )
        .unwrap();
        assert_eq!(found.lost, 3);
        let message = found.message;
        assert!(
            message.contains("with 3 log records: `instrumentationLibraryLogs`"),
            "{message}"
        );
        assert!(message.contains("`logs` (now `logRecords`)"), "{message}");
    }

    #[test]
    fn elsewhere_such_a_name_is_just_a_name() {
        for text in [
            r#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"instrumentationLibrary"}]}]}]}"#,
            r#"{"instrumentationLibrarySpans":[{}]}"#,
            r#"{"resourceSpans":["instrumentationLibrary",{"scopeSpans":{"logs":[]}}]}"#,
            r#"{"resourceSpans":"instrumentationLibrary""#,
        ] {
            assert_eq!(Outdated::of_traces(text.as_bytes()), None, "{text}");
        }
    }
}
