//! `completions/` and `man/` match the output of the binary, and shells can parse them.
//!
//! `UPDATE_GENERATED=1 cargo test --test generated` updates them. Skips shells that are not
//! installed, unless `REQUIRE_SHELLS=1` requires all of them.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "switches of the test itself"
)]

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// The shells and their completion files.
const SHELLS: [(&str, &str); 5] = [
    ("bash", "cruddur-obs.bash"),
    ("zsh", "_cruddur-obs"),
    ("fish", "cruddur-obs.fish"),
    ("powershell", "_cruddur-obs.ps1"),
    ("elvish", "cruddur-obs.elv"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the output of the binary in an empty environment.
fn run(args: &[&str]) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_cruddur-obs"))
        .args(args)
        .env_clear()
        .output()
        .expect("the binary can be run");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && said.is_empty(),
        "{args:?}: {said}"
    );
    output.stdout
}

/// Returns the files of a folder by name.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return BTreeMap::new(),
        entries => entries.expect("the folder is readable"),
    };
    entries
        .map(|entry| {
            let entry = entry.expect("the folder is readable");
            let text = fs::read(entry.path()).expect("the file is readable");
            (entry.file_name().to_string_lossy().into_owned(), text)
        })
        .collect()
}

/// Compares a committed folder with its expected files, or updates it.
fn compare(folder: &str, expected: &BTreeMap<String, Vec<u8>>) {
    let path = root().join(folder);
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        fs::create_dir_all(&path).expect("the folder can be made");
        for name in files(&path)
            .keys()
            .filter(|name| !expected.contains_key(*name))
        {
            fs::remove_file(path.join(name)).expect("the file can be deleted");
        }
        for (name, text) in expected {
            fs::write(path.join(name), text).expect("the file can be written");
        }
    }
    let committed = files(&path);
    let names = committed.keys().chain(expected.keys());
    let mut stale: Vec<_> = names
        .filter(|name| committed.get(*name) != expected.get(*name))
        .map(|name| format!("{folder}/{name}"))
        .collect();
    stale.dedup();
    assert!(
        stale.is_empty(),
        "stale: {stale:?}; `UPDATE_GENERATED=1 cargo test --test generated` writes them anew"
    );
}

#[test]
fn the_completions_are_those_of_this_version() {
    let scripts = SHELLS.map(|(shell, file)| (file.to_owned(), run(&["completions", shell])));
    compare("completions", &scripts.into());
}

#[test]
fn the_manual_pages_are_those_of_this_version() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder
        .path()
        .to_str()
        .expect("temporary folders have plain names");
    assert_eq!(run(&["man", "--dir", path]), b"");
    let pages = files(folder.path());
    assert_eq!(pages.get("cruddur-obs.1"), Some(&run(&["man"])));
    assert_eq!(
        pages.get("cruddur-obs-local-run.1"),
        Some(&run(&["man", "local", "run"]))
    );
    compare("man", &pages);
}

/// Runs a shell if it is installed.
fn shell(program: &str, args: &[&str]) -> Option<Output> {
    match Command::new(program).args(args).output() {
        Ok(output) => Some(output),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let required = std::env::var_os("REQUIRE_SHELLS").is_some();
            assert!(!required, "{program} is not installed");
            eprintln!("{program} is not installed: its script is not tried");
            None
        }
        Err(error) => panic!("{program}: {error}"),
    }
}

/// Copies a shell's completion script to a temporary folder, under the name that the shell expects.
fn script(shell: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let file = SHELLS.iter().find(|(name, _)| *name == shell);
    let path = folder.path().join(file.expect("the shell is known").1);
    fs::write(&path, run(&["completions", shell])).expect("the file can be written");
    (folder, path)
}

/// Returns the words on the shell's stdout; stderr must be empty.
fn words(output: &Output) -> Vec<String> {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.is_empty(), "{said}");
    let text = String::from_utf8_lossy(&output.stdout);
    text.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn bash_completes_a_verb() {
    let (_folder, script) = script("bash");
    let load = format!(
        "set -u; source '{}'; spec=$(complete -p cruddur-obs); \
         [[ $spec =~ -F\\ ([^ ]+) ]]; COMP_WORDS=(cruddur-obs local st); COMP_CWORD=2; \
         ${{BASH_REMATCH[1]}} cruddur-obs st local; echo \"${{COMPREPLY[@]}}\"",
        script.display()
    );
    let Some(output) = shell("bash", &["--norc", "-c", &load]) else {
        return;
    };
    assert_eq!(words(&output), ["start", "stop", "status"]);
}

#[test]
fn fish_completes_a_verb() {
    let (_folder, script) = script("fish");
    let load = format!(
        "source '{}'; complete -C 'cruddur-obs local st'",
        script.display()
    );
    let Some(output) = shell("fish", &["--no-config", "-c", &load]) else {
        return;
    };
    let words = words(&output);
    for verb in ["start", "stop", "status"] {
        assert!(words.iter().any(|word| word == verb), "{words:?}");
    }
}

#[test]
fn zsh_registers_the_function() {
    let (_folder, script) = script("zsh");
    let load = format!(
        "autoload -U compinit; compinit -D -u; source '{}'; print ${{_comps[cruddur-obs]}}",
        script.display()
    );
    let Some(output) = shell("zsh", &["-f", "-c", &load]) else {
        return;
    };
    assert_eq!(words(&output), ["_cruddur-obs"]);
}
