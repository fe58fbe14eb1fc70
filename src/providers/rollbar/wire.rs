//! The answers of the API. What a client of Rollbar sent is of any shape: a field that
//! is not what it should be is read as missing, and never hides the rest.

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::model::{ErrorItem, ItemStatus, Level};

#[derive(Debug, Deserialize)]
pub(super) struct Envelope {
    pub(super) err: i64,
    pub(super) result: Option<Value>,
    pub(super) message: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Refusal {
    pub(super) message: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ItemList {
    #[serde(deserialize_with = "readable")]
    pub(super) items: Vec<Item>,
    /// Null from 100,000 items on.
    #[serde(default, deserialize_with = "uncounted")]
    pub(super) total_count: u64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Item {
    id: i64,
    counter: u64,
    #[serde(default, deserialize_with = "lenient")]
    title: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    level: Option<Word<Level>>,
    #[serde(default, deserialize_with = "lenient")]
    status: Option<Word<ItemStatus>>,
    #[serde(default, deserialize_with = "lenient")]
    environment: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    framework: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    total_occurrences: Option<u64>,
    #[serde(default, deserialize_with = "lenient")]
    first_occurrence_timestamp: Option<i64>,
    #[serde(default, deserialize_with = "lenient")]
    last_occurrence_timestamp: Option<i64>,
    #[serde(default, deserialize_with = "lenient")]
    resolved_in_version: Option<String>,
}

/// A word, or the number that stands for it in older answers.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(untagged)]
enum Word<T> {
    Word(T),
    Number(u8),
}

#[derive(Debug, Deserialize)]
pub(super) struct InstanceList {
    #[serde(deserialize_with = "readable")]
    pub(super) instances: Vec<Instance>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Instance {
    pub(super) id: i64,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) item_id: i64,
    /// Epoch seconds.
    #[serde(default, deserialize_with = "lenient")]
    pub(super) timestamp: i64,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) data: Data,
}

/// The parts of a payload that are shown.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Data {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) uuid: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) body: Body,
    #[serde(default, deserialize_with = "readable")]
    pub(super) attributes: Vec<Attribute>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) custom: Map<String, Value>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) request: Request,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) person: Person,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) server: Server,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) code_version: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) context: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Body {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) trace: Option<Trace>,
    #[serde(default, deserialize_with = "readable")]
    pub(super) trace_chain: Vec<Trace>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) message: Option<Message>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) crash_report: Option<CrashReport>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Trace {
    #[serde(default, deserialize_with = "readable")]
    pub(super) frames: Vec<Frame>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) exception: Exception,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Frame {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) filename: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) lineno: Option<u64>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) method: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Exception {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) class: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) message: String,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Message {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) body: String,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct CrashReport {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) raw: String,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Attribute {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) key: String,
    #[serde(default)]
    pub(super) value: Value,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Request {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) method: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) url: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) headers: Map<String, Value>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Person {
    #[serde(default)]
    pub(super) id: Value,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) username: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Server {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) host: Option<String>,
}

fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).unwrap_or_default())
}

/// The elements that can be read: one that cannot does not hide the others.
fn readable<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    let list = Option::<Vec<Value>>::deserialize(deserializer)?;
    let read = list.into_iter().flatten().map(serde_json::from_value);
    Ok(read.filter_map(Result::ok).collect())
}

fn uncounted<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or(u64::MAX))
}

/// A moment given in epoch seconds.
pub(super) fn moment(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH)
}

impl From<Item> for ErrorItem {
    fn from(item: Item) -> Self {
        let last_seen = item.last_occurrence_timestamp.unwrap_or(0);
        let known = |text: &String| !text.is_empty() && text != "unknown";
        Self {
            number: item.counter,
            id: item.id,
            title: item.title.unwrap_or_default(),
            level: match item.level {
                Some(Word::Word(level)) => level,
                Some(Word::Number(..=10)) => Level::Debug,
                Some(Word::Number(11..=20)) => Level::Info,
                Some(Word::Number(21..=30)) => Level::Warning,
                Some(Word::Number(50..)) => Level::Critical,
                Some(Word::Number(_)) | None => Level::Error,
            },
            status: match item.status {
                Some(Word::Word(status)) => status,
                Some(Word::Number(2)) => ItemStatus::Resolved,
                Some(Word::Number(3)) => ItemStatus::Muted,
                Some(Word::Number(_)) | None => ItemStatus::Active,
            },
            environment: item.environment.unwrap_or_default(),
            occurrences: item.total_occurrences.unwrap_or(0),
            first_seen: moment(item.first_occurrence_timestamp.unwrap_or(last_seen)),
            last_seen: moment(last_seen),
            framework: item.framework.filter(known),
            resolved_in_version: item.resolved_in_version.filter(|v| !v.is_empty()),
        }
    }
}
