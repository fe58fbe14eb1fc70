//! Environment variables that point a program at a target, under the names that the official SDKs
//! read.
//!
//! The AWS endpoints are set per service, so that a program's other AWS services are unaffected. No
//! SDK reads `ROLLBAR_ENDPOINT`, `ROLLBAR_ENVIRONMENT`, `HONEYCOMB_API_ENDPOINT` and
//! `CLOUDWATCH_LOG_GROUP`: Rollbar's and Honeycomb's take these values as arguments, and this
//! project's backend reads the variables itself.

use std::net::{Ipv4Addr, SocketAddr};

use super::endpoints::StackAddrs;

/// The access key of clients of the local stack. It is worthless anywhere else.
pub const LOCAL_KEY: &str = "local";

/// The host name under which containers reach their host.
const CONTAINER_HOST: &str = "host.docker.internal";

/// The names under which a program reports its telemetry.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    pub service: &'a str,
    /// `None` leaves the region to the AWS profile.
    pub region: Option<&'a str>,
    pub log_group: &'a str,
    pub rollbar_environment: &'a str,
    /// The value of `OTEL_METRICS_EXPORTER`.
    pub metrics_exporter: &'a str,
}

/// The addresses of the local stack as a program reaches them, each `host:port`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackHosts {
    services: String,
    otlp_http: String,
    xray: String,
}

/// The value of a variable. A secret is referred to by name, never held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnvValue {
    Plain(String),
    /// `text` followed by the value of a variable.
    Reference {
        text: &'static str,
        variable: &'static str,
    },
}

/// The secrets that a program reads from its environment to report to the cloud services.
pub const PROGRAM_SECRETS: [&str; 5] = [
    "HONEYCOMB_API_KEY",
    "ROLLBAR_ACCESS_TOKEN",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
];

/// The secrets that users set for the cloud services, each with its description.
pub const CLOUD_SECRETS: [(&str, &str); 5] = [
    ("HONEYCOMB_API_KEY", "Honeycomb API key"),
    (
        "ROLLBAR_ACCESS_TOKEN",
        "Rollbar token with the scope post_server_item",
    ),
    (
        "ROLLBAR_READ_TOKEN",
        "Rollbar token with the scope read, for `cruddur-obs rollbar`",
    ),
    ("AWS_ACCESS_KEY_ID", "AWS access key id"),
    ("AWS_SECRET_ACCESS_KEY", "AWS secret access key"),
];

impl From<&StackAddrs> for StackHosts {
    /// The addresses for programs on this machine.
    fn from(addrs: &StackAddrs) -> Self {
        Self {
            services: addrs.reachable(addrs.services).to_string(),
            otlp_http: addrs.reachable(addrs.otlp_http).to_string(),
            xray: addrs.reachable(addrs.xray_udp).to_string(),
        }
    }
}

impl StackHosts {
    /// The addresses for containers on this machine, whose loopback is their own.
    pub fn from_container(addrs: &StackAddrs) -> Self {
        let host = |addr: SocketAddr| {
            if addr.ip().is_loopback() || addr.ip().is_unspecified() {
                format!("{CONTAINER_HOST}:{}", addr.port())
            } else {
                addr.to_string()
            }
        };
        Self {
            services: host(addrs.services),
            otlp_http: host(addrs.otlp_http),
            xray: host(addrs.xray_udp),
        }
    }
}

impl StackAddrs {
    /// The address at which a client on this machine reaches `addr`: loopback for a stack that
    /// listens on all interfaces.
    pub fn reachable(&self, addr: SocketAddr) -> SocketAddr {
        if addr.ip().is_unspecified() {
            SocketAddr::from((Ipv4Addr::LOCALHOST, addr.port()))
        } else {
            addr
        }
    }
}

/// Returns the variables that send a program's telemetry to the local stack. None is secret.
pub fn local_environment(
    at: &StackHosts,
    names: &Names<'_>,
    region: &str,
) -> Vec<(String, String)> {
    let services = format!("http://{}", at.services);
    let local = || LOCAL_KEY.to_owned();
    let variables: [(&str, String); 21] = [
        ("OTEL_SERVICE_NAME", names.service.to_owned()),
        (
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            format!("http://{}", at.otlp_http),
        ),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf".to_owned()),
        // the defaults for these differ between SDKs and agents
        ("OTEL_TRACES_EXPORTER", "otlp".to_owned()),
        ("OTEL_LOGS_EXPORTER", "otlp".to_owned()),
        ("OTEL_METRICS_EXPORTER", names.metrics_exporter.to_owned()),
        ("AWS_XRAY_DAEMON_ADDRESS", at.xray.clone()),
        ("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", services.clone()),
        ("AWS_ENDPOINT_URL_XRAY", services.clone()),
        ("AWS_ENDPOINT_URL_STS", services.clone()),
        // otherwise the AWS CLI looks up `stream-127.0.0.1` for Live Tail
        ("AWS_DISABLE_HOST_PREFIX_INJECTION", "true".to_owned()),
        ("AWS_ACCESS_KEY_ID", local()),
        ("AWS_SECRET_ACCESS_KEY", local()),
        ("AWS_REGION", region.to_owned()),
        // boto3 does not read AWS_REGION
        ("AWS_DEFAULT_REGION", region.to_owned()),
        ("CLOUDWATCH_LOG_GROUP", names.log_group.to_owned()),
        ("ROLLBAR_ACCESS_TOKEN", local()),
        ("ROLLBAR_ENVIRONMENT", names.rollbar_environment.to_owned()),
        // pyrollbar appends paths to it, so it must end in a slash
        ("ROLLBAR_ENDPOINT", format!("{services}/api/1/")),
        ("HONEYCOMB_API_KEY", local()),
        ("HONEYCOMB_API_ENDPOINT", services),
    ];
    variables
        .map(|(name, value)| (name.to_owned(), value))
        .into()
}

