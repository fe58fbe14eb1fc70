//! Streams that are followed by name. The service refuses to read any of them while one is
//! not there, so that those that are there are read without it, and it is looked for.

use std::time::Duration;

use super::GroupFollower;
use super::run::LOOK_AGAIN;
use crate::error::{Error, Kind};
use crate::providers::cloudwatch_logs::events::{EventQuery, Streams};
use crate::providers::cloudwatch_logs::pages::{EventSource, Reader};
use crate::providers::cloudwatch_logs::retry::ReadError;
use crate::providers::cloudwatch_logs::timer::Timer;

/// The streams that are not there.
#[derive(Debug, Default)]
pub(super) struct Missing {
    pub(super) names: Vec<String>,
    /// When they are looked for.
    next: Duration,
}

/// Between two looks, for each call that one takes.
const APART: Duration = Duration::from_secs(2);

/// Whether it is a stream that is not there, and not the group.
pub fn is_of_stream(error: &Error) -> bool {
    let causes = error.causes();
    error.kind() == Kind::NotFound && causes.iter().any(|cause| cause.contains("log stream"))
}

impl<S: EventSource, T: Timer> GroupFollower<'_, S, T> {
    /// Whether none of the streams that were named is there.
    pub(super) fn misses_all(&self) -> bool {
        matches!(&self.query.streams, Streams::Named(names) if names.is_empty())
    }

    /// Whether streams are named of which the last look said that they are there.
    pub(super) fn names_any(&self) -> bool {
        matches!(&self.query.streams, Streams::Named(names) if !names.is_empty())
    }

    pub(super) fn look_is_due(&self) -> bool {
        !self.missing.names.is_empty() && self.reader.timer.elapsed() >= self.missing.next
    }

    /// Until then nothing can be found.
    pub(super) fn until_look(&self) -> Duration {
        let now = self.reader.timer.elapsed();
        self.missing.next.saturating_sub(now)
    }

    /// Looks which of the streams that were named are there, a call for each; `all`: also
    /// those that were. Returns the streams that went, and those that came.
    pub(super) async fn look(
        &mut self,
        all: bool,
    ) -> Result<(Vec<String>, Vec<String>), ReadError> {
        let Streams::Named(present) = self.query.streams.clone() else {
            return Ok((Vec::new(), Vec::new()));
        };
        let missing = self.missing.names.clone();
        // a look that fails is not repeated at once
        self.rest(missing.len());
        let (mut went, mut came) = (Vec::new(), Vec::new());
        for name in &missing {
            if has_stream(self.reader, &self.query, name).await? {
                came.push(name.clone());
            }
        }
        for name in present.iter().filter(|_| all) {
            if !has_stream(self.reader, &self.query, name).await? {
                went.push(name.clone());
            }
        }
        if !went.is_empty() || !came.is_empty() {
            let stays = |name: &&String| !went.contains(name);
            let now = present.iter().filter(stays).chain(&came);
            self.query.streams = Streams::Named(now.cloned().collect());
            let lacks = missing.iter().filter(|name| !came.contains(name));
            self.missing.names = lacks.chain(&went).cloned().collect();
            // their tokens are of another query
            (self.head, self.sweep) = (None, None);
        }
        self.rest(self.missing.names.len());
        Ok((went, came))
    }

    fn rest(&mut self, calls: usize) {
        let calls = u32::try_from(calls).unwrap_or(u32::MAX);
        let rest = LOOK_AGAIN.max(APART.saturating_mul(calls));
        self.missing.next = self.reader.timer.elapsed() + rest;
    }
}

/// Whether the group of `query` has a stream of this name: a call that reads next to
/// nothing.
pub(in crate::providers::cloudwatch_logs) async fn has_stream<S: EventSource, T: Timer>(
    reader: &Reader<S, T>,
    query: &EventQuery,
    name: &str,
) -> Result<bool, ReadError> {
    let query = EventQuery {
        streams: Streams::Named(vec![name.to_owned()]),
        page: Some(1),
        since: reader.timer.now(),
        ..query.clone()
    };
    match reader.page(&query, None).await {
        Ok(_) => Ok(true),
        Err(failed) if is_of_stream(&failed.error) => Ok(false),
        Err(failed) => Err(failed),
    }
}
