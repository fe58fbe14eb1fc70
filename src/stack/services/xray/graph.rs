//! The service graph of traces: services as nodes, calls as edges, each with its
//! statistics. A node counts its own segments, an edge the caller's subsegments.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;

use super::assemble::{NodeId, Outline, Trace};
use super::histogram::{Entry, Histogram};
use super::service::{ServiceId, ServiceKey};
use crate::stack::services::typed::{Double, EpochSeconds, Integer, Long};
use crate::stack::store::TraceFlags;

/// `Service` of the API.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Service {
    reference_id: Integer,
    #[serde(flatten)]
    id: ServiceId,
    #[serde(skip_serializing_if = "Option::is_none")]
    root: Option<bool>,
    state: &'static str,
    start_time: EpochSeconds,
    end_time: EpochSeconds,
    edges: Vec<Edge>,
    /// None of clients: nothing is known of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    summary_statistics: Option<Statistics>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_histogram: Option<Vec<Entry>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_time_histogram: Option<Vec<Entry>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Edge {
    reference_id: Integer,
    start_time: EpochSeconds,
    end_time: EpochSeconds,
    summary_statistics: Statistics,
    response_time_histogram: Vec<Entry>,
    aliases: [(); 0],
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statistics {
    ok_count: Long,
    error_statistics: ErrorStatistics,
    fault_statistics: FaultStatistics,
    total_count: Long,
    total_response_time: Double,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
struct ErrorStatistics {
    throttle_count: Long,
    other_count: Long,
    total_count: Long,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
struct FaultStatistics {
    other_count: Long,
    total_count: Long,
}

/// How completed requests ended.
#[derive(Debug, Default)]
struct Counts {
    ok: u64,
    throttles: u64,
    other_errors: u64,
    faults: u64,
    seconds: f64,
}

impl Counts {
    /// Counts one completed request. A fault that is an error too (a subsegment can be
    /// both) counts as the fault.
    fn add(&mut self, entity: &Outline, seconds: f64) {
        self.seconds += seconds;
        let count = if entity.has(TraceFlags::FAULT) {
            &mut self.faults
        } else if entity.has(TraceFlags::THROTTLE) {
            &mut self.throttles
        } else if entity.has(TraceFlags::ERROR) {
            &mut self.other_errors
        } else {
            &mut self.ok
        };
        *count += 1;
    }
}

impl From<&Counts> for Statistics {
    fn from(counts: &Counts) -> Self {
        let errors = counts.throttles + counts.other_errors;
        Self {
            ok_count: Long::count(counts.ok),
            error_statistics: ErrorStatistics {
                throttle_count: Long::count(counts.throttles),
                other_count: Long::count(counts.other_errors),
                total_count: Long::count(errors),
            },
            fault_statistics: FaultStatistics {
                other_count: Long::count(counts.faults),
                total_count: Long::count(counts.faults),
            },
            total_count: Long::count(counts.ok + errors + counts.faults),
            total_response_time: Double::new(super::traces::micros(counts.seconds)),
        }
    }
}

/// What is known of a node or an edge while traces are added.
#[derive(Default)]
struct Tally {
    times: Option<(f64, f64)>,
    counts: Counts,
    durations: Histogram,
    response_times: Histogram,
}

impl Tally {
    fn see(&mut self, entity: &Outline) {
        let end = entity.end().unwrap_or(entity.start).max(entity.start);
        let (first, last) = self.times.unwrap_or((entity.start, end));
        self.times = Some((first.min(entity.start), last.max(end)));
    }

    /// `duration` counts until the last work is done, the response time until the answer.
    fn add(&mut self, entity: &Outline, duration: f64) {
        self.see(entity);
        // what is in progress did not complete
        if let Some(seconds) = entity.duration() {
            self.counts.add(entity, seconds);
            self.response_times.add(seconds);
            self.durations.add(duration.max(seconds));
        }
    }
}

#[derive(Default)]
struct NodeTally {
    tally: Tally,
    root: bool,
    inferred: bool,
}

/// Takes traces one by one.
#[derive(Default)]
pub(super) struct GraphBuilder {
    /// Only traces that pass through this service count.
    through: Option<String>,
    nodes: BTreeMap<ServiceKey, NodeTally>,
    edges: BTreeMap<(ServiceKey, ServiceKey), Tally>,
    /// What nodes and edges take, about.
    weight: usize,
}

/// What a graph may take in memory, about; one of more services than fit is refused.
pub(super) const MAX: usize = 16 << 20;
/// What a node and an edge take beside their names, with what becomes of them.
const NODE: usize = 1 << 10;
const EDGE: usize = 512;

/// The graph is of too many services.
#[derive(Debug)]
pub(super) struct TooMany;

impl GraphBuilder {
    /// Of the traces that pass through a service; without one, of all.
    pub(super) fn new(through: Option<String>) -> Self {
        Self {
            through,
            ..Self::default()
        }
    }

    /// # Errors
    /// When the file of a large trace cannot be read.
    pub(super) fn add(&mut self, trace: &Trace) -> io::Result<()> {
        if !self.counts(trace)? {
            return Ok(());
        }
        let owners = trace.owners();
        // calls of the same service come one after the other
        let mut last: Option<(NodeId, ServiceKey)> = None;
        for node in trace.segments() {
            let segment = trace.outline(*node);
            if segment.subsegment() {
                continue;
            }
            if self.is_full() {
                return Ok(());
            }
            let entity = trace.entity(*node)?;
            let callee = ServiceKey::new(&entity);
            drop(entity);
            self.node(&callee, trace, *node);
            let Some(call) = segment.parent.and_then(|parent| trace.find(parent)) else {
                self.enter(&callee, segment);
                continue;
            };
            let caller = owners.segment_of(call);
            // a subsegment without its segment belongs to no service that is known
            if trace.outline(caller).subsegment() {
                continue;
            }
            let from = match last.take().filter(|(known, _)| *known == caller) {
                Some((_, key)) => key,
                None => ServiceKey::new(&trace.entity(caller)?),
            };
            let call = trace.outline(call);
            // a segment can name another segment as its parent: then the times are those
            // of the callee
            let seen = if call.subsegment() { call } else { segment };
            self.edge(from.clone(), callee, seen);
            last = Some((caller, from));
        }
        Ok(())
    }

    fn counts(&self, trace: &Trace) -> io::Result<bool> {
        let Some(name) = &self.through else {
            return Ok(true);
        };
        for node in trace.segments() {
            if !trace.outline(*node).subsegment()
                && ServiceKey::new(&trace.entity(*node)?).name == *name
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn node(&mut self, key: &ServiceKey, trace: &Trace, segment: NodeId) {
        let outline = trace.outline(segment);
        let ends = trace
            .walk(segment)
            .filter_map(|node| trace.outline(node).end());
        let last = ends.fold(outline.start, f64::max);
        let node = self.node_of(key);
        node.tally.add(outline, last - outline.start);
        node.inferred |= outline.inferred();
    }

    fn node_of(&mut self, key: &ServiceKey) -> &mut NodeTally {
        if !self.nodes.contains_key(key) {
            self.weight += NODE + key.len();
        }
        self.nodes.entry(key.clone()).or_default()
    }

    /// Nothing more is counted then.
    pub(super) fn is_full(&self) -> bool {
        self.weight > MAX
    }

    fn enter(&mut self, key: &ServiceKey, segment: &Outline) {
        let client = ServiceKey::client_of(key);
        self.node_of(&client).tally.see(segment);
        self.node_of(key).root = true;
        self.edge(client, key.clone(), segment);
    }

    fn edge(&mut self, from: ServiceKey, to: ServiceKey, call: &Outline) {
        let names = from.len() + to.len();
        let edge = self.edges.entry((from, to)).or_insert_with(|| {
            self.weight += EDGE + names;
            Tally::default()
        });
        edge.add(call, 0.0);
    }

    /// The services, clients first, then by name.
    pub(super) fn finish(self) -> Result<Vec<Service>, TooMany> {
        if self.is_full() {
            return Err(TooMany);
        }
        let Self { nodes, edges, .. } = self;
        let is_client = |key: &ServiceKey| key.kind.as_deref() == Some(super::service::CLIENT);
        let mut keys: Vec<&ServiceKey> = nodes.keys().collect();
        keys.sort_by_key(|key| !is_client(key));
        let indexes: BTreeMap<&ServiceKey, usize> = keys
            .iter()
            .enumerate()
            .map(|(index, key)| (*key, index))
            .collect();
        let mut outgoing: BTreeMap<&ServiceKey, Vec<Edge>> = BTreeMap::new();
        for ((from, to), tally) in &edges {
            if let Some(index) = indexes.get(to) {
                outgoing.entry(from).or_default().push(edge(*index, tally));
            }
        }
        let services = keys.iter().enumerate().map(|(index, key)| {
            let node = &nodes[*key];
            let edges = outgoing.remove(key).unwrap_or_default();
            service(index, key, node, edges, is_client(key))
        });
        Ok(services.collect())
    }
}

fn edge(index: usize, tally: &Tally) -> Edge {
    let (start_time, end_time) = tally.times.unwrap_or_default();
    Edge {
        reference_id: Integer::count(index),
        start_time: EpochSeconds::new(start_time),
        end_time: EpochSeconds::new(end_time),
        summary_statistics: (&tally.counts).into(),
        response_time_histogram: tally.response_times.entries(),
        aliases: [],
    }
}

fn service(
    index: usize,
    key: &ServiceKey,
    node: &NodeTally,
    edges: Vec<Edge>,
    client: bool,
) -> Service {
    let (start_time, end_time) = node.tally.times.unwrap_or_default();
    let tally = (!client).then_some(&node.tally);
    Service {
        reference_id: Integer::count(index),
        id: key.clone().into(),
        root: node.root.then_some(true),
        state: if client || node.inferred {
            "unknown"
        } else {
            "active"
        },
        start_time: EpochSeconds::new(start_time),
        end_time: EpochSeconds::new(end_time),
        edges,
        summary_statistics: tally.map(|tally| (&tally.counts).into()),
        duration_histogram: tally.map(|tally| tally.durations.entries()),
        response_time_histogram: tally.map(|tally| tally.response_times.entries()),
    }
}
