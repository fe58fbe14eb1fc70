//! Sampling rules.

use aws_sdk_xray::types;

use super::pages::Pages;
use super::{Xray, of_aws};
use crate::error::{Result, ResultExt as _};
use crate::model::{SamplingBoost, SamplingRule};

/// The only version of the rule format that there is.
const VERSION: i32 = 1;

impl Xray {
    /// All rules in the order in which they are tried.
    pub async fn sampling_rules(&self) -> Result<Vec<SamplingRule>> {
        const WHAT: &str = "list the sampling rules";
        let mut rules = Vec::new();
        let mut pages = Pages::new(WHAT);
        loop {
            let page = self
                .client
                .get_sampling_rules()
                .set_next_token(pages.token())
                .send()
                .await
                .map_err(|error| self.aws.failure(WHAT, error))?;
            let more = pages.more(page.next_token())?;
            let records = page.sampling_rule_records.unwrap_or_default();
            rules.extend(records.into_iter().filter_map(rule));
            if !more {
                break;
            }
        }
        rules.sort_by(|a, b| (a.priority, &a.name).cmp(&(b.priority, &b.name)));
        Ok(rules)
    }

    pub async fn create_sampling_rule(&self, wanted: &SamplingRule) -> Result<SamplingRule> {
        let what = || format!("create the sampling rule `{}`", wanted.name);
        let attributes = wanted.attributes.clone();
        let boost = wanted.boost.map(|boost| {
            types::SamplingRateBoost::builder()
                .max_rate(boost.max_rate)
                .cooldown_window_minutes(boost.cooldown_minutes)
                .build()
        });
        let sent = types::SamplingRule::builder()
            .rule_name(&wanted.name)
            .priority(wanted.priority)
            .fixed_rate(wanted.fixed_rate)
            .reservoir_size(wanted.reservoir_size)
            .service_name(&wanted.service_name)
            .service_type(&wanted.service_type)
            .host(&wanted.host)
            .http_method(&wanted.http_method)
            .url_path(&wanted.url_path)
            .resource_arn(&wanted.resource_arn)
            .version(VERSION)
            .set_sampling_rate_boost(boost)
            .set_attributes((!attributes.is_empty()).then(|| attributes.into_iter().collect()))
            .build()
            .or_fail(|| format!("cannot {}", what()))?;
        let made = self
            .client
            .create_sampling_rule()
            .sampling_rule(sent)
            .send()
            .await
            .map_err(|error| self.aws.failure(&what(), error))?;
        Ok(made
            .sampling_rule_record
            .and_then(rule)
            .unwrap_or_else(|| wanted.clone()))
    }

    pub async fn delete_sampling_rule(&self, name: &str) -> Result<()> {
        self.client
            .delete_sampling_rule()
            .rule_name(name)
            .send()
            .await
            .map(drop)
            .map_err(|error| {
                let what = format!("delete the sampling rule `{name}`");
                self.aws.failure(&what, error)
            })
    }
}

fn rule(record: types::SamplingRuleRecord) -> Option<SamplingRule> {
    let found = record.sampling_rule?;
    Some(SamplingRule {
        name: found.rule_name?,
        arn: found.rule_arn,
        priority: found.priority,
        fixed_rate: found.fixed_rate,
        reservoir_size: found.reservoir_size,
        service_name: found.service_name,
        service_type: found.service_type,
        host: found.host,
        http_method: found.http_method,
        url_path: found.url_path,
        resource_arn: found.resource_arn,
        attributes: found.attributes.unwrap_or_default().into_iter().collect(),
        boost: found.sampling_rate_boost.map(|boost| SamplingBoost {
            max_rate: boost.max_rate,
            cooldown_minutes: boost.cooldown_window_minutes,
        }),
        created_at: record.created_at.as_ref().and_then(of_aws),
        modified_at: record.modified_at.as_ref().and_then(of_aws),
    })
}
