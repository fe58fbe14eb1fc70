//! Where a follow stands, group by group.

use jiff::Timestamp;

use super::super::TailRequest;
use crate::providers::cloudwatch_logs::group_resolver::LogSource;

/// The groups of a follow by their numbers.
#[derive(Debug)]
pub struct Standing {
    groups: Vec<GroupStanding>,
    may_grow: bool,
}

#[derive(Debug, Clone)]
pub struct GroupStanding {
    pub source: LogSource,
    pub state: GroupState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupState {
    /// It is read, or looked for where it is not there.
    Followed,
    /// Nothing could be read since then.
    Interrupted(Timestamp),
    /// It is not read any more. Everything before this time was; `None`: nothing.
    LeftOut(Option<Timestamp>),
}

impl Standing {
    pub(super) fn new(request: &TailRequest) -> Self {
        let mut standing = Self {
            groups: Vec::new(),
            may_grow: request.resolver.may_grow(),
        };
        for source in &request.sources {
            standing.add(source.clone());
        }
        standing
    }

    pub fn groups(&self) -> &[GroupStanding] {
        &self.groups
    }

    pub fn source(&self, group: usize) -> &LogSource {
        &self.groups[group].source
    }

    /// Whether nothing is left that could be followed.
    pub fn is_over(&self) -> bool {
        self.is_left_out_whole() && !self.may_grow
    }

    /// Whether there are groups and all of them are left out.
    pub fn is_left_out_whole(&self) -> bool {
        let is_left_out = |group: &GroupStanding| matches!(group.state, GroupState::LeftOut(_));
        !self.groups.is_empty() && self.groups.iter().all(is_left_out)
    }

    pub(super) fn add(&mut self, source: LogSource) -> usize {
        self.groups.push(GroupStanding {
            source,
            state: GroupState::Followed,
        });
        self.groups.len() - 1
    }

    pub(super) fn set(&mut self, group: usize, state: GroupState) {
        self.groups[group].state = state;
    }
}
