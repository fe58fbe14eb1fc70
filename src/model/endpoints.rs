//! The endpoints of a target: all that a provider knows about it.

use std::fmt;
use std::net::SocketAddr;

use clap::ValueEnum;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

/// Where commands act.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Target {
    /// The embedded stack: no account, no cost.
    #[default]
    Local,
    /// AWS, Honeycomb and Rollbar.
    Cloud,
}

impl Target {
    /// The commands that take `--target`, by their first word.
    pub const COMMANDS: [&str; 7] = [
        "env",
        "honeycomb",
        "init",
        "logs",
        "rollbar",
        "traces",
        "xray",
    ];
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Local => "local",
            Self::Cloud => "cloud",
        })
    }
}

/// How the AWS clients are built.
#[derive(Debug, Clone)]
pub enum AwsAccess {
    /// One fixed URL and fixed credentials. Ignores the environment, `~/.aws` and proxies.
    Fixed {
        url: String,
        region: String,
        access_key_id: String,
        secret_access_key: String,
    },
    /// The SDK's default chain (profile, SSO, environment, `AWS_ENDPOINT_URL*`).
    Chain {
        profile: Option<String>,
        region: Option<String>,
    },
}

/// How to reach a plain HTTP service.
#[derive(Debug, Clone)]
pub struct HttpAccess {
    /// The base URL without a trailing slash, such as `https://api.honeycomb.io`.
    pub url: String,
    /// The key for reading.
    pub key: Option<SecretString>,
    /// The key for writing, if the service has separate ones.
    pub write_key: Option<SecretString>,
    /// Where the keys were looked up, for the error when one is missing.
    pub key_source: String,
    /// The server's name in messages: `Rollbar`, or the address if it is not Rollbar's own.
    pub place: String,
    /// The setting that replaced the service's own URL, if one did.
    pub url_source: Option<String>,
    /// Whether this is the local stack, which is reached without a proxy.
    pub local: bool,
}

/// The endpoints of all services of a target.
#[derive(Debug, Clone)]
pub struct Endpoints {
    pub aws: AwsAccess,
    pub honeycomb: HttpAccess,
    pub rollbar: HttpAccess,
}

/// The addresses on which a running local stack listens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StackAddrs {
    /// AWS, Honeycomb and Rollbar APIs.
    pub services: SocketAddr,
    pub otlp_http: SocketAddr,
    pub otlp_grpc: SocketAddr,
    pub xray_udp: SocketAddr,
    pub xray_tcp: SocketAddr,
}

impl StackAddrs {
    /// Returns all addresses.
    pub fn all(&self) -> [SocketAddr; 5] {
        [
            self.services,
            self.otlp_http,
            self.otlp_grpc,
            self.xray_udp,
            self.xray_tcp,
        ]
    }
}
