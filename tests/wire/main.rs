//! Official clients against a stack on free ports. One module per area.
#![expect(clippy::unwrap_used, reason = "a helper that fails fails the test")]

mod backend;
mod common;
mod damage;
mod faults;
mod honeycomb;
mod logs;
mod logs_client;
mod otlp;
mod outage;
mod pages;
mod readable;
mod rollbar;
mod rollbar_client;
mod secrets;
mod stack;
mod traffic;
mod xray;
mod xray_client;
