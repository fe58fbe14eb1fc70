//! Ingest throughput of the stack: `cargo bench --bench ingest`.
//!
//! The stack is the built binary in a separate process; this process generates the load. Both share
//! the machine, so the numbers are for the pair. Compare peers only within one run on one machine.
//!
//! `cargo bench --bench ingest -- [traces|limit|segments|logs]… [--seconds N] [--connections N]`
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a report to a person; what fails ends the run"
)]

use std::time::Duration;

mod client;
#[path = "../common/grouped.rs"]
mod grouped;
mod limit;
mod logs;
mod segments;
mod stack;
mod traces;

use grouped::grouped;

/// The command-line arguments.
#[derive(Debug, Clone)]
struct Settings {
    parts: Vec<String>,
    /// The duration of each measurement.
    time: Duration,
    /// Concurrent connections.
    connections: usize,
}

impl Settings {
    fn parse() -> Self {
        let mut settings = Self {
            parts: Vec::new(),
            time: Duration::from_secs(10),
            connections: 8,
        };
        let mut args = std::env::args().skip(1);
        while let Some(arg) = args.next() {
            let mut number = || args.next().and_then(|n| n.parse().ok()).unwrap();
            match arg.as_str() {
                // passed by cargo itself
                "--bench" => {}
                "--seconds" => settings.time = Duration::from_secs(number()),
                "--connections" => settings.connections = number() as usize,
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
    if settings
        .parts
        .first()
        .is_some_and(|part| part == limit::SERVER)
    {
        return limit::serve();
    }
    // `cargo test --benches` also builds and runs this, but it is not a test
    if settings.parts.iter().any(|part| part == "--test") {
        return;
    }
    println!(
        "{} cores, {} connections, {} s each",
        std::thread::available_parallelism().unwrap(),
        settings.connections,
        settings.time.as_secs()
    );
    if settings.wants("limit") {
        limit::run(&settings);
    }
    if settings.wants("traces") {
        traces::run(&settings);
    }
    if settings.wants("segments") {
        segments::run(&settings);
    }
    if settings.wants("logs") {
        logs::run(&settings);
    }
}
