//! How the requests were answered.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use reqwest::Url;
use serde::Serialize;

use crate::error::Hint;
use crate::model::{Notice, counted};
use crate::render::{Align, Screen, Table, Tone, View, duration_ms};

/// One request and its status and latency, or why it was not answered.
pub(super) struct Answer {
    pub(super) route: &'static str,
    pub(super) result: Result<(u16, Duration), String>,
}

#[derive(Debug, Default, Serialize)]
pub(in crate::commands::backend) struct Summary {
    url: String,
    pub(super) requests: u64,
    /// Not answered at all.
    pub(super) failed: u64,
    seconds: f64,
    /// Answers by status.
    statuses: BTreeMap<u16, u64>,
    latency: Latency,
    routes: Vec<Route>,
    #[serde(skip)]
    latencies: Vec<f64>,
    #[serde(skip)]
    first_failure: Option<String>,
    /// Stopped by the user before the last request.
    #[serde(skip)]
    pub(super) interrupted: bool,
    #[serde(skip)]
    notices: Vec<Notice>,
}

/// In milliseconds.
#[derive(Debug, Default, Clone, Copy, Serialize)]
struct Latency {
    p50: f64,
    p95: f64,
    p99: f64,
    max: f64,
}

#[derive(Debug, Default, Serialize)]
struct Route {
    route: &'static str,
    requests: u64,
    failed: u64,
    statuses: BTreeMap<u16, u64>,
    latency: Latency,
    #[serde(skip)]
    latencies: Vec<f64>,
}

impl Summary {
    pub(super) fn new(url: &Url, notice: Option<Notice>) -> Self {
        Self {
            url: url.to_string(),
            notices: notice.into_iter().collect(),
            ..Self::default()
        }
    }

    pub(super) fn add(&mut self, answer: Answer) {
        let at = self
            .routes
            .iter()
            .position(|route| route.route == answer.route);
        let at = at.unwrap_or_else(|| {
            self.routes.push(Route {
                route: answer.route,
                ..Route::default()
            });
            self.routes.len() - 1
        });
        let route = &mut self.routes[at];
        self.requests += 1;
        route.requests += 1;
        match answer.result {
            Ok((status, latency)) => {
                let ms = latency.as_secs_f64() * 1_000.0;
                *self.statuses.entry(status).or_default() += 1;
                *route.statuses.entry(status).or_default() += 1;
                self.latencies.push(ms);
                route.latencies.push(ms);
            }
            Err(reason) => {
                self.failed += 1;
                route.failed += 1;
                self.first_failure.get_or_insert(reason);
            }
        }
    }

    /// Works out the latencies.
    pub(super) fn finish(&mut self, elapsed: Duration) {
        self.seconds = elapsed.as_secs_f64();
        self.latency = Latency::new(&mut self.latencies);
        for route in &mut self.routes {
            route.latency = Latency::new(&mut route.latencies);
        }
        self.routes.sort_by_key(|route| route.route);
    }

    /// What the table has no room for.
    fn sentence(&self) -> String {
        let Latency { p50, p95, p99, max } = self.latency;
        format!(
            "{} in {} ({:.1}/s): p50 {}, p95 {}, p99 {}, max {}",
            counted(self.requests, "request"),
            duration_ms(self.seconds * 1_000.0),
            self.requests as f64 / self.seconds.max(0.001),
            duration_ms(p50),
            duration_ms(p95),
            duration_ms(p99),
            duration_ms(max),
        )
    }

    pub(super) fn first_failure(&self) -> Option<String> {
        self.first_failure.clone()
    }
}

impl Latency {
    /// Nearest-rank percentiles: each is a latency that was measured.
    fn new(latencies: &mut [f64]) -> Self {
        latencies.sort_by(f64::total_cmp);
        let rank = |share: f64| {
            let rank = (share * latencies.len() as f64).ceil() as usize;
            latencies
                .get(rank.saturating_sub(1))
                .copied()
                .unwrap_or(0.0)
        };
        Self {
            p50: rank(0.50),
            p95: rank(0.95),
            p99: rank(0.99),
            max: rank(1.0),
        }
    }
}

