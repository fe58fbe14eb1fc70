//! `backend start`: the backend in the background.

use std::process::Command;

use clap::Args;

use super::run::ListenArgs;
use super::{State, running, warning_if_lost};
use crate::app::env::DESTINATIONS;
use crate::context::Ctx;
use crate::error::{Error, Hint, Result};
use crate::model::{Notice, Target};
use crate::process;
use crate::runtime;

#[derive(Debug, Args)]
pub(crate) struct StartArgs {
    #[command(flatten)]
    listen: ListenArgs,
}

/// What the user's environment may say about the backend beside where it reports.
const KEPT: [&str; 8] = [
    "FRONTEND_URL",
    "BACKEND_URL",
    "HOSTNAME",
    "OTEL_BSP_SCHEDULE_DELAY",
    "OTEL_RESOURCE_ATTRIBUTES",
    "OTEL_TRACES_SAMPLER",
    "OTEL_TRACES_SAMPLER_ARG",
    "RUST_LOG",
];
/// Spans reach the stack soon after their request; SDKs wait 5 s unless told otherwise.
const SPAN_DELAY: (&str, &str) = ("OTEL_BSP_SCHEDULE_DELAY", "200");

pub(super) fn run(ctx: &Ctx, args: &StartArgs) -> Result<()> {
    ctx.block_on(async { ctx.output.emit(&fetch(ctx, args).await?) })
}

/// Starts the backend, unless it runs.
pub(super) async fn fetch(ctx: &Ctx, args: &StartArgs) -> Result<State> {
    if let Some(backend) = running(ctx)? {
        if ctx.config.target == Target::Cloud && backend.about.is_of_loopback() {
            return Err(Error::failed(format!(
                "the backend is already running and sends telemetry to this machine: {}",
                backend.about.reports.join(", ")
            ))
            .hint(Hint::run(
                ["backend", "stop"],
                "stop it, then start it again",
            )));
        }
        let mut notices = vec![Notice::note("the backend is already running")];
        let flags = args.listen.without_effect(backend.about.address);
        if !flags.is_empty() {
            notices.push(Notice::warning(format!(
                "no effect on the running backend: {}; run `cruddur-obs backend stop`, then start it again",
                flags.join(", ")
            )));
        }
        notices.extend(warning_if_lost(ctx, &backend.about)?);
        return Ok(State::new(Some(backend), notices));
    }
    let data = &ctx.config.dirs.data;
    runtime::data_dir(data)?;
    let log = data.join("backend.log");
    let mut command = command(ctx).await?;
    command
        .args(args.listen.to_args())
        .args(ctx.config.file_flag())
        .arg(format!("--target={}", ctx.config.target));
    let started = process::start_service("the backend", &mut command, &log, |_| running(ctx))?;
    let mut notices = Vec::new();
    if let Some(why) = started.unlogged {
        let warning = format!("the backend runs without a log: {why}");
        notices.push(Notice::warning(warning));
    }
    Ok(State::new(Some(started.running), notices))
}

/// `backend run` with the environment that says where to report: on `local` that of the
/// running stack alone, so that nothing local can touch an account; on `cloud` the
/// user's own.
async fn command(ctx: &Ctx) -> Result<Command> {
    let verb = ["backend", "run", "--detached"];
    let env = ctx.config.env();
    if ctx.config.target == Target::Cloud {
        ctx.refuse_local_stack_for_programs().await?;
        let mut command = Command::new(process::this_program()?);
        command.args(verb);
        return Ok(command);
    }
    let mut variables = ctx.config.dirs_environment();
    match ctx.running_stack()? {
        Some(stack) => {
            variables.extend(ctx.config.stack_environment(&stack.about));
            variables.push((SPAN_DELAY.0.to_owned(), SPAN_DELAY.1.to_owned()));
        }
        None => ctx.output.keep(Notice::warning(
            "the local stack is not running, so telemetry is off: run `cruddur-obs local start`, then start the backend again",
        )),
    }
    let own = DESTINATIONS.iter().filter(|name| {
        let ours = variables.iter().find(|(variable, _)| variable == *name);
        let own = env.get(name);
        own.is_some() && own != ours.map(|(_, value)| value.as_str())
    });
    let own: Vec<&str> = own.copied().collect();
    if !own.is_empty() {
        ctx.output.keep(Notice::warning(format!(
            "{} of this environment {} not used on local: run `cruddur-obs --target cloud backend start` to report there",
            own.join(", "),
            if own.len() == 1 { "is" } else { "are" },
        )));
    }
    let kept = KEPT.iter().filter_map(|name| Some((*name, env.get(name)?)));
    variables.extend(kept.map(|(name, value)| (name.to_owned(), value.to_owned())));
    process::this_program_cleanly(&verb, &variables)
}
