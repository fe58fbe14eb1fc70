//! Following several groups in virtual time.

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::StreamExt as _;

use super::session::Readers;
use super::*;
use crate::model::GroupSelector;
use crate::providers::cloudwatch_logs::pages::Reader;
use crate::providers::cloudwatch_logs::rate_limiter::RateLimiter;
use crate::providers::cloudwatch_logs::scripted_service::{Logged, Service, world};
use crate::providers::cloudwatch_logs::timer::Timer as _;
use crate::providers::cloudwatch_logs::virtual_time::{VirtualTime, start};
use crate::providers::cloudwatch_logs::{ClientFilter, EventQuery, GroupResolver};

const S: Duration = Duration::from_secs(1);

/// A service, and who follows it with so many calls a second.
struct World {
    readers: Rc<Readers<Rc<Service>, Rc<VirtualTime>>>,
    time: Rc<VirtualTime>,
}

impl World {
    fn new(rate: Option<f64>) -> Self {
        let world = world();
        let (service, time) = (Rc::new(world.source), world.timer);
        let reader = |limiter| Reader::new(Rc::clone(&service), Rc::clone(&time), limiter);
        let limiter = rate.map_or_else(RateLimiter::unknown, RateLimiter::per_second);
        service.page_size.set(1_000);
        Self {
            readers: Rc::new(Readers {
                history: reader(RateLimiter::unknown()),
                follower: reader(limiter),
                watch_pace: RateLimiter::per_second(1.0),
            }),
            time,
        }
    }

    fn service(&self) -> &Service {
        &self.readers.follower.source
    }

    /// Follows for so many seconds. Returns when each event of the follow came.
    fn follow(&self, groups: &[&str], seconds: u32) -> (Vec<(Duration, FollowEvent)>, Follow) {
        let selectors = groups.iter().map(|g| GroupSelector::parse(g).unwrap());
        let mut resolver = GroupResolver::new(selectors.collect());
        let selection = self.time.run(resolver.resolve(self.service())).unwrap();
        let request = TailRequest {
            sources: selection.sources,
            resolver,
            query: EventQuery::all("", start() - SignedDuration::from_mins(10)),
            filter: ClientFilter::default(),
            last: None,
        };
        let standing = Rc::new(RefCell::new(Standing::new(&request)));
        let (readers, shared) = (Rc::clone(&self.readers), Rc::clone(&standing));
        let stream = EventStream::new(move |out| async move {
            session::run(&readers, &request, out, shared).await;
            Ok(())
        });
        let mut follow = Follow { stream, standing };
        let end = self.time.elapsed() + S * seconds;
        let mut came = Vec::new();
        self.time.run(async {
            loop {
                let left = end.saturating_sub(self.time.elapsed());
                tokio::select! {
                    biased;
                    event = follow.next() => match event {
                        Some(event) => came.push((self.time.elapsed(), event.unwrap())),
                        None => break,
                    },
                    () = self.time.sleep(left) => break,
                }
            }
        });
        (came, follow)
    }

    /// By how much events came after they were visible, by id.
    fn delays(&self, came: &[(Duration, FollowEvent)]) -> Vec<(String, Duration)> {
        let logged = self.service().events.borrow();
        let mut delays = Vec::new();
        for (at, event) in came {
            let FollowEvent::Events(events) = event else {
                continue;
            };
            for (_, event) in events {
                let id = event.id.clone().unwrap();
                let is_it = |logged: &&Logged| logged.event.id.as_deref() == Some(&*id);
                let visible = logged.iter().find(is_it).unwrap().visible;
                delays.push((id, at.saturating_sub(visible)));
            }
        }
        delays
    }
}

/// Sixty groups, of which three are busy.
const GROUPS: [&str; 60] = {
    const NAMES: &str = "AABACADAEAFAGAHAIAJAKALAMANAOAPAQARASATAUAVAWAXAYAZBABBBCBDBEBFBGBHBIBJBKBLBMBNBOBPBQBRBSBTBUBVBWBXBYBZCACBCCCDCECFCGCHCICJ";
    let mut names = [""; 60];
    let mut n = 0;
    while n < 60 {
        names[n] = NAMES.split_at(2 * n).1.split_at(2).0;
        n += 1;
    }
    names
};

