//! Following log groups: what was logged before, what is logged from now on, and what
//! happens meanwhile, as one stream of typed events.

use std::cell::{Ref, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::Stream;
use jiff::{SignedDuration, Timestamp};

use super::Logs;
use super::event_stream::EventStream;
use super::k_way_merge::Sourced;
use super::retry::ReadError;
use super::tail_request::{GroupNotice, TailRequest};
use crate::error::{Error, Result};

mod session;
mod stall;
mod standing;
mod stream_digest;
mod tasks;

use session::Readers;
pub use standing::{GroupStanding, GroupState, Standing};
pub use stream_digest::Tally;

/// What following reports. Groups have the numbers of [`GroupNotice`].
#[derive(Debug)]
pub enum FollowEvent {
    /// Events that pass, each once; in order within a batch, but for what arrives late.
    Events(Vec<Sourced>),
    /// What was logged before is given; what follows is new.
    CaughtUp,
    Groups(GroupNotice),
    /// Nothing of the group could be read since then; it is tried again and again.
    Interrupted {
        group: usize,
        since: Timestamp,
        failed: ReadError,
    },
    /// It can be read again: what was logged from `since` to `until` follows.
    Resumed {
        group: usize,
        since: Timestamp,
        until: Timestamp,
        after: Duration,
    },
    /// The group cannot be read and is not tried again.
    LeftOut {
        group: usize,
        error: Error,
        /// Everything before was read; `None`: nothing was.
        complete_to: Option<Timestamp>,
    },
    /// Of the streams that were named these are not there (any more); they are looked for
    /// again and again.
    StreamsGone {
        group: usize,
        names: Vec<String>,
    },
    /// These are there (again).
    StreamsBack {
        group: usize,
        names: Vec<String>,
    },
    /// Streams came and went, each reported once.
    StreamsChanged {
        group: usize,
        new: Option<Tally>,
        gone: Option<Tally>,
    },
    /// The group has too many streams to know them: changes are no longer reported.
    TooManyStreams {
        group: usize,
    },
    /// The streams may not be listed: those that come or go in silence are not reported.
    StreamsUnlisted {
        group: usize,
        error: Error,
    },
    /// Too many events to track: those that come later than `left` may be missed.
    OverlapShrunk {
        group: usize,
        left: SignedDuration,
    },
    /// Late events are found as intended again.
    OverlapRestored {
        group: usize,
    },
    /// Each group is read at least this often, busy ones more often. Reported where that is
    /// seldom.
    Pace {
        every: Duration,
    },
    /// Calls for these groups have no answer for so long.
    Stalled {
        groups: Vec<usize>,
        after: Duration,
    },
    /// They are answered again, so long after the first of them was sent.
    StallOver {
        after: Duration,
    },
}

/// A follow under way; dropping it ends it. It ends by itself only where nothing is left
/// that could be followed.
pub struct Follow {
    stream: EventStream<FollowEvent>,
    standing: Rc<RefCell<Standing>>,
}

impl Logs {
    /// Follows these groups.
    pub fn follow(&self, request: TailRequest) -> Follow {
        let standing = Rc::new(RefCell::new(Standing::new(&request)));
        let readers = Readers {
            history: self.reader(),
            follower: self.follower(),
            watch_pace: self.watchers(),
        };
        let shared = Rc::clone(&standing);
        Follow {
            stream: EventStream::new(move |out| async move {
                session::run(&readers, &request, out, shared).await;
                Ok(())
            }),
            standing,
        }
    }
}

impl Follow {
    /// Where it stands: the groups, and which of them cannot be read.
    pub fn standing(&self) -> Ref<'_, Standing> {
        self.standing.borrow()
    }
}

impl Stream for Follow {
    type Item = Result<FollowEvent>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.stream).poll_next(context)
    }
}

#[cfg(test)]
mod tests;
