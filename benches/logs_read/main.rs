//! The speed of reading a log group: `cargo bench --bench logs_read`.
//!
//! Compares `logs search` and `logs tail` with `aws logs tail`, awslogs and a minimal loop in
//! Python. All read the same events from the same server and write them to a file; times are for
//! whole processes, including their start. They take turns, so that other load on the machine
//! affects all of them. Ratios are of the medians of one run.
//!
//! ```text
//! cargo bench --bench logs_read -- [--events N[,N…]] [--rounds N] [--only NAME[,NAME…]]
//!     [--latency MS] [--quota CALLS_A_SECOND]
//! ```
//!
//! `--aws`, `--awslogs` and `--python` set the paths of the peers. Missing peers are skipped.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a report to a person; what fails ends the run"
)]

use std::time::Duration;

mod data;
mod known;
mod readers;
mod server;

use readers::{Peers, READERS, Reader, Run};
use server::{Manners, Server};

struct Settings {
    events: Vec<usize>,
    rounds: usize,
    only: Vec<String>,
    manners: Manners,
    peers: Peers,
}

impl Settings {
    fn parse(mut args: impl Iterator<Item = String>) -> Self {
        let mut settings = Self {
            events: vec![50_000, 1_000_000],
            rounds: 5,
            only: Vec::new(),
            manners: Manners::default(),
            peers: Peers::default(),
        };
        while let Some(arg) = args.next() {
            let mut value = || args.next().unwrap();
            match arg.as_str() {
                // passed by cargo itself
                "--bench" => {}
                "--events" => {
                    let counts = value();
                    settings.events = counts.split(',').map(|n| n.parse().unwrap()).collect();
                }
                "--rounds" => settings.rounds = value().parse().unwrap(),
                "--only" => settings.only = value().split(',').map(str::to_owned).collect(),
                "--latency" => settings.manners.latency_ms = value().parse().unwrap(),
                "--quota" => settings.manners.quota = value().parse().unwrap(),
                "--aws" => settings.peers.aws = value().into(),
                "--awslogs" => settings.peers.awslogs = value().into(),
                "--python" => settings.peers.python = value().into(),
                other => panic!("{other} is no option of this"),
            }
        }
        settings
    }

    fn wants(&self, reader: &Reader) -> bool {
        self.only.is_empty() || self.only.iter().any(|name| name == reader.name)
    }
}

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some(server::SERVER) => return server::serve(),
        // `cargo test --benches` also builds and runs this, but it is not a test
        Some("--test") => return,
        _ => {}
    }
    let settings = Settings::parse(std::env::args().skip(1));
    for &events in &settings.events {
        let Manners { latency_ms, quota } = settings.manners;
        println!(
            "\n{events} events, {} rounds; latency {latency_ms} ms, quota {quota}",
            settings.rounds
        );
        let server = Server::start(events, settings.manners);
        let mut results: Vec<(&Reader, Vec<Run>)> = Vec::new();
        for round in 0..settings.rounds {
            for reader in READERS.iter().filter(|reader| settings.wants(reader)) {
                let Some(run) = reader.run(&server, &settings.peers) else {
                    if round == 0 {
                        println!("  {} is not on this machine", reader.name);
                    }
                    continue;
                };
                match results
                    .iter_mut()
                    .find(|(known, _)| known.name == reader.name)
                {
                    Some((_, runs)) => runs.push(run),
                    None => results.push((reader, vec![run])),
                }
            }
        }
        report(events, &results);
        if quota > 0 {
            let pages = server.window.pages();
            let bound = pages as f64 / quota as f64;
            println!("  {pages} full pages: at {quota} calls a second {bound:.1} s at least");
            let known = known::read(&server, quota as f64).as_secs_f64();
            let share = bound / known * 100.0;
            println!("  with a quota that is known {known:.1} s: {share:.0} % of the bound");
        }
    }
}

fn report(events: usize, results: &[(&Reader, Vec<Run>)]) {
    let wall_of = |name: &str| {
        let found = results.iter().find(|(reader, _)| reader.name == name);
        found.map(|(_, runs)| median(runs.iter().map(|run| run.wall.as_secs_f64())))
    };
    println!(
        "  {:<28}{:>9}{:>9}{:>12}{:>8}{:>8}{:>9}{:>10}",
        "", "median s", "best s", "events/s", "CPU s", "MiB", "x raw", "x aws tail"
    );
    for (reader, runs) in results {
        let wall = median(runs.iter().map(|run| run.wall.as_secs_f64()));
        let best = runs
            .iter()
            .map(|run| run.wall)
            .min()
            .unwrap_or(Duration::ZERO);
        let peak = runs.iter().map(|run| run.peak).fold(0.0, f64::max);
        let processor = median(runs.iter().map(|run| run.processor));
        let times = |name: &str| match wall_of(name) {
            Some(other) => format!("{:.2}", other / wall),
            None => "-".to_owned(),
        };
        println!(
            "  {:<28}{wall:>9.3}{:>9.3}{:>12.0}{processor:>8.2}{peak:>8.1}{:>9}{:>10}",
            reader.name,
            best.as_secs_f64(),
            events as f64 / wall,
            times(readers::RAW),
            times(readers::AWS),
        );
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
