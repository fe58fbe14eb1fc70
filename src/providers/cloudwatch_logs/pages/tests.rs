//! Walks over pages that a script gives, as the service is known to give them.

use std::cell::RefCell;
use std::collections::VecDeque;

use super::super::virtual_time::VirtualTime;
use super::*;

type Answer = Result<EventPage, ReadError>;

/// The answers to come, and what was asked: token and beginning.
#[derive(Default)]
struct Script {
    answers: RefCell<VecDeque<Answer>>,
    asked: RefCell<Vec<(Option<String>, Timestamp)>>,
}

fn script(answers: impl IntoIterator<Item = Answer>) -> Reader<Script, VirtualTime> {
    let source = Script {
        answers: RefCell::new(answers.into_iter().collect()),
        asked: RefCell::default(),
    };
    Reader::new(source, VirtualTime::default(), RateLimiter::unknown())
}

impl EventSource for Script {
    async fn page(&self, query: &EventQuery, token: Option<&str>) -> Answer {
        let asked = (token.map(str::to_owned), query.since);
        self.asked.borrow_mut().push(asked);
        self.answers
            .borrow_mut()
            .pop_front()
            .expect("nothing more is asked")
    }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn page(ids: &[&str], token: Option<&str>) -> Answer {
    let event = |id: &&str| LogEvent {
        id: Some((*id).to_owned()),
        at: Timestamp::UNIX_EPOCH,
        ingested: None,
        stream: "s".to_owned(),
        message: (*id).to_owned(),
    };
    Ok(EventPage {
        events: ids.iter().map(event).collect(),
        token: token.map(str::to_owned),
    })
}

/// Events with their seconds.
fn timed(events: &[(&str, i64)], token: Option<&str>) -> Answer {
    let ids: Vec<_> = events.iter().map(|(id, _)| *id).collect();
    let mut page = page(&ids, token)?;
    for (event, (_, second)) in page.events.iter_mut().zip(events) {
        event.at = at(*second);
    }
    Ok(page)
}

fn failing(class: FailureClass) -> Answer {
    let error = Error::failed("cannot read");
    Err(ReadError { class, error })
}

fn read(reader: &Reader<Script, VirtualTime>) -> Result<Vec<String>> {
    reader.timer.run(async {
        let mut pages = Pages::new(reader, EventQuery::all("cruddur", Timestamp::UNIX_EPOCH));
        let mut ids = Vec::new();
        while let Some(events) = pages.next_patiently(|_, _| {}).await? {
            ids.extend(events.into_iter().filter_map(|event| event.id));
        }
        Ok(ids)
    })
}

fn tokens(reader: &Reader<Script, VirtualTime>) -> Vec<Option<String>> {
    let asked = reader.source.asked.borrow();
    asked.iter().map(|(token, _)| token.clone()).collect()
}

#[test]
fn an_empty_page_with_the_same_token_is_not_the_end() {
    let reader = script([
        page(&["a"], Some("1")),
        page(&[], Some("1")),
        page(&[], Some("1")),
        page(&["b"], Some("2")),
        page(&["c"], None),
    ]);
    assert_eq!(read(&reader).unwrap(), ["a", "b", "c"]);
}

#[test]
fn a_page_that_is_given_twice_counts_once() {
    let reader = script([
        page(&["a", "b"], Some("1")),
        page(&["c", "d"], Some("1")),
        page(&["c", "d"], Some("1")),
        page(&["e"], None),
    ]);
    assert_eq!(read(&reader).unwrap(), ["a", "b", "c", "d", "e"]);
}

#[test]
fn a_page_that_overlaps_the_one_before_doubles_nothing() {
    let reader = script([
        timed(&[("a", 1), ("b", 2), ("c", 3)], Some("1")),
        timed(&[("b", 2), ("c", 3), ("d", 4)], Some("2")),
        timed(&[("d", 4), ("e", 4)], Some("3")),
        timed(&[("e", 4)], Some("4")),
        timed(&[("e", 4), ("f", 5)], None),
    ]);
    assert_eq!(read(&reader).unwrap(), ["a", "b", "c", "d", "e", "f"]);
}

#[test]
fn a_page_in_wrong_order_is_put_in_order() {
    let pages = [
        timed(&[("b", 2), ("a", 1), ("c", 2)], Some("1")),
        timed(&[("e", 4), ("d", 3)], None),
    ];
    assert_eq!(read(&script(pages)).unwrap(), ["a", "b", "c", "d", "e"]);
    let reader = script([timed(&[("b", 2), ("c", 3), ("a", 1), ("d", 3)], None)]);
    let query = EventQuery {
        newest_first: true,
        ..EventQuery::all("cruddur", Timestamp::UNIX_EPOCH)
    };
    let page = reader.timer.run(Pages::new(&reader, query).next());
    let ids: Vec<_> = page
        .unwrap()
        .unwrap()
        .into_iter()
        .filter_map(|e| e.id)
        .collect();
    assert_eq!(ids, ["c", "d", "b", "a"]);
}

#[test]
fn a_walk_that_stands_for_ever_is_incomplete_not_ended() {
    let reader = script((0..100).map(|_| page(&[], Some("1"))));
    let error = read(&reader).unwrap_err();
    assert_eq!(error.kind(), crate::error::Kind::Incomplete);
    let took = reader.timer.elapsed();
    assert!(
        took >= PAUSE * (STANDING - 1) && took <= PAUSE * (STANDING + 1),
        "{took:?}"
    );
}

#[test]
fn one_to_fifty_throttles_of_a_page_lose_nothing() {
    for throttles in 1..=50 {
        let reader = script(
            [page(&["a"], Some("1"))]
                .into_iter()
                .chain((0..throttles).map(|_| failing(FailureClass::Throttled)))
                .chain([page(&["b"], None)]),
        );
        assert_eq!(read(&reader).unwrap(), ["a", "b"], "{throttles}");
        let asked = tokens(&reader);
        assert_eq!(asked.len(), throttles + 2);
        assert!(asked[1..].iter().all(|token| token.as_deref() == Some("1")));
    }
}

#[test]
fn other_failures_are_tried_again_within_bounds() {
    let failures = |count| {
        [page(&["a"], Some("1"))]
            .into_iter()
            .chain((0..count).map(|_| failing(FailureClass::Unreachable)))
            .chain([page(&["b"], None)])
    };
    assert_eq!(read(&script(failures(5))).unwrap(), ["a", "b"]);
    let reader = script(failures(6));
    assert!(read(&reader).is_err());
    assert_eq!(tokens(&reader).len(), 7);
}

#[test]
fn a_walk_whose_token_is_not_known_any_more_goes_on_at_its_place() {
    let reader = script([
        timed(&[("a", 1), ("b", 2), ("c", 3), ("d", 3)], Some("1")),
        failing(FailureClass::LostPlace),
        timed(&[("c", 3), ("d", 3), ("e", 3)], Some("2")),
        timed(&[("f", 3), ("g", 4)], None),
    ]);
    assert_eq!(read(&reader).unwrap(), ["a", "b", "c", "d", "e", "f", "g"]);
    let asked = reader.source.asked.borrow();
    assert_eq!(asked[2], (None, at(3)));
}
