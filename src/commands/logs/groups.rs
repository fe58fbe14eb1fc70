//! `logs groups`.

use clap::Args;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use jiff::Timestamp;
use serde::Serialize;

use crate::context::Ctx;
use crate::error::{Error, Hint, Kind, Result};
use crate::model::{LogGroup, LogNameError, at_least_one, check_log_group, retention_words};
use crate::providers::cloudwatch_logs::Logs;
use crate::render::{Align, Screen, Table, Tone, View, size, time_cell};

#[derive(Debug, Args)]
pub(crate) struct GroupsArgs {
    /// Only groups whose names start with PREFIX
    prefix: Option<String>,

    /// List at most N groups, by name
    #[arg(long, alias = "last", default_value_t = 50, value_name = "N", value_parser = at_least_one::<usize>,
          allow_negative_numbers = true)]
    limit: usize,
}

/// Groups as they are listed.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct Listed {
    rows: Vec<Row>,
    /// Groups that are there and not listed.
    #[serde(skip)]
    more: usize,
    /// Whether it is neither AWS nor the local stack, which stands for it.
    #[serde(skip)]
    is_elsewhere: bool,
}

/// A group, and what it costs and does.
#[derive(Debug, Serialize)]
struct Row {
    #[serde(flatten)]
    group: LogGroup,
    /// What keeping its bytes for a month costs, in US dollars.
    monthly_storage_usd: Option<f64>,
    /// When it last took an event.
    last_ingested: Option<Timestamp>,
}

/// Storage of a GB for a month, in US dollars: the list price of us-east-1, 2026. Other
/// regions are up to twice as dear.
const USD_PER_GB: f64 = 0.03;
/// Groups that are asked for their last event at the same time: DescribeLogStreams takes
/// 25 calls a second.
const AT_ONCE: usize = 5;

pub(super) async fn run(ctx: &Ctx, args: &GroupsArgs) -> Result<()> {
    ctx.output.emit(&fetch(ctx, args).await?)
}

/// The first groups by name, with their last events.
pub(super) async fn fetch(ctx: &Ctx, args: &GroupsArgs) -> Result<Listed> {
    let prefix = args.prefix.as_deref();
    if let Some(prefix) = prefix
        && let Err(error) = check_log_group(prefix)
        // the beginning of a name may be what no name may be
        && error != LogNameError::Reserved
    {
        return Err(Error::usage(format!(
            "invalid prefix of log group names `{}`: {error}",
            prefix.escape_debug()
        )));
    }
    let logs = ctx.logs().await?;
    let mut groups = logs.groups(prefix).await?;
    let more = groups.len().saturating_sub(args.limit);
    groups.truncate(args.limit);
    let rows = stream::iter(groups)
        .map(|group| row(&logs, group))
        .buffered(AT_ONCE)
        .try_collect()
        .await?;
    Ok(Listed {
        rows,
        more,
        is_elsewhere: logs.is_stand_in(),
    })
}

async fn row(logs: &Logs, group: LogGroup) -> Result<Row> {
    let last = match logs.streams(&group.name, 1).await {
        Ok((streams, _)) => streams.into_iter().next(),
        // deleted since it was listed
        Err(error) if error.kind() == Kind::NotFound => None,
        Err(error) => return Err(error),
    };
    Ok(Row {
        monthly_storage_usd: group.stored_bytes.map(monthly_storage_usd),
        last_ingested: last.and_then(|stream| stream.last_ingested.or(stream.last_event)),
        group,
    })
}

/// To the billionth.
fn monthly_storage_usd(bytes: u64) -> f64 {
    const GB: f64 = (1_u64 << 30) as f64;
    (bytes as f64 / GB * USD_PER_GB * 1e9).round() / 1e9
}

/// `$1.20`, `<$0.01`.
fn dollars(amount: f64) -> String {
    match amount {
        amount if amount > 0.0 && amount < 0.01 => "<$0.01".to_owned(),
        amount => format!("${amount:.2}"),
    }
}

/// `STANDARD` as people write it.
fn class_words(class: &str) -> String {
    match class {
        "STANDARD" => "standard".to_owned(),
        "INFREQUENT_ACCESS" => "infrequent access".to_owned(),
        "DELIVERY" => "delivery".to_owned(),
        other => other.to_owned(),
    }
}

const EMPTY: &str = "no log groups";

impl View for Listed {
    fn empty(&self) -> Option<&'static str> {
        self.rows.is_empty().then_some(EMPTY)
    }

    fn table(&self, screen: &Screen) -> Option<Table> {
        let columns = [
            ("GROUP", Align::Left),
            ("CLASS", Align::Left),
            ("RETENTION", Align::Left),
            ("STORED", Align::Right),
            ("A MONTH", Align::Right),
            ("LAST EVENT", Align::Left),
        ];
        let mut table = Table::new(&columns, EMPTY);
        for row in &self.rows {
            let group = &row.group;
            let retention = match group.retention_days {
                None => ("never expires".to_owned(), Tone::Warn),
                days => (retention_words(days), Tone::Plain),
            };
            let plain = |text: Option<String>| (text.unwrap_or_default(), Tone::Plain);
            let last = row.last_ingested.map(|at| time_cell(screen, at));
            table.row([
                (group.name.clone(), Tone::Key),
                plain(group.class.as_deref().map(class_words)),
                retention,
                plain(group.stored_bytes.map(size)),
                plain(row.monthly_storage_usd.map(dollars)),
                plain(last.or_else(|| Some("-".to_owned()))),
            ]);
        }
        Some(table)
    }

    fn hints(&self) -> Vec<Hint> {
        let Some(first) = self.rows.first() else {
            return vec!["run `cruddur-obs logs create-group NAME` to create one".into()];
        };
        if self.more > 0 {
            let more = format!(
                "there are {} more: add a prefix, or use `--limit {}` to list all",
                self.more,
                self.rows.len() + self.more
            );
            return vec![more.into()];
        }
        let for_ever = |row: &&Row| row.group.retention_days.is_none();
        let mut endless = self.rows.iter().filter(for_ever);
        let Some(one) = endless.next() else {
            return vec![Hint::run(
                ["logs", "tail", &first.group.name],
                "show what was logged last",
            )];
        };
        let keeps = match endless.count() {
            0 => "never deletes events".to_owned(),
            count => format!("and {count} more never delete events"),
        };
        let name = &one.group.name;
        let costs = if self.is_elsewhere {
            ""
        } else {
            ", so storage cost keeps growing"
        };
        vec![Hint::run(
            ["logs", "set-retention", name, "30"],
            format!("keep 30 days: `{name}` {keeps}{costs}"),
        )]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn storage_has_its_list_price() {
        for (bytes, shown) in [
            (0, "$0.00"),
            (1 << 20, "<$0.01"),
            (1 << 30, "$0.03"),
            (100 << 30, "$3.00"),
        ] {
            assert_eq!(dollars(monthly_storage_usd(bytes)), shown);
        }
    }
}
