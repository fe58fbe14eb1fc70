//! Which shape a payload must have: <https://docs.rollbar.com/reference/create-item>.
//!
//! All problems are told at once, in the service's own words where reports of its users
//! show them. A null is the same as no field; fields that are not known pass.

use serde_json::{Map, Value};

use super::error::RollbarError;
use crate::model::Level;

type Object = Map<String, Value>;

/// The kinds of body, of which a payload has exactly one.
const BODIES: [&str; 4] = ["trace", "trace_chain", "message", "crash_report"];

/// Checks `data`; the fields of [`super::payload::Data`] can be read afterwards.
pub(super) fn check(data: Option<&Value>) -> Result<(), RollbarError> {
    let mut problems = Problems(Vec::new());
    problems.data(data);
    if problems.0.is_empty() {
        Ok(())
    } else {
        Err(RollbarError::Invalid(problems.0.join(" ")))
    }
}

/// Whether a field must be there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    Required,
    Optional,
}
use Need::{Optional, Required};

struct Problems(Vec<String>);

impl Problems {
    fn add(&mut self, path: &str, what: &str) {
        self.0.push(format!("{path} {what}"));
    }

    fn data(&mut self, data: Option<&Value>) {
        let Some(data) = self.object("data", data, Required) else {
            return;
        };
        let field = |name: &str| data.get(name);
        self.string("data.environment", field("environment"), Required, 1..=255);
        self.body(field("body"));
        if let Some(level) = self.string("data.level", field("level"), Optional, 0..=usize::MAX)
            && level.parse::<Level>().is_err()
        {
            let levels = Level::ALL.map(|level| format!("'{level}'")).join(", ");
            self.add("data.level", &format!("should be one of {levels}."));
        }
        if let Some(at) = present(field("timestamp"))
            && !at.is_number()
        {
            self.add("data.timestamp", "should be integer.");
        }
        for (name, length) in [
            ("code_version", 0..=40),
            ("platform", 0..=255),
            ("language", 0..=255),
            ("framework", 0..=255),
            ("context", 0..=usize::MAX),
            ("fingerprint", 0..=usize::MAX),
            ("title", 1..=255),
            ("uuid", 1..=36),
        ] {
            self.string(&format!("data.{name}"), field(name), Optional, length);
        }
        for name in [
            "request", "person", "server", "client", "custom", "notifier",
        ] {
            self.object(&format!("data.{name}"), field(name), Optional);
        }
        if let Some(server) = field("server").and_then(Value::as_object) {
            self.string("data.server.root", server.get("root"), Optional, 0..=4096);
            let version = server.get("code_version");
            self.string("data.server.code_version", version, Optional, 0..=40);
        }
    }

    fn body(&mut self, body: Option<&Value>) {
        let Some(body) = present(body) else {
            self.add(
                "data.body",
                "must not be undefined. Instead, it should be an object with a 'message', \
                 'trace', 'trace_chain', or 'crash_report' key.",
            );
            return;
        };
        let Some(body) = self.object("data.body", Some(body), Required) else {
            return;
        };
        let kinds = BODIES.map(|kind| present(body.get(kind)));
        if kinds.iter().flatten().count() != 1 {
            self.add(
                "data.body",
                "must have exactly one of the properties: 'trace', 'trace_chain', 'message', \
                 or 'crash_report'.",
            );
        }
        let [trace, chain, message, crash] = kinds;
        if let Some(trace) = trace {
            self.trace("data.body.trace", trace);
        }
        if let Some(chain) = chain {
            let path = "data.body.trace_chain";
            match self.array(path, Some(chain), Required) {
                Some([]) => self.add(path, "should have at least one element."),
                Some(traces) => {
                    for (n, trace) in traces.iter().enumerate() {
                        self.trace(&format!("{path}[{n}]"), trace);
                    }
                }
                None => {}
            }
        }
        self.one_text("data.body.message", message, "body");
        self.one_text("data.body.crash_report", crash, "raw");
        self.array("data.body.telemetry", body.get("telemetry"), Optional);
    }

    fn trace(&mut self, path: &str, trace: &Value) {
        let Some(trace) = self.object(path, Some(trace), Required) else {
            return;
        };
        let frames = self.array(&format!("{path}.frames"), trace.get("frames"), Required);
        for (n, frame) in frames.into_iter().flatten().enumerate() {
            let path = format!("{path}.frames[{n}]");
            let Some(frame) = self.object(&path, Some(frame), Required) else {
                continue;
            };
            let any = 0..=usize::MAX;
            let filename = frame.get("filename");
            self.string(&format!("{path}.filename"), filename, Required, any.clone());
            self.string(
                &format!("{path}.method"),
                frame.get("method"),
                Optional,
                any,
            );
        }
        let path = format!("{path}.exception");
        // the service names what is missing in it, not the object itself
        let exception = match present(trace.get("exception")) {
            None => None,
            exception => match self.object(&path, exception, Required) {
                None => return,
                object => object,
            },
        };
        let field = |name: &str| exception.and_then(|exception| exception.get(name));
        let any = 0..=usize::MAX;
        self.string(
            &format!("{path}.class"),
            field("class"),
            Required,
            any.clone(),
        );
        for name in ["message", "description"] {
            self.string(
                &format!("{path}.{name}"),
                field(name),
                Optional,
                any.clone(),
            );
        }
    }

