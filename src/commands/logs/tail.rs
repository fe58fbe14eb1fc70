//! `logs tail`.

use clap::Args;
use jiff::{SignedDuration, Timestamp};

use super::follow;
use super::history::{self, Window};
use super::lines::Lines;
use super::live;
use super::pick::{Pick, regexes};
use super::sources::{self, Source, StreamChoice};
use super::style::style;
use crate::context::Ctx;
use crate::error::{Error, Kind, Result};
use crate::model::{Format, GroupSelector, TimeRange, at_least_one, shell_word};
use crate::providers::cloudwatch_logs::{EventQuery, Logs, NEWEST_FIRST_SINCE, RetryLimits};
use crate::query::log_pattern::LogPattern;
use crate::render::LogStyle;

#[derive(Debug, Args)]
pub struct TailArgs {
    #[command(flatten)]
    what: WhatArgs,

    /// Keep printing new events until Ctrl-C
    #[arg(long, short, conflicts_with = "until")]
    follow: bool,

    /// Stream through Live Tail instead of polling (max. 10 groups, 500 events/s; billed by the
    /// minute on AWS)
    #[arg(long, conflicts_with_all = ["until", "follow"])]
    live: bool,

    /// Show only the newest N events
    #[arg(long, value_name = "N", value_parser = at_least_one::<u32>, allow_negative_numbers = true)]
    last: Option<u32>,
}

/// Which events, and how they look.
#[derive(Debug, Args)]
pub(super) struct WhatArgs {
    /// Log groups: names, globs such as '/ecs/*', or ARNs
    #[arg(required = true, value_name = "GROUP")]
    groups: Vec<String>,

    /// Start time: 10m, 1.5h, '2 days ago', yesterday, 15:00, a date, RFC 3339, epoch
    /// [default: 10m; with --last: as far back as needed; for `search`: 1h]
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(super) since: Option<String>,

    /// End time (exclusive)
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    until: Option<String>,

    /// Show only events matching a filter pattern: `ERROR`, `"GET /api"`
    #[arg(long, value_name = "PATTERN", allow_hyphen_values = true)]
    filter: Option<String>,

    /// Read only this stream, or streams matching a glob (repeatable)
    #[arg(long, value_name = "NAME|GLOB")]
    stream: Vec<String>,

    /// Show only messages matching REGEX (repeatable)
    #[arg(long, short, value_name = "REGEX", allow_hyphen_values = true)]
    include: Vec<String>,

    /// Hide messages matching REGEX (repeatable)
    #[arg(long, short, value_name = "REGEX", allow_hyphen_values = true)]
    exclude: Vec<String>,

    /// Highlight matches of REGEX (repeatable)
    #[arg(long, short = 'H', value_name = "REGEX", allow_hyphen_values = true)]
    highlight: Vec<String>,

    /// Event format: pretty, raw, short, json or template='{time} {stream} {message}' [default:
    /// pretty]
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,

    /// Show only these fields of JSON messages: level,http.status
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    fields: Vec<String>,
}

/// The arguments, checked.
pub(super) struct Plan {
    pub(super) selectors: Vec<GroupSelector>,
    /// For each group.
    pub(super) query: EventQuery,
    pub(super) range: TimeRange,
    pub(super) last: Option<usize>,
    pub(super) pick: Pick,
    pub(super) style: LogStyle,
    /// Whether the command can go on with what comes.
    pub(super) can_follow: bool,
    pub(super) until_given: bool,
}

pub(super) async fn run(ctx: &Ctx, args: &TailArgs) -> Result<()> {
    let default = match args.last {
        None => "10m".to_owned(),
        // as far back as events can be read from their end
        Some(_) => NEWEST_FIRST_SINCE.to_string(),
    };
    let last = args.last.and_then(|last| usize::try_from(last).ok());
    let plan = Plan {
        last,
        ..Plan::of(ctx, &args.what, &default)?
    };
    let logs = ctx.logs().await?;
    if args.follow {
        return follow::run(ctx, &logs, &plan).await;
    }
    if args.live {
        return live::run(ctx, &logs, &plan).await;
    }
    let sources = sources::resolve(ctx, &logs, &plan.selectors).await?;
    if sources.is_empty() {
        return Err(sources::nothing_matches(&logs, &plan.selectors));
    }
    let mut lines = plan.lines(ctx);
    let read = show(ctx, &logs, &plan, &sources, &mut lines).await;
    conclude(ctx, &logs, &plan, &sources, (lines, read)).await
}

