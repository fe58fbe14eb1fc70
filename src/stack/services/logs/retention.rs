//! PutRetentionPolicy and DeleteRetentionPolicy.

use serde::Deserialize;

use super::checks::Checks;
use super::error::CloudWatchError;
use super::names::GROUP_NAME;
use crate::model::RETENTION_DAYS;
use crate::stack::Stack;
use crate::stack::store::logs::LogClass;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PutInput {
    log_group_name: Option<String>,
    retention_in_days: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DeleteInput {
    log_group_name: Option<String>,
}

pub(super) async fn put(stack: &Stack, input: PutInput) -> Result<(), CloudWatchError> {
    let mut checks = Checks::default();
    checks.required("logGroupName", input.log_group_name.as_deref(), &GROUP_NAME);
    if input.retention_in_days.is_none() {
        checks.missing("retentionInDays");
    }
    checks.done()?;
    let days = input
        .retention_in_days
        .and_then(|days| u32::try_from(days).ok())
        .filter(|days| RETENTION_DAYS.contains(days));
    if days.is_none() {
        return Err(CloudWatchError::InvalidParameter(format!(
            "Invalid retention value. Valid values are: {RETENTION_DAYS:?}"
        )));
    }
    set(stack, input.log_group_name, days).await
}

pub(super) async fn delete(stack: &Stack, input: DeleteInput) -> Result<(), CloudWatchError> {
    let mut checks = Checks::default();
    checks.required("logGroupName", input.log_group_name.as_deref(), &GROUP_NAME);
    checks.done()?;
    set(stack, input.log_group_name, None).await
}

async fn set(
    stack: &Stack,
    name: Option<String>,
    days: Option<u32>,
) -> Result<(), CloudWatchError> {
    let name = name.unwrap_or_default();
    let logs = stack.store.logs();
    if logs.group(name.clone()).await?.class == LogClass::Delivery {
        return Err(CloudWatchError::InvalidParameter(
            "The retention of a log group of class DELIVERY cannot be changed.".to_owned(),
        ));
    }
    Ok(logs.set_retention(name, days).await?)
}
