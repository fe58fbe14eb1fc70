//! `--filter`: what the service would refuse, and what probably means something else.

use super::args::Plan;
use crate::context::Ctx;
use crate::error::{Error, Hint, Result};
use crate::model::shell_word;
use crate::query::log_pattern::{LogPattern, Suggestion, lint};

/// For a finding whose meaning nobody can know.
const OPERATORS: &str = "write `a b` for both, `?a ?b` for either and `-a` for without, such as `--filter '?ERROR ?WARN'`";

/// What the service would refuse is refused here, with its place.
pub(super) fn check(ctx: &Ctx, pattern: &str) -> Result<()> {
    let Err(error) = LogPattern::parse(pattern) else {
        return Ok(());
    };
    let room = ctx.output.talk().width.saturating_sub(8);
    let place = error.syntax().caret(room);
    let refused = Error::usage(format!(
        "`--filter` is not a filter pattern: {error}\n{place}"
    ));
    let suggestions = lint(pattern).map_or_else(Vec::new, |lint| lint.suggestions);
    if suggestions.is_empty() {
        return Err(refused.hint(error.hint()));
    }
    Err(suggestions.iter().map(hint).fold(refused, Error::hint))
}

/// Warns of a filter that probably means something else; it is used as it is.
pub(super) fn warn(ctx: &Ctx, plan: &Plan) {
    let Some(lint) = plan.query.pattern.as_deref().and_then(lint) else {
        return;
    };
    ctx.output.warn(&format!("`--filter`: {}", lint.finding));
    let mut hints: Vec<Hint> = lint.suggestions.iter().map(hint).collect();
    if hints.is_empty() {
        hints.push(OPERATORS.into());
    }
    ctx.output.hints(&hints);
}

fn hint(suggestion: &Suggestion) -> Hint {
    Hint::Text(format!(
        "use `--filter {}` {}",
        shell_word(&suggestion.pattern),
        suggestion.purpose
    ))
}
