//! CloudWatch Logs: groups, streams, events.
//!
//! ```ignore
//! let logs = ctx.logs().await?;
//! let words = ["1-691ed3e9-01fe0123456789abcdef0123", "691ed3e901fe0123456789abcdef0123"];
//! let found = logs.search("cruddur", &Search::AnyOf(&words), range, 200).await?;
//! ```

mod events;
mod follow;
mod groups;
mod live_tail;
mod pages;
mod patience;
mod put;
mod search;
mod streams;

use std::time::Instant;

use aws_sdk_cloudwatchlogs::Client;
use jiff::Timestamp;

use super::aws::Aws;

pub use events::{EventPage, EventQuery};
pub use follow::Follow;
pub use groups::Made;
pub use live_tail::{LiveTail, LiveUpdate};
pub use pages::{EventSource, Pages};
pub use patience::{Patience, ReadError, Trouble};
pub use put::{NewEvent, Refusal};
pub use search::{Found, Search};

/// The CloudWatch Logs API of one target.
#[derive(Debug, Clone)]
pub struct Logs {
    aws: Aws,
    client: Client,
    began: Instant,
}

impl Logs {
    pub fn new(aws: Aws) -> Self {
        Self {
            client: Client::new(aws.config()),
            aws,
            began: Instant::now(),
        }
    }

    /// `the local stack` or `AWS (eu-central-1)`.
    pub fn place(&self) -> String {
        self.aws.name()
    }
}

/// The service's times are milliseconds since the epoch.
fn of_ms(ms: i64) -> Option<Timestamp> {
    Timestamp::from_millisecond(ms).ok()
}
