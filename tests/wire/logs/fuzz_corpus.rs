//! Replays the fuzzers' corpus; see `fuzz/README.md`.

use std::path::Path;

use cruddur_obs::query::log_pattern::LogPattern;

#[path = "../../../fuzz/checks.rs"]
mod checks;

/// The inputs of a fuzz target.
fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target);
    let files = std::fs::read_dir(&folder).unwrap();
    let inputs: Vec<_> = files
        .map(|file| std::fs::read(file.unwrap().path()).unwrap())
        .collect();
    assert!(
        inputs.len() >= 20,
        "{} has {}",
        folder.display(),
        inputs.len()
    );
    inputs
}

#[test]
fn the_parsers_corpus() {
    for input in corpus("log_pattern_parse") {
        checks::parse(&input);
    }
}

#[test]
fn the_evaluators_corpus() {
    for input in corpus("log_pattern_matches") {
        checks::matches(&input);
    }
}
