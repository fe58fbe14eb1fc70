//! DescribeLogGroups.

use serde::{Deserialize, Serialize};

use super::accounts::Accounts;
use super::checks::Checks;
use super::create_log_group::CLASSES;
use super::error::CloudWatchError;
use super::names::{GROUP_IDENTIFIER, GROUP_NAME, GROUP_PATTERN, TOKEN, group_arn, group_of_arn};
use super::token;
use crate::stack::Stack;
use crate::stack::store::logs::{GroupQuery, LogClass, LogGroup};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Input {
    log_group_name_prefix: Option<String>,
    log_group_name_pattern: Option<String>,
    next_token: Option<String>,
    limit: Option<i64>,
    log_group_class: Option<String>,
    log_group_identifiers: Option<Vec<String>>,
    #[serde(flatten)]
    accounts: Accounts,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Output {
    log_groups: Vec<Group>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    arn: String,
    creation_time: i64,
    log_group_name: String,
    #[serde(flatten)]
    rest: Option<GroupDetails>,
}

/// What a search by pattern leaves out.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct GroupDetails {
    log_group_arn: String,
    log_group_class: &'static str,
    metric_filter_count: u32,
    stored_bytes: i64,
    deletion_protection_enabled: bool,
    bearer_token_authentication_enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    retention_in_days: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kms_key_id: Option<String>,
}

/// The default of `limit` and its largest value.
const PAGE: i64 = 50;

pub(super) async fn run(stack: &Stack, input: Input) -> Result<Output, CloudWatchError> {
    check(&input)?;
    let identifiers = input.log_group_identifiers.as_deref().unwrap_or_default();
    let names = identifiers.iter().map(|identifier| {
        if identifier.starts_with("arn:") {
            group_of_arn(stack, identifier)
                .unwrap_or_default()
                .to_owned()
        } else {
            identifier.clone()
        }
    });
    let names: Vec<String> = names.collect();
    let same = (
        &input.accounts,
        &input.log_group_name_prefix,
        &input.log_group_name_pattern,
        &input.log_group_class,
        &names,
    );
    let after = token::place(stack, &same, input.next_token.as_deref())?;
    let limit = usize::try_from(input.limit.unwrap_or(PAGE)).unwrap_or(1);
    let query = GroupQuery {
        prefix: input.log_group_name_prefix.clone(),
        part: input.log_group_name_pattern.clone(),
        class: input.log_group_class.as_deref().and_then(LogClass::parse),
        names: names.clone(),
        after,
        // one more tells whether there is a next page
        limit: limit + 1,
    };
    let mut groups = if input.accounts.has_this() {
        stack.store.logs().groups(query).await?
    } else {
        Vec::new()
    };
    let name = |group: &LogGroup| group.name.clone();
    let next_token = token::next(stack, &same, &mut groups, limit, name)?;
    let brief = input.log_group_name_pattern.is_some();
    Ok(Output {
        log_groups: groups
            .into_iter()
            .map(|group| describe(stack, group, brief))
            .collect(),
        next_token,
    })
}

fn check(input: &Input) -> Result<(), CloudWatchError> {
    let mut checks = Checks::default();
    let prefix = input.log_group_name_prefix.as_deref();
    checks.optional("logGroupNamePrefix", prefix, &GROUP_NAME);
    let pattern = input.log_group_name_pattern.as_deref();
    checks.optional("logGroupNamePattern", pattern, &GROUP_PATTERN);
    checks.optional("nextToken", input.next_token.as_deref(), &TOKEN);
    checks.number("limit", input.limit, (1, PAGE));
    checks.one_of("logGroupClass", input.log_group_class.as_deref(), CLASSES);
    checks.list(
        "logGroupIdentifiers",
        input.log_group_identifiers.as_deref(),
        (1, 50),
        &GROUP_IDENTIFIER,
    );
    input.accounts.check(&mut checks);
    checks.done()?;
    if prefix.is_some() && pattern.is_some() {
        return Err(CloudWatchError::InvalidParameter(
            "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters."
                .to_owned(),
        ));
    }
    let filters = [prefix, pattern, input.log_group_class.as_deref()];
    if input.log_group_identifiers.is_some() && filters.iter().any(Option::is_some) {
        return Err(CloudWatchError::InvalidParameter(
            "LogGroup identifiers cannot be combined with other filters.".to_owned(),
        ));
    }
    Ok(())
}

fn describe(stack: &Stack, group: LogGroup, brief: bool) -> Group {
    let arn = group_arn(stack, &group.name);
    let rest = (!brief).then(|| GroupDetails {
        log_group_arn: arn.clone(),
        log_group_class: group.class.as_str(),
        metric_filter_count: group.metric_filters,
        stored_bytes: group.stored_bytes,
        deletion_protection_enabled: group.protected,
        bearer_token_authentication_enabled: false,
        retention_in_days: group.retention_days,
        kms_key_id: group.kms_key_id,
    });
    Group {
        arn: format!("{arn}:*"),
        creation_time: group.created_ms,
        log_group_name: group.name,
        rest,
    }
}
