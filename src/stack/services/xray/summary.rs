//! An assembled trace as GetTraceSummaries tells of it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::Hash;
use std::io;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::assemble::{Entity, NodeId, Trace};
use super::root_causes::{self, Failure, RootCauses};
use super::service::{ServiceId, ServiceKey};
use super::traces::micros;
use crate::model::TraceId;
use crate::stack::services::typed::{Double, EpochSeconds, Integer};
use crate::stack::store::TraceFlags;

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Summary {
    id: TraceId,
    start_time: EpochSeconds,
    /// From the earliest start to the last end.
    duration: Double,
    /// Of the root; none while it is in progress.
    #[serde(skip_serializing_if = "Option::is_none")]
    response_time: Option<Double>,
    has_fault: bool,
    has_error: bool,
    has_throttle: bool,
    is_partial: bool,
    http: Http,
    annotations: BTreeMap<String, Vec<AnnotationValues>>,
    users: Vec<User>,
    service_ids: Unique<ServiceId>,
    #[serde(rename = "ResourceARNs")]
    resource_arns: Unique<Arn>,
    instance_ids: Unique<Id>,
    availability_zones: Unique<Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entry_point: Option<ServiceId>,
    fault_root_causes: RootCauses,
    error_root_causes: RootCauses,
    response_time_root_causes: RootCauses,
    revision: Integer,
    matched_event_time: EpochSeconds,
}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Http {
    #[serde(rename = "HttpURL", skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    http_status: Option<Integer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    http_method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_agent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_ip: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct AnnotationValues {
    annotation_value: AnnotationValue,
    service_ids: Unique<ServiceId>,
}

