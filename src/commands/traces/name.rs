//! How a person names a trace: by its id in either spelling, by the beginning of it as
//! lists show it, or as `last`.

use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};

use crate::context::Ctx;
use crate::error::{Error, Hint, Result};
use crate::model::{Clock, IdError, TimeRange, TraceId};
use crate::providers::xray::Xray;

/// Fewer digits name too much.
const DIGITS_MIN: usize = 6;
/// How far back `last` and the beginnings of ids are looked for.
const LOOKED_AT: SignedDuration = SignedDuration::from_hours(6);
/// Traces looked through for the beginning of an id.
const CANDIDATES: usize = 10_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TraceName {
    Id(TraceId),
    /// The first hex digits, without dashes, in lower case.
    Beginning(String),
    Last,
}

impl FromStr for TraceName {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let text = text.trim();
        if text == "last" {
            return Ok(Self::Last);
        }
        let error = match text.parse() {
            Ok(id) => return Ok(Self::Id(id)),
            Err(error @ IdError::Zeros { .. }) => {
                return Err(format!("{error} (or `last` for the newest)"));
            }
            Err(error) => error,
        };
        let beginning = text.trim_end_matches(['…', '.']).to_ascii_lowercase();
        let digits = match beginning.strip_prefix("1-") {
            Some(rest) => match rest.split_once('-') {
                Some((epoch, random)) if epoch.len() == 8 => format!("{epoch}{random}"),
                Some(_) => return Err(error.to_string()),
                None if rest.len() <= 8 => rest.to_owned(),
                None => return Err(error.to_string()),
            },
            None => beginning,
        };
        let hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
        if hex && (DIGITS_MIN..32).contains(&digits.len()) {
            return Ok(Self::Beginning(digits));
        }
        Err(format!(
            "{error} (or its first {DIGITS_MIN} or more digits, or `last`)"
        ))
    }
}

impl TraceName {
    /// The id that is meant.
    ///
    /// # Errors
    /// Not found, when there is no such recent trace; usage, when there are several.
    pub(super) async fn resolve(&self, ctx: &Ctx, xray: &Xray) -> Result<TraceId> {
        let now = ctx.clock.now();
        let recent = TimeRange {
            since: now - LOOKED_AT,
            until: now + SignedDuration::from_secs(1),
        };
        match self {
            Self::Id(id) => Ok(*id),
            Self::Last => {
                let newest = xray.recent(recent, 1).await?;
                newest.first().map(|trace| trace.id).ok_or_else(|| {
                    Error::not_found(format!("no traces in the last 6 hours on {}", xray.place()))
                        .hint(Hint::run(
                            ["traces", "recent", "--since", "1d"],
                            "look further back",
                        ))
                })
            }
            Self::Beginning(digits) => {
                let mut found = matching(xray, recent, digits).await?;
                if found.is_empty()
                    && let Some(around) = epoch_range(digits, ctx.clock)
                {
                    found = matching(xray, around, digits).await?;
                }
                one_of(&found, digits, &xray.place())
            }
        }
    }
}

async fn matching(xray: &Xray, range: TimeRange, digits: &str) -> Result<Vec<TraceId>> {
    let traces = xray.recent(range, CANDIDATES).await?;
    let ids = traces.into_iter().map(|trace| trace.id);
    Ok(ids.filter(|id| id.hex().starts_with(digits)).collect())
}

/// The time around the second that X-Ray's ids begin with, if it is one of the last 30
/// days: X-Ray keeps traces no longer.
fn epoch_range(digits: &str, clock: Clock) -> Option<TimeRange> {
    let second = i64::from_str_radix(digits.get(..8)?, 16).ok()?;
    let at = Timestamp::from_second(second).ok()?;
    let age = clock.now().duration_since(at);
    let minute = SignedDuration::from_mins(1);
    (age >= -minute && age <= SignedDuration::from_hours(30 * 24)).then(|| TimeRange {
        since: at - minute,
        until: at + 10 * minute,
    })
}

fn one_of(found: &[TraceId], digits: &str, place: &str) -> Result<TraceId> {
    match found {
        [id] => Ok(*id),
        [] => Err(Error::not_found(format!(
            "no trace in the last 6 hours on {place} has an id starting with `{digits}`"
        ))
        .hint(Hint::run(["traces", "recent"], "list ids"))
        .hint("type the whole id to find an older trace")),
        several => {
            let ids: Vec<String> = several.iter().take(5).map(TraceId::xray).collect();
            Err(Error::usage(format!(
                "`{digits}` is ambiguous: it matches {} traces: {}",
                several.len(),
                ids.join(", ")
            ))
            .hint("type more of the id"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beginning(text: &str) -> TraceName {
        TraceName::Beginning(text.to_owned())
    }

    #[test]
    fn ids_beginnings_and_last() {
        let id: TraceId = "691ed3f28a1c0123456789abcdef0123".parse().unwrap();
        for (text, name) in [
            ("last", TraceName::Last),
            ("691ed3f28a1c0123456789abcdef0123", TraceName::Id(id)),
            (" 1-691ed3f2-8a1c0123456789abcdef0123 ", TraceName::Id(id)),
            ("1-691ed3f2-8a1c…", beginning("691ed3f28a1c")),
            ("1-691ED3F2-8A1C...", beginning("691ed3f28a1c")),
            ("1-691ed3", beginning("691ed3")),
            ("691ed3f28a", beginning("691ed3f28a")),
        ] {
            assert_eq!(text.parse(), Ok(name), "{text}");
        }
        for text in [
            "0".repeat(32),
            format!("1-{}-{}", "0".repeat(8), "0".repeat(24)),
        ] {
            let error = text.parse::<TraceName>().unwrap_err();
            assert!(error.contains("all zeros"), "{text}: {error}");
        }
        for text in [
            "",
            "1-",
            "…",
            "69",
            "1-691",
            "xyzxyzxyz",
            "1-691ed3f28-a1c",
            "2-691ed3f2-8a1c",
            "latest",
        ] {
            let error = text.parse::<TraceName>().unwrap_err();
            assert!(error.contains("trace id"), "{text}: {error}");
        }
    }

    #[test]
    fn a_beginning_names_one_trace_or_none() {
        let id = |last: u8| TraceId([7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, last]);
        assert_eq!(one_of(&[id(1)], "0707", "here").unwrap(), id(1));
        let none = one_of(&[], "0707", "here").unwrap_err();
        assert_eq!(none.kind().exit_code(), 3);
        let several = one_of(&[id(1), id(2)], "0707", "here").unwrap_err();
        assert!(
            several.to_string().contains("it matches 2 traces"),
            "{several}"
        );
    }

    #[test]
    fn the_second_of_an_x_ray_id_tells_where_to_look() {
        let clock = Clock::Fixed("2026-11-20T09:14:00Z".parse().unwrap());
        let second = clock.now().as_second() - 86_400;
        let range = epoch_range(&format!("{second:08x}abc"), clock).unwrap();
        assert_eq!(range.since.to_string(), "2026-11-19T09:13:00Z");
        assert_eq!(epoch_range("00000000abc", clock), None, "a random id");
        assert_eq!(epoch_range("691ed3", clock), None);
    }
}
