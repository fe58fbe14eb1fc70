//! `logs streams`.

use clap::Args;
use jiff::Timestamp;
use serde::Serialize;

use super::{checked, explained};
use crate::context::Ctx;
use crate::error::{Hint, Result};
use crate::model::{LogStream, at_least_one};
use crate::render::{Align, Screen, Table, Tone, View, time_cell};

#[derive(Debug, Args)]
pub(crate) struct StreamsArgs {
    /// Log group
    group: String,

    /// List at most N streams
    #[arg(long, alias = "last", default_value_t = 50, value_name = "N", value_parser = at_least_one::<usize>,
          allow_negative_numbers = true)]
    limit: usize,
}

/// Streams as they are listed.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct Listed {
    streams: Vec<LogStream>,
    #[serde(skip)]
    hint: Hint,
}

pub(super) async fn run(ctx: &Ctx, args: &StreamsArgs) -> Result<()> {
    ctx.output.emit(&fetch(ctx, args).await?)
}

/// The streams that were last written to.
pub(super) async fn fetch(ctx: &Ctx, args: &StreamsArgs) -> Result<Listed> {
    checked(&args.group)?;
    let logs = ctx.logs().await?;
    let (streams, more) = match logs.streams(&args.group, args.limit).await {
        Ok(found) => found,
        Err(error) => return Err(explained(&logs, &args.group, error).await),
    };
    let group = &args.group;
    let hint = match (streams.is_empty(), more) {
        (true, false) => {
            format!("`{group}` has no streams yet: an app makes one when it logs").into()
        }
        (_, true) => format!(
            "there are more: use `--limit {}` to list twice as many",
            args.limit.max(1) * 2
        )
        .into(),
        _ => Hint::run(["logs", "tail", group], "show what was logged last"),
    };
    Ok(Listed { streams, hint })
}

const EMPTY: &str = "no log streams";

impl View for Listed {
    fn empty(&self) -> Option<&'static str> {
        self.streams.is_empty().then_some(EMPTY)
    }

    fn table(&self, screen: &Screen) -> Option<Table> {
        let columns = [
            ("STREAM", Align::Left),
            ("FIRST EVENT", Align::Left),
            ("LAST EVENT", Align::Left),
            ("LAST INGESTED", Align::Left),
        ];
        let cell = |at: Option<Timestamp>| {
            let text = at.map_or_else(|| "-".to_owned(), |at| time_cell(screen, at));
            (text, Tone::Plain)
        };
        let mut table = Table::new(&columns, EMPTY);
        for stream in &self.streams {
            table.row([
                (stream.name.clone(), Tone::Key),
                cell(stream.first_event),
                cell(stream.last_event),
                cell(stream.last_ingested),
            ]);
        }
        Some(table)
    }

    fn hints(&self) -> Vec<Hint> {
        vec![self.hint.clone()]
    }
}
