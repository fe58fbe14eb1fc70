//! Commands in hints, help, README and documentation exist.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Command, CommandFactory as _};
use cruddur_obs::cli::Cli;
use regex::Regex;

const PROGRAM: &str = "cruddur-obs";
/// Words at which a shell ends the arguments of a command.
const ENDS: [&str; 8] = ["|", ">", ">>", "&&", "||", ";", "#", "&"];

#[test]
fn every_command_that_a_text_names_can_be_typed() {
    let mut root = Cli::command();
    root.build();
    let mut checked = 0;
    let mut wrong = Vec::new();
    for path in texts() {
        let text = fs::read_to_string(&path).expect("texts are readable");
        let markdown = path.extension().is_some_and(|kind| kind == "md");
        for line in named(&text, markdown) {
            checked += 1;
            if let Err(fault) = check(&root, &line) {
                wrong.push(format!("{}: `{PROGRAM}{line}`: {fault}", path.display()));
            }
        }
    }
    assert!(checked > 20, "the texts were not read: {checked} commands");
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn what_cannot_be_typed_is_seen() {
    let mut root = Cli::command();
    root.build();
    for line in [
        "",
        " local",
        " local start --free-ports",
        " --target cloud rollbar items --since 1h",
        " rollbar item 12",
        " rollbar item {number} -o json",
        " completions bash > file",
        " local status # says",
    ] {
        assert_eq!(check(&root, line), Ok(()), "{line}");
    }
    for line in [
        " lokal",
        " local begin",
        " local start --ports",
        " local start now",
        " -x",
    ] {
        assert!(check(&root, line).is_err(), "{line}");
    }
    let text = "type `cruddur-obs local\n   status` or `cruddur-obs`\n$ cruddur-obs up\n";
    assert_eq!(named(text, true), [" local status", "", " up"]);
}

/// Sources, templates and documentation.
fn texts() -> Vec<PathBuf> {
    fn below(folder: &Path, all: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("folders are readable") {
            let path = entry.expect("folders are readable").path();
            if path.is_dir() {
                below(&path, all);
            } else {
                all.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    for name in ["src", "docs", "templates"] {
        below(&root.join(name), &mut all);
    }
    all.extend(["CONTRIBUTING.md", "README.md"].map(|name| root.join(name)));
    all
}

/// Returns the text after the program's name, in backticks and after prompts.
fn named(text: &str, markdown: bool) -> Vec<String> {
    let blanks = Regex::new(r"(\\?\n\s*(///?!?|//!|#|>)?\s*|\s+)").expect("it is a pattern");
    let quoted = Regex::new(&format!("`{PROGRAM}((?:\\s|\\\\)[^`]*)?`")).expect("it is a pattern");
    let typed = Regex::new(&format!(r"(?m)^\s*(?:\$ )?{PROGRAM}( .*)?$")).expect("it is a pattern");
    let all = |pattern: &Regex| -> Vec<(usize, String)> {
        let found = pattern.captures_iter(text).map(|captures| {
            let whole = captures.get(0).map_or(0, |whole| whole.start());
            let rest = captures.get(1).map_or("", |rest| rest.as_str());
            (whole, blanks.replace_all(rest, " ").into_owned())
        });
        found.collect()
    };
    let mut lines = all(&quoted);
    if markdown {
        lines.extend(all(&typed));
    }
    lines.sort();
    lines.into_iter().map(|(_, line)| line).collect()
}

/// Checks that the commands and flags of this line exist. Ignores values, which are often
/// placeholders.
fn check(root: &Command, line: &str) -> Result<(), String> {
    let mut command = root;
    let mut positionals = 0;
    let mut words = line
        .split_whitespace()
        .take_while(|word| !ENDS.contains(word));
    while let Some(word) = words.next() {
        if let Some(flag) = word.strip_prefix('-').filter(|rest| !rest.is_empty()) {
            if flag == "-" {
                return Ok(());
            }
            let (name, attached) = match flag.split_once('=') {
                Some((name, _)) => (name, true),
                None => (flag, false),
            };
            let found = command
                .get_arguments()
                .find(|arg| match name.strip_prefix('-') {
                    Some(long) => arg.get_long() == Some(long),
                    None => arg.get_short() == name.chars().next(),
                });
            let found = found.ok_or_else(|| format!("there is no `-{name}`"))?;
            if found.get_action().takes_values() && !attached {
                words.next();
            }
        } else if let Some(child) = command.find_subcommand(word) {
            command = child;
        } else if word.starts_with('{') && command.has_subcommands() {
            return Ok(());
        } else {
            positionals += 1;
            let last = command.get_positionals().last();
            let many =
                last.is_some_and(|arg| arg.get_num_args().is_some_and(|n| n.max_values() > 1));
            if positionals > command.get_positionals().count() && !many {
                return Err(format!("there is no `{word}`"));
            }
        }
    }
    Ok(())
}
