//! `xray delete-group`.

use clap::Args;

use super::groups::named;
use crate::context::Ctx;
use crate::error::{Hint, Result};

#[derive(Debug, Args)]
pub struct DeleteGroupArgs {
    /// Group name
    name: String,

    /// Skip the confirmation
    #[arg(long, short)]
    yes: bool,
}

pub(super) async fn run(ctx: &Ctx, args: &DeleteGroupArgs) -> Result<()> {
    let xray = ctx.xray().await?;
    let place = xray.place();
    let group = named(xray.groups().await?, &args.name, &place)?;
    ctx.confirm(
        args.yes,
        &format!("delete the X-Ray group `{}` on {place}", group.name),
    )?;
    xray.delete_group(&group.name).await?;
    ctx.output.note(&format!(
        "deleted the X-Ray group `{}` on {place}",
        group.name
    ));
    ctx.output
        .hint(Hint::run(["xray", "groups"], "list those that are left"));
    Ok(())
}
