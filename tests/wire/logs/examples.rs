//! The examples of the API Reference, replayed.

use serde_json::json;

use super::*;

/// The ingestion time in the examples.
const THEN: i64 = 1_396_035_394_997;

fn examples() -> Value {
    serde_json::from_str(include_str!("../../fixtures/logs/api-examples.json")).unwrap()
}

impl Logs {
    async fn at_the_time_of_the_examples() -> Self {
        let clock = Clock::Fixed(jiff::Timestamp::from_millisecond(THEN).unwrap());
        Self::of(TestStack::start_at(clock).await)
    }

    /// Sends the request of an example. Returns the answer and the documented one.
    async fn replay(&self, example: &str) -> (Value, Value) {
        let examples = examples();
        let request = examples[example]["request"].to_string();
        let operation = example.split(' ').next().unwrap();
        let (status, answer) = self.raw(operation, &request).await;
        assert_eq!(status, 200, "{example}: {answer}");
        (answer, examples[example]["response"].clone())
    }

    async fn done(&self, operation: &str, request: Value) {
        let (status, answer) = self.raw(operation, &request.to_string()).await;
        assert_eq!(status, 200, "{operation}: {answer}");
    }
}

/// Whether a member is an id, a token or an ARN. These differ each time, so only their form must
/// match.
fn is_made_anew(member: &str) -> bool {
    let member = member.to_lowercase();
    member.ends_with("token") || member.ends_with("id") || member == "arn"
}

/// Checks that every documented member exists with the same type, and that it is equal unless it is
/// an id or listed in `free`.
fn assert_agrees(ours: &Value, documented: &Value, free: &[&str]) {
    match documented {
        Value::Object(members) => {
            for (name, value) in members {
                let our = &ours[name];
                assert_ne!(our, &Value::Null, "{name} is missing in {ours}");
                if is_made_anew(name) || free.contains(&name.as_str()) {
                    let same = std::mem::discriminant(our) == std::mem::discriminant(value);
                    assert!(same, "{name}: {our} and {value}");
                } else {
                    assert_agrees(our, value, free);
                }
            }
        }
        Value::Array(items) => {
            let ours = ours.as_array().expect("a list");
            assert_eq!(ours.len(), items.len());
            for (ours, item) in ours.iter().zip(items) {
                assert_agrees(ours, item, free);
            }
        }
        value => assert_eq!(ours, value),
    }
}

#[tokio::test]
async fn events_are_put_and_got_as_documented() {
    let logs = Logs::at_the_time_of_the_examples().await;
    let group = json!({"logGroupName": "my-log-group"});
    logs.done("CreateLogGroup", group.clone()).await;
    let stream = json!({"logGroupName": "my-log-group", "logStreamName": "my-log-stream"});
    logs.done("CreateLogStream", stream).await;
    let (ours, documented) = logs.replay("PutLogEvents").await;
    assert_agrees(&ours, &documented, &[]);
    let (ours, documented) = logs.replay("GetLogEvents").await;
    assert_agrees(&ours, &documented, &[]);
    for name in ["nextBackwardToken", "nextForwardToken"] {
        let (ours, documented) = (
            ours[name].as_str().unwrap(),
            documented[name].as_str().unwrap(),
        );
        assert_eq!(ours[..2], documented[..2]);
        // newer tokens end with `/s`
        assert_eq!(ours.trim_end_matches("/s").len(), documented.len());
    }
    let (answer, _) = logs.replay("PutRetentionPolicy").await;
    assert_eq!(answer, Value::Null);
    let (_, groups) = logs.raw("DescribeLogGroups", "{}").await;
    assert_eq!(groups["logGroups"][0]["retentionInDays"], 30);
}

#[tokio::test]
async fn events_are_filtered_as_documented() {
    let logs = Logs::at_the_time_of_the_examples().await;
    logs.done("CreateLogGroup", json!({"logGroupName": "my-log-group"}))
        .await;
    let events = examples()["FilterLogEvents"]["response"]["events"].clone();
    let events = events.as_array().unwrap();
    assert!(!events.is_empty());
    for event in events {
        let stream = json!({
            "logGroupName": "my-log-group",
            "logStreamName": event["logStreamName"],
        });
        logs.done("CreateLogStream", stream.clone()).await;
        let mut put = stream;
        put["logEvents"] = json!([
            {"timestamp": event["timestamp"], "message": event["message"]},
            {"timestamp": THEN, "message": "no match"},
        ]);
        logs.done("PutLogEvents", put).await;
    }
    let (ours, documented) = logs.replay("FilterLogEvents").await;
    assert_agrees(&ours, &documented, &[]);
    let times = [
        "creationTime",
        "firstEventTimestamp",
        "lastEventTimestamp",
        "lastIngestionTime",
    ];
    let (mut ours, documented) = logs.replay("DescribeLogStreams").await;
    ours["logStreams"].as_array_mut().unwrap().truncate(2);
    assert_agrees(&ours, &documented, &times);
}

#[tokio::test]
async fn an_arn_is_taken_as_documented() {
    let logs = Logs::at_the_time_of_the_examples().await;
    logs.done(
        "CreateLogGroup",
        json!({"logGroupName": "monitoring-logGroup-1234"}),
    )
    .await;
    let here = "arn:aws:logs:eu-central-1:000000000000:";
    let mut request = examples()["FilterLogEvents by ARN"]["request"].clone();
    let arn = request["logGroupIdentifier"].as_str().unwrap();
    let arn = arn.replace("arn:aws:logs:us-east-1:123456789012:", here);
    request["logGroupIdentifier"] = json!(arn);
    logs.done("FilterLogEvents", request).await;
}

#[tokio::test]
async fn groups_are_described_as_documented() {
    let logs = Logs::at_the_time_of_the_examples().await;
    let documented = examples()["DescribeLogGroups"]["response"].clone();
    let groups = documented["logGroups"].as_array().unwrap();
    assert!(!groups.is_empty());
    for group in groups {
        let name = &group["logGroupName"];
        let mut create = json!({
            "logGroupName": name,
            "deletionProtectionEnabled": group["deletionProtectionEnabled"],
        });
        if group["kmsKeyId"].is_string() {
            create["kmsKeyId"] = group["kmsKeyId"].clone();
        }
        logs.done("CreateLogGroup", create).await;
        let retention = json!({
            "logGroupName": name,
            "retentionInDays": group["retentionInDays"],
        });
        logs.done("PutRetentionPolicy", retention).await;
    }
    let (ours, _) = logs.replay("DescribeLogGroups").await;
    let free = ["creationTime", "bearerTokenAuthenticationEnabled"];
    assert_agrees(&ours, &documented, &free);
}

#[tokio::test]
async fn metric_filters_are_tested_as_documented() {
    let logs = Logs::at_the_time_of_the_examples().await;
    let examples = examples();
    let examples = examples.as_object().unwrap().keys();
    let tests: Vec<_> = examples
        .filter(|name| name.starts_with("TestMetricFilter "))
        .collect();
    assert_eq!(tests.len(), 7);
    for example in tests {
        let (ours, documented) = logs.replay(example).await;
        assert_eq!(ours, documented, "{example}");
    }
}
