//! `aws` and `origin`: what the resource runs on, what the call went to, and which SDK
//! recorded it.

use serde_json::{Value, json};

use super::super::object;
use super::attributes::Attributes;

const OPERATION: &[&str] = &["aws.operation", "rpc.method"];
const ACCOUNT: &[&str] = &["aws.account_id"];
const REGION: &[&str] = &["aws.region"];
const REQUEST_ID: &[&str] = &["aws.request_id", "aws.requestId"];
const QUEUE_URL: &[&str] = &["messaging.url", "aws.queue_url", "aws.queue.url"];
const TABLE: &[&str] = &["aws.table_name", "aws.table.name"];
const TABLES: &str = "aws.dynamodb.table_names";

/// None where the resource runs in another cloud.
pub(super) fn take(rest: &mut Attributes<'_>, resource: &Attributes<'_>) -> Option<Value> {
    let text = |key: &str| resource.text(&[key]).map(Value::from);
    let call = call(rest);
    if resource
        .text(&["cloud.provider"])
        .is_some_and(|cloud| cloud != "aws")
    {
        return None;
    }
    let [
        operation,
        region,
        request_id,
        queue_url,
        table_name,
        table_names,
    ] = call.fields;
    object([
        (
            "account_id",
            call.account.or_else(|| text("cloud.account.id")),
        ),
        ("operation", operation),
        ("region", region),
        ("request_id", request_id),
        ("queue_url", queue_url),
        ("table_name", table_name),
        ("table_names", table_names),
        ("cloudwatch_logs", log_groups(resource)),
        ("ec2", ec2(resource)),
        ("ecs", ecs(resource)),
        ("eks", eks(resource)),
        ("elastic_beanstalk", beanstalk(resource)),
        ("xray", xray(resource)),
    ])
}

struct Call {
    account: Option<Value>,
    /// operation, region, request id, queue URL, table name, table names
    fields: [Option<Value>; 6],
}

fn call(rest: &mut Attributes<'_>) -> Call {
    let mut tables = rest.list(TABLES);
    let table_name = match tables.len() {
        0 => rest.text(TABLE).map(Value::from),
        1 => tables.pop().map(Value::from),
        _ => None,
    };
    let table_names = (!tables.is_empty()).then(|| Value::from(tables));
    let fields = [
        rest.text(OPERATION).map(Value::from),
        rest.text(REGION).map(Value::from),
        rest.text(REQUEST_ID).map(Value::from),
        rest.text(QUEUE_URL).map(Value::from),
        table_name,
        table_names,
    ];
    let account = rest.text(ACCOUNT).map(Value::from);
    for keys in [OPERATION, ACCOUNT, REGION, REQUEST_ID, QUEUE_URL, TABLE] {
        rest.remove(keys);
    }
    Call { account, fields }
}

/// Which SDK made the span, in the place where X-Ray's own SDKs say so: it tells a
/// reader whether a trace came by OpenTelemetry or by X-Ray.
fn xray(resource: &Attributes<'_>) -> Option<Value> {
    let name = resource.text(&["telemetry.sdk.name"]);
    let sdk = match (name, resource.text(&["telemetry.sdk.language"])) {
        (Some(name), Some(language)) => format!("{name} for {language}"),
        (Some(name), None) => name.to_owned(),
        (None, _) => "opentelemetry".to_owned(),
    };
    let agent = ["telemetry.distro.version", "telemetry.auto.version"];
    object([
        ("sdk", Some(Value::from(sdk))),
        (
            "sdk_version",
            resource.text(&["telemetry.sdk.version"]).map(Value::from),
        ),
        (
            "auto_instrumentation",
            Some(Value::from(resource.has(&agent))),
        ),
    ])
}

fn ec2(resource: &Attributes<'_>) -> Option<Value> {
    let text = |key: &str| resource.text(&[key]).map(Value::from);
    let platform = resource.text(&["cloud.platform"]);
    (platform == Some("aws_ec2") || (platform.is_some() && resource.has(&["host.id"])))
        .then(|| {
            object([
                ("instance_id", text("host.id")),
                ("availability_zone", text("cloud.availability_zone")),
                ("instance_size", text("host.type")),
                ("ami_id", text("host.image.id")),
            ])
        })
        .flatten()
}

fn ecs(resource: &Attributes<'_>) -> Option<Value> {
    let text = |key: &str| resource.text(&[key]).map(Value::from);
    (resource.text(&["cloud.platform"]) == Some("aws_ecs"))
        .then(|| {
            object([
                ("container", text("container.name")),
                ("container_id", text("container.id")),
                ("availability_zone", text("cloud.availability_zone")),
                ("container_arn", text("aws.ecs.container.arn")),
                ("cluster_arn", text("aws.ecs.cluster.arn")),
                ("task_arn", text("aws.ecs.task.arn")),
                ("task_family", text("aws.ecs.task.family")),
                ("launch_type", text("aws.ecs.launchtype")),
            ])
        })
        .flatten()
}

fn eks(resource: &Attributes<'_>) -> Option<Value> {
    let text = |key: &str| resource.text(&[key]).map(Value::from);
    let there = resource.text(&["cloud.platform"]) == Some("aws_eks")
        || resource.has(&["k8s.cluster.name"]);
    there
        .then(|| {
            object([
                ("cluster_name", text("k8s.cluster.name")),
                ("pod", text("k8s.pod.name")),
                ("container_id", text("container.id")),
            ])
        })
        .flatten()
}

fn beanstalk(resource: &Attributes<'_>) -> Option<Value> {
    let text = |key: &str| resource.text(&[key]).map(Value::from);
    (resource.text(&["cloud.platform"]) == Some("aws_elastic_beanstalk"))
        .then(|| {
            object([
                ("environment_name", text("service.namespace")),
                (
                    "deployment_id",
                    resource.integer(&["service.instance.id"]).map(Value::from),
                ),
                ("version_label", text("service.version")),
            ])
        })
        .flatten()
}

fn log_groups(resource: &Attributes<'_>) -> Option<Value> {
    let arns = resource.list("aws.log.group.arns");
    let groups: Vec<Value> = if arns.is_empty() {
        resource
            .list("aws.log.group.names")
            .iter()
            .map(|name| json!({ "log_group": name }))
            .collect()
    } else {
        // arn:aws:logs:region:account:log-group:name
        arns.iter()
            .map(|arn| json!({ "log_group": arn.split(':').nth(6).unwrap_or(arn), "arn": arn }))
            .collect()
    };
    (!groups.is_empty()).then_some(Value::Array(groups))
}

/// The type of AWS resource that the service runs on.
pub(super) fn origin(resource: &Attributes<'_>) -> Option<&'static str> {
    if resource
        .text(&["cloud.provider"])
        .is_some_and(|cloud| cloud != "aws")
    {
        return None;
    }
    match resource.text(&["cloud.platform"])? {
        "aws_app_runner" => Some("AWS::AppRunner::Service"),
        "aws_eks" => Some("AWS::EKS::Container"),
        "aws_elastic_beanstalk" => Some("AWS::ElasticBeanstalk::Environment"),
        "aws_ecs" => Some(match resource.text(&["aws.ecs.launchtype"]) {
            Some("ec2") => "AWS::ECS::EC2",
            Some("fargate") => "AWS::ECS::Fargate",
            _ => "AWS::ECS::Container",
        }),
        "aws_ec2" => Some("AWS::EC2::Instance"),
        _ => None,
    }
}
