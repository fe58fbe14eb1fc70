//! What `init` did, thing by thing.

use serde::Serialize;

use crate::plan::{Action, FilePlan};
use crate::render::{Align, Screen, Table, Tone, View};

#[derive(Debug, Serialize)]
pub(super) struct Entry {
    pub(super) what: String,
    pub(super) state: Action,
    /// The variables' names, where these are variables.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) variables: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct Report {
    pub(super) entries: Vec<Entry>,
}

impl Report {
    /// Whether something differs and was left unchanged.
    pub(super) fn keeps_some(&self) -> bool {
        self.entries.iter().any(|entry| entry.state == Action::Keep)
    }
}

impl Entry {
    /// Names where they call for a decision, else how many there are.
    fn about(&self) -> String {
        match (self.state, self.variables.len()) {
            (_, 0) => String::new(),
            (Action::Keep, _) => self.variables.join(" "),
            (_, 1) => "1 variable".to_owned(),
            (_, many) => format!("{many} variables"),
        }
    }
}

impl From<&FilePlan> for Entry {
    fn from(file: &FilePlan) -> Self {
        Self {
            what: file.path.clone(),
            state: file.action,
            variables: Vec::new(),
        }
    }
}

impl View for Report {
    fn table(&self, _screen: &Screen) -> Option<Table> {
        let columns = [
            ("FILE", Align::Left),
            ("STATE", Align::Left),
            ("VARIABLES", Align::Left),
        ];
        let mut table = Table::new(&columns, "nothing to write");
        for entry in &self.entries {
            let (state, tone) = match entry.state {
                Action::Create => ("written", Tone::Good),
                Action::Replace => ("replaced", Tone::Good),
                Action::Remove => ("removed", Tone::Good),
                Action::Unchanged => ("as it was", Tone::Faint),
                Action::Differs | Action::Keep => ("kept, differs", Tone::Warn),
            };
            table.row([
                (entry.what.clone(), Tone::Plain),
                (state.to_owned(), tone),
                (entry.about(), Tone::Faint),
            ]);
        }
        Some(table)
    }
}
