//! A service with real pages, a latency and a quota, in virtual time.

use std::cell::Cell;
use std::cell::RefCell;
use std::collections::VecDeque;

use super::super::virtual_time::VirtualTime;
use super::super::{EventPage, FailureClass, RateLimiter};
use super::*;
use crate::error::Kind;

struct Service {
    time: Rc<VirtualTime>,
    /// In order.
    events: Vec<LogEvent>,
    page: usize,
    latency: Duration,
    calls: Cell<u32>,
    /// Calls a second that are taken; the others are throttled.
    limiter: Option<usize>,
    taken: RefCell<VecDeque<Duration>>,
    /// Answers of a query that covers this time.
    broken: Option<Timestamp>,
}

impl EventSource for Service {
    async fn page(
        &self,
        query: &EventQuery,
        token: Option<&str>,
    ) -> std::result::Result<EventPage, ReadError> {
        self.calls.set(self.calls.get() + 1);
        let now = self.time.elapsed();
        let throttled = {
            let mut taken = self.taken.borrow_mut();
            taken.retain(|at| *at + Duration::from_secs(1) > now);
            taken.push_back(now);
            self.limiter.is_some_and(|limiter| taken.len() > limiter)
        };
        self.time.sleep(self.latency).await;
        let within = |at: Timestamp| at >= query.since && query.until.is_none_or(|end| at < end);
        let refusal = match (throttled, self.broken) {
            (true, _) => Some(FailureClass::Throttled),
            (false, Some(at)) if within(at) && token.is_some() => Some(FailureClass::Refused),
            _ => None,
        };
        if let Some(class) = refusal {
            let error = Error::failed("cannot read");
            return Err(ReadError { class, error });
        }
        let mut events: Vec<_> = self.events.iter().filter(|e| within(e.at)).collect();
        if query.newest_first {
            events.reverse();
        }
        let skip: usize = token.map_or(0, |token| token.parse().unwrap());
        let more = events.len() > skip + self.page;
        let page = events.into_iter().skip(skip).take(self.page).cloned();
        Ok(EventPage {
            events: page.collect(),
            token: more.then(|| (skip + self.page).to_string()),
        })
    }
}

struct Nobody;

impl Watch for Nobody {
    fn waits(&self, _: &ReadError, _: Duration) {}

    fn moved(&self, share: Share) {
        assert!((0.0..=1.0).contains(&share.done));
    }
}

fn ms(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(1_795_000_000_000 + ms).unwrap()
}

fn events(times: impl IntoIterator<Item = i64>, size: usize) -> Vec<LogEvent> {
    let mut times: Vec<_> = times.into_iter().collect();
    times.sort_unstable();
    let event = |(number, at): (usize, i64)| LogEvent {
        id: Some(number.to_string()),
        at: ms(at),
        ingested: None,
        stream: String::new(),
        message: "x".repeat(size),
    };
    times.into_iter().enumerate().map(event).collect()
}

fn service(events: Vec<LogEvent>, page: usize, latency_ms: u64) -> Service {
    Service {
        time: Rc::new(VirtualTime::default()),
        events,
        page,
        latency: Duration::from_millis(latency_ms),
        calls: Cell::new(0),
        limiter: None,
        taken: RefCell::default(),
        broken: None,
    }
}

/// What came of reading: the numbers of the events, how it ended, the most that was held,
/// the calls and the time.
struct Outcome {
    ids: Vec<usize>,
    end: Result<()>,
    most_held: usize,
    calls: u32,
    took: Duration,
}

fn read(service: Service, limiter: RateLimiter, range: (i64, i64), newest_first: bool) -> Outcome {
    let time = Rc::clone(&service.time);
    let reader = Reader::new(service, Rc::clone(&time), limiter);
    let query = EventQuery {
        newest_first,
        ..EventQuery::all("cruddur", ms(range.0))
    };
    let mut slices = ParallelReader::new(
        &reader,
        query,
        ms(range.1),
        RetryLimits::READ,
        Rc::new(Nobody),
    );
    let (mut ids, mut most_held) = (Vec::new(), 0);
    let end = time.run(async {
        while let Some(events) = slices.next().await? {
            assert!(!events.is_empty());
            ids.extend(
                events
                    .iter()
                    .map(|e| e.id.as_ref().unwrap().parse::<usize>().unwrap()),
            );
            most_held = most_held.max(slices.held);
            assert!((0.0..=1.0).contains(&slices.share().done));
        }
        Ok(())
    });
    drop(slices);
    Outcome {
        ids,
        end,
        most_held,
        calls: reader.source.calls.get(),
        took: time.elapsed(),
    }
}

