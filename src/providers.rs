//! Clients of the services, one a service. None knows which target it serves: all are
//! built from [`crate::model::Endpoints`].

pub mod aws;
pub mod cloudwatch_logs;
pub(crate) mod env_targets;
pub mod honeycomb;
mod http;
pub(crate) mod incomplete;
pub(crate) mod local;
mod oddity;
pub(crate) mod regions;
pub mod rollbar;
pub(crate) mod waiting;
pub mod xray;
