//! The variables that `init` puts into Gitpod or `.env`.

use std::path::Path;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use secrecy::{ExposeSecret as _, SecretString};

use super::Place;
use super::answers::{Answers, has_gp};
use super::report::{Entry, State};
use crate::context::{Ctx, LocalVariables, OwnKeys};
use crate::error::{Error, Result};
use crate::model::{
    CLOUD_SECRETS, EnvValue, LOCAL_KEY, Names, Ports, StackHosts, Target, cloud_environment,
    left_from_local, mask,
};
use crate::project::quote;
use crate::providers::env_targets::{Destination, Dotenv, EnvTarget, Gitpod, Link, Variable};
use crate::render::agree;

/// What is not written as it is in the value of an OTLP header (W3C Baggage).
const HEADER: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'%')
    .add(b',')
    .add(b';')
    .add(b'\\');

/// Variables that are to be set, and what is there now.
pub(super) struct Plan {
    target: Box<dyn EnvTarget>,
    new: Vec<Variable>,
    same: Vec<String>,
    differing: Vec<(Variable, SecretString)>,
    /// What pointed at the local stack and would mislead on the cloud.
    leftovers: Vec<String>,
    /// The names of all that is there and stays.
    pub(super) there: Vec<String>,
}

/// What is decided.
pub(super) struct Settled {
    target: Box<dyn EnvTarget>,
    set: Vec<Variable>,
    replaced: usize,
    same: Vec<String>,
    kept: Vec<String>,
    leftovers: Vec<String>,
}

/// Compares what is wanted with what is there; `None` where nothing is kept.
pub(super) fn plan(ctx: &Ctx, folder: &Path, answers: &Answers) -> Result<Option<Plan>> {
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
    let mut current = target.current()?;
    let mut plan = Plan {
        target,
        new: Vec::new(),
        same: Vec::new(),
        differing: Vec::new(),
        leftovers: Vec::new(),
        there: Vec::new(),
    };
    if answers.target() == Target::Cloud {
        let pairs = current
            .iter()
            .map(|(name, value)| (&**name, value.expose_secret()));
        let names = left_from_local(pairs);
        plan.leftovers = names.into_iter().map(str::to_owned).collect();
        current.retain(|name, _| !plan.leftovers.contains(name));
    }
    let filled = current
        .iter()
        .filter(|(_, value)| !value.expose_secret().is_empty());
    plan.there = filled.map(|(name, _)| name.clone()).collect();
    let was_local = plan.leftovers.iter().any(|name| is_secret(name));
    for variable in wanted {
        match current.remove(&variable.name) {
            None => plan.new.push(variable),
            Some(old) if is_blank(old.expose_secret(), was_local) => plan.new.push(variable),
            Some(old) if old.expose_secret() == variable.value.expose_secret() => {
                plan.same.push(variable.name);
            }
            Some(old) => plan.differing.push((variable, old)),
        }
    }
    // what is set anew is not left over
    plan.leftovers
        .retain(|name| !plan.new.iter().any(|variable| variable.name == *name));
    let all: Vec<Variable> = plan
        .new
        .iter()
        .chain(plan.differing.iter().map(|(variable, _)| variable))
        .cloned()
        .collect();
    plan.target.check(&all)?;
    Ok(Some(plan))
}

