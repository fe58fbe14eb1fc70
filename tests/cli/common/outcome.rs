//! The outcome of a command, and its form in a snapshot.

use std::fmt;
use std::path::Path;
use std::process::Output;

use clap::Parser as _;
use clap::error::ErrorKind;
use cruddur_obs::cli::Cli;
use insta::Settings;
use serde::de::DeserializeOwned;

/// A pattern and its replacement in snapshots.
pub(crate) type Filter = (&'static str, &'static str);

/// Trace ids in both formats, for traces with random ids.
pub(crate) const TRACE_IDS: Filter = (
    r"\b(1-[0-9a-f]{8}-[0-9a-f]{24}|[0-9a-f]{32})\b",
    "[TRACE ID]",
);
pub(crate) const UUIDS: Filter = (r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "[UUID]");
/// Measured durations, with the blanks used for alignment.
pub(crate) const DURATIONS: Filter = (r" *\b\d+(\.\d+)? ?(ns|µs|us|ms|s)\b", " [DURATION]");

#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    line: String,
    /// `None` if it was killed by a signal.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    filters: Vec<(String, String)>,
}

impl Outcome {
    pub(crate) fn new(line: String, output: &Output, folder: &Path) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let folder = regex::escape(&folder.display().to_string());
        let version = regex::escape(env!("CARGO_PKG_VERSION"));
        let filters = [
            // a temporary folder has a second path if it is reached through a link
            (format!("(/private)?{folder}"), "[USER]"),
            (
                r"\b(127\.0\.0\.1|localhost|\[::1\]):\d{2,5}\b".to_owned(),
                "$1:[PORT]",
            ),
            (r#""pid": ?\d+"#.to_owned(), r#""pid": "[PID]""#),
            (
                r#""nonce": ?"[0-9a-f]{32}""#.to_owned(),
                r#""nonce": "[NONCE]""#,
            ),
            (
                r#""stored_bytes": ?\d+"#.to_owned(),
                r#""stored_bytes": "[SIZE]""#,
            ),
            (
                format!(r#""version": ?"{version}""#),
                r#""version": "[VERSION]""#,
            ),
            (r"\b[\d.]+ [KM]iB stored".to_owned(), "[SIZE] stored"),
            (r"\bprocess \d+\b".to_owned(), "process [PID]"),
            (
                format!(r"\bcruddur-obs {version}\b"),
                "cruddur-obs [VERSION]",
            ),
            (r"\([0-9a-f]{7,12}, store".to_owned(), "([COMMIT], store"),
        ];
        let outcome = Self {
            line,
            code: output.status.code(),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
            filters: filters.map(|(what, by)| (what, by.to_owned())).into(),
        };
        for command in outcome.hinted_commands() {
            let parsed = Cli::try_parse_from(&command);
            let parses = parsed.map_or_else(|e| e.kind() == ErrorKind::DisplayHelp, |_| true);
            assert!(parses, "{command:?} cannot be typed\n{outcome}");
        }
        outcome
    }

    /// Returns the commands of this program in the hints, split into words like a shell does.
    pub(crate) fn hinted_commands(&self) -> Vec<Vec<String>> {
        let said = self.stderr.lines();
        let commands = said.filter_map(|line| line.strip_prefix("hint: run `cruddur-obs"));
        let commands = commands.filter_map(|rest| rest.split('`').next());
        // commands with a placeholder cannot be run
        let commands = commands.filter(|command| !command.contains('…'));
        commands
            .map(|command| shell_words(&format!("cruddur-obs{command}")))
            .collect()
    }

    /// Adds a filter for the snapshot.
    pub(crate) fn hide(mut self, (pattern, by): (&str, &str)) -> Self {
        self.filters.push((pattern.to_owned(), by.to_owned()));
        self
    }

    /// Fails the test and shows the output unless the exit code is `code`.
    #[track_caller]
    pub(crate) fn expect_code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "\n{self}");
        self
    }

    /// Parses stdout as a single JSON document.
    #[track_caller]
    pub(crate) fn json<T: DeserializeOwned>(&self) -> T {
        match serde_json::from_str(&self.stdout) {
            Ok(value) => value,
            Err(error) => panic!("stdout is not the expected JSON: {error}\n{self}"),
        }
    }
}

/// Splits a line like a shell does; single quotes group words.
fn shell_words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        let last = words.len() - 1;
        match c {
            '\'' => quoted = !quoted,
            '\\' if !quoted => words[last].extend(chars.next()),
            ' ' if !quoted => words.push(String::new()),
            c => words[last].push(c),
        }
    }
    assert!(!quoted, "an open quote in {line}");
    words
}

/// The snapshot settings of `assert_screen!`.
pub(crate) fn settings(outcomes: &[Outcome]) -> Settings {
    let mut settings = Settings::clone_current();
    settings.set_omit_expression(true);
    for (pattern, by) in outcomes.iter().flat_map(|outcome| &outcome.filters) {
        settings.add_filter(pattern, by);
    }
    settings
}

/// Joins the outcomes as they would appear in a terminal.
pub(crate) fn transcript(outcomes: &[Outcome]) -> String {
    let texts: Vec<_> = outcomes.iter().map(Outcome::to_string).collect();
    texts.join("\n")
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self
            .code
            .map_or("by a signal".to_owned(), |code| code.to_string());
        writeln!(f, "$ {}\nexit: {code}", self.line)?;
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !text.is_empty() {
                writeln!(f, "--- {name}")?;
                f.write_str(text)?;
                if !text.ends_with('\n') {
                    writeln!(f, "⏎ no line break at the end")?;
                }
            }
        }
        Ok(())
    }
}