#[test]
fn each_event_is_given_once_and_in_order_whatever_the_density() {
    let burst = |at: i64, count: i64| (0..count).map(move |n| at + n / 40);
    let shapes: [Vec<i64>; 6] = [
        Vec::new(),
        vec![0],
        (0..5_000).map(|n| n * 7).collect(),
        // everything in one millisecond
        vec![17; 3_000],
        // quiet, a burst, quiet
        (0..50)
            .map(|n| n * 700)
            .chain(burst(20_000, 4_000))
            .collect(),
        // dense at the beginning, nothing after
        burst(0, 4_000).collect(),
    ];
    for (number, times) in shapes.into_iter().enumerate() {
        for newest_first in [false, true] {
            for limiter in [
                RateLimiter::unknown(),
                RateLimiter::per_second(5.0),
                RateLimiter::per_second(25.0),
            ] {
                let events = events(times.clone(), 5_000);
                let within = |e: &&LogEvent| e.at >= ms(0) && e.at < ms(35_000);
                let mut expected: Vec<usize> = events
                    .iter()
                    .filter(within)
                    .map(|e| e.id.as_ref().unwrap().parse().unwrap())
                    .collect();
                if newest_first {
                    expected.reverse();
                }
                let outcome = read(
                    service(events, 200, 300),
                    limiter,
                    (0, 35_000),
                    newest_first,
                );
                outcome.end.unwrap();
                assert_eq!(
                    outcome.ids, expected,
                    "shape {number}, newest first {newest_first}"
                );
                assert!(outcome.most_held <= MAX_HELD, "{}", outcome.most_held);
            }
        }
    }
}

#[test]
fn a_slow_service_is_read_by_as_many_walks_as_its_quota_allows() {
    // 200 pages at 10 calls a second are 20 seconds; one walk alone takes 100
    let events = events((0..40_000).map(|n| n * 10), 100);
    let one = events.len() as u32 / 200;
    let outcome = read(
        service(events, 200, 500),
        RateLimiter::per_second(10.0),
        (0, 400_000),
        false,
    );
    outcome.end.unwrap();
    let bound = f64::from(one) / 10.0;
    let share = bound / outcome.took.as_secs_f64();
    assert!(
        share >= 0.85,
        "{share:.2} of the limiter's bound, {} calls for {one} pages",
        outcome.calls
    );
}

#[test]
fn a_quick_service_is_read_by_one_walk_that_wastes_no_call() {
    let events = events((0..40_000).map(|n| n * 10), 100);
    let service = Service {
        limiter: Some(10),
        ..service(events, 200, 60)
    };
    let outcome = read(service, RateLimiter::per_second(10.0), (0, 400_000), false);
    outcome.end.unwrap();
    assert_eq!(outcome.calls, 200);
    let share = 20.0 / outcome.took.as_secs_f64();
    assert!(share >= 0.95, "{share:.2} of the limiter's bound");
}

#[test]
fn an_unknown_quota_is_learned_on_the_way_and_nothing_is_lost() {
    let service = Service {
        limiter: Some(10),
        ..service(events((0..20_000).map(|n| n * 10), 100), 100, 200)
    };
    let outcome = read(service, RateLimiter::unknown(), (0, 200_000), false);
    outcome.end.unwrap();
    assert_eq!(outcome.ids, (0..20_000).collect::<Vec<_>>());
}

#[test]
fn what_lies_before_a_failure_is_given_and_nothing_after() {
    let service = Service {
        broken: Some(ms(150_000)),
        ..service(events((0..20_000).map(|n| n * 10), 100), 100, 50)
    };
    let outcome = read(service, RateLimiter::unknown(), (0, 200_000), false);
    assert_eq!(outcome.end.unwrap_err().kind(), Kind::Failed);
    let given = outcome.ids.len();
    assert!(given < 15_000, "{given}");
    assert_eq!(outcome.ids, (0..given).collect::<Vec<_>>());
}
