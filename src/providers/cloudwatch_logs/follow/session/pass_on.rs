//! What the parts report, as events of the whole follow.

use std::time::Duration;

use super::Session;
use crate::providers::cloudwatch_logs::GroupNotice;
use crate::providers::cloudwatch_logs::follow::FollowEvent;
use crate::providers::cloudwatch_logs::follow::stall::Stall;
use crate::providers::cloudwatch_logs::follow::standing::GroupState;
use crate::providers::cloudwatch_logs::group_follower::GroupEvent;
use crate::providers::cloudwatch_logs::pages::EventSource;
use crate::providers::cloudwatch_logs::stream_tracker::{StreamLister, StreamNotice};
use crate::providers::cloudwatch_logs::timer::Timer;

/// Between two looks at a group: worth a word.
const SELDOM: Duration = Duration::from_secs(2);

impl<S: EventSource + StreamLister, T: Timer> Session<'_, S, T> {
    /// Reports how often a group is read, where that is seldom, and again where it became
    /// much more seldom.
    pub(super) fn report_pace(&mut self) {
        let every = self.schedule.bound(self.readers.follower.limiter.rate());
        if every >= SELDOM && self.pace.is_none_or(|pace| every >= pace * 2) {
            self.pace = Some(every);
            self.out.emit(FollowEvent::Pace { every });
        }
    }

    /// A call that takes long is reported once, until something is answered.
    pub(super) fn pass_on_stall(&mut self, stall: Stall) {
        match stall {
            Stall::Begun { after, groups } => {
                let standing = self.standing.borrow();
                let by_id = |id: &String| {
                    let mut all = standing.groups().iter();
                    all.position(|group| group.source.id == *id)
                };
                let stalled: Vec<usize> = groups.iter().filter_map(by_id).collect();
                let is_known = |group: &usize| {
                    let state = standing.groups()[*group].state;
                    matches!(state, GroupState::Interrupted(_))
                };
                // of an interruption it is known already that nothing can be read
                if stalled.iter().all(is_known) {
                    return;
                }
                drop(standing);
                self.stalled.clone_from(&stalled);
                self.out.emit(FollowEvent::Stalled {
                    groups: stalled,
                    after,
                });
            }
            Stall::Over { after } => {
                if !std::mem::take(&mut self.stalled).is_empty() {
                    self.out.emit(FollowEvent::StallOver { after });
                }
            }
        }
    }

    pub(super) fn pass_on_streams(&mut self, group: usize, notice: StreamNotice) {
        match notice {
            StreamNotice::Listed(changes) => self.streams[group].digest.changed(&changes),
            StreamNotice::Crowded => self.out.emit(FollowEvent::TooManyStreams { group }),
            StreamNotice::Refused(error) => {
                self.out.emit(FollowEvent::StreamsUnlisted { group, error });
            }
        }
    }

    pub(super) fn report_streams(&mut self) {
        let now = self.readers.follower.timer.elapsed();
        for (group, followed) in self.streams.iter_mut().enumerate() {
            if let Some((new, gone)) = followed.digest.due(now) {
                self.out
                    .emit(FollowEvent::StreamsChanged { group, new, gone });
            }
        }
    }

    pub(super) fn pass_on(&mut self, group: usize, event: GroupEvent) {
        let set = |state| self.standing.borrow_mut().set(group, state);
        self.out.emit(match event {
            GroupEvent::Events(_) => return,
            GroupEvent::Interrupted { since, failed } => {
                // its end is reported as that of the interruption
                self.stalled.clear();
                set(GroupState::Interrupted(since));
                FollowEvent::Interrupted {
                    group,
                    since,
                    failed,
                }
            }
            GroupEvent::Resumed { since, after } => {
                set(GroupState::Followed);
                FollowEvent::Resumed {
                    group,
                    since,
                    until: self.readers.follower.timer.now(),
                    after,
                }
            }
            GroupEvent::Gone => {
                self.streams[group].tracker.borrow_mut().leave();
                FollowEvent::Groups(GroupNotice::Gone { group })
            }
            GroupEvent::Back => {
                self.streams[group].tracker.borrow_mut().come_back();
                FollowEvent::Groups(GroupNotice::Back { group })
            }
            GroupEvent::StreamsGone(names) => FollowEvent::StreamsGone { group, names },
            GroupEvent::StreamsBack(names) => FollowEvent::StreamsBack { group, names },
            GroupEvent::Overlap(Some(left)) => FollowEvent::OverlapShrunk { group, left },
            GroupEvent::Overlap(None) => FollowEvent::OverlapRestored { group },
            GroupEvent::Refused { error, complete_to } => {
                return self.leave_out(group, error, complete_to);
            }
        });
    }
}
