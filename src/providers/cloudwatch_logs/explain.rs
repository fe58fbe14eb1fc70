//! Errors about what is not there, with what helps then.

use super::Logs;
use super::group_follower::is_of_stream;
use super::group_resolver::LogSource;
use super::stream_choice::StreamChoice;
use crate::error::{Error, Hint, Kind, Result};
use crate::model::GroupSelector;

impl Logs {
    /// The error for globs that match nothing.
    pub fn no_match(&self, selectors: &[GroupSelector]) -> Error {
        let written: Vec<_> = selectors.iter().map(|s| format!("`{s}`")).collect();
        Error::not_found(format!(
            "no log group on {} matches {}",
            self.place(),
            written.join(", ")
        ))
        .hint("check upper and lower case; `*` stands for any characters, `?` for one")
        .hint(Hint::run(["logs", "groups"], "list all"))
    }

    /// An error about a source; where something named is not there, with what helps then.
    pub async fn explained(
        &self,
        source: &LogSource,
        streams: &StreamChoice,
        error: Error,
    ) -> Error {
        if error.kind() != Kind::NotFound {
            return error;
        }
        if is_of_stream(&error) && !streams.is_all() {
            let missing = self.missing_streams(source, streams).await;
            return no_stream(source, &missing.unwrap_or_else(|| streams.written()));
        }
        self.no_group(&source.id).await
    }

    /// Those of the named streams that are not there.
    async fn missing_streams(&self, source: &LogSource, streams: &StreamChoice) -> Option<String> {
        let mut missing = Vec::new();
        for name in streams.names() {
            // only a help: without it the error stands
            if !self.has_stream(&source.id, name).await.ok()? {
                missing.push(format!("`{name}`"));
            }
        }
        (!missing.is_empty()).then(|| missing.join(", "))
    }

    /// Fails if a named stream of the only source is not there: where nothing was found,
    /// and not all services say so of themselves.
    pub async fn check_streams(&self, sources: &[LogSource], streams: &StreamChoice) -> Result<()> {
        let [source] = sources else { return Ok(()) };
        for name in streams.names() {
            if !self.has_stream(&source.id, name).await? {
                return Err(no_stream(source, &format!("`{name}`")));
            }
        }
        Ok(())
    }
}

fn no_stream(source: &LogSource, streams: &str) -> Error {
    let group = &source.name;
    Error::not_found(format!(
        "the log group `{group}` has no log stream {streams}"
    ))
    .hint(Hint::run(["logs", "streams", group], "list them"))
}
