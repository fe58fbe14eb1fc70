//! CreateSamplingRule, UpdateSamplingRule, DeleteSamplingRule, GetSamplingRules.

use serde::{Deserialize, Serialize};

use super::rule::{RuleBody, RuleInput};
use super::tags::{Tag, checked};
use super::{XrayError, no_token, within};
use crate::stack::store::xray::{Created, StoredRule};
use crate::stack::{ACCOUNT_ID, Stack};

/// Rules of an account beside the default one.
const MAX_RULES: usize = 25;
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
    Ok((with_default(stored)?, modified))
}

fn with_default(stored: Vec<StoredRule>) -> Result<Vec<KnownRule>, XrayError> {
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
    Ok(rules)
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
    arn_in(&stack.region, name)
}

fn arn_in(region: &str, name: &str) -> String {
    format!("arn:aws:xray:{region}:{ACCOUNT_ID}:sampling-rule/{name}")
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

/// How a rule is named: by name or by ARN, but not by both.
enum Named {
    Name(String),
    Arn(String),
}

impl Named {
    fn new(name: Option<String>, arn: Option<String>) -> Result<Self, XrayError> {
        match (name, arn) {
            (Some(name), None) => Ok(Self::Name(name)),
            (None, Some(arn)) => Ok(Self::Arn(arn)),
            _ => {
                let message = "Specify a rule by either name or ARN, but not both";
                Err(XrayError::invalid(message))
            }
        }
    }

    fn find(&self, region: &str, rules: Vec<KnownRule>) -> Result<KnownRule, XrayError> {
        let named = |rule: &KnownRule| match self {
            Self::Name(name) => *name == rule.name,
            Self::Arn(arn) => *arn == arn_in(region, &rule.name),
        };
        let mut rules = rules.into_iter();
        rules
            .find(named)
            .ok_or_else(|| XrayError::invalid("Sampling rule does not exist"))
    }
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
        .create_xray_rule(stored(&rule)?, arn, tags, MAX_RULES, DEFAULT)
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
    let mut update = input
        .sampling_rule_update
        .ok_or_else(|| XrayError::invalid("SamplingRuleUpdate is required"))?;
    let named = Named::new(update.rule_name.take(), update.rule_arn.take())?;
    let region = stack.region.clone();
    let now = stack.clock.now().as_second();
    let change = move |all: Vec<StoredRule>| {
        let before = named.find(&region, with_default(all)?)?;
        let body = if before.name == DEFAULT {
            update.applied_to_default(before.body)?
        } else {
            update.applied_to(before.body)?
        };
        stored(&KnownRule {
            body,
            modified: now,
            ..before
        })
    };
    let rule = read(stack.store.change_xray_rule(change).await??)?;
    Ok(RuleResult {
        sampling_rule_record: record(stack, rule),
    })
}

pub(super) async fn delete(
    stack: &Stack,
    input: DeleteSamplingRule,
) -> Result<RuleResult, XrayError> {
    let named = Named::new(input.rule_name, input.rule_arn)?;
    let (rules, _) = known(stack).await?;
    let rule = named.find(&stack.region, rules)?;
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
