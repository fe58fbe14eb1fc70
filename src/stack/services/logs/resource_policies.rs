//! PutResourcePolicy, DescribeResourcePolicies and DeleteResourcePolicy. Policies are kept
//! and shown; they are for other services of AWS, none of which writes here.

use serde::{Deserialize, Serialize};

use super::checks::{Checks, Text};
use super::error::CloudWatchError;
use super::names::{RESOURCE_ARN, TOKEN, group_of_arn};
use super::token;
use crate::stack::Stack;
use crate::stack::store::logs::{PolicyConflict, PolicyQuery, ResourcePolicy};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PutInput {
    policy_name: Option<String>,
    policy_document: Option<String>,
    resource_arn: Option<String>,
    expected_revision_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DeleteInput {
    policy_name: Option<String>,
    resource_arn: Option<String>,
    expected_revision_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DescribeInput {
    next_token: Option<String>,
    limit: Option<i64>,
    resource_arn: Option<String>,
    policy_scope: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PutOutput {
    resource_policy: Policy,
    #[serde(skip_serializing_if = "Option::is_none")]
    revision_id: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DescribeOutput {
    resource_policies: Vec<Policy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Policy {
    policy_name: String,
    policy_document: String,
    last_updated_time: i64,
    policy_scope: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revision_id: Option<String>,
}

/// "10 policies without resourceARN and one per LogGroup resourceARN".
const MAX: u32 = 10;
const MAX_OF_RESOURCE: u32 = 1;
const PAGE: i64 = 50;
const SCOPES: &[&str] = &["ACCOUNT", "RESOURCE"];
const NAME: Text = Text {
    min: 1,
    max: usize::MAX,
    pattern: None,
};
const DOCUMENT: Text = Text {
    min: 1,
    max: 51_200,
    pattern: None,
};
const REVISION: Text = Text {
    min: 1,
    max: usize::MAX,
    pattern: None,
};

pub(super) async fn put(stack: &Stack, input: PutInput) -> Result<PutOutput, CloudWatchError> {
    let mut checks = Checks::default();
    checks.required("policyName", input.policy_name.as_deref(), &NAME);
    let document = input.policy_document.as_deref();
    checks.required("policyDocument", document, &DOCUMENT);
    checks.optional("resourceArn", input.resource_arn.as_deref(), &RESOURCE_ARN);
    let expected = input.expected_revision_id.as_deref();
    checks.optional("expectedRevisionId", expected, &REVISION);
    checks.done()?;
    let json: Option<serde_json::Map<String, serde_json::Value>> =
        document.and_then(|text| serde_json::from_str(text).ok());
    if !json.is_some_and(|json| json.contains_key("Statement")) {
        return Err(CloudWatchError::InvalidParameter(
            "The policy document is not a JSON policy with a Statement.".to_owned(),
        ));
    }
    let resource = resource(stack, input.resource_arn.as_deref()).await?;
    let policy = ResourcePolicy {
        resource: resource.unwrap_or_default(),
        name: input.policy_name.unwrap_or_default(),
        document: input.policy_document.unwrap_or_default(),
        updated_ms: stack.clock.now_ms(),
        revision: uuid::Uuid::new_v4().to_string(),
    };
    let most = if policy.resource.is_empty() {
        MAX
    } else {
        MAX_OF_RESOURCE
    };
    let logs = stack.store.logs();
    let put = logs.put_policy(policy.clone(), input.expected_revision_id, most);
    put.await?
        .map_err(|conflict| refused(conflict, &policy.name))?;
    let resource_policy = Policy::from(policy);
    Ok(PutOutput {
        revision_id: resource_policy.revision_id.clone(),
        resource_policy,
    })
}

pub(super) async fn delete(stack: &Stack, input: DeleteInput) -> Result<(), CloudWatchError> {
    let mut checks = Checks::default();
    checks.required("policyName", input.policy_name.as_deref(), &NAME);
    checks.optional("resourceArn", input.resource_arn.as_deref(), &RESOURCE_ARN);
    let expected = input.expected_revision_id.as_deref();
    checks.optional("expectedRevisionId", expected, &REVISION);
    if input.resource_arn.is_some() && expected.is_none() {
        // "Required when deleting a resource-scoped policy"
        checks.missing("expectedRevisionId");
    }
    checks.done()?;
    let resource = input.resource_arn.unwrap_or_default();
    let name = input.policy_name.unwrap_or_default();
    let logs = stack.store.logs();
    let deleted = logs.delete_policy(resource, name.clone(), input.expected_revision_id);
    deleted.await?.map_err(|conflict| refused(conflict, &name))
}

pub(super) async fn describe(
    stack: &Stack,
    input: DescribeInput,
) -> Result<DescribeOutput, CloudWatchError> {
    let mut checks = Checks::default();
    checks.optional("nextToken", input.next_token.as_deref(), &TOKEN);
    checks.number("limit", input.limit, (1, PAGE));
    checks.optional("resourceArn", input.resource_arn.as_deref(), &RESOURCE_ARN);
    checks.one_of("policyScope", input.policy_scope.as_deref(), SCOPES);
    checks.done()?;
    let resource = resource(stack, input.resource_arn.as_deref()).await?;
    let scope = input.policy_scope.as_deref();
    if resource.is_some() && scope == Some("ACCOUNT") {
        return Err(CloudWatchError::InvalidParameter(
            "A resourceArn can be specified only with the policy scope RESOURCE.".to_owned(),
        ));
    }
    // "When not specified, defaults to ACCOUNT."
    let of_resources = resource.is_some() || scope == Some("RESOURCE");
    let same = (of_resources, &resource);
    let limit = usize::try_from(input.limit.unwrap_or(PAGE)).unwrap_or(1);
    let query = PolicyQuery {
        of_resources,
        resource: resource.clone(),
        after: token::place(stack, &same, input.next_token.as_deref())?,
        limit: limit + 1,
    };
    let mut policies = stack.store.logs().policies(query).await?;
    let place = |policy: &ResourcePolicy| (policy.name.clone(), policy.resource.clone());
    let next_token = token::next(stack, &same, &mut policies, limit, place)?;
    Ok(DescribeOutput {
        resource_policies: policies.into_iter().map(Policy::from).collect(),
        next_token,
    })
}

/// The ARN, if it is that of a group which is here. "Currently only supports LogGroup ARN."
async fn resource(stack: &Stack, arn: Option<&str>) -> Result<Option<String>, CloudWatchError> {
    let Some(arn) = arn else {
        return Ok(None);
    };
    let group = group_of_arn(stack, arn).ok_or(CloudWatchError::NoResource)?;
    stack.store.logs().group(group.to_owned()).await?;
    Ok(Some(arn.to_owned()))
}

fn refused(conflict: PolicyConflict, name: &str) -> CloudWatchError {
    match conflict {
        PolicyConflict::TooMany => {
            CloudWatchError::LimitExceeded("Resource limit exceeded.".to_owned())
        }
        PolicyConflict::OtherRevision => CloudWatchError::Aborted,
        PolicyConflict::Missing => {
            CloudWatchError::NotFound(format!("Policy with name [{name}] does not exist."))
        }
    }
}

impl From<ResourcePolicy> for Policy {
    fn from(policy: ResourcePolicy) -> Self {
        let of_resource = !policy.resource.is_empty();
        Self {
            policy_name: policy.name,
            policy_document: policy.document,
            last_updated_time: policy.updated_ms,
            policy_scope: if of_resource { "RESOURCE" } else { "ACCOUNT" },
            // "Only populated for resource-scoped policies."
            resource_arn: of_resource.then_some(policy.resource),
            revision_id: of_resource.then_some(policy.revision),
        }
    }
}
