//! `local check`: what of the store is damaged, and saving the rest.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use serde::{Serialize, Serializer};

use super::opening::{keep_what_is_whole, unusable};
use crate::context::{Ctx, STACK};
use crate::error::{Error, Hint, Result};
use crate::model::{Notice, counted};
use crate::render::{Align, Screen, Table, Tone, View, time_cell};
use crate::stack::store::LogDamage;
use crate::stack::store::check::{
    Finding, Losses, Repaired, Report, Saved, check, repair, salvage,
};

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Repair the store; keep the damaged one beside it
    #[arg(long, conflicts_with = "salvage")]
    repair: bool,

    /// Write all undamaged data to a new store file
    #[arg(long, value_name = "FILE")]
    salvage: Option<PathBuf>,
}

pub(super) fn run(ctx: &Ctx, args: &CheckArgs) -> Result<()> {
    let outcome = fetch(ctx, args)?;
    ctx.output.emit(&outcome)?;
    outcome.problem.map_or(Ok(()), Err)
}

/// What was found and what was done about it.
#[derive(Debug, Default, Serialize)]
pub(super) struct CheckOutcome {
    /// `None`: there is no store.
    #[serde(flatten)]
    checked: Option<Checked>,
    #[serde(skip)]
    notices: Vec<Notice>,
    /// What is damaged still, or lost.
    #[serde(skip)]
    problem: Option<Error>,
}

/// Checks the store, and repairs or salvages it where that is asked for.
pub(super) fn fetch(ctx: &Ctx, args: &CheckArgs) -> Result<CheckOutcome> {
    let dirs = &ctx.config.dirs;
    // held to the end, so that no stack starts on a file that is read or exchanged; to look
    // needs no write
    let Some(_hold) = dirs.hold(STACK)? else {
        return Err(Error::failed("the local stack is running")
            .hint(Hint::run(["local", "stop"], "stop it, then check again")));
    };
    let failed = |error| unusable(&dirs.data, error);
    if let Some(file) = &args.salvage {
        if file.exists() {
            return Err(
                Error::failed(format!("`{}` already exists", file.display()))
                    .hint("use `--salvage` with the name of a new file"),
            );
        }
        let saved = salvage(&dirs.data, file).map_err(failed)?;
        let rows = saved.rows;
        let note = format!("wrote {rows} whole rows to `{}`", file.display());
        return Ok(CheckOutcome::saved(&saved, note));
    }
    let Some(report) = check(&dirs.data).map_err(failed)? else {
        return Ok(CheckOutcome {
            notices: vec![Notice::note("there is no store yet: nothing to check")],
            ..CheckOutcome::default()
        });
    };
    if report.is_whole() || !args.repair {
        let damaged = || Error::incomplete("the local store is damaged").hint(keep_what_is_whole());
        return Ok(CheckOutcome {
            problem: (!report.is_whole()).then(damaged),
            ..CheckOutcome::new(&report, &BTreeMap::new())
        });
    }
    let stamp = ctx.clock.now().strftime("%Y%m%dT%H%M%SZ").to_string();
    Ok(match repair(&dirs.data, &stamp).map_err(failed)? {
        Repaired::Log(restored) => CheckOutcome {
            notices: vec![Notice::note(format!("repaired: {restored}"))],
            ..CheckOutcome::new(&report, &BTreeMap::new())
        },
        Repaired::Exchanged { saved, aside } => {
            let note = format!(
                "repaired: kept {}; the damaged store is now `{}`",
                counted(saved.rows, "row"),
                aside.display()
            );
            CheckOutcome::saved(&saved, note)
        }
    })
}

impl CheckOutcome {
    fn new(report: &Report, losses: &BTreeMap<String, Losses>) -> Self {
        let losses = losses.iter().map(|(table, losses)| Lost {
            table: table.clone(),
            lost: losses.lost,
            more_lost: losses.more,
            rebuilt: losses.rebuilt,
        });
        Self {
            checked: Some(Checked {
                losses: losses.collect(),
                ..Checked::from(report)
            }),
            ..Self::default()
        }
    }

    fn saved(saved: &Saved, note: String) -> Self {
        Self {
            notices: vec![Notice::Note(note)],
            problem: lost(saved),
            ..Self::new(&saved.report, &saved.losses)
        }
    }
}

impl View for CheckOutcome {
    fn table(&self, screen: &Screen) -> Option<Table> {
        Some(self.checked.as_ref()?.table(screen))
    }

    fn view(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        match &self.checked {
            Some(checked) => checked.view(screen, out),
            None => Ok(()),
        }
    }

    fn notices(&self) -> &[Notice] {
        &self.notices
    }
}

/// What was whole is saved; what was not is an error still.
fn lost(saved: &Saved) -> Option<Error> {
    let losses = || saved.losses.values();
    if losses().any(|losses| losses.lost > 0 || losses.more) {
        return Some(Error::incomplete("some rows of the store are lost"));
    }
    losses().any(|losses| losses.rebuilt > 0).then(|| {
        Error::incomplete("some rows of the store were rebuilt, and their names may be lost")
    })
}

