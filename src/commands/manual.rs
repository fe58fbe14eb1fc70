//! What the commands are: their long help and their manual pages.

pub mod help;
pub mod man;

use clap::Command;

use crate::error::{Error, Result};
use crate::model::close_names;

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
                None => error.hint("run `cruddur-obs --help` to list the commands"),
            }
        })?;
    }
    Ok(command)
}
