//! How often each of several followed groups is read.
//!
//! All groups share the calls of a second, so that the time between two looks at a group
//! grows with their number. Groups in which something was logged lately are read more
//! often; what they take is limited, so that no group waits longer than [`PollSchedule::bound`].

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

/// The groups of one follow.
#[derive(Debug, Default)]
pub struct PollSchedule(RefCell<Vec<Group>>);

#[derive(Debug, Clone, Copy)]
struct Group {
    /// Whether it is read at the moment.
    is_read: bool,
    /// When something new came for the last time.
    came: Option<Duration>,
}

/// A group's place in a schedule; dropping it frees its part of the calls.
#[derive(Debug)]
pub(super) struct Slot {
    schedule: Rc<PollSchedule>,
    number: usize,
}

/// Between two looks at a group, however few groups there are.
const SHORTEST: Duration = Duration::from_millis(200);
/// Calls a second where no quota is known: a stack on this machine answers that many
/// without effort.
const UNCOUNTED: f64 = 120.0;
/// The rest is for walks of several pages.
const USED: f64 = 0.9;
/// A busy group is read so much more often than a quiet one, where there is room.
const BUSY: f64 = 4.0;
/// What busy groups may add to the time between two looks at a quiet one.
const STRETCH: f64 = 1.5;
/// A group is busy for so long after something came.
const LATELY: Duration = Duration::from_secs(30);

impl PollSchedule {
    /// A place for one more group.
    pub(super) fn join(self: &Rc<Self>) -> Slot {
        let mut groups = self.0.borrow_mut();
        groups.push(Group {
            is_read: true,
            came: None,
        });
        Slot {
            schedule: Rc::clone(self),
            number: groups.len() - 1,
        }
    }

    /// The longest time between two looks at a group, `rate` being the calls of a second
    /// for all of them, where that is limited.
    pub fn bound(&self, rate: Option<f64>) -> Duration {
        let (read, _) = self.counts(Duration::ZERO);
        let stretch = if read > 1.0 { STRETCH } else { 1.0 };
        spread(read * stretch, rate)
    }

    /// How many groups are read, and how many of them are busy.
    fn counts(&self, now: Duration) -> (f64, f64) {
        let groups = self.0.borrow();
        let read = groups.iter().filter(|group| group.is_read);
        let busy = read.clone().filter(|group| group.is_busy(now));
        (read.count() as f64, busy.count() as f64)
    }
}

/// The time that so many calls take.
fn spread(calls: f64, rate: Option<f64>) -> Duration {
    let rate = rate.unwrap_or(UNCOUNTED) * USED;
    Duration::from_secs_f64(calls / rate).max(SHORTEST)
}

impl Group {
    fn is_busy(&self, now: Duration) -> bool {
        self.came.is_some_and(|came| now < came + LATELY)
    }
}

impl Slot {
    /// The time between two looks at this group.
    pub(super) fn interval(&self, now: Duration, rate: Option<f64>) -> Duration {
        let (read, busy) = self.schedule.counts(now);
        let more = if busy > 0.0 {
            BUSY.min(((STRETCH - 1.0) * read + busy) / busy)
        } else {
            1.0
        };
        let all = read - busy + busy * more;
        let is_busy = self.schedule.0.borrow()[self.number].is_busy(now);
        spread(if is_busy { all / more } else { all }, rate)
    }

    /// Something new came.
    pub(super) fn came(&self, now: Duration) {
        self.schedule.0.borrow_mut()[self.number].came = Some(now);
    }

    /// Whether the group is read, or not there.
    pub(super) fn set_read(&self, is_read: bool) {
        self.schedule.0.borrow_mut()[self.number].is_read = is_read;
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.set_read(false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const S: Duration = Duration::from_secs(1);

    fn slots(count: usize) -> (Rc<PollSchedule>, Vec<Slot>) {
        let schedule = Rc::new(PollSchedule::default());
        let slots = (0..count).map(|_| schedule.join()).collect();
        (schedule, slots)
    }

    /// Looks a second at all groups together.
    fn rate(slots: &[Slot], now: Duration) -> f64 {
        let intervals = slots.iter().map(|slot| slot.interval(now, Some(5.0)));
        intervals.map(|interval| 1.0 / interval.as_secs_f64()).sum()
    }

    #[test]
    fn all_groups_together_use_the_calls_that_there_are() {
        for count in [1, 2, 10, 60, 500] {
            let (schedule, slots) = slots(count);
            for busy in [0, count / 20, count / 3, count] {
                slots.iter().take(busy).for_each(|slot| slot.came(S));
                let rate = rate(&slots, 2 * S);
                assert!((4.4..=4.6).contains(&rate), "{count} {busy}: {rate}");
                let bound = schedule.bound(Some(5.0));
                let longest = slots.iter().map(|slot| slot.interval(2 * S, Some(5.0)));
                assert!(longest.max() <= Some(bound), "{count} {busy}");
            }
        }
    }

    #[test]
    fn busy_groups_come_more_often_and_for_a_while() {
        let (schedule, slots) = slots(60);
        slots[0].came(S);
        let interval = |group: usize, now| slots[group].interval(now, Some(5.0));
        assert_eq!(interval(0, 2 * S) * 4, interval(1, 2 * S));
        assert_eq!(interval(0, 31 * S), interval(1, 31 * S));
        assert_eq!(schedule.bound(Some(5.0)), 20 * S);
        assert!(schedule.bound(None) < S, "without a quota");
    }

    #[test]
    fn groups_that_are_not_there_take_nothing() {
        let (schedule, mut slots) = slots(60);
        slots.truncate(10);
        slots[9].set_read(false);
        assert_eq!(slots[0].interval(S, Some(5.0)), 2 * S);
        assert_eq!(schedule.bound(Some(5.0)), 3 * S);
    }
}
