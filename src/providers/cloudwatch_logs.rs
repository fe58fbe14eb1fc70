//! CloudWatch Logs: groups, streams, events.
//!
//! ```ignore
//! let logs = ctx.logs().await?;
//! let words = ["1-691ed3e9-01fe0123456789abcdef0123", "691ed3e901fe0123456789abcdef0123"];
//! let found = logs.search("cruddur", &Search::AnyOf(&words), range, 200).await?;
//! ```

mod client_filter;
mod event_stream;
mod events;
mod explain;
mod follow;
mod group_follower;
mod group_resolver;
mod groups;
mod in_flight;
mod join;
mod k_way_merge;
mod live;
mod live_tail;
mod pages;
mod parallel_reader;
mod poll_schedule;
mod put;
mod rate_limiter;
mod retry;
#[cfg(test)]
mod scripted_service;
mod search;
mod stream_choice;
mod stream_tracker;
mod streams;
mod tail_request;
mod timer;
#[cfg(test)]
mod virtual_time;
mod window;

use aws_sdk_cloudwatchlogs::Client;
use aws_sdk_cloudwatchlogs::config::Builder;
use aws_sdk_cloudwatchlogs::config::retry::RetryConfig;
use aws_sdk_cloudwatchlogs::config::timeout::TimeoutConfig;
use jiff::Timestamp;

use super::aws::{Aws, Lasting};
use crate::error::Result;
use crate::model::Clock;

pub use client_filter::ClientFilter;
pub use event_stream::{Emitter, EventStream};
pub use events::{EventPage, EventQuery, MAX_STREAMS, NEWEST_FIRST_SINCE, Streams};
pub use follow::{Follow, FollowEvent, GroupStanding, GroupState, Standing, Tally};
pub use group_follower::{GroupEvent, GroupFollower, is_of_stream};
pub use group_resolver::{GroupLister, GroupResolver, LogSource, Selection, SelectionNotice};
pub use groups::Made;
pub use k_way_merge::{KWayMerge, Sourced, Walk};
pub use live::{Live, LiveEvent, LiveStanding};
pub use live_tail::{LiveEnd, LiveFrame, LiveQuery, LiveTail, MAX_LIVE_GROUPS};
pub use pages::{EventSource, Pages, Reader};
pub use parallel_reader::{ParallelReader, Share, Watch};
pub use poll_schedule::PollSchedule;
pub use put::{NewEvent, Refusal};
pub use rate_limiter::RateLimiter;
pub use retry::{FailureClass, ReadError, RetryLimits, RetryPolicy};
pub use search::{Found, Search};
pub use stream_choice::StreamChoice;
pub use stream_tracker::{
    Changes, MAX_KNOWN, StreamLister, StreamNotice, StreamTracker, StreamWatch,
};
pub use tail_request::{GroupNotice, TailRequest};
pub use timer::{SystemTimer, Timer};
pub use window::{Extent, Last, Retry, Window, WindowEvent};

/// The CloudWatch Logs API of one target.
#[derive(Debug, Clone)]
pub struct Logs {
    aws: Aws,
    client: Client,
    /// Without the SDK's retries: reads wait for themselves, see [`RetryPolicy`].
    reader: Client,
    /// The same, and nobody is told when a call takes long.
    unwatched: Client,
    timer: SystemTimer,
}

/// Calls of FilterLogEvents in a second by region, the last for all others (quotas of
/// CloudWatch Logs; not adjustable).
const FILTER_QUOTAS: [(&str, f64); 7] = [
    ("us-east-1", 25.0),
    ("ap-northeast-3", 5.0),
    ("ap-southeast-3", 5.0),
    ("ca-west-1", 5.0),
    ("eu-central-1", 5.0),
    ("il-central-1", 5.0),
    ("", 10.0),
];
/// What following takes of it, over all groups: so many calls a second, or half of the
/// quota where that is more.
const FOLLOWED: f64 = 5.0;
/// Calls of DescribeLogStreams in a second, whose quota is 25.
const WATCHED: f64 = 1.0;
/// The same where AWS's quotas do not hold.
const WATCHED_UNCOUNTED: f64 = 20.0;

