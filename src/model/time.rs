//! Human-readable times.

use jiff::civil::{self, Date};
use jiff::fmt::friendly::SpanParser;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, SpanRelativeTo, Timestamp, Zoned};

use super::Clock;

/// A half-open range of time, `[since, until)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeRange {
    pub since: Timestamp,
    pub until: Timestamp,
}

/// Why a time is invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    #[error(
        "invalid time `{0}`: expected a duration (`15m`, `2 hours ago`), `yesterday`, a time (`15:00`), a date (`2026-11-20`, `2026-11-20T09:00`), RFC 3339 or epoch seconds"
    )]
    Unknown(String),
    #[error("invalid time `{0}`: expected a unit (`{0}m`, `{0}h`) or a whole epoch (10 digits)")]
    Bare(String),
    #[error("invalid time `{sign}{back}`: durations already count back from now; use `{back}`")]
    Signed { sign: char, back: String },
    #[error("invalid time `{0}`: it is out of range")]
    Range(String),
    #[error(
        "the range is empty: `--since` ({since:.3}) must be earlier than `--until` ({until:.3})"
    )]
    Empty { since: Timestamp, until: Timestamp },
}

impl TimeRange {
    /// Parses `--since` and `--until`. Without `until`, the range ends now.
    pub fn parse(
        since: &str,
        until: Option<&str>,
        clock: Clock,
        zone: &TimeZone,
    ) -> Result<Self, TimeError> {
        let since = parse(since, clock, zone, Side::Start)?;
        let until = match until {
            Some(text) => parse(text, clock, zone, Side::End)?,
            // `until` is exclusive, and events of the current millisecond should be included
            None => clock.now() + SignedDuration::from_millis(1),
        };
        let range = Self { since, until };
        if since < until {
            Ok(range)
        } else {
            Err(range.empty())
        }
    }

    fn empty(self) -> TimeError {
        let Self { since, until } = self;
        TimeError::Empty { since, until }
    }
}

/// Parses optional `--since` and `--until`; either end may be open.
pub fn parse_bounds(
    since: Option<&str>,
    until: Option<&str>,
    clock: Clock,
    zone: &TimeZone,
) -> Result<(Option<Timestamp>, Option<Timestamp>), TimeError> {
    let bound = |text: Option<&str>, side| text.map(|text| parse(text, clock, zone, side));
    let since = bound(since, Side::Start).transpose()?;
    let until = bound(until, Side::End).transpose()?;
    match (since, until) {
        (Some(since), Some(until)) if since >= until => Err(TimeRange { since, until }.empty()),
        bounds => Ok(bounds),
    }
}

/// The end of a range for which a time is parsed. Only an end can lie in the future.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Start,
    End,
}

/// Parses a time: a duration before now (`15m`, `2h30m`, `1.5h`, `2 days ago`), `now`, `today`,
/// `yesterday`, a time of day (`15:00`: the latest one), a date or a date and time in `zone`, RFC
/// 3339, or an epoch in seconds or milliseconds.
fn parse(text: &str, clock: Clock, zone: &TimeZone, side: Side) -> Result<Timestamp, TimeError> {
    let text = text.trim();
    let range = || TimeError::Range(text.to_owned());
    let now = clock.now().to_zoned(zone.clone());
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return epoch(text);
    }
    if let Some(at) = day(text, &now, side) {
        return at.map_err(|_| range());
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    if let Ok(at) = text.parse::<civil::DateTime>() {
        return Ok(at.to_zoned(zone.clone()).map_err(|_| range())?.timestamp());
    }
    let mut rest = text.chars();
    match rest.next() {
        Some(sign @ ('-' | '+')) if is_duration(rest.as_str()) => Err(TimeError::Signed {
            sign,
            back: rest.as_str().to_owned(),
        }),
        _ if is_duration(text) => before(&now, text).ok_or_else(range),
        _ => Err(TimeError::Unknown(text.to_owned())),
    }
}

/// Parses `now`, `today`, `yesterday`, `15:00` and `yesterday 15:00`.
fn day(text: &str, now: &Zoned, side: Side) -> Option<Result<Timestamp, jiff::Error>> {
    let (day, time) = text.split_once(' ').unwrap_or((text, ""));
    let date = match day {
        "now" if time.is_empty() => return Some(Ok(now.timestamp())),
        "today" => now.date(),
        "yesterday" => match now.date().yesterday() {
            Ok(date) => date,
            Err(error) => return Some(Err(error)),
        },
        _ => return time_of_day(text).map(|time| latest(time, now, side)),
    };
    let time = match time.trim() {
        "" => civil::Time::midnight(),
        time => time_of_day(time)?,
    };
    Some(at(date, time, now))
}

/// Parses a time of day only: `15:00`, `15:00:30.5`.
fn time_of_day(text: &str) -> Option<civil::Time> {
    let is_time = text.contains(':') && !text.contains(['-', 'T', 't', 'Z', 'z', '+']);
    is_time.then(|| text.parse().ok()).flatten()
}

/// Returns this time today, or yesterday if it would lie in the future and must not.
fn latest(time: civil::Time, now: &Zoned, side: Side) -> Result<Timestamp, jiff::Error> {
    let today = at(now.date(), time, now)?;
    if side == Side::End || today <= now.timestamp() {
        return Ok(today);
    }
    at(now.date().yesterday()?, time, now)
}

fn at(date: Date, time: civil::Time, now: &Zoned) -> Result<Timestamp, jiff::Error> {
    let zoned = date.to_datetime(time).to_zoned(now.time_zone().clone())?;
    Ok(zoned.timestamp())
}

