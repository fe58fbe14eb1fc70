//! What a program's environment needs for a target, before it is written in any syntax.

use crate::context::{Ctx, LocalVariables, OwnKeys, STAND_IN};
use crate::error::Result;
use crate::model::{
    EnvValue, LOCAL_KEY, Notice, PROGRAM_SECRETS, Signal, StackAddrs, StackHosts,
    cloud_environment, left_from_local,
};

const AWS_KEYS: [&str; 3] = [STAND_IN[0], STAND_IN[1], "AWS_SESSION_TOKEN"];
const REGIONS: [&str; 2] = ["AWS_REGION", "AWS_DEFAULT_REGION"];
const HONEYCOMB_KEY: &str = "HONEYCOMB_API_KEY";

#[derive(Debug, Default)]
pub(super) struct Plan {
    /// What would mislead the program, to be taken away where the syntax can say so.
    pub(super) unset: Vec<String>,
    /// A key that no header can have as it stands: a blank or a line break is around it.
    pub(super) trimmed: Option<&'static str>,
    pub(super) variables: Vec<(String, EnvValue)>,
    /// What a container is to be given with the values that Compose has.
    pub(super) inherited: Vec<&'static str>,
}

impl Plan {
    /// For the local stack at `addrs`. A container has nothing of this user's files.
    pub(super) fn local(ctx: &Ctx, addrs: &StackAddrs, in_container: bool) -> Result<Self> {
        let hosts = if in_container {
            StackHosts::from_container(addrs)
        } else {
            StackHosts::from(addrs)
        };
        let LocalVariables { variables, keys } =
            ctx.local_variables(&hosts, &ctx.config.names(), in_container)?;
        let env = ctx.config.env();
        let mut plan = Self::default();
        match keys {
            OwnKeys::None => ctx.warn_of_stand_ins(),
            OwnKeys::Environment => plan.inherited.extend(AWS_KEYS),
            // stand-ins of an earlier time would hide the credentials that are there now
            OwnKeys::Elsewhere => {
                let stood_in = STAND_IN
                    .iter()
                    .filter(|name| env.get(name) == Some(LOCAL_KEY));
                plan.unset.extend(stood_in.map(|name| (*name).to_owned()));
            }
        }
        // those of one signal win over the general ones; and the key of another service is
        // not meant for the stack
        let of_signals = Signal::ALL.iter().flat_map(|signal| {
            ["ENDPOINT", "PROTOCOL", "HEADERS"].map(|what| signal.variable(what))
        });
        let misleading = of_signals.chain(["OTEL_EXPORTER_OTLP_HEADERS".to_owned()]);
        plan.unset
            .extend(misleading.filter(|name| env.get(name).is_some()));
        let plain = |(name, value)| (name, EnvValue::Plain(value));
        plan.variables = variables.into_iter().map(plain).collect();
        Ok(plan)
    }

    /// For the clouds. No secret is in it, only where one goes; says which are missing.
    pub(super) fn cloud(ctx: &Ctx) -> Result<Self> {
        let env = ctx.config.env();
        let mut left = left_from_local(env.iter());
        left.extend(ctx.led_to_local_stack());
        // the stack's region stands beside its keys, and would win over the profile's
        if left.contains(&STAND_IN[0]) {
            left.extend(REGIONS.iter().filter(|name| env.get(name).is_some()));
        }
        let config = ctx.config.without_variables(&left);
        let honeycomb = config.cloud_honeycomb()?.url;
        let rollbar = config.cloud_rollbar()?.url;
        let goes_elsewhere = |signal: &Signal| {
            let endpoint = config.env().get(&signal.variable("ENDPOINT"));
            endpoint.is_some_and(|url| authority(url) != authority(&honeycomb))
        };
        let elsewhere: Vec<Signal> = Signal::ALL.into_iter().filter(goes_elsewhere).collect();
        let variables = cloud_environment(&config.names(), &honeycomb, &rollbar, &elsewhere);
        if !elsewhere.is_empty() {
            // the general ones would send Honeycomb's key to where those signals go
            let general = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS"];
            left.extend(general.iter().filter(|name| env.get(name).is_some()));
        }
        let key = config.env().get(HONEYCOMB_KEY);
        if key.is_none() {
            ctx.output.keep(Notice::warning(format!(
                "{HONEYCOMB_KEY} is not set: the headers for Honeycomb need it"
            )));
        }
        left.sort_unstable();
        left.dedup();
        // what is set anew needs not be taken away
        left.retain(|name| !variables.iter().any(|(variable, _)| variable == name));
        Ok(Self {
            unset: left.into_iter().map(str::to_owned).collect(),
            trimmed: key
                .is_some_and(|key| key.trim() != key)
                .then_some(HONEYCOMB_KEY),
            variables,
            inherited: PROGRAM_SECRETS.into(),
        })
    }
}

/// Host and port of a URL.
fn authority(url: &str) -> String {
    let after = url.split_once("://").map_or(url, |(_, after)| after);
    let authority = after.split('/').next().unwrap_or_default();
    authority.to_ascii_lowercase()
}