impl World {
    fn log_in_sixty(&self) {
        for (n, group) in GROUPS.iter().enumerate() {
            let n = i64::try_from(n).unwrap();
            if n < 3 {
                self.service().add_each_second(group, 30, 250);
            } else {
                // at any moment of the minute after the first
                let ms = 60_000 + n * 2_311;
                self.service().add(group, &format!("quiet{n}"), ms, 0);
            }
        }
    }
}

#[test]
fn sixty_groups_are_read_within_the_bound_that_is_said_and_busy_ones_more_often() {
    let world = World::new(Some(5.0));
    world.log_in_sixty();
    let (came, _) = world.follow(&GROUPS, 300);
    let paces = came.iter().filter_map(|(_, event)| match event {
        FollowEvent::Pace { every } => Some(*every),
        _ => None,
    });
    assert_eq!(paces.collect::<Vec<_>>(), [20 * S], "it is said once");
    let delays = world.delays(&came);
    let mut quiet: Vec<_> = delays
        .iter()
        .filter(|(id, _)| id.starts_with("quiet"))
        .collect();
    quiet.sort_by_key(|(_, delay)| *delay);
    assert_eq!(quiet.len(), 57);
    assert!(quiet[56].1 <= 21 * S, "{:?}", quiet[56]);
    // a busy group is met as a quiet one, and while many quiet ones log it has less
    let mut busy: Vec<_> = delays
        .iter()
        .filter(|(id, _)| id[2..].parse::<u32>().is_ok_and(|second| second > 60))
        .collect();
    busy.sort_by_key(|(_, delay)| *delay);
    assert_eq!(busy.len(), 3 * 189);
    let median = busy[busy.len() / 2].1;
    assert!(median <= quiet[28].1 / 2, "{median:?} {:?}", quiet[28]);
    assert!(busy[busy.len() - 1].1 <= 12 * S, "{:?}", busy.last());
    let calls = world.service().calls.borrow();
    for (n, (at, _, _)) in calls.iter().enumerate().skip(GROUPS.len()) {
        let second = calls[n..]
            .iter()
            .take_while(|(later, _, _)| *later < *at + S);
        assert!(second.count() <= 5, "from {at:?}");
    }
}

#[test]
fn sixty_groups_without_a_quota_are_a_second_behind_at_most() {
    let world = World::new(None);
    world.log_in_sixty();
    let (came, _) = world.follow(&GROUPS, 300);
    assert!(
        !came
            .iter()
            .any(|(_, event)| matches!(event, FollowEvent::Pace { .. }))
    );
    let delays = world.delays(&came);
    assert_eq!(delays.len(), 57 + 3 * 220);
    let longest = delays.iter().max_by_key(|(_, delay)| *delay).unwrap();
    assert!(longest.1 <= S, "{longest:?}");
    let calls = world.service().calls.borrow();
    assert!(calls.len() <= 300 * 150, "{} calls in 300 s", calls.len());
}

/// What was reported beside events, with the seconds.
fn reported(came: &[(Duration, FollowEvent)]) -> Vec<(u64, String)> {
    let others = came.iter().filter_map(|(at, event)| {
        let what = match event {
            FollowEvent::Events(_) | FollowEvent::CaughtUp => return None,
            FollowEvent::Stalled { groups, after } => {
                format!("stalled {groups:?} {}", after.as_secs())
            }
            FollowEvent::StallOver { after } => format!("answers after {}", after.as_secs()),
            FollowEvent::Interrupted { group, since, .. } => {
                format!(
                    "interrupted {group} {}",
                    since.duration_since(start()).as_secs()
                )
            }
            FollowEvent::Resumed { group, .. } => format!("resumed {group}"),
            FollowEvent::Groups(GroupNotice::Found(source)) => format!("found {}", source.name),
            FollowEvent::Groups(GroupNotice::Gone { group }) => format!("gone {group}"),
            FollowEvent::Groups(GroupNotice::Back { group }) => format!("back {group}"),
            FollowEvent::LeftOut {
                group, complete_to, ..
            } => {
                let to = complete_to.map(|to| to.duration_since(start()).as_secs());
                format!("left out {group} {to:?}")
            }
            other => format!("{other:?}"),
        };
        Some((at.as_secs(), what))
    });
    others.collect()
}

