//! `logs delete-group`.

use clap::Args;

use super::checked;
use crate::context::Ctx;
use crate::error::{Hint, Kind, Result};
use crate::render::size;

#[derive(Debug, Args)]
pub(crate) struct DeleteGroupArgs {
    /// Log group
    group: String,

    /// Skip the confirmation
    #[arg(long, short)]
    yes: bool,
}

/// A group that is gone.
#[derive(Debug)]
pub(super) struct Deleted {
    group: String,
    place: String,
}

pub(super) async fn run(ctx: &Ctx, args: &DeleteGroupArgs) -> Result<()> {
    checked(&args.group)?;
    let logs = ctx.logs().await?;
    let Some(group) = logs.group(&args.group).await? else {
        return Err(logs.no_group_to_delete(&args.group).await);
    };
    let stored = match group.stored_bytes {
        Some(bytes) if bytes > 0 => format!(" ({} stored)", size(bytes)),
        _ => String::new(),
    };
    ctx.confirm(
        args.yes,
        &format!(
            "delete the log group `{}` with all its streams and events{stored} on {}",
            group.name,
            logs.place()
        ),
    )?;
    let Deleted { group, place } = fetch(ctx, args).await?;
    ctx.output
        .note(&format!("deleted the log group `{group}` on {place}"));
    ctx.output
        .hint(Hint::run(["logs", "groups"], "list those that are left"));
    Ok(())
}

/// Deletes the group without a question.
pub(super) async fn fetch(ctx: &Ctx, args: &DeleteGroupArgs) -> Result<Deleted> {
    checked(&args.group)?;
    let logs = ctx.logs().await?;
    match logs.delete_group(&args.group).await {
        Ok(()) => Ok(Deleted {
            group: args.group.clone(),
            place: logs.place(),
        }),
        Err(error) if error.kind() == Kind::NotFound => {
            Err(logs.no_group_to_delete(&args.group).await)
        }
        Err(error) => Err(error),
    }
}
