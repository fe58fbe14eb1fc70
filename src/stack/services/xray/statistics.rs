//! GetSamplingStatisticSummaries.

use serde::{Deserialize, Serialize};

use super::XrayError;
use crate::stack::Stack;
use crate::stack::services::typed::Integer;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetSamplingStatisticSummaries {
    next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetSamplingStatisticSummariesResult {
    sampling_statistic_summaries: Vec<StatisticSummary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct StatisticSummary {
    rule_name: String,
    /// Where the ten seconds begin.
    timestamp: i64,
    request_count: Integer,
    borrow_count: Integer,
    sampled_count: Integer,
}

const PAGE: usize = 500;

pub(super) async fn list(
    stack: &Stack,
    input: GetSamplingStatisticSummaries,
) -> Result<GetSamplingStatisticSummariesResult, XrayError> {
    let after = match input.next_token.as_deref() {
        None | Some("") => (0, String::new()),
        Some(token) => read_token(token)?,
    };
    let totals = stack.store.sampling_totals(after, PAGE).await?;
    let next_token = totals
        .last()
        .filter(|_| totals.len() == PAGE)
        .map(|last| hex::encode(format!("{}:{}", last.since, last.rule)));
    Ok(GetSamplingStatisticSummariesResult {
        sampling_statistic_summaries: totals
            .into_iter()
            .map(|total| StatisticSummary {
                rule_name: total.rule,
                timestamp: total.since,
                request_count: Integer::count(total.requests),
                borrow_count: Integer::count(total.borrowed),
                sampled_count: Integer::count(total.sampled),
            })
            .collect(),
        next_token,
    })
}

fn read_token(token: &str) -> Result<(i64, String), XrayError> {
    let place = || {
        let text = String::from_utf8(hex::decode(token).ok()?).ok()?;
        let (since, rule) = text.split_once(':')?;
        Some((since.parse().ok()?, rule.to_owned()))
    };
    place().ok_or_else(|| XrayError::invalid("Invalid NextToken"))
}
