//! Walks over pages that a script gives, as the service is known to give them.

use std::cell::RefCell;
use std::collections::VecDeque;

use jiff::Timestamp;

use super::*;
use crate::providers::cloudwatch_logs::Trouble;

type Answer = Result<EventPage, ReadError>;

struct Script(RefCell<VecDeque<Answer>>, RefCell<Vec<Option<String>>>);

impl Script {
    fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self(
            RefCell::new(answers.into_iter().collect()),
            RefCell::default(),
        )
    }
}

impl EventSource for Script {
    async fn page(&self, _: &EventQuery, token: Option<&str>) -> Answer {
        self.1.borrow_mut().push(token.map(str::to_owned));
        self.0
            .borrow_mut()
            .pop_front()
            .expect("nothing more is asked")
    }

    async fn pause(&self, _: Duration) {}

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}

fn query() -> EventQuery {
    EventQuery {
        group: "cruddur".to_owned(),
        pattern: None,
        since: Timestamp::UNIX_EPOCH,
        until: None,
    }
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

fn throttled() -> Answer {
    Err(ReadError {
        trouble: Trouble::Throttled,
        error: Error::failed("cannot read"),
    })
}

async fn read(script: &Script) -> Result<Vec<String>> {
    let mut pages = Pages::new(script, query());
    let mut ids = Vec::new();
    while let Some(events) = pages.next_patiently().await? {
        ids.extend(events.into_iter().filter_map(|event| event.id));
    }
    Ok(ids)
}

#[tokio::test]
async fn an_empty_page_with_the_same_token_is_not_the_end() {
    let script = Script::new([
        page(&["a"], Some("1")),
        page(&[], Some("1")),
        page(&[], Some("1")),
        page(&["b"], Some("2")),
        page(&["c"], None),
    ]);
    assert_eq!(read(&script).await.unwrap(), ["a", "b", "c"]);
}

#[tokio::test]
async fn a_page_that_is_given_twice_counts_once() {
    let script = Script::new([
        page(&["a", "b"], Some("1")),
        page(&["c", "d"], Some("1")),
        page(&["c", "d"], Some("1")),
        page(&["e"], None),
    ]);
    assert_eq!(read(&script).await.unwrap(), ["a", "b", "c", "d", "e"]);
}

#[tokio::test]
async fn a_walk_that_stands_for_ever_is_incomplete_not_ended() {
    let script = Script::new((0..100).map(|_| page(&[], Some("1"))));
    let error = read(&script).await.unwrap_err();
    assert_eq!(error.kind(), crate::error::Kind::Incomplete);
}

#[tokio::test]
async fn a_throttled_page_is_asked_for_again_with_its_token() {
    let script = Script::new([
        page(&["a"], Some("1")),
        throttled(),
        throttled(),
        throttled(),
        page(&["b"], None),
    ]);
    assert_eq!(read(&script).await.unwrap(), ["a", "b"]);
    let asked = script.1.borrow();
    let one = Some("1".to_owned());
    assert_eq!(
        asked[..],
        [None, one.clone(), one.clone(), one.clone(), one]
    );
}
