//! PutSubscriptionFilter, DescribeSubscriptionFilters and DeleteSubscriptionFilter. Filters
//! are stored and listed; nothing is delivered, for the destinations are other services.

use serde::{Deserialize, Serialize};

use super::checks::{Checks, Text};
use super::error::CloudWatchError;
use super::filters::{self, Describe, Extras, Listed, Named, check_system_fields};
use crate::stack::Stack;
use crate::stack::store::logs::FilterKind;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PutInput {
    #[serde(flatten)]
    named: Named,
    destination_arn: Option<String>,
    role_arn: Option<String>,
    distribution: Option<String>,
    #[serde(flatten)]
    extras: Extras,
    emit_system_fields: Option<Vec<String>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Output {
    subscription_filters: Vec<Listed<Body>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

/// What is kept of a filter besides its name and its group.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    filter_pattern: String,
    destination_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    role_arn: Option<String>,
    distribution: String,
    #[serde(flatten)]
    extras: Extras,
    #[serde(skip_serializing_if = "Option::is_none")]
    emit_system_fields: Option<Vec<String>>,
}

/// "Each log group can have up to two subscription filters associated with it."
const MAX: u32 = 2;
const DISTRIBUTIONS: &[&str] = &["Random", "ByLogStream"];
/// "By default, log data is grouped by log stream".
const DEFAULT_DISTRIBUTION: &str = "ByLogStream";
const SYSTEM_FIELDS: &[&str] = &["@aws.account", "@aws.region", "@source.log"];
const ARN: Text = Text {
    min: 1,
    max: usize::MAX,
    pattern: None,
};

pub(super) async fn put(stack: &Stack, input: PutInput) -> Result<(), CloudWatchError> {
    let mut checks = Checks::default();
    input.named.check(&mut checks);
    let destination = input.destination_arn.as_deref();
    checks.required("destinationArn", destination, &ARN);
    checks.optional("roleArn", input.role_arn.as_deref(), &ARN);
    let distribution = input.distribution.as_deref();
    checks.one_of("distribution", distribution, DISTRIBUTIONS);
    input.extras.check(&mut checks);
    checks.done()?;
    let fields = input.emit_system_fields.as_deref();
    check_system_fields("emitSystemFields", fields, SYSTEM_FIELDS)?;
    check_destination(destination.unwrap_or_default(), input.role_arn.as_deref())?;
    let body = Body {
        filter_pattern: input.named.filter_pattern.clone().unwrap_or_default(),
        destination_arn: input.destination_arn.unwrap_or_default(),
        role_arn: input.role_arn,
        distribution: input
            .distribution
            .unwrap_or_else(|| DEFAULT_DISTRIBUTION.to_owned()),
        extras: input.extras,
        emit_system_fields: input.emit_system_fields,
    };
    filters::put(stack, FilterKind::Subscription, input.named, &body, MAX).await
}

/// A stream of Kinesis or Firehose needs a role, a Lambda function takes none, and a
/// logical destination of Logs needs none.
fn check_destination(arn: &str, role: Option<&str>) -> Result<(), CloudWatchError> {
    let invalid = |message: String| Err(CloudWatchError::InvalidParameter(message));
    let mut parts = arn.splitn(6, ':');
    let vendor = match (parts.next(), parts.next(), parts.next()) {
        (Some("arn"), Some(_), Some(vendor)) if parts.count() == 3 => vendor,
        _ => return invalid(format!("Invalid destinationArn: {arn}")),
    };
    match (vendor, role) {
        ("lambda", Some(_)) => {
            invalid("destinationArn for vendor lambda cannot be used with roleArn".to_owned())
        }
        ("kinesis" | "firehose", None) => invalid(format!(
            "destinationArn for vendor {vendor} must be used with a roleArn"
        )),
        ("kinesis" | "firehose" | "lambda" | "logs", _) => Ok(()),
        _ => invalid(format!("Unsupported vendor in destinationArn: {vendor}")),
    }
}

pub(super) async fn describe(stack: &Stack, input: Describe) -> Result<Output, CloudWatchError> {
    let mut checks = Checks::default();
    if input.log_group_name.is_none() {
        checks.missing("logGroupName");
    }
    input.check(&mut checks);
    checks.done()?;
    let page = input.page(stack, FilterKind::Subscription, &(), |_| true);
    let (subscription_filters, next_token) = page.await?;
    Ok(Output {
        subscription_filters,
        next_token,
    })
}
