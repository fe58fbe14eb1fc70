//! What a command made of a log group.

use std::io::{self, Write};

use serde::Serialize;

use crate::context::Ctx;
use crate::error::{Hint, Result};
use crate::model::{LogGroup, retention_words};
use crate::render::{Screen, View};

/// A group as it is after a command, and what that did.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct Changed {
    pub(super) group: LogGroup,
    #[serde(skip)]
    pub(super) change: Change,
    /// Where it is: the local stack, or AWS.
    #[serde(skip)]
    pub(super) place: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Created,
    /// It was there, as it was asked for.
    Existed,
    /// The retention was so already.
    Kept,
    /// The retention before.
    Retention(Option<u32>),
}

impl Changed {
    /// Says what was done, and shows the group.
    pub(super) fn emit(&self, ctx: &Ctx) -> Result<()> {
        ctx.output.note(&self.sentence());
        ctx.output.emit(self)
    }

    fn sentence(&self) -> String {
        let Self {
            group,
            change,
            place,
        } = self;
        let (name, kept) = (&group.name, kept(group.retention_days));
        match change {
            Change::Created => format!("created the log group `{name}` on {place}: {kept}"),
            Change::Existed => {
                format!("the log group `{name}` already exists on {place}: {kept}")
            }
            Change::Kept => {
                format!("the log group `{name}` on {place} already has this retention: {kept}")
            }
            Change::Retention(before) => format!(
                "changed the log group `{name}` on {place}: {kept} (before: {})",
                self::kept(*before)
            ),
        }
    }
}

/// `events are kept for 30 days`
fn kept(days: Option<u32>) -> String {
    match days {
        None => "events never expire".to_owned(),
        Some(_) => format!("events are kept for {}", retention_words(days)),
    }
}

impl View for Changed {
    fn view(&self, _screen: &Screen, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn hints(&self) -> Vec<Hint> {
        vec![Hint::run(
            ["logs", "tail", &self.group.name],
            "show what is logged there",
        )]
    }
}
