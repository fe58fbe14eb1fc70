//! Clients of the services, one a service. None knows which target it serves: all are
//! built from [`crate::model::Endpoints`].

pub mod aws;
pub mod cloudwatch_logs;
pub mod env_targets;
pub mod honeycomb;
mod http;
pub mod incomplete;
pub mod local;
mod oddity;
pub mod regions;
pub mod rollbar;
pub mod waiting;
pub mod xray;
