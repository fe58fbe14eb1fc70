//! The events: logs of a web application, its workers and its load balancer.

use std::fmt::Write as _;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};

pub(crate) const STREAMS: usize = 8;
pub(crate) const MIN_LENGTH: usize = 150;
pub(crate) const MAX_LENGTH: usize = 220;
/// The time from the first event to the last, in milliseconds.
pub(crate) const SPAN_MS: i64 = 48 * 3_600_000;

/// A word in only three events, at these fractions of the data.
pub(crate) const RARE: &str = "OutOfMemoryError";
pub(crate) const RARE_AT: [f64; 3] = [0.45, 0.7, 0.97];
/// The trace of the first of these events.
pub(crate) const RARE_TRACE: &str = "5f0c1d2e7a9b4c3d8e6f0a1b2c3d4e5f";
/// Occurs only in the JSON event after each of them.
pub(crate) const RARE_CODE: &str = "E4711";

const SERVICES: [&str; 7] = [
    "backend-flask",
    "frontend",
    "cart",
    "billing",
    "mailer",
    "search",
    "auth",
];
const PATHS: [&str; 9] = [
    "/api/activities/home",
    "/api/activities/notifications",
    "/api/messages",
    "/api/users/@andrewbrown/short",
    "/health",
    "/api/cart/items",
    "/static/js/main.8f3a.js",
    "/api/search?q=rust",
    "/api/billing/invoices",
];
const AGENTS: [&str; 4] = [
    "Mozilla/5.0 (X11)",
    "curl/8.5.0",
    "python-requests/2.32",
    "okhttp/4.12",
];
const WORDS: [&str; 64] = [
    "request",
    "response",
    "session",
    "refreshed",
    "cache",
    "entry",
    "expired",
    "stored",
    "user",
    "profile",
    "updated",
    "queue",
    "message",
    "delivered",
    "retry",
    "scheduled",
    "connection",
    "pool",
    "returned",
    "acquired",
    "transaction",
    "committed",
    "index",
    "rebuilt",
    "template",
    "rendered",
    "upload",
    "finished",
    "thumbnail",
    "created",
    "payment",
    "captured",
    "invoice",
    "token",
    "issued",
    "revoked",
    "search",
    "results",
    "ranked",
    "worker",
    "started",
    "heartbeat",
    "metrics",
    "flushed",
    "batch",
    "of",
    "the",
    "for",
    "with",
    "after",
    "before",
    "from",
    "slow",
    "quick",
    "partial",
    "full",
    "remote",
    "local",
    "primary",
    "replica",
    "lock",
    "released",
    "config",
    "loaded",
];

/// Generates the events of one stream, the same in each run.
pub(crate) struct Writer {
    random: StdRng,
}

impl Writer {
    pub(crate) fn of(seed: u64) -> Self {
        Self {
            random: StdRng::seed_from_u64(seed),
        }
    }

    /// Writes the message of event `n` of `all`, at this time.
    pub(crate) fn write(&mut self, message: &mut String, n: usize, all: usize, at_ms: i64) {
        message.clear();
        let rare = RARE_AT
            .iter()
            .position(|part| n == (all as f64 * part) as usize);
        let after = RARE_AT
            .iter()
            .any(|part| n == (all as f64 * part) as usize + 1);
        match (rare, self.random.random_range(0..10)) {
            (Some(place), _) => self.failure(message, place, at_ms),
            (None, _) if after => self.json(message, at_ms, RARE_CODE),
            (None, 0..4) => self.access(message, at_ms),
            (None, 4..7) => self.json(message, at_ms, "none"),
            (None, _) => self.plain(message, at_ms),
        }
        while message.len() < MIN_LENGTH {
            message.push(' ');
            message.push_str(self.word());
        }
        message.truncate(MAX_LENGTH);
    }

    fn word(&mut self) -> &'static str {
        WORDS.choose(&mut self.random).unwrap()
    }

    fn failure(&mut self, message: &mut String, place: usize, at_ms: i64) {
        let trace = match place {
            0 => RARE_TRACE.to_owned(),
            _ => format!("{:032x}", self.random.random::<u128>()),
        };
        write!(
            message,
            "{} ERROR billing java.lang.{RARE}: Java heap space trace={trace}",
            time(at_ms)
        )
        .unwrap();
    }

    fn access(&mut self, message: &mut String, at_ms: i64) {
        let (a, b) = (
            self.random.random_range(0..256),
            self.random.random_range(0..256),
        );
        let path = PATHS.choose(&mut self.random).unwrap();
        let agent = AGENTS.choose(&mut self.random).unwrap();
        let status = match self.random.random_range(0..1_000) {
            0..5 => 503,
            5..30 => 404,
            _ => 200,
        };
        let (size, taken) = (
            self.random.random_range(200..40_000),
            self.random.random_range(1..900),
        );
        let trace: u128 = self.random.random();
        write!(
            message,
            "10.0.{a}.{b} - - [{}] \"GET {path} HTTP/1.1\" {status} {size} \"{agent}\" {taken}ms trace={trace:032x}",
            time(at_ms)
        )
        .unwrap();
    }

    /// Writes a complete JSON message, which must not be padded or cut.
    fn json(&mut self, message: &mut String, at_ms: i64, code: &str) {
        let service = SERVICES.choose(&mut self.random).unwrap();
        let (level, status) = match self.random.random_range(0..1_000) {
            0..8 => ("ERROR", 500),
            8..40 => ("WARN", 429),
            _ => ("INFO", 200),
        };
        let taken: f64 = self.random.random_range(0.1..900.0);
        let trace: u128 = self.random.random();
        let (first, second) = (self.word(), self.word());
        write!(
            message,
            "{{\"time\":\"{}\",\"level\":\"{level}\",\"service\":\"{service}\",\"message\":\"{first} {second}\",\"status\":{status},\"code\":\"{code}\",\"duration_ms\":{taken:.2},\"trace_id\":\"{trace:032x}\"}}",
            time(at_ms)
        )
        .unwrap();
        while message.len() < MIN_LENGTH {
            message.push(' ');
        }
    }

    fn plain(&mut self, message: &mut String, at_ms: i64) {
        let service = SERVICES.choose(&mut self.random).unwrap();
        let job: u32 = self.random.random();
        let id: u128 = self.random.random();
        write!(
            message,
            "{} INFO {service}[{}] request_id={} job={job}",
            time(at_ms),
            self.random.random_range(100..130),
            uuid::Builder::from_random_bytes(id.to_be_bytes()).into_uuid(),
        )
        .unwrap();
        for _ in 0..self.random.random_range(8..14) {
            message.push(' ');
            message.push_str(self.word());
        }
    }
}

/// Formats as RFC 3339.
fn time(at_ms: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_millisecond(at_ms).unwrap()
}
