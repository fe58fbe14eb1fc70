//! `rollbar resolve N`.

use std::io::{self, Write};

use clap::Args;
use serde::Serialize;

use super::number;
use crate::context::Ctx;
use crate::error::{Error, Result};
use crate::model::{ErrorItem, ItemStatus, Notice};
use crate::render::{Screen, View};

#[derive(Debug, Args)]
pub(crate) struct ResolveArgs {
    /// Item number, `12` or `#12`
    #[arg(value_parser = number)]
    number: u64,

    /// Version that fixes it; occurrences in older versions do not reactivate the item
    #[arg(long, value_name = "VERSION")]
    version: Option<String>,
}

/// The item as it is afterwards, and what was done.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct Resolved {
    item: ErrorItem,
    #[serde(skip)]
    notices: [Notice; 1],
}

/// The longest version that the service takes.
const VERSION: usize = 40;

pub(super) async fn run(ctx: &Ctx, args: &ResolveArgs) -> Result<()> {
    ctx.output.emit(&fetch(ctx, args).await?)
}

/// Resolves the item, unless it is.
pub(super) async fn fetch(ctx: &Ctx, args: &ResolveArgs) -> Result<Resolved> {
    let version = args.version.as_deref();
    if let Some(version) = version
        && (version.is_empty() || version.chars().count() > VERSION)
    {
        return Err(Error::usage(format!(
            "invalid --version: expected 1 to {VERSION} characters"
        )));
    }
    let rollbar = ctx.rollbar()?;
    let item = rollbar.item(args.number).await?;
    let place = rollbar.place();
    let already = item.status == ItemStatus::Resolved
        && (version.is_none() || item.resolved_in_version.as_deref() == version);
    if already {
        return Ok(Resolved::new(item, place, true));
    }
    rollbar.resolve(&item, version).await?;
    // read again: what is shown is what the service has, not what was asked for
    let number = item.number;
    let item = rollbar.item_with_id(item.id).await.map_err(|error| {
        let done = format!("resolved #{number} on {place}, but cannot read it again");
        Error::new(error.kind(), done).caused_by(error)
    })?;
    if item.status != ItemStatus::Resolved {
        return Err(Error::failed(format!(
            "#{} was resolved, but is {} again: it occurred in the meantime",
            item.number, item.status
        )));
    }
    Ok(Resolved::new(item, place, false))
}

impl Resolved {
    fn new(item: ErrorItem, place: &str, already: bool) -> Self {
        let version = match &item.resolved_in_version {
            Some(version) => format!(" in {}", crate::model::escape(version)),
            None => String::new(),
        };
        let number = item.number;
        let note = if already {
            format!("#{number} is already resolved{version} on {place}")
        } else {
            format!("resolved #{number}{version} on {place}")
        };
        Self {
            item,
            notices: [Notice::note(note)],
        }
    }
}

impl View for Resolved {
    fn view(&self, _screen: &Screen, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn notices(&self) -> &[Notice] {
        &self.notices
    }
}
