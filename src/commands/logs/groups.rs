//! `logs groups`.

use std::io::{self, Write};

use clap::Args;
use serde::Serialize;

use crate::context::Ctx;
use crate::error::{Error, Result};
use crate::model::{LogGroup, LogNameError, check_log_group, retention_words};
use crate::render::{Align, Screen, Table, Tone, View, size, time_cell};

#[derive(Debug, Args)]
pub struct GroupsArgs {
    /// Only groups whose names start like this
    prefix: Option<String>,
}

/// Groups as they are listed.
#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Listed(Vec<LogGroup>);

/// A group as it is after a change; what was done is said on stderr.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct Changed(pub(super) LogGroup);

pub(super) async fn run(ctx: &Ctx, args: GroupsArgs) -> Result<()> {
    let prefix = args.prefix.as_deref();
    if let Some(prefix) = prefix
        && let Err(error) = check_log_group(prefix)
        // the beginning of a name may be what no name may be
        && error != LogNameError::Reserved
    {
        return Err(Error::usage(format!(
            "no log group starts with `{}`: {error}",
            prefix.escape_debug()
        )));
    }
    let groups = ctx.logs().await?.groups(prefix).await?;
    ctx.output.emit(&Listed(groups))
}

impl View for Listed {
    fn view(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        let columns = [
            ("GROUP", Align::Left),
            ("RETENTION", Align::Left),
            ("STORED", Align::Right),
            ("CREATED", Align::Left),
        ];
        let mut table = Table::new(&columns, "no log groups");
        for group in &self.0 {
            let retention = match group.retention_days {
                None => "never expires".to_owned(),
                days => retention_words(days),
            };
            let created = group.created.map(|at| time_cell(screen, at));
            table.row([
                (group.name.clone(), Tone::Key),
                (retention, Tone::Plain),
                (
                    group.stored_bytes.map(size).unwrap_or_default(),
                    Tone::Plain,
                ),
                (created.unwrap_or_default(), Tone::Plain),
            ]);
        }
        table.draw(screen, out)
    }

    fn hint(&self) -> Option<String> {
        Some(match self.0.first() {
            Some(first) => format!(
                "`cruddur-obs logs tail {}` shows what was logged last",
                first.name
            ),
            None => "no log groups: `cruddur-obs logs create-group NAME` creates one".to_owned(),
        })
    }
}

impl View for Changed {
    fn view(&self, _screen: &Screen, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn hint(&self) -> Option<String> {
        Some(format!(
            "`cruddur-obs logs tail {}` shows what is logged there",
            self.0.name
        ))
    }
}
