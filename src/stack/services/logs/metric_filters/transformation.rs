//! What a metric filter makes of the events that match.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::query::log_pattern::{LogPattern, PatternForm};
use crate::stack::services::logs::checks::{Checks, Text};
use crate::stack::services::logs::error::CloudWatchError;

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Transformation {
    metric_name: Option<String>,
    metric_namespace: Option<String>,
    metric_value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_value: Option<f64>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    dimensions: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
}

pub(super) const METRIC_NAME: Text = Text {
    min: 0,
    max: 255,
    pattern: Some(("[^:*$]*", |c| !matches!(c, ':' | '*' | '$'))),
};
const METRIC_VALUE: Text = Text {
    min: 0,
    max: 100,
    pattern: None,
};
const DIMENSION: Text = Text {
    min: 0,
    max: 255,
    pattern: None,
};
/// "One metric filter can include as many as three dimensions."
const MAX_DIMENSIONS: usize = 3;
const UNITS: &[&str] = &[
    "Seconds",
    "Microseconds",
    "Milliseconds",
    "Bytes",
    "Kilobytes",
    "Megabytes",
    "Gigabytes",
    "Terabytes",
    "Bits",
    "Kilobits",
    "Megabits",
    "Gigabits",
    "Terabits",
    "Percent",
    "Count",
    "Bytes/Second",
    "Kilobytes/Second",
    "Megabytes/Second",
    "Gigabytes/Second",
    "Terabytes/Second",
    "Bits/Second",
    "Kilobits/Second",
    "Megabits/Second",
    "Gigabits/Second",
    "Terabits/Second",
    "Count/Second",
    "None",
];

impl Transformation {
    pub(super) fn check(&self, checks: &mut Checks) {
        let at = |member: &str| format!("metricTransformations.1.member.{member}");
        let name = self.metric_name.as_deref();
        checks.required(&at("metricName"), name, &METRIC_NAME);
        let namespace = self.metric_namespace.as_deref();
        checks.required(&at("metricNamespace"), namespace, &METRIC_NAME);
        let value = self.metric_value.as_deref();
        checks.required(&at("metricValue"), value, &METRIC_VALUE);
        checks.one_of(&at("unit"), self.unit.as_deref(), UNITS);
        for (name, value) in &self.dimensions {
            checks.text(&at("dimensions"), name, &DIMENSION);
            checks.text(&at(&format!("dimensions.{name}.member")), value, &DIMENSION);
        }
    }

    /// What depends on the pattern, and on the system fields that are dimensions too.
    pub(super) fn check_for(
        &self,
        pattern: &LogPattern,
        fields: usize,
    ) -> Result<(), CloudWatchError> {
        let invalid = |message: String| Err(CloudWatchError::InvalidParameter(message));
        let has_fields = matches!(pattern.form(), PatternForm::Json | PatternForm::Delimited);
        if !self.dimensions.is_empty() {
            if self.default_value.is_some() {
                return invalid(
                    "Invalid metric transformation: dimensions and default value are mutually exclusive properties."
                        .to_owned(),
                );
            }
            if !has_fields {
                return invalid(
                    "The specified filter pattern does not support dimensions".to_owned(),
                );
            }
        }
        if self.dimensions.len() + fields > MAX_DIMENSIONS {
            return invalid(format!(
                "Invalid metric transformation: a metric filter can have at most {MAX_DIMENSIONS} dimensions."
            ));
        }
        let values = self.dimensions.values().map(String::as_str);
        if let Some(value) = values.into_iter().find(|value| !value.starts_with('$')) {
            return invalid(format!(
                "Invalid metric transformation: the dimension value '{value}' is not a field, such as $.field or $field."
            ));
        }
        let value = self.metric_value.as_deref().unwrap_or_default();
        let is_number = value.parse::<f64>().is_ok_and(f64::is_finite);
        let is_field = value.len() > 1 && value.starts_with('$') && has_fields;
        if is_number || is_field {
            Ok(())
        } else {
            invalid(format!(
                "Invalid metric transformation: the metric value '{value}' is neither a number nor a field of the filter pattern."
            ))
        }
    }

    pub(super) fn is_of(&self, name: &str, namespace: &str) -> bool {
        self.metric_name.as_deref() == Some(name)
            && self.metric_namespace.as_deref() == Some(namespace)
    }
}
