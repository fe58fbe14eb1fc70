//! What `init` did, thing by thing.

use serde::Serialize;

use crate::render::{Align, Screen, Table, Tone, View, diff};

/// What happens to a file or to variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    New,
    Same,
    /// Not settled yet: it is there and says something else.
    Differs,
    Replaced,
    Removed,
    Kept,
}

/// A file before and after.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) path: String,
    pub(super) old: String,
    pub(super) new: String,
    pub(super) state: State,
}

#[derive(Debug, Serialize)]
pub(super) struct Entry {
    pub(super) what: String,
    pub(super) state: State,
    /// The variables' names, where these are variables.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) variables: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct Report {
    pub(super) entries: Vec<Entry>,
}

impl State {
    pub(super) fn is_written(self) -> bool {
        matches!(self, Self::New | Self::Replaced)
    }
}

impl Change {
    pub(super) fn differences(&self, screen: &Screen) -> String {
        let lines = diff(screen, &self.old, &self.new);
        format!(
            "`{}` differs from what would be written:\n{lines}",
            self.path
        )
    }
}

impl Entry {
    /// Names where they call for a decision, else how many there are.
    fn about(&self) -> String {
        match (self.state, self.variables.len()) {
            (_, 0) => String::new(),
            (State::Kept, _) => self.variables.join(" "),
            (_, 1) => "1 variable".to_owned(),
            (_, many) => format!("{many} variables"),
        }
    }
}

impl From<&Change> for Entry {
    fn from(change: &Change) -> Self {
        Self {
            what: change.path.clone(),
            state: change.state,
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
                State::New => ("written", Tone::Good),
                State::Replaced => ("replaced", Tone::Good),
                State::Removed => ("removed", Tone::Good),
                State::Same => ("as it was", Tone::Faint),
                State::Differs | State::Kept => ("kept, differs", Tone::Warn),
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
