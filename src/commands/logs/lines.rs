//! Events as they are written, one after the other.

use jiff::Timestamp;

use crate::context::Ctx;
use crate::error::Result;
use crate::model::LogEvent;
use crate::render::{LogLine, STREAM_ROOM, Stream, columns};

/// Stdout, as a list of events that grows.
pub(super) struct Lines<'a> {
    stream: Stream<'a>,
    stream_width: usize,
    dated: bool,
    shown: usize,
    last: Option<Timestamp>,
}

impl<'a> Lines<'a> {
    /// For events from `since` on.
    pub(super) fn new(ctx: &'a Ctx, since: Timestamp) -> Self {
        let zone = &ctx.output.screen().zone;
        let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
        Self {
            stream: ctx.output.stream(),
            stream_width: 0,
            dated: day(since) != day(ctx.clock.now()),
            shown: 0,
            last: None,
        }
    }

    /// Shows these events; a page of them is aligned with itself.
    pub(super) fn show(&mut self, events: &[LogEvent]) -> Result<()> {
        let widest = events.iter().map(|event| columns(&event.stream)).max();
        let widest = widest.unwrap_or_default().min(STREAM_ROOM);
        self.stream_width = self.stream_width.max(widest);
        for event in events {
            self.stream.emit(&LogLine {
                event,
                stream_width: self.stream_width,
                dated: self.dated,
            })?;
            self.shown += 1;
            self.last = self.last.max(Some(event.at));
        }
        Ok(())
    }

    /// The time of the newest event that was shown.
    pub(super) fn last(&self) -> Option<Timestamp> {
        self.last
    }

    /// Ends the list. Returns how many events were shown.
    pub(super) fn finish(self) -> Result<usize> {
        self.stream.finish()?;
        Ok(self.shown)
    }
}
