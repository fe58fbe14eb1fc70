//! The one step that shows what differs and decides about it. Nothing is written before it ends.

use secrecy::{ExposeSecret as _, SecretString};

use super::Plan;
use super::environment::PlannedEnvironment;
use super::files::{self, PlannedFile};
use super::report::{Entry, Report};
use crate::context::Ctx;
use crate::error::{Error, Result};
use crate::model::{escape, mask, shell_word};
use crate::plan::{Action, Differing, FilePlan, VariableActions, is_secret};
use crate::providers::env_targets::{Destination, EnvTarget, Link};
use crate::render::{agree, diff};

/// How differences are decided: `--force` replaces them, a question may, else they stay.
#[derive(Debug, Clone, Copy)]
pub(super) struct Policy {
    pub(super) force: bool,
    pub(super) asks: bool,
}

/// A plan in which everything is decided.
pub(super) struct Settled {
    files: Vec<PlannedFile>,
    environment: Option<SettledEnvironment>,
}

struct SettledEnvironment {
    target: Box<dyn EnvTarget>,
    actions: VariableActions,
}

impl Policy {
    fn agrees(self, question: &str) -> Result<bool> {
        Ok(self.force || (self.asks && agree(question, false)?))
    }
}

pub(super) fn settle(ctx: &Ctx, plan: Plan, policy: Policy) -> Result<Settled> {
    let mut files = plan.files;
    for PlannedFile { plan, at } in &mut files {
        settle_file(ctx, plan, policy)?;
        if plan.action.is_written() {
            follow_link(ctx, &plan.path, at, policy)?;
        }
    }
    let environment = plan.environment;
    let environment = environment.map(|planned| settle_variables(ctx, planned, policy));
    Ok(Settled {
        files,
        environment: environment.transpose()?,
    })
}

impl Settled {
    /// Writes what is decided.
    pub(super) fn apply(self) -> Result<Report> {
        for file in &self.files {
            if file.plan.action.is_written() {
                files::write(file)?;
            }
        }
        let entries = self.files.iter().map(|file| Entry::from(&file.plan));
        let mut entries: Vec<Entry> = entries.collect();
        if let Some(SettledEnvironment { target, actions }) = self.environment {
            if actions.is_written() {
                target.set(&actions.set, &actions.remove)?;
            }
            let by_action = actions.by_action().into_iter();
            entries.extend(by_action.map(|(state, variables)| Entry {
                what: target.name().to_owned(),
                state,
                variables,
            }));
        }
        Ok(Report { entries })
    }
}

fn settle_file(ctx: &Ctx, file: &mut FilePlan, policy: Policy) -> Result<()> {
    if file.action != Action::Differs {
        return Ok(());
    }
    if !policy.force {
        let lines = diff(ctx.output.talk(), &file.actual, &file.desired);
        ctx.output.drawn(&format!(
            "`{}` differs from what would be written:\n{lines}",
            file.path
        ));
    }
    file.decide(policy.agrees(&format!("Replace `{}`?", file.path))?);
    Ok(())
}

fn settle_variables(
    ctx: &Ctx,
    PlannedEnvironment { target, plan }: PlannedEnvironment,
    policy: Policy,
) -> Result<SettledEnvironment> {
    let name = target.name();
    for (variable, key) in &plan.kept_keys {
        ctx.output.note(&format!(
            "{variable} in {name} is {} and stays: the local stack takes any",
            mask(key.expose_secret())
        ));
    }
    if let Some(at) = target.destination()
        && (plan.is_written() || !plan.differing.is_empty())
    {
        follow_link(ctx, name, at, policy)?;
    }
    let differs = !plan.differing.is_empty();
    if differs && !policy.force {
        let lines: Vec<String> = plan.differing.iter().map(difference).collect();
        ctx.output.note(&format!(
            "{name} differs from what would be written:\n{}",
            lines.join("\n")
        ));
    }
    let replaces = differs && policy.agrees(&format!("Replace these in {name}?"))?;
    let actions = plan.decide(replaces);
    if actions.would_split {
        ctx.output.note(&format!(
            "nothing was written to {name}: with old and new addresses side by side, telemetry would be split between two targets"
        ));
    }
    Ok(SettledEnvironment { target, actions })
}

/// Says where a link leads, and goes out of the project only where that is wanted: other
/// projects may read the same file.
fn follow_link(ctx: &Ctx, name: &str, at: &Destination, policy: Policy) -> Result<()> {
    let to = at.path.display();
    match at.link {
        Link::No => return Ok(()),
        Link::Within => {}
        Link::Outside => {
            let question =
                format!("`{name}` is a link to `{to}`, outside of this project. Write there?");
            if !policy.agrees(&question)? {
                return Err(Error::failed(format!(
                    "`{name}` is a link to `{to}`, outside of this project: nothing was written"
                ))
                .hint(format!(
                    "run `rm {}` to give this project a file of its own, or use `--force` to write to `{to}`",
                    shell_word(name)
                )));
            }
        }
    }
    ctx.output
        .note(&format!("`{name}` is a link: writing to `{to}`"));
    Ok(())
}

/// The old and the new line of a variable. A secret is masked.
fn difference(Differing { desired, actual }: &Differing) -> String {
    let name = &desired.name;
    let shown = |value: &SecretString| {
        let value = value.expose_secret();
        if desired.secret || is_secret(name) {
            mask(value)
        } else {
            escape(value).into_owned()
        }
    };
    format!(
        "  - {name}={}\n  + {name}={}",
        shown(actual),
        shown(&desired.value)
    )
}
