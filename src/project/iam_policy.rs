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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// Operations that neither the backend nor any command calls.
    const UNUSED_XRAY: &[Xray] = &[
        Xray::ListTagsForResource,
        Xray::TagResource,
        Xray::UntagResource,
    ];
    const UNUSED_LOGS: &[Logs] = &[
        Logs::DeleteLogStream,
        Logs::DeleteMetricFilter,
        Logs::DeleteQueryDefinition,
        Logs::DeleteResourcePolicy,
        Logs::DeleteSubscriptionFilter,
        Logs::DescribeMetricFilters,
        Logs::DescribeQueryDefinitions,
        Logs::DescribeResourcePolicies,
        Logs::DescribeSubscriptionFilters,
        Logs::ListLogGroups,
        Logs::ListTagsForResource,
        Logs::ListTagsLogGroup,
        Logs::PutLogGroupDeletionProtection,
        Logs::PutMetricFilter,
        Logs::PutQueryDefinition,
        Logs::PutResourcePolicy,
        Logs::PutSubscriptionFilter,
        Logs::TagLogGroup,
        Logs::TagResource,
        Logs::TestMetricFilter,
        Logs::UntagLogGroup,
        Logs::UntagResource,
    ];

    /// The actions that the policy allows.
    fn allowed() -> BTreeSet<String> {
        let policy = new(&TemplateValues {
            service: "backend-flask".to_owned(),
            compose_service: "backend-flask".to_owned(),
            region: "us-east-1".to_owned(),
            log_group: "cruddur".to_owned(),
            sampling_rule: "Cruddur".to_owned(),
            honeycomb_url: "https://api.honeycomb.io".to_owned(),
            rollbar_environment: "production".to_owned(),
        });
        let statements = policy["Statement"].as_array().unwrap();
        let actions = statements.iter().flat_map(|of| of["Action"].as_array());
        let actions = actions.flatten().filter_map(Value::as_str);
        actions.map(str::to_owned).collect()
    }

    #[test]
    fn every_operation_is_allowed_or_unused() {
        let allowed = allowed();
        let unused: Vec<String> = [xray(UNUSED_XRAY), logs(UNUSED_LOGS)].concat();
        for action in [xray(Xray::ALL), logs(Logs::ALL)].concat() {
            assert!(
                allowed.contains(&action) != unused.contains(&action),
                "`{action}`: expected in the list of a statement, or in UNUSED_XRAY or UNUSED_LOGS"
            );
        }
    }

    /// The source of a provider.
    fn source(name: &str) -> String {
        let providers = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/providers");
        let mut text = std::fs::read_to_string(providers.join(format!("{name}.rs"))).unwrap();
        for file in std::fs::read_dir(providers.join(name)).unwrap() {
            let path = file.unwrap().path();
            if path.is_file() {
                text.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
        text
    }

    /// The SDK's method for an operation: `put_log_events`.
    fn method(operation: &str) -> String {
        let mut method = String::new();
        for c in operation.chars() {
            if c.is_ascii_uppercase() && !method.is_empty() {
                method.push('_');
            }
            method.push(c.to_ascii_lowercase());
        }
        method
    }

    #[test]
    fn every_call_of_a_provider_is_allowed() {
        let allowed = allowed();
        let operations = Xray::ALL.iter().map(|o| ("xray", o.name(), o.action()));
        let logs = Logs::ALL.iter();
        let logs = logs.map(|o| ("cloudwatch_logs", o.name(), o.action()));
        let mut calls = 0;
        for (provider, name, action) in operations.chain(logs) {
            if source(provider).contains(&format!(".{}()", method(name))) {
                assert!(allowed.contains(&action), "`{action}` is called");
                calls += 1;
            }
        }
        assert!(calls > 15, "{calls}");
    }
}
