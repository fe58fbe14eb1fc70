//! `xray sampling-rules`.

use clap::Args;
use serde::Serialize;

use crate::context::Ctx;
use crate::error::{Error, Hint, Result};
use crate::model::{Notice, SamplingRule, close_names};
use crate::render::{Align, Screen, Table, Tone, View};

#[derive(Debug, Args)]
pub(crate) struct SamplingRulesArgs {}

/// Rules as they are listed, with what was done to them.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct RuleList {
    pub(super) rules: Vec<SamplingRule>,
    #[serde(skip)]
    pub(super) notices: Vec<Notice>,
}

pub(super) async fn run(ctx: &Ctx, args: &SamplingRulesArgs) -> Result<()> {
    ctx.output.emit(&fetch(ctx, args).await?)
}

pub(super) async fn fetch(ctx: &Ctx, _args: &SamplingRulesArgs) -> Result<RuleList> {
    Ok(RuleList {
        rules: ctx.xray().await?.sampling_rules().await?,
        notices: Vec::new(),
    })
}

/// The rule of this name, or the error that names those that are nearly called so.
pub(super) fn named(rules: Vec<SamplingRule>, name: &str, place: &str) -> Result<SamplingRule> {
    let near: Vec<String> = close_names(name, rules.iter().map(|rule| rule.name.as_str()))
        .into_iter()
        .map(|name| format!("`{name}`"))
        .collect();
    rules
        .into_iter()
        .find(|rule| rule.name == name)
        .ok_or_else(|| {
            let error = Error::not_found(format!("no sampling rule `{name}` on {place}"));
            if near.is_empty() {
                error.hint(Hint::run(["xray", "sampling-rules"], "list them"))
            } else {
                error.hint(format!("did you mean {}?", near.join(" or ")))
            }
        })
}

const EMPTY: &str = "no sampling rules";

impl View for RuleList {
    fn empty(&self) -> Option<&'static str> {
        self.rules.is_empty().then_some(EMPTY)
    }

    fn table(&self, _screen: &Screen) -> Option<Table> {
        let columns = [
            ("RULE", Align::Left),
            ("PRIORITY", Align::Right),
            ("PER SECOND", Align::Right),
            ("THEN", Align::Right),
            ("SERVICE", Align::Left),
            ("REQUESTS", Align::Left),
        ];
        let mut table = Table::new(&columns, EMPTY);
        for rule in &self.rules {
            table.row([
                (rule.name.clone(), Tone::Key),
                (rule.priority.to_string(), Tone::Plain),
                (rule.reservoir_size.to_string(), Tone::Plain),
                (percent(rule.fixed_rate), Tone::Plain),
                (rule.service_name.clone(), Tone::Plain),
                (requests(rule), Tone::Plain),
            ]);
        }
        Some(table)
    }

    fn notices(&self) -> &[Notice] {
        &self.notices
    }

    fn hints(&self) -> Vec<Hint> {
        let only_default = self.rules.iter().all(SamplingRule::is_default);
        let create = || Hint::run(["xray", "create-sampling-rule"], "create one");
        only_default.then(create).into_iter().collect()
    }
}

/// `5 %`, `0.3 %`.
fn percent(rate: f64) -> String {
    let percent = (rate * 1e4).round() / 1e2;
    format!("{percent} %")
}

/// Which requests the rule matches, without what matches all: `GET host/path*`.
fn requests(rule: &SamplingRule) -> String {
    let given = |text: &str| (text != "*").then(|| text.to_owned());
    let url = match (given(&rule.host), given(&rule.url_path)) {
        (Some(host), Some(path)) => Some(format!("{host}{path}")),
        (host, path) => host.or(path),
    };
    let mut parts: Vec<String> = [given(&rule.http_method), url, given(&rule.service_type)]
        .into_iter()
        .flatten()
        .collect();
    parts.extend(rule.attributes.iter().map(|(k, v)| format!("{k}={v}")));
    if parts.is_empty() {
        "all".to_owned()
    } else {
        parts.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_in_words() {
        let mut rule = SamplingRule::of_service("polling", "Scorekeep");
        assert_eq!(requests(&rule), "all");
        rule.http_method = "GET".to_owned();
        rule.url_path = "/api/state/*".to_owned();
        assert_eq!(requests(&rule), "GET /api/state/*");
        rule.host = "*.example.com".to_owned();
        rule.attributes.insert("tier".to_owned(), "gold".to_owned());
        assert_eq!(requests(&rule), "GET *.example.com/api/state/* tier=gold");
        assert_eq!(percent(0.003), "0.3 %");
        assert_eq!(percent(0.05), "5 %");
    }
}
