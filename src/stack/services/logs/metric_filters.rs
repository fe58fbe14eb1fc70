//! PutMetricFilter, DescribeMetricFilters and DeleteMetricFilter. Filters are stored and
//! listed; there is no CloudWatch here that a metric could be published to.

use serde::{Deserialize, Serialize};

use super::checks::Checks;
use super::error::CloudWatchError;
use super::filters::{self, Describe, Extras, Listed, Named, check_system_fields};
use crate::query::log_pattern::LogPattern;
use crate::stack::Stack;
use crate::stack::store::logs::FilterKind;

pub(super) mod test;
mod transformation;

use transformation::{METRIC_NAME, Transformation};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PutInput {
    #[serde(flatten)]
    named: Named,
    metric_transformations: Option<Vec<Transformation>>,
    #[serde(flatten)]
    extras: Extras,
    emit_system_field_dimensions: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DescribeInput {
    #[serde(flatten)]
    common: Describe,
    metric_name: Option<String>,
    metric_namespace: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Output {
    metric_filters: Vec<Listed<Body>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

/// What is kept of a filter besides its name and its group.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    filter_pattern: String,
    metric_transformations: Vec<Transformation>,
    #[serde(flatten)]
    extras: Extras,
    #[serde(skip_serializing_if = "Option::is_none")]
    emit_system_field_dimensions: Option<Vec<String>>,
}

/// "The maximum number of metric filters that can be associated with a log group is 100."
const MAX: u32 = 100;
const SYSTEM_FIELDS: &[&str] = &["@aws.account", "@aws.region"];

pub(super) async fn put(stack: &Stack, input: PutInput) -> Result<(), CloudWatchError> {
    let mut checks = Checks::default();
    input.named.check(&mut checks);
    let transformations = input.metric_transformations.as_deref();
    match transformations {
        Some(given) => {
            let shown = || if given.is_empty() { "[]" } else { "[…]" }.to_owned();
            checks.length("metricTransformations", given.len(), (1, 1), shown);
            for transformation in given {
                transformation.check(&mut checks);
            }
        }
        None => checks.missing("metricTransformations"),
    }
    input.extras.check(&mut checks);
    checks.done()?;
    let fields = input.emit_system_field_dimensions.as_deref();
    check_system_fields("emitSystemFieldDimensions", fields, SYSTEM_FIELDS)?;
    let text = input.named.filter_pattern.clone().unwrap_or_default();
    let pattern = LogPattern::parse(&text)?;
    for transformation in transformations.unwrap_or_default() {
        transformation.check_for(&pattern, fields.unwrap_or_default().len())?;
    }
    let body = Body {
        filter_pattern: text,
        metric_transformations: input.metric_transformations.unwrap_or_default(),
        extras: input.extras,
        emit_system_field_dimensions: input.emit_system_field_dimensions,
    };
    filters::put(stack, FilterKind::Metric, input.named, &body, MAX).await
}

pub(super) async fn describe(
    stack: &Stack,
    input: DescribeInput,
) -> Result<Output, CloudWatchError> {
    let mut checks = Checks::default();
    input.common.check(&mut checks);
    let name = input.metric_name;
    let namespace = input.metric_namespace;
    checks.optional("metricName", name.as_deref(), &METRIC_NAME);
    checks.optional("metricNamespace", namespace.as_deref(), &METRIC_NAME);
    checks.done()?;
    if name.is_some() != namespace.is_some() {
        return Err(CloudWatchError::InvalidParameter(
            "Both metricName and metricNamespace must be specified, or neither of them.".to_owned(),
        ));
    }
    let metric = name.zip(namespace);
    let same = metric.clone();
    let takes = move |filter: &crate::stack::store::logs::LogFilter| {
        let Some((name, namespace)) = &metric else {
            return true;
        };
        let body: Option<Body> = serde_json::from_str(&filter.body).ok();
        body.is_some_and(|body| {
            let mut transformations = body.metric_transformations.iter();
            transformations.any(|transformation| transformation.is_of(name, namespace))
        })
    };
    let page = input.common.page(stack, FilterKind::Metric, &same, takes);
    let (metric_filters, next_token) = page.await?;
    Ok(Output {
        metric_filters,
        next_token,
    })
}
