//! What is shown of what is read: chosen here, not by the service.

use regex::Regex;

use super::sources::StreamChoice;
use crate::error::{Error, Result};
use crate::model::{LogEvent, shell_word};

/// Events that are shown.
#[derive(Debug, Clone, Default)]
pub(super) struct Pick {
    pub(super) streams: StreamChoice,
    pub(super) include: Vec<Regex>,
    pub(super) exclude: Vec<Regex>,
}

impl Pick {
    /// In a stream that was asked for, found by at least one of `include` if there are
    /// any, and by none of `exclude`.
    pub(super) fn passes(&self, event: &LogEvent) -> bool {
        let found = |regex: &Regex| regex.is_match(&event.message);
        self.streams.passes(&event.stream)
            && (self.include.is_empty() || self.include.iter().any(found))
            && !self.exclude.iter().any(found)
    }

    /// Whether something that the service gives may be left out.
    pub(super) fn leaves_out(&self) -> bool {
        !self.include.is_empty() || !self.exclude.is_empty()
    }
}

/// The regular expressions of a flag.
pub(super) fn regexes(flag: &str, texts: &[String]) -> Result<Vec<Regex>> {
    let compiled = texts.iter().map(|text| {
        Regex::new(text).map_err(|error| {
            let message = format!("`{flag} '{text}'` is not a regular expression");
            let error = Error::usage(message).caused_by(error);
            error.hint(format!(
                "what is meant literally gets a backslash: `{flag} {}`",
                shell_word(&regex::escape(text))
            ))
        })
    });
    compiled.collect()
}
