//! `xray create-sampling-rule`.

use std::path::PathBuf;

use clap::Args;

use super::sampling_rules::RuleList;
use super::{rule_file, services};
use crate::context::Ctx;
use crate::error::{Error, Hint, Result};
use crate::model::{Notice, SamplingRule};
use crate::plan::rule_differences;

#[derive(Debug, Args)]
pub(crate) struct CreateSamplingRuleArgs {
    /// Rule name [default: `xray.group` in cruddur-obs.toml, or Cruddur]
    #[arg(conflicts_with = "file")]
    name: Option<String>,

    /// Read the rule from a JSON file, like `aws xray create-sampling-rule --cli-input-json`
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,

    #[command(flatten)]
    rule: RuleArgs,
}

#[derive(Debug, Args)]
#[group(id = "rule", multiple = true, conflicts_with = "file")]
struct RuleArgs {
    /// Service name to match [default: `service` in cruddur-obs.toml, or backend-flask]
    #[arg(long, value_name = "PATTERN")]
    service: Option<String>,

    /// Requests per second that are always recorded [default: 5]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    reservoir: Option<i32>,

    /// Share of further requests to record, 0 to 1 [default: 0.1]
    #[arg(long, allow_negative_numbers = true)]
    rate: Option<f64>,

    /// Priority, 1 to 9999; the matching rule with the lowest number applies [default: 9000]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    priority: Option<i32>,

    /// Host name to match [default: *]
    #[arg(long, value_name = "PATTERN")]
    host: Option<String>,

    /// HTTP method to match, such as GET [default: *]
    #[arg(long, value_name = "PATTERN")]
    method: Option<String>,

    /// URL path to match, such as /api/activities/* [default: *]
    #[arg(long, value_name = "PATTERN")]
    path: Option<String>,

    /// Service type to match, such as AWS::ECS::Container [default: *]
    #[arg(long, value_name = "PATTERN")]
    service_type: Option<String>,

    /// Resource ARN to match [default: *]
    #[arg(long, value_name = "PATTERN")]
    resource_arn: Option<String>,

    /// Request attribute to match (repeatable, at most 5)
    #[arg(long = "attribute", value_name = "KEY=VALUE", value_parser = attribute)]
    attributes: Vec<(String, String)>,
}

pub(super) async fn run(ctx: &Ctx, args: &CreateSamplingRuleArgs) -> Result<()> {
    ctx.output.emit(&fetch(ctx, args).await?)
}

/// Creates the rule, unless it is there with these settings.
pub(super) async fn fetch(ctx: &Ctx, args: &CreateSamplingRuleArgs) -> Result<RuleList> {
    let wanted = match &args.file {
        Some(path) => rule_file::read(path)?,
        None => {
            let settings = &ctx.config.settings;
            let name = args.name.as_deref();
            let name = name.unwrap_or_else(|| settings.xray_group());
            args.rule.rule(name, settings.service())
        }
    };
    wanted.check().map_err(|error| {
        Error::usage(format!("invalid sampling rule `{}`: {error}", wanted.name))
    })?;
    let xray = ctx.xray().await?;
    let place = xray.place();
    let what = format!("the sampling rule `{}`", wanted.name);
    let rules = xray.sampling_rules().await?;
    let mut notices = Vec::new();
    let rule = match rules.into_iter().find(|rule| rule.name == wanted.name) {
        Some(rule) => {
            let differences = rule_differences(&rule, &wanted);
            if !differences.is_empty() {
                return Err(Error::failed(format!(
                    "{what} already exists on {place} with other settings\n{differences}"
                ))
                .hint(Hint::run(
                    ["xray", "delete-sampling-rule", &wanted.name],
                    "delete it, then create it anew",
                )));
            }
            notices.push(Notice::note(format!(
                "{what} already exists on {place} with these settings; nothing to do"
            )));
            rule
        }
        None => {
            let rule = xray.create_sampling_rule(&wanted).await?;
            notices.push(Notice::note(format!(
                "created {what} on {place}; SDKs fetch it within 5 minutes"
            )));
            rule
        }
    };
    if rule.service_name != "*" {
        let pattern = [rule.service_name.clone()];
        notices.extend(services::unknown(ctx, &xray, &pattern).await);
    }
    Ok(RuleList {
        rules: vec![rule],
        notices,
    })
}

impl RuleArgs {
    fn rule(&self, name: &str, service: &str) -> SamplingRule {
        let base = SamplingRule::of_service(name, self.service.as_deref().unwrap_or(service));
        SamplingRule {
            reservoir_size: self.reservoir.unwrap_or(base.reservoir_size),
            fixed_rate: self.rate.unwrap_or(base.fixed_rate),
            priority: self.priority.unwrap_or(base.priority),
            host: self.host.clone().unwrap_or(base.host),
            http_method: self.method.clone().unwrap_or(base.http_method),
            url_path: self.path.clone().unwrap_or(base.url_path),
            service_type: self.service_type.clone().unwrap_or(base.service_type),
            resource_arn: self.resource_arn.clone().unwrap_or(base.resource_arn),
            attributes: self.attributes.iter().cloned().collect(),
            ..base
        }
    }
}

fn attribute(text: &str) -> std::result::Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) => Ok((key.to_owned(), value.to_owned())),
        None => Err("write KEY=VALUE".to_owned()),
    }
}
