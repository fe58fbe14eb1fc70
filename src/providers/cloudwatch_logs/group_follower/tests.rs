//! Following a service in which events become visible late, in virtual time.

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::future::{Either, join_all, select};

use super::super::scripted_service::{Service, World, world};
use super::super::virtual_time::{VirtualTime, start};
use super::*;
use crate::providers::cloudwatch_logs::Streams;

/// What was shown: when, and which id.
type Shown = Vec<(Duration, String)>;

/// Follows these groups for so many seconds. Returns what was shown and what else was reported.
fn followed(world: &World, groups: &[&str], seconds: u64) -> (Shown, Vec<String>) {
    remembering(world, groups, seconds, 1_000_000)
}

fn remembering(world: &World, groups: &[&str], seconds: u64, most: usize) -> (Shown, Vec<String>) {
    following(world, groups, seconds, |query| {
        GroupFollower::new(world, query, most)
    })
}

fn following<'a>(
    world: &'a World,
    groups: &[&str],
    seconds: u64,
    follow: impl Fn(EventQuery) -> GroupFollower<'a, Service, Rc<VirtualTime>>,
) -> (Shown, Vec<String>) {
    let (shown, reported) = (RefCell::default(), RefCell::default());
    let notify = |group: &str, event: GroupEvent| {
        let reported: &RefCell<Vec<String>> = &reported;
        let report = |what: String| reported.borrow_mut().push(format!("{group} {what}"));
        let seconds = |at: Timestamp| at.duration_since(start()).as_secs();
        match event {
            GroupEvent::Events(events) => {
                let shown: &RefCell<Shown> = &shown;
                let ids = events.into_iter().filter_map(|event| event.id);
                let now = world.timer.elapsed();
                shown.borrow_mut().extend(ids.map(|id| (now, id)));
            }
            GroupEvent::Interrupted { since, .. } => report(format!("since {}", seconds(since))),
            GroupEvent::Resumed { since, after } => {
                report(format!("again {} + {}", seconds(since), after.as_secs()));
            }
            GroupEvent::Gone => report("gone".to_owned()),
            GroupEvent::Back => report("back".to_owned()),
            GroupEvent::StreamsGone(names) => report(format!("-{}", names.join(" -"))),
            GroupEvent::StreamsBack(names) => report(format!("+{}", names.join(" +"))),
            GroupEvent::Overlap(left) => report(format!("overlap {:?}", left.is_some())),
            GroupEvent::Refused { .. } => report("refused".to_owned()),
        }
    };
    let follows = groups.iter().map(|group| {
        let query = EventQuery::all(*group, start() - SignedDuration::from_mins(10));
        follow(query).run(|event| notify(group, event))
    });
    let end = world.timer.sleep(Duration::from_secs(seconds));
    let run = async {
        let (follows, end) = (std::pin::pin!(join_all(follows)), std::pin::pin!(end));
        drop::<Either<_, _>>(select(end, follows).await);
    };
    world.timer.run(run);
    (shown.into_inner(), reported.into_inner())
}

fn ids(shown: &Shown) -> Vec<&str> {
    shown.iter().map(|(_, id)| id.as_str()).collect()
}

/// All ids, each once, in any order.
fn assert_each_once(shown: &Shown, world: &World) {
    let mut shown = ids(shown);
    let events = world.source.events.borrow();
    let mut logged: Vec<_> = events
        .iter()
        .filter_map(|l| l.event.id.as_deref())
        .collect();
    shown.sort_unstable();
    logged.sort_unstable();
    let twice: Vec<_> = shown.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    let lost: Vec<_> = logged
        .iter()
        .filter(|id| shown.binary_search(id).is_err())
        .collect();
    assert!(
        twice.is_empty() && lost.is_empty(),
        "twice: {twice:?}, lost: {lost:?}"
    );
}

