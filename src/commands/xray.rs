//! `xray`: groups, sampling rules and the service map.

use clap::Subcommand;

use crate::context::Ctx;
use crate::error::Result;

mod create_group;
mod create_sampling_rule;
mod delete_group;
mod delete_sampling_rule;
mod deleted;
mod groups;
mod rule_file;
mod sampling_rules;
mod service_map;
mod services;
mod update_group;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Create a group: a named filter with its own service map
    ///
    /// The default filter selects the traces of your service. A group that already has these
    /// settings is left as it is.
    CreateGroup(create_group::CreateGroupArgs),
    /// List groups
    Groups(groups::GroupsArgs),
    /// Change the filter or the insights of a group
    UpdateGroup(update_group::UpdateGroupArgs),
    /// Delete a group (its traces stay)
    DeleteGroup(delete_group::DeleteGroupArgs),
    /// Create a sampling rule: which requests to record
    ///
    /// SDKs that use X-Ray sampling ask for the rules every few minutes and apply the first one
    /// that matches a request, by priority. Each rule records a fixed number of requests per second
    /// (the reservoir), and a share of the rest (the rate).
    CreateSamplingRule(create_sampling_rule::CreateSamplingRuleArgs),
    /// List sampling rules by priority
    SamplingRules(sampling_rules::SamplingRulesArgs),
    /// Delete a sampling rule
    DeleteSamplingRule(delete_sampling_rule::DeleteSamplingRuleArgs),
    /// Show services, their calls, error rates and latencies
    ServiceMap(service_map::ServiceMapArgs),
}

pub(crate) fn run(ctx: &Ctx, command: Command) -> Result<()> {
    ctx.block_on(async {
        match command {
            Command::CreateGroup(args) => create_group::run(ctx, &args).await,
            Command::Groups(args) => groups::run(ctx, &args).await,
            Command::UpdateGroup(args) => update_group::run(ctx, &args).await,
            Command::DeleteGroup(args) => delete_group::run(ctx, &args).await,
            Command::CreateSamplingRule(args) => create_sampling_rule::run(ctx, &args).await,
            Command::SamplingRules(args) => sampling_rules::run(ctx, &args).await,
            Command::DeleteSamplingRule(args) => delete_sampling_rule::run(ctx, &args).await,
            Command::ServiceMap(args) => service_map::run(ctx, &args).await,
        }
    })
}
