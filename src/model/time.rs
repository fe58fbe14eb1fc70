//! The clock, and the times that people write.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::civil;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// What time it is: the system's, or one for tests that stands still or is moved by hand.
#[derive(Debug, Clone, Copy, Default)]
pub enum Clock {
    #[default]
    System,
    Fixed(Timestamp),
    Manual(&'static Hands),
}

/// A clock for tests.
#[derive(Debug)]
pub struct Hands {
    /// Milliseconds since the epoch.
    wall: AtomicI64,
    /// Milliseconds that have passed.
    passed: AtomicI64,
}

impl Hands {
    /// They live as long as the test's process.
    pub fn at(now: Timestamp) -> &'static Self {
        Box::leak(Box::new(Self {
            wall: AtomicI64::new(now.as_millisecond()),
            passed: AtomicI64::new(0),
        }))
    }

    /// Lets time pass.
    pub fn pass(&self, time: SignedDuration) {
        self.jump(time);
        let ms = i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        self.passed.fetch_add(ms, Ordering::Relaxed);
    }

    /// Sets the clock ahead or back, as somebody does who sets a wrong one.
    pub fn jump(&self, by: SignedDuration) {
        let ms = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.wall.fetch_add(ms, Ordering::Relaxed);
    }
}

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks")]
    pub fn now(self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Fixed(at) => at,
            Self::Manual(hands) => {
                let ms = hands.wall.load(Ordering::Relaxed);
                Timestamp::from_millisecond(ms).unwrap_or(Timestamp::MAX)
            }
        }
    }

    /// Time that has passed since some moment, whatever was done to the clock. It goes on
    /// while the machine sleeps.
    pub fn uptime(self) -> Duration {
        match self {
            Self::System => of_machine(),
            Self::Fixed(_) => Duration::ZERO,
            Self::Manual(hands) => {
                let ms = hands.passed.load(Ordering::Relaxed);
                Duration::from_millis(ms.unsigned_abs())
            }
        }
    }

    /// Milliseconds since the epoch, CloudWatch Logs' unit.
    pub fn now_ms(self) -> i64 {
        self.now().as_millisecond()
    }

    /// Nanoseconds since the epoch, OTLP's unit.
    pub fn now_ns(self) -> u64 {
        u64::try_from(self.now().as_nanosecond()).unwrap_or(0)
    }

    /// Seconds since the epoch with a fraction, X-Ray's unit.
    pub fn now_secs(self) -> f64 {
        self.now().as_duration().as_secs_f64()
    }
}

fn of_machine() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    #[cfg(target_os = "linux")]
    const STEADY: ClockId = ClockId::Boottime;
    #[cfg(not(target_os = "linux"))]
    const STEADY: ClockId = ClockId::Monotonic;
    let now = clock_gettime(STEADY);
    let seconds = u64::try_from(now.tv_sec).unwrap_or(0);
    let nanos = u32::try_from(now.tv_nsec).unwrap_or(0);
    Duration::new(seconds, nanos)
}

/// A half-open range of time, `[since, until)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeRange {
    pub since: Timestamp,
    pub until: Timestamp,
}

/// What is wrong with a time that somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    #[error(
        "`{0}` is not a time: write `15m`, `2h30m`, `1d`, `2026-11-20`, `2026-11-20T09:00`, RFC 3339 or epoch seconds"
    )]
    Unknown(String),
    #[error("`-{0}` is not a time: a duration counts back from now by itself, write `{0}`")]
    Signed(String),
    #[error("`{0}` is out of range")]
    Range(String),
    #[error(
        "the range is empty: it starts at {since:.3} and ends at {until:.3}, `--since` is the earlier one"
    )]
    Empty { since: Timestamp, until: Timestamp },
}

impl TimeRange {
    /// The range of `--since` and `--until` as written; without `until`, up to now.
    pub fn parse(
        since: &str,
        until: Option<&str>,
        clock: Clock,
        zone: &TimeZone,
    ) -> Result<Self, TimeError> {
        let since = parse_time(since, clock, zone)?;
        let until = match until {
            Some(text) => parse_time(text, clock, zone)?,
            // `until` is exclusive: what happened in this very millisecond belongs to it
            None => clock.now() + SignedDuration::from_millis(1),
        };
        if since >= until {
            return Err(TimeError::Empty { since, until });
        }
        Ok(Self { since, until })
    }
}

