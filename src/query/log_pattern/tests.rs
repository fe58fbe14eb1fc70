use super::*;

mod agreement;
mod errors;
mod guide;
mod json;
mod naive;

/// Whether the pattern takes the message.
fn takes(pattern: &str, message: &str) -> bool {
    match LogPattern::parse(pattern) {
        Ok(parsed) => parsed.matches(message),
        Err(error) => panic!("{pattern}: {error}\n{}", error.syntax().caret(100)),
    }
}

/// Checks each `(pattern, message, outcome)`.
fn check(cases: &[(&str, &str, bool)]) {
    for (pattern, message, outcome) in cases {
        assert_eq!(takes(pattern, message), *outcome, "{pattern} on {message}");
    }
}
