//! CloudWatch Logs: groups, streams and events.

use jiff::Timestamp;
use serde::Serialize;

use super::RETENTION_DAYS;

/// A log event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogEvent {
    /// Unique within the group. Live Tail does not return it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The time given by the sender.
    pub at: Timestamp,
    /// The time of ingestion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ingested: Option<Timestamp>,
    pub stream: String,
    pub message: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogGroup {
    pub name: String,
    /// The ARN without its trailing `:*`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<Timestamp>,
    /// `None`: events never expire.
    pub retention_days: Option<u32>,
    /// The service's own count, which may be out of date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stored_bytes: Option<u64>,
    /// `STANDARD`, `INFREQUENT_ACCESS`, `DELIVERY`, or a class added later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
}

/// How to read the events of a log group, by its class (user guide, "Log classes").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogAccess {
    /// With FilterLogEvents, GetLogEvents and Live Tail. Unknown classes are tried, since the
    /// service itself rejects what it does not support.
    Read,
    /// Only with Logs Insights.
    Query,
    /// Not at all: "only for delivering Lambda logs to store in Amazon S3 or Amazon Data
    /// Firehose" (API reference, CreateLogGroup).
    Delivered,
}

impl LogAccess {
    pub fn new(class: Option<&str>) -> Self {
        match class {
            Some("INFREQUENT_ACCESS") => Self::Query,
            Some("DELIVERY") => Self::Delivered,
            _ => Self::Read,
        }
    }
}

impl LogGroup {
    pub fn access(&self) -> LogAccess {
        LogAccess::new(self.class.as_deref())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogStream {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_event: Option<Timestamp>,
    /// May be out of date by an hour (API reference, LogStream).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_event: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_ingested: Option<Timestamp>,
}

/// The maximum length of a log group's name.
const NAME_MAX: usize = 512;

/// Why a log group's name is invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogNameError {
    #[error("the name is empty")]
    Empty,
    #[error("expected at most {NAME_MAX} characters, found {0}")]
    Long(usize),
    #[error("names starting with `aws/` are reserved by AWS")]
    Reserved,
    #[error("`{0}` is not allowed (use A-Z a-z 0-9 . - _ / #)")]
    Character(String),
}

/// Checks a name before sending it (API reference, `logGroupName`).
pub fn check_log_group(name: &str) -> Result<(), LogNameError> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || ".-_/#".contains(c);
    let length = name.chars().count();
    if name.is_empty() {
        return Err(LogNameError::Empty);
    }
    if let Some(c) = name.chars().find(|c| !allowed(*c)) {
        return Err(LogNameError::Character(c.escape_debug().to_string()));
    }
    if length > NAME_MAX {
        return Err(LogNameError::Long(length));
    }
    if name.starts_with("aws/") {
        return Err(LogNameError::Reserved);
    }
    Ok(())
}

/// Returns the retention in words: `30 days`, `never expire`.
pub fn retention_words(days: Option<u32>) -> String {
    match days {
        None => "never expire".to_owned(),
        Some(1) => "1 day".to_owned(),
        Some(days) => format!("{days} days"),
    }
}

/// Returns the allowed retention periods next to `days`, for a hint.
pub fn nearest_retentions(days: u32) -> Vec<u32> {
    let below = RETENTION_DAYS.iter().rev().find(|allowed| **allowed < days);
    let above = RETENTION_DAYS.iter().find(|allowed| **allowed > days);
    below.into_iter().chain(above).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_their_own_alphabet() {
        for name in ["cruddur", "/aws/lambda/x", "a.b-c_d/e#f", &"x".repeat(512)] {
            assert_eq!(check_log_group(name), Ok(()), "{name}");
        }
        assert_eq!(check_log_group(""), Err(LogNameError::Empty));
        assert_eq!(check_log_group("aws/x"), Err(LogNameError::Reserved));
        assert_eq!(
            check_log_group(&"x".repeat(513)),
            Err(LogNameError::Long(513))
        );
        for (name, shown) in [
            ("my group", " "),
            ("grüppe", "ü"),
            ("a:b", ":"),
            ("a\n", "\\n"),
        ] {
            assert_eq!(
                check_log_group(name),
                Err(LogNameError::Character(shown.to_owned()))
            );
        }
    }

    #[test]
    fn the_neighbours_of_a_retention() {
        assert_eq!(nearest_retentions(10), [7, 14]);
        assert_eq!(nearest_retentions(0), [1]);
        assert_eq!(nearest_retentions(9999), [3653]);
    }
}
