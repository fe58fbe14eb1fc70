//! TagResource, UntagResource, ListTagsForResource.

use serde::{Deserialize, Serialize};

use super::{Nothing, XrayError, no_token, rules, within};
use crate::stack::Stack;
use crate::stack::store::xray::NameOrArn;

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Tag {
    key: Option<String>,
    value: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct TagResource {
    #[serde(rename = "ResourceARN")]
    resource_arn: Option<String>,
    tags: Option<Vec<Tag>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct UntagResource {
    #[serde(rename = "ResourceARN")]
    resource_arn: Option<String>,
    tag_keys: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListTags {
    #[serde(rename = "ResourceARN")]
    resource_arn: Option<String>,
    next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListTagsResult {
    tags: Vec<Tag>,
}

/// Tags of a resource.
const MAX_TAGS: usize = 50;

/// The tags of a request by key and value; those of `arn` alone may not be too many.
pub(super) fn checked(arn: &str, tags: Vec<Tag>) -> Result<Vec<(String, String)>, XrayError> {
    if tags.len() > MAX_TAGS {
        return Err(XrayError::TooManyTags(arn.to_owned()));
    }
    let mut checked: Vec<(String, String)> = Vec::new();
    for tag in tags {
        let key = tag
            .key
            .ok_or_else(|| XrayError::invalid("A tag needs a Key"))?;
        let value = tag.value.unwrap_or_default();
        within("tags.key", &key, 1, 128)?;
        within("tags.value", &value, 0, 256)?;
        if key.to_ascii_lowercase().starts_with("aws:") {
            return Err(XrayError::invalid(
                "Tag keys starting with aws: are reserved",
            ));
        }
        if checked.iter().any(|(other, _)| *other == key) {
            return Err(XrayError::Invalid(format!("Duplicate tag key: {key}")));
        }
        checked.push((key, value));
    }
    Ok(checked)
}

/// The ARN, if there is a group or a rule of it.
async fn known(stack: &Stack, arn: Option<String>) -> Result<String, XrayError> {
    let arn = arn.ok_or_else(|| XrayError::invalid("ResourceARN is required"))?;
    within("resourceARN", &arn, 1, 1_011)?;
    let named = NameOrArn {
        name: None,
        arn: Some(arn.clone()),
    };
    if stack.store.xray_group(named).await?.is_some() || rules::is_arn(stack, &arn).await? {
        return Ok(arn);
    }
    Err(XrayError::NotFound(arn))
}

pub(super) async fn tag(stack: &Stack, input: TagResource) -> Result<Nothing, XrayError> {
    let arn = known(stack, input.resource_arn).await?;
    let tags = input
        .tags
        .ok_or_else(|| XrayError::invalid("Tags is required"))?;
    let tags = checked(&arn, tags)?;
    if stack
        .store
        .tag_xray_resource(arn.clone(), tags, MAX_TAGS)
        .await?
    {
        Ok(Nothing {})
    } else {
        Err(XrayError::TooManyTags(arn))
    }
}

pub(super) async fn untag(stack: &Stack, input: UntagResource) -> Result<Nothing, XrayError> {
    let arn = known(stack, input.resource_arn).await?;
    let keys = input
        .tag_keys
        .ok_or_else(|| XrayError::invalid("TagKeys is required"))?;
    stack.store.untag_xray_resource(arn, keys).await?;
    Ok(Nothing {})
}

pub(super) async fn list(stack: &Stack, input: ListTags) -> Result<ListTagsResult, XrayError> {
    no_token(input.next_token.as_deref())?;
    let arn = known(stack, input.resource_arn).await?;
    let tags = stack.store.xray_tags(arn).await?.into_iter();
    Ok(ListTagsResult {
        tags: tags
            .map(|(key, value)| Tag {
                key: Some(key),
                value: Some(value),
            })
            .collect(),
    })
}
