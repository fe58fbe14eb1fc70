//! Streams that come and go in virtual time.

use std::cell::Cell;
use std::rc::Rc;

use futures_util::future::{Either, join_all, select};

use super::super::virtual_time::VirtualTime;
use super::*;

/// Streams that are there from some moment to another.
struct Service {
    time: Rc<VirtualTime>,
    streams: Vec<(String, Duration, Duration)>,
    /// Whether the group is there.
    there: Cell<bool>,
    class: Cell<Option<FailureClass>>,
    calls: RefCell<Vec<Duration>>,
}

const PAGE: usize = 50;
const NEVER: Duration = Duration::MAX;
const S: Duration = Duration::from_secs(1);

impl StreamLister for Service {
    async fn stream_names(
        &self,
        _group: &str,
        prefix: Option<&str>,
        token: Option<&str>,
    ) -> Result<NamePage, ReadError> {
        let now = self.time.elapsed();
        self.calls.borrow_mut().push(now);
        self.time.sleep(Duration::from_millis(20)).await;
        let failed = |class, kind| ReadError {
            class,
            error: Error::new(kind, "cannot list"),
        };
        if !self.there.get() {
            return Err(failed(FailureClass::Refused, Kind::NotFound));
        }
        if let Some(class) = self.class.get() {
            return Err(failed(class, Kind::Failed));
        }
        let after = token.unwrap_or_default();
        let there = self.streams.iter().filter(|(name, from, to)| {
            name.starts_with(prefix.unwrap_or_default())
                && name.as_str() > after
                && (*from..*to).contains(&now)
        });
        let mut names: Vec<_> = there.map(|(name, _, _)| name.clone()).collect();
        names.sort();
        let more = names.len() > PAGE;
        names.truncate(PAGE);
        Ok(NamePage {
            token: names.last().filter(|_| more).cloned(),
            names,
        })
    }
}

type World = Reader<Service, Rc<VirtualTime>>;

fn world(streams: &[(&str, Duration, Duration)]) -> World {
    let time = Rc::new(VirtualTime::default());
    let streams = streams.iter();
    let service = Service {
        time: Rc::clone(&time),
        streams: streams
            .map(|(name, from, to)| ((*name).to_owned(), *from, *to))
            .collect(),
        there: Cell::new(true),
        class: Cell::new(None),
        calls: RefCell::default(),
    };
    Reader::new(service, time, RateLimiter::per_second(5.0))
}

/// Many that are always there.
fn crowd(count: usize) -> World {
    let mut world = world(&[]);
    let names = (0..count).map(|n| (format!("{n:06}"), Duration::ZERO, NEVER));
    world.source.streams.extend(names);
    world
}

/// Watches groups for so many seconds, `meanwhile` going on beside it. Returns what was
/// reported, with the seconds.
fn watched<F: Future>(
    world: &World,
    trackers: &[RefCell<StreamTracker>],
    seconds: u32,
    meanwhile: F,
) -> Vec<(u64, String)> {
    let pace = RateLimiter::per_second(1.0);
    let reported = RefCell::new(Vec::new());
    let notify = |notice: StreamNotice| {
        let now = world.timer.elapsed().as_secs();
        let mut reported = reported.borrow_mut();
        match notice {
            StreamNotice::Listed(changes) => {
                reported.extend(changes.new.iter().map(|name| (now, format!("+{name}"))));
                reported.extend(changes.gone.iter().map(|name| (now, format!("-{name}"))));
            }
            StreamNotice::Crowded => reported.push((now, "crowded".to_owned())),
            StreamNotice::Refused(_) => reported.push((now, "refused".to_owned())),
        }
    };
    let watches = trackers.iter().map(|tracker| {
        let watch = StreamWatch {
            reader: world,
            pace: &pace,
            group: "g".to_owned(),
            prefix: None,
            tracker,
        };
        watch.run(|name| !name.starts_with('x'), notify)
    });
    let run = async {
        let watches = std::pin::pin!(async { join_all(watches).await });
        let end = std::pin::pin!(async {
            meanwhile.await;
            let left = (S * seconds).saturating_sub(world.timer.elapsed());
            world.timer.sleep(left).await;
        });
        drop::<Either<_, _>>(select(end, watches).await);
    };
    world.timer.run(run);
    reported.into_inner()
}

fn one() -> [RefCell<StreamTracker>; 1] {
    Default::default()
}

fn named(reported: &[(u64, String)]) -> Vec<&str> {
    reported.iter().map(|(_, what)| what.as_str()).collect()
}

fn nothing() -> impl Future {
    std::future::ready(())
}

#[test]
fn streams_that_come_and_go_are_told_once_each() {
    let world = world(&[
        ("old", Duration::ZERO, NEVER),
        ("x", 15 * S, NEVER),
        ("new", 15 * S, NEVER),
        ("short", 35 * S, 65 * S),
        ("short", 105 * S, NEVER),
        ("old too", Duration::ZERO, 45 * S),
    ]);
    let reported = watched(&world, &one(), 200, nothing());
    assert_eq!(
        named(&reported),
        ["+new", "+short", "-old too", "-short", "+short"]
    );
    for ((at, what), happened) in reported.iter().zip([15, 35, 45, 65, 105]) {
        assert!((happened..=happened + 13).contains(at), "{what} at {at} s");
    }
}

