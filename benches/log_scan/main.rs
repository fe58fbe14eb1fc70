//! Search speed, and its effect on ingest: `cargo bench --bench log_scan`.
//!
//! The stack is the built binary in a separate process; this process queries it over HTTP, page by
//! page like an SDK. Both share the machine. Times are the best of `--rounds`.
//!
//! ```text
//! cargo bench --bench log_scan -- [scans|ingest|floor]… [--events N] [--keep FOLDER]
//!     [--rounds N] [--seconds N] [--stack BINARY]
//! ```
//!
//! With `--keep`, the events are loaded only once: the next run with the same folder and number
//! reuses them.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a report to a person; what fails ends the run"
)]

use std::path::PathBuf;
use std::time::Duration;

mod client;
mod events;
mod floor;
#[path = "../common/grouped.rs"]
mod grouped;
mod ingest;
mod load;
mod scans;
mod stack;

use grouped::grouped;
use stack::{Home, Stack};

/// The command-line arguments.
struct Settings {
    parts: Vec<String>,
    events: usize,
    keep: Option<PathBuf>,
    /// The stack's binary, to compare this build with another one.
    binary: PathBuf,
    /// The number of runs of each scan.
    rounds: usize,
    /// The duration of each ingest measurement.
    time: Duration,
}

impl Settings {
    fn parse() -> Self {
        let mut settings = Self {
            parts: Vec::new(),
            events: 10_000_000,
            keep: None,
            binary: env!("CARGO_BIN_EXE_cruddur-obs").into(),
            rounds: 3,
            time: Duration::from_secs(10),
        };
        let mut args = std::env::args().skip(1);
        while let Some(arg) = args.next() {
            let mut value = || args.next().unwrap();
            match arg.as_str() {
                // passed by cargo itself
                "--bench" => {}
                "--events" => settings.events = value().parse().unwrap(),
                "--keep" => settings.keep = Some(value().into()),
                "--stack" => settings.binary = value().into(),
                "--rounds" => settings.rounds = value().parse().unwrap(),
                "--seconds" => settings.time = Duration::from_secs(value().parse().unwrap()),
                _ => settings.parts.push(arg),
            }
        }
        settings
    }

    fn wants(&self, part: &str) -> bool {
        self.parts.is_empty() || self.parts.iter().any(|wanted| wanted == part)
    }
}

fn main() {
    let settings = Settings::parse();
    // `cargo test --benches` also builds and runs this, but it is not a test
    if settings.parts.iter().any(|part| part == "--test") {
        return;
    }
    let temporary = tempfile::tempdir().unwrap();
    let home = &Home {
        folder: match &settings.keep {
            Some(folder) => folder.clone(),
            None => temporary.path().to_owned(),
        },
        binary: settings.binary.clone(),
    };
    println!(
        "{} cores, {} events of {}–{} B in {} streams over {} hours",
        std::thread::available_parallelism().unwrap(),
        grouped(settings.events as f64),
        events::MIN_LENGTH,
        events::MAX_LENGTH,
        events::STREAMS,
        events::SPAN_MS / 3_600_000,
    );
    load::once(home, settings.events);
    if settings.wants("scans") {
        scans::run(home, settings.rounds);
    }
    if settings.wants("floor") {
        floor::run(home, settings.rounds);
    }
    if settings.wants("ingest") {
        ingest::run(home, settings.time);
    }
}

/// Starts a stack on the loaded data and waits until its background work is done.
fn settled(home: &Home) -> Stack {
    let stack = Stack::start(home);
    stack.settle();
    stack
}
