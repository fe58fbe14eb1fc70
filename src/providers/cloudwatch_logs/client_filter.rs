//! What is chosen here of what the service gives.

use regex::Regex;

use super::stream_choice::StreamChoice;
use crate::model::LogEvent;

/// Which events pass.
#[derive(Debug, Clone, Default)]
pub struct ClientFilter {
    pub streams: StreamChoice,
    pub include: Vec<Regex>,
    pub exclude: Vec<Regex>,
}

impl ClientFilter {
    /// In a stream that was chosen, matched by at least one of `include` if there are
    /// any, and by none of `exclude`.
    pub fn passes(&self, event: &LogEvent) -> bool {
        let matches = |regex: &Regex| regex.is_match(&event.message);
        self.streams.passes(&event.stream)
            && (self.include.is_empty() || self.include.iter().any(matches))
            && !self.exclude.iter().any(matches)
    }

    /// Whether it may leave out something that the service gives.
    pub fn is_selective(&self) -> bool {
        !self.include.is_empty() || !self.exclude.is_empty() || !self.streams.is_all()
    }
}
