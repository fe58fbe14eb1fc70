//! `logs delete-group`.

use clap::Args;

use super::checked;
use crate::context::Ctx;
use crate::error::{Hint, Result};
use crate::render::size;

#[derive(Debug, Args)]
pub struct DeleteGroupArgs {
    /// Log group
    group: String,

    /// Skip the confirmation
    #[arg(long, short)]
    yes: bool,
}

pub(super) async fn run(ctx: &Ctx, args: DeleteGroupArgs) -> Result<()> {
    checked(&args.group)?;
    let logs = ctx.logs().await?;
    let Some(group) = logs.group(&args.group).await? else {
        return Err(logs.no_group(&args.group).await);
    };
    let place = logs.place();
    let stored = match group.stored_bytes {
        Some(bytes) if bytes > 0 => format!(" ({} stored)", size(bytes)),
        _ => String::new(),
    };
    ctx.confirm(
        args.yes,
        &format!(
            "delete the log group `{}` with all its streams and events{stored} on {place}",
            group.name
        ),
    )?;
    logs.delete_group(&group.name).await?;
    ctx.output.note(&format!(
        "deleted the log group `{}` on {place}",
        group.name
    ));
    ctx.output
        .hint(Hint::run(["logs", "groups"], "list those that are left"));
    Ok(())
}
