//! CloudWatch Logs: AWS JSON 1.1 over `POST /`, the operation in `X-Amz-Target`.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, Request};
use axum::response::Response;

use crate::model::LogsOperation;
use crate::stack::http::{BodyError, Encodings, Room, read_body};
use crate::stack::services::signed_for;
use crate::stack::store::logs::FilterKind;
use crate::stack::{Stack, json_text};

mod accounts;
mod checks;
mod create_log_group;
mod create_log_stream;
mod delete_log_group;
mod delete_log_stream;
mod deletion_protection;
mod describe_log_groups;
mod describe_log_streams;
mod error;
mod filter_log_events;
mod filters;
mod get_log_events;
mod legacy_tags;
mod list_log_groups;
mod live_tail;
mod metric_filters;
mod names;
mod put_log_events;
mod query_definitions;
mod resource_policies;
mod retention;
mod subscription_filters;
mod tags;
mod token;
mod wire;

use error::CloudWatchError;
use wire::{decode, empty, json, large};

/// 1 MB of messages, each byte escaped at its longest (`\u0000`), and the JSON around
/// 10,000 of them: nothing valid is larger.
const BODY_LIMIT: usize = 8 << 20;

/// A page of events while it is made: 1 MB of messages, and the same again as JSON with
/// its escapes.
const PAGE_ROOM: usize = 4 << 20;

/// Reserves memory for a page of events, or answers with a throttling error.
async fn page_room(stack: &Stack) -> Result<Room, CloudWatchError> {
    let room = stack.limits.room(PAGE_ROOM).await;
    room.map_err(|_| CloudWatchError::Throttled)
}

/// Whether a request to `/` is for this service: by its target, or by its signature.
pub(super) fn is_meant(headers: &HeaderMap) -> bool {
    wire::is_target(headers) || signed_for(headers) == Some("logs")
}

pub(super) async fn handle(stack: Arc<Stack>, request: Request<Body>) -> Response {
    match answer(stack, request).await {
        Ok(response) => response,
        Err(fault) => fault.into_response(),
    }
}

async fn answer(stack: Arc<Stack>, request: Request<Body>) -> Result<Response, CloudWatchError> {
    let (head, body) = request.into_parts();
    let operation = wire::operation(&head.headers)?;
    wire::check_signature(&head.headers)?;
    let body = read_body(&head.headers, body, BODY_LIMIT, Encodings::GzipDeflate)
        .await
        .map_err(|error| match error {
            BodyError::TooLarge { .. } => CloudWatchError::BodyTooLarge,
            BodyError::Busy => CloudWatchError::Throttled,
            other => CloudWatchError::Serialization(other.to_string()),
        })?;
    let body = if body.is_empty() { b"{}" } else { &*body };
    let operation =
        LogsOperation::from_name(&operation).ok_or(CloudWatchError::UnknownOperation)?;
    match run(&stack, operation, body).await {
        // operations read their whole input before they do anything
        Err(CloudWatchError::Serialization(why)) => match json_text::mended(body) {
            Some(mended) => run(&stack, operation, mended.as_bytes()).await,
            None => Err(CloudWatchError::Serialization(why)),
        },
        done => done,
    }
}

async fn run(
    stack: &Arc<Stack>,
    operation: LogsOperation,
    body: &[u8],
) -> Result<Response, CloudWatchError> {
    let s = &**stack;
    match operation {
        LogsOperation::CreateLogGroup => empty(create_log_group::run(s, decode(body)?).await),
        LogsOperation::CreateLogStream => empty(create_log_stream::run(s, decode(body)?).await),
        LogsOperation::DeleteLogGroup => empty(delete_log_group::run(s, decode(body)?).await),
        LogsOperation::DeleteLogStream => empty(delete_log_stream::run(s, decode(body)?).await),
        LogsOperation::DeleteMetricFilter => {
            empty(filters::delete(s, FilterKind::Metric, decode(body)?).await)
        }
        LogsOperation::DeleteQueryDefinition => {
            json(s, query_definitions::delete(s, decode(body)?).await).await
        }
        LogsOperation::DeleteResourcePolicy => {
            empty(resource_policies::delete(s, decode(body)?).await)
        }
        LogsOperation::DeleteRetentionPolicy => empty(retention::delete(s, decode(body)?).await),
        LogsOperation::DeleteSubscriptionFilter => {
            empty(filters::delete(s, FilterKind::Subscription, decode(body)?).await)
        }
        LogsOperation::DescribeLogGroups => {
            json(s, describe_log_groups::run(s, decode(body)?).await).await
        }
        LogsOperation::DescribeLogStreams => {
            json(s, describe_log_streams::run(s, decode(body)?).await).await
        }
        LogsOperation::DescribeMetricFilters => {
            json(s, metric_filters::describe(s, decode(body)?).await).await
        }
        LogsOperation::DescribeQueryDefinitions => {
            json(s, query_definitions::describe(s, decode(body)?).await).await
        }
        LogsOperation::DescribeResourcePolicies => {
            json(s, resource_policies::describe(s, decode(body)?).await).await
        }
        LogsOperation::DescribeSubscriptionFilters => {
            json(s, subscription_filters::describe(s, decode(body)?).await).await
        }
        LogsOperation::FilterLogEvents => {
            let room = page_room(s).await?;
            large(room, filter_log_events::run(s, decode(body)?).await)
        }
        LogsOperation::GetLogEvents => {
            let room = page_room(s).await?;
            large(room, get_log_events::run(s, decode(body)?).await)
        }
        LogsOperation::ListLogGroups => json(s, list_log_groups::run(s, decode(body)?).await).await,
        LogsOperation::ListTagsForResource => json(s, tags::list(s, decode(body)?).await).await,
        LogsOperation::ListTagsLogGroup => json(s, legacy_tags::list(s, decode(body)?).await).await,
        LogsOperation::PutLogEvents => {
            let put = put_log_events::run(s, decode(body)?).await?;
            Ok(put.outcome().note(json(s, Ok(put)).await?))
        }
        LogsOperation::PutLogGroupDeletionProtection => {
            empty(deletion_protection::run(s, decode(body)?).await)
        }
        LogsOperation::PutMetricFilter => empty(metric_filters::put(s, decode(body)?).await),
        LogsOperation::PutQueryDefinition => {
            json(s, query_definitions::put(s, decode(body)?).await).await
        }
        LogsOperation::PutResourcePolicy => {
            json(s, resource_policies::put(s, decode(body)?).await).await
        }
        LogsOperation::PutRetentionPolicy => empty(retention::put(s, decode(body)?).await),
        LogsOperation::PutSubscriptionFilter => {
            empty(subscription_filters::put(s, decode(body)?).await)
        }
        LogsOperation::StartLiveTail => live_tail::run(stack.clone(), decode(body)?).await,
        LogsOperation::TagLogGroup => empty(legacy_tags::tag(s, decode(body)?).await),
        LogsOperation::TagResource => empty(tags::tag(s, decode(body)?).await),
        LogsOperation::TestMetricFilter => json(s, metric_filters::test::run(decode(body)?)).await,
        LogsOperation::UntagLogGroup => empty(legacy_tags::untag(s, decode(body)?).await),
        LogsOperation::UntagResource => empty(tags::untag(s, decode(body)?).await),
    }
}
