//! Segment documents as they come out of BatchGetTraces, read tolerantly.
//!
//! The shapes are those of the X-Ray Developer Guide, "AWS X-Ray segment documents".
//! Whatever recorded them wrote them, so a field of another type than the guide's
//! counts as absent and never costs the document; only a document without a usable
//! id or start is unreadable.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// A segment or subsegment, with what is embedded in it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Document {
    #[serde(deserialize_with = "lenient")]
    pub(super) id: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) parent_id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) name: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) start_time: Option<f64>,
    #[serde(deserialize_with = "lenient")]
    pub(super) end_time: Option<f64>,
    #[serde(deserialize_with = "lenient")]
    pub(super) in_progress: bool,
    #[serde(rename = "type", deserialize_with = "lenient")]
    pub(super) kind: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) inferred: bool,
    #[serde(deserialize_with = "lenient")]
    pub(super) fault: bool,
    #[serde(deserialize_with = "lenient")]
    pub(super) error: bool,
    #[serde(deserialize_with = "lenient")]
    pub(super) throttle: bool,
    #[serde(deserialize_with = "lenient")]
    pub(super) origin: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) namespace: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) user: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) http: HttpBlock,
    #[serde(deserialize_with = "lenient")]
    pub(super) aws: AwsBlock,
    #[serde(deserialize_with = "lenient")]
    pub(super) sql: SqlBlock,
    #[serde(deserialize_with = "lenient")]
    pub(super) cause: Option<Cause>,
    #[serde(deserialize_with = "lenient")]
    pub(super) annotations: Map<String, Value>,
    #[serde(deserialize_with = "lenient")]
    pub(super) metadata: Map<String, Value>,
    /// Read one by one, so that a bad one does not cost its siblings.
    #[serde(deserialize_with = "lenient")]
    pub(super) subsegments: Vec<Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct HttpBlock {
    #[serde(deserialize_with = "lenient")]
    pub(super) request: HttpRequest,
    #[serde(deserialize_with = "lenient")]
    pub(super) response: HttpResponse,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct HttpRequest {
    #[serde(deserialize_with = "lenient")]
    pub(super) method: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) url: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) client_ip: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) user_agent: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct HttpResponse {
    #[serde(deserialize_with = "number_or_digits")]
    pub(super) status: Option<u16>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AwsBlock {
    #[serde(deserialize_with = "lenient")]
    pub(super) operation: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) table_name: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) queue_url: Option<String>,
    #[serde(deserialize_with = "readable")]
    pub(super) resource_names: Vec<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) xray: XrayBlock,
    #[serde(deserialize_with = "readable")]
    pub(super) cloudwatch_logs: Vec<LogBlock>,
}

/// Where the segment's service logs.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct LogBlock {
    #[serde(deserialize_with = "lenient")]
    pub(super) log_group: Option<String>,
}

/// What recorded the segment.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct XrayBlock {
    #[serde(deserialize_with = "lenient")]
    pub(super) sdk: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) sdk_version: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SqlBlock {
    #[serde(deserialize_with = "lenient")]
    pub(super) sanitized_query: Option<String>,
}

/// Either the id of an exception that another document tells, or the exceptions.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Cause {
    Told(String),
    Here {
        #[serde(default, deserialize_with = "readable")]
        exceptions: Vec<ExceptionBlock>,
    },
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ExceptionBlock {
    #[serde(deserialize_with = "lenient")]
    pub(super) id: Option<String>,
    #[serde(rename = "type", deserialize_with = "lenient")]
    pub(super) class: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) message: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) remote: bool,
    #[serde(deserialize_with = "readable")]
    pub(super) stack: Vec<FrameBlock>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct FrameBlock {
    #[serde(deserialize_with = "lenient")]
    pub(super) path: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) line: Option<u64>,
    #[serde(deserialize_with = "lenient")]
    pub(super) label: Option<String>,
}

impl Document {
    /// Reads one document; `None` if it is no JSON object.
    pub(super) fn parse(text: &str) -> Option<Self> {
        // through a value: a repeated key is the last one then, not an error
        Self::from_value(serde_json::from_str(text).ok()?)
    }

    pub(super) fn from_value(value: Value) -> Option<Self> {
        // serde would take an array for the fields in their order
        value
            .is_object()
            .then(|| serde_json::from_value(value).ok())?
    }

    pub(super) fn is_subsegment(&self) -> bool {
        self.kind.as_deref() == Some("subsegment")
    }
}

/// The value, or the default where it has another type.
fn lenient<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned + Default,
{
    let value = Value::deserialize(deserializer)?;
    Ok(T::deserialize(value).unwrap_or_default())
}

/// The elements that can be read: one that cannot does not hide the others.
fn readable<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let list: Vec<Value> = lenient(deserializer)?;
    let read = list.into_iter().map(T::deserialize);
    Ok(read.filter_map(Result::ok).collect())
}

/// Some SDKs send the status as text.
fn number_or_digits<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u16>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Number(number) => number.as_u64().and_then(|n| u16::try_from(n).ok()),
        Value::String(digits) => digits.parse().ok(),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_of_another_type_counts_as_absent() {
        let document = Document::parse(
            r#"{"id":"53995c3f42cd8ad8","name":7,"start_time":"now","fault":"yes","error":true,
                "http":{"request":"GET","response":{"status":"404"}},"annotations":[1],
                "cause":3,"subsegments":{"id":1},"id":"53995c3f42cd8ad9","future":{"a":1}}"#,
        )
        .unwrap();
        assert_eq!(document.id, "53995c3f42cd8ad9", "the last of two keys");
        assert_eq!(document.name, "");
        assert_eq!(document.start_time, None);
        assert!(document.error && !document.fault);
        assert_eq!(document.http.response.status, Some(404));
        assert_eq!(document.http.request.method, None);
        assert!(document.cause.is_none() && document.subsegments.is_empty());
    }

    #[test]
    fn what_is_no_object_is_no_document() {
        for text in ["", "null", "[]", "7", "{", "\"text\""] {
            assert!(Document::parse(text).is_none(), "{text}");
        }
    }
}
