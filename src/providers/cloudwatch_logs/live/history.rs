//! What was logged before a Live Tail begins.

use jiff::SignedDuration;

use super::super::{GroupNotice, TailRequest};
use super::LiveEvent;
use crate::error::Error;
use crate::providers::cloudwatch_logs::Logs;
use crate::providers::cloudwatch_logs::event_stream::Emitter;
use crate::providers::cloudwatch_logs::k_way_merge::Sourced;
use crate::providers::cloudwatch_logs::retry::{ReadError, RetryLimits};
use crate::providers::cloudwatch_logs::window::{Retry, Window};

/// Reads what was logged before. Returns what could not be read.
pub(super) async fn read(
    logs: &Logs,
    request: &TailRequest,
    out: &Emitter<LiveEvent>,
    mut on_read: impl FnMut(&Sourced),
) -> Vec<(usize, Error)> {
    let reader = logs.reader();
    let window = Window {
        sources: request.sources.clone(),
        query: request.query.clone(),
        limits: RetryLimits::READ,
    };
    let retrying = out.clone();
    let on_wait = move |group, failed: &ReadError, wait| {
        let retry = Retry::new(failed, wait);
        retrying.emit(LiveEvent::Groups(GroupNotice::Retrying { group, retry }));
    };
    if let Some(count) = request.last {
        let count = (count, SignedDuration::ZERO);
        let last = window.last(&reader, &request.filter, count, on_wait, on_read);
        let last = last.await;
        out.deliver(LiveEvent::Events(last.events)).await;
        return last.failed;
    }
    let mut walk = window.walk(&reader, on_wait).reading_ahead();
    while let Some(mut events) = walk.next().await {
        events.iter().for_each(&mut on_read);
        events.retain(|(_, event)| request.filter.passes(event));
        out.deliver(LiveEvent::Events(events)).await;
    }
    walk.failed()
}
