//! Following until stopped: failures are ridden out, and reported with their spans of time.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::GroupFollower;
use super::named::is_of_stream;
use crate::error::{Error, Kind};
use crate::model::LogEvent;
use crate::providers::cloudwatch_logs::pages::EventSource;
use crate::providers::cloudwatch_logs::retry::{ReadError, RetryLimits, RetryPolicy};
use crate::providers::cloudwatch_logs::timer::Timer;

/// What following a group reports.
#[derive(Debug)]
pub enum GroupEvent {
    /// At least one, each once.
    Events(Vec<LogEvent>),
    /// Nothing could be read since then; it is tried again and again.
    Interrupted { since: Timestamp, failed: ReadError },
    /// It can be read again: what was logged in the meantime follows.
    Resumed { since: Timestamp, after: Duration },
    /// The group is not there (any more); it is looked for again and again.
    Gone,
    /// The group is there again.
    Back,
    /// Of the streams that were named these are not there (any more); they are looked for
    /// again and again.
    StreamsGone(Vec<String>),
    /// These are there (again).
    StreamsBack(Vec<String>),
    /// Too many events to remember: those that come late are found only if they are
    /// less late than this, or, with `None`, again as intended.
    Overlap(Option<SignedDuration>),
    /// It cannot be read, and will not be tried again. Everything before `complete_to` was
    /// read.
    Refused {
        error: Error,
        complete_to: Option<Timestamp>,
    },
}

/// Failures that pass in this time are not worth a word.
const SAID_AFTER: Duration = Duration::from_millis(1_500);
/// Between two looks for a group that is not there.
pub(super) const LOOK_AGAIN: Duration = Duration::from_secs(10);

struct Interruption {
    since: Timestamp,
    began: Duration,
    retry: RetryPolicy,
    said: bool,
}

impl<S: EventSource, T: Timer> GroupFollower<'_, S, T> {
    /// Follows until the service refuses for good; `notify` gets everything. One that
    /// does not wait for its group comes back when that is not there, to be run again
    /// when it is.
    pub async fn run(mut self, notify: impl Fn(GroupEvent)) -> Option<Self> {
        let mut interruption: Option<Interruption> = None;
        let mut overlap = None;
        self.slot.set_read(true);
        loop {
            let read = match self.look_is_due() {
                true => self.look_around(false, &notify).await,
                false if self.misses_all() => {
                    self.reader.timer.sleep(self.until_look()).await;
                    continue;
                }
                false => self.next().await,
            };
            match read {
                Ok(events) => {
                    if std::mem::take(&mut self.gone) {
                        notify(GroupEvent::Back);
                    }
                    if let Some(over) = interruption.take().filter(|over| over.said) {
                        let after = self.reader.timer.elapsed().saturating_sub(over.began);
                        let since = over.since;
                        notify(GroupEvent::Resumed { since, after });
                    }
                    if !events.is_empty() {
                        notify(GroupEvent::Events(events));
                    }
                    if self.shrunk().is_some() != overlap.is_some() {
                        overlap = self.shrunk();
                        notify(GroupEvent::Overlap(overlap));
                    }
                }
                Err(failed) if self.names_any() && is_of_stream(&failed.error) => {
                    // a failure on the way is met again by the next read
                    let _ = self.look_around(true, &notify).await;
                }
                Err(failed) if failed.error.kind() == Kind::NotFound => {
                    if !std::mem::replace(&mut self.gone, true) {
                        notify(GroupEvent::Gone);
                    }
                    if !self.waits {
                        self.slot.set_read(false);
                        return Some(self);
                    }
                    self.reader.timer.sleep(LOOK_AGAIN).await;
                }
                Err(failed) => {
                    let timer = &self.reader.timer;
                    let complete_to = self.complete_to();
                    // what was logged since the last whole look is missing
                    let since = complete_to.unwrap_or(self.query.since);
                    let now = interruption.get_or_insert_with(|| Interruption {
                        since,
                        began: timer.elapsed(),
                        retry: RetryPolicy::new(RetryLimits::ENDLESS),
                        said: false,
                    });
                    let lasted = timer.elapsed().saturating_sub(now.began);
                    let wait = now.retry.wait_for(failed.class, timer.elapsed());
                    let Some(wait) = wait else {
                        notify(GroupEvent::Refused {
                            error: failed.error,
                            complete_to,
                        });
                        return None;
                    };
                    if !now.said && lasted + wait >= SAID_AFTER {
                        now.said = true;
                        let since = now.since;
                        notify(GroupEvent::Interrupted { since, failed });
                    }
                    timer.sleep(wait).await;
                }
            }
        }
    }

    /// Looks for streams that are not there, and reports what changed.
    async fn look_around(
        &mut self,
        all: bool,
        notify: &impl Fn(GroupEvent),
    ) -> Result<Vec<LogEvent>, ReadError> {
        let (went, came) = self.look(all).await?;
        if !went.is_empty() {
            notify(GroupEvent::StreamsGone(went));
        }
        if !came.is_empty() {
            notify(GroupEvent::StreamsBack(came));
        }
        Ok(Vec::new())
    }
}
