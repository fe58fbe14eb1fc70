//! `local start`: the stack in the background.

use clap::Args;

use super::run::ListenArgs;
use super::status::Status;
use crate::context::{Ctx, STACK};
use crate::error::Result;
use crate::model::{Notice, StackAddrs};
use crate::process;
use crate::runtime;

#[derive(Debug, Args)]
pub(crate) struct StartArgs {
    #[command(flatten)]
    listen: ListenArgs,
}

pub(super) fn run(ctx: &Ctx, args: &StartArgs) -> Result<()> {
    ctx.block_on(async { ctx.output.emit(&fetch(ctx, args).await?) })
}

/// Starts the stack, unless it runs.
pub(super) async fn fetch(ctx: &Ctx, args: &StartArgs) -> Result<Status> {
    if let Some(running) = ctx.running_stack()? {
        let mut notices = vec![Notice::note("the local stack is already running")];
        let flags = args.listen.without_effect(&running.about);
        if !flags.is_empty() {
            notices.push(Notice::warning(format!(
                "no effect on the running stack: {}; run `cruddur-obs local stop`, then start it again",
                flags.join(", ")
            )));
        }
        return Ok(Status::running(running, notices));
    }
    let data = &ctx.config.dirs.data;
    runtime::data_dir(data)?;
    let log = data.join("stack.log");
    let mut command = std::process::Command::new(process::this_program()?);
    command
        .args(["local", "run", "--detached"])
        .args(args.listen.to_args(&ctx.config.settings.local))
        .args(ctx.config.file_flag());
    if let Some(region) = &ctx.config.region {
        command.arg(format!("--region={region}"));
    }
    let started = process::start_service("the local stack", &mut command, &log, |_| {
        ctx.config.dirs.running::<StackAddrs>(STACK)
    })?;
    // its own warning went to its log
    let mut notices: Vec<Notice> = args.listen.openness().into_iter().collect();
    if let Some(why) = started.unlogged {
        let warning = format!("the local stack runs without a log: {why}");
        notices.push(Notice::warning(warning));
    }
    // without an answer there is `local status` still
    if let Ok(status) = ctx.stack_status(&started.running.about).await {
        notices.extend(status.notices.into_iter().map(Notice::Warning));
    }
    Ok(Status::running(started.running, notices))
}
