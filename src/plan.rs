//! Plans: the desired state compared with the actual one, without I/O.
//!
//! A command fetches the actual state, compares it here, shows what differs, decides about it
//! (by flag or by question) and applies the actions.

use serde::Serialize;

mod difference;
mod file;
mod variables;

pub(crate) use difference::{group_differences, retention_differences, rule_differences};
pub(crate) use file::FilePlan;
pub(crate) use variables::{Differing, VariableActions, VariablesPlan, is_secret};

/// What happens to a file or to variables. JSON output names what was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) enum Action {
    #[serde(rename = "new")]
    Create,
    #[serde(rename = "same")]
    Unchanged,
    /// It exists and differs; nobody has decided yet.
    #[serde(rename = "differs")]
    Differs,
    #[serde(rename = "replaced")]
    Replace,
    #[serde(rename = "removed")]
    Remove,
    #[serde(rename = "kept")]
    Keep,
}

impl Action {
    pub(crate) fn is_written(self) -> bool {
        match self {
            Self::Create | Self::Replace => true,
            Self::Unchanged | Self::Differs | Self::Remove | Self::Keep => false,
        }
    }
}
