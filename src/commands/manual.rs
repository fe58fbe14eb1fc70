//! What the commands are: their long help and their manual pages.

mod examples;
pub(crate) mod help;
pub(crate) mod man;
mod sections;
mod variables;

use clap::Command;

use crate::error::{Error, Hint, Result};
use crate::model::close_names;

/// The tree with the examples of each command, for its long help.
#[must_use]
pub(crate) fn with_examples(command: Command) -> Command {
    add_examples(command, "")
}

fn add_examples(mut command: Command, path: &str) -> Command {
    let examples = examples::of_command(path);
    if !examples.is_empty() {
        let about = command.get_long_about().or(command.get_about());
        let about = about.map(ToString::to_string).unwrap_or_default();
        command = command.long_about(format!("{about}\n\n{}", shown(examples)));
    }
    command.mut_subcommands(|child| {
        let path = format!("{path} {}", child.get_name());
        add_examples(child, path.trim_start())
    })
}

/// As `--help` shows them, before the flags.
fn shown(examples: &[examples::Example]) -> String {
    let mut text = "Examples:".to_owned();
    for (purpose, lines) in examples {
        text.push_str("\n  # ");
        text.push_str(purpose);
        for line in lines.lines() {
            text.push_str("\n  $ ");
            text.push_str(line);
        }
    }
    text
}

/// The path of a command below the program: `logs tail`.
fn path_of<'c>(root: &Command, command: &'c Command) -> &'c str {
    let name = command.get_bin_name().unwrap_or(command.get_name());
    let path = name.strip_prefix(root.get_name()).unwrap_or(name);
    path.trim_start()
}

/// The command that `words` name, in a tree that is built.
fn find<'c>(root: &'c Command, words: &[String]) -> Result<&'c Command> {
    let mut command = root;
    for (place, word) in words.iter().enumerate() {
        command = command.find_subcommand(word).ok_or_else(|| {
            let before = &words[..place];
            let path = [before, std::slice::from_ref(word)].concat().join(" ");
            let error = Error::usage(format!("there is no command `{path}`"));
            let names = command.get_subcommands().map(Command::get_name);
            match close_names(word, names).first() {
                Some(close) => {
                    let meant = [before, &[(*close).to_owned()]].concat().join(" ");
                    error.hint(format!("did you mean `{meant}`?"))
                }
                None => error.hint(Hint::run(["--help"], "list the commands")),
            }
        })?;
    }
    Ok(command)
}