impl Plan {
    /// Decides about those that differ: shown, and replaced only where that is wanted.
    pub(super) fn settle(self, ctx: &Ctx, force: bool, asks: bool) -> Result<Settled> {
        let name = self.target.name();
        let mut settled = Settled {
            target: self.target,
            set: self.new,
            replaced: 0,
            same: self.same,
            kept: Vec::new(),
            leftovers: self.leftovers,
        };
        // a key that opens something is never lost to the local stack's
        let (precious, differing): (Vec<_>, Vec<_>) = self
            .differing
            .into_iter()
            .partition(|(new, _)| is_secret(&new.name) && !new.secret);
        for (variable, old) in precious {
            let shown = mask(old.expose_secret());
            ctx.output.note(&format!(
                "{} in {name} is {shown} and stays: the local stack takes any",
                variable.name
            ));
            settled.same.push(variable.name);
        }
        if let Some(at) = settled.target.destination()
            && (settled.writes_something() || !differing.is_empty())
        {
            follow_link(ctx, name, at, force, asks)?;
        }
        if differing.is_empty() {
            return Ok(settled);
        }
        if !force {
            let lines: Vec<String> = differing.iter().map(|(n, o)| difference(n, o)).collect();
            ctx.output.note(&format!(
                "{name} differs from what would be written:\n{}",
                lines.join("\n")
            ));
        }
        if force || (asks && agree(&format!("Replace these in {name}?"), false)?) {
            settled.replaced = differing.len();
            settled
                .set
                .extend(differing.into_iter().map(|(new, _)| new));
        } else {
            let splits = differing.iter().any(|(new, old)| is_address(new, old));
            settled
                .kept
                .extend(differing.into_iter().map(|(new, _)| new.name));
            if splits && settled.writes_something() {
                settled.set.clear();
                settled.leftovers.clear();
                ctx.output.note(&format!(
                    "nothing was written to {name}: with old and new addresses side by side, telemetry would be split between two targets"
                ));
            }
        }
        Ok(settled)
    }
}

impl Settled {
    pub(super) fn keeps_some(&self) -> bool {
        !self.kept.is_empty()
    }

    fn writes_something(&self) -> bool {
        !self.set.is_empty() || !self.leftovers.is_empty()
    }

    pub(super) fn write(self) -> Result<Vec<Entry>> {
        if self.writes_something() {
            self.target.set(&self.set, &self.leftovers)?;
        }
        let names: Vec<String> = self.set.into_iter().map(|variable| variable.name).collect();
        let written = match self.replaced {
            0 => State::New,
            _ => State::Replaced,
        };
        let groups = [
            (written, names),
            (State::Removed, self.leftovers),
            (State::Same, self.same),
            (State::Kept, self.kept),
        ];
        Ok(groups
            .into_iter()
            .filter(|(_, variables)| !variables.is_empty())
            .map(|(state, variables)| Entry {
                what: self.target.name().to_owned(),
                state,
                variables,
            })
            .collect())
    }
}

/// Says where a link leads, and goes out of the project only where that is wanted: other
/// projects may read the same file.
pub(super) fn follow_link(
    ctx: &Ctx,
    name: &str,
    at: &Destination,
    force: bool,
    asks: bool,
) -> Result<()> {
    let to = at.path.display();
    match at.link {
        Link::No => return Ok(()),
        Link::Outside if !force => {
            let question =
                format!("`{name}` is a link to `{to}`, outside of this project. Write there?");
            if !(asks && agree(&question, false)?) {
                return Err(Error::failed(format!(
                    "`{name}` is a link to `{to}`, outside of this project: nothing was written"
                ))
                .hint(format!(
                    "run `rm {name}` to give this project a file of its own, or use `--force` to write to `{to}`"
                )));
            }
        }
        Link::Within | Link::Outside => {}
    }
    ctx.output
        .note(&format!("`{name}` is a link: writing to `{to}`"));
    Ok(())
}

/// Whether a value is nobody's choice: empty, as `.env.example` has it, or an address of
/// the local stack where its keys stand beside it.
fn is_blank(value: &str, was_local: bool) -> bool {
    value.is_empty() || (was_local && value.starts_with("http://127.0.0.1:"))
}

/// Whether a variable says where telemetry goes.
fn is_address(new: &Variable, old: &SecretString) -> bool {
    let values = [new.value.expose_secret(), old.expose_secret()];
    let is_url = |value: &&str| value.starts_with("http://") || value.starts_with("https://");
    new.name == "AWS_XRAY_DAEMON_ADDRESS" || values.iter().any(is_url)
}

/// One line a variable; of what may be secret no more than tells it from another.
fn difference(new: &Variable, old: &SecretString) -> String {
    let shown = |value: &SecretString| {
        let value = value.expose_secret();
        if new.secret || is_secret(&new.name) {
            mask(value)
        } else {
            crate::model::escape(value).into_owned()
        }
    };
    format!(
        "  - {name}={}\n  + {name}={}",
        shown(old),
        shown(&new.value),
        name = new.name
    )
}

fn is_secret(name: &str) -> bool {
    name == "OTEL_EXPORTER_OTLP_HEADERS" || CLOUD_SECRETS.iter().any(|(secret, _)| *secret == name)
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
