//! Groups that come while they are followed by a glob.

use std::collections::BTreeSet;
use std::time::Duration;

use super::super::sources::{Source, readable};
use super::super::tail::in_a_line;
use crate::context::Ctx;
use crate::model::{Glob, GroupSelector};
use crate::providers::cloudwatch_logs::{Logs, Reader, SystemTimer};

/// Between two looks at least.
const LOOKED: Duration = Duration::from_secs(10);
/// The same for each call that a look takes: one of ten that following has.
const PER_CALL: Duration = Duration::from_secs(2);

/// Looks again and again which groups the globs mean, and tells all of them. Those of
/// `left_out` were said already.
pub(in super::super) async fn watch(
    ctx: &Ctx,
    reader: &Reader<Logs, SystemTimer>,
    selectors: &[GroupSelector],
    mut left_out: BTreeSet<String>,
    tell: impl Fn(Vec<Source>),
) {
    let globs: Vec<&Glob> = selectors
        .iter()
        .filter_map(|selector| match selector {
            GroupSelector::Glob(glob) => Some(glob),
            GroupSelector::Name(_) | GroupSelector::Arn(_) => None,
        })
        .collect();
    if globs.is_empty() {
        return;
    }
    let mut calls = 0;
    loop {
        tokio::time::sleep(LOOKED.max(PER_CALL * calls)).await;
        calls = 0;
        let mut found = Vec::new();
        for glob in &globs {
            match reader.groups_like(glob).await {
                Ok((groups, took)) => {
                    calls += took;
                    found.extend(readable(ctx, groups, &mut left_out));
                }
                // what is known goes on; the next look may succeed
                Err(failed) => ctx.output.detail(&format!(
                    "cannot look for new groups: {}",
                    in_a_line(&failed.error)
                )),
            }
        }
        tell(found);
    }
}
