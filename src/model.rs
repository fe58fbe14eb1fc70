//! Plain values shared by all modules. No I/O.

mod bytes;
mod checks;
mod choices;
mod clock;
mod close;
mod compatible;
mod count;
mod endpoint_url;
mod endpoints;
mod environment;
mod error_item;
mod escape;
mod glob;
mod group;
mod honeycomb;
mod ids;
mod log;
mod log_selector;
mod mask;
mod notice;
mod operations;
mod ports;
mod rollbar;
mod sampling;
mod service_graph;
mod shell_word;
mod skipped;
mod status;
mod time;
mod trace;
mod trace_summary;
mod variable;
mod version;

pub use bytes::{ByteSize, NoByteSize};
pub use checks::{check_retention, check_store_size, check_text, is_region};
pub use choices::{ColorChoice, Format, TimeStyle};
pub use clock::{Clock, Hands};
pub use close::close_names;
pub use compatible::gets_on_with;
pub use count::{at_least_one, counted};
pub use endpoint_url::{PLAIN_HTTP, check_endpoint_url, is_loopback_host};
pub use endpoints::{AwsAccess, Endpoints, HttpAccess, StackAddrs, Target};
pub use environment::{
    CLOUD_SECRETS, EnvValue, LOCAL_KEY, Names, PROGRAM_SECRETS, Signal, StackHosts,
    cloud_environment, left_from_local, local_environment,
};
pub use error_item::{ErrorItem, Occurrence, TraceError};
pub use escape::{escape, escape_json, escape_text, is_clean, is_printable_ascii, is_unsafe};
pub use glob::Glob;
pub use group::{Group, NAME_MAX, NameError, check_group_name, check_name, services_named};
pub use honeycomb::{HoneycombKey, HoneycombKeyKind, HoneycombPlace};
pub use ids::{IdError, SpanId, TraceId};
pub use log::{
    LogAccess, LogEvent, LogGroup, LogNameError, LogStream, check_log_group, nearest_retentions,
    retention_words,
};
pub use log_selector::{GroupArn, GroupSelector, SelectorError};
pub use mask::{mask, without_users};
pub use notice::Notice;
pub use operations::{LogsOperation, XrayOperation};
pub use ports::Ports;
pub use rollbar::{ItemStatus, Level, UnknownWord};
pub use sampling::{RuleError, SamplingBoost, SamplingRule, wildcard_matches};
pub use service_graph::{Bucket, Edge, Node, ServiceGraph, Statistics};
pub use shell_word::shell_word;
pub use skipped::{INCOMPLETE_HEADER, LASTING_HEADER, NoSkipped, Skipped};
pub use status::{
    Items, PortStatus, Refused, Rejection, Requests, STACK_HEADER, STATUS_PATH, ServiceStatus,
    StackStatus,
};
pub use time::{TimeError, TimeRange, parse_bounds};
pub use trace::{Exception, Frame, Health, Http, Source, Span, SpanKind, Trace, request_line};
pub use trace_summary::TraceSummary;
pub use variable::Variable;
pub use version::{STORE_FORMAT, Version};

/// The retention periods that a log group can have, in days (PutRetentionPolicy).
pub const RETENTION_DAYS: [u32; 22] = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
];
