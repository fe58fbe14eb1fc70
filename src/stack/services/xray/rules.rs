//! CreateSamplingRule, UpdateSamplingRule, DeleteSamplingRule, GetSamplingRules.

use serde::{Deserialize, Serialize};

use super::rule::{RuleBody, RuleInput};
use super::tags::{Tag, checked};
use super::{XrayError, arn, no_token, within};
use crate::stack::Stack;
use crate::stack::store::xray::{Created, StoredRule};

/// Rules of an account beside the default one.
const MOST_RULES: usize = 25;
pub(super) const DEFAULT: &str = "Default";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CreateSamplingRule {
    sampling_rule: Option<RuleInput>,
    tags: Option<Vec<Tag>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct UpdateSamplingRule {
    sampling_rule_update: Option<RuleInput>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct DeleteSamplingRule {
    rule_name: Option<String>,
    #[serde(rename = "RuleARN")]
    rule_arn: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetSamplingRules {
    next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct SamplingRule {
    rule_name: String,
    #[serde(rename = "RuleARN")]
    rule_arn: String,
    #[serde(flatten)]
    body: RuleBody,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct SamplingRuleRecord {
    sampling_rule: SamplingRule,
    /// Seconds since the epoch; the default rule was never created.
    created_at: i64,
    modified_at: i64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct RuleResult {
    sampling_rule_record: SamplingRuleRecord,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetSamplingRulesResult {
    sampling_rule_records: Vec<SamplingRuleRecord>,
}

/// A rule as it is known here.
pub(super) struct KnownRule {
    pub(super) name: String,
    pub(super) body: RuleBody,
    created: i64,
    modified: i64,
}

/// All rules in the order in which they are tried, and when they were last modified.
pub(super) async fn known(stack: &Stack) -> Result<(Vec<KnownRule>, i64), XrayError> {
    let (stored, modified) = stack.store.xray_rules().await?;
    let mut rules = stored
        .into_iter()
        .map(read)
        .collect::<Result<Vec<_>, _>>()?;
    if !rules.iter().any(|rule| rule.name == DEFAULT) {
        rules.push(KnownRule {
            name: DEFAULT.to_owned(),
            body: RuleBody::default_rule(),
            created: 0,
            modified: 0,
        });
    }
    rules.sort_by(|a, b| (a.body.priority, &a.name).cmp(&(b.body.priority, &b.name)));
    Ok((rules, modified))
}

fn read(stored: StoredRule) -> Result<KnownRule, XrayError> {
    let body = serde_json::from_str(&stored.rule)
        .map_err(|error| XrayError::Internal(error.to_string()))?;
    Ok(KnownRule {
        name: stored.name,
        body,
        created: stored.created,
        modified: stored.modified,
    })
}

fn arn_of(stack: &Stack, name: &str) -> String {
    arn(stack, &format!("sampling-rule/{name}"))
}

/// Whether a rule has this ARN.
pub(super) async fn is_arn(stack: &Stack, arn: &str) -> Result<bool, XrayError> {
    let (rules, _) = known(stack).await?;
    Ok(rules.iter().any(|rule| arn_of(stack, &rule.name) == arn))
}

fn record(stack: &Stack, rule: KnownRule) -> SamplingRuleRecord {
    SamplingRuleRecord {
        sampling_rule: SamplingRule {
            rule_arn: arn_of(stack, &rule.name),
            rule_name: rule.name,
            body: rule.body,
        },
        created_at: rule.created,
        modified_at: rule.modified,
    }
}

fn stored(rule: &KnownRule) -> Result<StoredRule, XrayError> {
    let text = serde_json::to_string(&rule.body)
        .map_err(|error| XrayError::Internal(error.to_string()))?;
    Ok(StoredRule {
        name: rule.name.clone(),
        rule: text,
        created: rule.created,
        modified: rule.modified,
    })
}

/// The rule that is named by name or by ARN, but not by both.
async fn find(
    stack: &Stack,
    name: Option<&str>,
    arn: Option<&str>,
) -> Result<KnownRule, XrayError> {
    if name.is_some() == arn.is_some() {
        let message = "Specify a rule by either name or ARN, but not both";
        return Err(XrayError::invalid(message));
    }
    let (rules, _) = known(stack).await?;
    rules
        .into_iter()
        .find(|rule| {
            name.is_some_and(|name| name == rule.name)
                || arn.is_some_and(|arn| arn == arn_of(stack, &rule.name))
        })
        .ok_or_else(|| XrayError::invalid("Sampling rule does not exist"))
}

pub(super) async fn create(
    stack: &Stack,
    input: CreateSamplingRule,
) -> Result<RuleResult, XrayError> {
    let mut rule = input
        .sampling_rule
        .ok_or_else(|| XrayError::invalid("SamplingRule is required"))?;
    let name = rule
        .rule_name
        .take()
        .ok_or_else(|| XrayError::invalid("RuleName is required"))?;
    within("samplingRule.ruleName", &name, 1, 32)?;
    let now = stack.clock.now().as_second();
    let rule = KnownRule {
        body: rule.whole()?,
        name,
        created: now,
        modified: now,
    };
    let arn = arn_of(stack, &rule.name);
    let tags = checked(&arn, input.tags.unwrap_or_default())?;
    let created = stack
        .store
        .create_xray_rule(stored(&rule)?, arn, tags, MOST_RULES, DEFAULT)
        .await?;
    match created {
        Created::Done => Ok(RuleResult {
            sampling_rule_record: record(stack, rule),
        }),
        Created::Exists => Err(XrayError::invalid("Sampling rule already exists")),
        Created::TooMany => Err(XrayError::RuleLimit),
    }
}

pub(super) async fn update(
    stack: &Stack,
    input: UpdateSamplingRule,
) -> Result<RuleResult, XrayError> {
    let update = input
        .sampling_rule_update
        .ok_or_else(|| XrayError::invalid("SamplingRuleUpdate is required"))?;
    let before = find(
        stack,
        update.rule_name.as_deref(),
        update.rule_arn.as_deref(),
    )
    .await?;
    let is_default = before.name == DEFAULT;
    let body = if is_default {
        update.applied_to_default(before.body)?
    } else {
        update.applied_to(before.body)?
    };
    let rule = KnownRule {
        body,
        modified: stack.clock.now().as_second(),
        ..before
    };
    if !stack
        .store
        .replace_xray_rule(stored(&rule)?, is_default)
        .await?
    {
        return Err(XrayError::invalid("Sampling rule does not exist"));
    }
    Ok(RuleResult {
        sampling_rule_record: record(stack, rule),
    })
}

pub(super) async fn delete(
    stack: &Stack,
    input: DeleteSamplingRule,
) -> Result<RuleResult, XrayError> {
    let rule = find(stack, input.rule_name.as_deref(), input.rule_arn.as_deref()).await?;
    if rule.name == DEFAULT {
        return Err(XrayError::invalid(
            "Default sampling rule cannot be deleted",
        ));
    }
    let arn = arn_of(stack, &rule.name);
    let now = stack.clock.now().as_second();
    if !stack
        .store
        .delete_xray_rule(rule.name.clone(), arn, now)
        .await?
    {
        return Err(XrayError::invalid("Sampling rule does not exist"));
    }
    Ok(RuleResult {
        sampling_rule_record: record(stack, rule),
    })
}

pub(super) async fn list(
    stack: &Stack,
    input: GetSamplingRules,
) -> Result<GetSamplingRulesResult, XrayError> {
    no_token(input.next_token.as_deref())?;
    let (rules, _) = known(stack).await?;
    let records = rules.into_iter().map(|rule| record(stack, rule));
    Ok(GetSamplingRulesResult {
        sampling_rule_records: records.collect(),
    })
}
