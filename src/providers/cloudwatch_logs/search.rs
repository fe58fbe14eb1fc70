//! Events of a group that hold something.

use std::collections::HashSet;

use super::Logs;
use super::events::EventQuery;
use super::pages::Pages;
use crate::error::Result;
use crate::model::{LogEvent, TimeRange};
use crate::query::log_pattern::quoted;

/// What to look for.
#[derive(Debug, Clone, Copy)]
pub enum Search<'a> {
    /// A filter pattern of the service.
    Pattern(&'a str),
    /// Events that contain at least one of these texts, whatever their characters: both
    /// spellings of a trace id, for example.
    AnyOf(&'a [&'a str]),
}

/// What a search gave.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Oldest first.
    pub events: Vec<LogEvent>,
    /// There are more than were asked for.
    pub more: bool,
}

impl Logs {
    /// The first `most` events of `group` in `range` that hold what is looked for.
    ///
    /// # Errors
    /// NotFound without the group (say more of it with [`Logs::no_group`]), Usage for a
    /// pattern that the service does not take, Unauthorised, Failed.
    pub async fn search(
        &self,
        group: &str,
        what: Search<'_>,
        range: TimeRange,
        most: usize,
    ) -> Result<Found> {
        let patterns = match what {
            Search::Pattern(pattern) => vec![pattern.to_owned()],
            // one walk each: the `?a ?b` of the pattern language loses its meaning as
            // soon as another term stands beside it
            Search::AnyOf(texts) => texts.iter().map(|text| quoted(text)).collect(),
        };
        let reader = self.reader();
        let mut found = Found::default();
        for pattern in patterns {
            let query = EventQuery {
                pattern: Some(pattern).filter(|pattern| !pattern.is_empty()),
                until: Some(range.until),
                ..EventQuery::all(group, range.since)
            };
            let mut pages = Pages::new(&reader, query);
            let mut events = Vec::new();
            while events.len() <= most
                && let Some(page) = pages.next_patiently(|_, _| {}).await?
            {
                events.extend(page);
            }
            found.take(events);
        }
        found.more = found.events.len() > most;
        found.events.truncate(most);
        Ok(found)
    }
}

impl Found {
    /// Adds the events that are not there yet, in their places.
    fn take(&mut self, events: Vec<LogEvent>) {
        let known: HashSet<_> = self.events.iter().filter_map(|e| e.id.clone()).collect();
        let new = |event: &LogEvent| event.id.as_ref().is_none_or(|id| !known.contains(id));
        self.events.extend(events.into_iter().filter(new));
        // stable: what happened in one millisecond stays in the service's order
        self.events.sort_by_key(|event| (event.at, event.ingested));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(id: &str, ms: i64) -> LogEvent {
        LogEvent {
            id: Some(id.to_owned()),
            at: jiff::Timestamp::from_millisecond(ms).unwrap(),
            ingested: None,
            stream: "s".to_owned(),
            message: id.to_owned(),
        }
    }

    #[test]
    fn an_event_with_both_spellings_is_found_once() {
        let mut found = Found::default();
        found.take(vec![event("a", 1), event("c", 3)]);
        found.take(vec![event("b", 2), event("c", 3)]);
        let ids: Vec<_> = found
            .events
            .iter()
            .filter_map(|e| e.id.as_deref())
            .collect();
        assert_eq!(ids, ["a", "b", "c"]);
    }
}
