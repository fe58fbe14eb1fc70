//! TagResource, UntagResource and ListTagsForResource.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::checks::{Checks, Text};
use super::error::CloudWatchError;
use super::names::{RESOURCE_ARN, group_of_arn};
use crate::stack::Stack;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TagInput {
    resource_arn: Option<String>,
    tags: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UntagInput {
    resource_arn: Option<String>,
    tag_keys: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListInput {
    resource_arn: Option<String>,
}

#[derive(Serialize)]
pub(super) struct ListOutput {
    pub(super) tags: BTreeMap<String, String>,
}

const MAX: usize = 50;
pub(super) const TAG_KEY: Text = Text {
    min: 1,
    max: 128,
    pattern: Some((r"^([\p{L}\p{Z}\p{N}_.:/=+\-@]+)$", is_tag_char)),
};
const TAG_VALUE: Text = Text {
    min: 0,
    max: 256,
    pattern: Some((r"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$", is_tag_char)),
};

pub(super) fn is_tag_char(c: char) -> bool {
    c.is_alphanumeric() || (c.is_whitespace() && !c.is_control()) || "_.:/=+-@".contains(c)
}

pub(super) async fn tag(stack: &Stack, input: TagInput) -> Result<(), CloudWatchError> {
    let mut checks = Checks::default();
    checks.required("resourceArn", input.resource_arn.as_deref(), &RESOURCE_ARN);
    match &input.tags {
        Some(tags) => check_tags(&mut checks, tags),
        None => checks.missing("tags"),
    }
    checks.done()?;
    let arn = input.resource_arn.unwrap_or_default();
    let group = group(stack, &arn)?;
    let tags = input.tags.unwrap_or_default().into_iter().collect();
    let tagged = stack.store.logs().tag(group, tags).await;
    tagged.map_err(|error| of_resource(error.into(), &arn))
}

pub(super) async fn untag(stack: &Stack, input: UntagInput) -> Result<(), CloudWatchError> {
    let mut checks = Checks::default();
    checks.required("resourceArn", input.resource_arn.as_deref(), &RESOURCE_ARN);
    match input.tag_keys.as_deref() {
        Some(keys) => checks.list("tagKeys", Some(keys), (0, MAX), &TAG_KEY),
        None => checks.missing("tagKeys"),
    }
    checks.done()?;
    let arn = input.resource_arn.unwrap_or_default();
    let group = group(stack, &arn)?;
    let keys = input.tag_keys.unwrap_or_default();
    let untagged = stack.store.logs().untag(group, keys).await;
    untagged.map_err(|error| of_resource(error.into(), &arn))
}

pub(super) async fn list(stack: &Stack, input: ListInput) -> Result<ListOutput, CloudWatchError> {
    let mut checks = Checks::default();
    checks.required("resourceArn", input.resource_arn.as_deref(), &RESOURCE_ARN);
    checks.done()?;
    let arn = input.resource_arn.unwrap_or_default();
    let tags = stack.store.logs().tags(group(stack, &arn)?).await;
    let tags = tags.map_err(|error| of_resource(error.into(), &arn))?;
    Ok(ListOutput {
        tags: tags.into_iter().collect(),
    })
}

pub(super) fn check_tags(checks: &mut Checks, tags: &BTreeMap<String, String>) {
    checks.length("tags", tags.len(), (1, MAX), || format!("{tags:?}"));
    for (key, value) in tags {
        checks.text("tags", key, &TAG_KEY);
        checks.text(&format!("tags.{key}.member"), value, &TAG_VALUE);
    }
}

fn group(stack: &Stack, arn: &str) -> Result<String, CloudWatchError> {
    match group_of_arn(stack, arn) {
        Some(name) => Ok(name.to_owned()),
        None if arn.starts_with("arn:") => Err(CloudWatchError::NoResource),
        None => Err(CloudWatchError::InvalidParameter(format!(
            "The specified resource ARN is invalid: {arn}"
        ))),
    }
}

fn of_resource(fault: CloudWatchError, arn: &str) -> CloudWatchError {
    match fault {
        CloudWatchError::NoGroup => CloudWatchError::NoResource,
        CloudWatchError::TooManyTags { .. } => CloudWatchError::TooManyTags {
            resource: arn.to_owned(),
        },
        other => other,
    }
}
