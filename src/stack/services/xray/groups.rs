//! CreateGroup, UpdateGroup, DeleteGroup, GetGroup, GetGroups.

use serde::{Deserialize, Serialize};

use super::tags::{Tag, checked};
use super::{Nothing, XrayError, arn, filter, no_token, within};
use crate::stack::Stack;
use crate::stack::store::xray::{Created, GroupChange, NameOrArn, StoredGroup};

/// Groups of an account.
const MAX_GROUPS: usize = 25;
/// The group of all traces is there without being made.
const RESERVED: &str = "Default";

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct InsightsInput {
    insights_enabled: Option<bool>,
    notifications_enabled: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CreateGroup {
    group_name: Option<String>,
    filter_expression: Option<String>,
    insights_configuration: Option<InsightsInput>,
    tags: Option<Vec<Tag>>,
}

/// How a group is named, and what to change in it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GroupInput {
    group_name: Option<String>,
    #[serde(rename = "GroupARN")]
    group_arn: Option<String>,
    filter_expression: Option<String>,
    insights_configuration: Option<InsightsInput>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetGroups {
    next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Group {
    group_name: String,
    #[serde(rename = "GroupARN")]
    group_arn: String,
    filter_expression: String,
    insights_configuration: Insights,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Insights {
    insights_enabled: bool,
    notifications_enabled: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GroupResult {
    group: Group,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetGroupsResult {
    groups: Vec<Group>,
}

impl From<StoredGroup> for Group {
    fn from(group: StoredGroup) -> Self {
        Self {
            group_name: group.name,
            group_arn: group.arn,
            filter_expression: group.filter,
            insights_configuration: Insights {
                insights_enabled: group.insights,
                notifications_enabled: group.notifications,
            },
        }
    }
}

pub(super) async fn create(stack: &Stack, input: CreateGroup) -> Result<GroupResult, XrayError> {
    let name = input
        .group_name
        .ok_or_else(|| XrayError::invalid("GroupName is required"))?;
    check_name(&name)?;
    let expression = input.filter_expression.unwrap_or_default();
    filter::check(&expression)?;
    let insights = input.insights_configuration;
    let group = StoredGroup {
        // unique as the service has it: a group made anew under an old name is another
        arn: arn(stack, &format!("group/{name}/{}", unique())),
        name,
        filter: expression,
        insights: insights.and_then(|i| i.insights_enabled).unwrap_or(false),
        notifications: insights
            .and_then(|i| i.notifications_enabled)
            .unwrap_or(false),
    };
    check_insights(group.insights, group.notifications)?;
    let tags = checked(&group.arn, input.tags.unwrap_or_default())?;
    match stack
        .store
        .create_xray_group(group.clone(), tags, MAX_GROUPS)
        .await?
    {
        Created::Done => Ok(GroupResult {
            group: group.into(),
        }),
        Created::Exists => Err(XrayError::invalid("Group already exists")),
        Created::TooMany => Err(XrayError::Invalid(format!(
            "You have reached the maximum number of groups: {MAX_GROUPS}"
        ))),
    }
}

fn unique() -> String {
    uuid::Uuid::new_v4().simple().to_string().to_uppercase()
}

/// Up to 32 letters, digits and dashes (developer guide, "Configuring groups").
fn check_name(name: &str) -> Result<(), XrayError> {
    within("groupName", name, 1, 32)?;
    if name.eq_ignore_ascii_case(RESERVED) {
        let message = format!("Group name {name} is reserved");
        return Err(XrayError::Invalid(message));
    }
    if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        let message = "Group name must contain only alphanumeric characters and dashes";
        return Err(XrayError::invalid(message));
    }
    Ok(())
}

fn check_insights(enabled: bool, notifications: bool) -> Result<(), XrayError> {
    if notifications && !enabled {
        return Err(XrayError::invalid(
            "NotificationsEnabled can only be true if InsightsEnabled is true",
        ));
    }
    Ok(())
}

fn not_found() -> XrayError {
    XrayError::invalid("Group not found")
}

impl GroupInput {
    fn named(&self) -> Result<NameOrArn, XrayError> {
        if self.group_name.is_none() && self.group_arn.is_none() {
            return Err(XrayError::invalid(
                "Either GroupName or GroupARN is required",
            ));
        }
        if let Some(name) = &self.group_name {
            within("groupName", name, 1, 32)?;
        }
        if let Some(arn) = &self.group_arn {
            within("groupARN", arn, 1, 400)?;
        }
        Ok(NameOrArn {
            name: self.group_name.clone(),
            arn: self.group_arn.clone(),
        })
    }
}

pub(super) async fn update(stack: &Stack, input: GroupInput) -> Result<GroupResult, XrayError> {
    let named = input.named()?;
    if let Some(expression) = &input.filter_expression {
        filter::check(expression)?;
    }
    let insights = input.insights_configuration;
    let change = GroupChange {
        filter: input.filter_expression,
        insights: insights.and_then(|i| i.insights_enabled),
        notifications: insights.and_then(|i| i.notifications_enabled),
    };
    let check = |group: &StoredGroup| check_insights(group.insights, group.notifications);
    let group = stack
        .store
        .change_xray_group(named, change, check)
        .await??;
    Ok(GroupResult {
        group: group.ok_or_else(not_found)?.into(),
    })
}

pub(super) async fn delete(stack: &Stack, input: GroupInput) -> Result<Nothing, XrayError> {
    if stack.store.delete_xray_group(input.named()?).await? {
        Ok(Nothing {})
    } else {
        Err(not_found())
    }
}

pub(super) async fn get(stack: &Stack, input: GroupInput) -> Result<GroupResult, XrayError> {
    let group = stack.store.xray_group(input.named()?).await?;
    Ok(GroupResult {
        group: group.ok_or_else(not_found)?.into(),
    })
}

pub(super) async fn list(stack: &Stack, input: GetGroups) -> Result<GetGroupsResult, XrayError> {
    no_token(input.next_token.as_deref())?;
    let groups = stack.store.xray_groups().await?;
    Ok(GetGroupsResult {
        groups: groups.into_iter().map(Group::from).collect(),
    })
}