#[test]
fn a_stream_that_logs_is_new_at_once_but_not_before_all_are_known() {
    let world = world(&[
        ("old", Duration::ZERO, NEVER),
        ("new", 14 * S, NEVER),
        ("gone", Duration::ZERO, 14 * S),
    ]);
    let tracker = one();
    let met = RefCell::new(Vec::new());
    let meet = async {
        let is_new = |name: &str| tracker[0].borrow_mut().is_new(name);
        met.borrow_mut().push(is_new("old"));
        world.timer.sleep(15 * S).await;
        met.borrow_mut().extend(["old", "new", "new"].map(is_new));
    };
    let reported = watched(&world, &tracker, 100, meet);
    assert_eq!(*met.borrow(), [false, false, true, false]);
    assert_eq!(
        named(&reported),
        ["-gone"],
        "what was met is not reported again"
    );
}

#[test]
fn one_listing_that_lags_behind_takes_nothing_away() {
    let mut tracker = StreamTracker::default();
    let mut listed = |names: &[&str]| {
        tracker.begin();
        tracker.listed(names.iter().map(|name| (*name).to_owned()).collect())
    };
    for names in [&["a", "b"][..], &["a"], &["a", "b"], &["a"]] {
        assert_eq!(listed(names), Changes::default(), "{names:?}");
    }
    assert_eq!(listed(&["a"]).gone, ["b"]);
    tracker.begin();
    assert!(tracker.is_new("c"), "met while a listing is under way");
    assert_eq!(tracker.listed(vec!["a".to_owned()]), Changes::default());
    assert!(
        !tracker.misses_any(),
        "that listing may have begun before it"
    );
}

#[test]
fn listing_is_rare_however_many_groups_and_streams_there_are() {
    for (groups, streams) in [(1, 3), (1, 4_000), (30, 3), (30, 200)] {
        let world = crowd(streams);
        let trackers: Vec<RefCell<StreamTracker>> =
            (0..groups).map(|_| RefCell::default()).collect();
        let reported = watched(&world, &trackers, 3_600, nothing());
        assert!(reported.is_empty(), "{reported:?}");
        let calls = world.source.calls.borrow();
        for (n, at) in calls.iter().enumerate() {
            let second = calls[n..].iter().take_while(|later| **later < *at + S);
            assert_eq!(second.count(), 1, "at {at:?}");
        }
        // a call each ten seconds for each group, and a second each for the first listing
        let most = (3_600 / 10 * groups).min(3_600) + streams.div_ceil(PAGE) * groups;
        assert!(calls.len() <= most, "{groups} {streams}: {}", calls.len());
        assert!(calls.len() >= 300, "{groups} {streams}: {}", calls.len());
        let all = |tracker: &RefCell<StreamTracker>| tracker.borrow().known.len() == streams;
        assert!(trackers.iter().all(all));
    }
}

#[test]
fn too_many_streams_are_said_and_not_remembered() {
    let world = crowd(MAX_KNOWN + 1);
    let tracker = one();
    let reported = watched(&world, &tracker, 3_600, nothing());
    assert_eq!(named(&reported), ["crowded"]);
    assert!(!tracker[0].borrow_mut().is_new("another"));
    assert_eq!(tracker[0].borrow().known.len(), 0);
    let calls = world.source.calls.borrow().len();
    assert_eq!(calls, MAX_KNOWN / PAGE + 1, "it is not tried again");
}

#[test]
fn a_group_that_comes_again_has_streams_of_its_own() {
    let world = world(&[
        ("a", Duration::ZERO, 20 * S),
        ("b", 40 * S, NEVER),
        ("c", 70 * S, NEVER),
    ]);
    let tracker = one();
    let go = async {
        world.timer.sleep(20 * S).await;
        world.source.there.set(false);
        tracker[0].borrow_mut().leave();
        let before = world.source.calls.borrow().len();
        world.timer.sleep(25 * S).await;
        assert_eq!(world.source.calls.borrow().len(), before, "it is not there");
        world.source.there.set(true);
        tracker[0].borrow_mut().come_back();
    };
    let reported = watched(&world, &tracker, 120, go);
    assert_eq!(named(&reported), ["+c"]);
}

#[test]
fn failures_that_pass_are_in_silence_and_refusals_end_it() {
    let world = world(&[("a", Duration::ZERO, NEVER), ("b", 15 * S, NEVER)]);
    let fail = async {
        world.timer.sleep(5 * S).await;
        world.source.class.set(Some(FailureClass::Throttled));
        world.timer.sleep(60 * S).await;
        world.source.class.set(None);
        world.timer.sleep(60 * S).await;
        world.source.class.set(Some(FailureClass::Refused));
        world.timer.sleep(60 * S).await;
    };
    let reported = watched(&world, &one(), 300, fail);
    assert_eq!(named(&reported), ["+b", "refused"]);
    let last = *world.source.calls.borrow().last().unwrap();
    assert!(last < 140 * S, "{last:?}");
}
