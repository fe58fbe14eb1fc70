//! The JSON of a Rollbar item.
//!
//! Source: Rollbar API reference, "Create an item".

use std::collections::BTreeMap;

use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct Item<'a> {
    /// Also sent as a header; older endpoints read it from here.
    pub(super) access_token: &'a str,
    pub(super) data: Data,
}

#[derive(Debug, Serialize)]
pub(super) struct Data {
    pub(super) environment: String,
    pub(super) body: Body,
    pub(super) level: Level,
    /// Seconds since the epoch.
    pub(super) timestamp: u64,
    pub(super) platform: &'static str,
    pub(super) language: &'static str,
    pub(super) framework: &'static str,
    /// The route, such as `GET /api/activities/:uuid`.
    pub(super) context: String,
    pub(super) request: Request,
    pub(super) person: Person,
    pub(super) server: Server,
    pub(super) code_version: &'static str,
    /// Rollbar drops items with a known uuid, so a retry counts once.
    pub(super) uuid: String,
    pub(super) notifier: Notifier,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) attributes: Vec<Attribute>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Level {
    Error,
    Warning,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Body {
    Trace(Trace),
    Message(Message),
}

#[derive(Debug, Serialize)]
pub(super) struct Trace {
    /// Most recent call last.
    pub(super) frames: Vec<Frame>,
    pub(super) exception: Exception,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Frame {
    pub(super) filename: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) lineno: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) colno: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) method: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Exception {
    pub(super) class: String,
    pub(super) message: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Message {
    pub(super) body: String,
}

/// The request that was handled.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Request {
    pub(crate) url: String,
    pub(crate) method: String,
    pub(crate) headers: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) query_string: String,
    pub(crate) user_ip: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Person {
    pub(super) id: &'static str,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Server {
    pub(super) host: String,
    pub(super) pid: u32,
}

#[derive(Debug, Serialize)]
pub(super) struct Notifier {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
}

#[derive(Debug, Serialize)]
pub(super) struct Attribute {
    pub(super) key: &'static str,
    pub(super) value: String,
}
