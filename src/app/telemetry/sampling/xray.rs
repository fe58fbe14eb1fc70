//! `OTEL_TRACES_SAMPLER=xray`: samples by the rules from the daemon.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::UNIX_EPOCH;

use opentelemetry::trace::{Link, SpanKind, TraceId};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::trace::{SamplingDecision, SamplingResult, ShouldSample};

use super::reservoir::{Counts, Reservoir, Seconds};
use super::rules::{Request, Rule, sort};
use crate::app::telemetry::names;
use crate::app::telemetry::propagation::trace_state;

/// Rules expire if they could not be reloaded for this long.
const RULES_LIVE: Seconds = 3_600.0;

/// Shared with the polling task.
#[derive(Debug, Clone)]
pub(super) struct XraySampler(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    service: String,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    rules: Vec<(Rule, Reservoir)>,
    /// The time of the last read of the rules.
    read_at: Option<Seconds>,
    /// Used without rules: one per second and 5 %, the default of the X-Ray SDKs.
    fallback: Reservoir,
}

/// A temporary decision of the service for one rule.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Target {
    pub(super) rule: String,
    pub(super) rate: Option<f64>,
    /// Traces per second, and the time at which that expires.
    pub(super) quota: Option<(u64, Seconds)>,
}

pub(super) fn now() -> Seconds {
    opentelemetry::time::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0.0, |since| since.as_secs_f64())
}

