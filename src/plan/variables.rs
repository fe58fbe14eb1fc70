//! Variables that an environment is to have.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret as _, SecretString};

use super::Action;
use crate::model::{CLOUD_SECRETS, Target, Variable, left_from_local};

/// Variables to set, compared with those that exist.
#[derive(Debug, Default)]
pub(crate) struct VariablesPlan {
    pub(crate) add: Vec<Variable>,
    unchanged: Vec<String>,
    pub(crate) differing: Vec<Differing>,
    /// Keys for an account that stay, because the local stack accepts any.
    pub(crate) kept_keys: Vec<(String, SecretString)>,
    /// Variables that point at the local stack and would mislead on the cloud.
    remove: Vec<String>,
    /// The names of those that exist, have a value and stay.
    pub(crate) filled: Vec<String>,
}

/// A variable that has another value.
#[derive(Debug)]
pub(crate) struct Differing {
    pub(crate) desired: Variable,
    pub(crate) actual: SecretString,
}

/// What happens to the variables once the differences are decided.
#[derive(Debug, Default)]
pub(crate) struct VariableActions {
    pub(crate) set: Vec<Variable>,
    /// Whether some of `set` replace other values.
    replaces: bool,
    pub(crate) remove: Vec<String>,
    unchanged: Vec<String>,
    kept: Vec<String>,
    /// Whether nothing is written because old and new addresses would be mixed.
    pub(crate) would_split: bool,
}

impl VariablesPlan {
    pub(crate) fn new(
        desired: Vec<Variable>,
        mut actual: BTreeMap<String, SecretString>,
        target: Target,
    ) -> Self {
        let mut plan = Self::default();
        if target == Target::Cloud {
            let pairs = actual
                .iter()
                .map(|(name, value)| (&**name, value.expose_secret()));
            let names = left_from_local(pairs);
            plan.remove = names.into_iter().map(str::to_owned).collect();
            actual.retain(|name, _| !plan.remove.contains(name));
        }
        let filled = actual
            .iter()
            .filter(|(_, value)| !value.expose_secret().is_empty());
        plan.filled = filled.map(|(name, _)| name.clone()).collect();
        let was_local = plan.remove.iter().any(|name| is_secret(name));
        for variable in desired {
            match actual.remove(&variable.name) {
                None => plan.add.push(variable),
                Some(old) if is_blank(old.expose_secret(), was_local) => plan.add.push(variable),
                Some(old) if old.expose_secret() == variable.value.expose_secret() => {
                    plan.unchanged.push(variable.name);
                }
                // a key for an account is never lost to the local stack's
                Some(old) if is_secret(&variable.name) && !variable.secret => {
                    plan.kept_keys.push((variable.name, old));
                }
                Some(actual) => plan.differing.push(Differing {
                    desired: variable,
                    actual,
                }),
            }
        }
        // a variable that is set anew is not removed
        plan.remove
            .retain(|name| !plan.add.iter().any(|variable| variable.name == *name));
        plan
    }

    /// Whether anything is to be written, whatever is decided.
    pub(crate) fn is_written(&self) -> bool {
        !self.add.is_empty() || !self.remove.is_empty()
    }

    /// Decides about the variables that differ: all are replaced, or all are kept. If an address
    /// is kept, nothing is written, or telemetry would go to two targets.
    pub(crate) fn decide(self, replaces: bool) -> VariableActions {
        let is_written = self.is_written();
        let kept_keys = self.kept_keys.into_iter().map(|(name, _)| name);
        let mut actions = VariableActions {
            set: self.add,
            remove: self.remove,
            unchanged: self.unchanged.into_iter().chain(kept_keys).collect(),
            ..VariableActions::default()
        };
        if replaces {
            actions.replaces = !self.differing.is_empty();
            let replaced = self.differing.into_iter().map(|d| d.desired);
            actions.set.extend(replaced);
            return actions;
        }
        actions.would_split = is_written && self.differing.iter().any(Differing::is_address);
        let kept = self.differing.into_iter().map(|d| d.desired.name);
        actions.kept = kept.collect();
        if actions.would_split {
            actions.set.clear();
            actions.remove.clear();
        }
        actions
    }
}

impl Differing {
    /// Whether the variable says where telemetry goes.
    fn is_address(&self) -> bool {
        let values = [
            self.desired.value.expose_secret(),
            self.actual.expose_secret(),
        ];
        let is_url = |value: &&str| value.starts_with("http://") || value.starts_with("https://");
        self.desired.name == "AWS_XRAY_DAEMON_ADDRESS" || values.iter().any(is_url)
    }
}

impl VariableActions {
    pub(crate) fn is_written(&self) -> bool {
        !self.set.is_empty() || !self.remove.is_empty()
    }

    /// The names by what happens to them, without empty lists.
    pub(crate) fn by_action(&self) -> Vec<(Action, Vec<String>)> {
        let set = self.set.iter().map(|variable| variable.name.clone());
        let written = if self.replaces {
            Action::Replace
        } else {
            Action::Create
        };
        let mut all = vec![
            (written, set.collect()),
            (Action::Remove, self.remove.clone()),
            (Action::Unchanged, self.unchanged.clone()),
            (Action::Keep, self.kept.clone()),
        ];
        all.retain(|(_, names): &(Action, Vec<String>)| !names.is_empty());
        all
    }
}

/// Whether a variable of this name holds a secret.
pub(crate) fn is_secret(name: &str) -> bool {
    name == "OTEL_EXPORTER_OTLP_HEADERS" || CLOUD_SECRETS.iter().any(|(secret, _)| *secret == name)
}

/// Whether a value was chosen by nobody: empty, as in `.env.example`, or an address of the local
/// stack beside its keys.
fn is_blank(value: &str, was_local: bool) -> bool {
    value.is_empty() || (was_local && value.starts_with("http://127.0.0.1:"))
}

#[cfg(test)]
mod tests;
