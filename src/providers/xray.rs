//! AWS X-Ray: traces, the service graph, groups and sampling rules.

mod assemble;
mod document;
mod follow;
mod graph;
mod groups;
mod pages;
mod rules;
mod summary;
mod traces;
mod tree;
mod wrapper;

use aws_sdk_xray::Client;
use aws_smithy_types::DateTime;
use jiff::Timestamp;

use super::aws::{Aws, Lasting};

pub use follow::{Follow, FollowEvent};
pub use summary::KEPT;
pub use traces::Fetched;

/// The X-Ray API of one target.
#[derive(Debug, Clone)]
pub struct Xray {
    aws: Aws,
    client: Client,
}

impl Xray {
    pub fn new(aws: Aws) -> Self {
        let aws = aws.for_service("XRay");
        let config = aws_sdk_xray::config::Builder::from(aws.config())
            .interceptor(aws.waits())
            .retry_classifier(Lasting);
        Self {
            client: Client::from_conf(config.build()),
            aws,
        }
    }

    /// `the local stack`, `AWS (eu-central-1)`, or an address that stands in AWS's place.
    pub fn place(&self) -> String {
        self.aws.name()
    }
}

fn to_aws(at: Timestamp) -> DateTime {
    DateTime::from_nanos(at.as_nanosecond()).unwrap_or(DateTime::from_secs(at.as_second()))
}

fn of_aws(at: &DateTime) -> Option<Timestamp> {
    Timestamp::from_nanosecond(at.as_nanos())
        .and_then(|at| at.round(jiff::Unit::Microsecond))
        .ok()
}

#[cfg(test)]
mod tests;
