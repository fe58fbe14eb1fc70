//! `logs tail`.

use clap::Args;
use jiff::{SignedDuration, Timestamp};

use super::lines::Lines;
use super::{checked, explained, follow};
use crate::context::Ctx;
use crate::error::{Error, Kind, Result};
use crate::model::{Format, TimeRange};
use crate::providers::cloudwatch_logs::{EventQuery, Logs, Pages};
use crate::query::log_pattern;

#[derive(Debug, Args)]
pub struct TailArgs {
    /// The log group
    pub(super) group: String,

    /// Go on with what is being logged, until Ctrl-C
    #[arg(long, short, conflicts_with = "until")]
    follow: bool,

    /// Since when: 10m, 2h30m, 1d, 2026-11-20, 2026-11-20T09:00, RFC 3339, epoch
    #[arg(long, default_value = "10m", value_name = "TIME")]
    since: String,

    /// Until when; that moment itself is not included
    #[arg(long, value_name = "TIME")]
    until: Option<String>,

    /// Only events that match this filter pattern: `ERROR`, `"GET /api"`
    #[arg(long, value_name = "PATTERN")]
    filter: Option<String>,
}

pub(super) async fn run(ctx: &Ctx, args: TailArgs) -> Result<()> {
    checked(&args.group)?;
    let range = ctx.range(&args.since, args.until.as_deref())?;
    let pattern = args.filter.clone().filter(|text| !text.trim().is_empty());
    let length = pattern.as_ref().map_or(0, |text| text.chars().count());
    if length > log_pattern::LONGEST {
        return Err(Error::usage(format!(
            "the filter pattern has {length} characters: the service takes at most {}",
            log_pattern::LONGEST
        )));
    }
    let logs = ctx.logs().await?;
    let query = EventQuery {
        group: args.group.clone(),
        pattern,
        since: range.since,
        until: args.until.is_some().then_some(range.until),
    };
    if args.follow {
        return match follow::run(ctx, &logs, query).await {
            Err(error) => Err(explained(&logs, &args.group, error).await),
            done => done,
        };
    }
    let mut lines = Lines::new(ctx, range.since);
    let read = read(&logs, query, &mut lines).await;
    let last = lines.last();
    let shown = match read {
        // what was shown stays a whole list
        Err(error) if error.kind() != Kind::ClosedPipe => {
            lines.finish()?;
            return Err(match last {
                Some(last) if error.kind() == Kind::Failed => cut_short(&args.group, last, error),
                _ => explained(&logs, &args.group, error).await,
            });
        }
        other => {
            other?;
            lines.finish()?
        }
    };
    if shown == 0 {
        say_nothing_was_logged(ctx, &logs, &args, range).await;
    }
    Ok(())
}

async fn read(logs: &Logs, query: EventQuery, lines: &mut Lines<'_>) -> Result<()> {
    let mut pages = Pages::new(logs, query);
    while let Some(events) = pages.next_patiently().await? {
        lines.show(&events)?;
    }
    Ok(())
}

fn cut_short(group: &str, last: Timestamp, error: Error) -> Error {
    let mut short = Error::incomplete(format!(
        "the log group `{group}` could be read up to {last:.3} only"
    ));
    for hint in error.hints() {
        short = short.hint(hint);
    }
    short.caused_by(error)
}

/// An empty window is no failure; what is outside of it may be what was looked for.
async fn say_nothing_was_logged(ctx: &Ctx, logs: &Logs, args: &TailArgs, range: TimeRange) {
    let group = &args.group;
    let what = match args.filter {
        Some(_) => format!("no events match the filter in `{group}`"),
        None => format!("no events in `{group}`"),
    };
    let zone = &ctx.output.screen().zone;
    let time = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S");
    let until = match args.until {
        Some(_) => format!(" until {}", time(range.until)),
        None => String::new(),
    };
    ctx.output
        .note(&format!("{what} since {}{until}", time(range.since)));
    if ctx.output.format() != Format::Table {
        return;
    }
    // only a help: a failure here takes nothing away from the answer
    let newest = logs.streams(group, 1).await.ok();
    let newest = newest.and_then(|(streams, _)| streams.first()?.last_event);
    ctx.output.hint(&match newest {
        Some(newest) if newest < range.since => format!(
            "its newest event is of {}: `cruddur-obs logs tail {group} --since {}` reaches it",
            time(newest),
            reaching(ctx.clock.now(), newest)
        ),
        None if args.filter.is_none() => {
            format!("nothing was ever logged in `{group}`: `--follow` waits for it")
        }
        _ if args.filter.is_some() => {
            "case matters in a filter; without `--filter` everything is shown".to_owned()
        }
        _ if args.until.is_some() => {
            "an earlier `--since` or a later `--until` widens the range".to_owned()
        }
        _ => "`--since 1h` looks further back, `--follow` waits for what comes".to_owned(),
    });
}

/// The shortest round duration back from `now` that includes `at`.
fn reaching(now: Timestamp, at: Timestamp) -> String {
    let minutes = now.duration_since(at).max(SignedDuration::ZERO).as_mins() + 1;
    match minutes {
        ..60 => format!("{minutes}m"),
        60..1_440 => format!("{}h", minutes / 60 + 1),
        _ => format!("{}d", minutes / 1_440 + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_suggested_duration_reaches_the_event() {
        let now: Timestamp = "2026-11-20T09:14:05Z".parse().unwrap();
        for (at, suggested) in [
            ("2026-11-20T09:02:05Z", "13m"),
            ("2026-11-20T08:15:00Z", "2h"),
            ("2026-11-20T01:00:00Z", "9h"),
            ("2026-11-17T09:00:00Z", "4d"),
        ] {
            assert_eq!(reaching(now, at.parse().unwrap()), suggested, "{at}");
        }
    }
}