/// Ends what was shown, and says what could not be read, or that there was nothing.
pub(super) async fn conclude(
    ctx: &Ctx,
    logs: &Logs,
    plan: &Plan,
    sources: &[Source],
    (lines, read): (Lines<'_>, Result<Vec<(usize, Error)>>),
) -> Result<()> {
    let failed = match read {
        Ok(failed) => failed,
        Err(error) if error.kind() == Kind::ClosedPipe => return Err(error),
        Err(error) => {
            // what was shown stays a whole list
            lines.finish()?;
            return Err(error);
        }
    };
    let reached = lines.reached(plan.query.newest_first);
    let shown = lines.finish()?;
    if !failed.is_empty() {
        return Err(told(logs, plan, sources, failed, reached).await);
    }
    if shown == 0 {
        sources::check_streams(logs, sources, &plan.pick.streams).await?;
        say_nothing_was_logged(ctx, logs, plan, sources).await;
    }
    Ok(())
}

impl Plan {
    /// `default` is since when, where nothing else is asked for.
    pub(super) fn of(ctx: &Ctx, args: &WhatArgs, default: &str) -> Result<Self> {
        let selectors = sources::selectors(&args.groups)?;
        let since = args.since.as_deref().unwrap_or(default);
        let range = ctx.range(since, args.until.as_deref())?;
        let pattern = args.filter.clone().filter(|text| !text.trim().is_empty());
        if let Some(pattern) = &pattern {
            check_pattern(ctx, pattern)?;
        }
        let streams = StreamChoice::parse(&args.stream)?;
        Ok(Self {
            query: EventQuery {
                streams: streams.asked(sources::are_several(&selectors)),
                pattern,
                until: args.until.is_some().then_some(range.until),
                ..EventQuery::all("", range.since)
            },
            style: style(ctx, args.format.as_deref(), &args.fields, &args.highlight)?,
            pick: Pick {
                streams,
                include: regexes("--include", &args.include)?,
                exclude: regexes("--exclude", &args.exclude)?,
            },
            last: None,
            can_follow: true,
            until_given: args.until.is_some(),
            selectors,
            range,
        })
    }

    pub(super) fn lines<'a>(&'a self, ctx: &'a Ctx) -> Lines<'a> {
        // the last events are of any day: each tells its own
        let since = match self.last {
            Some(_) => ctx.clock.now(),
            None => self.range.since,
        };
        let several = sources::are_several(&self.selectors);
        Lines::new(ctx, &self.style, &self.pick, since, several)
    }

    /// The flags that may have left everything out.
    fn chosen_by(&self) -> String {
        let flags = [
            ("`--filter`", self.query.pattern.is_some()),
            ("`--stream`", !self.pick.streams.is_all()),
            ("`--include`", !self.pick.include.is_empty()),
            ("`--exclude`", !self.pick.exclude.is_empty()),
        ];
        let given = flags
            .iter()
            .filter(|(_, given)| *given)
            .map(|(flag, _)| *flag);
        given.collect::<Vec<_>>().join(" and ")
    }

    pub(super) fn window<'a>(&self, sources: &'a [Source], bounds: RetryLimits) -> Window<'a> {
        Window {
            sources,
            query: self.query.clone(),
            bounds,
        }
    }
}

/// What the service would refuse is refused here, with its place.
fn check_pattern(ctx: &Ctx, pattern: &str) -> Result<()> {
    let Err(error) = LogPattern::parse(pattern) else {
        return Ok(());
    };
    let room = ctx.output.talk().width.saturating_sub(8);
    let place = error.syntax().caret(room);
    Err(Error::usage(format!(
        "`--filter` is not a filter pattern: {error}\n{place}"
    ))
    .hint(error.hint()))
}

/// Shows the window or the last events of it. Returns what could not be read.
async fn show(
    ctx: &Ctx,
    logs: &Logs,
    plan: &Plan,
    sources: &[Source],
    lines: &mut Lines<'_>,
) -> Result<Vec<(usize, Error)>> {
    let reader = logs.reader();
    let window = plan.window(sources, RetryLimits::READ);
    let Some(most) = plan.last else {
        return history::all(ctx, &reader, &window, lines, |_| {}).await;
    };
    let overlap = SignedDuration::ZERO;
    let found = history::last(ctx, &reader, &window, &plan.pick, (most, overlap), |_| {}).await?;
    lines.show(sources, &found.events)?;
    Ok(found.failed)
}

/// The error for sources that could not be read to their ends.
async fn told(
    logs: &Logs,
    plan: &Plan,
    sources: &[Source],
    failed: Vec<(usize, Error)>,
    reached: Option<Timestamp>,
) -> Error {
    let all = failed.len() == sources.len();
    let mut errors = Vec::new();
    for (number, error) in failed {
        let source = &sources[number];
        let error = sources::explained(logs, source, &plan.pick.streams, error).await;
        let error = match reached {
            Some(reached) if error.kind() == Kind::Failed => {
                let way = if plan.query.newest_first {
                    "back"
                } else {
                    "up"
                };
                cut_short(&source.name, (way, reached), error)
            }
            _ => error,
        };
        errors.push((source.name.clone(), error));
    }
    several(errors, all)
}

