//! Following a service in which events become visible late, on a clock of its own.

use std::cell::{Cell, RefCell};

use super::*;
use crate::error::Error;
use crate::providers::cloudwatch_logs::EventPage;

const START: &str = "2026-11-20T09:14:05Z";

/// Events with the second in which each becomes visible.
struct Service {
    /// Goes on only by waiting, and by what a call takes.
    time: Cell<Duration>,
    events: RefCell<Vec<(u64, LogEvent)>>,
    page_size: usize,
    /// Failures of the calls to come.
    failures: RefCell<Vec<Trouble>>,
    calls: Cell<usize>,
    asked_since: RefCell<Vec<Timestamp>>,
}

fn start() -> Timestamp {
    START.parse().unwrap()
}

impl Service {
    fn new() -> Self {
        Self {
            time: Cell::default(),
            events: RefCell::default(),
            page_size: 3,
            failures: RefCell::default(),
            calls: Cell::default(),
            asked_since: RefCell::default(),
        }
    }

    /// An event of `second`, visible `late` seconds after.
    fn add(&self, id: &str, second: i64, late: u64) {
        let event = LogEvent {
            id: Some(id.to_owned()),
            at: start() + SignedDuration::from_secs(second),
            ingested: None,
            stream: "s".to_owned(),
            message: "the same words".to_owned(),
        };
        let visible = u64::try_from(second).unwrap_or(0) + late;
        let mut events = self.events.borrow_mut();
        events.push((visible, event));
        events.sort_by_key(|(_, event)| event.at);
    }

    fn now(&self) -> Timestamp {
        let passed = SignedDuration::try_from(self.time.get()).unwrap();
        start() + passed
    }

    fn follow(&self) -> Follow<'_, Self> {
        let query = EventQuery {
            group: "cruddur".to_owned(),
            pattern: None,
            since: start() - SignedDuration::from_mins(10),
            until: None,
        };
        Follow::new(self, query, || self.now())
    }
}

impl EventSource for Service {
    async fn pause(&self, time: Duration) {
        self.time.set(self.time.get() + time);
    }

    fn elapsed(&self) -> Duration {
        self.time.get()
    }

    async fn page(&self, query: &EventQuery, token: Option<&str>) -> Result<EventPage, ReadError> {
        self.pause(Duration::from_millis(20)).await;
        self.calls.set(self.calls.get() + 1);
        if let Some(trouble) = self.failures.borrow_mut().pop() {
            let error = Error::failed("cannot read");
            return Err(ReadError { trouble, error });
        }
        self.asked_since.borrow_mut().push(query.since);
        let second = self.time.get().as_secs();
        let skip: usize = token.map_or(0, |token| token.parse().unwrap());
        let events = self.events.borrow();
        let visible = events
            .iter()
            .filter(|(visible, event)| *visible <= second && event.at >= query.since)
            .map(|(_, event)| event.clone());
        let page: Vec<_> = visible.skip(skip).take(self.page_size).collect();
        let full = page.len() == self.page_size;
        Ok(EventPage {
            token: full.then(|| (skip + self.page_size).to_string()),
            events: page,
        })
    }
}

/// The ids that are shown in `seconds`.
async fn shown(follow: &mut Follow<'_, Service>, seconds: u64) -> Vec<String> {
    let mut ids = Vec::new();
    let end = follow.source.elapsed() + Duration::from_secs(seconds);
    while follow.source.elapsed() < end {
        match follow.next().await {
            Ok(events) => ids.extend(events.into_iter().filter_map(|event| event.id)),
            Err(_) => follow.source.pause(Duration::from_millis(500)).await,
        }
    }
    ids
}

fn numbered(count: usize) -> Vec<String> {
    (0..count).map(|n| n.to_string()).collect()
}

#[tokio::test]
async fn every_event_is_shown_once() {
    let service = Service::new();
    for n in 0..40 {
        // before, while and after the follow begins; two of each second alike but for the id
        service.add(&n.to_string(), n / 2 - 8, 0);
    }
    let mut follow = service.follow();
    assert_eq!(shown(&mut follow, 60).await, numbered(40));
}

