//! Following until stopped: failures are ridden out, and told with their spans of time.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::Follow;
use crate::error::{Error, Kind};
use crate::model::LogEvent;
use crate::providers::cloudwatch_logs::pages::EventSource;
use crate::providers::cloudwatch_logs::patience::{Bounds, Patience, ReadError, Trouble};
use crate::providers::cloudwatch_logs::timer::Timer;

/// What one who follows a group hears of it.
#[derive(Debug)]
pub enum Heard {
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
    /// Too many events to remember: those that come late are found only if they are
    /// less late than this, or, with `None`, again as intended.
    Overlap(Option<SignedDuration>),
    /// It cannot be read, and will not be tried again.
    Refused(Error),
}

/// Failures that pass in this time are not worth a word.
const SAID_AFTER: Duration = Duration::from_millis(1_500);
/// Between two looks for a group that is not there.
const LOOK_AGAIN: Duration = Duration::from_secs(10);

struct Interruption {
    since: Timestamp,
    began: Duration,
    patience: Patience,
    said: bool,
}

impl<S: EventSource, T: Timer> Follow<'_, S, T> {
    /// Follows until the service refuses for good; `tell` hears of everything.
    pub async fn run(mut self, tell: impl Fn(Heard)) {
        let mut interruption: Option<Interruption> = None;
        let mut gone = false;
        let mut overlap = None;
        loop {
            match self.next().await {
                Ok(events) => {
                    if std::mem::take(&mut gone) {
                        tell(Heard::Back);
                    }
                    if let Some(over) = interruption.take().filter(|over| over.said) {
                        let after = self.reader.timer.elapsed().saturating_sub(over.began);
                        let since = over.since;
                        tell(Heard::Resumed { since, after });
                    }
                    if !events.is_empty() {
                        tell(Heard::Events(events));
                    }
                    if self.shrunk().is_some() != overlap.is_some() {
                        overlap = self.shrunk();
                        tell(Heard::Overlap(overlap));
                    }
                }
                Err(failed) if failed.error.kind() == Kind::NotFound => {
                    if !std::mem::replace(&mut gone, true) {
                        tell(Heard::Gone);
                    }
                    self.reader.timer.sleep(LOOK_AGAIN).await;
                }
                Err(failed) if failed.trouble == Trouble::Refused => {
                    tell(Heard::Refused(failed.error));
                    return;
                }
                Err(failed) => {
                    let timer = &self.reader.timer;
                    let now = interruption.get_or_insert_with(|| Interruption {
                        since: timer.now(),
                        began: timer.elapsed(),
                        patience: Patience::new(Bounds::ENDLESS),
                        said: false,
                    });
                    let lasted = timer.elapsed().saturating_sub(now.began);
                    let wait = now.patience.wait_for(failed.trouble);
                    let wait = wait.unwrap_or(LOOK_AGAIN);
                    if !now.said && lasted + wait >= SAID_AFTER {
                        now.said = true;
                        let since = now.since;
                        tell(Heard::Interrupted { since, failed });
                    }
                    timer.sleep(wait).await;
                }
            }
        }
    }
}
