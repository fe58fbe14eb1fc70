//! Matches requests against X-Ray sampling rules.
//!
//! Source: AWS X-Ray API reference, `SamplingRule`; developer guide, "Configuring sampling rules".
//! Matching is case-insensitive; `*` matches any text, `?` any one character.

use std::collections::BTreeMap;

use serde::Deserialize;
use wildmatch::WildMatch;

/// A rule as returned by `GetSamplingRules`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Rule {
    pub(super) rule_name: String,
    /// 1 to 9999, or 10000 for `Default`. The matching rule with the lowest number applies.
    pub(super) priority: i64,
    /// The fraction sampled beyond the reservoir, 0 to 1.
    pub(super) fixed_rate: f64,
    /// Traces per second, for all instances together.
    pub(super) reservoir_size: i64,
    #[serde(default = "any")]
    service_name: String,
    #[serde(default = "any")]
    host: String,
    #[serde(rename = "HTTPMethod", default = "any")]
    http_method: String,
    #[serde(rename = "URLPath", default = "any")]
    url_path: String,
    #[serde(rename = "ResourceARN", default = "any")]
    resource_arn: String,
    version: i64,
    #[serde(default)]
    attributes: Option<BTreeMap<String, String>>,
}

fn any() -> String {
    "*".to_owned()
}

/// The properties that rules match. A missing property matches every rule, as in the X-Ray SDKs.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Request<'a> {
    pub(super) service: &'a str,
    pub(super) host: Option<&'a str>,
    pub(super) method: Option<&'a str>,
    pub(super) path: Option<&'a str>,
}

impl Rule {
    pub(super) fn matches(&self, request: Request<'_>) -> bool {
        let field = |pattern: &str, value: Option<&str>| value.is_none_or(|v| wildcard(pattern, v));
        // programs outside AWS have no service type (such as AWS::EC2::Instance)
        wildcard(&self.service_name, request.service)
            && field(&self.host, request.host)
            && field(&self.http_method, request.method)
            && field(&self.url_path, request.path)
    }

    /// Whether the X-Ray SDKs use this rule.
    pub(super) fn is_for_sdks(&self) -> bool {
        self.version == 1
            && self.resource_arn == "*"
            && self.attributes.as_ref().is_none_or(BTreeMap::is_empty)
    }
}

/// Sorts rules into the order of evaluation.
pub(super) fn sort(rules: &mut [Rule]) {
    rules.sort_by(|a, b| (a.priority, &a.rule_name).cmp(&(b.priority, &b.rule_name)));
}

/// Whether `text` matches `pattern`.
fn wildcard(pattern: &str, text: &str) -> bool {
    WildMatch::new(&pattern.to_lowercase()).matches(&text.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(json: &str) -> Rule {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn wildcards() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("", "", true),
            ("", "a", false),
            ("?", "a", true),
            ("?", "", false),
            ("/api/*", "/API/activities/home", true),
            ("/api/*/home", "/api/activities/home", true),
            ("/api/*/home", "/api/activities/home/x", false),
            ("*a*b", "xxaxxbxxb", true),
            ("*4567-x?*", "4567-xy.example", true),
            ("a*", "ba", false),
        ] {
            assert_eq!(wildcard(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn the_course_rule_matches_by_service_name() {
        let rule = rule(
            r#"{"RuleName":"Cruddur","ResourceARN":"*","Priority":9000,"FixedRate":0.1,
                "ReservoirSize":5,"ServiceName":"backend-flask","ServiceType":"*","Host":"*",
                "HTTPMethod":"*","URLPath":"*","Version":1,"Attributes":{}}"#,
        );
        let request = Request {
            service: "backend-flask",
            ..Request::default()
        };
        assert!(rule.matches(request));
        let other = Request {
            service: "blackend-flask",
            ..request
        };
        assert!(!rule.matches(other));
    }

    #[test]
    fn a_field_that_the_request_has_must_match() {
        let rule = rule(
            r#"{"RuleName":"r","Priority":1,"FixedRate":0,"ReservoirSize":0,
                "HTTPMethod":"POST","URLPath":"/api/*","Host":"local*",
                "ServiceType":"AWS::EC2::Instance","Version":1}"#,
        );
        let request = Request {
            service: "s",
            host: Some("localhost:4567"),
            method: Some("post"),
            path: Some("/api/activities"),
        };
        assert!(rule.matches(request));
        assert!(rule.matches(Request {
            method: None,
            ..request
        }));
        assert!(!rule.matches(Request {
            method: Some("GET"),
            ..request
        }));
        assert!(!rule.matches(Request {
            path: Some("/rollbar/test"),
            ..request
        }));
    }

    #[test]
    fn rules_for_others_are_told_apart() {
        let with = |rest: &str| {
            rule(&format!(
                r#"{{"RuleName":"r","Priority":1,"FixedRate":0,"ReservoirSize":0,{rest}}}"#
            ))
        };
        assert!(with(r#""Version":1,"ResourceARN":"*","Attributes":{}"#).is_for_sdks());
        assert!(!with(r#""Version":2"#).is_for_sdks());
        assert!(!with(r#""Version":1,"ResourceARN":"arn:aws:x""#).is_for_sdks());
        assert!(!with(r#""Version":1,"Attributes":{"a":"b"}"#).is_for_sdks());
    }
}
