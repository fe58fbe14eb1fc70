//! "Did you mean" for commands, across nouns: `status` is a verb of several.

use clap::Command;
use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::model::close_names;

/// Returns the same error with suggestions that can be typed. `args` is the command line
/// without the program's name.
pub(super) fn with_suggestions(
    mut error: clap::Error,
    root: &Command,
    args: &[String],
) -> clap::Error {
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand) else {
                return error;
            };
            let meant = meant(root, &path_before(root, args, word), word);
            error.remove(ContextKind::SuggestedSubcommand);
            error.remove(ContextKind::Suggested);
            if !meant.is_empty() {
                let program = root.get_name();
                let meant: Vec<_> = meant.iter().map(|m| format!("`{program} {m}`")).collect();
                let tip = StyledStr::from(format!("did you mean {}?", meant.join(" or ")));
                error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip]));
            }
        }
        // how to pass a flag as a value is never what was meant
        ErrorKind::UnknownArgument => {
            error.remove(ContextKind::Suggested);
        }
        _ => {}
    }
    error
}

/// The commands before `word` in the command line.
fn path_before(root: &Command, args: &[String], word: &str) -> Vec<String> {
    let mut path = Vec::new();
    let mut command = root;
    for arg in args {
        if arg == word {
            break;
        }
        if let Some(child) = command.find_subcommand(arg) {
            command = child;
            path.push(child.get_name().to_owned());
        }
    }
    path
}

/// The commands that `word` below `path` may stand for: verbs of this name of other nouns, or
/// near misses of what may stand there, or near misses of other verbs.
fn meant(root: &Command, path: &[String], word: &str) -> Vec<String> {
    const SHOWN: usize = 4;
    const MIN_WORD: usize = 5;
    let mut verbs = Vec::new();
    for noun in visible(root) {
        verbs.extend(visible(noun).map(|verb| (noun.get_name(), verb.get_name())));
    }
    let of_names = |names: &[&str]| -> Vec<String> {
        let verbs = verbs.iter().filter(|(_, verb)| names.contains(verb));
        verbs.map(|(noun, verb)| format!("{noun} {verb}")).collect()
    };
    let mut meant = of_names(&[word]);
    if meant.is_empty() {
        let mut names = path.iter();
        let below = names.try_fold(root, |command, name| command.find_subcommand(name));
        let names = below.into_iter().flat_map(visible).map(Command::get_name);
        let near = close_names(word, names).into_iter();
        meant.extend(near.map(|name| [path, &[name.to_owned()]].concat().join(" ")));
    }
    // a short word is near many, and some of them delete things
    if meant.is_empty() && word.len() >= MIN_WORD {
        let near = close_names(word, verbs.iter().map(|(_, verb)| *verb));
        meant = of_names(&near);
    }
    meant.truncate(SHOWN);
    meant
}

fn visible(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|c| !c.is_hide_set())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::Cli;

    fn of(line: &str) -> Vec<String> {
        let root = Cli::command();
        let args: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let word = args.last().cloned().unwrap_or_default();
        meant(&root, &path_before(&root, &args, &word), &word)
    }

    #[test]
    fn a_verb_without_its_noun_names_all_that_have_it() {
        assert_eq!(of("status"), ["local status", "backend status"]);
        assert_eq!(
            of("create-group"),
            ["logs create-group", "xray create-group"]
        );
        assert_eq!(of("tail"), ["traces tail", "logs tail"]);
        assert_eq!(of("recent"), ["traces recent"]);
        assert_eq!(of("run"), ["local run", "backend run"]);
        assert_eq!(of("--target cloud items"), ["rollbar items"]);
    }

    #[test]
    fn a_verb_under_the_wrong_noun_is_found_as_well() {
        assert_eq!(of("logs status"), ["local status", "backend status"]);
        assert_eq!(of("xray recent"), ["traces recent"]);
    }

    #[test]
    fn near_misses_are_offered_where_they_were_typed() {
        assert_eq!(of("local statsu"), ["local status"]);
        assert_eq!(of("lgos"), ["logs"]);
        assert_eq!(of("statsu"), ["local status", "backend status"]);
        assert!(of("zzzzzz").is_empty());
        assert!(
            of("env set").is_empty(),
            "`local reset` is near, and deletes"
        );
    }
}
