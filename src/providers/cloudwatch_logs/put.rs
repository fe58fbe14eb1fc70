//! PutLogEvents, and the streams that it writes to.

use aws_sdk_cloudwatchlogs::error::SdkError;
use aws_sdk_cloudwatchlogs::operation::create_log_stream::CreateLogStreamError;
use aws_sdk_cloudwatchlogs::types::InputLogEvent;

use super::Logs;
use super::groups::Made;
use super::retry::{RetryLimits, RetryPolicy};
use crate::error::{Error, Result};

/// An event to be put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// Milliseconds since the epoch.
    pub at_ms: i64,
    pub message: String,
}

/// Why the service left out an event of a call that it took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Before the group's retention.
    Expired,
    /// More than 14 days ago.
    TooOld,
    /// More than 2 hours ahead.
    TooNew,
}

impl Logs {
    /// Makes a stream.
    ///
    /// # Errors
    /// [`crate::error::Kind::NotFound`] without the group.
    pub async fn create_stream(&self, group: &str, stream: &str) -> Result<Made> {
        let request = self.client.create_log_stream();
        let sent = request.log_group_name(group).log_stream_name(stream).send();
        match sent.await {
            Ok(_) => Ok(Made::Created),
            Err(SdkError::ServiceError(refused))
                if matches!(
                    refused.err(),
                    CreateLogStreamError::ResourceAlreadyExistsException(_)
                ) =>
            {
                Ok(Made::Existed)
            }
            Err(error) => {
                let what = format!("create the stream `{stream}` in the log group `{group}`");
                Err(self.aws.failure(&what, error))
            }
        }
    }

    /// Puts one call's events, which must be in order of time and within the limits of
    /// PutLogEvents. Throttling is waited out. Returns which of them were left out, by
    /// their index.
    ///
    /// A call whose answer is lost is repeated: its events may be there twice.
    pub async fn put(
        &self,
        group: &str,
        stream: &str,
        events: &[NewEvent],
    ) -> Result<Vec<(usize, Refusal)>> {
        let count = events.len();
        let events = events.iter().map(|event| {
            InputLogEvent::builder()
                .timestamp(event.at_ms)
                .message(&event.message)
                .build()
                .map_err(|error| Error::failed("an event has no message").caused_by(error))
        });
        let events = events.collect::<Result<Vec<_>>>()?;
        let answer = RetryPolicy::within(RetryLimits::WRITE, &self.timer, || async {
            self.client
                .put_log_events()
                .log_group_name(group)
                .log_stream_name(stream)
                .set_log_events(Some(events.clone()))
                .send()
                .await
                .map_err(|error| {
                    self.read_error(&format!("put events into the log group `{group}`"), error)
                })
        })
        .await?;
        let Some(left_out) = answer.rejected_log_events_info() else {
            return Ok(Vec::new());
        };
        // both ends are exclusive, the start is inclusive (RejectedLogEventsInfo)
        let index = |at: Option<i32>, default: usize| {
            at.and_then(|at| usize::try_from(at).ok())
                .map_or(default, |at| at.min(count))
        };
        let expired = index(left_out.expired_log_event_end_index(), 0);
        let old = index(left_out.too_old_log_event_end_index(), 0);
        let new = index(left_out.too_new_log_event_start_index(), count);
        let refused = (0..count).filter_map(|at| match at {
            at if at < old => Some((at, Refusal::TooOld)),
            at if at < expired => Some((at, Refusal::Expired)),
            at if at >= new => Some((at, Refusal::TooNew)),
            _ => None,
        });
        Ok(refused.collect())
    }
}
