//! Log streams.

use aws_sdk_cloudwatchlogs::operation::describe_log_streams::builders::DescribeLogStreamsFluentBuilder;
use aws_sdk_cloudwatchlogs::types::{self, OrderBy};

use super::{Logs, named, of_ms};
use crate::error::{Error, Result};
use crate::model::LogStream;

impl Logs {
    /// The call that lists the streams of a group, by its name or its ARN.
    pub(super) fn describe_streams(&self, group: &str) -> DescribeLogStreamsFluentBuilder {
        let (by_name, by_arn) = named(group);
        self.reader
            .describe_log_streams()
            .set_log_group_name(by_name)
            .set_log_group_identifier(by_arn)
    }

    /// Whether the group has a stream of exactly this name.
    pub async fn has_stream(&self, group: &str, name: &str) -> Result<bool> {
        let page = self
            .patiently(|| async {
                self.describe_streams(group)
                    .log_stream_name_prefix(name)
                    // it sorts before all others that start with its name
                    .limit(1)
                    .send()
                    .await
                    .map_err(|error| {
                        let what =
                            format!("look for the stream `{name}` of the log group `{group}`");
                        self.read_error(&what, error)
                    })
            })
            .await?;
        let first = page.log_streams().first();
        Ok(first.and_then(|stream| stream.log_stream_name()) == Some(name))
    }

    /// The `last` streams of a group that were last written to, the newest first, and
    /// whether there are more.
    pub async fn streams(&self, group: &str, last: usize) -> Result<(Vec<LogStream>, bool)> {
        let mut found: Vec<LogStream> = Vec::new();
        let mut token: Option<String> = None;
        loop {
            let page = self
                .patiently(|| async {
                    self.describe_streams(group)
                        .order_by(OrderBy::LastEventTime)
                        .descending(true)
                        .limit(50)
                        .set_next_token(token.clone())
                        .send()
                        .await
                        .map_err(|error| {
                            let what = format!("list the streams of the log group `{group}`");
                            self.read_error(&what, error)
                        })
                })
                .await?;
            found.extend(page.log_streams.unwrap_or_default().into_iter().map(stream));
            let next = page.next_token.filter(|token| !token.is_empty());
            if next.is_none() || found.len() > last {
                break;
            }
            if next == token {
                return Err(Error::incomplete(format!(
                    "cannot list the streams of the log group `{group}` to the end: the service gave the same page token twice"
                )));
            }
            token = next;
        }
        let more = found.len() > last;
        found.truncate(last);
        Ok((found, more))
    }
}

fn stream(found: types::LogStream) -> LogStream {
    LogStream {
        name: found.log_stream_name.unwrap_or_default(),
        created: found.creation_time.and_then(of_ms),
        first_event: found.first_event_timestamp.and_then(of_ms),
        last_event: found.last_event_timestamp.and_then(of_ms),
        last_ingested: found.last_ingestion_time.and_then(of_ms),
    }
}
