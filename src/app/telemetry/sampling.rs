//! Trace sampling: `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG`.

mod poll;
mod reservoir;
mod rules;
mod xray;

use std::time::Duration;

use opentelemetry_sdk::trace::{Sampler, ShouldSample};
use tokio::task::JoinHandle;

use super::propagation::ByParent;
use super::xray_segments::DaemonAddress;
use crate::app::env::EnvError;
use xray::XraySampler;

/// The interval at which the X-Ray SDKs reload the rules.
const RULES_EVERY: Duration = Duration::from_secs(300);

/// The sampler selected by the environment.
#[derive(Debug, Clone, PartialEq)]
pub struct SamplerEnv {
    /// Whether to follow a caller's decision. False only for samplers whose name says so.
    pub parent_based: bool,
    pub root: RootSampler,
}

/// The sampler for traces without a decision.
#[derive(Debug, Clone, PartialEq)]
pub enum RootSampler {
    AlwaysOn,
    AlwaysOff,
    /// A fraction, 0 to 1.
    Ratio(f64),
    /// X-Ray sampling rules, read from the daemon.
    Xray {
        /// Without a trailing slash, such as `http://127.0.0.1:2000`.
        endpoint: String,
        rules_every: Duration,
    },
}

impl SamplerEnv {
    /// Parses the two variables. `xray` uses the daemon's TCP address unless its argument names
    /// another (`endpoint=http://host:port,polling_interval=seconds`, as in AWS's distributions of
    /// OpenTelemetry).
    pub(crate) fn parse(
        sampler: Option<&str>,
        argument: Option<&str>,
        daemon: Option<&DaemonAddress>,
    ) -> Result<Self, EnvError> {
        let name = sampler.unwrap_or("parentbased_always_on");
        let root = match name.strip_prefix("parentbased_").unwrap_or(name) {
            "always_on" => RootSampler::AlwaysOn,
            "always_off" => RootSampler::AlwaysOff,
            "traceidratio" => RootSampler::Ratio(ratio(argument)?),
            "xray" => xray_root(argument, daemon)?,
            _ => {
                return Err(EnvError::new(
                    "OTEL_TRACES_SAMPLER",
                    format!(
                        "`{name}`: expected always_on, always_off, traceidratio, xray, parentbased_always_on, parentbased_always_off or parentbased_traceidratio"
                    ),
                ));
            }
        };
        Ok(Self {
            parent_based: name.starts_with("parentbased_") || name == "xray",
            root,
        })
    }

    /// Returns the sampler, and the task that updates it if it needs one.
    pub(crate) fn build(&self, service: &str) -> (Box<dyn ShouldSample>, Option<JoinHandle<()>>) {
        let mut task = None;
        let root: Box<dyn ShouldSample> = match &self.root {
            RootSampler::AlwaysOn => Sampler::AlwaysOn.into(),
            RootSampler::AlwaysOff => Sampler::AlwaysOff.into(),
            RootSampler::Ratio(share) => Sampler::TraceIdRatioBased(*share).into(),
            RootSampler::Xray {
                endpoint,
                rules_every,
            } => {
                let sampler = XraySampler::new(service);
                let poller = poll::Poller::new(sampler.clone(), endpoint.clone(), *rules_every);
                task = Some(tokio::spawn(poller.run()));
                sampler.into()
            }
        };
        if self.parent_based {
            (ByParent { root }.into(), task)
        } else {
            (root, task)
        }
    }
}

const ARGUMENT: &str = "OTEL_TRACES_SAMPLER_ARG";

fn ratio(argument: Option<&str>) -> Result<f64, EnvError> {
    // the specification's default
    let Some(text) = argument else { return Ok(1.0) };
    let share = text
        .parse()
        .ok()
        .filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| EnvError::new(ARGUMENT, format!("`{text}`: expected a number from 0 to 1")))
}

fn xray_root(
    argument: Option<&str>,
    daemon: Option<&DaemonAddress>,
) -> Result<RootSampler, EnvError> {
    let mut endpoint = daemon.map(|daemon| format!("http://{}", daemon.tcp));
    let mut rules_every = RULES_EVERY;
    for pair in argument
        .unwrap_or_default()
        .split(',')
        .filter(|pair| !pair.is_empty())
    {
        match pair
            .split_once('=')
            .map(|(name, value)| (name.trim(), value.trim()))
        {
            Some(("endpoint", url))
                if url.starts_with("http://") || url.starts_with("https://") =>
            {
                endpoint = Some(url.trim_end_matches('/').to_owned());
            }
            Some(("polling_interval", text)) => {
                let seconds = text.parse().ok().filter(|seconds| *seconds > 0);
                rules_every = seconds.map(Duration::from_secs).ok_or_else(|| {
                    EnvError::new(ARGUMENT, format!("`{text}`: expected a number of seconds"))
                })?;
            }
            _ => {
                return Err(EnvError::new(
                    ARGUMENT,
                    format!(
                        "`{pair}`: expected endpoint=http://host:port or polling_interval=seconds"
                    ),
                ));
            }
        }
    }
    let endpoint = endpoint.ok_or_else(|| {
        EnvError::new(
            "OTEL_TRACES_SAMPLER",
            "`xray` reads its rules from the X-Ray daemon: set AWS_XRAY_DAEMON_ADDRESS",
        )
    })?;
    Ok(RootSampler::Xray {
        endpoint,
        rules_every,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(sampler: &str, argument: Option<&str>) -> Result<SamplerEnv, String> {
        let daemon = DaemonAddress::parse("127.0.0.1:2000").unwrap();
        SamplerEnv::parse(Some(sampler), argument, Some(&daemon)).map_err(|e| e.to_string())
    }

    #[test]
    fn every_name_and_only_those() {
        let unset = SamplerEnv::parse(None, None, None).unwrap();
        assert_eq!(unset, parse("parentbased_always_on", None).unwrap());
        assert!(unset.parent_based);
        assert!(!parse("always_off", None).unwrap().parent_based);
        assert_eq!(
            parse("traceidratio", Some("0.25")).unwrap().root,
            RootSampler::Ratio(0.25)
        );
        assert_eq!(
            parse("parentbased_traceidratio", None).unwrap().root,
            RootSampler::Ratio(1.0)
        );
        for (name, argument) in [
            ("sometimes", None),
            ("parentbased_jaeger_remote", None),
            ("traceidratio", Some("2")),
            ("traceidratio", Some("half")),
            ("xray", Some("endpoint=localhost")),
            ("xray", Some("polling_interval=0")),
        ] {
            let error = parse(name, argument).unwrap_err();
            assert!(error.starts_with("OTEL_TRACES_SAMPLER"), "{error}");
        }
    }

    #[test]
    fn xray_needs_a_daemon() {
        let error = SamplerEnv::parse(Some("xray"), None, None).unwrap_err();
        assert!(error.to_string().contains("AWS_XRAY_DAEMON_ADDRESS"));
        let argument = "endpoint=http://h:1/,polling_interval=7";
        let env = SamplerEnv::parse(Some("xray"), Some(argument), None).unwrap();
        let RootSampler::Xray {
            endpoint,
            rules_every,
        } = env.root
        else {
            panic!()
        };
        assert_eq!(
            (endpoint.as_str(), rules_every.as_secs()),
            ("http://h:1", 7)
        );
        assert!(env.parent_based);
    }
}
