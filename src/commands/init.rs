//! `init`: a project's settings, its environment and its files, by question or by flag.

use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::context::Ctx;
use crate::error::{Error, Hint, Result, ResultExt as _};
use crate::model::Target;
use crate::project::templates;
use crate::render::can_ask;

mod answers;
mod environment;
mod files;
mod report;
mod settle;
mod wizard;

use answers::Answers;
use environment::PlannedEnvironment;
use files::PlannedFile;
use settle::{Policy, settle};

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

/// What is to be written, compared with what is there. Differences are not decided yet.
pub(crate) struct Plan {
    answers: Answers,
    files: Vec<PlannedFile>,
    environment: Option<PlannedEnvironment>,
}

pub(crate) fn run(ctx: &Ctx, args: &InitArgs) -> Result<()> {
    if !args.yes && !can_ask() {
        return Err(
            Error::usage("`init` asks questions, and there is no terminal")
                .hint("use `--yes` to answer from flags, the environment and the defaults"),
        );
    }
    let plan = if args.yes {
        fetch(ctx, args)?
    } else {
        let mut answers = given(ctx, args)?;
        wizard::ask_all(ctx, &mut answers)?;
        compared(ctx, args, answers)?
    };
    let keeps_variables = plan.answers.place != Place::None;
    let (missing, hints) = (plan.missing(), next(&plan.answers));
    let policy = Policy {
        force: args.force,
        asks: !args.yes,
    };
    let report = settle(ctx, plan, policy)?.apply()?;
    ctx.output.emit(&report)?;
    if keeps_variables {
        ctx.warn_of_ignored_variables();
    }
    for name in missing {
        ctx.output.warn(&format!(
            "{name} is missing: set it and run `cruddur-obs init` again"
        ));
    }
    if report.keeps_some() {
        return Err(Error::failed(
            "some files or variables differ and were left unchanged (see above)",
        )
        .hint("use `--force` to replace them"));
    }
    ctx.output.hints(&hints);
    Ok(())
}

/// Compares what flags, the settings file and the environment ask for with what is there,
/// without questions.
pub(crate) fn fetch(ctx: &Ctx, args: &InitArgs) -> Result<Plan> {
    compared(ctx, args, given(ctx, args)?)
}

/// The answers given without a question.
fn given(ctx: &Ctx, args: &InitArgs) -> Result<Answers> {
    if ctx.config.target == Target::Cloud {
        ctx.refuse_local_stack()?;
    }
    ctx.config.check_aws_pair()?;
    Answers::given(ctx, args)
}

fn compared(ctx: &Ctx, args: &InitArgs, answers: Answers) -> Result<Plan> {
    let folder = std::env::current_dir().or_fail(|| "there is no working folder".to_owned())?;
    answers.check()?;
    if answers.target() == Target::Cloud {
        ctx.refuse_local_stack()?;
    }
    let files = files::compared(&folder, rendered(&answers, args.no_files)?)?;
    let environment = environment::compared(ctx, &folder, &answers)?;
    Ok(Plan {
        answers,
        files,
        environment,
    })
}

impl Plan {
    /// The secrets that the app would miss.
    fn missing(&self) -> Vec<&'static str> {
        let environment = self.environment.as_ref();
        let filled = environment.map_or(&[][..], |environment| &environment.plan.filled);
        self.answers.missing(filled)
    }
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
