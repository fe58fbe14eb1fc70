//! OpenTelemetry log records as CloudWatch Logs stores them: JSON objects in which the resource,
//! the scope and two timestamps surround the interesting fields.
//!
//! Shows the level and the body, then the attributes and the trace id. The resource is the same for
//! all lines of a stream. `--format raw` shows the rest.

use serde_json::{Map, Value};

use super::log_fields::{object, plain};
use super::log_level::Level;
use super::screen::Tone;

/// The visible parts of a record.
#[derive(Debug, PartialEq, Eq)]
pub struct OtlpRecord {
    /// Such as `ERROR`; empty without a severity.
    pub level: String,
    /// The colour of the severity.
    pub tone: Tone,
    /// The level and the body, followed by the stack trace of an exception.
    pub text: String,
    /// The attributes as `key=value`.
    pub attributes: String,
    /// In hex; empty without a trace.
    pub trace_id: String,
}

/// Attributes that duplicate fields of the record. Python's `logging` instrumentation adds them.
const REPEATED: [&str; 4] = [
    "otelTraceID",
    "otelSpanID",
    "otelTraceSampled",
    "otelServiceName",
];
const STACK: &str = "exception.stacktrace";

impl OtlpRecord {
    /// Returns `None` for any other message.
    pub fn read(message: &str) -> Option<Self> {
        // a cheap test, since every JSON message is passed to this function
        let named = |name: &str| message.contains(name);
        if !(named("\"timeUnixNano\"") && named("\"severityNumber\"")) {
            return None;
        }
        let record = object(message)?;
        record.get("resource")?.as_object()?;
        record.get("timeUnixNano")?;
        let text = |name: &str| record.get(name).and_then(Value::as_str).unwrap_or_default();
        let none = Map::new();
        let attributes = record.get("attributes").and_then(Value::as_object);
        let attributes = attributes.unwrap_or(&none);
        let (level, tone) = level(text("severityText"), record.get("severityNumber")?);
        let body = match record.get("body") {
            None | Some(Value::Null) => text("eventName").to_owned(),
            Some(Value::String(body)) => body.clone(),
            Some(body) => body.to_string(),
        };
        let stack = attributes.get(STACK).and_then(Value::as_str);
        let stack = stack.filter(|stack| !body.contains(stack.trim()));
        let head = [&*level, body.trim_end()];
        let head: Vec<&str> = head.into_iter().filter(|part| !part.is_empty()).collect();
        let mut lines = vec![head.join(" ")];
        lines.extend(stack.map(|stack| stack.trim_end().to_owned()));
        let others = attributes
            .iter()
            .filter(|(key, _)| !REPEATED.contains(&key.as_str()) && *key != STACK);
        let others: Vec<String> = others
            .map(|(key, value)| format!("{key}={}", plain(value)))
            .collect();
        Some(Self {
            text: lines.join("\n"),
            level,
            tone,
            attributes: others.join(" "),
            trace_id: text("traceId").to_owned(),
        })
    }

    /// Returns the attributes and the trace, which follow the text.
    pub fn rest(&self) -> String {
        match (self.attributes.as_str(), self.trace_id.as_str()) {
            (attributes, "") => attributes.to_owned(),
            ("", trace) => format!("trace_id={trace}"),
            (attributes, trace) => format!("{attributes} trace_id={trace}"),
        }
    }
}

/// Returns the severity text, or a name for the severity number. The colour depends on the number,
/// because the text varies between logging libraries.
fn level(text: &str, number: &Value) -> (String, Tone) {
    let by_number = number.as_u64().and_then(Level::from_severity_number);
    let name = match by_number {
        _ if !text.is_empty() => text.to_ascii_uppercase(),
        Some(level) => level.name().to_owned(),
        None => String::new(),
    };
    let level = by_number.or_else(|| Level::from_word(&name));
    (name, level.map_or(Tone::Plain, Level::tone))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn record(fields: &Value) -> String {
        let mut record = json!({"resource": {"attributes": {"service.name": "s"}},
            "scope": {"name": "app"}, "timeUnixNano": 7, "observedTimeUnixNano": 8,
            "severityNumber": 0, "severityText": "", "body": null, "attributes": {},
            "flags": 1, "traceId": "", "spanId": ""});
        for (name, value) in fields.as_object().unwrap() {
            record[name] = value.clone();
        }
        record.to_string()
    }

    #[test]
    fn a_record_is_its_level_its_body_and_the_rest() {
        let id = "691ed3e901fe0123456789abcdef0123";
        for (fields, text, rest) in [
            (
                json!({"severityText": "warn", "body": "slow", "traceId": id,
                    "attributes": {"code.line.number": 7, "user": "A B", "otelTraceID": id}}),
                "WARN slow",
                format!("code.line.number=7 user=\"A B\" trace_id={id}"),
            ),
            (
                json!({"severityNumber": 17, "body": "boom", "attributes": {
                    "exception.type": "E", "exception.stacktrace": "Traceback\n  E: x\n"}}),
                "ERROR boom\nTraceback\n  E: x",
                "exception.type=E".to_owned(),
            ),
            (
                json!({"body": {"a": [1]}, "severityNumber": 99}),
                r#"{"a":[1]}"#,
                String::new(),
            ),
            (
                json!({"eventName": "login", "severityNumber": 9}),
                "INFO login",
                String::new(),
            ),
            (json!({"traceId": id}), "", format!("trace_id={id}")),
        ] {
            let read = OtlpRecord::read(&record(&fields)).unwrap();
            assert_eq!((read.text.as_str(), read.rest()), (text, rest));
        }
    }

    #[test]
    fn a_severity_has_the_colour_of_its_number() {
        for (fields, level, tone) in [
            (json!({"severityNumber": 17}), "ERROR", Tone::Bad),
            (json!({"severityNumber": 24}), "FATAL", Tone::Bad),
            (json!({"severityNumber": 14}), "WARN", Tone::Warn),
            (json!({"severityNumber": 1}), "TRACE", Tone::Faint),
            (json!({"severityNumber": 25}), "", Tone::Plain),
            (
                json!({"severityNumber": 13, "severityText": "Warnung"}),
                "WARNUNG",
                Tone::Warn,
            ),
            (json!({"severityText": "critical"}), "CRITICAL", Tone::Bad),
        ] {
            let read = OtlpRecord::read(&record(&fields)).unwrap();
            assert_eq!((&*read.level, read.tone), (level, tone), "{fields}");
        }
    }

    #[test]
    fn what_is_of_another_form_is_none() {
        for message in [
            "",
            "ERROR \"timeUnixNano\" \"severityNumber\"",
            r#"{"timeUnixNano":1,"severityNumber":9,"body":"no resource"}"#,
            r#"{"message":{"resource":{},"timeUnixNano":1,"severityNumber":9}}"#,
            r#"{"resource":{},"timeUnixNano":1,"severityNumber":9"#,
        ] {
            assert_eq!(OtlpRecord::read(message), None, "{message}");
        }
    }
}
