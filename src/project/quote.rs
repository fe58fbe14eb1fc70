//! Quotes values for shells and for the file formats of environments.
//!
//! All formats but JSON reject control characters, and characters that are invisible or reorder
//! their neighbours. They never occur in a name, address or key, and each format has its own
//! pitfalls with them.

use crate::model::{escape_json, is_unsafe};

/// A value that the format cannot represent safely.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum QuoteError {
    #[error("it contains a control character")]
    Control,
    #[error("it contains an invisible or reordering character (U+{:04X})", u32::from(*.0))]
    Invisible(char),
    #[error(
        "it contains a quote or a backslash, which readers of such files interpret differently"
    )]
    Ambiguous,
}

/// Quotes for POSIX shells: `eval` yields the value and runs nothing.
pub(crate) fn shell(value: &str) -> Result<String, QuoteError> {
    refuse_control(value)?;
    Ok(crate::model::shell_word(value))
}

/// Quotes for `.env` files so that dotenv libraries, Compose and shells agree: bare, or in single
/// quotes, in which none of them expands anything.
pub(crate) fn dotenv(value: &str) -> Result<String, QuoteError> {
    refuse_control(value)?;
    if is_bare(value) {
        return Ok(value.to_owned());
    }
    if value.contains('\'') || value.contains(r"\\") || value.ends_with('\\') {
        return Err(QuoteError::Ambiguous);
    }
    Ok(format!("'{value}'"))
}

/// Quotes for YAML as a double-quoted scalar, which has JSON's escapes.
pub(crate) fn yaml(value: &str) -> Result<String, QuoteError> {
    refuse_control(value)?;
    Ok(json(value))
}

/// Quotes for YAML files in which `$` starts a variable (Compose, the OpenTelemetry Collector).
pub(crate) fn yaml_with_variables(value: &str) -> Result<String, QuoteError> {
    Ok(yaml(value)?.replace('$', "$$"))
}

/// Quotes for JSON, with invisible characters escaped.
pub(crate) fn json(value: &str) -> String {
    escape_json(&serde_json::Value::from(value).to_string()).into_owned()
}

fn refuse_control(value: &str) -> Result<(), QuoteError> {
    if value.chars().any(char::is_control) {
        return Err(QuoteError::Control);
    }
    match value.chars().find(|c| is_unsafe(*c)) {
        Some(hidden) => Err(QuoteError::Invisible(hidden)),
        None => Ok(()),
    }
}

/// Whether every reader of environment files takes `value` literally.
fn is_bare(value: &str) -> bool {
    !value.is_empty()
        && value
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_@%+=:,./-".contains(&b))
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    const ODD: [&str; 12] = [
        "plain-1.2_3",
        "",
        "two words",
        "it's",
        "$(touch pwned) `id` ${HOME} $HOME",
        "a\"b",
        "back\\slash",
        "two\\\\slashes",
        "ends\\",
        "#hash ; & | > < * ? [ ] { } ~ !",
        "ünïcode ✓",
        "{{ x }} {% y %}",
    ];

    #[test]
    fn a_shell_reads_back_what_was_written() {
        for value in ODD {
            let script = format!("printf %s {}", shell(value).unwrap());
            let output = Command::new("sh").args(["-c", &script]).output().unwrap();
            assert_eq!(String::from_utf8_lossy(&output.stdout), value, "{script}");
        }
    }

    #[test]
    fn dotenv_readers_agree_with_a_shell() {
        for value in ODD {
            let Ok(quoted) = dotenv(value) else {
                assert!(value.contains('\'') || value.contains('\\'), "{value}");
                continue;
            };
            let text = format!("NAME={quoted}\n");
            let mut read = dotenvy::from_read_iter(text.as_bytes());
            assert_eq!(read.next().unwrap().unwrap().1, value);
            let script = format!("{text}printf %s \"$NAME\"");
            let output = Command::new("sh").args(["-c", &script]).output().unwrap();
            assert_eq!(String::from_utf8_lossy(&output.stdout), value);
        }
    }

    #[test]
    fn yaml_json_and_toml_read_back_what_was_written() {
        for value in ODD {
            let read: String = serde_yaml_ng::from_str(&yaml(value).unwrap()).unwrap();
            assert_eq!(read, value);
            let doubled = yaml_with_variables(value).unwrap();
            let read: String = serde_yaml_ng::from_str(&doubled).unwrap();
            assert_eq!(read.replace("$$", "$"), value);
            let read: String = serde_json::from_str(&json(value)).unwrap();
            assert_eq!(read, value);
        }
    }

    #[test]
    fn control_characters_are_refused_everywhere() {
        for value in ["a\nb", "a\0b", "\u{1b}[2J", "\u{85}"] {
            assert_eq!(shell(value), Err(QuoteError::Control));
            assert_eq!(dotenv(value), Err(QuoteError::Control));
            assert_eq!(yaml_with_variables(value), Err(QuoteError::Control));
        }
    }

    #[test]
    fn what_cannot_be_seen_is_refused_by_name() {
        for hidden in ['\u{202e}', '\u{200b}', '\u{ad}', '\u{3164}', '\u{e0041}'] {
            let value = format!("a{hidden}b");
            assert_eq!(shell(&value), Err(QuoteError::Invisible(hidden)));
            assert_eq!(dotenv(&value), Err(QuoteError::Invisible(hidden)));
            assert_eq!(
                yaml_with_variables(&value),
                Err(QuoteError::Invisible(hidden))
            );
        }
        assert_eq!(json("a\u{202e}b"), "\"a\\u202eb\"");
        let told = QuoteError::Invisible('\u{202e}').to_string();
        assert!(told.contains("U+202E"), "{told}");
    }
}
