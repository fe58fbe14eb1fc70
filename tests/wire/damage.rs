//! A damaged block hides only its own data, and every answer without it says so.

use cruddur_obs::model::{Clock, INCOMPLETE_HEADER, Skipped};
use reqwest::Client;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::common::TestStack;

const NOW: &str = "2026-11-20T09:14:05Z";
const NOW_MS: i64 = 1_795_166_045_000;
const DAMAGED: &str = "1-6b000f5a-000000000000000000000001";
const WHOLE: &str = "1-6b000f5a-000000000000000000000002";

struct Caller {
    stack: TestStack,
    client: Client,
}

impl Caller {
    /// Returns the answer and the missing data that it reports.
    async fn send(&self, request: reqwest::RequestBuilder) -> (Value, Option<Skipped>) {
        let answer = request.send().await.unwrap();
        let skipped = answer.headers().get(INCOMPLETE_HEADER);
        let skipped = skipped.map(|text| text.to_str().unwrap().parse().unwrap());
        assert_eq!(answer.status(), 200);
        let text = answer.text().await.unwrap();
        let body = if text.is_empty() { "null" } else { &text };
        (serde_json::from_str(body).unwrap(), skipped)
    }

    async fn aws(&self, service: &str, path: &str, body: Value) -> (Value, Option<Skipped>) {
        let scope = format!("local/20261120/eu-central-1/{service}/aws4_request");
        let signed =
            format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0");
        let request = match service {
            "logs" => self
                .client
                .post(self.stack.url())
                .header("x-amz-target", format!("Logs_20140328.{path}"))
                .header("content-type", "application/x-amz-json-1.1"),
            _ => self.client.post(format!("{}{path}", self.stack.url())),
        };
        let request = request.header("authorization", signed);
        self.send(request.body(body.to_string())).await
    }

    async fn rollbar(&self, path: &str) -> (Value, Option<Skipped>) {
        let url = format!("{}/api/1{path}", self.stack.url());
        let request = self.client.get(url);
        self.send(request.header("x-rollbar-access-token", "local"))
            .await
    }

