//! `rollbar items`.

use clap::Args;
use serde::Serialize;

use super::{level_tone, status_tone};
use crate::context::Ctx;
use crate::error::{Error, Hint, Result};
use crate::model::{ErrorItem, ItemStatus, Level, Notice, at_least_one, parse_bounds};
use crate::providers::rollbar::ItemQuery;
use crate::render::{Align, Screen, Table, Tone, View, time_cell};

#[derive(Debug, Args)]
pub(crate) struct ItemsArgs {
    /// Only items with this status (repeatable)
    #[arg(long, value_enum, value_delimiter = ',')]
    status: Vec<ItemStatus>,

    /// Only items of this level (repeatable)
    #[arg(long, value_enum, value_delimiter = ',')]
    level: Vec<Level>,

    /// Only items of this environment, such as production (repeatable)
    #[arg(long, value_name = "NAME")]
    environment: Vec<String>,

    /// Only items last seen after this time: 15m, '2 days ago', yesterday, a date, RFC 3339, epoch
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    since: Option<String>,

    /// Only items last seen before this time
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    until: Option<String>,

    /// List at most N items
    #[arg(long, alias = "last", default_value_t = 50, value_name = "N", value_parser = at_least_one::<usize>,
          allow_negative_numbers = true)]
    limit: usize,
}

/// Items as they are listed.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct ItemList {
    items: Vec<ErrorItem>,
    /// There are more than were looked through.
    #[serde(skip)]
    truncated: bool,
}

pub(super) async fn run(ctx: &Ctx, args: &ItemsArgs) -> Result<()> {
    let found = fetch(ctx, args).await?;
    ctx.output.emit(&found)?;
    if found.truncated {
        return Err(
            Error::incomplete("not all items were searched: there are too many")
                .hint("use `--status`, `--level` or `--environment` to narrow the search"),
        );
    }
    Ok(())
}

pub(super) async fn fetch(ctx: &Ctx, args: &ItemsArgs) -> Result<ItemList> {
    let zone = &ctx.output.screen().zone;
    let (since, until) = (args.since.as_deref(), args.until.as_deref());
    let (since, until) = parse_bounds(since, until, ctx.clock, zone)
        .map_err(|error| Error::usage(error.to_string()))?;
    let query = ItemQuery {
        since,
        until,
        statuses: args.status.clone(),
        levels: args.level.clone(),
        environments: args.environment.clone(),
        last: args.limit,
    };
    let rollbar = ctx.rollbar()?;
    if rollbar.is_elsewhere() {
        // the list itself would not say that it is not Rollbar's
        let note = format!("error items on {}", rollbar.place());
        ctx.output.keep(Notice::Note(note));
    }
    let found = rollbar.items(&query).await?;
    Ok(ItemList {
        items: found.items,
        truncated: found.truncated,
    })
}

const EMPTY: &str = "no error items";

impl View for ItemList {
    fn empty(&self) -> Option<&'static str> {
        self.items.is_empty().then_some(EMPTY)
    }

    fn table(&self, screen: &Screen) -> Option<Table> {
        let columns = [
            ("ITEM", Align::Right),
            ("LEVEL", Align::Left),
            ("TITLE", Align::Left),
            ("TIMES", Align::Right),
            ("LAST SEEN", Align::Left),
            ("STATUS", Align::Left),
        ];
        let mut table = Table::new(&columns, EMPTY);
        for item in &self.items {
            table.row([
                (format!("#{}", item.number), Tone::Key),
                (item.level.to_string(), level_tone(item.level)),
                (item.title.clone(), Tone::Plain),
                (item.occurrences.to_string(), Tone::Plain),
                (time_cell(screen, item.last_seen), Tone::Plain),
                (item.status.to_string(), status_tone(item.status)),
            ]);
        }
        Some(table)
    }

    fn hints(&self) -> Vec<Hint> {
        vec![match self.items.first() {
            Some(first) => Hint::run(["rollbar", "item", &first.number.to_string()], "open one"),
            None => Hint::run(["env", "export"], "see where an app sends them"),
        }]
    }
}
