//! Where a fault, an error or the time of a response comes from: the services from the
//! entry to the culprit, and in each the path from the segment to the call or the work
//! that is to blame.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;

use super::compile::{Entity, Node, Trace};
use super::service::{ServiceId, ServiceKey};
use crate::model::SpanId;
use crate::stack::services::typed::Double;

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
    fn flag(self) -> &'static str {
        match self {
            Self::Fault => "fault",
            Self::Error => "error",
        }
    }
}

/// More culprits than this of one trace are not told.
const MOST_CAUSES: usize = 10;
/// An entity that takes less of the response time than this is not to blame for it.
const LEAST_COVERAGE: f64 = 0.5;
/// Services one after the other; a circle of parents must end.
const MOST_SERVICES: usize = 50;

/// One cause for each deepest entity with this flag.
pub(super) fn of_failure(trace: &Trace, failure: Failure) -> RootCauses {
    let Some(root) = trace.root() else {
        return Vec::new();
    };
    let flag = failure.flag();
    let any = trace
        .segments
        .iter()
        .flat_map(Node::walk)
        .any(|e| e.flag(flag));
    if !any {
        return Vec::new();
    }
    let impacts = root.entity.flag(flag);
    let mut search = Search {
        callees: callees(trace),
        flag,
        found: Vec::new(),
    };
    search.segment(root, &[]);
    let causes = search.found.into_iter().map(|services| RootCause {
        services,
        client_impacting: impacts,
    });
    causes.collect()
}

/// The segment that answers each subsegment.
fn callees(trace: &Trace) -> HashMap<SpanId, &Node> {
    trace
        .segments
        .iter()
        .filter(|segment| !segment.entity.subsegment)
        .filter_map(|segment| Some((segment.entity.parent?, segment)))
        .collect()
}

struct Search<'a> {
    callees: HashMap<SpanId, &'a Node>,
    flag: &'static str,
    found: Vec<Vec<CauseService>>,
}

impl<'a> Search<'a> {
    /// Goes on in `segment`, which was reached through `before`. True if it or what it
    /// calls is flagged.
    fn segment(&mut self, segment: &'a Node, before: &[CauseService]) -> bool {
        if before.len() >= MOST_SERVICES || self.found.len() >= MOST_CAUSES {
            return false;
        }
        self.entity(segment, segment, &mut Vec::new(), before)
    }

    fn entity(
        &mut self,
        segment: &'a Node,
        node: &'a Node,
        path: &mut Vec<&'a Entity>,
        before: &[CauseService],
    ) -> bool {
        path.push(&node.entity);
        let mut deeper = false;
        if let Some(callee) = self.callees.remove(&node.entity.id) {
            let services = with(before, service(segment, path, described));
            deeper |= self.segment(callee, &services);
        }
        for child in &node.children {
            deeper |= self.entity(segment, child, path, before);
        }
        let flagged = node.entity.flag(self.flag);
        if flagged && !deeper && self.found.len() < MOST_CAUSES {
            self.found
                .push(with(before, service(segment, path, described)));
        }
        path.pop();
        flagged || deeper
    }
}

fn with(before: &[CauseService], last: CauseService) -> Vec<CauseService> {
    let mut services = before.to_vec();
    services.push(last);
    services
}

fn service(segment: &Node, path: &[&Entity], describe: fn(&Entity) -> CauseEntity) -> CauseService {
    CauseService {
        id: ServiceKey::of(&segment.entity).into(),
        entity_path: path.iter().map(|entity| describe(entity)).collect(),
        inferred: segment.entity.inferred,
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
pub(super) fn of_response_time(trace: &Trace) -> RootCauses {
    let Some((root, total)) = trace
        .root()
        .and_then(|root| Some((root, root.entity.duration()?)))
        .filter(|(_, total)| *total > 0.0)
    else {
        return Vec::new();
    };
    let mut callees = callees(trace);
    let covers = |entity: &Entity| entity.duration().unwrap_or(0.0) / total;
    let mut services = Vec::new();
    let mut next = Some(root);
    while let Some(segment) = next.take() {
        let mut path = Vec::new();
        let mut node = Some(segment);
        while let Some(here) = node.take() {
            let coverage = (covers(&here.entity) * 100.0).round() / 100.0;
            path.push(CauseEntity {
                name: here.entity.name.clone(),
                exceptions: None,
                coverage: Some(Double::new(coverage.min(1.0))),
                remote: here.entity.namespace().is_some(),
            });
            next = callees.remove(&here.entity.id);
            if next.is_none() {
                let slowest = here
                    .children
                    .iter()
                    .max_by(|a, b| covers(&a.entity).total_cmp(&covers(&b.entity)));
                node = slowest.filter(|child| covers(&child.entity) >= LEAST_COVERAGE);
            }
        }
        services.push(CauseService {
            id: ServiceKey::of(&segment.entity).into(),
            entity_path: path,
            inferred: segment.entity.inferred,
        });
    }
    vec![RootCause {
        services,
        client_impacting: true,
    }]
}
