//! Several groups as one, some of them slow or broken.

use std::cell::RefCell;

use jiff::Timestamp;

use super::super::pages::Reader;
use super::super::virtual_time::VirtualTime;
use super::super::{EventPage, EventQuery, FailureClass, RateLimiter};
use super::*;
use crate::error::Kind;

/// Groups with the seconds of their events, two a page.
struct Groups {
    groups: Vec<(&'static str, Vec<i64>)>,
    failures: RefCell<Vec<(&'static str, FailureClass)>>,
}

impl EventSource for Groups {
    async fn page(&self, query: &EventQuery, token: Option<&str>) -> Result<EventPage, ReadError> {
        let mut failures = self.failures.borrow_mut();
        if let Some(at) = failures.iter().position(|(group, _)| *group == query.group) {
            let (_, class) = failures.remove(at);
            let error = Error::failed("cannot read");
            return Err(ReadError { class, error });
        }
        let (_, seconds) = self
            .groups
            .iter()
            .find(|(name, _)| *name == query.group)
            .unwrap();
        let mut seconds = seconds.clone();
        if query.newest_first {
            seconds.reverse();
        }
        let skip: usize = token.map_or(0, |token| token.parse().unwrap());
        let events = seconds.iter().skip(skip).take(2).map(|second| LogEvent {
            id: Some(format!("{}{second}", query.group)),
            at: Timestamp::from_second(*second).unwrap(),
            ingested: None,
            stream: "s".to_owned(),
            message: String::new(),
        });
        Ok(EventPage {
            events: events.collect(),
            token: (skip + 2 < seconds.len()).then(|| (skip + 2).to_string()),
        })
    }
}

fn reader(failures: Vec<(&'static str, FailureClass)>) -> Reader<Groups, VirtualTime> {
    let groups = Groups {
        groups: vec![
            ("a", vec![1, 2, 3, 4, 5, 9]),
            ("b", vec![]),
            ("c", vec![3, 3, 6, 7]),
        ],
        failures: RefCell::new(failures),
    };
    Reader::new(groups, VirtualTime::default(), RateLimiter::unknown())
}

fn merged(
    reader: &Reader<Groups, VirtualTime>,
    newest_first: bool,
) -> (Vec<String>, Vec<(usize, Error)>) {
    let walks = ["a", "b", "c"].map(|group| {
        let query = EventQuery {
            newest_first,
            ..EventQuery::all(group, Timestamp::UNIX_EPOCH)
        };
        Pages::new(reader, query)
    });
    reader.timer.run(async {
        let mut merge = KWayMerge::new(walks, |_, _, _| {}).reading_ahead();
        let mut ids = Vec::new();
        while let Some(events) = merge.next().await {
            assert!(!events.is_empty());
            ids.extend(events.into_iter().filter_map(|(_, event)| event.id));
        }
        (ids, merge.failed())
    })
}

#[test]
fn events_of_all_groups_come_in_the_order_of_time() {
    let (ids, failed) = merged(&reader(vec![]), false);
    assert_eq!(
        ids,
        ["a1", "a2", "a3", "c3", "c3", "a4", "a5", "c6", "c7", "a9"]
    );
    assert!(failed.is_empty());
    let (ids, _) = merged(&reader(vec![]), true);
    assert_eq!(
        ids,
        ["a9", "c7", "c6", "a5", "a4", "a3", "c3", "c3", "a2", "a1"]
    );
}

#[test]
fn a_group_that_is_throttled_for_long_changes_nothing_in_the_order() {
    let (ids, failed) = merged(&reader(vec![("c", FailureClass::Throttled); 40]), false);
    assert_eq!(
        ids,
        ["a1", "a2", "a3", "c3", "c3", "a4", "a5", "c6", "c7", "a9"]
    );
    assert!(failed.is_empty());
}

#[test]
fn a_group_that_cannot_be_read_leaves_the_others() {
    let (ids, failed) = merged(&reader(vec![("c", FailureClass::Refused)]), false);
    assert_eq!(ids, ["a1", "a2", "a3", "a4", "a5", "a9"]);
    let [(number, error)] = &failed[..] else {
        panic!("one failed");
    };
    assert_eq!((*number, error.kind()), (2, Kind::Failed));
}