#[test]
fn every_event_is_shown_once() {
    let world = world();
    for n in 0..40 {
        // before, while and after the follow begins; two of each second alike but for the id
        world
            .source
            .add("a", &n.to_string(), (n / 2 - 8) * 1_000, 0);
    }
    let (shown, reported) = followed(&world, &["a"], 60);
    let expected: Vec<_> = (0..40).map(|n| n.to_string()).collect();
    assert_eq!(ids(&shown), expected);
    assert!(reported.is_empty(), "{reported:?}");
}

#[test]
fn an_event_that_is_up_to_a_minute_late_is_shown_once_and_soon() {
    for late in [1, 5, 29, 30, 31, 45, 58] {
        let world = world();
        world.source.add("a", "late", 20_000, late * 1_000);
        world.source.add_each_second("a", -100, 110);
        let (shown, _) = followed(&world, &["a"], 120);
        assert_each_once(&shown, &world);
        let (at, _) = shown.iter().find(|(_, id)| id == "late").unwrap();
        let after = *at - Duration::from_secs(20 + late);
        // a sweep of a minute of this load has 13 pages, and takes every other call
        assert!(after <= Duration::from_secs(12), "{late}: {after:?}");
    }
}

#[test]
fn an_event_that_is_forty_minutes_late_is_shown() {
    let world = world();
    world.source.add("a", "late", 60_000, 2_400_000);
    for n in 0..300 {
        world.source.add("a", &n.to_string(), n * 10_000, 0);
    }
    let (shown, _) = followed(&world, &["a"], 3_200);
    assert_each_once(&shown, &world);
}

#[test]
fn events_are_shown_as_soon_as_the_quota_allows() {
    let world = world();
    world.source.page_size.set(1_000);
    for n in 0..200 {
        world.source.add("a", &n.to_string(), n * 437, 0);
    }
    let (shown, _) = followed(&world, &["a"], 100);
    let events = world.source.events.borrow();
    let mut delays: Vec<_> = events
        .iter()
        .map(|logged| {
            let id = logged.event.id.as_deref();
            let (at, _) = shown
                .iter()
                .find(|(_, shown)| Some(shown.as_str()) == id)
                .unwrap();
            *at - logged.visible
        })
        .collect();
    delays.sort();
    assert!(
        delays[100] <= Duration::from_millis(150),
        "median {:?}",
        delays[100]
    );
    assert!(
        delays[199] <= Duration::from_millis(700),
        "longest {:?}",
        delays[199]
    );
}

#[test]
fn all_groups_together_stay_within_five_calls_a_second_and_none_starves() {
    let world = world();
    let groups = ["a", "b", "c", "d", "e", "f", "g"];
    world.source.page_size.set(500);
    // one of them is much busier than the others
    for n in 0..2_000 {
        world.source.add("a", &format!("busy{n}"), n * 30, 0);
    }
    for group in &groups[1..] {
        world.source.add_each_second(group, 0, 60);
    }
    let (shown, _) = followed(&world, &groups, 400);
    assert_each_once(&shown, &world);
    let calls = world.source.calls.borrow();
    for (n, (at, _, _)) in calls.iter().enumerate() {
        let second = calls[n..]
            .iter()
            .take_while(|(later, _, _)| *later < *at + Duration::from_secs(1));
        assert!(second.count() <= 5, "from {at:?}");
    }
    for group in groups {
        let of = calls
            .iter()
            .filter(|(_, called, _)| called == group)
            .count();
        assert!(
            of >= calls.len() / groups.len() - 10,
            "{group}: {of} of {}",
            calls.len()
        );
    }
}

#[test]
fn a_quiet_group_is_not_read_from_its_beginning_again_and_again() {
    let world = world();
    world.source.add("a", "first", 7_201_000, 0);
    let (shown, _) = followed(&world, &["a"], 7_200);
    assert!(shown.is_empty());
    let (at, _, since) = world.source.calls.borrow().last().cloned().unwrap();
    let back = start() + SignedDuration::try_from(at).unwrap();
    assert!(
        back.duration_since(since) < SignedDuration::from_mins(70),
        "{since}"
    );
}