/// Returns the variables that send a program's telemetry to the cloud services. Secrets are not
/// included; values derived from a secret refer to its variable ([`CLOUD_SECRETS`]).
///
/// Signals in `elsewhere` keep their own endpoints. The general variables would send Honeycomb's
/// key there too, so the other signals are then set one by one.
pub fn cloud_environment(
    names: &Names<'_>,
    honeycomb_url: &str,
    rollbar_url: &str,
    elsewhere: &[Signal],
) -> Vec<(String, EnvValue)> {
    let plain = |name: &str, value: &str| (name.to_owned(), EnvValue::Plain(value.to_owned()));
    let headers = |name: String| {
        let text = "x-honeycomb-team=";
        let variable = "HONEYCOMB_API_KEY";
        (name, EnvValue::Reference { text, variable })
    };
    let mut variables = vec![plain("OTEL_SERVICE_NAME", names.service)];
    if elsewhere.is_empty() {
        variables.push(plain("OTEL_EXPORTER_OTLP_ENDPOINT", honeycomb_url));
        variables.push(plain("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));
        variables.push(headers("OTEL_EXPORTER_OTLP_HEADERS".to_owned()));
    }
    for signal in Signal::ALL {
        if elsewhere.is_empty() || elsewhere.contains(&signal) {
            continue;
        }
        let url = format!("{honeycomb_url}{}", signal.path());
        variables.push(plain(&signal.variable("ENDPOINT"), &url));
        variables.push(plain(&signal.variable("PROTOCOL"), "http/protobuf"));
        variables.push(headers(signal.variable("HEADERS")));
    }
    variables.extend([
        plain("OTEL_TRACES_EXPORTER", "otlp"),
        plain("OTEL_METRICS_EXPORTER", names.metrics_exporter),
    ]);
    if let Some(region) = names.region {
        variables.push(plain("AWS_REGION", region));
        variables.push(plain("AWS_DEFAULT_REGION", region));
    }
    variables.extend([
        plain("CLOUDWATCH_LOG_GROUP", names.log_group),
        plain("ROLLBAR_ENVIRONMENT", names.rollbar_environment),
        plain("ROLLBAR_ENDPOINT", &format!("{rollbar_url}/")),
        plain("HONEYCOMB_API_ENDPOINT", honeycomb_url),
    ]);
    variables
}

/// An OpenTelemetry signal. The variables of a signal take precedence over the general ones (OTLP
/// exporter specification).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    Traces,
    Metrics,
    Logs,
}

impl Signal {
    pub const ALL: [Self; 3] = [Self::Traces, Self::Metrics, Self::Logs];

    /// Returns the name of the signal's variable, such as `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`.
    pub fn variable(self, what: &str) -> String {
        let signal = match self {
            Self::Traces => "TRACES",
            Self::Metrics => "METRICS",
            Self::Logs => "LOGS",
        };
        format!("OTEL_EXPORTER_OTLP_{signal}_{what}")
    }

    /// The path that SDKs append to the general endpoint.
    pub fn path(self) -> &'static str {
        match self {
            Self::Traces => "/v1/traces",
            Self::Metrics => "/v1/metrics",
            Self::Logs => "/v1/logs",
        }
    }
}

/// Returns the names of the variables that [`local_environment`] must have set.
pub fn left_from_local<'a>(
    variables: impl Iterator<Item = (&'a str, &'a str)> + Clone,
) -> Vec<&'a str> {
    // a loopback address of Honeycomb or Rollbar may be a local proxy, unless it equals the
    // address of X-Ray
    let services = |value: &str| {
        let value = value.trim_end_matches('/');
        value.strip_suffix("/api/1").unwrap_or(value).to_owned()
    };
    let of_aws = variables
        .clone()
        .find(|(name, value)| *name == "AWS_ENDPOINT_URL_XRAY" && is_left_from_local(name, value));
    let of_aws = of_aws.map(|(_, value)| services(value));
    let left = variables.filter(|(name, value)| {
        let of_services = name.starts_with("HONEYCOMB_API_") || name.starts_with("ROLLBAR_");
        is_left_from_local(name, value)
            || (of_services && of_aws.as_deref() == Some(&*services(value)))
    });
    left.map(|(name, _)| name).collect()
}

