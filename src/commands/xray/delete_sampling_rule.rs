//! `xray delete-sampling-rule`.

use clap::Args;

use super::deleted::Deleted;
use super::sampling_rules::named;
use crate::context::Ctx;
use crate::error::{Error, Hint, Result};
use crate::model::Notice;

#[derive(Debug, Args)]
pub(crate) struct DeleteSamplingRuleArgs {
    /// Rule name
    name: String,

    /// Skip the confirmation
    #[arg(long, short)]
    yes: bool,
}

pub(super) async fn run(ctx: &Ctx, args: &DeleteSamplingRuleArgs) -> Result<()> {
    let consent = |what: &str| ctx.confirm(args.yes, what);
    ctx.output.emit(&fetch(ctx, args, consent).await?)
}

/// Deletes the rule, unless `consent` to what is about to be done is refused.
pub(super) async fn fetch(
    ctx: &Ctx,
    args: &DeleteSamplingRuleArgs,
    consent: impl FnOnce(&str) -> Result<()>,
) -> Result<Deleted> {
    let xray = ctx.xray().await?;
    let place = xray.place();
    let rule = named(xray.sampling_rules().await?, &args.name, &place)?;
    if rule.is_default() {
        return Err(Error::usage("X-Ray's own rule `Default` cannot be deleted")
            .hint("create a rule with a lower priority number: it applies first"));
    }
    let what = format!("the sampling rule `{}` on {place}", rule.name);
    consent(&format!("delete {what}"))?;
    xray.delete_sampling_rule(&rule.name).await?;
    Ok(Deleted {
        deleted: rule.name,
        notices: [Notice::note(format!("deleted {what}"))],
        list: Hint::run(["xray", "sampling-rules"], "list those that are left"),
    })
}
