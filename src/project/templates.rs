//! The files that `init` writes, rendered from `templates/`.
//!
//! Each value passes through the filter of its file format (`yaml`, `compose`, `dotenv`), so that
//! no name can break the file's syntax.

use minijinja::{
    AutoEscape, Environment, Error as JinjaError, ErrorKind, UndefinedBehavior, Value,
};
use serde_json::json;

use super::iam_policy;
use super::quote::{self, QuoteError};
use crate::error::ResultExt as _;

/// The names that a project uses.
#[derive(Debug, Clone)]
pub(crate) struct TemplateValues {
    /// The service's name in traces.
    pub service: String,
    /// The backend's name in the project's docker-compose.yml.
    pub compose_service: String,
    pub region: String,
    pub log_group: String,
    /// The sampling rule's name.
    pub sampling_rule: String,
    pub honeycomb_url: String,
    pub rollbar_environment: String,
}

impl TemplateValues {
    fn pairs(&self) -> [(&'static str, &str); 7] {
        [
            ("service", &self.service),
            ("compose_service", &self.compose_service),
            ("region", &self.region),
            ("log_group", &self.log_group),
            ("sampling_rule", &self.sampling_rule),
            ("honeycomb_url", &self.honeycomb_url),
            ("rollbar_environment", &self.rollbar_environment),
        ]
    }
}

/// A rendered file and its path in the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rendered {
    pub path: &'static str,
    pub contents: String,
}

const TEXTS: [(&str, &str); 4] = [
    (
        "docker-compose.obs.yml",
        include_str!("../../templates/docker-compose.obs.yml"),
    ),
    (
        "otel-collector.yaml",
        include_str!("../../templates/otel-collector.yaml"),
    ),
    (".gitpod.yml", include_str!("../../templates/gitpod.yml")),
    (".env.example", include_str!("../../templates/env.example")),
];

/// Renders all files.
pub(crate) fn all(values: &TemplateValues) -> crate::error::Result<Vec<Rendered>> {
    let mut engine = Environment::new();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.set_auto_escape_callback(|_| AutoEscape::None);
    engine.add_filter("yaml", filter(quote::yaml));
    engine.add_filter("compose", filter(quote::yaml_with_variables));
    engine.add_filter("dotenv", filter(quote::dotenv));
    let mut files = Vec::new();
    for (path, template) in TEXTS {
        let contents = engine
            .render_str(template, Value::from_pairs(values.pairs()))
            .or_fail(|| format!("cannot render `{path}`"))?;
        files.push(Rendered {
            path,
            // the engine strips the final newline
            contents: contents + "\n",
        });
    }
    let documents = [
        ("xray-sampling-rule.json", sampling_rule(values)),
        ("iam-policy.json", iam_policy::new(values)),
    ];
    for (path, document) in documents {
        let contents = serde_json::to_string_pretty(&document)
            .or_fail(|| format!("cannot render `{path}`"))?;
        files.push(Rendered {
            path,
            contents: contents + "\n",
        });
    }
    Ok(files)
}

/// Returns a template filter that quotes, or reports the value that it cannot quote.
fn filter(
    quote: fn(&str) -> Result<String, QuoteError>,
) -> impl Fn(&str) -> Result<String, JinjaError> {
    move |text| {
        quote(text).map_err(|error| {
            let message = format!("`{}` cannot be written: {error}", text.escape_debug());
            JinjaError::new(ErrorKind::InvalidOperation, message)
        })
    }
}

