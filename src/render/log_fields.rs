//! Fields of JSON messages.

use serde_json::Value;

use super::log_level::Level;

/// A path such as `a.b.0`: keys and array indexes, separated by dots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldPath(String);

impl FieldPath {
    /// Returns `None` for an invalid path.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let whole = !text.is_empty() && text.split('.').all(|key| !key.is_empty());
        whole.then(|| Self(text.to_owned()))
    }

    fn of<'a>(&self, value: &'a Value) -> Option<&'a Value> {
        // a key may itself contain dots
        if let Some(found) = value.get(&self.0) {
            return Some(found);
        }
        self.0.split('.').try_fold(value, |value, key| match value {
            Value::Array(items) => items.get(key.parse::<usize>().ok()?),
            value => value.get(key),
        })
    }

    /// The value as text, with a numeric level as its name.
    fn shown(&self, value: &Value) -> String {
        let key = self.0.rsplit('.').next().unwrap_or_default();
        let number = value.as_u64();
        match number.and_then(|number| Level::from_number(key, number)) {
            Some(level) => level.name().to_owned(),
            None => plain(value),
        }
    }
}

/// Returns the message as JSON if it is an object.
pub(super) fn object(message: &str) -> Option<Value> {
    let message = message.trim();
    if !message.starts_with('{') {
        return None;
    }
    serde_json::from_str(message).ok()
}

/// Returns these fields of a JSON message as `a=1 b="two words"`. `None` if the message is not a
/// JSON object or has none of them.
pub(super) fn picked(message: &str, fields: &[FieldPath]) -> Option<String> {
    let object = object(message)?;
    let found: Vec<String> = fields
        .iter()
        .filter_map(|path| Some(format!("{}={}", path.0, path.shown(path.of(&object)?))))
        .collect();
    (!found.is_empty()).then(|| found.join(" "))
}

/// Returns a string unquoted if it needs no quotes.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => {
            let simple = |c: char| !c.is_whitespace() && !matches!(c, '"' | '=' | '\\');
            if !text.is_empty() && text.chars().all(simple) {
                text.clone()
            } else {
                value.to_string()
            }
        }
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_picked_from_objects_only() {
        let message =
            r#"{"level":"error","http":{"status":500,"path":"/a b"},"tags":["x","y"],"a.b":null}"#;
        let pick = |fields: &[&str], message: &str| {
            let fields: Vec<_> = fields.iter().filter_map(|f| FieldPath::parse(f)).collect();
            picked(message, &fields)
        };
        assert_eq!(
            pick(
                &["level", "http.status", "http.path", "tags.1", "a.b", "none"],
                message
            )
            .as_deref(),
            Some(r#"level=error http.status=500 http.path="/a b" tags.1=y a.b=null"#)
        );
        assert_eq!(
            pick(&["http"], message).as_deref(),
            Some(r#"http={"status":500,"path":"/a b"}"#)
        );
        assert_eq!(pick(&["none"], message), None);
        assert_eq!(pick(&["level"], "ERROR level=1"), None);
        assert_eq!(pick(&["0"], "[1]"), None);
        assert_eq!(
            pick(
                &["level", "log.level", "severityNumber", "status"],
                r#"{"level":50,"log":{"level":7},"severityNumber":13,"status":50}"#
            )
            .as_deref(),
            Some("level=ERROR log.level=7 severityNumber=WARN status=50")
        );
        assert_eq!(pick(&["level"], "{broken"), None);
    }

    #[test]
    fn a_path_has_no_empty_key() {
        for text in ["", " ", ".", "a..b", "a."] {
            assert_eq!(FieldPath::parse(text), None, "{text}");
        }
    }
}
