//! What the stack itself reads of a payload; the rest is kept as it came.

use serde::Deserialize;
use serde_json::Value;

use crate::model::Level;

/// The body of `POST /item/`.
#[derive(Debug, Deserialize)]
pub(super) struct Payload {
    pub(super) access_token: Option<String>,
    pub(super) data: Option<Value>,
}

/// `data`, once [`super::shape::check`] has passed.
#[derive(Debug, Deserialize)]
pub(super) struct Data {
    pub(super) environment: String,
    pub(super) body: Body,
    pub(super) level: Option<Level>,
    /// Epoch seconds, sometimes with a fraction.
    pub(super) timestamp: Option<f64>,
    pub(super) code_version: Option<String>,
    pub(super) platform: Option<String>,
    pub(super) framework: Option<String>,
    pub(super) server: Option<Server>,
    pub(super) fingerprint: Option<String>,
    pub(super) title: Option<String>,
    pub(super) uuid: Option<String>,
}

/// Exactly one of these is there.
#[derive(Debug, Deserialize)]
pub(super) struct Body {
    pub(super) trace: Option<Trace>,
    /// The outermost exception first.
    pub(super) trace_chain: Option<Vec<Trace>>,
    pub(super) message: Option<Message>,
    pub(super) crash_report: Option<CrashReport>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Trace {
    /// The most recent call last.
    pub(super) frames: Vec<Frame>,
    pub(super) exception: Exception,
}

#[derive(Debug, Deserialize)]
pub(super) struct Frame {
    pub(super) filename: String,
    pub(super) method: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Exception {
    pub(super) class: String,
    pub(super) message: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Message {
    pub(super) body: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct CrashReport {
    pub(super) raw: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Server {
    pub(super) root: Option<String>,
    pub(super) code_version: Option<String>,
}

impl Body {
    /// The exceptions, the outermost first; none of a message or a crash report.
    pub(super) fn traces(&self) -> &[Trace] {
        match (&self.trace, &self.trace_chain) {
            (Some(trace), _) => std::slice::from_ref(trace),
            (None, Some(chain)) => chain,
            (None, None) => &[],
        }
    }
}

impl Data {
    /// Exceptions are errors and messages are information, if nobody says otherwise.
    pub(super) fn level(&self) -> Level {
        let default = match self.body.message {
            Some(_) => Level::Info,
            None => Level::Error,
        };
        self.level.unwrap_or(default)
    }

    /// The version of the code, or of the server's where only that is told.
    pub(super) fn code_version(&self) -> Option<&str> {
        let server = || self.server.as_ref()?.code_version.as_deref();
        self.code_version.as_deref().or_else(server)
    }
}
