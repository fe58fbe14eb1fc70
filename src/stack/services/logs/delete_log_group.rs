//! DeleteLogGroup.

use serde::Deserialize;

use super::checks::Checks;
use super::error::CloudWatchError;
use super::names::GROUP_NAME;
use crate::stack::Stack;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Input {
    log_group_name: Option<String>,
}

pub(super) async fn run(stack: &Stack, input: Input) -> Result<(), CloudWatchError> {
    let mut checks = Checks::default();
    checks.required("logGroupName", input.log_group_name.as_deref(), &GROUP_NAME);
    checks.done()?;
    let name = input.log_group_name.unwrap_or_default();
    Ok(stack.store.logs().delete_group(name).await?)
}
