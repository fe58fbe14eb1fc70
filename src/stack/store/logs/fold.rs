//! Folds events as their blocks are read, without making pages of them.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::scan::MAX_WORK;
use super::stream_choice::stream_name;
use super::walk::{Selection, Sink, walk};
use super::{EventKey, EventQuery, Logs, LogsError, Position, Reading};
use crate::stack::store::StoreError;

/// An event while it is folded.
#[derive(Debug, Clone, Copy)]
pub struct EventRef<'e> {
    pub key: EventKey,
    pub stream: &'e Arc<str>,
    pub message: &'e str,
}

impl Logs {
    /// Hands every event of the query to `fold` once, and returns the state that results.
    /// `fold` breaks to stop early.
    ///
    /// Events come block by block: sorted within a block, in no order between blocks. Memory
    /// holds a few blocks at a time. The window is read in rounds of about 64 MiB,
    /// each on one state of the database, so that a long fold keeps nobody from writing; like
    /// a later page, a later round sees what was stored meanwhile.
    ///
    /// # Errors
    /// As [`Logs::scan`].
    pub async fn fold_events<S, F>(
        &self,
        query: EventQuery,
        state: S,
        fold: F,
    ) -> Result<S, LogsError>
    where
        S: Send + 'static,
        F: FnMut(&mut S, EventRef<'_>) -> ControlFlow<()> + Send + 'static,
    {
        let mut rounds = Rounds::new(query, state, fold);
        while !rounds.is_done() {
            rounds = rounds.next(self, MAX_WORK).await?;
        }
        Ok(rounds.state)
    }
}

/// A fold between two rounds.
struct Rounds<S, F> {
    rest: Rest,
    state: S,
    fold: F,
}

/// What is left to fold.
enum Rest {
    All(Box<EventQuery>),
    /// The window of the selection.
    Window(Box<Selection>),
    Nothing,
}

impl<S, F> Rounds<S, F>
where
    S: Send + 'static,
    F: FnMut(&mut S, EventRef<'_>) -> ControlFlow<()> + Send + 'static,
{
    fn new(query: EventQuery, state: S, fold: F) -> Self {
        Self {
            rest: Rest::All(Box::new(query)),
            state,
            fold,
        }
    }

    fn is_done(&self) -> bool {
        matches!(self.rest, Rest::Nothing)
    }

    /// Folds the events of blocks of about `max_work` bytes.
    async fn next(self, logs: &Logs, max_work: usize) -> Result<Self, LogsError> {
        let store = logs.0.clone();
        let is_busy = move || store.queued_bytes() > 0;
        logs.read(move |connection| self.run(connection, &is_busy, max_work))
            .await
    }

    fn run(
        mut self,
        connection: &Reading<'_>,
        is_busy: &dyn Fn() -> bool,
        max_work: usize,
    ) -> Result<Self, LogsError> {
        let from = Position::From(EventKey::FIRST);
        let selection = match std::mem::replace(&mut self.rest, Rest::Nothing) {
            Rest::All(query) => query.select(connection, from)?,
            Rest::Window(selection) => Some(*selection),
            Rest::Nothing => None,
        };
        let Some(mut selection) = selection else {
            return Ok(self);
        };
        // rounds split the window by time, never by block: compaction replaces blocks
        let window = selection.filter.window_ms().clone();
        let end = round_end(connection, &selection, max_work)?;
        selection.filter = selection.filter.with_window(window.start..end);
        let sink = FoldSink {
            reading: connection,
            state: self.state,
            fold: self.fold,
            stream: None,
            stopped: None,
        };
        let (sink, _) = walk(&selection, connection, (is_busy, usize::MAX), sink)?;
        (self.state, self.fold) = (sink.state, sink.fold);
        match sink.stopped {
            Some(stopped) => stopped?,
            None if end < window.end => {
                selection.filter = selection.filter.with_window(end..window.end);
                self.rest = Rest::Window(Box::new(selection));
            }
            None => {}
        }
        Ok(self)
    }
}

/// The end of the part of the window that starts where the window does and whose blocks have
/// about `max_work` bytes.
fn round_end(
    connection: &Reading<'_>,
    selection: &Selection,
    max_work: usize,
) -> Result<i64, LogsError> {
    let window = selection.filter.window_ms();
    let (sql, parameters) = selection.index("stream_id, min_ms, bytes");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(parameters)?;
    let mut work = 0;
    // the walk reports what of the index cannot be read
    while let Ok(Some(row)) = rows.next() {
        let entry = (row.get(0), row.get(1), row.get::<_, i64>(2));
        let (Ok(stream), Ok(min_ms), Ok(bytes)) = entry else {
            continue;
        };
        if !selection.has_stream(stream) {
            continue;
        }
        if work >= max_work && min_ms > window.start {
            return Ok(min_ms);
        }
        work = work.saturating_add(usize::try_from(bytes).unwrap_or_default());
    }
    Ok(window.end)
}

struct FoldSink<'r, S, F> {
    reading: &'r Reading<'r>,
    state: S,
    fold: F,
    /// The stream of the event before, and its name if it still exists.
    stream: Option<(i64, Option<Arc<str>>)>,
    /// Why the rest is not folded: `fold` broke, or a name could not be read.
    stopped: Option<Result<(), StoreError>>,
}

impl<S, F> Sink for FoldSink<'_, S, F>
where
    F: FnMut(&mut S, EventRef<'_>) -> ControlFlow<()>,
{
    fn is_done(&self, _: i64) -> bool {
        self.stopped.is_some()
    }

    fn take(&mut self, stream: i64, key: EventKey, message: &str) {
        if self.stopped.is_some() {
            return;
        }
        if self
            .stream
            .as_ref()
            .is_none_or(|(known, _)| *known != stream)
        {
            match stream_name(self.reading, stream) {
                Ok(name) => self.stream = Some((stream, name)),
                Err(error) => {
                    self.stopped = Some(Err(error));
                    return;
                }
            }
        }
        // the blocks of a deleted stream stay until they are removed
        let Some((_, Some(stream))) = &self.stream else {
            return;
        };
        let event = EventRef {
            key,
            stream,
            message,
        };
        if (self.fold)(&mut self.state, event).is_break() {
            self.stopped = Some(Ok(()));
        }
    }
}

#[cfg(test)]
mod tests;