#[derive(Debug, PartialEq, Serialize)]
enum AnnotationValue {
    #[serde(rename = "NumberValue")]
    Number(Double),
    #[serde(rename = "BooleanValue")]
    Boolean(bool),
    #[serde(rename = "StringValue")]
    Text(String),
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct User {
    user_name: String,
    service_ids: Unique<ServiceId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
struct Arn {
    #[serde(rename = "ARN")]
    arn: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Id {
    id: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Name {
    name: String,
}

/// Annotations that are indexed of a trace.
const MAX_ANNOTATIONS: usize = 50;

/// `matched` is the time by which the trace was found.
///
/// # Errors
/// When the file of a large trace cannot be read.
pub(super) fn summarize(trace: &Trace, matched: f64) -> io::Result<Summary> {
    let (start, end) = trace.bounds();
    let root = trace.root();
    let entry = root.map(|root| trace.entity(root)).transpose()?;
    let entry = entry.as_ref();
    let duration = root.and_then(|root| trace.outline(root).duration());
    let mut about = About::default();
    for segment in trace.segments() {
        about.read(trace, *segment)?;
    }
    Ok(Summary {
        id: trace.id,
        start_time: EpochSeconds::new(start),
        duration: Double::new(micros(end - start)),
        response_time: duration.map(|seconds| Double::new(micros(seconds))),
        has_fault: entry.is_some_and(|root| root.flag("fault")),
        has_error: entry.is_some_and(|root| root.flag("error")),
        has_throttle: about.throttled,
        is_partial: trace.partial,
        http: entry.map(http).unwrap_or_default(),
        annotations: about.annotations,
        users: about.users,
        service_ids: about.services,
        resource_arns: about.arns,
        instance_ids: about.instances,
        availability_zones: about.zones,
        entry_point: entry.map(|root| ServiceKey::new(root).into()),
        fault_root_causes: root_causes::for_failure(trace, Failure::Fault)?,
        error_root_causes: root_causes::for_failure(trace, Failure::Error)?,
        response_time_root_causes: root_causes::for_response_time(trace)?,
        revision: Integer::count(trace.revision),
        matched_event_time: EpochSeconds::new(matched),
    })
}

fn http(root: &Entity) -> Http {
    let text = |path: &[&str]| root.at(path).and_then(Value::as_str).map(str::to_owned);
    Http {
        url: text(&["http", "request", "url"]),
        http_status: root
            .at(&["http", "response", "status"])
            .and_then(Integer::read),
        http_method: text(&["http", "request", "method"]),
        user_agent: text(&["http", "request", "user_agent"]),
        client_ip: text(&["http", "request", "client_ip"]),
    }
}

/// What the segments say together.
#[derive(Default)]
struct About {
    throttled: bool,
    annotations: BTreeMap<String, Vec<AnnotationValues>>,
    users: Vec<User>,
    services: Unique<ServiceId>,
    arns: Unique<Arn>,
    instances: Unique<Id>,
    zones: Unique<Name>,
    /// Where an annotation's value, or a user, is in its list.
    indexes: HashMap<(Option<String>, String), usize>,
}

impl About {
    fn read(&mut self, trace: &Trace, segment: NodeId) -> io::Result<()> {
        let root = trace.entity(segment)?;
        let service = ServiceId::from(ServiceKey::new(&root));
        self.services.push(service.clone());
        if let Some(name) = root.text("user") {
            self.user(name, &service);
        }
        let text = |path: &[&str]| root.at(path).and_then(Value::as_str).map(str::to_owned);
        if let Some(arn) = text(&["resource_arn"]) {
            self.arns.push(Arn { arn });
        }
        if let Some(id) = text(&["aws", "ec2", "instance_id"]) {
            self.instances.push(Id { id });
        }
        if let Some(name) = text(&["aws", "ec2", "availability_zone"]) {
            self.zones.push(Name { name });
        }
        for node in trace.walk(segment) {
            let outline = trace.outline(node);
            self.throttled |= outline.has(TraceFlags::THROTTLE);
            if !outline.annotated() {
                continue;
            }
            let entity = trace.entity(node)?;
            if let Some(Value::Object(annotations)) = entity.fields.get("annotations") {
                for (key, value) in annotations {
                    self.annotation(key, value, &service);
                }
            }
        }
        Ok(())
    }

    fn user(&mut self, name: &str, service: &ServiceId) {
        let index = self.indexes.entry((None, name.to_owned()));
        let index = *index.or_insert(self.users.len());
        if index == self.users.len() {
            self.users.push(User {
                user_name: name.to_owned(),
                service_ids: Unique::default(),
            });
        }
        self.users[index].service_ids.push(service.clone());
    }

    fn annotation(&mut self, key: &str, value: &Value, service: &ServiceId) {
        let annotation_value = match value {
            Value::String(text) => AnnotationValue::Text(text.clone()),
            Value::Bool(flag) => AnnotationValue::Boolean(*flag),
            Value::Number(number) => match number.as_f64() {
                Some(number) => AnnotationValue::Number(Double::new(number)),
                None => return,
            },
            // only scalars are indexed
            _ => return,
        };
        let full = self.annotations.len() >= MAX_ANNOTATIONS;
        if full && !self.annotations.contains_key(key) {
            return;
        }
        let values = self.annotations.entry(key.to_owned()).or_default();
        // the same text only if it is the same value of the same type
        let text = serde_json::to_string(&annotation_value).unwrap_or_default();
        let same = (Some(key.to_owned()), text);
        let index = *self.indexes.entry(same).or_insert(values.len());
        if index == values.len() {
            values.push(AnnotationValues {
                annotation_value,
                service_ids: Unique::default(),
            });
        }
        values[index].service_ids.push(service.clone());
    }
}

/// A list of things in the order in which they came, each once.
#[derive(Debug)]
struct Unique<T> {
    list: Vec<T>,
    seen: HashSet<T>,
}

impl<T> Default for Unique<T> {
    fn default() -> Self {
        Self {
            list: Vec::new(),
            seen: HashSet::new(),
        }
    }
}

impl<T: Clone + Eq + Hash> Unique<T> {
    fn push(&mut self, item: T) {
        if self.seen.insert(item.clone()) {
            self.list.push(item);
        }
    }
}

impl<T: Serialize> Serialize for Unique<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.list.serialize(serializer)
    }
}