fn count(statuses: &BTreeMap<u16, u64>, hundred: u16) -> u64 {
    let range = hundred * 100..hundred * 100 + 100;
    statuses.range(range).map(|(_, count)| count).sum()
}

impl View for Summary {
    fn table(&self, _screen: &Screen) -> Option<Table> {
        let columns = [
            ("ROUTE", Align::Left),
            ("SENT", Align::Right),
            ("2XX", Align::Right),
            ("4XX", Align::Right),
            ("5XX", Align::Right),
            ("P50", Align::Right),
            ("P95", Align::Right),
            ("MAX", Align::Right),
        ];
        let mut table = Table::new(&columns, "no requests were sent");
        for route in &self.routes {
            table.row(row(
                route.route,
                Tone::Plain,
                route.requests,
                &route.statuses,
                route.latency,
            ));
        }
        table.row(row(
            "all",
            Tone::Strong,
            self.requests,
            &self.statuses,
            self.latency,
        ));
        Some(table)
    }

    fn view(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        if let Some(table) = self.table(screen) {
            table.draw(screen, out)?;
        }
        if screen.terminal {
            writeln!(out, "\n{}", self.sentence())?;
        }
        Ok(())
    }

    fn notices(&self) -> &[Notice] {
        &self.notices
    }

    fn hints(&self) -> Vec<Hint> {
        if self.failed < self.requests {
            vec![Hint::run(["traces", "recent"], "show their traces")]
        } else {
            Vec::new()
        }
    }
}

fn row(
    name: &str,
    tone: Tone,
    requests: u64,
    statuses: &BTreeMap<u16, u64>,
    latency: Latency,
) -> [(String, Tone); 8] {
    let answers = |hundred, bad| {
        let count = count(statuses, hundred);
        (count.to_string(), if count > 0 { bad } else { Tone::Faint })
    };
    let answered = !statuses.is_empty();
    let time = |ms| {
        if answered {
            (duration_ms(ms), Tone::Plain)
        } else {
            ("-".to_owned(), Tone::Faint)
        }
    };
    [
        (name.to_owned(), tone),
        (requests.to_string(), tone),
        answers(2, Tone::Good),
        answers(4, Tone::Warn),
        answers(5, Tone::Bad),
        time(latency.p50),
        time(latency.p95),
        time(latency.max),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_nearest_ranks() {
        let mut latencies: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        let latency = Latency::new(&mut latencies);
        assert_eq!(
            (latency.p50, latency.p95, latency.p99, latency.max),
            (50.0, 95.0, 99.0, 100.0)
        );
        let latency = Latency::new(&mut [7.0]);
        assert_eq!((latency.p50, latency.max), (7.0, 7.0));
        assert_eq!(Latency::new(&mut []).max, 0.0);
    }

    #[test]
    fn answers_are_counted_by_route_and_status() {
        let mut summary = Summary::new(&Url::parse("http://h").unwrap(), None);
        let ok = |status| Ok((status, Duration::from_millis(5)));
        for (route, result) in [
            ("b", ok(200)),
            ("a", ok(500)),
            ("b", ok(204)),
            ("b", Err("refused".to_owned())),
            ("b", Err("later".to_owned())),
        ] {
            summary.add(Answer { route, result });
        }
        summary.finish(Duration::from_secs(1));
        assert_eq!((summary.requests, summary.failed), (5, 2));
        assert_eq!(count(&summary.statuses, 2), 2);
        assert_eq!(summary.routes[0].route, "a");
        assert_eq!(
            (summary.routes[1].requests, summary.routes[1].failed),
            (4, 2)
        );
        assert_eq!(summary.first_failure().as_deref(), Some("refused"));
    }
}