/// Whether the value must come from [`local_environment`]. With a cloud target, such a leftover
/// would send a program's telemetry to a local stack unnoticed.
fn is_left_from_local(name: &str, value: &str) -> bool {
    let secret = CLOUD_SECRETS.iter().any(|(secret, _)| *secret == name)
        || PROGRAM_SECRETS.contains(&name)
        || name == "ROLLBAR_WRITE_TOKEN";
    let address = matches!(
        name,
        "AWS_XRAY_DAEMON_ADDRESS"
            | "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS"
            | "AWS_ENDPOINT_URL_XRAY"
            | "AWS_ENDPOINT_URL_STS"
    );
    let host = value.strip_prefix("http://").unwrap_or(value);
    let loopback = ["127.0.0.1:", "localhost:", "[::1]:"];
    (secret && value.trim() == LOCAL_KEY)
        || (address && loopback.iter().any(|prefix| host.starts_with(prefix)))
        || name == "AWS_DISABLE_HOST_PREFIX_INJECTION"
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: Names<'_> = Names {
        service: "backend-flask",
        region: Some("eu-central-1"),
        log_group: "cruddur",
        rollbar_environment: "production",
        metrics_exporter: "none",
    };

    fn addrs(ip: &str) -> StackAddrs {
        let at = |port: u16| SocketAddr::new(ip.parse().unwrap(), port);
        StackAddrs {
            services: at(4570),
            otlp_http: at(4318),
            otlp_grpc: at(4317),
            xray_udp: at(2000),
            xray_tcp: at(2000),
        }
    }

    fn value(hosts: &StackHosts, name: &str) -> String {
        let all = local_environment(hosts, &NAMES, "us-east-1");
        let found = all.into_iter().find(|(found, _)| found == name);
        found.unwrap_or_else(|| panic!("no {name}")).1
    }

    #[test]
    fn a_stack_on_all_addresses_is_reached_on_loopback() {
        for ip in ["0.0.0.0", "::", "127.0.0.1"] {
            let hosts = StackHosts::from(&addrs(ip));
            assert_eq!(value(&hosts, "AWS_XRAY_DAEMON_ADDRESS"), "127.0.0.1:2000");
        }
        let hosts = StackHosts::from(&addrs("172.17.0.1"));
        assert_eq!(
            value(&hosts, "ROLLBAR_ENDPOINT"),
            "http://172.17.0.1:4570/api/1/"
        );
    }

    #[test]
    fn containers_reach_it_by_the_name_of_their_host() {
        let hosts = StackHosts::from_container(&addrs("127.0.0.1"));
        let endpoint = value(&hosts, "OTEL_EXPORTER_OTLP_ENDPOINT");
        assert_eq!(endpoint, "http://host.docker.internal:4318");
        let bridge = StackHosts::from_container(&addrs("172.17.0.1"));
        assert_eq!(value(&bridge, "AWS_XRAY_DAEMON_ADDRESS"), "172.17.0.1:2000");
    }

    #[test]
    fn leftovers_of_the_local_stack_are_known_by_their_values() {
        let all = local_environment(&StackHosts::from(&addrs("127.0.0.1")), &NAMES, "us-east-1");
        let pairs = all.iter().map(|(name, value)| (&**name, &**value));
        let left = left_from_local(pairs);
        assert!(left.contains(&"HONEYCOMB_API_ENDPOINT") && left.contains(&"ROLLBAR_ENDPOINT"));
        for (name, value) in &all {
            let cloud = cloud_environment(&NAMES, "https://api.honeycomb.io", "https://r", &[]);
            let kept = cloud.iter().any(|(cloud, _)| cloud == name) || name == "OTEL_LOGS_EXPORTER";
            assert!(kept || left.contains(&&**name), "{name}={value}");
        }
        for (name, value) in [
            ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
            ("AWS_XRAY_DAEMON_ADDRESS", "xray-daemon:2000"),
            ("AWS_ENDPOINT_URL_XRAY", "https://x.example"),
            ("HONEYCOMB_API_ENDPOINT", "http://127.0.0.1:8080"),
        ] {
            assert!(
                left_from_local([(name, value)].into_iter()).is_empty(),
                "{name}"
            );
        }
    }

    #[test]
    fn a_signal_that_goes_elsewhere_does_not_get_the_key_of_the_others() {
        let all = cloud_environment(&NAMES, "https://h", "https://r", &[Signal::Logs]);
        let otlp = all
            .iter()
            .filter(|(name, _)| name.starts_with("OTEL_EXPORTER_OTLP_"));
        let names: Vec<&str> = otlp.map(|(name, _)| &**name).collect();
        assert_eq!(names.len(), 6, "{names:?}");
        let of_others = |name: &&str| name.contains("_TRACES_") || name.contains("_METRICS_");
        assert!(names.iter().all(of_others), "{names:?}");
    }
}