/// A moment as people write it: a duration back from now (`15m`, `2h30m`, `1d`),
/// a date or a date with a time in `zone`, RFC 3339, or an epoch in seconds or milliseconds.
pub fn parse_time(text: &str, clock: Clock, zone: &TimeZone) -> Result<Timestamp, TimeError> {
    let text = text.trim();
    let range = || TimeError::Range(text.to_owned());
    if text == "now" {
        return Ok(clock.now());
    }
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return epoch(text).ok_or_else(range);
    }
    if let Some(back) = duration(text) {
        let back = back.ok_or_else(range)?;
        return clock.now().checked_sub(back).map_err(|_| range());
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    if let Ok(at) = text.parse::<civil::DateTime>() {
        return Ok(at.to_zoned(zone.clone()).map_err(|_| range())?.timestamp());
    }
    if let Some(back) = text
        .strip_prefix('-')
        .filter(|back| duration(back).is_some())
    {
        return Err(TimeError::Signed(back.to_owned()));
    }
    Err(TimeError::Unknown(text.to_owned()))
}

/// Epoch seconds (a fraction is allowed), or milliseconds from 12 digits on.
fn epoch(text: &str) -> Option<Timestamp> {
    if text.len() >= 12 && !text.contains('.') {
        return Timestamp::from_millisecond(text.parse().ok()?).ok();
    }
    let seconds: f64 = text.parse().ok()?;
    Timestamp::from_duration(SignedDuration::try_from_secs_f64(seconds).ok()?).ok()
}

/// `2h30m` and its like. The outer `None`: not a duration; the inner: too long.
fn duration(text: &str) -> Option<Option<SignedDuration>> {
    let mut rest = text;
    let mut total = Some(SignedDuration::ZERO);
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            return None;
        }
        let (number, tail) = rest.split_at(digits);
        let letters = tail.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (unit, tail) = tail.split_at(letters);
        let seconds: i64 = match unit {
            "s" => 1,
            "m" | "min" => 60,
            "h" => 3_600,
            "d" => 86_400,
            "w" => 604_800,
            _ => return None,
        };
        total = number
            .parse::<i64>()
            .ok()
            .and_then(|n| n.checked_mul(seconds))
            .and_then(|n| total?.checked_add(SignedDuration::from_secs(n)));
        rest = tail;
    }
    (!text.is_empty()).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Result<String, TimeError> {
        let clock = Clock::Fixed("2026-11-20T09:14:00Z".parse().unwrap());
        parse_time(text, clock, &TimeZone::UTC).map(|t| t.to_string())
    }

    #[test]
    fn every_documented_form() {
        assert_eq!(at("15m").unwrap(), "2026-11-20T08:59:00Z");
        assert_eq!(at("2h30m").unwrap(), "2026-11-20T06:44:00Z");
        assert_eq!(at("1d").unwrap(), "2026-11-19T09:14:00Z");
        assert_eq!(at("2026-11-20").unwrap(), "2026-11-20T00:00:00Z");
        assert_eq!(at("2026-11-20T09:00").unwrap(), "2026-11-20T09:00:00Z");
        assert_eq!(
            at("2026-11-20T09:00:01+02:00").unwrap(),
            "2026-11-20T07:00:01Z"
        );
        assert_eq!(at("1700000000").unwrap(), "2023-11-14T22:13:20Z");
        assert_eq!(at("1700000000123").unwrap(), "2023-11-14T22:13:20.123Z");
        assert_eq!(at("now").unwrap(), "2026-11-20T09:14:00Z");
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "yesterday",
            "15",
            "m",
            "15x",
            "2026-13-01",
            "-5m",
            "1.2.3",
        ] {
            // `15` alone is an epoch second, not fifteen of something
            if text == "15" {
                assert_eq!(at(text).unwrap(), "1970-01-01T00:00:15Z");
            } else {
                assert!(at(text).is_err(), "{text}");
            }
        }
        assert!(matches!(at("99999999999999999d"), Err(TimeError::Range(_))));
        let signed = at("-5m").unwrap_err().to_string();
        assert!(signed.ends_with("write `5m`"), "{signed}");
    }

    #[test]
    fn an_empty_range_is_refused() {
        let clock = Clock::Fixed("2026-11-20T09:14:00Z".parse().unwrap());
        let range = TimeRange::parse("1h", Some("2h"), clock, &TimeZone::UTC);
        assert!(matches!(range, Err(TimeError::Empty { .. })));
    }
}
