//! `env export`: what another program needs in its environment to report to the target.

use std::io::{self, Write};

use clap::{Args, ValueEnum};
use serde::{Serialize, Serializer};

use crate::config::Config;
use crate::context::Ctx;
use crate::error::{Error, Result};
use crate::model::{
    EnvValue, PROGRAM_SECRETS, StackAddrs, StackHosts, Target, cloud_environment,
    is_left_from_local,
};
use crate::render::quote::{self, QuoteError};
use crate::render::{Screen, View};

#[derive(Debug, Args)]
pub struct ExportArgs {
    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    format: Syntax,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Syntax {
    /// `export NAME=value` for POSIX shells; safe to `eval`
    #[default]
    Shell,
    /// A `.env` file
    Dotenv,
    /// One JSON object
    Json,
    /// The `environment` of a service in a Compose file, as its container sees the target
    Compose,
}

/// The environment, and its text in the chosen syntax.
struct Exported {
    variables: Vec<(String, EnvValue)>,
    text: String,
    hint: Option<String>,
}

pub(super) fn run(ctx: &Ctx, args: &ExportArgs) -> Result<()> {
    let config = &ctx.config;
    let variables = match config.target {
        Target::Local => local(config, &ctx.stack()?.about, args.format),
        Target::Cloud => cloud(ctx),
    };
    let text = match args.format {
        Syntax::Shell => shell(config, &variables),
        Syntax::Dotenv => dotenv(&variables),
        Syntax::Json => json(&variables),
        Syntax::Compose => compose(config, &variables),
    };
    let text = text.map_err(|(name, error)| {
        Error::usage(format!("cannot write the value of {name}: {error}"))
            .hint("it comes from cruddur-obs.toml or from a flag")
    })?;
    ctx.output.emit(&Exported {
        hint: hint(ctx, args.format),
        variables,
        text,
    })
}

fn local(config: &Config, addrs: &StackAddrs, syntax: Syntax) -> Vec<(String, EnvValue)> {
    let hosts = match syntax {
        Syntax::Compose => StackHosts::from_container(addrs),
        _ => StackHosts::from(addrs),
    };
    let plain = |(name, value)| (name, EnvValue::Plain(value));
    config
        .environment_at(&hosts)
        .into_iter()
        .map(plain)
        .collect()
}

/// No secret is printed, only where one goes; says which are missing.
fn cloud(ctx: &Ctx) -> Vec<(String, EnvValue)> {
    let endpoints = ctx.config.cloud_endpoints();
    let variables = cloud_environment(
        &ctx.config.names(),
        &endpoints.honeycomb.url,
        &endpoints.rollbar.url,
    );
    for (name, value) in &variables {
        if let EnvValue::Reference { variable, .. } = value
            && ctx.config.env().get(variable).is_none()
        {
            ctx.output.warn(&format!(
                "{variable} is not set here: {name} takes its value from it"
            ));
        }
    }
    variables
}

type Quoted = std::result::Result<String, (String, QuoteError)>;

fn shell(config: &Config, variables: &[(String, EnvValue)]) -> Quoted {
    let mut text = String::new();
    if config.target == Target::Cloud {
        for name in leftovers(config, variables) {
            text.push_str(&format!("unset {name}\n"));
        }
    }
    for (name, value) in variables {
        let value = match value {
            EnvValue::Plain(value) => quoted(name, quote::shell(value))?,
            EnvValue::Reference { text, variable } => format!("\"{text}${{{variable}}}\""),
        };
        text.push_str(&format!("export {name}={value}\n"));
    }
    Ok(text)
}

/// The variables of this shell that are the local stack's.
fn leftovers<'a>(config: &'a Config, variables: &[(String, EnvValue)]) -> Vec<&'a str> {
    let env = config.env();
    let mut left: Vec<&str> = env
        .iter()
        .filter(|(name, value)| is_left_from_local(name, value))
        .map(|(name, _)| name)
        .collect();
    // the stack's region stands beside its keys, and would win over the profile's
    if left.contains(&"AWS_ACCESS_KEY_ID") {
        let settled = |name: &&str| variables.iter().any(|(variable, _)| variable == name);
        let regions = ["AWS_REGION", "AWS_DEFAULT_REGION"];
        left.extend(
            regions
                .into_iter()
                .filter(|name| env.get(name).is_some() && !settled(name)),
        );
    }
    left
}

fn dotenv(variables: &[(String, EnvValue)]) -> Quoted {
    let mut text = String::new();
    for (name, value) in variables {
        let value = match value {
            EnvValue::Plain(value) => quoted(name, quote::dotenv(value))?,
            EnvValue::Reference { text, variable } => format!("\"{text}${{{variable}}}\""),
        };
        text.push_str(&format!("{name}={value}\n"));
    }
    Ok(text)
}

fn json(variables: &[(String, EnvValue)]) -> Quoted {
    let members = variables.iter().map(|(name, value)| {
        let (name, value) = (quote::json(name), quote::json(&plain(value)));
        format!("  {name}: {value}")
    });
    let members: Vec<String> = members.collect();
    Ok(format!("{{\n{}\n}}\n", members.join(",\n")))
}

fn compose(config: &Config, variables: &[(String, EnvValue)]) -> Quoted {
    let mut text = "environment:\n".to_owned();
    for (name, value) in variables {
        let value = match value {
            EnvValue::Plain(value) => quoted(name, quote::yaml_with_variables(value))?,
            EnvValue::Reference { text, variable } => format!("\"{text}${{{variable}}}\""),
        };
        text.push_str(&format!("  {name}: {value}\n"));
    }
    match config.target {
        // a name without a value takes the one that Compose itself was given
        Target::Cloud => {
            for name in PROGRAM_SECRETS {
                text.push_str(&format!("  {name}:\n"));
            }
        }
        // Docker Desktop has the name anyway, Docker on Linux only then
        Target::Local => {
            text.push_str("extra_hosts:\n  - \"host.docker.internal:host-gateway\"\n");
        }
    }
    Ok(text)
}

fn quoted(name: &str, value: std::result::Result<String, QuoteError>) -> Quoted {
    value.map_err(|error| (name.to_owned(), error))
}

fn plain(value: &EnvValue) -> String {
    match value {
        EnvValue::Plain(value) => value.clone(),
        EnvValue::Reference { text, variable } => format!("{text}${{{variable}}}"),
    }
}

fn hint(ctx: &Ctx, syntax: Syntax) -> Option<String> {
    match (syntax, ctx.config.target) {
        (Syntax::Compose, Target::Local) => Some(
            "containers reach the stack after `cruddur-obs local start --allow-host host.docker.internal`, on Linux with `--bind 172.17.0.1` as well"
                .to_owned(),
        ),
        // a script that evaluates it wants no talk
        (Syntax::Shell, Target::Local) if ctx.output.screen().terminal => {
            Some("`eval \"$(cruddur-obs env export)\"` sets them in this shell".to_owned())
        }
        (Syntax::Shell, Target::Cloud) if ctx.output.screen().terminal => Some(
            "`eval \"$(cruddur-obs --target cloud env export)\"` sets them in this shell"
                .to_owned(),
        ),
        _ => None,
    }
}

impl Serialize for Exported {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_map(
            self.variables
                .iter()
                .map(|(name, value)| (name, plain(value))),
        )
    }
}

impl View for Exported {
    fn view(&self, _screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(self.text.as_bytes())
    }

    fn hint(&self) -> Option<String> {
        self.hint.clone()
    }
}
