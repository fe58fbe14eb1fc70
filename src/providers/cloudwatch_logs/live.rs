//! Live Tail of any number of groups: what was logged before, what is ingested from now on,
//! and what happens meanwhile, as one stream of typed events.
//!
//! A session takes ten groups; more of them are several sessions. Where a session ends, what
//! it missed is read by FilterLogEvents.

use std::cell::{Ref, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::Stream;
use jiff::Timestamp;

use super::Logs;
use super::event_stream::EventStream;
use super::k_way_merge::Sourced;
use super::tail_request::{GroupNotice, TailRequest};
use crate::error::{Error, Result};

mod gap;
mod groups;
mod history;
mod run;
mod session;
mod standing;

pub use standing::LiveStanding;

/// What a Live Tail reports. Groups have the numbers of [`GroupNotice`], sessions are counted
/// from 0.
#[derive(Debug)]
pub enum LiveEvent {
    /// Events that pass, each once; in order within a batch.
    Events(Vec<Sourced>),
    /// What was logged before is given; what follows is new.
    CaughtUp,
    Groups(GroupNotice),
    /// A session began, one of so many.
    Started {
        id: String,
        sessions: usize,
    },
    /// The session was open for three hours: a new one begins.
    Expired {
        session: usize,
    },
    /// The session is lost since then; a new one is asked for again and again.
    Interrupted {
        session: usize,
        since: Timestamp,
        error: Error,
    },
    /// A new session began: what was ingested since then is read.
    Resumed {
        session: usize,
        since: Timestamp,
        after: Duration,
    },
    /// What was ingested in an interruption could not be read.
    Unread {
        group: usize,
        since: Timestamp,
        error: Error,
    },
    /// There are more than 500 events in a second: what follows is a sample of them.
    SamplingBegan,
    /// All events are given again.
    SamplingEnded {
        after: Duration,
    },
    /// There is no session for these groups; it is asked for again and again.
    LeftOut {
        groups: Vec<usize>,
        error: Error,
    },
}

/// A Live Tail under way; dropping it ends its sessions.
pub struct Live {
    stream: EventStream<LiveEvent>,
    standing: Rc<RefCell<LiveStanding>>,
}

impl Logs {
    /// Streams these groups.
    pub fn live(&self, request: TailRequest) -> Live {
        let standing = Rc::new(RefCell::new(LiveStanding::default()));
        let (logs, shared) = (self.clone(), Rc::clone(&standing));
        Live {
            stream: EventStream::new(move |out| run::run(logs, request, out, shared)),
            standing,
        }
    }
}

impl Live {
    /// Where it stands: what is missing of what was ingested.
    pub fn standing(&self) -> Ref<'_, LiveStanding> {
        self.standing.borrow()
    }
}

impl Stream for Live {
    type Item = Result<LiveEvent>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.stream).poll_next(context)
    }
}
