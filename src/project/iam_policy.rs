//! The least AWS permissions that the backend and these commands need.

use serde_json::{Value, json};

use super::templates::TemplateValues;
use crate::model::{LogsOperation as Logs, XrayOperation as Xray};

const BACKEND_TRACES: &[Xray] = &[
    Xray::PutTraceSegments,
    Xray::PutTelemetryRecords,
    Xray::GetSamplingRules,
    Xray::GetSamplingTargets,
    Xray::GetSamplingStatisticSummaries,
];
const BACKEND_LOGS: &[Logs] = &[
    Logs::CreateLogGroup,
    Logs::CreateLogStream,
    Logs::DescribeLogStreams,
    Logs::PutLogEvents,
];
const READ_TRACES: &[Xray] = &[
    Xray::BatchGetTraces,
    Xray::GetServiceGraph,
    Xray::GetTraceGraph,
    Xray::GetTraceSummaries,
    Xray::GetGroup,
    Xray::GetGroups,
];
const PROVISION_TRACES: &[Xray] = &[
    Xray::CreateGroup,
    Xray::UpdateGroup,
    Xray::DeleteGroup,
    Xray::CreateSamplingRule,
    Xray::UpdateSamplingRule,
    Xray::DeleteSamplingRule,
];
const READ_LOGS: &[Logs] = &[
    Logs::FilterLogEvents,
    Logs::GetLogEvents,
    Logs::StartLiveTail,
];
const PROVISION_LOGS: &[Logs] = &[
    Logs::DeleteLogGroup,
    Logs::PutRetentionPolicy,
    Logs::DeleteRetentionPolicy,
];
const LIST_LOG_GROUPS: &[Logs] = &[Logs::DescribeLogGroups];

/// X-Ray's trace actions do not support resources (Service Authorization Reference), so they use
/// `*`.
pub(super) fn new(values: &TemplateValues) -> Value {
    let group = format!(
        "arn:aws:logs:{}:*:log-group:{}",
        values.region, values.log_group
    );
    let everything = json!("*");
    let group = json!([group, format!("{group}:*")]);
    json!({
        "Version": "2012-10-17",
        "Statement": [
            statement("BackendTraces", &xray(BACKEND_TRACES), &everything),
            statement("BackendLogs", &logs(BACKEND_LOGS), &group),
            statement("ReadTraces", &xray(READ_TRACES), &everything),
            statement("ProvisionTraces", &xray(PROVISION_TRACES), &everything),
            statement("ReadLogs", &logs(READ_LOGS), &group),
            statement("ProvisionLogs", &logs(PROVISION_LOGS), &group),
            statement("ListLogGroups", &logs(LIST_LOG_GROUPS), &everything),
        ]
    })
}

fn statement(id: &str, actions: &[String], resource: &Value) -> Value {
    json!({ "Sid": id, "Effect": "Allow", "Action": actions, "Resource": resource })
}

fn xray(operations: &[Xray]) -> Vec<String> {
    operations
        .iter()
        .map(|operation| operation.action())
        .collect()
}

fn logs(operations: &[Logs]) -> Vec<String> {
    operations
        .iter()
        .map(|operation| operation.action())
        .collect()
}
