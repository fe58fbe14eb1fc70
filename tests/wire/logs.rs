//! CloudWatch Logs, through the AWS SDK for Rust, and through plain HTTP for requests that the SDK
//! would not send.

use aws_sdk_cloudwatchlogs::Client;
use aws_sdk_cloudwatchlogs::error::ProvideErrorMetadata;
use aws_sdk_cloudwatchlogs::types::InputLogEvent;
use cruddur_obs::model::Clock;
use serde_json::Value;

use crate::common::TestStack;

mod examples;
mod filters;
mod fuzz_corpus;
mod groups;
mod list;
mod live_tail;
mod protocol;
mod put;
mod read;
mod saved;
mod streams;

/// 2026-11-20T09:14:00Z.
const NOW: i64 = 1_795_166_040_000;
const DAY_MS: i64 = 86_400_000;

struct Logs {
    stack: TestStack,
    sdk: Client,
}

impl Logs {
    /// A stack with its clock fixed at [`NOW`].
    async fn start() -> Self {
        let clock = Clock::Fixed(jiff::Timestamp::from_millisecond(NOW).unwrap());
        Self::of(TestStack::start_at(clock).await)
    }

    fn of(stack: TestStack) -> Self {
        let sdk = Client::new(&stack.aws());
        Self { stack, sdk }
    }

    async fn group(&self, name: &str) {
        let create = self.sdk.create_log_group().log_group_name(name);
        create.send().await.unwrap();
    }

    /// Creates the group `g`, if missing, and a stream in it.
    async fn stream(&self, name: &str) {
        if self
            .sdk
            .describe_log_groups()
            .send()
            .await
            .unwrap()
            .log_groups()
            .is_empty()
        {
            self.group("g").await;
        }
        let create = self.sdk.create_log_stream().log_group_name("g");
        create.log_stream_name(name).send().await.unwrap();
    }

    /// Puts events into a stream of the group `g`.
    async fn put(&self, stream: &str, events: impl IntoIterator<Item = (i64, &str)>) {
        let put = self.sdk.put_log_events().log_group_name("g");
        let events = events.into_iter().map(|(at, text)| event(at, text));
        put.log_stream_name(stream)
            .set_log_events(Some(events.collect()))
            .send()
            .await
            .unwrap();
    }

    /// Sends a request without the SDK. Returns the status and the JSON body.
    async fn raw(&self, operation: &str, body: &str) -> (u16, Value) {
        let request = plain_client().post(self.stack.url());
        let response = request
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", format!("Logs_20140328.{operation}"))
            .header("authorization", signature("logs"))
            .body(body.to_owned())
            .send()
            .await
            .unwrap();
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }
}

fn event(timestamp: i64, message: &str) -> InputLogEvent {
    let event = InputLogEvent::builder().timestamp(timestamp);
    event.message(message).build().unwrap()
}

fn plain_client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

fn signature(service: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential=any/20261120/eu-central-1/{service}/aws4_request, SignedHeaders=host, Signature=0"
    )
}

/// Returns the code and the message of a failed call.
fn refusal<T: std::fmt::Debug, E: ProvideErrorMetadata, R>(
    result: Result<T, aws_sdk_cloudwatchlogs::error::SdkError<E, R>>,
) -> (String, String) {
    match result {
        Ok(answer) => panic!("it went through: {answer:?}"),
        Err(error) => (
            error.code().unwrap_or_default().to_owned(),
            error.message().unwrap_or_default().to_owned(),
        ),
    }
}

fn told(code: &str, message: &str) -> (String, String) {
    (code.to_owned(), message.to_owned())
}
