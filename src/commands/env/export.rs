//! `env export`: what another program needs in its environment to report to the target.

use std::io::{self, Write};

use clap::{Args, ValueEnum};
use serde::{Serialize, Serializer};

use super::plan::Plan;
use crate::context::Ctx;
use crate::error::{Error, Hint, Result};
use crate::model::{EnvValue, Notice, Target};
use crate::project::quote::{self, QuoteError};
use crate::render::{Screen, View};

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// Output syntax
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
    /// A JSON object
    Json,
    /// `environment` of a Compose service, with addresses as its container sees them
    Compose,
}

/// The environment, and its text in the chosen syntax.
pub(super) struct Exported {
    variables: Vec<(String, EnvValue)>,
    text: String,
    hints: Vec<Hint>,
}

pub(super) fn run(ctx: &Ctx, args: &ExportArgs) -> Result<()> {
    ctx.output.emit(&fetch(ctx, args)?)
}

pub(super) fn fetch(ctx: &Ctx, args: &ExportArgs) -> Result<Exported> {
    let target = ctx.config.target;
    let plan = match target {
        Target::Local => Plan::local(ctx, &ctx.stack()?.about, args.format == Syntax::Compose)?,
        Target::Cloud => Plan::cloud(ctx)?,
    };
    let text = match args.format {
        Syntax::Shell => shell(&plan),
        Syntax::Dotenv => dotenv(&plan.variables),
        Syntax::Json => json(&plan.variables),
        Syntax::Compose => compose(target, &plan),
    };
    let text = text.map_err(|(name, error)| {
        Error::usage(format!("cannot write the value of {name}: {error}"))
            .hint("correct it in the settings file, the flag or the environment")
    })?;
    if let Some(name) = plan.trimmed
        && args.format != Syntax::Shell
    {
        ctx.output.keep(Notice::warning(format!(
            "there is a space or a line break before or after the key in {name}: set it to the key only"
        )));
    }
    ctx.warn_of_ignored_variables();
    Ok(Exported {
        hints: hints(ctx, args.format),
        variables: plan.variables,
        text,
    })
}

type Quoted = std::result::Result<String, (String, QuoteError)>;

fn shell(plan: &Plan) -> Quoted {
    let mut text = String::new();
    for name in plan.unset.iter().filter(|name| is_name(name)) {
        text.push_str(&format!("unset {name}\n"));
    }
    if let Some(name) = plan.trimmed {
        let trimmed = format!("printf %s \"${{{name}}}\" | tr -d '[:space:]'");
        text.push_str(&format!("export {name}=\"$({trimmed})\"\n"));
    }
    for (name, value) in &plan.variables {
        let value = match value {
            EnvValue::Plain(value) => quoted(name, quote::shell(value))?,
            EnvValue::Reference { text, variable } => format!("\"{text}${{{variable}}}\""),
        };
        text.push_str(&format!("export {name}={value}\n"));
    }
    Ok(text)
}

/// Whether a shell has variables of this name; the environment may have any.
fn is_name(text: &str) -> bool {
    let of_name = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    text.bytes().all(of_name) && text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
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

fn compose(target: Target, plan: &Plan) -> Quoted {
    let mut text = "environment:\n".to_owned();
    for (name, value) in &plan.variables {
        let value = match value {
            EnvValue::Plain(value) => quoted(name, quote::yaml_with_variables(value))?,
            EnvValue::Reference { text, variable } => format!("\"{text}${{{variable}}}\""),
        };
        text.push_str(&format!("  {name}: {value}\n"));
    }
    // a name without a value takes the one that Compose itself was given
    for name in &plan.inherited {
        text.push_str(&format!("  {name}:\n"));
    }
    // Docker Desktop has the name anyway, Docker on Linux only then
    if target == Target::Local {
        text.push_str("extra_hosts:\n  - \"host.docker.internal:host-gateway\"\n");
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

fn hints(ctx: &Ctx, syntax: Syntax) -> Vec<Hint> {
    match (syntax, ctx.config.target) {
        (Syntax::Compose, Target::Local) => vec![
            Hint::run(
                ["local", "start", "--allow-host", "host.docker.internal"],
                "let containers reach the stack",
            ),
            "add `--bind 172.17.0.1` to it on Linux".into(),
        ],
        // a script that evaluates it wants no talk
        (Syntax::Shell, Target::Local) if ctx.output.screen().terminal => {
            vec!["run `eval \"$(cruddur-obs env export)\"` to set them in this shell".into()]
        }
        (Syntax::Shell, Target::Cloud) if ctx.output.screen().terminal => vec![
            "run `eval \"$(cruddur-obs --target cloud env export)\"` to set them in this shell"
                .into(),
        ],
        _ => Vec::new(),
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

    fn hints(&self) -> Vec<Hint> {
        self.hints.clone()
    }
}
