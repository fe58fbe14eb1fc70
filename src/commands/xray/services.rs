//! Whether a group or rule names a service that reports traces: a name that nothing
//! has is the commonest reason for an empty group.

use jiff::SignedDuration;

use crate::context::Ctx;
use crate::error::Result;
use crate::model::{Notice, TimeRange, close_names, wildcard_matches};
use crate::providers::xray::Xray;

/// X-Ray answers for six hours at a time.
const LOOKED_AT: SignedDuration = SignedDuration::from_hours(6);
/// Names listed in the warning.
const SHOWN: usize = 5;

/// A warning about every pattern that no recent service matches. There is none when there
/// are no traces yet, nor when they cannot be read: the group or rule is made either way.
pub(super) async fn unknown(ctx: &Ctx, xray: &Xray, patterns: &[String]) -> Vec<Notice> {
    if patterns.is_empty() {
        return Vec::new();
    }
    match recent(ctx, xray).await {
        Ok(known) if known.reporting.is_empty() => Vec::new(),
        Ok(known) => {
            let warnings = patterns.iter().filter_map(|name| warning(name, &known));
            warnings.map(Notice::Warning).collect()
        }
        Err(error) => {
            let detail = format!("cannot read recent traces: {error}");
            vec![Notice::detail(detail)]
        }
    }
}

/// The names in the recent graph.
#[derive(Debug, Default)]
struct Known {
    /// Services that report segments: what a person may have meant.
    reporting: Vec<String>,
    /// What they call, and reports nothing itself.
    called: Vec<String>,
}

async fn recent(ctx: &Ctx, xray: &Xray) -> Result<Known> {
    let until = ctx.clock.now();
    let range = TimeRange {
        since: until - LOOKED_AT,
        until,
    };
    let graph = xray.service_graph(range, None).await?;
    let mut known = Known::default();
    for node in graph.nodes.into_iter().filter(|node| !node.is_client()) {
        let names = match node.state.as_deref() {
            Some("active") => &mut known.reporting,
            _ => &mut known.called,
        };
        if !names.contains(&node.name) {
            names.push(node.name);
        }
    }
    Ok(known)
}

fn warning(pattern: &str, known: &Known) -> Option<String> {
    let Known { reporting, called } = known;
    if reporting
        .iter()
        .chain(called)
        .any(|name| wildcard_matches(pattern, name))
    {
        return None;
    }
    let near = close_names(pattern, reporting.iter().map(String::as_str));
    let others = reporting
        .iter()
        .map(String::as_str)
        .filter(|name| !near.contains(name));
    let listed = near.iter().copied().chain(others);
    let mut listed: Vec<String> = listed.map(|name| format!("`{name}`")).collect();
    let more = listed.len().saturating_sub(SHOWN);
    listed.truncate(SHOWN);
    let mut listed = listed.join(", ");
    if more > 0 {
        listed.push_str(&format!(" and {more} more"));
    }
    let meant = near
        .first()
        .map_or_else(String::new, |name| format!(": did you mean `{name}`?"));
    Some(format!(
        "no traces from `{pattern}` in the last 6 hours{meant} (services seen: {listed})"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_near_name_is_offered_and_the_others_are_listed() {
        let known = "postgres backend-flask worker scorekeep queue mail";
        let known = Known {
            reporting: known.split(' ').map(str::to_owned).collect(),
            called: vec!["cruddur-messages".to_owned()],
        };
        let text = warning("blackend-flask", &known).unwrap();
        assert!(text.contains("did you mean `backend-flask`?"), "{text}");
        assert!(
            text.contains(
                "services seen: `backend-flask`, `postgres`, `worker`, `scorekeep`, `queue` and 1 more"
            ),
            "{text}"
        );
        assert_eq!(warning("Backend-*", &known), None);
        assert_eq!(warning("cruddur-messages", &known), None);
        let far = warning("Cruddur", &known).unwrap();
        assert!(
            !far.contains("did you mean"),
            "a callee is not meant: {far}"
        );
    }
}
