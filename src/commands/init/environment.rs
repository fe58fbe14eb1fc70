//! The variables that `init` puts into Gitpod or `.env`.

use std::path::Path;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use secrecy::{ExposeSecret as _, SecretString};

use super::Place;
use super::answers::{Answers, has_gp};
use crate::context::{Ctx, LocalVariables, OwnKeys};
use crate::error::{Error, Result};
use crate::model::{
    EnvValue, LOCAL_KEY, Names, Ports, StackHosts, Target, Variable, cloud_environment,
};
use crate::plan::VariablesPlan;
use crate::project::quote;
use crate::providers::env_targets::{Dotenv, EnvTarget, Gitpod};

/// What is not written as it is in the value of an OTLP header (W3C Baggage).
const HEADER: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'%')
    .add(b',')
    .add(b';')
    .add(b'\\');

/// Where the variables are kept, and what happens to them.
pub(super) struct PlannedEnvironment {
    pub(super) target: Box<dyn EnvTarget>,
    pub(super) plan: VariablesPlan,
}

/// Compares the variables with those that the place has; `None` where nothing is kept.
pub(super) fn compared(
    ctx: &Ctx,
    folder: &Path,
    answers: &Answers,
) -> Result<Option<PlannedEnvironment>> {
    let target: Box<dyn EnvTarget> = match answers.place {
        Place::None => return Ok(None),
        Place::Dotenv => Box::new(Dotenv::new(folder, |value| {
            quote::dotenv(value).map_err(|error| error.to_string())
        })?),
        Place::Gitpod if has_gp(ctx) => Box::new(Gitpod),
        Place::Gitpod => {
            return Err(Error::failed("the program `gp` was not found").hint(
                "use `--env dotenv` to write `.env` instead; `gp` exists only in Gitpod workspaces",
            ));
        }
    };
    let wanted = match answers.target() {
        Target::Local => local(ctx, answers)?,
        Target::Cloud => cloud(ctx, answers)?,
    };
    if let Some(file) = target.private_file()
        && wanted.iter().any(|variable| variable.secret)
    {
        ctx.config.check_own_file(file)?;
    }
    let plan = VariablesPlan::new(wanted, target.current()?, answers.target());
    let differing = plan.differing.iter().map(|differing| &differing.desired);
    let all: Vec<Variable> = plan.add.iter().chain(differing).cloned().collect();
    target.check(&all)?;
    Ok(Some(PlannedEnvironment { target, plan }))
}

/// The running stack's addresses, or those that it takes when nobody chooses others.
fn local(ctx: &Ctx, answers: &Answers) -> Result<Vec<Variable>> {
    let addrs = match ctx.running_stack()? {
        Some(running) => running.about,
        None => Ports::default().on_loopback(),
    };
    let hosts = StackHosts::from(&addrs);
    let LocalVariables { variables, keys } =
        ctx.local_variables(&hosts, &names(ctx, answers), false)?;
    if keys == OwnKeys::None {
        ctx.warn_of_stand_ins();
    }
    Ok(variables
        .into_iter()
        .map(|(name, value)| variable(name, value, false))
        .collect())
}

fn cloud(ctx: &Ctx, answers: &Answers) -> Result<Vec<Variable>> {
    let secret = |wanted: &str| {
        let found = answers.secrets.iter().find(|(name, _)| *name == wanted);
        found.map(|(_, value)| value.expose_secret().to_owned())
    };
    let rollbar = ctx.config.cloud_rollbar()?.url;
    let names = names(ctx, answers);
    let plain = cloud_environment(&names, answers.honeycomb_url(), &rollbar, &[]);
    let plain = plain.into_iter().filter_map(|(name, value)| match value {
        EnvValue::Plain(value) => Some(variable(name, value, false)),
        // not every reader of such files puts a variable into another
        EnvValue::Reference { text, variable: of } => {
            let key = secret(of)?;
            let key = utf8_percent_encode(&key, HEADER);
            Some(variable(name, format!("{text}{key}"), true))
        }
    });
    let secrets = answers.secrets.iter();
    let secrets = secrets.map(|(name, value)| Variable {
        name: (*name).to_owned(),
        value: value.clone(),
        secret: true,
    });
    Ok(plain.chain(secrets).collect())
}

fn names<'a>(ctx: &'a Ctx, answers: &'a Answers) -> Names<'a> {
    Names {
        service: answers.settings.service(),
        region: answers.settings.region.as_deref(),
        log_group: answers.settings.log_group(),
        rollbar_environment: answers.settings.rollbar_environment(),
        metrics_exporter: ctx.config.metrics_exporter(),
    }
}

fn variable(name: String, value: String, secret: bool) -> Variable {
    debug_assert!(!secret || value != LOCAL_KEY, "the local key is no secret");
    Variable {
        name,
        value: SecretString::from(value),
        secret,
    }
}
