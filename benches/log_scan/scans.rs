//! Searches of stored events, page by page until there is no token.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::client::Connection;
use crate::events::{RARE, RARE_CODE, RARE_TRACE};
use crate::load::GROUP;
use crate::settled;
use crate::stack::{Home, Stack};

/// A search.
pub(crate) struct Search {
    what: &'static str,
    pattern: String,
    /// Whether it matches so many events that only the first page is read.
    common: bool,
}

/// The results of a search.
#[derive(Clone, Copy)]
struct Outcome {
    /// The time to the first page with a match.
    first: Option<Duration>,
    /// The time to the last page.
    end: Duration,
    longest: Duration,
    pages: usize,
    found: usize,
    /// Processor time of the stack, in seconds.
    processor: f64,
}

impl Search {
    pub(crate) fn new(what: &'static str, pattern: &str) -> Self {
        Self {
            what,
            pattern: pattern.to_owned(),
            common: false,
        }
    }

    fn common(what: &'static str, pattern: &str) -> Self {
        Self {
            common: true,
            ..Self::new(what, pattern)
        }
    }

    /// Reads all pages, or only the first.
    fn run(&self, stack: &Stack, newest_first: bool) -> Outcome {
        let mut connection = Connection::open(stack.services);
        let busy = stack.processor();
        let started = Instant::now();
        let mut outcome = Outcome {
            first: None,
            end: Duration::ZERO,
            longest: Duration::ZERO,
            pages: 0,
            found: 0,
            processor: 0.0,
        };
        let mut token = None;
        loop {
            let asked = Instant::now();
            let page = connection.page(&self.request(newest_first, token.as_deref()));
            outcome.longest = outcome.longest.max(asked.elapsed());
            outcome.pages += 1;
            outcome.found += page.events.len();
            outcome.end = started.elapsed();
            if !page.events.is_empty() {
                outcome.first.get_or_insert(outcome.end);
            }
            token = page.next_token;
            if token.is_none() || (self.common && outcome.found > 0) {
                outcome.processor = stack.processor() - busy;
                return outcome;
            }
        }
    }

    /// Repeats the search to keep the stack busy, until `stop` returns true.
    pub(crate) fn repeat(&self, stack: &Stack, stop: impl Fn() -> bool) -> usize {
        let mut connection = Connection::open(stack.services);
        let (mut token, mut ended) = (None, 0);
        while !stop() {
            token = connection
                .page(&self.request(false, token.as_deref()))
                .next_token;
            ended += usize::from(token.is_none());
        }
        ended
    }

    fn request(&self, newest_first: bool, token: Option<&str>) -> serde_json::Value {
        let mut request = json!({
            "logGroupName": GROUP,
            "filterPattern": self.pattern,
            // the service supports `startFromHead: false` only from this time on
            "startTime": 1_704_067_200_000_i64,
            "startFromHead": !newest_first,
        });
        if let Some(token) = token {
            request["nextToken"] = token.into();
        }
        request
    }
}

/// A pattern without required literals, so every message has to be matched.
pub(crate) const NEEDLELESS: &str = "%5[0-9]{2} 39[0-9]{3} .[a-z]+/[0-9.]+. 8[0-9]{2}ms%";

fn searches() -> Vec<Search> {
    let pattern = |text: &str| text.replace("RARE", RARE).replace("CODE", RARE_CODE);
    vec![
        Search::new("a rare word", RARE),
        Search::new("an id", RARE_TRACE),
        Search::new("a word that is nowhere", "SegmentationFault"),
        Search::new("either of two", &pattern("?RARE ?StackOverflowError")),
        Search::new("JSON, a rare value", &pattern("{ $.code = \"CODE\" }")),
        Search::new("JSON, a rare number", "{ $.duration_ms > 899.98 }"),
        Search::new(
            "words of a line",
            "[ip, id, user, at, request, status = 503, size > 39980, ...]",
        ),
        Search::new("regex with a text", "%OutOf[A-Z][a-z]+Error%"),
        Search::new("regex without one", NEEDLELESS),
        Search::common("a common word", "trace"),
        Search::common("everything", ""),
    ]
}

pub(crate) fn run(home: &Home, rounds: usize) {
    let stack = settled(home);
    println!(
        "\n{:<24} {:<7} {:>10} {:>10} {:>12} {:>6} {:>9} {:>9}",
        "FILTERLOGEVENTS",
        "FROM",
        "FIRST MS",
        "ALL MS",
        "MAX_LENGTH CALL",
        "PAGES",
        "FOUND",
        "CPU MS"
    );
    for search in searches() {
        for (from, newest_first) in [("oldest", false), ("newest", true)] {
            let mut outcomes = (0..rounds).map(|_| search.run(&stack, newest_first));
            let mut best = outcomes.next().unwrap();
            for other in outcomes {
                assert_eq!(other.found, best.found, "{}", search.what);
                best.first = best.first.min(other.first);
                best.end = best.end.min(other.end);
                best.longest = best.longest.min(other.longest);
                best.processor = best.processor.min(other.processor);
            }
            show(&search, from, best);
        }
    }
    let memory = stack.memory();
    println!(
        "memory {} MB own, {} MB peak with the mapped parts of the database of {} MB",
        memory.own,
        memory.peak,
        stack.disk().0 / 1_000_000
    );
    stack.stop();
}

fn show(search: &Search, from: &str, outcome: Outcome) {
    let ms = |time: Duration| format!("{:.1}", time.as_secs_f64() * 1e3);
    let end = if search.common {
        "-".to_owned()
    } else {
        ms(outcome.end)
    };
    println!(
        "{:<24} {from:<7} {:>10} {end:>10} {:>12} {:>6} {:>9} {:>9.0}",
        search.what,
        outcome.first.map_or("-".to_owned(), ms),
        ms(outcome.longest),
        outcome.pages,
        outcome.found,
        outcome.processor * 1e3,
    );
}