#[test]
fn failures_of_any_length_lose_and_repeat_nothing() {
    for class in [
        FailureClass::Throttled,
        FailureClass::Unreachable,
        FailureClass::LostPlace,
    ] {
        for failures in [1, 2, 3, 5, 10, 20, 50] {
            let world = world();
            world.source.add_each_second("a", -30, 60);
            world.source.add("a", "late", 1_000, 20_000);
            world.source.failures.replace(vec![class; failures]);
            let (shown, reported) = followed(&world, &["a"], 900);
            assert_each_once(&shown, &world);
            // a blip is not worth a word, and what was reported is taken back
            assert!(
                reported.is_empty() || reported.len() == 2,
                "{class:?} {failures}: {reported:?}"
            );
            assert!(
                !reported.is_empty() || failures <= 3,
                "{class:?} {failures}"
            );
            assert!(reported.is_empty() || failures >= 3, "{class:?} {failures}");
        }
    }
}

#[test]
fn a_group_that_fails_does_not_stop_the_others() {
    let world = world();
    world.source.add_each_second("a", 0, 200);
    world.source.add_each_second("b", 0, 200);
    world.source.broken.set(("a", Duration::from_secs(100)));
    let (shown, reported) = followed(&world, &["a", "b"], 300);
    assert_each_once(&shown, &world);
    let b50 = shown.iter().find(|(_, id)| id == "b50").unwrap().0;
    assert!(b50 < Duration::from_secs(52), "{b50:?}");
    assert_eq!(reported.len(), 2);
    assert_eq!(reported[0], "a since -600", "nothing was read yet");
    assert!(reported[1].starts_with("a again -600 + 10"), "{reported:?}");
}

#[test]
fn a_group_that_vanishes_is_told_once_and_met_again() {
    let world = world();
    world.source.add_each_second("a", 0, 10);
    world.source.missing.set("a");
    let (shown, reported) = followed(&world, &["a"], 60);
    assert!(shown.is_empty());
    assert_eq!(reported, ["a gone"]);
    let calls = world.source.calls.borrow().len();
    assert!(calls <= 7, "{calls} calls for what is not there");
    world.source.missing.set("");
    let (shown, _) = followed(&world, &["a"], 60);
    assert_each_once(&shown, &world);
}

#[test]
fn an_event_of_the_future_hides_none_of_the_present() {
    let world = world();
    world.source.add("a", "future", 3_600_000, 0);
    world.source.events.borrow_mut()[0].visible = Duration::ZERO;
    world.source.add_each_second("a", 0, 30);
    let (shown, _) = followed(&world, &["a"], 60);
    assert_each_once(&shown, &world);
}

#[test]
fn too_many_events_to_remember_shrink_the_overlap_and_say_so() {
    let world = world();
    for n in 0..600 {
        world.source.add("a", &n.to_string(), n * 100, 0);
    }
    world.source.page_size.set(100);
    let (shown, reported) = remembering(&world, &["a"], 300, 100);
    assert_each_once(&shown, &world);
    assert_eq!(reported.first().map(String::as_str), Some("a overlap true"));
}

#[test]
fn what_was_read_before_is_not_shown_again() {
    let world = world();
    world.source.add_each_second("a", -20, 20);
    let mut follow = GroupFollower::new(
        &world,
        EventQuery::all("a", start() - SignedDuration::from_mins(10)),
        1_000,
    );
    for logged in world
        .source
        .events
        .borrow()
        .iter()
        .filter(|l| l.event.at <= start())
    {
        assert!(follow.know(&logged.event));
        assert!(!follow.know(&logged.event));
    }
    follow.is_caught_up(Duration::from_secs(2));
    let mut shown = Vec::new();
    world.timer.run(async {
        while world.timer.elapsed() < Duration::from_secs(40) {
            shown.extend(
                follow
                    .next()
                    .await
                    .unwrap()
                    .into_iter()
                    .filter_map(|e| e.id),
            );
        }
    });
    let expected: Vec<_> = (1..20).map(|n| format!("a{n}")).collect();
    assert_eq!(shown, expected);
}

