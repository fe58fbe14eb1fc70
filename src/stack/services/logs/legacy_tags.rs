//! TagLogGroup, UntagLogGroup and ListTagsLogGroup: deprecated, and still what older
//! tools call.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::checks::Checks;
use super::error::CloudWatchError;
use super::names::GROUP_NAME;
use super::tags::{ListOutput, TAG_KEY, check_tags};
use crate::stack::Stack;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TagInput {
    log_group_name: Option<String>,
    tags: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UntagInput {
    log_group_name: Option<String>,
    tags: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListInput {
    log_group_name: Option<String>,
}

pub(super) async fn tag(stack: &Stack, input: TagInput) -> Result<(), CloudWatchError> {
    let mut checks = Checks::default();
    checks.required("logGroupName", input.log_group_name.as_deref(), &GROUP_NAME);
    match &input.tags {
        Some(tags) => check_tags(&mut checks, tags),
        None => checks.missing("tags"),
    }
    checks.done()?;
    let name = input.log_group_name.unwrap_or_default();
    let tags = input.tags.unwrap_or_default().into_iter().collect();
    let tagged = stack.store.logs().tag(name, tags).await;
    tagged.map_err(|error| match error.into() {
        // the older operations have no error of their own for it
        CloudWatchError::TooManyTags { .. } => CloudWatchError::InvalidParameter(
            "A log group cannot have more than 50 tags.".to_owned(),
        ),
        other => other,
    })
}

pub(super) async fn untag(stack: &Stack, input: UntagInput) -> Result<(), CloudWatchError> {
    let mut checks = Checks::default();
    checks.required("logGroupName", input.log_group_name.as_deref(), &GROUP_NAME);
    match input.tags.as_deref() {
        Some(keys) => checks.list("tags", Some(keys), (1, usize::MAX), &TAG_KEY),
        None => checks.missing("tags"),
    }
    checks.done()?;
    let name = input.log_group_name.unwrap_or_default();
    let keys = input.tags.unwrap_or_default();
    Ok(stack.store.logs().untag(name, keys).await?)
}

pub(super) async fn list(stack: &Stack, input: ListInput) -> Result<ListOutput, CloudWatchError> {
    let mut checks = Checks::default();
    checks.required("logGroupName", input.log_group_name.as_deref(), &GROUP_NAME);
    checks.done()?;
    let name = input.log_group_name.unwrap_or_default();
    let tags = stack.store.logs().tags(name).await?;
    Ok(ListOutput {
        tags: tags.into_iter().collect(),
    })
}
