//! X-Ray groups: named filter expressions.

use serde::Serialize;

/// The maximum length of the name of a group or sampling rule (X-Ray API, `GroupName`, `RuleName`).
pub const NAME_MAX: usize = 32;
/// The name of X-Ray's built-in group and sampling rule.
pub(super) const RESERVED_NAME: &str = "Default";

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// Trimmed, because X-Ray may return a filter with a trailing line break.
    pub filter: String,
    /// Whether X-Ray looks for anomalies in the group.
    pub insights: bool,
    /// Whether X-Ray sends anomalies to EventBridge.
    pub notifications: bool,
}

/// Why a name cannot be used for a new group or rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    #[error("the name is empty")]
    Empty,
    #[error("expected at most {NAME_MAX} characters, found {0}")]
    Long(usize),
    #[error("`{RESERVED_NAME}` is reserved by X-Ray")]
    Reserved,
    #[error("it has a control character, or white space at an end")]
    Characters,
    #[error("`{0}` is not allowed (use A-Z a-z 0-9 -)")]
    Letter(String),
}

/// Checks a group's name before sending it (developer guide, "Configuring groups": letters, digits
/// and dashes).
pub fn check_group_name(name: &str) -> Result<(), NameError> {
    check_name(name)?;
    if name.eq_ignore_ascii_case(RESERVED_NAME) {
        return Err(NameError::Reserved);
    }
    match name
        .chars()
        .find(|c| !c.is_ascii_alphanumeric() && *c != '-')
    {
        Some(c) => Err(NameError::Letter(c.escape_debug().to_string())),
        None => Ok(()),
    }
}

/// Checks a rule's name before sending it.
pub fn check_name(name: &str) -> Result<(), NameError> {
    let length = name.chars().count();
    if name.is_empty() {
        Err(NameError::Empty)
    } else if length > NAME_MAX {
        Err(NameError::Long(length))
    } else if name == RESERVED_NAME {
        Err(NameError::Reserved)
    } else if name.chars().any(char::is_control) || name.trim() != name {
        Err(NameError::Characters)
    } else {
        Ok(())
    }
}

/// Returns the services named in a filter expression: `service("x")`, also within `edge(…)`. This
/// is a text search for quoted names after these words, not a parser.
pub fn services_named(filter: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let lower = filter.to_ascii_lowercase();
    for (word, arguments) in [("service(", 1), ("edge(", 2)] {
        for (at, _) in lower.match_indices(word) {
            // `myservice("x")` does not count
            let before = lower[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.') {
                continue;
            }
            let mut rest = &filter[at + word.len()..];
            for _ in 0..arguments {
                rest = rest.trim_start_matches([' ', ',', '\t', '\n']);
                let Some((name, tail)) = quoted(rest) else {
                    break;
                };
                if !name.is_empty() && !names.contains(&name) {
                    names.push(name);
                }
                rest = tail;
            }
        }
    }
    names
}

/// Splits off a leading `"…"`: returns its content and the rest.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut name = String::new();
    let mut characters = text.strip_prefix('"')?.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => return Some((name, &text[at + 2..])),
            '\\' => name.push(characters.next()?.1),
            c => name.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked_like_x_ray_does() {
        assert_eq!(check_name("Cruddur"), Ok(()));
        assert_eq!(check_name(&"x".repeat(32)), Ok(()));
        assert_eq!(check_name(&"é".repeat(32)), Ok(()));
        assert_eq!(check_name(&"x".repeat(33)), Err(NameError::Long(33)));
        assert_eq!(check_name(""), Err(NameError::Empty));
        assert_eq!(check_name("Default"), Err(NameError::Reserved));
        assert_eq!(check_name("default"), Ok(()));
        assert_eq!(check_name("a\nb"), Err(NameError::Characters));
        assert_eq!(check_name(" a"), Err(NameError::Characters));
    }

    #[test]
    fn a_groups_name_has_its_own_alphabet() {
        assert_eq!(check_group_name("Cruddur-2"), Ok(()));
        assert_eq!(check_group_name("default"), Err(NameError::Reserved));
        for (name, c) in [("my group", " "), ("grüppe", "ü"), ("a_b", "_")] {
            assert_eq!(check_group_name(name), Err(NameError::Letter(c.to_owned())));
        }
        assert_eq!(check_group_name(""), Err(NameError::Empty));
    }

    #[test]
    fn the_services_of_a_filter() {
        for (filter, names) in [
            (r#"service("backend-flask")"#, vec!["backend-flask"]),
            (
                r#"service("a") { fault } OR SERVICE( "b\"c" )"#,
                vec!["a", "b\"c"],
            ),
            (r#"edge("client", "api") {ok}"#, vec!["client", "api"]),
            (r#"service() { fault } AND service("a")"#, vec!["a"]),
            (r#"service(id(name: "a"))"#, vec![]),
            (r#"myservice("a") annotation.service = "x""#, vec![]),
            (r#"service("unterminated"#, vec![]),
            ("responsetime > 2", vec![]),
        ] {
            assert_eq!(services_named(filter), names, "{filter}");
        }
    }
}
