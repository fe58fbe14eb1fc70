//! The events: from the last twenty hours, in a group of twenty streams.

use cruddur_obs::model::Clock;

pub(crate) const GROUP: &str = "cruddur";
pub(crate) const STREAMS: usize = 20;

/// The maximum page size of FilterLogEvents.
pub(crate) const PAGE_EVENTS: usize = 10_000;
pub(crate) const PAGE_BYTES: usize = 1 << 20;
/// The size added to each message.
pub(crate) const EVENT_BYTES: usize = 26;

const HOURS: i64 = 20;
const HOUR_MS: i64 = 3_600_000;

/// The number of events and the end of their time range.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    pub(crate) events: usize,
    pub(crate) end_ms: i64,
}

impl Window {
    pub(crate) fn until_now(events: usize) -> Self {
        Self {
            events,
            end_ms: Clock::System.now_ms() - 60_000,
        }
    }

    /// The minimum number of pages that a reader needs.
    pub(crate) fn pages(&self) -> usize {
        let (mut pages, mut bytes, mut count) = (0, PAGE_BYTES, PAGE_EVENTS);
        for number in 0..self.events {
            bytes += message(number).len() + EVENT_BYTES;
            count += 1;
            if bytes > PAGE_BYTES || count > PAGE_EVENTS {
                pages += 1;
                bytes = message(number).len() + EVENT_BYTES;
                count = 1;
            }
        }
        pages
    }

    pub(crate) fn start_ms(&self) -> i64 {
        self.end_ms - HOURS * HOUR_MS
    }

    /// Returns the time of an event. The distribution is uneven: half of the events are within a
    /// quarter of the time.
    pub(crate) fn at(&self, number: usize) -> i64 {
        let share = number as f64 / self.events as f64;
        let time = if share < 0.5 {
            share * 1.5
        } else {
            0.75 + (share - 0.5) * 0.5
        };
        self.start_ms() + (time * (HOURS * HOUR_MS) as f64) as i64
    }
}

pub(crate) fn stream(number: usize) -> String {
    format!("backend-{:02}/2b8a94c3", number % STREAMS)
}

/// A line like those of the backend, 130 to 150 bytes long.
pub(crate) fn message(number: usize) -> String {
    let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    format!(
        r#"{{"level":"{}","method":"GET","path":"/api/activities/{}","status":200,"ms":{},"trace_id":"1-6553f0c1-{:024x}"}}"#,
        if mixed.is_multiple_of(97) {
            "ERROR"
        } else {
            "INFO"
        },
        ["home", "notifications", "@andrewbrown", "search"][mixed >> 13 & 3],
        mixed >> 20 & 0xff,
        mixed,
    )
}
