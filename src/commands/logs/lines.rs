//! Events as they are written, one after the other.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::context::Ctx;
use crate::error::Result;
use crate::providers::cloudwatch_logs::{LogSource, Sourced};
use crate::render::{Layout, LogLine, LogStyle, STREAM_ROOM, Screen, Stream, columns};

/// Stdout, as a list of events that grows.
pub(super) struct Lines<'a> {
    stream: Stream<'a>,
    screen: &'a Screen,
    style: &'a LogStyle,
    /// Whether groups have to be told apart.
    groups: bool,
    /// Whether all events are of one stream.
    one_stream: bool,
    group_width: usize,
    stream_width: usize,
    /// Numbers of streams, for their colours.
    streams: HashMap<String, usize>,
    dated: bool,
    shown: usize,
}

/// Streams whose colours are remembered.
const COLORED: usize = 10_000;

impl<'a> Lines<'a> {
    /// For events from `since` on, of several groups or of one.
    pub(super) fn new(
        ctx: &'a Ctx,
        style: &'a LogStyle,
        since: Timestamp,
        groups: bool,
        one_stream: bool,
    ) -> Self {
        let zone = &ctx.output.screen().zone;
        let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
        Self {
            stream: ctx.output.stream(),
            screen: ctx.output.screen(),
            style,
            groups,
            one_stream,
            group_width: 0,
            stream_width: 0,
            streams: HashMap::new(),
            dated: day(since) != day(ctx.clock.now()),
            shown: 0,
        }
    }

    /// Shows these events; a page of them is aligned with itself.
    pub(super) fn show(&mut self, sources: &[LogSource], events: &[Sourced]) -> Result<()> {
        // only a terminal has columns to align
        let aligned = self.screen.terminal;
        for (source, event) in events.iter().filter(|_| aligned) {
            let width = |name: &str| columns(name).min(STREAM_ROOM);
            self.stream_width = self.stream_width.max(width(&event.stream));
            if self.groups {
                self.group_width = self.group_width.max(width(&sources[*source].name));
            }
        }
        let (groups, dated, style) = (self.groups, self.dated, self.style);
        let (group_width, stream_width) = (self.group_width, self.stream_width);
        let one_stream = self.one_stream;
        let colored = self.screen.color;
        let streams = &mut self.streams;
        let lines = events.iter().map(|(source, event)| {
            let layout = Layout {
                group: groups.then_some(group_width),
                stream: (!one_stream).then_some(stream_width),
                source: match (colored, groups) {
                    (false, _) => 0,
                    (true, true) => *source,
                    (true, false) => color(streams, &event.stream),
                },
                dated,
            };
            LogLine::new(&sources[*source].name, event, style, layout)
        });
        let written = self.stream.emit_all(lines);
        self.shown += events.len();
        written
    }

    /// How many events were shown.
    pub(super) fn shown(&self) -> usize {
        self.shown
    }

    /// Ends the list. Returns how many events were shown.
    pub(super) fn finish(self) -> Result<usize> {
        self.stream.finish()?;
        Ok(self.shown)
    }
}

fn color(streams: &mut HashMap<String, usize>, stream: &str) -> usize {
    if let Some(number) = streams.get(stream) {
        return *number;
    }
    let number = streams.len();
    if number < COLORED {
        streams.insert(stream.to_owned(), number);
    }
    number
}
