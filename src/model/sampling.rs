//! X-Ray sampling rules: which requests are recorded.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use wildmatch::WildMatch;

use super::group::{NameError, RESERVED_NAME, check_name};

/// A rule; `*` and `?` are wildcards in every text that is matched.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SamplingRule {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// 1 to 9999; the lowest number is tried first.
    pub priority: i32,
    /// The share of requests recorded beyond the reservoir, 0 to 1.
    pub fixed_rate: f64,
    /// Requests a second that are recorded first.
    pub reservoir_size: i32,
    pub service_name: String,
    pub service_type: String,
    pub host: String,
    pub http_method: String,
    pub url_path: String,
    pub resource_arn: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
    /// How far X-Ray may raise the rate for a while when it sees an anomaly.
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
    /// The rate at most, 0 to 1.
    pub max_rate: f64,
    /// Minutes in which the rate is raised once at most.
    pub cooldown_minutes: i32,
}

/// What is wrong with a rule that is to be made.
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
    /// A rule that matches every request of `service`, with the numbers that the X-Ray
    /// guide uses for a base rule: 5 a second and a tenth of the rest, priority 9000.
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

    /// Checks every limit of the X-Ray API's `SamplingRule` before anything is sent.
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

/// Whether a rule's pattern matches a text: `*` any run, `?` any one character; case
/// does not matter, as in the X-Ray SDKs.
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