#[test]
fn a_silence_of_more_than_five_seconds_is_reported_with_its_end() {
    for (silence, expected) in [
        (4, vec![]),
        (
            12,
            vec![
                (25, "stalled [0] 5".to_owned()),
                (32, "answers after 12".to_owned()),
            ],
        ),
    ] {
        let world = World::new(None);
        let silent = ("a", 20 * S, 20 * S + S * silence);
        world.service().silent.set(silent);
        world.service().add_each_second("a", 0, 60);
        world.service().add_each_second("b", 0, 60);
        let (came, _) = world.follow(&["a", "b"], 90);
        assert_eq!(reported(&came), expected, "{silence} s");
        assert_eq!(world.delays(&came).len(), 120, "nothing is lost");
    }
}

#[test]
fn many_groups_that_wait_for_their_turn_are_no_silence() {
    let world = World::new(Some(1.0));
    let (came, _) = world.follow(&GROUPS, 120);
    let reported = reported(&came);
    assert!(
        reported.iter().all(|(_, what)| what.starts_with("Pace")),
        "{reported:?}"
    );
}

#[test]
fn groups_that_come_are_found_and_followed() {
    let world = World::new(Some(5.0));
    let groups = [("web-1", Duration::ZERO), ("web-2", 15 * S), ("db", 15 * S)];
    world.service().groups.replace(groups.to_vec());
    world.service().add_each_second("web-1", 0, 60);
    world.service().add_each_second("web-2", 15, 60);
    let (came, follow) = world.follow(&["web-*"], 90);
    assert_eq!(reported(&came), [(20, "found web-2".to_owned())]);
    assert_eq!(world.delays(&came).len(), 60 + 45);
    let standing = follow.standing();
    let names: Vec<_> = standing.groups().iter().map(|g| &*g.source.name).collect();
    assert_eq!(names, ["web-1", "web-2"]);
    assert!(!standing.is_over());
}

#[test]
fn a_group_that_is_refused_says_how_far_it_was_read() {
    let world = World::new(Some(5.0));
    world.service().add_each_second("a", 0, 60);
    world.service().refused.set(("a", 30 * S));
    let (came, follow) = world.follow(&["a"], 90);
    let [(30, what)] = &reported(&came)[..] else {
        panic!("{:?}", reported(&came));
    };
    assert!(
        ["left out 0 Some(29)", "left out 0 Some(30)"].contains(&&**what),
        "{what}"
    );
    assert!(follow.standing().is_over());
    let GroupState::LeftOut(Some(to)) = follow.standing().groups()[0].state else {
        panic!("it is left out");
    };
    let shown = world.delays(&came).len();
    let before = to.duration_since(start()).as_secs();
    assert!(i64::try_from(shown).unwrap() >= before, "{shown} {before}");
}

#[test]
fn an_interruption_begins_where_the_last_whole_look_did() {
    let world = World::new(Some(5.0));
    world.service().add_each_second("a", 0, 200);
    world.service().failing.set((100 * S, 130 * S));
    let (came, _) = world.follow(&["a"], 200);
    let reported = reported(&came);
    let whats: Vec<_> = reported.iter().map(|(_, what)| &**what).collect();
    assert_eq!(whats, ["interrupted 0 99", "resumed 0"]);
    assert_eq!(world.delays(&came).len(), 200, "nothing is lost");
}
