//! `--help` at every level of the command tree.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use clap::CommandFactory as _;
use cruddur_obs::cli::Cli;

use super::common::{User, assert_screen};

/// The start of the global flags in help.
const GLOBAL: &str = "\nGlobal options:";

/// Returns all visible commands as lists of words.
pub(super) fn tree() -> Vec<Vec<String>> {
    fn below(command: &clap::Command, words: &[String], all: &mut Vec<Vec<String>>) {
        all.push(words.to_vec());
        for child in command.get_subcommands().filter(|c| !c.is_hide_set()) {
            below(
                child,
                &[words, &[child.get_name().to_owned()]].concat(),
                all,
            );
        }
    }
    let mut all = Vec::new();
    below(&Cli::command(), &[], &mut all);
    all
}

#[test]
fn help_at_every_level() {
    let user = User::new();
    let mut names = BTreeSet::new();
    let root = user.run(["--help"]).stdout;
    let global = &root[root.find(GLOBAL).expect("there are global flags")..];
    for words in tree() {
        let mut outcome = user.run([&words[..], &["--help".to_owned()]].concat());
        if !words.is_empty() {
            assert!(
                outcome.stdout.contains(global),
                "the global flags are the same everywhere"
            );
            outcome.stdout = outcome.stdout.replace(global, "");
        }
        let name = [&["help".to_owned()], &words[..]].concat().join("-");
        insta::with_settings!({ snapshot_suffix => name.clone() }, {
            assert_screen!(outcome.expect_code(0));
        });
        names.insert(format!("cli__help__help_at_every_level@{name}.snap"));
    }
    // delete snapshots of commands that no longer exist
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/snapshots");
    for entry in fs::read_dir(folder).expect("there are snapshots") {
        let file = entry.expect("it is readable").file_name();
        let file = file.to_string_lossy().into_owned();
        let stale = file.starts_with("cli__help__help_at") && !names.contains(&file);
        assert!(
            !stale || file.ends_with(".new"),
            "delete tests/cli/snapshots/{file}"
        );
    }
}

#[test]
fn everything_that_can_be_typed_is_explained() {
    fn check(command: &clap::Command, path: &str) {
        let about = command
            .get_about()
            .map(ToString::to_string)
            .unwrap_or_default();
        assert!(!about.is_empty(), "`{path}` says nothing about itself");
        assert!(!about.ends_with('.'), "`{path}`: no period at the end");
        for arg in command.get_arguments().filter(|arg| !arg.is_hide_set()) {
            let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
            assert!(
                !help.is_empty(),
                "`{path}`: `{}` is not explained",
                arg.get_id()
            );
            assert!(
                !help.ends_with('.'),
                "`{path}`: `{}`: no period at the end",
                arg.get_id()
            );
        }
        for child in command.get_subcommands().filter(|c| !c.is_hide_set()) {
            check(child, &format!("{path} {}", child.get_name()));
        }
    }
    let mut tree = Cli::command();
    tree.build();
    check(&tree, "cruddur-obs");
}

#[test]
fn help_is_a_command_as_well() {
    let user = User::new();
    let flag = user.run(["traces", "show", "--help"]).expect_code(0).stdout;
    let command = user.run(["help", "traces", "show"]).expect_code(0).stdout;
    assert_eq!(command, flag);
    let root = user.run(["help"]).expect_code(0).stdout;
    assert_eq!(root, user.run(["--help"]).stdout);
    assert_screen!(user.run(["help", "traces", "shwo"]).expect_code(2));
}