#[tokio::test]
async fn an_event_that_is_thirty_seconds_late_is_shown() {
    let service = Service::new();
    service.add("late", 1, 30);
    for n in 0..40 {
        service.add(&n.to_string(), n, 0);
    }
    let mut follow = service.follow();
    let mut ids = shown(&mut follow, 60).await;
    let place = ids.iter().position(|id| id == "late").expect("it is shown");
    assert!(place > 20, "{ids:?}");
    ids.remove(place);
    assert_eq!(ids, numbered(40));
}

#[tokio::test]
async fn an_event_that_is_forty_minutes_late_is_shown() {
    let service = Service::new();
    service.add("late", 60, 2_400);
    for n in 0..300 {
        service.add(&n.to_string(), n * 10, 0);
    }
    let mut follow = service.follow();
    let ids = shown(&mut follow, 3_000).await;
    assert!(ids.iter().any(|id| id == "late"));
    assert_eq!(ids.len(), 301, "each once");
}

#[tokio::test]
async fn a_quiet_group_is_not_read_from_its_beginning_again_and_again() {
    let service = Service::new();
    let mut follow = service.follow();
    assert!(shown(&mut follow, 7_200).await.is_empty());
    let last = *service.asked_since.borrow().last().unwrap();
    assert!(
        last > service.now() - SignedDuration::from_mins(70),
        "{last}"
    );
    service.add("first", 7_201, 0);
    assert_eq!(shown(&mut follow, 30).await, ["first"]);
}

#[tokio::test]
async fn failures_in_the_middle_of_a_walk_lose_and_repeat_nothing() {
    for trouble in [Trouble::Throttled, Trouble::Unreachable] {
        let service = Service::new();
        for n in 0..30 {
            service.add(&n.to_string(), n, 0);
        }
        let mut follow = service.follow();
        let mut ids = shown(&mut follow, 5).await;
        for _ in 0..4 {
            service.failures.replace(vec![trouble; 3]);
            ids.extend(shown(&mut follow, 10).await);
        }
        assert_eq!(ids, numbered(30), "{trouble:?}");
    }
}

#[tokio::test]
async fn a_clock_that_is_ahead_loses_nothing() {
    let service = Service::new();
    for n in 0..120 {
        service.add(&n.to_string(), n, 0);
    }
    let query = service.follow().query;
    let ahead = || service.now() + SignedDuration::from_mins(4);
    let mut follow = Follow::new(&service, query, ahead);
    assert_eq!(shown(&mut follow, 200).await, numbered(120));
}

#[tokio::test]
async fn an_event_of_the_future_hides_none_of_the_present() {
    let service = Service::new();
    service.add("future", 3_600, 0);
    service.events.borrow_mut()[0].0 = 0;
    for n in 0..30 {
        service.add(&n.to_string(), n, 0);
    }
    let mut follow = service.follow();
    let mut ids = shown(&mut follow, 60).await;
    ids.retain(|id| id != "future");
    assert_eq!(ids, numbered(30));
}

#[test]
fn what_is_remembered_is_bounded_and_what_is_forgotten_is_not_shown_again() {
    let mut seen = Seen {
        most: 10,
        ..Seen::default()
    };
    let event = |n: i64| LogEvent {
        id: Some(n.to_string()),
        at: start() + SignedDuration::from_secs(n),
        ingested: None,
        stream: String::new(),
        message: String::new(),
    };
    assert!((0..25).all(|n| seen.is_new(&event(n))));
    assert!((0..25).all(|n| !seen.is_new(&event(n))));
    seen.forget_before(Timestamp::MIN);
    assert_eq!(seen.events.len(), 10);
    assert!((0..25).all(|n| !seen.is_new(&event(n))));
    assert!(seen.is_new(&event(25)));
}
