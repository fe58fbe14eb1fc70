//! What a follow and a Live Tail are asked for, and what both report about its groups.

use super::client_filter::ClientFilter;
use super::events::EventQuery;
use super::group_resolver::{GroupResolver, LogSource, SelectionNotice};
use super::window::Retry;
use crate::error::Error;

/// The groups to read from now on, and the events of them that are wanted.
#[derive(Debug, Clone)]
pub struct TailRequest {
    /// The groups to begin with; a follow may begin with none, where groups may come.
    pub sources: Vec<LogSource>,
    /// Finds groups that come.
    pub resolver: GroupResolver,
    /// The query for each group. Events from its `since` to now are given first.
    pub query: EventQuery,
    pub filter: ClientFilter,
    /// Of the events before now, only the newest so many.
    pub last: Option<usize>,
}

/// A report about the groups. A group is meant by its number: the place in
/// [`TailRequest::sources`], and on from there in the order of [`Self::Found`].
#[derive(Debug)]
pub enum GroupNotice {
    /// A failed call for events before now is made again.
    Retrying { group: usize, retry: Retry },
    /// The group does not exist (any more): it is looked for again and again.
    Gone { group: usize },
    /// The group exists again.
    Back { group: usize },
    /// A matching group was created: it has the next number.
    Found(LogSource),
    /// A group is not read, or a glob matches nothing.
    Selection(SelectionNotice),
    /// The look for new groups failed; there will be others.
    LookFailed(Error),
}
