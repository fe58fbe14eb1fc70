//! Updates the sampler through the X-Ray daemon's TCP port.
//!
//! The calls are unsigned, as in every X-Ray SDK; the daemon signs them. Sources: AWS X-Ray API
//! reference, `GetSamplingRules` and `GetSamplingTargets`.

use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::time::{MissedTickBehavior, interval};

use super::reservoir::Counts;
use super::rules::Rule;
use super::xray::{Target, XraySampler, now};
use crate::app::telemetry::health::Health;

/// The interval at which the X-Ray SDKs report counts and fetch targets.
const TARGETS_EVERY: Duration = Duration::from_secs(10);
const TIMEOUT: Duration = Duration::from_secs(3);
/// The maximum number of documents in a GetSamplingTargets call.
const MAX_DOCUMENTS: usize = 25;
/// More than any account has: the default quota is 25.
const MAX_RULES: usize = 1_000;

pub(super) struct Poller {
    sampler: XraySampler,
    endpoint: String,
    rules_every: Duration,
    /// 24 hex digits that identify this instance.
    client_id: String,
    health: Health,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct RulesRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RulesResponse {
    #[serde(default)]
    sampling_rule_records: Vec<RuleRecord>,
    next_token: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RuleRecord {
    sampling_rule: Rule,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct TargetsRequest<'a> {
    sampling_statistics_documents: Vec<Statistics<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statistics<'a> {
    rule_name: &'a str,
    #[serde(rename = "ClientID")]
    client_id: &'a str,
    request_count: u64,
    sampled_count: u64,
    borrow_count: u64,
    timestamp: u64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TargetsResponse {
    #[serde(default)]
    sampling_target_documents: Vec<TargetDocument>,
    last_rule_modification: Option<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TargetDocument {
    rule_name: String,
    fixed_rate: Option<f64>,
    reservoir_quota: Option<u64>,
    #[serde(rename = "ReservoirQuotaTTL")]
    reservoir_quota_ttl: Option<f64>,
}

impl Poller {
    pub(super) fn new(sampler: XraySampler, endpoint: String, rules_every: Duration) -> Self {
        Self {
            sampler,
            endpoint,
            rules_every,
            client_id: hex::encode(rand::random::<[u8; 12]>()),
            health: Health::new("X-Ray sampling rules"),
        }
    }

    /// Polls until it is aborted. While the daemon is unreachable, the sampler keeps its last rules
    /// and targets.
    pub(super) async fn run(self) {
        // the daemon is local, so the proxy for outside connections does not apply
        let client = reqwest::Client::builder()
            .no_proxy()
            .timeout(TIMEOUT)
            .build();
        let client = match client {
            Ok(client) => client,
            Err(error) => return self.health.fails(0, error),
        };
        let mut targets = interval(TARGETS_EVERY);
        targets.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            targets.tick().await;
            let result = self.turn(&client).await;
            match result {
                Ok(()) => self.health.works(),
                Err(error) => self.health.fails(0, error),
            }
        }
    }

    /// Reloads the rules if due, then reports counts and fetches targets.
    async fn turn(&self, client: &reqwest::Client) -> reqwest::Result<()> {
        let every = self.rules_every.as_secs_f64();
        if self.sampler.read_at().is_none_or(|at| now() - at >= every) {
            self.read_rules(client).await?;
        }
        let changed = self.exchange_targets(client).await?;
        // in whole seconds, because a rule changed within the second of the last read may have
        // been missed
        let read_at = self.sampler.read_at().unwrap_or(0.0);
        if changed.is_some_and(|at| at >= read_at.floor()) {
            self.read_rules(client).await?;
        }
        Ok(())
    }

    async fn read_rules(&self, client: &reqwest::Client) -> reqwest::Result<()> {
        let mut rules = Vec::new();
        let mut next_token = None;
        let started = now();
        loop {
            let request = RulesRequest { next_token };
            let page: RulesResponse = self.post(client, "GetSamplingRules", &request).await?;
            rules.extend(
                page.sampling_rule_records
                    .into_iter()
                    .map(|r| r.sampling_rule),
            );
            let token = page.next_token.filter(|token| !token.is_empty());
            // a daemon that repeats its token would cause an endless loop
            if token.is_none() || token == request.next_token || rules.len() > MAX_RULES {
                break;
            }
            next_token = token;
        }
        self.sampler.set_rules(rules, started);
        Ok(())
    }

    /// Reports counts and fetches targets. Returns the time of the last rule change.
    async fn exchange_targets(&self, client: &reqwest::Client) -> reqwest::Result<Option<f64>> {
        let mut counts = self.sampler.take_counts();
        let mut changed = None;
        while !counts.is_empty() {
            let rest = counts.split_off(counts.len().min(MAX_DOCUMENTS));
            let request = self.statistics(&counts);
            let response: reqwest::Result<TargetsResponse> =
                self.post(client, "SamplingTargets", &request).await;
            match response {
                Ok(response) => {
                    changed = response.last_rule_modification.or(changed);
                    let targets = response.sampling_target_documents;
                    self.sampler
                        .set_targets(targets.into_iter().map(target).collect());
                }
                Err(error) => {
                    counts.extend(rest);
                    self.sampler.restore_counts(counts);
                    return Err(error);
                }
            }
            counts = rest;
        }
        Ok(changed)
    }

    fn statistics<'a>(&'a self, counts: &'a [(String, Counts)]) -> TargetsRequest<'a> {
        let timestamp = now() as u64;
        let document = |(rule_name, counts): &'a (String, Counts)| Statistics {
            rule_name,
            client_id: &self.client_id,
            request_count: counts.requests,
            sampled_count: counts.sampled,
            borrow_count: counts.borrowed,
            timestamp,
        };
        TargetsRequest {
            sampling_statistics_documents: counts.iter().map(document).collect(),
        }
    }

    async fn post<T: DeserializeOwned>(
        &self,
        client: &reqwest::Client,
        operation: &str,
        body: &impl Serialize,
    ) -> reqwest::Result<T> {
        let url = format!("{}/{operation}", self.endpoint);
        let response = client.post(url).json(body).send().await?;
        response.error_for_status()?.json().await
    }
}

fn target(document: TargetDocument) -> Target {
    Target {
        rule: document.rule_name,
        rate: document.fixed_rate,
        quota: document.reservoir_quota.zip(document.reservoir_quota_ttl),
    }
}
