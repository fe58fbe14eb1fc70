//! A sampling rule in a JSON file: the input of CreateSamplingRule, or its inner object.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use crate::error::{Error, Hint, Result};
use crate::model::{SamplingBoost, SamplingRule};

/// The API's `SamplingRule`; its required fields are required here.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Rule {
    rule_name: String,
    /// Chosen by X-Ray; in files that were copied from an answer.
    #[serde(rename = "RuleARN")]
    _rule_arn: Option<String>,
    #[serde(rename = "ResourceARN")]
    resource_arn: String,
    priority: i32,
    fixed_rate: f64,
    reservoir_size: i32,
    service_name: String,
    service_type: String,
    host: String,
    #[serde(rename = "HTTPMethod")]
    http_method: String,
    #[serde(rename = "URLPath")]
    url_path: String,
    version: i32,
    #[serde(default)]
    attributes: BTreeMap<String, String>,
    sampling_rate_boost: Option<Boost>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Boost {
    max_rate: f64,
    cooldown_window_minutes: i32,
}

/// The file that X-Ray SDKs read themselves (developer guide, "Sampling rules": version 2;
/// version 1 has `service_name` for `host`).
#[derive(Debug, Deserialize)]
struct LocalRules {
    version: i64,
    #[serde(default)]
    rules: Vec<LocalRule>,
    default: Option<LocalRule>,
}

#[derive(Debug, Deserialize)]
struct LocalRule {
    host: Option<String>,
    http_method: Option<String>,
    url_path: Option<String>,
    fixed_target: Option<i64>,
    rate: Option<f64>,
}

/// Reads the one rule of `path`.
pub(super) fn read(path: &Path) -> Result<SamplingRule> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Error::usage(format!("cannot read the rule file `{}`", path.display())).caused_by(error)
    })?;
    parse(&text, &path.display().to_string())
}

fn parse(text: &str, path: &str) -> Result<SamplingRule> {
    let value: Value = serde_json::from_str(text)
        .map_err(|error| Error::usage(format!("`{path}` is not JSON")).caused_by(error))?;
    if value.get("version").is_some()
        && let Ok(rules) = LocalRules::deserialize(&value)
    {
        return Err(local_rules(path, &rules));
    }
    let wrong = |what: String| {
        Error::usage(format!("`{path}` is not an input of CreateSamplingRule: {what}"))
            .hint(
                "write it like {\"SamplingRule\": {\"RuleName\": \"Cruddur\", \"ServiceName\": \"backend-flask\", …}}",
            )
            .hint(Hint::run(
                ["xray", "create-sampling-rule", "--help"],
                "list the flags that say the same",
            ))
    };
    if value.get("SamplingRuleUpdate").is_some() {
        return Err(wrong("it is the input of UpdateSamplingRule".to_owned()));
    }
    let inner = value.get("SamplingRule").unwrap_or(&value);
    if let Some(unknown) = value
        .get("SamplingRule")
        .and(value.as_object())
        .and_then(|outer| outer.keys().find(|key| *key != "SamplingRule"))
    {
        return Err(wrong(format!(
            "`{unknown}` beside `SamplingRule` is not supported"
        )));
    }
    let rule = Rule::deserialize(inner).map_err(|error| wrong(error.to_string()))?;
    if rule.version != 1 {
        return Err(wrong(format!(
            "`Version` is {}, and there is only 1",
            rule.version
        )));
    }
    Ok(rule.into())
}

/// Says what the file is instead, and how its first rule is written as a command.
fn local_rules(path: &str, file: &LocalRules) -> Error {
    let mut command = ["xray", "create-sampling-rule"].map(str::to_owned).to_vec();
    let mut flag = |name: &str, value: String| command.extend([format!("--{name}"), value]);
    let rule = file.rules.first().or(file.default.as_ref());
    if let Some(rule) = rule {
        for (name, pattern) in [
            ("host", &rule.host),
            ("method", &rule.http_method),
            ("path", &rule.url_path),
        ] {
            if let Some(pattern) = pattern.as_deref().filter(|pattern| *pattern != "*") {
                flag(name, pattern.to_owned());
            }
        }
        if let Some(target) = rule.fixed_target {
            flag("reservoir", target.to_string());
        }
        if let Some(rate) = rule.rate {
            flag("rate", rate.to_string());
        }
    }
    let which = if file.rules.is_empty() {
        "its default rule"
    } else {
        "its first rule"
    };
    Error::usage(format!(
        "`{path}` is a local rules file (version {}) of the X-Ray SDKs, not a rule for the X-Ray service: \
         an SDK reads it itself and uses it only where it cannot ask X-Ray",
        file.version
    ))
    .hint(Hint::run(
        command,
        format!("make {which} a rule of the service"),
    ))
}

