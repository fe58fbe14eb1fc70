//! `rollbar item N`.

use std::io::{self, Write};

use clap::Args;
use serde::Serialize;

use super::{level_tone, number, status_tone};
use crate::context::Ctx;
use crate::error::{Hint, Result};
use crate::model::{ErrorItem, Exception, Frame, ItemStatus, Occurrence, escape};
use crate::render::{Align, Screen, Table, Tone, View, time_cell, trace_id_cell};

#[derive(Debug, Args)]
pub(crate) struct ItemArgs {
    /// Item number, `12` or `#12`
    #[arg(value_parser = number)]
    number: u64,

    /// Show the newest N occurrences
    #[arg(long, alias = "last", default_value_t = 5, value_name = "N")]
    limit: usize,
}

/// An item with its last occurrences.
#[derive(Debug, Serialize)]
pub(super) struct ItemDetails {
    #[serde(flatten)]
    item: ErrorItem,
    last_occurrences: Vec<Occurrence>,
}

/// Frames that are shown of each exception; the rest is in the JSON.
const FRAMES: usize = 8;

pub(super) async fn run(ctx: &Ctx, args: &ItemArgs) -> Result<()> {
    ctx.output.emit(&fetch(ctx, args).await?)
}

pub(super) async fn fetch(ctx: &Ctx, args: &ItemArgs) -> Result<ItemDetails> {
    let rollbar = ctx.rollbar()?;
    let item = rollbar.item(args.number).await?;
    let last_occurrences = rollbar.occurrences(&item, args.limit.max(1)).await?;
    Ok(ItemDetails {
        item,
        last_occurrences,
    })
}

impl View for ItemDetails {
    fn view(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        let item = &self.item;
        let title = escape(&item.title);
        writeln!(
            out,
            "{} {}",
            screen.paint(Tone::Key, format_args!("#{}", item.number)),
            screen.paint(Tone::Strong, title)
        )?;
        let facts = [
            Some(screen.paint(level_tone(item.level), item.level)),
            Some(screen.paint(status_tone(item.status), self.status())),
            Some(escape(&item.environment).into_owned()).filter(|name| !name.is_empty()),
            item.framework
                .as_deref()
                .map(|name| escape(name).into_owned()),
        ];
        let facts: Vec<String> = facts.into_iter().flatten().collect();
        writeln!(out, "  {}", facts.join(" · "))?;
        let times = match item.occurrences {
            1 => "1 occurrence".to_owned(),
            times => format!("{times} occurrences"),
        };
        let first = time_cell(screen, item.first_seen);
        let last = time_cell(screen, item.last_seen);
        writeln!(out, "  {times}, first {first}, last {last}")?;
        if let Some(newest) = self.last_occurrences.first() {
            failure(newest, &item.title, screen, out)?;
        }
        if !self.last_occurrences.is_empty() {
            writeln!(out, "\n{}", screen.paint(Tone::Faint, "LAST OCCURRENCES"))?;
            occurrences(&self.last_occurrences, screen, out)?;
        }
        Ok(())
    }

    fn hints(&self) -> Vec<Hint> {
        let mut hints = Vec::new();
        let occurrences = &self.last_occurrences;
        if let Some(id) = occurrences.iter().find_map(|o| o.trace_ids.first()) {
            hints.push(Hint::run(
                ["traces", "show", &id.to_string()],
                "show the request that failed",
            ));
        }
        if self.item.status != ItemStatus::Resolved {
            hints.push(Hint::run(
                ["rollbar", "resolve", &self.item.number.to_string()],
                "mark it as resolved",
            ));
        }
        hints
    }
}

impl ItemDetails {
    fn status(&self) -> String {
        match &self.item.resolved_in_version {
            Some(version) => format!("{} in {}", self.item.status, escape(version)),
            None => self.item.status.to_string(),
        }
    }
}

/// The newest occurrence's message, if the title does not say it all, or its exceptions
/// with their innermost calls.
fn failure(
    newest: &Occurrence,
    title: &str,
    screen: &Screen,
    out: &mut dyn Write,
) -> io::Result<()> {
    let message = newest.message.as_deref();
    if let Some(message) = message.filter(|message| *message != title) {
        writeln!(out)?;
        for line in message.lines() {
            writeln!(out, "  {}", escape(line))?;
        }
    }
    for (n, exception) in newest.exceptions.iter().enumerate() {
        let head = match exception {
            Exception { class, message, .. } if message.is_empty() => class.clone(),
            Exception { class, message, .. } => format!("{class}: {message}"),
        };
        let caused = if n == 0 { "" } else { "caused by " };
        let head = escape(&head);
        writeln!(out, "\n  {caused}{}", screen.paint(Tone::Bad, head))?;
        for frame in exception.stack.iter().take(FRAMES) {
            writeln!(out, "    {}", screen.paint(Tone::Faint, line_of(frame)))?;
        }
        if let more @ 1.. = exception.stack.len().saturating_sub(FRAMES) {
            let more = format!("… {more} more");
            writeln!(out, "    {}", screen.paint(Tone::Faint, more))?;
        }
    }
    Ok(())
}

/// `activities_show  src/app/routes/activities.rs:88`
fn line_of(frame: &Frame) -> String {
    let path = frame.path.as_deref().unwrap_or("?");
    let place = match frame.line {
        Some(line) => format!("{path}:{line}"),
        None => path.to_owned(),
    };
    let line = match frame.label.as_deref() {
        Some(label) => format!("{label}  {place}"),
        None => place,
    };
    escape(&line).into_owned()
}

fn occurrences(list: &[Occurrence], screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    let columns = [
        ("TIME", Align::Left),
        ("TRACE", Align::Left),
        ("REQUEST", Align::Left),
        ("PERSON", Align::Left),
    ];
    let mut table = Table::new(&columns, "");
    for occurrence in list {
        let trace = occurrence.trace_ids.first();
        table.row([
            (time_cell(screen, occurrence.at), Tone::Plain),
            (
                trace.map_or_else(String::new, |id| trace_id_cell(screen, *id)),
                Tone::Key,
            ),
            (occurrence.request.clone().unwrap_or_default(), Tone::Plain),
            (occurrence.person.clone().unwrap_or_default(), Tone::Plain),
        ]);
    }
    table.draw(screen, out)
}