    /// Flips one bit in the first block of a table.
    fn damage(&self, table: &str) {
        let connection = Connection::open(self.stack.stack.store.path()).unwrap();
        let sql = format!("SELECT rowid, payload FROM {table} ORDER BY rowid LIMIT 1");
        let (key, mut bytes): (i64, Vec<u8>) = connection
            .query_row(&sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        let sql = format!("UPDATE {table} SET payload = ?2 WHERE rowid = ?1");
        connection.execute(&sql, (key, bytes)).unwrap();
    }
}

async fn started() -> Caller {
    let stack = TestStack::start_at(Clock::Fixed(NOW.parse().unwrap())).await;
    let client = Client::builder().no_proxy().build().unwrap();
    let caller = Caller { stack, client };
    for (n, trace) in (1..).zip([DAMAGED, WHOLE, DAMAGED]) {
        let start = NOW_MS as f64 / 1e3 - 10.0;
        let document = json!({"id": format!("{n:016x}"), "trace_id": trace, "name": "web",
            "start_time": start, "end_time": start + 1.0});
        let put = json!({"TraceSegmentDocuments": [document.to_string()]});
        caller.aws("xray", "/TraceSegments", put).await;
    }
    let group = json!({"logGroupName": "g"});
    caller.aws("logs", "CreateLogGroup", group).await;
    let stream = json!({"logGroupName": "g", "logStreamName": "s"});
    caller.aws("logs", "CreateLogStream", stream).await;
    for n in 1..=2 {
        let message = format!("line {n} of what was logged, long enough to be packed");
        let put = json!({"logGroupName": "g", "logStreamName": "s",
            "logEvents": [{"timestamp": NOW_MS - n, "message": message}]});
        caller.aws("logs", "PutLogEvents", put).await;
        let item = json!({"data": {"environment": "production", "timestamp": NOW_MS / 1_000 - n,
            "body": {"message": {"body": "out of memory"}}}});
        let url = format!("{}/api/1/item/", caller.stack.url());
        let request = caller
            .client
            .post(url)
            .header("x-rollbar-access-token", "local");
        caller.send(request.json(&item)).await;
    }
    caller
}

fn one_block(skipped: Option<Skipped>, from_ms: i64, to_ms: i64) {
    let skipped = skipped.expect("the answer says that it is incomplete");
    let (from, to) = skipped.span.expect("and of which times");
    let found = (skipped.blocks, from.as_millisecond(), to.as_millisecond());
    assert_eq!(found, (1, from_ms, to_ms));
}

#[tokio::test]
async fn traces_are_answered_without_a_damaged_block() {
    let caller = started().await;
    let get = json!({"TraceIds": [DAMAGED, WHOLE]});
    let (answer, skipped) = caller.aws("xray", "/Traces", get.clone()).await;
    assert_eq!(answer["UnprocessedTraceIds"], json!([]));
    assert_eq!(skipped, None);
    caller.damage("trace_blocks");
    let span = (NOW_MS - 10_000, NOW_MS - 9_000);

    let (answer, skipped) = caller.aws("xray", "/Traces", get).await;
    assert_eq!(answer["UnprocessedTraceIds"], json!([DAMAGED]));
    let segments = |n: usize| answer["Traces"][n]["Segments"].as_array().unwrap().len();
    assert_eq!((segments(0), segments(1)), (1, 1));
    one_block(skipped, span.0, span.1);

    let range = json!({"StartTime": 1_795_166_000, "EndTime": 1_795_166_050});
    let (answer, skipped) = caller.aws("xray", "/TraceSummaries", range.clone()).await;
    assert_eq!(answer["TraceSummaries"].as_array().unwrap().len(), 2);
    one_block(skipped, span.0, span.1);
    let (answer, skipped) = caller.aws("xray", "/ServiceGraph", range).await;
    let services = answer["Services"].as_array().unwrap();
    let web = |service: &&Value| service["SummaryStatistics"]["TotalCount"] == 2;
    assert!(services.iter().any(|service| web(&service)), "{answer}");
    one_block(skipped, span.0, span.1);

    let (status, skipped) = caller
        .send(
            caller
                .client
                .get(format!("{}/local/status", caller.stack.url())),
        )
        .await;
    assert_eq!(status["damaged_blocks"], 1, "each thing counts once");
    assert_eq!(skipped, None);
}

#[tokio::test]
async fn log_events_are_answered_without_a_damaged_block() {
    let caller = started().await;
    caller.damage("log_blocks");
    let (at, rest) = (
        NOW_MS - 1,
        "line 2 of what was logged, long enough to be packed",
    );
    for (operation, head) in [
        ("FilterLogEvents", true),
        ("GetLogEvents", true),
        ("GetLogEvents", false),
    ] {
        let mut input = json!({"logGroupName": "g"});
        if operation == "GetLogEvents" {
            input["logStreamName"] = json!("s");
            input["startFromHead"] = json!(head);
        }
        let (answer, skipped) = caller.aws("logs", operation, input).await;
        let events = answer["events"].as_array().unwrap();
        let messages: Vec<_> = events.iter().map(|event| &event["message"]).collect();
        assert_eq!(messages, [rest], "{operation}");
        one_block(skipped, at, at);
    }
    let elsewhere = json!({"logGroupName": "g", "endTime": NOW_MS - 2});
    let (answer, skipped) = caller.aws("logs", "FilterLogEvents", elsewhere).await;
    assert_eq!(answer["events"].as_array().unwrap().len(), 1);
    assert_eq!(skipped, None, "what was not asked for is not missing");
}

#[tokio::test]
async fn occurrences_are_answered_without_a_damaged_one() {
    let caller = started().await;
    caller.damage("rollbar_occurrences");
    let (answer, skipped) = caller.rollbar("/instances").await;
    assert_eq!(answer["result"]["instances"].as_array().unwrap().len(), 1);
    let at = NOW_MS - 1_000;
    one_block(skipped, at, at + 999);
    let (answer, skipped) = caller.rollbar("/items").await;
    assert_eq!(answer["result"]["items"][0]["total_occurrences"], 2);
    assert_eq!(skipped, None);
}
