//! A service in which events become visible late, in virtual time.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::events::{EventPage, EventQuery, Streams};
use super::group_resolver::GroupLister;
use super::pages::{EventSource, Reader};
use super::rate_limiter::RateLimiter;
use super::retry::{FailureClass, ReadError};
use super::stream_tracker::{NamePage, StreamLister};
use super::timer::Timer as _;
use super::virtual_time::{VirtualTime, start};
use crate::error::{Error, Kind, Result};
use crate::model::{LogEvent, LogGroup};

/// Groups whose events become visible at some time each.
pub(super) struct Service {
    pub(super) time: Rc<VirtualTime>,
    pub(super) events: RefCell<Vec<Logged>>,
    pub(super) page_size: Cell<usize>,
    /// Failures of the calls to come.
    pub(super) failures: RefCell<Vec<FailureClass>>,
    /// A group that fails until then.
    pub(super) broken: Cell<(&'static str, Duration)>,
    pub(super) missing: Cell<&'static str>,
    /// Streams that are not there from some moment to another.
    pub(super) absent: RefCell<Vec<(&'static str, Duration, Duration)>>,
    /// A group that is refused from some moment on.
    pub(super) refused: Cell<(&'static str, Duration)>,
    /// Nothing is read from some moment to another.
    pub(super) failing: Cell<(Duration, Duration)>,
    /// A group that does not answer from some moment to another.
    pub(super) silent: Cell<(&'static str, Duration, Duration)>,
    /// Groups, each there from some moment on.
    pub(super) groups: RefCell<Vec<(&'static str, Duration)>>,
    /// When each call was made, of which group, and from where on.
    pub(super) calls: RefCell<Vec<(Duration, String, Timestamp)>>,
}

#[derive(Clone)]
pub(super) struct Logged {
    pub(super) group: &'static str,
    pub(super) visible: Duration,
    pub(super) event: LogEvent,
}

pub(super) type World = Reader<Service, Rc<VirtualTime>>;

pub(super) fn world() -> World {
    let time = Rc::new(VirtualTime::default());
    let service = Service {
        time: Rc::clone(&time),
        events: RefCell::default(),
        page_size: Cell::new(5),
        failures: RefCell::default(),
        broken: Cell::default(),
        missing: Cell::default(),
        absent: RefCell::default(),
        silent: Cell::default(),
        refused: Cell::default(),
        failing: Cell::default(),
        groups: RefCell::default(),
        calls: RefCell::default(),
    };
    Reader::new(service, time, RateLimiter::per_second(5.0))
}

impl Service {
    /// An event of `ms`, visible `late` milliseconds after.
    pub(super) fn add(&self, group: &'static str, id: &str, ms: i64, late: u64) {
        self.add_to(group, "s", id, ms, late);
    }

    pub(super) fn add_to(&self, group: &'static str, stream: &str, id: &str, ms: i64, late: u64) {
        let event = LogEvent {
            id: Some(id.to_owned()),
            at: start() + SignedDuration::from_millis(ms),
            ingested: None,
            stream: stream.to_owned(),
            message: "the same words".to_owned(),
        };
        let visible = Duration::from_millis(u64::try_from(ms).unwrap_or(0) + late);
        let mut events = self.events.borrow_mut();
        events.push(Logged {
            group,
            visible,
            event,
        });
        events.sort_by_key(|logged| logged.event.at);
    }

    /// An event each second, at once visible.
    pub(super) fn add_each_second(&self, group: &'static str, from: i64, to: i64) {
        for n in from..to {
            self.add(group, &format!("{group}{n}"), n * 1_000, 0);
        }
    }
}

impl EventSource for Service {
    async fn page(&self, query: &EventQuery, token: Option<&str>) -> Result<EventPage, ReadError> {
        let now = self.time.elapsed();
        let call = (now, query.group.clone(), query.since);
        self.calls.borrow_mut().push(call);
        self.time.sleep(Duration::from_millis(20)).await;
        let (silent, from, to) = self.silent.get();
        if silent == query.group && (from..to).contains(&now) {
            self.time.sleep(to - now).await;
        }
        let failing = |class, kind| {
            let error = Error::new(kind, "cannot read");
            Err(ReadError { class, error })
        };
        if let Some(class) = self.failures.borrow_mut().pop() {
            return failing(class, Kind::Failed);
        }
        let (refused, from) = self.refused.get();
        if refused == query.group && now >= from {
            return failing(FailureClass::Refused, Kind::Unauthorised);
        }
        let (from, to) = self.failing.get();
        if (from..to).contains(&now) {
            return failing(FailureClass::Unreachable, Kind::Failed);
        }
        let (broken, until) = self.broken.get();
        if broken == query.group && now < until {
            return failing(FailureClass::Unreachable, Kind::Failed);
        }
        if self.missing.get() == query.group {
            return failing(FailureClass::Refused, Kind::NotFound);
        }
        let named = match &query.streams {
            Streams::Named(names) => names.as_slice(),
            _ => &[],
        };
        let absent = self.absent.borrow();
        let lacks = absent.iter().any(|(name, from, to)| {
            named.contains(&(*name).to_owned()) && (*from..*to).contains(&now)
        });
        if lacks {
            let cause = "The specified log stream does not exist.";
            return Err(ReadError::refused(
                Error::new(Kind::NotFound, "cannot read").caused_by(cause),
            ));
        }
        let skip: usize = token.map_or(0, |token| token.parse().unwrap());
        let events = self.events.borrow();
        let visible = events
            .iter()
            .filter(|logged| logged.group == query.group && logged.visible <= now)
            .filter(|logged| logged.event.at >= query.since)
            .filter(|logged| named.is_empty() || named.contains(&logged.event.stream))
            .map(|logged| logged.event.clone());
        let most = self.page_size.get();
        let page: Vec<_> = visible.skip(skip).take(most).collect();
        let full = page.len() == most;
        Ok(EventPage {
            token: full.then(|| (skip + most).to_string()),
            events: page,
        })
    }
}

impl Service {
    fn groups_now(&self) -> Vec<LogGroup> {
        let now = self.time.elapsed();
        let groups = self.groups.borrow();
        let there = groups.iter().filter(|(_, from)| *from <= now);
        let group = |(name, _): &(&str, Duration)| LogGroup {
            name: (*name).to_owned(),
            arn: None,
            created: None,
            retention_days: None,
            stored_bytes: None,
            class: None,
        };
        there.map(group).collect()
    }
}

impl GroupLister for Service {
    fn region(&self) -> &'static str {
        "eu-central-1"
    }

    async fn groups_from(&self, _prefix: Option<&str>) -> Result<Vec<LogGroup>> {
        Ok(self.groups_now())
    }

    async fn group_page(
        &self,
        _prefix: Option<&str>,
        _token: Option<&str>,
    ) -> Result<(Vec<LogGroup>, Option<String>), ReadError> {
        Ok((self.groups_now(), None))
    }
}

impl StreamLister for Service {
    async fn stream_names(
        &self,
        _group: &str,
        _prefix: Option<&str>,
        _token: Option<&str>,
    ) -> Result<NamePage, ReadError> {
        Ok(NamePage {
            names: vec!["s".to_owned()],
            token: None,
        })
    }
}

/// Several readers of one service.
impl<S: EventSource> EventSource for Rc<S> {
    async fn page(&self, query: &EventQuery, token: Option<&str>) -> Result<EventPage, ReadError> {
        (**self).page(query, token).await
    }
}

impl<S: StreamLister> StreamLister for Rc<S> {
    async fn stream_names(
        &self,
        group: &str,
        prefix: Option<&str>,
        token: Option<&str>,
    ) -> Result<NamePage, ReadError> {
        (**self).stream_names(group, prefix, token).await
    }
}

impl<S: GroupLister> GroupLister for Rc<S> {
    fn region(&self) -> &str {
        (**self).region()
    }

    async fn groups_from(&self, prefix: Option<&str>) -> Result<Vec<LogGroup>> {
        (**self).groups_from(prefix).await
    }

    async fn group_page(
        &self,
        prefix: Option<&str>,
        token: Option<&str>,
    ) -> Result<(Vec<LogGroup>, Option<String>), ReadError> {
        (**self).group_page(prefix, token).await
    }
}
