//! `init`: a project's settings, its environment and its files, by question or by flag.

use std::path::Path;

use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::context::Ctx;
use crate::error::{Error, Hint, Result, ResultExt as _};
use crate::model::Target;
use crate::project::templates;
use crate::providers::env_targets::Destination;
use crate::render::can_ask;

mod answers;
mod environment;
mod files;
mod report;
mod wizard;

use answers::Answers;
use report::{Change, Report, State};

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// Ask nothing; use flags, the environment and defaults
    #[arg(long, short)]
    yes: bool,

    /// Replace files and variables that differ (otherwise they are shown and kept)
    #[arg(long)]
    force: bool,

    /// Service name in traces [default: backend-flask]
    #[arg(long, value_name = "NAME")]
    service: Option<String>,

    /// Name of the backend in docker-compose.yml [default: backend-flask]
    #[arg(long, value_name = "NAME")]
    compose_service: Option<String>,

    /// X-Ray group [default: Cruddur]
    #[arg(long, value_name = "NAME")]
    group: Option<String>,

    /// CloudWatch log group [default: cruddur]
    #[arg(long, value_name = "NAME")]
    log_group: Option<String>,

    /// Honeycomb region of your team [default: us]
    #[arg(long, value_enum, value_name = "SITE")]
    honeycomb: Option<Site>,

    /// Environment name for Rollbar items [default: production]
    #[arg(long, value_name = "NAME")]
    rollbar_environment: Option<String>,

    /// Where to store the variables [default: gitpod for the cloud where `gp` exists, else
    /// dotenv]
    #[arg(long, value_enum, value_name = "PLACE")]
    env: Option<Place>,

    /// Write only cruddur-obs.toml
    #[arg(long)]
    no_files: bool,
}

/// Honeycomb's two sites.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Site {
    Us,
    Eu,
}

/// Where variables are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
enum Place {
    /// Gitpod's variables (`gp env`), kept for new workspaces
    Gitpod,
    /// `.env` in this folder, readable only by you
    Dotenv,
    /// Nowhere
    None,
}

pub(crate) fn run(ctx: &Ctx, args: &InitArgs) -> Result<()> {
    let folder = std::env::current_dir().or_fail(|| "there is no working folder".to_owned())?;
    if !args.yes && !can_ask() {
        return Err(
            Error::usage("`init` asks questions, and there is no terminal")
                .hint("use `--yes` to answer from flags, the environment and the defaults"),
        );
    }
    if ctx.config.target == Target::Cloud {
        ctx.refuse_local_stack()?;
    }
    ctx.config.check_aws_pair()?;
    let mut answers = Answers::given(ctx, args)?;
    if !args.yes {
        wizard::ask_all(ctx, &mut answers)?;
    }
    answers.check()?;
    if answers.target() == Target::Cloud {
        ctx.refuse_local_stack()?;
    }
    let asks = !args.yes;
    let mut changes = files::plan(&folder, &rendered(&answers, args.no_files)?)?;
    let environment = environment::plan(ctx, &folder, &answers)?;
    // nothing is written before everything is known to be writable
    for change in &mut changes {
        settle(ctx, change, args.force, asks)?;
        if change.state.is_written() {
            let at = Destination::new(&folder, &change.path)?;
            environment::follow_link(ctx, &change.path, &at, args.force, asks)?;
        }
    }
    let there = environment.as_ref().map(|plan| plan.there.clone());
    let environment = match environment {
        Some(plan) => Some(plan.settle(ctx, args.force, asks)?),
        None => None,
    };
    for change in &changes {
        if change.state.is_written() {
            files::write(&folder, change)?;
        }
    }
    let mut entries: Vec<report::Entry> = changes.iter().map(report::Entry::from).collect();
    let mut kept = changes.iter().filter(|c| c.state == State::Kept).count();
    if let Some(settled) = environment {
        kept += usize::from(settled.keeps_some());
        entries.extend(settled.write()?);
    }
    ctx.output.emit(&Report { entries })?;
    if answers.place != Place::None {
        ctx.warn_of_ignored_variables();
    }
    for name in answers.missing(&there.unwrap_or_default()) {
        ctx.output.warn(&format!(
            "{name} is missing: set it and run `cruddur-obs init` again"
        ));
    }
    if kept > 0 {
        return Err(Error::failed(
            "some files or variables differ and were left unchanged (see above)",
        )
        .hint("use `--force` to replace them"));
    }
    ctx.output.hints(&next(&answers));
    Ok(())
}

/// Every file with its text, the settings first.
fn rendered(answers: &Answers, settings_only: bool) -> Result<Vec<(String, String)>> {
    let mut files = vec![(
        crate::config::FILE_NAME.to_owned(),
        answers.settings.to_text(),
    )];
    if !settings_only {
        let templates = templates::all(&answers.template_values())?;
        files.extend(
            templates
                .into_iter()
                .map(|f| (f.path.to_owned(), f.contents)),
        );
    }
    Ok(files)
}

/// Decides what happens to a file that is there and differs.
fn settle(ctx: &Ctx, change: &mut Change, force: bool, asks: bool) -> Result<()> {
    if change.state != State::Differs {
        return Ok(());
    }
    if !force {
        ctx.output.drawn(&change.differences(ctx.output.talk()));
    }
    let replaced =
        force || (asks && crate::render::agree(&format!("Replace `{}`?", change.path), false)?);
    change.state = if replaced {
        State::Replaced
    } else {
        State::Kept
    };
    Ok(())
}

/// What to do now.
fn next(answers: &Answers) -> Vec<Hint> {
    let first = match (answers.target(), answers.place) {
        (Target::Local, _) => {
            return vec![
                Hint::run(["up"], "start the stack and a backend"),
                Hint::run(["local", "start"], "start the stack for your own app"),
                "run `eval \"$(cruddur-obs env export)\"` in your app's terminal to point it at the stack".into(),
            ];
        }
        (Target::Cloud, Place::Dotenv) => {
            "run `set -a; . ./.env; set +a` to give this terminal the keys"
        }
        (Target::Cloud, Place::Gitpod) => {
            "Gitpod gives the variables to new workspaces; `export` them in this one"
        }
        (Target::Cloud, Place::None) => {
            "run `eval \"$(cruddur-obs --target cloud env export)\"` in your app's terminal to point it at the cloud"
        }
    };
    vec![
        first.into(),
        Hint::run(["xray", "create-group"], "create the X-Ray group"),
        Hint::run(["logs", "create-group"], "create the log group"),
    ]
}

/// A file of the folder, for people.
fn shown(path: &Path) -> String {
    path.display().to_string()
}
