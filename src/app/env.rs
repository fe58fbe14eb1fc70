//! The backend's environment, its only configuration.
//!
//! Each kind of telemetry is off if its variables are unset or empty. An invalid value is an error
//! that names the variable: a backend that fails to start is better than one that silently reports
//! nowhere.

mod read;

use std::collections::HashMap;
use std::time::Duration;

use http::HeaderValue;
use secrecy::SecretString;

pub use super::telemetry::sampling::{RootSampler, SamplerEnv};
use super::telemetry::xray_segments::DaemonAddress;
pub(super) use read::origin;
use read::{host_name, logs, origins, otlp, rollbar};

/// The port in the course's `docker-compose.yml`.
pub const DEFAULT_PORT: u16 = 4567;
/// The name used by the course's X-Ray recorder, group and sampling rule.
pub const DEFAULT_SERVICE_NAME: &str = "backend-flask";

/// An invalid variable. Never contains the text of a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{variable}: {reason}")]
pub struct EnvError {
    pub variable: &'static str,
    pub reason: String,
}

impl EnvError {
    pub(super) fn new(variable: &'static str, reason: impl Into<String>) -> Self {
        Self {
            variable,
            reason: reason.into(),
        }
    }
}

/// The parsed environment.
#[derive(Debug, Clone)]
pub struct Env {
    /// `OTEL_SERVICE_NAME`: the service name of all spans, segments and log streams.
    pub service_name: String,
    /// `HOSTNAME`, or the system's host name.
    pub host_name: String,
    /// `FRONTEND_URL` and `BACKEND_URL`: the origins that may call `/api/*` from a browser.
    pub origins: Vec<HeaderValue>,
    pub otlp: Option<OtlpEnv>,
    /// `AWS_XRAY_DAEMON_ADDRESS`.
    pub xray: Option<DaemonAddress>,
    pub sampler: SamplerEnv,
    pub logs: Option<LogsEnv>,
    pub rollbar: Option<RollbarEnv>,
    /// `RUST_LOG`: the filter for stderr. `None` logs nothing there.
    pub stderr: Option<String>,
}

/// OTLP traces, configured by the variables of the OpenTelemetry specification
/// (`OTEL_EXPORTER_OTLP_*`; the `…_TRACES_…` form takes precedence).
#[derive(Debug, Clone)]
pub struct OtlpEnv {
    /// The full URL for HTTP (with `/v1/traces`); scheme and authority for gRPC.
    pub endpoint: String,
    pub protocol: OtlpProtocol,
    pub headers: HashMap<String, SecretString>,
    pub gzip: bool,
    pub timeout: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtlpProtocol {
    HttpProtobuf,
    HttpJson,
    Grpc,
}

/// CloudWatch Logs. The AWS SDK's default chain fills in whatever is `None`.
#[derive(Debug, Clone)]
pub struct LogsEnv {
    /// `CLOUDWATCH_LOG_GROUP`; `cruddur` in the course.
    pub group: String,
    /// `CLOUDWATCH_LOG_STREAM`; by default `host/service/pid`.
    pub stream: Option<String>,
    /// `AWS_ENDPOINT_URL_CLOUDWATCH_LOGS`, then `AWS_ENDPOINT_URL`.
    pub endpoint: Option<String>,
    /// `AWS_REGION`, then `AWS_DEFAULT_REGION`.
    pub region: Option<String>,
    /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`.
    pub keys: Option<AwsKeys>,
}

#[derive(Debug, Clone)]
pub struct AwsKeys {
    pub access_key_id: String,
    pub secret_access_key: SecretString,
    pub session_token: Option<SecretString>,
}

#[derive(Debug, Clone)]
pub struct RollbarEnv {
    /// `ROLLBAR_ACCESS_TOKEN`, with scope post_server_item.
    pub access_token: SecretString,
    /// `ROLLBAR_ENDPOINT` + `item/`: the URL to post items to.
    pub item_url: String,
    /// `ROLLBAR_ENVIRONMENT`.
    pub environment: String,
}

/// The variables that configure a destination. Without any of them, the backend reports at most to
/// Rollbar's own service, if it has a token.
pub const DESTINATIONS: [&str; 5] = [
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    "AWS_XRAY_DAEMON_ADDRESS",
    "CLOUDWATCH_LOG_GROUP",
    "ROLLBAR_ENDPOINT",
];

type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

impl Env {
    /// Reads the environment of this process.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place of the backend that reads the environment"
    )]
    pub fn from_process() -> Result<Self, EnvError> {
        Self::from_lookup(&|name| std::env::var(name).ok())
    }

    /// Reads only these variables, as given by a test or another program.
    pub fn from_vars<N: AsRef<str>, V: AsRef<str>>(vars: &[(N, V)]) -> Result<Self, EnvError> {
        Self::from_lookup(&|name| {
            let found = vars.iter().rev().find(|(n, _)| n.as_ref() == name);
            found.map(|(_, value)| value.as_ref().to_owned())
        })
    }

    /// Describes where this backend reports, without secrets.
    pub fn destinations(&self) -> Vec<String> {
        let otlp = self
            .otlp
            .as_ref()
            .map(|otlp| format!("OTLP to {}", origin(&otlp.endpoint)));
        let xray = self
            .xray
            .as_ref()
            .map(|daemon| format!("X-Ray to {daemon}"));
        let logs = self.logs.as_ref().map(|logs| {
            let place = logs
                .endpoint
                .as_deref()
                .map(origin)
                .or_else(|| logs.region.clone());
            let place = place.unwrap_or_else(|| "AWS".to_owned());
            format!("CloudWatch Logs to {place}, group {}", logs.group)
        });
        let rollbar = self
            .rollbar
            .as_ref()
            .map(|rollbar| format!("Rollbar to {}", origin(&rollbar.item_url)));
        [otlp, xray, logs, rollbar].into_iter().flatten().collect()
    }

    fn from_lookup(lookup: Lookup<'_>) -> Result<Self, EnvError> {
        // treat empty as unset: compose files pass `X=${X}` whether or not X is set
        let get = |name: &str| {
            let value = lookup(name)?;
            let value = value.trim();
            (!value.is_empty()).then(|| value.to_owned())
        };
        let xray = get("AWS_XRAY_DAEMON_ADDRESS")
            .map(|text| DaemonAddress::parse(&text))
            .transpose()?;
        Ok(Self {
            service_name: get("OTEL_SERVICE_NAME")
                .unwrap_or_else(|| DEFAULT_SERVICE_NAME.to_owned()),
            host_name: get("HOSTNAME").unwrap_or_else(host_name),
            origins: origins(&get)?,
            otlp: otlp(&get)?,
            sampler: SamplerEnv::parse(
                get("OTEL_TRACES_SAMPLER").as_deref(),
                get("OTEL_TRACES_SAMPLER_ARG").as_deref(),
                xray.as_ref(),
            )?,
            xray,
            logs: logs(&get)?,
            rollbar: rollbar(&get)?,
            stderr: Some(
                get("RUST_LOG")
                    .unwrap_or_else(|| "warn,cruddur_obs=info,opentelemetry=off".to_owned()),
            ),
        })
    }
}
