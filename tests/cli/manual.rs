//! Examples and manual pages are complete, and their commands can be run.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use clap::Parser as _;
use cruddur_obs::cli::Cli;

use super::common::User;
use super::help::tree;

/// Returns the example commands in the long help.
fn examples(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != "Examples:");
    let shown = lines.skip(1).take_while(|line| line.starts_with("  "));
    let typed = shown.filter_map(|line| line.strip_prefix("  $ "));
    typed.map(str::to_owned).collect()
}

/// Runs a line in a shell and returns the arguments of each `cruddur-obs` call.
fn arguments(folder: &Path, line: &str) -> Vec<Vec<String>> {
    let record = folder.join("record");
    let _ = fs::remove_file(&record);
    let status = Command::new("bash")
        .args(["--norc", "-c", line])
        .env_clear()
        .env("PATH", format!("{}:/usr/bin:/bin", folder.display()))
        .env("HOME", folder)
        .env("RECORD", &record)
        .current_dir(folder)
        .status()
        .expect("bash can be run");
    assert!(status.success(), "{line}");
    let text = fs::read_to_string(&record).unwrap_or_default();
    let runs = text.split_terminator("\n\n");
    runs.map(|run| run.split('\n').map(str::to_owned).collect())
        .collect()
}

#[test]
fn every_command_has_examples_that_can_be_typed() {
    let user = User::new();
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let program = folder.path().join("cruddur-obs");
    let script = "#!/bin/sh\nfor word in cruddur-obs \"$@\"; do printf '%s\\n' \"$word\" >> \"$RECORD\"; done\necho >> \"$RECORD\"\n";
    fs::write(&program, script).expect("the file can be written");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("it can be run");
    for below in [
        ".local/share/bash-completion/completions",
        ".config/fish/completions",
    ] {
        fs::create_dir_all(folder.path().join(below)).expect("folders can be made");
    }
    for words in tree() {
        let path = words.join(" ");
        let help = user
            .run([&words[..], &["--help".to_owned()]].concat())
            .stdout;
        let lines = examples(&help);
        assert!(!lines.is_empty(), "`{path}` has no example");
        let mut names_it = words.is_empty();
        for line in &lines {
            assert!(line.len() <= 74, "too long for a reader: {line}");
            let runs = arguments(folder.path(), line);
            assert!(!runs.is_empty(), "`{line}` does not run this program");
            for run in runs {
                if let Err(error) = Cli::try_parse_from(&run) {
                    panic!("`{path}`: {line}: {error}");
                }
                let said = run.iter().filter(|word| words.contains(word)).count();
                names_it |= said >= words.len();
            }
        }
        assert!(names_it, "no example of `{path}` runs it");
    }
}

#[test]
fn manual_pages_have_the_sections_that_pages_have() {
    let user = User::new();
    for words in tree() {
        let page = user.run([&["man".to_owned()], &words[..]].concat()).stdout;
        let sections: Vec<&str> = page
            .lines()
            .filter_map(|line| line.strip_prefix(".SH "))
            .map(|name| name.trim_matches('"'))
            .collect();
        let mut wanted = vec!["NAME", "SYNOPSIS", "DESCRIPTION", "EXAMPLES", "EXIT STATUS"];
        wanted.push("ENVIRONMENT");
        if !words.is_empty() {
            wanted.push("SEE ALSO");
        }
        let mut found = sections.iter();
        for name in wanted {
            assert!(
                found.any(|section| *section == name),
                "{words:?}: no {name} in {sections:?}"
            );
        }
    }
}

#[test]
fn the_manual_knows_the_variables_that_the_readme_lists() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"));
    let readme = readme.expect("it is readable");
    let user = User::new();
    let pages = user.run(["man"]).stdout + &user.run(["man", "backend", "run"]).stdout;
    let pages = pages.replace('\\', "");
    let variables = regex::Regex::new(r"`([A-Z][A-Z_]{3,})`").expect("it is a pattern");
    let rows = readme.lines().filter(|line| line.starts_with("| `"));
    let names: Vec<&str> = rows
        .filter_map(|row| row.split('|').nth(1))
        .flat_map(|cell| variables.captures_iter(cell))
        .filter_map(|found| found.get(1).map(|name| name.as_str()))
        .collect();
    assert!(names.len() > 20, "the tables were not read: {names:?}");
    for name in names {
        assert!(pages.contains(name), "{name} is in no manual page");
    }
}
