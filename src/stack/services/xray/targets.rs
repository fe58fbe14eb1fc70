//! GetSamplingTargets: SDKs report what they sampled, and learn how much more they may.

use serde::{Deserialize, Serialize};

use super::{XrayError, rules};
use crate::stack::Stack;
use crate::stack::services::typed::{Double, Integer};
use crate::stack::store::xray::SamplingReport;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetSamplingTargets {
    sampling_statistics_documents: Option<Vec<Document>>,
    /// ADOT may send `null`.
    sampling_boost_statistics_documents: Option<Vec<BoostDocument>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Document {
    rule_name: Option<String>,
    #[serde(rename = "ClientID")]
    client_id: Option<String>,
    timestamp: Option<f64>,
    request_count: Option<i64>,
    sampled_count: Option<i64>,
    borrow_count: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct BoostDocument {
    rule_name: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetSamplingTargetsResult {
    sampling_target_documents: Vec<Target>,
    /// Seconds since the epoch, as a number. SDKs load the rules anew whenever it is
    /// later than their last load, so it changes only with the rules.
    last_rule_modification: i64,
    unprocessed_statistics: Vec<Unprocessed>,
    unprocessed_boost_statistics: Vec<Unprocessed>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Target {
    rule_name: String,
    fixed_rate: Double,
    reservoir_quota: Integer,
    #[serde(rename = "ReservoirQuotaTTL")]
    reservoir_quota_ttl: i64,
    interval: i64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Unprocessed {
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_name: Option<String>,
    /// Three digits: SDKs tell a client's fault from a server's by the first.
    error_code: &'static str,
    message: String,
}

/// Documents of one call.
const MAX_DOCUMENTS: usize = 25;
/// Seconds until a client asks again.
const INTERVAL: i64 = 10;
/// Seconds that a quota is good for (developer guide, "Using sampling rules").
const QUOTA_TTL: i64 = 300;
/// A client that has not reported for so many seconds shares the reservoir no more.
const ACTIVE: i64 = 30;
/// Seconds after which a report is too old to be counted.
const OLDEST: f64 = 600.0;

pub(super) async fn get(
    stack: &Stack,
    input: GetSamplingTargets,
) -> Result<GetSamplingTargetsResult, XrayError> {
    let documents = input
        .sampling_statistics_documents
        .ok_or_else(|| XrayError::invalid("SamplingStatisticsDocuments is required"))?;
    let boosts = input
        .sampling_boost_statistics_documents
        .unwrap_or_default();
    if documents.len() > MAX_DOCUMENTS || boosts.len() > MAX_DOCUMENTS {
        return Err(XrayError::Constraint {
            field: "samplingStatisticsDocuments",
            value: documents.len().max(boosts.len()).to_string(),
            rule: format!("Member must have length less than or equal to {MAX_DOCUMENTS}"),
        });
    }
    let (rules, modified) = rules::known(stack).await?;
    let is_rule = |name: &str| rules.iter().any(|rule| rule.name == name);
    let now = stack.clock.now();
    let mut reports = Vec::new();
    let mut unprocessed = Vec::new();
    for document in documents {
        match report(document, stack.clock.now_secs(), is_rule) {
            Ok(report) => reports.push(report),
            Err(refused) => unprocessed.push(refused),
        }
    }
    let unknown_boosts = boosts.into_iter().filter_map(|boost| {
        let name = boost.rule_name.unwrap_or_default();
        (!is_rule(&name)).then(|| refuse(Some(name), "Unknown rule"))
    });
    let unprocessed_boost_statistics = unknown_boosts.collect();
    let asked: Vec<(String, String)> = reports
        .iter()
        .map(|report| (report.rule.clone(), report.client.clone()))
        .collect();
    if !reports.is_empty() {
        stack
            .store
            .add_sampling_reports(reports, now.as_second())
            .await?;
    }
    let active = now.as_second() - ACTIVE..=now.as_second();
    let clients = stack.store.sampling_clients(active).await?;
    let targets = asked.into_iter().filter_map(|(name, client)| {
        let rule = rules.iter().find(|rule| rule.name == name)?;
        let of_rule: Vec<&SamplingReport> = clients
            .iter()
            .filter(|report| report.rule == name)
            .collect();
        Some(Target {
            fixed_rate: Double::new(rule.body.fixed_rate),
            reservoir_quota: Integer::count(quota(rule.body.reservoir_size, &of_rule, &client)),
            reservoir_quota_ttl: now.as_second() + QUOTA_TTL,
            interval: INTERVAL,
            rule_name: name,
        })
    });
    Ok(GetSamplingTargetsResult {
        sampling_target_documents: targets.collect(),
        last_rule_modification: modified,
        unprocessed_statistics: unprocessed,
        unprocessed_boost_statistics,
    })
}

fn report(
    document: Document,
    now: f64,
    is_rule: impl Fn(&str) -> bool,
) -> Result<SamplingReport, Unprocessed> {
    let name = document.rule_name;
    let refuse = |message| refuse(name.clone(), message);
    // a missing count is none: ADOT for Python writes `SampleCount`, and needs its quota
    let counts = [
        document.request_count,
        document.sampled_count,
        document.borrow_count,
    ];
    let [requests, sampled, borrowed] = counts.map(Option::unwrap_or_default);
    if [requests, sampled, borrowed]
        .iter()
        .any(|count| !(0..=i64::from(i32::MAX)).contains(count))
    {
        return Err(refuse("Counts must not be negative"));
    }
    let Some(client) = document.client_id.filter(|id| id.chars().count() == 24) else {
        return Err(refuse("ClientID must have 24 characters"));
    };
    match document.timestamp {
        None => return Err(refuse("Timestamp is required")),
        Some(at) if at < now - OLDEST => return Err(refuse("Statistics document is too old")),
        Some(_) => {}
    }
    match name.clone().filter(|name| is_rule(name)) {
        None => Err(refuse("Unknown rule")),
        Some(rule) => Ok(SamplingReport {
            rule,
            client,
            requests,
            sampled,
            borrowed,
        }),
    }
}

fn refuse(rule_name: Option<String>, message: &str) -> Unprocessed {
    Unprocessed {
        rule_name,
        error_code: "400",
        message: message.to_owned(),
    }
}

/// The client's part of the reservoir, by its part of the requests: whole numbers that
/// add up to the reservoir over all clients, what division leaves going to the largest
/// remainders first.
fn quota(reservoir: i64, clients: &[&SamplingReport], client: &str) -> i64 {
    // a client without requests yet counts as one that has some: it may need its part
    let weight = |report: &SamplingReport| i128::from(report.requests.max(1));
    let total: i128 = clients.iter().map(|report| weight(report)).sum();
    if total == 0 {
        return 0;
    }
    let mut parts: Vec<(&str, i128, i128)> = clients
        .iter()
        .map(|report| {
            let product = i128::from(reservoir) * weight(report);
            (report.client.as_str(), product / total, product % total)
        })
        .collect();
    let given: i128 = parts.iter().map(|part| part.1).sum();
    let left = usize::try_from(i128::from(reservoir) - given).unwrap_or(0);
    parts.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.cmp(b.0)));
    let index = parts.iter().position(|part| part.0 == client);
    index.map_or(0, |index| {
        let more = i128::from(index < left);
        i64::try_from(parts[index].1 + more).unwrap_or(i64::MAX)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quotas(reservoir: i64, requests: &[i64]) -> Vec<i64> {
        let reports: Vec<SamplingReport> = requests
            .iter()
            .enumerate()
            .map(|(number, requests)| SamplingReport {
                rule: "r".to_owned(),
                client: format!("{number:024}"),
                requests: *requests,
                sampled: 0,
                borrowed: 0,
            })
            .collect();
        let all: Vec<&SamplingReport> = reports.iter().collect();
        let clients = reports.iter();
        clients
            .map(|report| quota(reservoir, &all, &report.client))
            .collect()
    }

    #[test]
    fn a_reservoir_is_shared_whole() {
        assert_eq!(quotas(5, &[100]), [5]);
        assert_eq!(quotas(5, &[100, 100]), [3, 2]);
        assert_eq!(quotas(10, &[90, 10]), [9, 1]);
        assert_eq!(quotas(1, &[5, 6, 5]), [0, 1, 0]);
        assert_eq!(quotas(0, &[5, 6]), [0, 0]);
        assert_eq!(quotas(4, &[0, 0, 0, 0]), [1, 1, 1, 1]);
        assert_eq!(
            quotas(i64::from(i32::MAX), &[1, 2]).iter().sum::<i64>(),
            i64::from(i32::MAX)
        );
        assert_eq!(quotas(3, &[]), Vec::<i64>::new());
    }
}