/// The input of `aws xray create-sampling-rule --cli-input-json` and of
/// `cruddur-obs xray create-sampling-rule --file`.
fn sampling_rule(values: &TemplateValues) -> serde_json::Value {
    json!({
        "SamplingRule": {
            "RuleName": values.sampling_rule,
            "ResourceARN": "*",
            "Priority": 9000,
            "FixedRate": 0.1,
            "ReservoirSize": 5,
            "ServiceName": values.service,
            "ServiceType": "*",
            "Host": "*",
            "HTTPMethod": "*",
            "URLPath": "*",
            "Version": 1
        }
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use serde_yaml_ng::Value as Yaml;

    use super::*;

    /// Names with every character that could break a file's syntax.
    fn values() -> TemplateValues {
        TemplateValues {
            service: "back$end: \"flask\" #1 {{x}}".to_owned(),
            compose_service: "backend-flask".to_owned(),
            region: "eu-central-1".to_owned(),
            log_group: "/cruddur/web app".to_owned(),
            sampling_rule: "Cruddur".to_owned(),
            honeycomb_url: "https://api.eu1.honeycomb.io".to_owned(),
            rollbar_environment: "production".to_owned(),
        }
    }

    fn file(path: &str) -> String {
        let files = all(&values()).unwrap();
        files.into_iter().find(|f| f.path == path).unwrap().contents
    }

    fn yaml_file(path: &str) -> Yaml {
        serde_yaml_ng::from_str(&file(path)).unwrap()
    }

    #[test]
    fn compose_has_a_backend_for_each_profile() {
        let compose = yaml_file("docker-compose.obs.yml");
        let in_profile = |profile: &str| -> Vec<String> {
            let services = compose["services"].as_mapping().unwrap();
            services
                .iter()
                .filter(|(_, service)| service["profiles"][0] == profile)
                .map(|(name, _)| name.as_str().unwrap().to_owned())
                .collect()
        };
        assert_eq!(in_profile("local"), ["backend-local"]);
        assert_eq!(
            in_profile("cloud"),
            ["backend-cloud", "xray-daemon", "otel-collector"]
        );
        for backend in ["backend-local", "backend-cloud"] {
            let backend = &compose["services"][backend];
            assert_eq!(backend["extends"]["service"], "backend-flask");
            // Compose reads `$$` as a dollar sign
            assert_eq!(
                backend["environment"]["OTEL_SERVICE_NAME"],
                "back$$end: \"flask\" #1 {{x}}"
            );
        }
        assert_eq!(
            compose["services"]["backend-local"]["environment"]["OTEL_EXPORTER_OTLP_ENDPOINT"],
            "http://host.docker.internal:4318"
        );
        // Compose expands the variables of all profiles. `local` has no keys, so each variable
        // needs a default, or Compose would warn or fail.
        let text = file("docker-compose.obs.yml");
        for variable in text.split("${").skip(1) {
            let (variable, _) = variable.split_once('}').unwrap();
            assert!(variable.contains(":-"), "{variable}");
        }
        let cloud = &compose["services"]["backend-cloud"]["environment"];
        assert!(cloud["ROLLBAR_ACCESS_TOKEN"].is_null());
        // every dependency must be a service of the same profile
        for dependency in compose["services"]["backend-cloud"]["depends_on"]
            .as_sequence()
            .unwrap()
        {
            assert_eq!(compose["services"][dependency]["profiles"][0], "cloud");
        }
    }

    #[test]
    fn the_collectors_pipelines_name_what_it_has() {
        let config = yaml_file("otel-collector.yaml");
        let pipelines = config["service"]["pipelines"].as_mapping().unwrap();
        assert!(!pipelines.is_empty());
        for pipeline in pipelines.values() {
            for kind in ["receivers", "processors", "exporters"] {
                for name in pipeline[kind].as_sequence().unwrap() {
                    assert!(config[kind].get(name).is_some(), "{kind}: {name:?}");
                }
            }
        }
        assert_eq!(
            config["exporters"]["otlphttp/honeycomb"]["endpoint"],
            "https://api.eu1.honeycomb.io"
        );
    }

    #[test]
    fn gitpod_opens_every_port_once_and_the_stack_to_nobody() {
        let ports = yaml_file(".gitpod.yml");
        let ports = ports["ports"].as_sequence().unwrap();
        let numbers: Vec<u64> = ports.iter().map(|p| p["port"].as_u64().unwrap()).collect();
        assert_eq!(numbers, [3000, 4567, 2000, 4317, 4318, 4570]);
        for port in &ports[2..] {
            assert_eq!(port["visibility"], "private");
        }
    }

    #[test]
    fn the_env_example_is_read_back_by_a_dotenv_library() {
        let text = file(".env.example");
        let read: HashMap<String, String> = dotenvy::from_read_iter(text.as_bytes())
            .collect::<Result<_, _>>()
            .unwrap();
        assert_eq!(read["OTEL_SERVICE_NAME"], values().service);
        assert_eq!(read["CLOUDWATCH_LOG_GROUP"], "/cruddur/web app");
        for (name, value) in &read {
            let secret = ["KEY", "TOKEN"].iter().any(|word| name.contains(word));
            assert!(!secret || value.is_empty(), "{name} is given a value");
        }
    }

    #[test]
    fn what_no_env_file_can_hold_is_refused() {
        for service in ["it's", "two\nlines", r"ends\"] {
            let values = TemplateValues {
                service: service.to_owned(),
                ..values()
            };
            assert!(all(&values).is_err(), "{service}");
        }
    }

    #[test]
    fn the_json_files_are_what_aws_documents() {
        let rule: serde_json::Value =
            serde_json::from_str(&file("xray-sampling-rule.json")).unwrap();
        let keys: Vec<&String> = rule["SamplingRule"].as_object().unwrap().keys().collect();
        let required = [
            "RuleName",
            "ResourceARN",
            "Priority",
            "FixedRate",
            "ReservoirSize",
            "ServiceName",
            "ServiceType",
            "Host",
            "HTTPMethod",
            "URLPath",
            "Version",
        ];
        assert_eq!(keys, required);
        let policy: serde_json::Value = serde_json::from_str(&file("iam-policy.json")).unwrap();
        assert_eq!(policy["Version"], "2012-10-17");
        for statement in policy["Statement"].as_array().unwrap() {
            for action in statement["Action"].as_array().unwrap() {
                let action = action.as_str().unwrap();
                assert!(
                    action.starts_with("xray:") || action.starts_with("logs:"),
                    "{action}"
                );
                assert!(!action.contains('*'), "{action}");
            }
        }
    }
}