    /// An object that is there has to have this one text.
    fn one_text(&mut self, path: &str, value: Option<&Value>, name: &str) {
        if let Some(object) = self.object(path, value, Optional) {
            let path = format!("{path}.{name}");
            self.string(&path, object.get(name), Required, 0..=usize::MAX);
        }
    }

    fn object<'v>(
        &mut self,
        path: &str,
        value: Option<&'v Value>,
        need: Need,
    ) -> Option<&'v Object> {
        self.typed(path, value, need, "object", Value::as_object)
    }

    fn array<'v>(
        &mut self,
        path: &str,
        value: Option<&'v Value>,
        need: Need,
    ) -> Option<&'v [Value]> {
        let array = |value: &'v Value| value.as_array().map(Vec::as_slice);
        self.typed(path, value, need, "array", array)
    }

    /// The length counts characters.
    fn string<'v>(
        &mut self,
        path: &str,
        value: Option<&'v Value>,
        need: Need,
        length: std::ops::RangeInclusive<usize>,
    ) -> Option<&'v str> {
        let text = self.typed(path, value, need, "string", Value::as_str)?;
        let counted = text.chars().count();
        if counted < *length.start() {
            self.add(path, "should not be empty.");
            return None;
        }
        if counted > *length.end() {
            let most = length.end();
            self.add(path, &format!("should be at most {most} characters long."));
            return None;
        }
        Some(text)
    }

    fn typed<'v, T: ?Sized>(
        &mut self,
        path: &str,
        value: Option<&'v Value>,
        need: Need,
        name: &str,
        of: impl Fn(&'v Value) -> Option<&'v T>,
    ) -> Option<&'v T> {
        let Some(value) = present(value) else {
            if need == Required {
                self.add(path, "is missing and it is required.");
            }
            return None;
        };
        let typed = of(value);
        if typed.is_none() {
            self.add(path, &format!("should be {name}."));
        }
        typed
    }
}

fn present(value: Option<&Value>) -> Option<&Value> {
    value.filter(|value| !value.is_null())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn problem(data: &Value) -> String {
        match check(Some(data)) {
            Ok(()) => String::new(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn the_smallest_payloads_pass() {
        for body in [
            json!({"message": {"body": "Hello, world!"}}),
            json!({"trace": {"frames": [], "exception": {"class": "E"}}, "message": null}),
            json!({"trace_chain": [{"frames": [{"filename": "a.py"}], "exception": {"class": "E", "message": null}}]}),
            json!({"crash_report": {"raw": "x"}, "telemetry": []}),
        ] {
            assert_eq!(problem(&json!({"environment": "e", "body": body})), "");
        }
    }

    #[test]
    fn problems_are_told_in_the_words_of_the_service() {
        let with = |body: Value| problem(&json!({"environment": "e", "body": body}));
        assert_eq!(
            with(json!({"trace": {"exception": {"description": "d"}}})),
            "Invalid format. data.body.trace.frames is missing and it is required. \
             data.body.trace.exception.class is missing and it is required."
        );
        assert_eq!(
            with(json!({"message": {"body": "m"}, "telemetry": "[]"})),
            "Invalid format. data.body.telemetry should be array."
        );
        assert_eq!(
            with(Value::Null),
            "Invalid format. data.body must not be undefined. Instead, it should be an object \
             with a 'message', 'trace', 'trace_chain', or 'crash_report' key."
        );
        let exactly_one = "Invalid format. data.body must have exactly one of the properties: \
             'trace', 'trace_chain', 'message', or 'crash_report'.";
        assert_eq!(with(json!({})), exactly_one);
        let two = json!({"message": {"body": "m"}, "crash_report": {"raw": "r"}});
        assert_eq!(with(two), exactly_one);
        assert_eq!(
            with(json!([])),
            "Invalid format. data.body should be object."
        );
        assert_eq!(
            check(None).unwrap_err().to_string(),
            "Invalid format. data is missing and it is required."
        );
    }

    #[test]
    fn lengths_and_levels_are_checked() {
        let with = |name: &str, value: Value| {
            let mut data = json!({"environment": "e", "body": {"message": {"body": "m"}}});
            data[name] = value;
            problem(&data)
        };
        for (name, good, bad) in [
            (
                "environment",
                json!("é".repeat(255)),
                json!("e".repeat(256)),
            ),
            ("title", json!("t".repeat(255)), json!("")),
            ("uuid", json!("u".repeat(36)), json!("u".repeat(37))),
            ("code_version", json!("c".repeat(40)), json!("c".repeat(41))),
            ("level", json!("critical"), json!("fatal")),
            ("level", Value::Null, json!(40)),
            ("timestamp", json!(1_369_188_822.5), json!("now")),
            ("custom", json!({}), json!([])),
            ("server", json!({"root": "/app"}), json!({"root": 1})),
            ("fingerprint", json!("f".repeat(500)), json!(7)),
        ] {
            assert_eq!(with(name, good), "", "{name}");
            assert!(with(name, bad).contains(&format!("data.{name}")), "{name}");
        }
    }
}
