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
    /// The spans, log records or data points in them, which are not read.
    pub lost: u64,
    /// For the sender.
    pub message: String,
}

/// The former name, and the present one.
type Renamed = (&'static str, &'static str);

/// What the former names of a signal's levels are.
struct Names {
    resources: &'static str,
    scopes: Renamed,
    items: &'static [Renamed],
    /// Lists of points within an item; none where the items themselves are counted.
    points: &'static [Renamed],
    item: &'static str,
    /// Texts without which a request has none of these names.
    telltales: &'static [&'static [u8]],
}

const SCOPE: Renamed = ("instrumentationLibrary", "scope");
const LABELS: Renamed = ("labels", "attributes");

const TRACES: Names = Names {
    resources: "resourceSpans",
    scopes: ("instrumentationLibrarySpans", "scopeSpans"),
    items: &[("spans", "spans")],
    points: &[],
    item: "span",
    telltales: &[b"instrumentationLibrary"],
};

const LOGS: Names = Names {
    resources: "resourceLogs",
    scopes: ("instrumentationLibraryLogs", "scopeLogs"),
    items: &[("logRecords", "logRecords"), ("logs", "logRecords")],
    points: &[],
    item: "log record",
    telltales: &[b"instrumentationLibrary", b"\"logs\""],
};

const METRICS: Names = Names {
    resources: "resourceMetrics",
    scopes: ("instrumentationLibraryMetrics", "scopeMetrics"),
    items: &[("metrics", "metrics")],
    points: &[
        ("gauge", "gauge"),
        ("sum", "sum"),
        ("histogram", "histogram"),
        ("exponentialHistogram", "exponentialHistogram"),
        ("summary", "summary"),
        ("intGauge", "gauge"),
        ("doubleGauge", "gauge"),
        ("intSum", "sum"),
        ("doubleSum", "sum"),
        ("intHistogram", "histogram"),
        ("doubleHistogram", "histogram"),
        ("doubleSummary", "summary"),
    ],
    item: "data point",
    telltales: &[
        b"instrumentationLibrary",
        b"\"intGauge\"",
        b"\"intSum\"",
        b"\"intHistogram\"",
        b"\"double",
        b"\"labels\"",
    ],
};

impl Outdated {
    pub fn from_traces(text: &[u8]) -> Option<Self> {
        find(&TRACES, text)
    }

    pub fn from_logs(text: &[u8]) -> Option<Self> {
        find(&LOGS, text)
    }

    pub fn from_metrics(text: &[u8]) -> Option<Self> {
        find(&METRICS, text)
    }
}

fn find(names: &'static Names, text: &[u8]) -> Option<Outdated> {
    let has = |name: &&[u8]| memchr::memmem::find(text, name).is_some();
    if !names.telltales.iter().any(has) {
        return None;
    }
    let request: Value = json_text::from_slice(text).ok()?;
    let mut found = Found {
        names,
        fields: BTreeSet::new(),
        lost: 0,
    };
    for resource in list(&request, names.resources) {
        for scope in list(resource, names.scopes.1) {
            found.look_at_scope(scope);
        }
        if resource.get(names.scopes.0).is_some() {
            found.fields.insert(names.scopes);
            for scope in list(resource, names.scopes.0) {
                found.lose_scope(scope);
            }
        }
    }
    let Found { fields, lost, .. } = found;
    (!fields.is_empty()).then(|| Outdated {
        lost: lost as u64,
        message: message(&fields, lost, names.item),
    })
}

/// What was found so far.
struct Found {
    names: &'static Names,
    fields: BTreeSet<Renamed>,
    lost: usize,
}

impl Found {
    /// A scope that is read: what it has under former names is not.
    fn look_at_scope(&mut self, scope: &Value) {
        if scope.get(SCOPE.0).is_some() {
            self.fields.insert(SCOPE);
        }
        for renamed in self.names.items {
            let items = list(scope, renamed.0);
            if renamed.0 == renamed.1 {
                items.iter().for_each(|item| self.look_at_item(item));
            } else if scope.get(renamed.0).is_some() {
                self.fields.insert(*renamed);
                self.lost += items.iter().map(|item| self.count(item)).sum::<usize>();
            }
        }
    }

    fn look_at_item(&mut self, item: &Value) {
        for renamed in self.names.points {
            let Some(points) = item.get(renamed.0).map(|kind| list(kind, POINTS)) else {
                continue;
            };
            if renamed.0 != renamed.1 {
                self.fields.insert(*renamed);
                self.lost += points.len();
            } else if points.iter().any(|point| point.get(LABELS.0).is_some()) {
                self.fields.insert(LABELS);
            }
        }
    }

    fn lose_scope(&mut self, scope: &Value) {
        for (name, _) in self.names.items {
            let items = list(scope, name).iter();
            self.lost += items.map(|item| self.count(item)).sum::<usize>();
        }
    }

    /// What an item counts for.
    fn count(&self, item: &Value) -> usize {
        let points = self.names.points;
        let kinds = points.iter().filter_map(|(name, _)| item.get(name));
        match points {
            [] => 1,
            _ => kinds.map(|kind| list(kind, POINTS).len()).sum(),
        }
    }
}

const POINTS: &str = "dataPoints";

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
        let found = Outdated::from_traces(
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
        let found = Outdated::from_logs(
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
    fn metrics_have_former_names_at_every_level() {
        let found = Outdated::from_metrics(
            br#"{"resourceMetrics":[
                {"instrumentationLibraryMetrics":[{"metrics":[
                    {"intGauge":{"dataPoints":[{},{}]}}, {"gauge":{"dataPoints":[{}]}}]}]},
                {"scopeMetrics":[{"metrics":[
                    {"doubleSum":{"dataPoints":[{}]}},
                    {"gauge":{"dataPoints":[{"labels":[]},{}]}}]}]}]}"#,
        )
        .unwrap();
        assert_eq!(found.lost, 4);
        assert_eq!(
            found.message,
            "ignored outdated OTLP/JSON fields with 4 data points: `doubleSum` (now `sum`), \
             `instrumentationLibraryMetrics` (now `scopeMetrics`), `labels` (now `attributes`); \
             upgrade the exporter"
        );
        let named = br#"{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"labels",
            "unit":"intGauge","sum":{"dataPoints":[{"attributes":[{"key":"labels"}]}]}}]}]}]}"#;
        assert_eq!(Outdated::from_metrics(named), None);
    }

    #[test]
    fn elsewhere_such_a_name_is_just_a_name() {
        for text in [
            r#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"instrumentationLibrary"}]}]}]}"#,
            r#"{"instrumentationLibrarySpans":[{}]}"#,
            r#"{"resourceSpans":["instrumentationLibrary",{"scopeSpans":{"logs":[]}}]}"#,
            r#"{"resourceSpans":"instrumentationLibrary""#,
        ] {
            assert_eq!(Outdated::from_traces(text.as_bytes()), None, "{text}");
        }
    }
}