impl From<Rule> for SamplingRule {
    fn from(rule: Rule) -> Self {
        Self {
            name: rule.rule_name,
            arn: None,
            priority: rule.priority,
            fixed_rate: rule.fixed_rate,
            reservoir_size: rule.reservoir_size,
            service_name: rule.service_name,
            service_type: rule.service_type,
            host: rule.host,
            http_method: rule.http_method,
            url_path: rule.url_path,
            resource_arn: rule.resource_arn,
            attributes: rule.attributes,
            boost: rule.sampling_rate_boost.map(|boost| SamplingBoost {
                max_rate: boost.max_rate,
                cooldown_minutes: boost.cooldown_window_minutes,
            }),
            created_at: None,
            modified_at: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rule() -> Value {
        json!({"RuleName":"Cruddur","ResourceARN":"*","Priority":9000,"FixedRate":0.1,
            "ReservoirSize":5,"ServiceName":"backend-flask","ServiceType":"*","Host":"*",
            "HTTPMethod":"*","URLPath":"*","Version":1})
    }

    fn refused(value: &Value) -> Error {
        parse(&value.to_string(), "rule.json").unwrap_err()
    }

    #[test]
    fn both_forms_are_one_rule() {
        let expected = SamplingRule::of_service("Cruddur", "backend-flask");
        for value in [json!({"SamplingRule": rule()}), rule()] {
            assert_eq!(parse(&value.to_string(), "rule.json").unwrap(), expected);
        }
    }

    #[test]
    fn a_local_rules_file_is_told_apart() {
        let file = json!({"version":2,
            "rules":[{"description":"Player moves.","host":"*","http_method":"*","url_path":"/api/move/*","fixed_target":0,"rate":0.05}],
            "default":{"fixed_target":1,"rate":0.1}});
        let error = refused(&file);
        assert!(
            error.to_string().contains("local rules file (version 2)"),
            "{error}"
        );
        assert_eq!(
            error.hints(),
            [Hint::run(
                "xray create-sampling-rule --path /api/move/* --reservoir 0 --rate 0.05".split(' '),
                "make its first rule a rule of the service"
            )]
        );
        let error = refused(&json!({"version":1,"default":{"fixed_target":1,"rate":0.1}}));
        assert_eq!(
            error.hints(),
            [Hint::run(
                "xray create-sampling-rule --reservoir 1 --rate 0.1".split(' '),
                "make its default rule a rule of the service"
            )]
        );
    }

    #[test]
    fn what_is_missing_or_unknown_is_named() {
        let mut without = rule();
        without.as_object_mut().unwrap().remove("HTTPMethod");
        assert!(
            refused(&without)
                .to_string()
                .contains("missing field `HTTPMethod`")
        );
        let mut with = rule();
        with["Rate"] = json!(1);
        assert!(refused(&with).to_string().contains("unknown field `Rate`"));
        let mut second = rule();
        second["Version"] = json!(2);
        assert!(refused(&second).to_string().contains("`Version` is 2"));
        let update = json!({"SamplingRuleUpdate":{"RuleName":"Default"}});
        assert!(refused(&update).to_string().contains("UpdateSamplingRule"));
        let tagged = json!({"SamplingRule": rule(), "Tags": []});
        assert!(refused(&tagged).to_string().contains("`Tags` beside"));
        assert!(
            parse("{", "rule.json")
                .unwrap_err()
                .to_string()
                .contains("not JSON")
        );
        assert!(refused(&json!([])).to_string().contains("not an input"));
    }
}
