//! `rollbar`: error items and what people decide about them.

use clap::Subcommand;

use crate::context::Ctx;
use crate::error::Result;
use crate::model::{ItemStatus, Level};
use crate::render::Tone;

mod item;
mod items;
mod resolve;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List items, most recently seen first
    Items(items::ItemsArgs),
    /// Show an item: its stack trace and latest occurrences, with their traces
    Item(item::ItemArgs),
    /// Resolve an item; it is reactivated when it occurs again
    Resolve(resolve::ResolveArgs),
}

pub(crate) fn run(ctx: &Ctx, command: Command) -> Result<()> {
    ctx.block_on(async {
        match command {
            Command::Items(args) => items::run(ctx, &args).await,
            Command::Item(args) => item::run(ctx, &args).await,
            Command::Resolve(args) => resolve::run(ctx, &args).await,
        }
    })
}

/// An item's number as people write it: `12` or `#12`.
fn number(text: &str) -> std::result::Result<u64, String> {
    let digits = text.strip_prefix('#').unwrap_or(text);
    match digits.parse() {
        Ok(0) | Err(_) => Err("an item's number is written `12` or `#12`".to_owned()),
        Ok(number) => Ok(number),
    }
}

fn level_tone(level: Level) -> Tone {
    match level {
        Level::Critical | Level::Error => Tone::Bad,
        Level::Warning => Tone::Warn,
        Level::Info | Level::Debug => Tone::Plain,
    }
}

fn status_tone(status: ItemStatus) -> Tone {
    match status {
        ItemStatus::Active => Tone::Plain,
        ItemStatus::Resolved => Tone::Good,
        ItemStatus::Muted | ItemStatus::Archived => Tone::Faint,
    }
}