impl XraySampler {
    pub(super) fn new(service: &str) -> Self {
        Self(Arc::new(Shared {
            service: service.to_owned(),
            state: Mutex::new(State {
                rules: Vec::new(),
                read_at: None,
                fallback: Reservoir::new(1, 0.05),
            }),
        }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Replaces the rules. Unchanged rules keep their counts and targets.
    pub(super) fn set_rules(&self, mut rules: Vec<Rule>, now: Seconds) {
        rules.retain(Rule::is_for_sdks);
        sort(&mut rules);
        let mut state = self.state();
        let mut old = std::mem::take(&mut state.rules);
        state.rules = rules
            .into_iter()
            .map(
                |rule| match old.iter().position(|(known, _)| *known == rule) {
                    Some(at) => old.swap_remove(at),
                    None => {
                        let reservoir = Reservoir::new(rule.reservoir_size, rule.fixed_rate);
                        (rule, reservoir)
                    }
                },
            )
            .collect();
        state.read_at = Some(now);
    }

    pub(super) fn set_targets(&self, targets: Vec<Target>) {
        let mut state = self.state();
        for target in targets {
            for (rule, reservoir) in &mut state.rules {
                if rule.rule_name == target.rule {
                    reservoir.assign(target.rate, target.quota);
                }
            }
        }
    }

    /// Returns the counts of the rules that matched requests, and resets them.
    pub(super) fn take_counts(&self) -> Vec<(String, Counts)> {
        let mut state = self.state();
        let used = state
            .rules
            .iter_mut()
            .filter(|(_, r)| r.counts.requests > 0);
        used.map(|(rule, r)| (rule.rule_name.clone(), std::mem::take(&mut r.counts)))
            .collect()
    }

    /// Restores counts that could not be reported.
    pub(super) fn restore_counts(&self, counts: Vec<(String, Counts)>) {
        let mut state = self.state();
        for (name, counts) in counts {
            for (rule, reservoir) in &mut state.rules {
                if rule.rule_name == name {
                    reservoir.counts.add(counts);
                }
            }
        }
    }

    /// The time of the last read of the rules.
    pub(super) fn read_at(&self) -> Option<Seconds> {
        self.state().read_at
    }

    /// Returns whether to sample the request, and the rule that decided.
    fn decide(&self, request: Request<'_>, now: Seconds, draw: f64) -> (bool, Option<String>) {
        let mut state = self.state();
        if state.read_at.is_some_and(|at| now - at < RULES_LIVE) {
            let mut rules = state.rules.iter_mut();
            if let Some((rule, reservoir)) = rules.find(|(rule, _)| rule.matches(request)) {
                return (reservoir.sample(now, draw), Some(rule.rule_name.clone()));
            }
        }
        (state.fallback.sample(now, draw), None)
    }
}

impl ShouldSample for XraySampler {
    fn should_sample(
        &self,
        parent: Option<&Context>,
        _trace_id: TraceId,
        _name: &str,
        _kind: &SpanKind,
        attributes: &[KeyValue],
        _links: &[Link],
    ) -> SamplingResult {
        let host = names::host(attributes);
        let request = Request {
            service: &self.0.service,
            host: host.as_deref(),
            method: names::text(attributes, names::HTTP_METHOD),
            path: names::text(attributes, names::URL_PATH),
        };
        let (sampled, rule) = self.decide(request, now(), rand::random());
        SamplingResult {
            decision: if sampled {
                SamplingDecision::RecordAndSample
            } else {
                SamplingDecision::Drop
            },
            attributes: rule
                .map(|rule| KeyValue::new(names::SAMPLING_RULE, rule))
                .into_iter()
                .collect(),
            trace_state: trace_state(parent),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(name: &str, priority: i64, service: &str) -> Rule {
        serde_json::from_value(serde_json::json!({
            "RuleName": name, "Priority": priority, "FixedRate": 0.0, "ReservoirSize": 1,
            "ServiceName": service, "Version": 1,
        }))
        .unwrap()
    }

    fn asked(sampler: &XraySampler, now: Seconds) -> (bool, Option<String>) {
        let request = Request {
            service: "backend-flask",
            ..Request::default()
        };
        sampler.decide(request, now, 0.5)
    }

    #[test]
    fn the_lowest_priority_that_matches_decides() {
        let sampler = XraySampler::new("backend-flask");
        let rules = vec![
            rule("Default", 10_000, "*"),
            rule("b", 5, "*"),
            rule("a", 5, "*"),
            rule("x", 1, "y"),
        ];
        sampler.set_rules(rules, 100.0);
        assert_eq!(asked(&sampler, 100.0), (true, Some("a".to_owned())));
        assert_eq!(asked(&sampler, 100.1), (false, Some("a".to_owned())));
    }

    #[test]
    fn without_fresh_rules_the_fallback_decides() {
        let sampler = XraySampler::new("backend-flask");
        assert_eq!(asked(&sampler, 1.0), (true, None));
        assert_eq!(asked(&sampler, 1.1), (false, None));
        sampler.set_rules(vec![rule("a", 1, "*")], 10.0);
        assert_eq!(asked(&sampler, 10.0 + RULES_LIVE), (true, None));
    }

    #[test]
    fn counts_are_taken_once_and_survive_new_rules() {
        let sampler = XraySampler::new("backend-flask");
        sampler.set_rules(vec![rule("a", 1, "*"), rule("b", 2, "*")], 10.0);
        asked(&sampler, 10.0);
        sampler.set_rules(vec![rule("c", 3, "*"), rule("a", 1, "*")], 11.0);
        let counts = Counts {
            requests: 1,
            sampled: 0,
            borrowed: 1,
        };
        assert_eq!(sampler.take_counts(), [("a".to_owned(), counts)]);
        assert_eq!(sampler.take_counts(), []);
        sampler.restore_counts(vec![("a".to_owned(), counts)]);
        assert_eq!(sampler.take_counts(), [("a".to_owned(), counts)]);
    }

    #[test]
    fn a_target_takes_effect() {
        let sampler = XraySampler::new("backend-flask");
        sampler.set_rules(vec![rule("a", 1, "*")], 10.0);
        sampler.set_targets(vec![Target {
            rule: "a".to_owned(),
            rate: Some(1.0),
            quota: Some((0, 20.0)),
        }]);
        assert!(asked(&sampler, 10.0).0);
        assert!(asked(&sampler, 10.0).0);
    }
}
