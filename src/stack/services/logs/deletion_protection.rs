//! PutLogGroupDeletionProtection.

use serde::Deserialize;

use super::checks::Checks;
use super::error::CloudWatchError;
use super::names::{GROUP_IDENTIFIER, GroupRef};
use crate::stack::Stack;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Input {
    log_group_identifier: Option<String>,
    deletion_protection_enabled: Option<bool>,
}

pub(super) async fn run(stack: &Stack, input: Input) -> Result<(), CloudWatchError> {
    let mut checks = Checks::default();
    let identifier = input.log_group_identifier.as_deref();
    checks.required("logGroupIdentifier", identifier, &GROUP_IDENTIFIER);
    if input.deletion_protection_enabled.is_none() {
        checks.missing("deletionProtectionEnabled");
    }
    checks.done()?;
    let group = GroupRef {
        name: None,
        identifier,
    };
    let name = group.resolve(stack)?;
    let protected = input.deletion_protection_enabled.unwrap_or(false);
    Ok(stack.store.logs().set_protection(name, protected).await?)
}
