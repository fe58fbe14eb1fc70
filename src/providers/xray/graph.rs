//! The service graph.

use std::collections::HashMap;

use aws_sdk_xray::types;

use super::pages::Pages;
use super::summary::oldest_first;
use super::{Xray, to_aws};
use crate::error::Result;
use crate::model::{Bucket, Edge, Node, ServiceGraph, Statistics, TimeRange};

/// The shapes of node and edge statistics are alike, but two types of the SDK.
macro_rules! statistics {
    ($found:expr, $histogram:expr) => {
        $found.map(|found| {
            let errors = found.error_statistics.as_ref();
            let faults = found.fault_statistics.as_ref();
            let counts = Statistics {
                total: found.total_count.unwrap_or_default(),
                ok: found.ok_count.unwrap_or_default(),
                errors: errors.and_then(|e| e.total_count).unwrap_or_default(),
                throttles: errors.and_then(|e| e.throttle_count).unwrap_or_default(),
                faults: faults.and_then(|f| f.total_count).unwrap_or_default(),
                ..Statistics::default()
            };
            timed(counts, found.total_response_time, $histogram)
        })
    };
}

impl Xray {
    /// The graph of `range`, of one group's traces if one is named. X-Ray answers six
    /// hours at a time: what is longer is put together.
    pub async fn service_graph(
        &self,
        range: TimeRange,
        group: Option<&str>,
    ) -> Result<ServiceGraph> {
        self.service_graph_watched(range, group, || {}).await
    }

    /// How many windows [`Self::service_graph`] asks for.
    pub fn service_graph_windows(range: TimeRange) -> usize {
        oldest_first(range).count()
    }

    /// The same as [`Self::service_graph`]; calls `after_window` after each.
    pub async fn service_graph_watched(
        &self,
        range: TimeRange,
        group: Option<&str>,
        after_window: impl Fn(),
    ) -> Result<ServiceGraph> {
        const WHAT: &str = "read the service graph";
        let mut merger = Merger::default();
        for window in oldest_first(range) {
            let mut services = Vec::new();
            let mut pages = Pages::new(WHAT);
            loop {
                let page = self
                    .client
                    .get_service_graph()
                    .start_time(to_aws(window.since))
                    .end_time(to_aws(window.until))
                    .set_group_name(group.map(str::to_owned))
                    .set_next_token(pages.token())
                    .send()
                    .await
                    .map_err(|error| self.aws.failure(WHAT, error))?;
                let more = pages.more(page.next_token())?;
                services.extend(page.services.unwrap_or_default());
                if !more {
                    break;
                }
            }
            merger.add(&services);
            after_window();
        }
        Ok(ServiceGraph {
            since: range.since,
            until: range.until,
            group: group.map(str::to_owned),
            nodes: merger.nodes,
        })
    }
}

/// Graphs of consecutive windows → one. A node is its name and type; the reference ids
/// hold for one answer only.
#[derive(Default)]
pub(super) struct Merger {
    pub(super) nodes: Vec<Node>,
    known: HashMap<(String, Option<String>), usize>,
}

impl Merger {
    pub(super) fn add(&mut self, services: &[types::Service]) {
        let places: HashMap<i32, usize> = services
            .iter()
            .filter_map(|service| Some((service.reference_id?, self.place(service))))
            .collect();
        for service in services {
            let at = self.place(service);
            let more = statistics!(
                service.summary_statistics.as_ref(),
                service.response_time_histogram()
            );
            let node = &mut self.nodes[at];
            node.root |= service.root.unwrap_or_default();
            node.state = node.state.take().or_else(|| service.state.clone());
            merge(&mut node.statistics, more);
            for edge in service.edges() {
                let Some(&to) = edge.reference_id.as_ref().and_then(|id| places.get(id)) else {
                    continue;
                };
                add_edge(&mut self.nodes[at], to, edge);
            }
        }
    }

    fn place(&mut self, service: &types::Service) -> usize {
        let key = (
            service.name.clone().unwrap_or_default(),
            service.r#type.clone(),
        );
        let nodes = &mut self.nodes;
        *self.known.entry(key).or_insert_with_key(|(name, kind)| {
            nodes.push(Node {
                id: reference(nodes.len()),
                name: name.clone(),
                kind: kind.clone(),
                state: None,
                root: false,
                statistics: None,
                edges: Vec::new(),
            });
            nodes.len() - 1
        })
    }
}

fn add_edge(node: &mut Node, to: usize, found: &types::Edge) {
    let to = reference(to);
    let more = statistics!(
        found.summary_statistics.as_ref(),
        found.response_time_histogram()
    );
    match node.edges.iter_mut().find(|edge| edge.to == to) {
        Some(edge) => merge(&mut edge.statistics, more),
        None => node.edges.push(Edge {
            to,
            statistics: more,
            kind: found.edge_type.clone(),
        }),
    }
}

fn reference(place: usize) -> i32 {
    i32::try_from(place).unwrap_or(i32::MAX)
}

/// Adds the times; `seconds` is the sum over all requests.
fn timed(
    mut counts: Statistics,
    seconds: Option<f64>,
    histogram: &[types::HistogramEntry],
) -> Statistics {
    let mut buckets: Vec<Bucket> = histogram
        .iter()
        .map(|entry| Bucket {
            ms: rounded(entry.value * 1e3),
            count: i64::from(entry.count),
        })
        .collect();
    counts.average_ms = seconds.and_then(|sum| mean(sum * 1e3, counts.total));
    counts.histogram = ascending(&mut buckets);
    counts
}

/// Adds the counts of a later window.
fn merge(known: &mut Option<Statistics>, more: Option<Statistics>) {
    let (Some(known), Some(more)) = (known.as_mut(), more.as_ref()) else {
        *known = known.take().or(more);
        return;
    };
    let sum = |s: &Statistics| s.average_ms.map_or(0.0, |ms| ms * count(s.total));
    let sum = sum(known) + sum(more);
    known.total += more.total;
    known.ok += more.ok;
    known.errors += more.errors;
    known.throttles += more.throttles;
    known.faults += more.faults;
    known.average_ms = mean(sum, known.total);
    known.histogram.extend(&more.histogram);
    known.histogram = ascending(&mut known.histogram);
}

/// In order, each value once.
fn ascending(buckets: &mut [Bucket]) -> Vec<Bucket> {
    buckets.sort_by(|a, b| a.ms.total_cmp(&b.ms));
    let mut merged: Vec<Bucket> = Vec::with_capacity(buckets.len());
    for bucket in buckets {
        match merged.last_mut() {
            Some(last) if last.ms.total_cmp(&bucket.ms).is_eq() => last.count += bucket.count,
            _ => merged.push(*bucket),
        }
    }
    merged
}

fn mean(sum_ms: f64, total: i64) -> Option<f64> {
    (total > 0).then(|| rounded(sum_ms / count(total)))
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn count(n: i64) -> f64 {
    n as f64
}

/// To the microsecond.
fn rounded(ms: f64) -> f64 {
    (ms * 1e3).round() / 1e3
}
