//! The parts of a follow, which run side by side and report to one session.

use std::pin::Pin;
use std::rc::Rc;

use tokio::sync::mpsc::UnboundedSender;

use super::session::Session;
use super::stall::{self, Stall};
use crate::error::Result;
use crate::providers::cloudwatch_logs::events::Streams;
use crate::providers::cloudwatch_logs::group_follower::{GroupEvent, GroupFollower};
use crate::providers::cloudwatch_logs::group_resolver::{GroupLister, GroupResolver, Selection};
use crate::providers::cloudwatch_logs::pages::{EventSource, Reader};
use crate::providers::cloudwatch_logs::stream_tracker::{StreamLister, StreamNotice, StreamWatch};
use crate::providers::cloudwatch_logs::timer::Timer;

pub(super) type Follower<'a, S, T> = Box<GroupFollower<'a, S, T>>;
pub(super) type Task<'a, S, T> = Pin<Box<dyn Future<Output = Ended<'a, S, T>> + 'a>>;

/// What the parts report.
pub(super) enum Notice {
    Group(usize, GroupEvent),
    Streams(usize, StreamNotice),
    /// The groups that the globs match now.
    Groups(Result<Selection>),
    Stall(Stall),
}

/// What is left of a part that ended.
pub(super) enum Ended<'a, S, T> {
    /// A follower whose group is not there: it goes on when the group is met again.
    Gone(usize, Follower<'a, S, T>),
    Done,
}

/// What runs from now on.
pub(super) enum Start<'a, S, T> {
    Follow(usize, Follower<'a, S, T>),
    WatchStreams(usize),
}

/// Reports which groups the globs match, again and again.
pub(super) fn watch_groups<'a, S: GroupLister, T: Timer>(
    reader: &'a Reader<S, T>,
    resolver: GroupResolver,
    notices: UnboundedSender<Notice>,
) -> Task<'a, S, T> {
    Box::pin(async move {
        // nobody listens only when all ends
        let notify = |selection| drop(notices.send(Notice::Groups(selection)));
        resolver.watch(reader, notify).await;
        Ended::Done
    })
}

/// Reports calls that have no answer for long.
pub(super) fn watch_stalls<'a, S, T: Timer>(
    reader: &'a Reader<S, T>,
    notices: UnboundedSender<Notice>,
) -> Task<'a, S, T> {
    Box::pin(async move {
        stall::watch(reader, |stall| drop(notices.send(Notice::Stall(stall)))).await;
        Ended::Done
    })
}

impl<'a, S: EventSource + StreamLister, T: Timer> Session<'a, S, T> {
    /// What runs until it ends by itself or is dropped.
    pub(super) fn task(
        &self,
        start: Start<'a, S, T>,
        notices: &UnboundedSender<Notice>,
    ) -> Task<'a, S, T> {
        let notices = notices.clone();
        match start {
            Start::Follow(number, follower) => Box::pin(async move {
                let notify = |event| drop(notices.send(Notice::Group(number, event)));
                match follower.run(notify).await {
                    Some(follower) => Ended::Gone(number, Box::new(follower)),
                    None => Ended::Done,
                }
            }),
            Start::WatchStreams(number) => {
                let prefix = match &self.request.query.streams {
                    // the service says by itself which of them are there
                    Streams::Named(_) => return Box::pin(async { Ended::Done }),
                    Streams::Prefix(prefix) => Some(prefix.clone()),
                    Streams::All => None,
                };
                let tracker = Rc::clone(&self.streams[number].tracker);
                let (readers, group) = (self.readers, self.source(number).id);
                let chosen = &self.request.filter.streams;
                Box::pin(async move {
                    let watch = StreamWatch {
                        reader: &readers.follower,
                        pace: &readers.watch_pace,
                        group,
                        prefix,
                        tracker: &tracker,
                    };
                    let notify = |notice| drop(notices.send(Notice::Streams(number, notice)));
                    watch.run(|stream| chosen.passes(stream), notify).await;
                    Ended::Done
                })
            }
        }
    }
}
