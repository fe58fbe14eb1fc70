//! Which events `tail` and `search` read, and how they look.

use clap::Args;

use super::filter;
use super::regexes::regexes;
use super::style::style;
use crate::context::Ctx;
use crate::error::{Error, Result};
use crate::model::{GroupSelector, TimeRange};
use crate::providers::cloudwatch_logs::{
    ClientFilter, EventQuery, GroupResolver, LogSource, StreamChoice, TailRequest,
};
use crate::render::LogStyle;

/// Which events, and how they look.
#[derive(Debug, Args)]
pub(super) struct EventArgs {
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

/// What is read, checked.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) resolver: GroupResolver,
    /// For each group.
    pub(super) query: EventQuery,
    pub(super) range: TimeRange,
    pub(super) filter: ClientFilter,
    /// Only the newest so many events.
    pub(super) last: Option<usize>,
    /// Whether the command can go on with what comes.
    pub(super) can_follow: bool,
    pub(super) until_given: bool,
}

impl EventArgs {
    /// How the events look.
    pub(super) fn style(&self, ctx: &Ctx) -> Result<LogStyle> {
        style(ctx, self.format.as_deref(), &self.fields, &self.highlight)
    }
}

impl Plan {
    /// The request for what these groups log from now on.
    pub(super) fn tail_request(&self, sources: &[LogSource]) -> TailRequest {
        TailRequest {
            sources: sources.to_vec(),
            resolver: self.resolver.clone(),
            query: self.query.clone(),
            filter: self.filter.clone(),
            last: self.last,
        }
    }

    /// `default` is since when, where nothing else is asked for.
    pub(super) fn new(ctx: &Ctx, args: &EventArgs, default: &str) -> Result<Self> {
        let resolver = GroupResolver::new(selectors(&args.groups)?);
        let since = args.since.as_deref().unwrap_or(default);
        let range = ctx.range(since, args.until.as_deref())?;
        let pattern = args.filter.clone().filter(|text| !text.trim().is_empty());
        if let Some(pattern) = &pattern {
            filter::check(ctx, pattern)?;
        }
        let streams = StreamChoice::parse(&args.stream)?;
        Ok(Self {
            query: EventQuery {
                streams: streams.asked(resolver.may_be_several()),
                pattern,
                until: args.until.is_some().then_some(range.until),
                ..EventQuery::all("", range.since)
            },
            filter: ClientFilter {
                streams,
                include: regexes("--include", &args.include)?,
                exclude: regexes("--exclude", &args.exclude)?,
            },
            last: None,
            can_follow: true,
            until_given: args.until.is_some(),
            resolver,
            range,
        })
    }

    /// The flags that may have left everything out.
    pub(super) fn chosen_by(&self) -> String {
        let flags = [
            ("`--filter`", self.query.pattern.is_some()),
            ("`--stream`", !self.filter.streams.is_all()),
            ("`--include`", !self.filter.include.is_empty()),
            ("`--exclude`", !self.filter.exclude.is_empty()),
        ];
        let given = flags
            .iter()
            .filter(|(_, given)| *given)
            .map(|(flag, _)| *flag);
        given.collect::<Vec<_>>().join(" and ")
    }
}

/// The groups of the command line, checked.
fn selectors(groups: &[String]) -> Result<Vec<GroupSelector>> {
    let mut selectors: Vec<GroupSelector> = Vec::new();
    for group in groups {
        let selector = GroupSelector::parse(group).map_err(|error| {
            let shown = group.escape_debug();
            Error::usage(format!("invalid log group name `{shown}`: {error}"))
        })?;
        if !selectors.contains(&selector) {
            selectors.push(selector);
        }
    }
    Ok(selectors)
}