impl Logs {
    pub fn new(aws: Aws) -> Self {
        let aws = aws.for_service("CloudWatch Logs");
        let unwatched = Builder::from(aws.config()).retry_classifier(Lasting);
        let config = unwatched.clone().interceptor(aws.waits());
        let client = |config: Builder| Client::from_conf(config.build());
        let once = RetryConfig::disabled;
        Self {
            reader: client(config.clone().retry_config(once())),
            unwatched: client(unwatched.retry_config(once())),
            client: client(config),
            aws,
            timer: SystemTimer::new(Clock::System),
        }
    }

    /// With another time of day than the machine's.
    #[must_use]
    pub fn at(mut self, clock: Clock) -> Self {
        self.timer = SystemTimer::new(clock);
        self
    }

    /// With another limit to the time that one read may take, until its answer is there.
    #[must_use]
    pub fn patient_for(mut self, time: std::time::Duration) -> Self {
        let timeouts = TimeoutConfig::builder().operation_attempt_timeout(time);
        for reader in [&mut self.reader, &mut self.unwatched] {
            let config = reader.config().to_builder();
            let config = config.timeout_config(timeouts.clone().build()).build();
            *reader = Client::from_conf(config);
        }
        self
    }

    /// Repeats a read for as long as its failures pass; people are told when that takes long.
    async fn patiently<T, F: Future<Output = Result<T, ReadError>>>(
        &self,
        read: impl FnMut() -> F,
    ) -> Result<T> {
        let _waiting = self.aws.waiting();
        RetryPolicy::read(&self.timer, read).await
    }

    /// What reads events, each call made once, with the quota of the place.
    pub fn reader(&self) -> Reader<Self, SystemTimer> {
        let limiter = self
            .filter_quota()
            .map_or_else(RateLimiter::unknown, RateLimiter::per_second);
        Reader::new(self.clone(), self.timer, limiter)
    }

    /// The same within what following takes of the quota. Its calls are not named when
    /// they take long: who follows is told by an event.
    pub fn follower(&self) -> Reader<Self, SystemTimer> {
        let limiter = self
            .filter_quota()
            .map_or_else(RateLimiter::unknown, |quota| {
                RateLimiter::per_second(FOLLOWED.max(quota / 2.0))
            });
        let quiet = Self {
            reader: self.unwatched.clone(),
            ..self.clone()
        };
        Reader::new(quiet, self.timer, limiter)
    }

    /// What all who watch streams for a follower take of the quota of listings.
    pub fn watchers(&self) -> RateLimiter {
        RateLimiter::per_second(match self.filter_quota() {
            Some(_) => WATCHED,
            None => WATCHED_UNCOUNTED,
        })
    }

    /// Calls a second, where AWS's own quota holds.
    fn filter_quota(&self) -> Option<f64> {
        if self.aws.is_custom_endpoint() {
            return None;
        }
        let region = self.aws.region();
        let mut quotas = FILTER_QUOTAS.iter();
        let quota = quotas.find(|(name, _)| *name == region || name.is_empty());
        quota.map(|(_, rate)| *rate)
    }

    /// What its readers wait by.
    pub fn timer(&self) -> &SystemTimer {
        &self.timer
    }

    /// Such as `eu-central-1`.
    pub fn region(&self) -> &str {
        self.aws.region()
    }

    /// Whether an address that is not AWS's own stands in its place, so that AWS charges
    /// nothing.
    pub fn is_elsewhere(&self) -> bool {
        self.aws.is_custom_endpoint()
    }

    /// Whether it is a stand-in for AWS that somebody configured, not the local stack, which shows
    /// what AWS would charge.
    pub fn is_stand_in(&self) -> bool {
        self.aws.is_custom_endpoint() && !self.aws.is_fixed()
    }

    /// `the local stack`, `AWS (eu-central-1)`, or an address that stands in AWS's place.
    pub fn place(&self) -> String {
        self.aws.name()
    }
}

/// The members `logGroupName` and `logGroupIdentifier` for a name or an ARN.
fn named(group: &str) -> (Option<String>, Option<String>) {
    if group.starts_with("arn:") {
        (None, Some(group.to_owned()))
    } else {
        (Some(group.to_owned()), None)
    }
}

/// The service's times are milliseconds since the epoch.
fn of_ms(ms: i64) -> Option<Timestamp> {
    Timestamp::from_millisecond(ms).ok()
}