const NEVER: Duration = Duration::MAX;
const S: Duration = Duration::from_secs(1);

/// Follows these streams of `a`.
fn of_streams(world: &World, streams: &[&str], seconds: u64) -> (Shown, Vec<String>) {
    let names: Vec<_> = streams.iter().map(|name| (*name).to_owned()).collect();
    following(world, &["a"], seconds, |query| {
        let streams = Streams::Named(names.clone());
        GroupFollower::new(world, EventQuery { streams, ..query }, 1_000)
    })
}

#[test]
fn a_named_stream_that_is_not_there_hides_none_of_the_others() {
    let world = world();
    world.source.page_size.set(100);
    for n in 0..120 {
        world
            .source
            .add_to("a", "one", &format!("one{n}"), n * 1_000, 0);
    }
    // two of them go and come again, one of these with what it logged before it was found
    for n in 61..120 {
        world
            .source
            .add_to("a", "two", &format!("two{n}"), n * 1_000, 0);
    }
    let absent = [("two", Duration::ZERO, 60 * S), ("three", 30 * S, NEVER)];
    world.source.absent.replace(absent.to_vec());
    let (shown, reported) = of_streams(&world, &["one", "two", "three"], 150);
    assert_each_once(&shown, &world);
    assert_eq!(reported, ["a -two", "a -three", "a +two"]);
    let late = shown.iter().filter(|(at, id)| {
        let second: u64 = id[3..].parse().unwrap();
        id.starts_with("one") && *at > S * u32::try_from(second).unwrap() + 3 * S
    });
    assert_eq!(late.count(), 0, "the one that is there never waits");
}

#[test]
fn streams_that_are_all_not_there_are_waited_for_at_few_calls() {
    for names in [
        &["one"][..],
        &["one", "two", "three", "four", "five", "six"],
    ] {
        let world = world();
        let absent = names.iter().map(|name| (*name, Duration::ZERO, NEVER));
        world.source.absent.replace(absent.collect());
        world.source.absent.borrow_mut()[0].2 = 100 * S;
        world.source.add_to("a", "one", "first", 100_500, 0);
        let (shown, reported) = of_streams(&world, names, 130);
        assert_each_once(&shown, &world);
        let gone = format!("a -{}", names.join(" -"));
        assert_eq!(reported, [&*gone, "a +one"]);
        let calls = world.source.calls.borrow();
        let before = calls.iter().filter(|(at, _, _)| *at < 100 * S).count();
        assert!(before <= 2 + names.len() * 11, "{before} calls for nothing");
    }
}

#[test]
fn a_group_that_is_not_waited_for_gives_its_follower_back() {
    let world = world();
    world.source.add_each_second("a", -20, 20);
    world.source.missing.set("a");
    let query = EventQuery::all("a", start() - SignedDuration::from_mins(10));
    let shown = RefCell::new(0);
    let reported = RefCell::new(Vec::new());
    let notify = |event| match event {
        GroupEvent::Events(events) => *shown.borrow_mut() += events.len(),
        other => reported.borrow_mut().push(format!("{other:?}")),
    };
    let follow = GroupFollower::new(&world, query, 1_000).without_waiting();
    let follow = world.timer.run(follow.run(notify)).expect("it comes back");
    let follow = world.timer.run(follow.run(notify)).expect("again");
    assert_eq!(*reported.borrow(), ["Gone"], "it is reported once");
    world.source.missing.set("");
    world.timer.run(async {
        let end = std::pin::pin!(world.timer.sleep(60 * S));
        let run = std::pin::pin!(follow.run(notify));
        drop::<Either<_, _>>(select(end, run).await);
    });
    assert_eq!(*reported.borrow(), ["Gone", "Back"]);
    assert_eq!(shown.into_inner(), 40);
}
