//! The parts of a follow, which run at the same time and tell one session what they meet.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::rc::Rc;

use tokio::sync::mpsc::UnboundedSender;

use super::super::sources::Source;
use super::super::tail::Plan;
use super::{Session, groups};
use crate::context::Ctx;
use crate::providers::cloudwatch_logs::{
    Follow, Heard, Logs, RateLimiter, Reader, StreamNews, StreamWatch, Streams, SystemTimer,
};

pub(super) type Follower<'a> = Box<Follow<'a, Logs, SystemTimer>>;
pub(super) type Task<'a> = Pin<Box<dyn Future<Output = Ended<'a>> + 'a>>;

/// What the tasks of a follow report.
pub(super) enum News {
    Of(usize, Heard),
    Streams(usize, StreamNews),
    /// The groups that the globs mean now.
    Groups(Vec<Source>),
}

/// What is left of a part that ended.
pub(super) enum Ended<'a> {
    /// A follower whose group is not there: it goes on when the group is met again.
    Gone(usize, Follower<'a>),
    Done,
}

/// What runs from now on.
pub(super) enum Start<'a> {
    Follow(usize, Follower<'a>),
    Watch(usize),
}

/// Tells which groups the globs mean, again and again.
pub(super) fn look_for_groups<'a>(
    ctx: &'a Ctx,
    reader: &'a Reader<Logs, SystemTimer>,
    plan: &'a Plan,
    left_out: BTreeSet<String>,
    tell: UnboundedSender<News>,
) -> Task<'a> {
    Box::pin(async move {
        // nobody listens only when all ends
        let met = |groups| drop(tell.send(News::Groups(groups)));
        groups::watch(ctx, reader, &plan.selectors, left_out, met).await;
        Ended::Done
    })
}

impl<'a> Session<'a> {
    /// What runs until it ends by itself or is dropped.
    pub(super) fn task(
        &self,
        start: Start<'a>,
        pace: &'a RateLimiter,
        tell: &UnboundedSender<News>,
    ) -> Task<'a> {
        let tell = tell.clone();
        match start {
            Start::Follow(number, follow) => Box::pin(async move {
                let heard = |heard| drop(tell.send(News::Of(number, heard)));
                match follow.run(heard).await {
                    Some(follow) => Ended::Gone(number, Box::new(follow)),
                    None => Ended::Done,
                }
            }),
            Start::Watch(number) => {
                let prefix = match &self.plan.query.streams {
                    // the service says by itself which of them are there
                    Streams::Named(_) => return Box::pin(async { Ended::Done }),
                    Streams::Prefix(prefix) => Some(prefix.clone()),
                    Streams::All => None,
                };
                let tracker = Rc::clone(&self.streams[number].tracker);
                let (reader, group) = (self.reader, self.sources[number].id.clone());
                let chosen = &self.plan.pick.streams;
                Box::pin(async move {
                    let watch = StreamWatch {
                        reader,
                        pace,
                        group,
                        prefix,
                        tracker: &tracker,
                    };
                    let heard = |heard| drop(tell.send(News::Streams(number, heard)));
                    watch.run(|stream| chosen.passes(stream), heard).await;
                    Ended::Done
                })
            }
        }
    }
}
