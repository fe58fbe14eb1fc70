//! Where the services are: all that a provider is told about its target.

use std::fmt;
use std::net::SocketAddr;

use clap::ValueEnum;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

/// Which side the commands act on.
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
    /// The commands that act on a target, by their first word.
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
    /// One fixed address with fixed credentials; nothing of the environment,
    /// of `~/.aws` or of a proxy is used.
    Fixed {
        url: String,
        region: String,
        access_key_id: String,
        secret_access_key: String,
    },
    /// The SDK's own chain (profile, SSO, environment, `AWS_ENDPOINT_URL*`).
    Chain {
        profile: Option<String>,
        region: Option<String>,
    },
}

/// How a plain HTTP service is reached.
#[derive(Debug, Clone)]
pub struct HttpAccess {
    /// Without a trailing slash, such as `https://api.honeycomb.io`.
    pub url: String,
    /// The key that reads, if there is one.
    pub key: Option<SecretString>,
    /// The key that changes things, where the service tells them apart.
    pub write_key: Option<SecretString>,
    /// Where the keys were looked for, to be named when one is missing.
    pub key_source: String,
    /// Who answers there, for people: `Rollbar`, or an address that is not Rollbar's.
    pub place: String,
    /// What chose an address that is not the service's own.
    pub url_source: Option<String>,
    /// Whether it is the local stack: no proxy of the environment stands before it.
    pub local: bool,
}

/// The services of one target.
#[derive(Debug, Clone)]
pub struct Endpoints {
    pub aws: AwsAccess,
    pub honeycomb: HttpAccess,
    pub rollbar: HttpAccess,
}

/// The addresses that a running local stack listens on.
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
    /// Every address, whatever it is for.
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