/// A report as it is shown.
#[derive(Debug, Serialize)]
struct Checked {
    whole: bool,
    blocks: u64,
    blocks_without_checksum: u64,
    damaged: Vec<Damaged>,
    /// What is wrong with the file as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    /// What cannot be seen of the write-ahead log.
    #[serde(skip_serializing_if = "Option::is_none")]
    log: Option<Log>,
    /// What SQLite says of its own structures.
    structure: Vec<String>,
    /// What could not be saved.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    losses: Vec<Lost>,
}

#[derive(Debug, Serialize)]
struct Lost {
    table: String,
    lost: u64,
    /// Of pages that cannot be read it is not known how many rows they held.
    more_lost: bool,
    rebuilt: u64,
}

#[derive(Debug, Serialize)]
struct Log {
    damaged_frame: u32,
    frames: u32,
    frames_read: u32,
    frames_lost: u32,
    /// At least so many depend on the damaged frame.
    transactions: u32,
    restorable: bool,
    #[serde(skip)]
    text: String,
}

impl From<LogDamage> for Log {
    fn from(log: LogDamage) -> Self {
        Self {
            damaged_frame: log.at,
            frames: log.frames,
            frames_read: log.read,
            frames_lost: log.lost,
            transactions: log.transactions,
            restorable: log.is_restorable,
            text: log.to_string(),
        }
    }
}

#[derive(Debug, Serialize)]
struct Damaged {
    table: &'static str,
    #[serde(serialize_with = "as_text")]
    keys: (i64, i64),
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<Timestamp>,
    problem: String,
}

fn as_text<S: Serializer>(
    range: &(i64, i64),
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    serializer.serialize_str(&keys(*range))
}

/// `7`, `7-12`, or `7-` to the end.
fn keys((first, last): (i64, i64)) -> String {
    match last {
        i64::MAX => format!("{first}-"),
        _ if first == last => first.to_string(),
        _ => format!("{first}-{last}"),
    }
}

impl From<&Report> for Checked {
    fn from(report: &Report) -> Self {
        Self {
            whole: report.is_whole(),
            blocks: report.blocks,
            blocks_without_checksum: report.without_checksum,
            damaged: report.findings.iter().map(Damaged::from).collect(),
            file: report.file.clone(),
            log: report.log.map(Log::from),
            structure: report.structure.clone(),
            losses: Vec::new(),
        }
    }
}

impl From<&Finding> for Damaged {
    fn from(finding: &Finding) -> Self {
        let at = |ms: i64| Timestamp::from_millisecond(ms).ok();
        Self {
            table: finding.table,
            keys: finding.keys,
            owner: finding.owner.clone(),
            from: finding.span_ms.and_then(|(from, _)| at(from)),
            to: finding.span_ms.and_then(|(_, to)| at(to)),
            problem: finding.problem.clone(),
        }
    }
}

impl Checked {
    /// What is damaged, a row each.
    fn table(&self, screen: &Screen) -> Table {
        let columns = [
            ("TABLE", Align::Left),
            ("ROWS", Align::Left),
            ("OF", Align::Left),
            ("FROM", Align::Left),
            ("TO", Align::Left),
            ("PROBLEM", Align::Left),
        ];
        let mut table = Table::new(&columns, "");
        let time = |at: Option<Timestamp>| {
            let text = at.map_or_else(|| "-".to_owned(), |at| time_cell(screen, at));
            (text, Tone::Plain)
        };
        for damaged in &self.damaged {
            let owner = damaged.owner.clone().unwrap_or_else(|| "-".to_owned());
            table.row([
                (damaged.table.to_owned(), Tone::Plain),
                (keys(damaged.keys), Tone::Plain),
                (owner, Tone::Key),
                time(damaged.from),
                time(damaged.to),
                (damaged.problem.clone(), Tone::Warn),
            ]);
        }
        table
    }

    fn view(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        if !self.damaged.is_empty() {
            self.table(screen).draw(screen, out)?;
            writeln!(out)?;
        }
        if let Some(file) = &self.file {
            writeln!(out, "{file}")?;
        }
        if let Some(log) = &self.log {
            writeln!(out, "{}", log.text)?;
        }
        for line in &self.structure {
            writeln!(out, "sqlite: {}", crate::model::escape(line))?;
        }
        if !self.losses.is_empty() {
            lost_table(&self.losses).draw(screen, out)?;
            writeln!(out)?;
        }
        let blocks = match self.blocks {
            1 => "1 block read".to_owned(),
            blocks => format!("{blocks} blocks read"),
        };
        let verdict = if self.whole {
            "; the store is whole"
        } else {
            ""
        };
        writeln!(out, "{blocks}{verdict}")?;
        if self.blocks_without_checksum > 0 {
            writeln!(
                out,
                "{} of them have no checksum yet, so changed text in them goes unnoticed",
                self.blocks_without_checksum
            )?;
        }
        Ok(())
    }
}

fn lost_table(losses: &[Lost]) -> Table {
    let columns = [
        ("TABLE", Align::Left),
        ("LOST", Align::Right),
        ("REBUILT", Align::Right),
    ];
    let mut table = Table::new(&columns, "");
    for losses in losses {
        let lost = match (losses.lost, losses.more_lost) {
            (0, true) => "some".to_owned(),
            (rows, true) => format!("{rows} or more"),
            (rows, false) => rows.to_string(),
        };
        table.row([
            (losses.table.clone(), Tone::Plain),
            (lost, Tone::Bad),
            (losses.rebuilt.to_string(), Tone::Warn),
        ]);
    }
    table
}
