//! DescribeLogStreams.

use serde::{Deserialize, Serialize};

use super::checks::Checks;
use super::error::CloudWatchError;
use super::names::{GroupRef, STREAM_NAME, TOKEN, group_arn};
use super::token;
use crate::stack::Stack;
use crate::stack::store::logs::{EventKey, LogStream, StreamOrder, StreamQuery};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Input {
    log_group_name: Option<String>,
    log_group_identifier: Option<String>,
    log_stream_name_prefix: Option<String>,
    order_by: Option<String>,
    descending: Option<bool>,
    next_token: Option<String>,
    limit: Option<i64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Output {
    log_streams: Vec<Stream>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Stream {
    arn: String,
    creation_time: i64,
    log_stream_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_event_timestamp: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_event_timestamp: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_ingestion_time: Option<i64>,
    /// "Sequence tokens are ignored", but older clients look for one.
    upload_sequence_token: String,
    /// "reported as zero" since June 17, 2019.
    stored_bytes: i64,
}

const ORDERS: &[&str] = &["LogStreamName", "LastEventTime"];
const PAGE: i64 = 50;

pub(super) async fn run(stack: &Stack, input: Input) -> Result<Output, CloudWatchError> {
    let group = input.group();
    let prefix = input.log_stream_name_prefix.as_deref();
    let mut checks = Checks::default();
    group.check(&mut checks);
    checks.optional("logStreamNamePrefix", prefix, &STREAM_NAME);
    checks.one_of("orderBy", input.order_by.as_deref(), ORDERS);
    checks.optional("nextToken", input.next_token.as_deref(), &TOKEN);
    checks.number("limit", input.limit, (1, PAGE));
    checks.done()?;
    let name = group.resolve(stack)?;
    let order = match input.order_by.as_deref() {
        Some("LastEventTime") => StreamOrder::LastEvent,
        _ => StreamOrder::Name,
    };
    if order == StreamOrder::LastEvent && prefix.is_some() {
        return Err(CloudWatchError::InvalidParameter(
            "Cannot order by LastEventTime with a logStreamNamePrefix.".to_owned(),
        ));
    }
    let descending = input.descending.unwrap_or(false);
    let same = (&name, prefix, order == StreamOrder::LastEvent, descending);
    let after = token::place(stack, &same, input.next_token.as_deref())?;
    let limit = usize::try_from(input.limit.unwrap_or(PAGE)).unwrap_or(1);
    let query = StreamQuery {
        group: name.clone(),
        prefix: prefix.map(str::to_owned),
        order,
        descending,
        after,
        limit: limit + 1,
    };
    let mut streams = stack.store.logs().streams(query).await?;
    let next_token = token::next(stack, &same, &mut streams, limit, LogStream::position)?;
    let arn = group_arn(stack, &name);
    Ok(Output {
        log_streams: streams.into_iter().map(|s| describe(&arn, s)).collect(),
        next_token,
    })
}

impl Input {
    fn group(&self) -> GroupRef<'_> {
        GroupRef {
            name: self.log_group_name.as_deref(),
            identifier: self.log_group_identifier.as_deref(),
        }
    }
}

fn describe(group_arn: &str, stream: LogStream) -> Stream {
    Stream {
        arn: format!("{group_arn}:log-stream:{}", stream.name),
        creation_time: stream.created_ms,
        log_stream_name: stream.name,
        first_event_timestamp: stream.first_event_ms,
        last_event_timestamp: stream.last_event_ms,
        last_ingestion_time: stream.last_ingestion_ms,
        upload_sequence_token: EventKey::FIRST.to_string(),
        stored_bytes: 0,
    }
}