/// Parses epoch seconds (with an optional fraction), or milliseconds from 12 digits on. A shorter
/// number is an error: it lacks its unit.
fn epoch(text: &str) -> Result<Timestamp, TimeError> {
    /// Nine digits reach back to 1973, further than any data.
    const MIN_DIGITS: usize = 9;
    let Ok(number) = text.parse::<f64>() else {
        return Err(TimeError::Unknown(text.to_owned()));
    };
    let whole = text.split('.').next().unwrap_or_default().len();
    if whole < MIN_DIGITS {
        return Err(TimeError::Bare(text.to_owned()));
    }
    let moment = if whole >= 12 && whole == text.len() {
        let ms = text.parse().ok();
        ms.and_then(|ms| Timestamp::from_millisecond(ms).ok())
    } else {
        let since = SignedDuration::try_from_secs_f64(number).ok();
        since.and_then(|since| Timestamp::from_duration(since).ok())
    };
    moment.ok_or_else(|| TimeError::Range(text.to_owned()))
}

/// Whether `text` has the form of a duration of any length.
fn is_duration(text: &str) -> bool {
    let mut digits = 0;
    // jiff rejects numbers beyond its range, but that is a range error and not a syntax error
    let short: String = text
        .chars()
        .filter(|c| {
            digits = if c.is_ascii_digit() { digits + 1 } else { 0 };
            digits <= 4
        })
        .collect();
    parser()
        .parse_span(&short)
        .is_ok_and(|span| !span.is_negative() || text.ends_with("ago"))
}

/// Returns the time that long before `now`. Days have 24 hours and weeks seven days; months and
/// years follow the calendar.
fn before(now: &Zoned, text: &str) -> Option<Timestamp> {
    let span = parser().parse_span(text).ok()?.abs();
    match span.to_duration(SpanRelativeTo::days_are_24_hours()) {
        Ok(back) => now.timestamp().checked_sub(back).ok(),
        Err(_) => Some(now.checked_sub(span).ok()?.timestamp()),
    }
}

fn parser() -> SpanParser {
    SpanParser::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Result<String, TimeError> {
        let clock = Clock::Fixed("2026-11-20T09:14:00Z".parse().unwrap());
        parse(text, clock, &TimeZone::UTC, Side::Start).map(|t| t.to_string())
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
    fn what_people_say() {
        for (text, expected) in [
            ("1.5h", "2026-11-20T07:44:00Z"),
            ("90 minutes", "2026-11-20T07:44:00Z"),
            ("2 hours ago", "2026-11-20T07:14:00Z"),
            ("1 day 2 hours ago", "2026-11-19T07:14:00Z"),
            ("1w", "2026-11-13T09:14:00Z"),
            ("1 month ago", "2026-10-20T09:14:00Z"),
            ("today", "2026-11-20T00:00:00Z"),
            ("yesterday", "2026-11-19T00:00:00Z"),
            ("yesterday 15:00", "2026-11-19T15:00:00Z"),
            ("09:13:50", "2026-11-20T09:13:50Z"),
            ("08:00", "2026-11-20T08:00:00Z"),
            // the latest 15:00
            ("15:00", "2026-11-19T15:00:00Z"),
        ] {
            assert_eq!(at(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn an_end_may_be_later_today() {
        let clock = Clock::Fixed("2026-11-20T09:14:00Z".parse().unwrap());
        let range = TimeRange::parse("08:00", Some("10:00"), clock, &TimeZone::UTC).unwrap();
        assert_eq!(range.until.to_string(), "2026-11-20T10:00:00Z");
        let range = TimeRange::parse("23:00", Some("01:00"), clock, &TimeZone::UTC).unwrap();
        assert_eq!(range.since.to_string(), "2026-11-19T23:00:00Z");
        assert_eq!(range.until.to_string(), "2026-11-20T01:00:00Z");
    }

    #[test]
    fn days_are_those_of_the_zone() {
        let clock = Clock::Fixed("2026-11-20T02:00:00Z".parse().unwrap());
        let zone = TimeZone::get("America/Toronto").unwrap();
        let at = parse("yesterday", clock, &zone, Side::Start).unwrap();
        assert_eq!(at.to_string(), "2026-11-18T05:00:00Z");
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "soon",
            "m",
            "15x",
            "2026-13-01",
            "1.2.3",
            "25:00",
            "tomorrow",
        ] {
            assert!(matches!(at(text), Err(TimeError::Unknown(_))), "{text}");
        }
        for text in ["15", "0", "1.5", "86400"] {
            let error = at(text).unwrap_err();
            assert_eq!(error, TimeError::Bare(text.to_owned()));
        }
        for text in [
            "99999999999999999d",
            "999999999999w",
            "99999999999999999999",
        ] {
            assert!(matches!(at(text), Err(TimeError::Range(_))), "{text}");
        }
        for text in ["-5m", "+5m"] {
            let signed = at(text).unwrap_err().to_string();
            let shown = format!("invalid time `{text}`");
            assert!(
                signed.starts_with(&shown) && signed.ends_with("use `5m`"),
                "{signed}"
            );
        }
        assert!(matches!(at("--5m"), Err(TimeError::Unknown(_))));
    }

    #[test]
    fn an_empty_range_is_refused() {
        let clock = Clock::Fixed("2026-11-20T09:14:00Z".parse().unwrap());
        let range = TimeRange::parse("1h", Some("2h"), clock, &TimeZone::UTC);
        assert!(matches!(range, Err(TimeError::Empty { .. })));
    }
}
