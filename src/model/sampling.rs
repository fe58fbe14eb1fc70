//! X-Ray sampling rules.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use wildmatch::WildMatch;

use super::group::{NameError, RESERVED_NAME, check_name};

/// A sampling rule. In all text fields for matching, `*` and `?` are wildcards.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SamplingRule {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// 1 to 9999; rules with lower numbers are tried first.
    pub priority: i32,
    /// The fraction of requests recorded after the reservoir is used up, 0 to 1.
    pub fixed_rate: f64,
    /// Requests recorded per second before the fixed rate applies.
    pub reservoir_size: i32,
    pub service_name: String,
    pub service_type: String,
    pub host: String,
    pub http_method: String,
    pub url_path: String,
    pub resource_arn: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
    /// How far X-Ray may temporarily raise the rate when it detects an anomaly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub boost: Option<SamplingBoost>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified_at: Option<Timestamp>,
}

/// The API's `SamplingRateBoost`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SamplingBoost {
    /// The maximum rate, 0 to 1.
    pub max_rate: f64,
    /// The minimum number of minutes between two boosts.
    pub cooldown_minutes: i32,
}

/// Why a rule is invalid.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RuleError {
    #[error(transparent)]
    Name(#[from] NameError),
    #[error("priority {0} is not between 1 and 9999")]
    Priority(i32),
    #[error("rate {0} is not between 0 and 1 (0.1 records a tenth)")]
    Rate(f64),
    #[error("reservoir {0} is negative")]
    Reservoir(i32),
    #[error("{what}: expected at most {max} characters, found {length}")]
    Long {
        what: &'static str,
        length: usize,
        max: usize,
    },
    #[error("expected at most 5 attributes, found {0}")]
    Attributes(usize),
    #[error("the attribute `{0}` or its value is empty or longer than 32 characters")]
    Attribute(String),
}

impl SamplingRule {
    /// Returns a rule that matches every request of `service`, with the numbers of the base rule in
    /// the X-Ray guide: 5 per second, a tenth of the rest, priority 9000.
    pub fn of_service(name: &str, service: &str) -> Self {
        let any = || "*".to_owned();
        Self {
            name: name.to_owned(),
            arn: None,
            priority: 9000,
            fixed_rate: 0.1,
            reservoir_size: 5,
            service_name: service.to_owned(),
            service_type: any(),
            host: any(),
            http_method: any(),
            url_path: any(),
            resource_arn: any(),
            attributes: BTreeMap::new(),
            boost: None,
            created_at: None,
            modified_at: None,
        }
    }

    pub fn is_default(&self) -> bool {
        self.name == RESERVED_NAME
    }

    /// Checks all limits of the X-Ray API's `SamplingRule` before sending the rule.
    pub fn check(&self) -> Result<(), RuleError> {
        check_name(&self.name)?;
        if !(1..=9999).contains(&self.priority) {
            return Err(RuleError::Priority(self.priority));
        }
        if !(0.0..=1.0).contains(&self.fixed_rate) {
            return Err(RuleError::Rate(self.fixed_rate));
        }
        if self.reservoir_size < 0 {
            return Err(RuleError::Reservoir(self.reservoir_size));
        }
        for (what, text, max) in [
            ("the service name", &self.service_name, 64),
            ("the service type", &self.service_type, 64),
            ("the host", &self.host, 64),
            ("the method", &self.http_method, 10),
            ("the path", &self.url_path, 128),
            ("the resource ARN", &self.resource_arn, 500),
        ] {
            let length = text.chars().count();
            if length > max {
                return Err(RuleError::Long { what, length, max });
            }
        }
        if self.attributes.len() > 5 {
            return Err(RuleError::Attributes(self.attributes.len()));
        }
        let fits = |text: &str| (1..=32).contains(&text.chars().count());
        match self.attributes.iter().find(|(k, v)| !fits(k) || !fits(v)) {
            Some((key, _)) => Err(RuleError::Attribute(key.clone())),
            None => Ok(()),
        }
    }
}

/// Whether `text` matches a rule's pattern: `*` matches any characters, `?` matches one.
/// Case-insensitive, as in the X-Ray SDKs.
pub fn wildcard_matches(pattern: &str, text: &str) -> bool {
    WildMatch::new(&pattern.to_lowercase()).matches(&text.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_is_checked() {
        let good = SamplingRule::of_service("Cruddur", "backend-flask");
        assert_eq!(good.check(), Ok(()));
        let bad = |change: fn(&mut SamplingRule)| {
            let mut rule = good.clone();
            change(&mut rule);
            rule.check().unwrap_err().to_string()
        };
        for (message, part) in [
            (
                bad(|r| r.name = "x".repeat(33)),
                "at most 32 characters, found 33",
            ),
            (bad(|r| r.priority = 0), "priority 0 is not"),
            (bad(|r| r.priority = 10_000), "between 1 and 9999"),
            (bad(|r| r.fixed_rate = 10.0), "rate 10 is not"),
            (bad(|r| r.fixed_rate = f64::NAN), "rate NaN is not"),
            (bad(|r| r.reservoir_size = -1), "reservoir -1 is negative"),
            (
                bad(|r| r.http_method = "x".repeat(11)),
                "the method: expected at most 10 characters, found 11",
            ),
            (bad(|r| r.url_path = "x".repeat(129)), "at most 128"),
            (
                bad(|r| r.attributes = (0..6).map(|n| (n.to_string(), "v".to_owned())).collect()),
                "found 6",
            ),
            (
                bad(|r| r.attributes = [("k".to_owned(), String::new())].into()),
                "attribute `k`",
            ),
        ] {
            assert!(message.contains(part), "{message}");
        }
    }

    #[test]
    fn wildcards_match_like_the_sdks() {
        for (pattern, text, matches) in [
            ("*", "", true),
            ("backend-flask", "Backend-Flask", true),
            ("back*", "backend-flask", true),
            ("*-fl?sk", "backend-flask", true),
            ("*a*b*", "xxaxxbxx", true),
            ("*a*b", "xxaxxbxx", false),
            ("?", "", false),
            ("blackend-flask", "backend-flask", false),
            ("a**", "a", true),
        ] {
            assert_eq!(wildcard_matches(pattern, text), matches, "{pattern} {text}");
        }
    }
}
