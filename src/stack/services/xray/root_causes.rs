//! Where a fault, an error or the time of a response comes from: the services from the
//! entry to the culprit, and in each the path from the segment to the call or the work
//! that is to blame.

use std::io;

use serde::Serialize;
use serde_json::Value;

use super::assemble::{Callees, Entity, NodeId, Trace};
use super::service::{ServiceId, ServiceKey};
use crate::stack::services::typed::Double;
use crate::stack::store::TraceFlags;

pub(super) type RootCauses = Vec<RootCause>;

/// Fault, error and response time share a shape, but for what they say of an entity.
#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct RootCause {
    services: Vec<CauseService>,
    client_impacting: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct CauseService {
    #[serde(flatten)]
    id: ServiceId,
    entity_path: Vec<CauseEntity>,
    inferred: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct CauseEntity {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    exceptions: Option<Vec<Exception>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<Double>,
    remote: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Exception {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    Fault,
    Error,
}

impl Failure {
    fn flag(self) -> TraceFlags {
        match self {
            Self::Fault => TraceFlags::FAULT,
            Self::Error => TraceFlags::ERROR,
        }
    }
}

/// More culprits than this of one trace are not told.
const MAX_CAUSES: usize = 10;
/// An entity that takes less of the response time than this is not to blame for it.
const MIN_COVERAGE: f64 = 0.5;
/// Services one after the other; a circle of parents must end.
const MAX_SERVICES: usize = 50;

/// One cause for each deepest entity with this flag.
///
/// # Errors
/// When the file of a large trace cannot be read.
pub(super) fn for_failure(trace: &Trace, failure: Failure) -> io::Result<RootCauses> {
    let Some(root) = trace.root() else {
        return Ok(Vec::new());
    };
    let flag = failure.flag();
    let mut nodes = trace.segments().iter().flat_map(|node| trace.walk(*node));
    if !nodes.any(|node| trace.outline(node).has(flag)) {
        return Ok(Vec::new());
    }
    let mut search = Search {
        trace,
        callees: trace.callees(),
        flag,
        found: Vec::new(),
    };
    search.segment(root, &mut Vec::new());
    let client_impacting = trace.outline(root).has(flag);
    let causes = search.found.iter().map(|steps| {
        let services = steps.iter().map(|step| step.service(trace));
        Ok(RootCause {
            services: services.collect::<io::Result<_>>()?,
            client_impacting,
        })
    });
    causes.collect()
}

/// The way through one service: its segment, and what leads on from there.
#[derive(Clone)]
struct Step {
    segment: NodeId,
    path: Vec<NodeId>,
}

impl Step {
    fn service(&self, trace: &Trace) -> io::Result<CauseService> {
        let segment = trace.entity(self.segment)?;
        let path = self.path.iter();
        let path = path.map(|node| Ok(described(&trace.entity(*node)?)));
        Ok(CauseService {
            entity_path: path.collect::<io::Result<_>>()?,
            inferred: segment.inferred,
            id: ServiceKey::new(&segment).into(),
        })
    }
}

struct Search<'a> {
    trace: &'a Trace,
    callees: Callees,
    flag: TraceFlags,
    found: Vec<Vec<Step>>,
}

impl Search<'_> {
    /// Goes on in `segment`, which was reached through `steps`. True if it or what it
    /// calls is flagged.
    fn segment(&mut self, segment: NodeId, steps: &mut Vec<Step>) -> bool {
        if steps.len() >= MAX_SERVICES || self.found.len() >= MAX_CAUSES {
            return false;
        }
        let path = Vec::new();
        steps.push(Step { segment, path });
        let flagged = self.entity(segment, steps);
        steps.pop();
        flagged
    }

    /// Goes on in `node`, which is in the segment of the last step.
    fn entity(&mut self, node: NodeId, steps: &mut Vec<Step>) -> bool {
        put(steps, node);
        let mut deeper = false;
        if let Some(callee) = self.callees.take(node) {
            deeper |= self.segment(callee, steps);
        }
        let trace = self.trace;
        for child in trace.children(node) {
            deeper |= self.entity(child, steps);
        }
        let flagged = trace.outline(node).has(self.flag);
        if flagged && !deeper && self.found.len() < MAX_CAUSES {
            self.found.push(steps.clone());
        }
        if let Some(step) = steps.last_mut() {
            step.path.pop();
        }
        flagged || deeper
    }
}

fn put(steps: &mut [Step], node: NodeId) {
    if let Some(step) = steps.last_mut() {
        step.path.push(node);
    }
}

fn described(entity: &Entity) -> CauseEntity {
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let exceptions = entity
        .at(&["cause", "exceptions"])
        .and_then(Value::as_array);
    let exceptions = exceptions.map(Vec::as_slice).unwrap_or_default().iter();
    CauseEntity {
        name: entity.name.clone(),
        exceptions: Some(
            exceptions
                .map(|exception| Exception {
                    name: text(exception, "type"),
                    message: text(exception, "message"),
                })
                .collect(),
        ),
        coverage: None,
        remote: entity.namespace().is_some(),
    }
}

/// The one chain of entities that each cover most of the response time.
///
/// # Errors
/// When the file of a large trace cannot be read.
pub(super) fn for_response_time(trace: &Trace) -> io::Result<RootCauses> {
    let Some((root, total)) = trace
        .root()
        .and_then(|root| Some((root, trace.outline(root).duration()?)))
        .filter(|(_, total)| *total > 0.0)
    else {
        return Ok(Vec::new());
    };
    let mut callees = trace.callees();
    let covers = |node: NodeId| trace.outline(node).duration().unwrap_or(0.0) / total;
    let mut services = Vec::new();
    let mut next = Some(root);
    while let Some(segment) = next.take() {
        let mut path = Vec::new();
        let mut node = Some(segment);
        while let Some(here) = node.take() {
            let coverage = (covers(here) * 100.0).round() / 100.0;
            path.push(CauseEntity {
                exceptions: None,
                coverage: Some(Double::new(coverage.min(1.0))),
                ..described(&trace.entity(here)?)
            });
            next = callees.take(here);
            if next.is_none() {
                let slowest = trace
                    .children(here)
                    .max_by(|a, b| covers(*a).total_cmp(&covers(*b)));
                node = slowest.filter(|child| covers(*child) >= MIN_COVERAGE);
            }
        }
        let segment = trace.entity(segment)?;
        services.push(CauseService {
            entity_path: path,
            inferred: segment.inferred,
            id: ServiceKey::new(&segment).into(),
        });
    }
    Ok(vec![RootCause {
        services,
        client_impacting: true,
    }])
}
