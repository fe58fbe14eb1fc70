//! What can be said of a filter expression without evaluating it.

use super::XrayError;

/// The longest expression (API reference).
const MAX_LENGTH: usize = 2_000;

/// Refuses what is no expression in any reading: quotes or brackets that do not close.
pub(super) fn check(expression: &str) -> Result<(), XrayError> {
    if expression.chars().count() > MAX_LENGTH {
        let message = format!("Filter expression exceeds the maximum length of {MAX_LENGTH}");
        return Err(XrayError::Invalid(message));
    }
    match unbalanced(expression) {
        None => Ok(()),
        Some(what) => Err(XrayError::Invalid(format!(
            "Invalid filter expression: {what} in `{}`",
            expression.trim()
        ))),
    }
}

/// The answer to a query that only an evaluated expression could answer: never
/// "everything".
pub(super) fn not_evaluated() -> XrayError {
    XrayError::invalid("Filter expressions are not evaluated by the local stack yet")
}

/// The service of an expression that is `service("name")` and nothing else: what groups
/// are mostly made for, and the one expression that is evaluated so far.
pub(super) fn only_service(expression: &str) -> Option<&str> {
    let rest = expression.trim().strip_prefix("service")?.trim_start();
    let name = rest.strip_prefix('(')?.strip_suffix(')')?.trim();
    let name = name.strip_prefix('"')?.strip_suffix('"')?;
    (!name.is_empty() && !name.contains(['"', '\\'])).then_some(name)
}

fn unbalanced(expression: &str) -> Option<String> {
    let mut open = Vec::new();
    let mut chars = expression.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => loop {
                match chars.next() {
                    None => return Some("a quote is not closed".to_owned()),
                    Some('\\') => {
                        chars.next();
                    }
                    Some('"') => break,
                    Some(_) => {}
                }
            },
            '(' => open.push(')'),
            '[' => open.push(']'),
            '{' => open.push('}'),
            ')' | ']' | '}' if open.pop() != Some(c) => {
                return Some(format!("`{c}` closes nothing"));
            }
            _ => {}
        }
    }
    open.pop().map(|c| format!("`{c}` is missing"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_of_the_guide_pass() {
        for expression in [
            "",
            "service(\"backend-flask\")\n",
            "service(\"example.com\") {fault OR error}",
            "fault = true AND http.url CONTAINS \"example/game\" AND responsetime >= 5",
            "annotation[aws:config] = \"a \\\" ) b\"",
            "rootcause.json = #[{ \"Services\": [ { \"Name\": \"GetWeatherData\" } ] }]",
            "edge(id(name: \"a\", type: \"client\"), \"b\") {!ok}",
        ] {
            assert_eq!(check(expression), Ok(()), "{expression}");
        }
    }

    #[test]
    fn a_service_alone_is_understood_and_nothing_else() {
        assert_eq!(only_service(" service ( \"a b\" )\n"), Some("a b"));
        for expression in [
            "",
            "service()",
            "service(\"\")",
            "service(a)",
            "service(\"a\") {fault}",
            "service(\"a\") OR service(\"b\")",
            "!service(\"a\")",
            "service(\"a\\\"b\")",
        ] {
            assert_eq!(only_service(expression), None, "{expression}");
        }
    }

    #[test]
    fn what_does_not_close_is_refused() {
        for expression in [
            "service(\"backend-flask\"",
            "service(\"backend-flask)",
            "service(\"a\")}",
            "service(\"a\"]",
            "(a",
            "\"\\",
            &"a".repeat(2_001),
        ] {
            assert!(
                matches!(check(expression), Err(XrayError::Invalid(_))),
                "{expression}"
            );
        }
    }
}
