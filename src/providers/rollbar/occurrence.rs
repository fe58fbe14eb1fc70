//! A payload as an occurrence, and the traces that it belongs to.

use serde_json::Value;

use super::wire::{self, moment};
use crate::model::{Exception, Frame, Occurrence, TraceId};

impl From<wire::Instance> for Occurrence {
    fn from(instance: wire::Instance) -> Self {
        let data = instance.data;
        let trace_ids = trace_ids(&data);
        let body = data.body;
        let message = body.message.map(|message| message.body);
        let traces = body.trace.into_iter().chain(body.trace_chain);
        Self {
            id: instance.id,
            uuid: data.uuid,
            item_id: instance.item_id,
            at: moment(instance.timestamp),
            trace_ids,
            message: message.or(body.crash_report.map(|report| report.raw)),
            exceptions: traces.map(Exception::from).collect(),
            request: match (data.request.method, data.request.url) {
                (Some(method), Some(url)) => Some(format!("{method} {url}")),
                (method, url) => url.or(method),
            },
            person: data.person.username.or_else(|| scalar(&data.person.id)),
            host: data.server.host,
            code_version: data.code_version,
            context: data.context,
        }
    }
}

impl From<wire::Trace> for Exception {
    fn from(trace: wire::Trace) -> Self {
        let frame = |frame: wire::Frame| Frame {
            path: frame.filename,
            line: frame.lineno,
            label: frame.method,
        };
        Self {
            class: trace.exception.class,
            message: trace.exception.message,
            // the API has the most recent call last
            stack: trace.frames.into_iter().rev().map(frame).collect(),
            ..Self::default()
        }
    }
}

/// The trace ids that a payload names, the surest first: what the reporter said of the
/// trace, then what the request brought along.
fn trace_ids(data: &wire::Data) -> Vec<TraceId> {
    let attributes = data.attributes.iter();
    let attributes = attributes
        .filter(|attribute| attribute.key == "trace_id")
        .filter_map(|attribute| attribute.value.as_str());
    let custom = ["trace_id", "opentracing_trace_id"]
        .into_iter()
        .filter_map(|name| data.custom.get(name)?.as_str());
    let headers = || data.request.headers.iter();
    let header = |wanted: &'static str| {
        headers()
            .filter(move |(name, _)| name.eq_ignore_ascii_case(wanted))
            .filter_map(|(_, value)| value.as_str().or_else(|| value.get(0)?.as_str()))
    };
    let w3c = header("traceparent").filter_map(|text| text.split('-').nth(1));
    let xray = header("x-amzn-trace-id").filter_map(|text| {
        let parts = text.split(';');
        parts
            .filter_map(|part| part.trim().strip_prefix("Root="))
            .next()
    });
    let named = attributes.chain(custom).chain(w3c).chain(xray);
    let mut ids: Vec<TraceId> = Vec::new();
    for id in named.filter_map(|text| text.trim().parse().ok()) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

/// A text or number as text.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn occurrence(data: &Value) -> Occurrence {
        let instance = json!({"id": 1, "item_id": 2, "timestamp": 1_795_166_045, "data": data});
        let instance: wire::Instance = serde_json::from_value(instance).unwrap();
        instance.into()
    }

    #[test]
    fn trace_ids_are_taken_in_the_order_of_how_sure_they_are() {
        let id = |n: u8| format!("{n:032x}");
        let all = occurrence(&json!({
            "request": {"headers": {
                "x-amzn-trace-id": format!("Self=1;Root=1-00000000-{:024x};Sampled=1", 5),
                "Traceparent": [format!("00-{}-00f067aa0ba902b7-01", id(4))],
            }},
            "custom": {"opentracing_trace_id": id(3), "trace_id": id(2), "trace": "x"},
            "attributes": [{"key": "span_id", "value": "x"}, {"key": "trace_id", "value": id(1)}],
        }));
        let found: Vec<String> = all.trace_ids.iter().map(TraceId::hex).collect();
        assert_eq!(found, [1, 2, 3, 4, 5].map(id));
        let twice = occurrence(&json!({
            "custom": {"trace_id": format!("1-00000000-{:024x}", 7), "opentracing_trace_id": id(7)},
        }));
        assert_eq!(twice.trace_ids.len(), 1);
        let none =
            occurrence(&json!({"custom": {"trace_id": 7}, "attributes": {"trace_id": id(1)}}));
        assert_eq!(none.trace_ids, []);
    }

    #[test]
    fn a_field_of_another_kind_does_not_hide_the_rest() {
        let odd = occurrence(&json!({
            "uuid": 7, "body": {"trace_chain": [
                {"frames": [{"filename": "a.py", "lineno": "x", "method": 1}, 5],
                 "exception": {"class": "Outer", "message": null}},
                {"frames": [{"filename": "b.py", "lineno": 1}, {"filename": "c.py", "method": "f"}],
                 "exception": {"class": "Inner", "message": "why"}},
            ]},
            "request": {"url": "http://x/", "method": "GET", "headers": "none"},
            "person": {"id": 42}, "server": [], "context": {},
        }));
        assert_eq!(odd.uuid, None);
        assert_eq!(odd.request.as_deref(), Some("GET http://x/"));
        assert_eq!(odd.person.as_deref(), Some("42"));
        let classes: Vec<&str> = odd.exceptions.iter().map(|e| &*e.class).collect();
        assert_eq!(classes, ["Outer", "Inner"]);
        let innermost = &odd.exceptions[1].stack[0];
        assert_eq!(
            (innermost.path.as_deref(), innermost.label.as_deref()),
            (Some("c.py"), Some("f"))
        );
    }
}
