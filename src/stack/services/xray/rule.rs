//! The sampling rule: its shape and its limits.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{XrayError, within};

/// A rule but for its name and ARN; this is also what is stored.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct RuleBody {
    #[serde(rename = "ResourceARN")]
    resource_arn: String,
    pub(super) priority: i64,
    pub(super) fixed_rate: f64,
    pub(super) reservoir_size: i64,
    service_name: String,
    service_type: String,
    host: String,
    #[serde(rename = "HTTPMethod")]
    http_method: String,
    #[serde(rename = "URLPath")]
    url_path: String,
    version: i64,
    attributes: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sampling_rate_boost: Option<Boost>,
}

#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Boost {
    max_rate: f64,
    cooldown_window_minutes: i64,
}

/// `SamplingRule` and `SamplingRuleUpdate` of a request: every field may be missing.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct RuleInput {
    pub(super) rule_name: Option<String>,
    #[serde(rename = "RuleARN")]
    pub(super) rule_arn: Option<String>,
    #[serde(rename = "ResourceARN")]
    resource_arn: Option<String>,
    priority: Option<i64>,
    fixed_rate: Option<f64>,
    reservoir_size: Option<i64>,
    service_name: Option<String>,
    service_type: Option<String>,
    host: Option<String>,
    #[serde(rename = "HTTPMethod")]
    http_method: Option<String>,
    #[serde(rename = "URLPath")]
    url_path: Option<String>,
    version: Option<i64>,
    attributes: Option<BTreeMap<String, String>>,
    sampling_rate_boost: Option<Boost>,
}

impl RuleInput {
    /// A new rule, for which nearly all fields are required.
    pub(super) fn whole(self) -> Result<RuleBody, XrayError> {
        let rule = RuleBody {
            resource_arn: required("ResourceARN", self.resource_arn)?,
            priority: required("Priority", self.priority)?,
            fixed_rate: required("FixedRate", self.fixed_rate)?,
            reservoir_size: required("ReservoirSize", self.reservoir_size)?,
            service_name: required("ServiceName", self.service_name)?,
            service_type: required("ServiceType", self.service_type)?,
            host: required("Host", self.host)?,
            http_method: required("HTTPMethod", self.http_method)?,
            url_path: required("URLPath", self.url_path)?,
            version: required("Version", self.version)?,
            attributes: self.attributes.unwrap_or_default(),
            sampling_rate_boost: self.sampling_rate_boost,
        };
        rule.check()?;
        Ok(rule)
    }

    /// `rule` with the fields that are given.
    pub(super) fn applied_to(self, rule: RuleBody) -> Result<RuleBody, XrayError> {
        let rule = RuleBody {
            resource_arn: self.resource_arn.unwrap_or(rule.resource_arn),
            priority: self.priority.unwrap_or(rule.priority),
            fixed_rate: self.fixed_rate.unwrap_or(rule.fixed_rate),
            reservoir_size: self.reservoir_size.unwrap_or(rule.reservoir_size),
            service_name: self.service_name.unwrap_or(rule.service_name),
            service_type: self.service_type.unwrap_or(rule.service_type),
            host: self.host.unwrap_or(rule.host),
            http_method: self.http_method.unwrap_or(rule.http_method),
            url_path: self.url_path.unwrap_or(rule.url_path),
            version: rule.version,
            attributes: self.attributes.unwrap_or(rule.attributes),
            sampling_rate_boost: self.sampling_rate_boost.or(rule.sampling_rate_boost),
        };
        rule.check()?;
        Ok(rule)
    }

    /// The default rule may change its rate and its reservoir, nothing else.
    pub(super) fn applied_to_default(self, rule: RuleBody) -> Result<RuleBody, XrayError> {
        let others = self.resource_arn.is_some()
            || self.priority.is_some()
            || self.service_name.is_some()
            || self.service_type.is_some()
            || self.host.is_some()
            || self.http_method.is_some()
            || self.url_path.is_some()
            || self.attributes.is_some();
        if others {
            // hashicorp/terraform-provider-aws issue 49597
            let message = "Invalid update request for default sampling rule";
            return Err(XrayError::invalid(message));
        }
        let rule = RuleBody {
            fixed_rate: self.fixed_rate.unwrap_or(rule.fixed_rate),
            reservoir_size: self.reservoir_size.unwrap_or(rule.reservoir_size),
            sampling_rate_boost: self
                .sampling_rate_boost
                .or(rule.sampling_rate_boost.clone()),
            ..rule
        };
        rule.check_rates()?;
        Ok(rule)
    }
}

fn required<T>(field: &str, value: Option<T>) -> Result<T, XrayError> {
    value.ok_or_else(|| XrayError::Invalid(format!("{field} is required")))
}

impl RuleBody {
    /// The rule that is always there: one request a second, and 5 % beyond.
    pub(super) fn default_rule() -> Self {
        let any = || "*".to_owned();
        Self {
            resource_arn: any(),
            priority: 10_000,
            fixed_rate: 0.05,
            reservoir_size: 1,
            service_name: any(),
            service_type: any(),
            host: any(),
            http_method: any(),
            url_path: any(),
            version: 1,
            attributes: BTreeMap::new(),
            sampling_rate_boost: None,
        }
    }

    fn check(&self) -> Result<(), XrayError> {
        within("samplingRule.resourceARN", &self.resource_arn, 0, 500)?;
        within("samplingRule.serviceName", &self.service_name, 0, 64)?;
        within("samplingRule.serviceType", &self.service_type, 0, 64)?;
        within("samplingRule.host", &self.host, 0, 64)?;
        within("samplingRule.hTTPMethod", &self.http_method, 0, 10)?;
        within("samplingRule.uRLPath", &self.url_path, 0, 128)?;
        between("samplingRule.priority", self.priority as f64, 1.0, 9_999.0)?;
        if self.version != 1 {
            return Err(XrayError::invalid("Version must be 1"));
        }
        if self.attributes.len() > 5 {
            return Err(XrayError::Constraint {
                field: "samplingRule.attributes",
                value: format!("{:?}", self.attributes),
                rule: "Member must have length less than or equal to 5".to_owned(),
            });
        }
        for (key, value) in &self.attributes {
            within("samplingRule.attributes.key", key, 1, 32)?;
            within("samplingRule.attributes.value", value, 1, 32)?;
        }
        self.check_rates()
    }

    fn check_rates(&self) -> Result<(), XrayError> {
        between("samplingRule.fixedRate", self.fixed_rate, 0.0, 1.0)?;
        let most = f64::from(i32::MAX);
        between(
            "samplingRule.reservoirSize",
            self.reservoir_size as f64,
            0.0,
            most,
        )?;
        if let Some(boost) = &self.sampling_rate_boost {
            between(
                "samplingRule.samplingRateBoost.maxRate",
                boost.max_rate,
                0.0,
                1.0,
            )?;
            let field = "samplingRule.samplingRateBoost.cooldownWindowMinutes";
            between(field, boost.cooldown_window_minutes as f64, 0.0, most)?;
        }
        Ok(())
    }
}

fn between(field: &'static str, value: f64, least: f64, most: f64) -> Result<(), XrayError> {
    let rule = if value < least || value.is_nan() {
        format!("Member must have value greater than or equal to {least}")
    } else if value > most {
        format!("Member must have value less than or equal to {most}")
    } else {
        return Ok(());
    };
    let value = value.to_string();
    Err(XrayError::Constraint { field, value, rule })
}
