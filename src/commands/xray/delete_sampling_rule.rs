//! `xray delete-sampling-rule`.

use clap::Args;

use super::sampling_rules::named;
use crate::context::Ctx;
use crate::error::{Error, Hint, Result};

#[derive(Debug, Args)]
pub struct DeleteSamplingRuleArgs {
    /// Rule name
    name: String,

    /// Skip the confirmation
    #[arg(long, short)]
    yes: bool,
}

pub(super) async fn run(ctx: &Ctx, args: &DeleteSamplingRuleArgs) -> Result<()> {
    let xray = ctx.xray().await?;
    let place = xray.place();
    let rule = named(xray.sampling_rules().await?, &args.name, &place)?;
    if rule.is_default() {
        return Err(Error::usage("X-Ray's own rule `Default` cannot be deleted")
            .hint("create a rule with a lower priority number: it applies first"));
    }
    ctx.confirm(
        args.yes,
        &format!("delete the sampling rule `{}` on {place}", rule.name),
    )?;
    xray.delete_sampling_rule(&rule.name).await?;
    ctx.output.note(&format!(
        "deleted the sampling rule `{}` on {place}",
        rule.name
    ));
    let purpose = "list those that are left";
    ctx.output
        .hint(Hint::run(["xray", "sampling-rules"], purpose));
    Ok(())
}