/// One error of several: its kind is theirs if they agree, and nothing could be read.
pub(super) fn several(mut errors: Vec<(String, Error)>, all: bool) -> Error {
    if errors.len() == 1 && (all || errors[0].1.kind() == Kind::NotFound) {
        return errors.remove(0).1;
    }
    let kinds: Vec<_> = errors.iter().map(|(_, error)| error.kind()).collect();
    let same = kinds.windows(2).all(|pair| pair[0] == pair[1]);
    let kind = match kinds[0] {
        kind if same && (all || kind == Kind::NotFound) => kind,
        _ => Kind::Incomplete,
    };
    let names: Vec<_> = errors.iter().map(|(name, _)| format!("`{name}`")).collect();
    let mut error = Error::new(kind, format!("cannot read {}", names.join(", ")));
    let causes: Vec<_> = errors.iter().map(|(_, error)| in_a_line(error)).collect();
    for hint in errors.iter().flat_map(|(_, error)| error.hints()) {
        if !error.hints().contains(hint) {
            error = error.hint(hint);
        }
    }
    error.caused_by(causes.join("\n"))
}

/// A failure with its causes.
pub(super) fn in_a_line(error: &Error) -> String {
    let mut told = error.to_string();
    for cause in error.causes() {
        told.push_str(": ");
        told.push_str(&cause);
    }
    told
}

fn cut_short(group: &str, (way, reached): (&str, Timestamp), error: Error) -> Error {
    let mut short = Error::incomplete(format!(
        "the log group `{group}` could be read {way} to {reached:.3} only"
    ));
    for hint in error.hints() {
        short = short.hint(hint);
    }
    short.caused_by(error)
}

/// An empty window is no failure; what is outside of it may be what was looked for.
async fn say_nothing_was_logged(ctx: &Ctx, logs: &Logs, plan: &Plan, sources: &[Source]) {
    let group = &sources[0].name;
    let place = match sources {
        [one] => format!("`{}`", one.name),
        many => format!("{} log groups", many.len()),
    };
    let filtered = !plan.chosen_by().is_empty();
    let what = if filtered {
        format!("no events in {place} match {}", plan.chosen_by())
    } else {
        format!("no events in {place}")
    };
    let range = plan.range;
    let zone = &ctx.output.screen().zone;
    let time = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S");
    let until = if plan.until_given {
        format!(" until {}", time(range.until))
    } else {
        String::new()
    };
    ctx.output
        .note(&format!("{what} since {}{until}", time(range.since)));
    if ctx.output.format() != Format::Table {
        return;
    }
    // only a help: a failure here takes nothing away from the answer
    let newest = match sources {
        [one] => logs.streams(&one.id, 1).await.ok(),
        _ => None,
    };
    let known = newest.is_some();
    let newest = newest.and_then(|(streams, _)| streams.first()?.last_event);
    ctx.output.hint(&match newest {
        Some(newest) if newest < range.since => format!(
            "its newest event is of {}: run `cruddur-obs logs tail {} --since {}` to reach it",
            time(newest),
            shell_word(group),
            reaching(ctx.clock.now(), newest)
        ),
        None if known && !filtered => format!(
            "nothing was ever logged in `{group}`: run `cruddur-obs logs tail {} --follow` to wait for it",
            shell_word(group)
        ),
        _ if filtered => format!(
            "case matters; without {} everything is shown",
            plan.chosen_by()
        ),
        _ if plan.until_given => {
            "use an earlier `--since` or a later `--until`".to_owned()
        }
        _ if !plan.can_follow => "use `--since 1d` to look further back".to_owned(),
        _ => "use `--since 1h` to look further back, `--follow` to wait for what comes".to_owned(),
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

    #[test]
    fn errors_that_agree_keep_their_kind_if_nothing_could_be_read() {
        let of = |kind| ("g".to_owned(), Error::new(kind, "why"));
        let kind =
            |kinds: &[Kind], all| several(kinds.iter().map(|kind| of(*kind)).collect(), all).kind();
        assert_eq!(kind(&[Kind::Unauthorised], true), Kind::Unauthorised);
        assert_eq!(kind(&[Kind::Unauthorised; 2], true), Kind::Unauthorised);
        assert_eq!(kind(&[Kind::Unauthorised; 2], false), Kind::Incomplete);
        assert_eq!(kind(&[Kind::Failed], false), Kind::Incomplete);
        assert_eq!(
            kind(&[Kind::Failed, Kind::NotFound], true),
            Kind::Incomplete
        );
        assert_eq!(kind(&[Kind::NotFound], false), Kind::NotFound);
    }
}
