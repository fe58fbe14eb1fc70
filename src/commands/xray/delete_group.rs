//! `xray delete-group`.

use clap::Args;

use super::deleted::Deleted;
use super::groups::named;
use crate::context::Ctx;
use crate::error::{Hint, Result};
use crate::model::Notice;

#[derive(Debug, Args)]
pub(crate) struct DeleteGroupArgs {
    /// Group name
    name: String,

    /// Skip the confirmation
    #[arg(long, short)]
    yes: bool,
}

pub(super) async fn run(ctx: &Ctx, args: &DeleteGroupArgs) -> Result<()> {
    let consent = |what: &str| ctx.confirm(args.yes, what);
    ctx.output.emit(&fetch(ctx, args, consent).await?)
}

/// Deletes the group, unless `consent` to what is about to be done is refused.
pub(super) async fn fetch(
    ctx: &Ctx,
    args: &DeleteGroupArgs,
    consent: impl FnOnce(&str) -> Result<()>,
) -> Result<Deleted> {
    let xray = ctx.xray().await?;
    let place = xray.place();
    let group = named(xray.groups().await?, &args.name, &place)?;
    let what = format!("the X-Ray group `{}` on {place}", group.name);
    consent(&format!("delete {what}"))?;
    xray.delete_group(&group.name).await?;
    Ok(Deleted {
        deleted: group.name,
        notices: [Notice::note(format!("deleted {what}"))],
        list: Hint::run(["xray", "groups"], "list those that are left"),
    })
}
