//! Interactive prompts.
//!
//! All read whole lines. Prompts that read single keys hide the cursor, and Ctrl-C would end the
//! program with the cursor still hidden.

use std::io::{self, IsTerminal as _};

use dialoguer::{Input, Password};
use secrecy::SecretString;

use crate::error::{Error, Kind, Result};
use crate::model::{Target, escape};

/// Whether a user can be asked.
pub fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks for confirmation of a destructive action. Without a terminal, requires `--yes`. `target` is
/// named in the question if the action exists on both targets.
pub fn confirm(yes: bool, what: &str, target: Option<Target>) -> Result<()> {
    if yes {
        return Ok(());
    }
    if !can_ask() {
        return Err(Error::usage(format!(
            "this would {what}, and there is no terminal to ask on"
        ))
        .hint("use `--yes` to skip the confirmation"));
    }
    if agree(&question(what, target), false)? {
        Ok(())
    } else {
        Err(Error::new(Kind::Interrupted, "nothing was changed"))
    }
}

fn question(what: &str, target: Option<Target>) -> String {
    match target {
        Some(target) => format!("This will {what} (target: {target}). Go on?"),
        None => format!("This will {what}. Go on?"),
    }
}

/// Asks a yes/no question.
pub fn agree(question: &str, default: bool) -> Result<bool> {
    let choices = if default { "Y/n" } else { "y/N" };
    let answer: String = Input::new()
        .with_prompt(format!("{} [{choices}]", escape(question)))
        .allow_empty(true)
        .validate_with(|text: &String| match yes_or_no(text, default) {
            Some(_) => Ok(()),
            None => Err("type `y` or `n`"),
        })
        .interact_text()
        .map_err(unanswered)?;
    Ok(yes_or_no(&answer, default).unwrap_or(false))
}

/// Asks for a line of text that `check` accepts.
pub fn ask(
    question: &str,
    default: &str,
    check: impl Fn(&str) -> std::result::Result<(), String>,
) -> Result<String> {
    let input = Input::new()
        .with_prompt(escape(question))
        .allow_empty(true)
        .validate_with(|text: &String| check(text.trim()));
    let input = match default {
        "" => input,
        default => input.default(default.to_owned()),
    };
    let answer = input.interact_text().map_err(unanswered)?;
    Ok(answer.trim().to_owned())
}

/// Asks for a secret without echo. Returns `None` for an empty answer.
pub fn ask_secret(question: &str) -> Result<Option<SecretString>> {
    let answer = Password::new()
        .with_prompt(escape(question))
        .allow_empty_password(true)
        .report(false)
        .interact()
        .map_err(unanswered)?;
    let answer = answer.trim();
    Ok((!answer.is_empty()).then(|| SecretString::from(answer)))
}

fn yes_or_no(text: &str, default: bool) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "" => Some(default),
        "y" | "yes" => Some(true),
        "n" | "no" => Some(false),
        _ => None,
    }
}

fn unanswered(error: dialoguer::Error) -> Error {
    let dialoguer::Error::IO(error) = error;
    match error.kind() {
        // Ctrl-D
        io::ErrorKind::UnexpectedEof | io::ErrorKind::Interrupted => {
            Error::new(Kind::Interrupted, "nothing was changed")
        }
        _ => Error::failed("cannot ask on this terminal").caused_by(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_names_a_target_only_where_it_is_acted_on() {
        let cloud = question("delete the group `a`", Some(Target::Cloud));
        assert_eq!(
            cloud,
            "This will delete the group `a` (target: cloud). Go on?"
        );
        let local = question("delete the local data", None);
        assert_eq!(local, "This will delete the local data. Go on?");
    }
}
